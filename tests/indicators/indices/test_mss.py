"""Status and dynamics: hand-computed indices, and the classes that Berlin published."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame, Series

from indicators.indices import IndexDefinition, IndexInputs, composite
from indicators.indices.mss import (
    STATUS_LIMITS,
    class_numbers,
    contributions,
    standardised_sum,
    status_dynamics_class,
)

REAL = Path(os.environ.get("AKTIONSRAUM_REAL_DATA", Path(__file__).parents[4] / "shared" / "real"))

#: Two indicators that disagree: z of the first −√½, −√½, √2; of the second −√(3/2), 0, √(3/2).
WORSE = np.array([[1.0, 10.0], [1.0, 20.0], [4.0, 30.0]])


def test_index_is_the_standardised_sum_of_z_scores_with_population_deviation():
    """By hand: sums −1.93185, −0.70711, 2.63896; their deviation √((3.73205+0.5+6.96410)/3)."""
    sums = np.array([-np.sqrt(0.5) - np.sqrt(1.5), -np.sqrt(0.5), np.sqrt(2) + np.sqrt(1.5)])
    by_hand = sums / np.sqrt((sums**2).sum() / 3)
    np.testing.assert_allclose(standardised_sum(WORSE), by_hand)


def test_index_has_deviation_one_in_the_population_sense():
    """With ddof = 1 the deviation of the index would be √(2/3)."""
    index = standardised_sum(WORSE)
    assert index.std(ddof=0) == pytest.approx(1.0)
    assert index.mean() == pytest.approx(0.0)


def test_draws_are_standardised_each_on_its_own():
    """A further axis carries random draws; each gives the index of its own table."""
    draws = np.stack([WORSE, WORSE[::-1] * 3 + 7], axis=-1)
    index = standardised_sum(draws)
    np.testing.assert_allclose(index[:, 0], standardised_sum(WORSE))
    np.testing.assert_allclose(index[:, 1], standardised_sum(WORSE)[::-1])


def test_an_indicator_without_differences_changes_nothing():
    """All areas equal: its z-score is 0, not a division by zero or rounding noise."""
    same = np.column_stack([WORSE, np.full(3, 0.1 + 0.2)])
    np.testing.assert_allclose(standardised_sum(same), standardised_sum(WORSE))


def test_contributions_add_up_to_the_index():
    np.testing.assert_allclose(contributions(WORSE).sum(axis=1), standardised_sum(WORSE))


def test_class_limits_belong_to_the_middle():
    """−1 and 1 are still mittel, 1.5 still niedrig; noise in the 13th digit does not decide."""
    values = np.array([-1.0 - 1e-14, -1.001, 1.0 + 1e-14, 1.001, 1.5, 1.501])
    assert class_numbers(values, STATUS_LIMITS).tolist() == [2, 1, 2, 3, 3, 4]


def test_twelve_classes_have_their_signs():
    marks = [status_dynamics_class("hoch", d) for d in ("positiv", "stabil", "negativ")]
    assert marks == ["1+", "1+/-", "1-"]
    assert status_dynamics_class("sehr niedrig", "negativ") == "4-"
    assert status_dynamics_class("sehr niedrig", "") == ""


def berlin(year: int) -> tuple[DataFrame, DataFrame]:
    """Published shares and published classes of one edition."""
    folder = REAL / "berlin"
    if not folder.is_dir():
        pytest.skip(f"Berlin's tables are not in {folder}")
    tables = [folder / f"mss_{year}_{kind}.csv" for kind in ("anteile", "klassen")]
    shares, classes = (pd.read_csv(path, dtype={"id": str}).set_index("id") for path in tables)
    return shares, classes


def berlin_inputs(shares: DataFrame) -> IndexInputs:
    """All areas of the table, the not-rated ones with their zeros."""
    renamed = shares.rename(columns=lambda column: column.split("_")[0])
    names = [f"{kind}{n}" for kind in "sd" for n in range(1, 5)]
    return IndexInputs(
        values=renamed[names[:4]],
        changes=renamed[names[4:]],
        directions=Series(1, index=names),
        rated=renamed["inhabitants"] >= 300,
        names=renamed["name"],
    )


BERLIN = IndexDefinition(
    id="mss",
    label="Status und Dynamik",
    method="mss",
    indicators=("s1", "s2", "s3", "s4"),
    changes=("d1", "d2", "d3", "d4"),
    exclude=("10010203",),
)


@pytest.mark.real
@pytest.mark.parametrize(("year", "rated"), [(2013, 434), (2015, 435)])
def test_berlin_gets_its_published_classes(year, rated):
    """Status, dynamics and the class of both for every rated area; no other area is rated."""
    shares, classes = berlin(year)
    table = composite(BERLIN, berlin_inputs(shares)).table
    assert set(table.index[table["rated"]]) == set(classes.index)
    assert len(classes) == rated
    ours = table.loc[classes.index]
    assert (ours["status"] == classes["status_index_class"]).all()
    assert (ours["dynamics"] == classes["dynamic_index_class"]).all()
    assert (ours["group"] == classes["status_dynamic_index"]).all()
    others = table[~table["rated"]]
    assert others["score"].isna().all()
    assert (others[["status", "dynamics", "group"]] == "").all(axis=None)


@pytest.mark.real
def test_berlin_with_its_not_rated_areas_would_be_wrong():
    """The zeros of the not-rated areas move mean and deviation: classes change."""
    shares, classes = berlin(2013)
    inputs = berlin_inputs(shares)
    everything = IndexInputs(
        inputs.values, inputs.directions, Series(True, inputs.values.index), inputs.changes
    )
    table = composite(BERLIN, everything).table.loc[classes.index]
    assert (table["status"] != classes["status_index_class"]).any()
