"""Equity, freshness and the week: hand-made tables."""

from datetime import date
from functools import partial

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from pandas import DataFrame, Series
from shapely import Point

from geo.reach import nearest_straight
from indicators.coverage.equity import (
    concentration_index,
    coverage_by_class,
    coverage_by_need,
    need_quintiles,
    ranked_by_need,
    uncovered_of_group,
)
from indicators.coverage.freshness import doubtful, freshness_of
from indicators.coverage.question import Question
from indicators.coverage.week import days_label, strip_of, week_of

AREAS = DataFrame(
    {"target_persons": [100.0, 300, 50, 50], "covered_persons": [10.0, 150, 50, np.nan]},
    index=list("abcd"),
)
NEED = Series({"a": 40.0, "b": 20, "c": 10, "d": 5})


def test_classes_are_ratios_of_sums() -> None:
    """Low status: 160 of 400, not the mean of 10 % and 50 %; the unknown area is left out."""
    found = coverage_by_class(
        AREAS, Series({"a": "niedrig", "b": "niedrig", "c": "hoch", "d": "hoch"})
    )
    assert found.loc["niedrig", "covered_share"] == pytest.approx(0.4)
    assert found.loc["hoch"].tolist() == [1, 50, 50, 1, 0]


def test_concentration_by_hand() -> None:
    """Three areas: ranks 100/900, 500/900 … over the 450 persons with known coverage.

    r = 1/9, 5/9, 17/18; h = 0.1, 0.5, 1; μ = 210/450; C = 2 Σ w (h − μ)(r − ½) / μ.
    """
    rank, share = np.array([1 / 9, 5 / 9, 17 / 18]), np.array([0.1, 0.5, 1.0])
    weight = np.array([100, 300, 50]) / 450
    expected = 2 * (weight * (share - 210 / 450) * (rank - 0.5)).sum() / (210 / 450)
    assert concentration_index(AREAS, NEED) == pytest.approx(expected)
    assert concentration_index(AREAS, -NEED, direction=-1) == pytest.approx(expected)
    assert concentration_index(AREAS, -NEED) == pytest.approx(-expected)


def test_equal_coverage_or_equal_need_has_no_concentration() -> None:
    """Everybody half covered; or everybody in equal need."""
    half = AREAS.assign(covered_persons=AREAS["target_persons"] / 2)
    assert concentration_index(half, NEED) == pytest.approx(0)
    assert concentration_index(AREAS, Series(7.0, index=AREAS.index)) == pytest.approx(0)
    assert np.isnan(concentration_index(AREAS.assign(covered_persons=0.0), NEED))


def test_quintiles_hold_equal_persons_not_equal_areas() -> None:
    """One area of 80 persons and four of 5: the big one alone covers four fifths."""
    persons = Series([80.0, 5, 5, 5, 5], index=list("vwxyz"))
    need = Series([1.0, 2, 3, 4, np.nan], index=list("vwxyz"))
    assert need_quintiles(need, persons).tolist() == [3, 1, 1, 1, pd.NA]
    even = need_quintiles(Series(range(5), index=list("vwxyz")), Series(1.0, index=list("vwxyz")))
    assert even.tolist() == [5, 4, 3, 2, 1]


def test_where_lower_is_worse_the_lowest_has_the_greatest_need() -> None:
    """Five areas of one person each; the gaps of the two lowest come first, the larger before."""
    need = Series([10.0, 20, 30, 40, 50], index=list("vwxyz"))
    one = Series(1.0, index=need.index)
    assert need_quintiles(need, one, direction=-1).tolist() == [1, 2, 3, 4, 5]
    assert need_quintiles(need, one).tolist() == [5, 4, 3, 2, 1]
    areas = DataFrame({"target_persons": one, "covered_persons": [1.0, 1, 0, 0, 0]})
    assert coverage_by_need(areas, need, direction=-1)["covered_share"].tolist() == [1, 1, 0, 0, 0]
    gaps = DataFrame({"key": ["z", "v", "w", "v"], "persons": [99.0, 5, 70, 9]})
    assert ranked_by_need(gaps, need, direction=-1)["persons"].tolist() == [9, 5, 70, 99]
    assert ranked_by_need(gaps, need)["persons"].tolist() == [99, 70, 9, 5]


def test_coverage_by_need_keeps_the_sums() -> None:
    """Nobody is lost between the fifths."""
    found = coverage_by_need(AREAS, NEED)
    assert found["target_persons"].sum() == 450
    assert found.index.name == "quintile"


def test_uncovered_children_in_poverty() -> None:
    """40 poor children in an area of which 90 % are not covered: 36."""
    areas = AREAS.assign(covered_share=AREAS["covered_persons"] / AREAS["target_persons"])
    found = uncovered_of_group(areas, Series({"a": 40.0, "b": 10, "c": 3, "d": 9}))
    assert found[:3].tolist() == pytest.approx([36, 5, 0])
    assert np.isnan(found["d"])


def test_gaps_by_need_before_persons() -> None:
    """A small gap in great need comes first; no need known comes last."""
    gaps = DataFrame({"key": ["b", "a", "b", "x"], "persons": [50.0, 9, 70, 99]})
    found = ranked_by_need(gaps, NEED)
    assert found["persons"].tolist() == [9, 70, 50, 99]
    assert found["need_rank"].tolist() == [1, 2, 3, 4]


ON = date(2026, 11, 24)
COLUMNS = ("opening", "mobile_schedule", "valid_from", "valid_to", "confirmed_on", "step_free")


def offers(**rows: dict[str, str]) -> GeoDataFrame:
    table = DataFrame([{c: row.get(c, "") for c in COLUMNS} for row in rows.values()])
    table["name"] = table["category"] = list(rows)
    table.index = pd.Index(list(rows), name="id")
    places = [Point(float(row.get("x", 0)), 0) for row in rows.values()]
    return GeoDataFrame(table, geometry=places, crs="EPSG:25832")


def test_freshness_names_the_most_urgent() -> None:
    """Each state once, sorted by urgency."""
    found = freshness_of(
        offers(
            aktuell={"confirmed_on": "2026-01-01"},
            nie={},
            alt={"confirmed_on": "2025-11-23"},
            bald={"confirmed_on": "2026-11-01", "valid_to": "2026-12-31"},
            vorbei={"valid_to": "2026-11-23"},
        ),
        ON,
    )
    assert list(zip(found.index, found["state"], strict=True)) == [
        ("vorbei", "beendet"),
        ("bald", "endet bald"),
        ("alt", "nicht bestätigt"),
        ("nie", "nie bestätigt"),
        ("aktuell", "aktuell"),
    ]
    assert found.loc[["vorbei", "bald", "alt"], "days"].tolist() == [-1, 37, 366]


def test_doubtful_offers() -> None:
    """Ended ones are out anyway."""
    table = offers(a={"confirmed_on": "2026-01-01"}, b={}, c={"valid_to": "2026-11-23"})
    assert doubtful(table, ON) == ("b",)


DEMAND = DataFrame({"x": [0.0, 5000, 9000], "y": 0.0, "area": "01", "persons": [30.0, 60, 10]})
REACH = partial(nearest_straight, kmh=6, detour=1.0)


def test_week_by_hand() -> None:
    """West: Mon–Fri 9–12; a bus in the middle on Tuesdays 15–17; nothing in the east."""
    week = week_of(
        DEMAND,
        offers(
            west={"opening": "Mo-Fr 09:00-12:00"},
            bus={"mobile_schedule": "Di 15:00-17:00", "x": "5000"},
        ),
        reach=REACH,
        max_minutes=5,
        question=Question(on=ON),
    )
    strip = strip_of(week)
    assert strip.loc[9, "Mo"] == pytest.approx(0.3)
    assert strip.loc[12, "Mo"] == 0
    assert strip.loc[[14, 15, 16, 17], "Di"].tolist() == pytest.approx([0, 0.6, 0.6, 0])
    assert strip.loc[15, "Mi"] == 0
    assert list(strip.columns) == ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
    assert week.days["days"].tolist() == ["nur Di", "Mo–Fr", "nie"]
    assert week.days["persons"].tolist() == [60, 30, 10]
    assert week.days["share"].tolist() == pytest.approx([0.6, 0.3, 0.1])


@pytest.mark.parametrize(
    ("marks", "label"),
    [("1111111", "täglich"), ("0000000", "nie"), ("1010000", "Mo, Mi"), ("0000011", "Sa–So")],
)
def test_days_are_named(marks: str, label: str) -> None:
    """Seven marks, Monday first."""
    assert days_label([m == "1" for m in marks]) == label
