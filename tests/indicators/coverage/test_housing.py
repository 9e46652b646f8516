"""A new quarter: persons, ways and places worked out by hand."""

import numpy as np
import pytest

from geo.reach import Nearest
from indicators.coverage.housing import Quarter, needed_coverage, persons_of_quarter
from indicators.coverage.standards import Standard


def nearest(minutes):
    return Nearest(np.array([minutes]), np.array([0 if np.isfinite(minutes) else -1]))


def test_persons_are_dwellings_times_persons_times_share():
    persons = persons_of_quarter(Quarter(200, 0, 0, {"u6": 0.08, "65plus": 0.15}, 2.5))
    assert persons.to_dict() == {"u6": 40.0, "65plus": 75.0}


def test_need_of_covered_uncovered_and_unreachable_categories():
    """40 children: places 35 per 100 → 14; 12 minutes of 15 are covered, 20 of 10 are not."""
    quarter = Quarter(200, 0, 0, {"u6": 0.08, "65plus": 0.15}, 2.5)
    standards = {
        "kita": (Standard("kita", "u6", places_per_100=35), 15.0),
        "treff": (Standard("treff", "65plus"), 10.0),
        "buero": (Standard("buero", "65plus"), 30.0),
        "jugend": (Standard("jugend", "12_18"), 15.0),
    }
    ways = {
        "kita": nearest(12.0),
        "treff": nearest(20.0),
        "buero": nearest(np.inf),
        "jugend": nearest(1.0),
    }
    table = needed_coverage(quarter, standards, ways).set_index("category")
    assert table.index.tolist() == ["kita", "treff", "buero"]
    assert table["covered"].tolist() == [True, False, False]
    assert table["uncovered_persons"].tolist() == [0, 75, 75]
    assert table.loc["kita", "places_needed"] == 14
    assert np.isnan(table.loc["treff", "places_needed"])
    assert np.isnan(table.loc["buero", "nearest_minutes"])


def test_places_are_rounded_up():
    quarter = Quarter(10, 0, 0, {"u6": 0.1}, 3.1)
    standards = {"kita": (Standard("kita", "u6", places_per_100=100), 15.0)}
    assert needed_coverage(quarter, standards, {"kita": nearest(1.0)})[
        "places_needed"
    ].tolist() == [4]


@pytest.mark.parametrize(
    "quarter", [Quarter(10, 0, 0, {"u6": 1.2}), Quarter(-1, 0, 0, {}), Quarter(1, 0, 0, {}, 0)]
)
def test_impossible_quarters_are_refused(quarter):
    with pytest.raises(ValueError, match="Anteile"):
        persons_of_quarter(quarter)
