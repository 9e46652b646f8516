"""Chance: draws have the moments of their counts, and certain things stay certain."""

from dataclasses import replace

import numpy as np
import pytest
from pandas import DataFrame, Index, Series
from scipy import stats

from indicators.indices import METHODS, IndexDefinition, IndexInputs, composite
from indicators.indices.draws import (
    central_95,
    draw_counts,
    draw_together,
    draw_values,
    rank_intervals,
)


def inputs(numerators, denominators, per=100.0) -> IndexInputs:
    """Counts of one indicator per column."""
    above, below = (
        np.atleast_2d(numerators).astype(float),
        np.atleast_2d(denominators).astype(float),
    )
    areas = Index([f"{n:03d}" for n in range(len(above))], name="key")
    names = [f"i{n}" for n in range(above.shape[1])]

    def table(cells):
        return DataFrame(cells, index=areas, columns=names)

    return IndexInputs(
        values=table(per * above / below),
        directions=Series(1.0, index=names),
        rated=Series(True, index=areas),
        city=Series(per * above.sum(axis=0) / below.sum(axis=0), index=names),
        numerators=table(above),
        denominators=table(below),
        per=Series(per, index=names),
    )


@pytest.mark.parametrize(("k", "n"), [(2, 40), (30, 2000), (300, 1000), (990, 1000), (60, 70)])
def test_drawn_counts_have_the_quantiles_of_the_binomial(k, n):
    """At most one person apart from the exact quantiles, small and large counts alike."""
    generator = np.random.default_rng(1)
    drawn = np.sort(
        draw_counts(np.array([float(k)]), np.array([float(n)]), 200_000, generator)[:, 0]
    )
    levels = np.array([0.025, 0.16, 0.5, 0.84, 0.975])
    ours = drawn[(levels * len(drawn)).astype(int)]
    exact = stats.binom.ppf(levels, n, k / n)
    assert np.abs(ours - exact).max() <= 1
    assert drawn.mean() == pytest.approx(k, abs=4 * np.sqrt(k / 200_000) + 0.05)
    assert 0 <= drawn.min() <= drawn.max() <= n


def test_nobody_and_everybody_stay_so():
    generator = np.random.default_rng(1)
    drawn = draw_counts(np.array([0.0, 50.0]), np.array([50.0, 50.0]), 100, generator)
    assert np.unique(drawn[:, 0]).tolist() == [0.0]
    assert np.unique(drawn[:, 1]).tolist() == [50.0]


def test_a_numerator_that_is_no_part_is_drawn_by_poisson():
    """Variance of the count is the count, although it is larger than its denominator."""
    generator = np.random.default_rng(1)
    drawn = draw_counts(np.array([400.0]), np.array([100.0]), 100_000, generator)[:, 0]
    assert drawn.var() == pytest.approx(400.0, rel=0.03)


def test_values_are_in_the_indicators_unit():
    """10 of 1,000 in per mille: 10 ± 3.1."""
    sampled = draw_values(inputs([[10]], [[1000]], per=1000.0))["i0"]
    assert sampled.shape == (1000, 1)
    assert sampled.mean() == pytest.approx(10.0, abs=0.5)
    assert sampled.std() == pytest.approx(np.sqrt(9.9), rel=0.1)


def test_figures_without_counts_do_not_move():
    given = replace(inputs([[10.0], [20.0]], [[100.0], [100.0]]), numerators=None)
    sampled = draw_values(given, draws=5)["i0"]
    assert np.unique(sampled, axis=0).tolist() == [[10.0, 20.0]]


def test_the_same_seed_gives_the_same_draws():
    given = inputs([[10.0, 40.0]], [[100.0, 100.0]])
    assert (draw_values(given)["i0"] == draw_values(given)["i0"]).all()
    assert (draw_values(given, seed=1)["i0"] != draw_values(given)["i0"]).any()


def test_indices_with_a_common_indicator_see_the_same_draws_of_it():
    """And two indicators with the same counts are drawn independently of each other."""
    given = inputs([[10.0, 10.0], [40.0, 40.0]], [[100.0, 100.0]] * 2)
    first = composite(IndexDefinition("x", "X", "mss", ("i0", "i1")), given)
    second = composite(IndexDefinition("y", "Y", "svi", ("i1",)), given)
    together = draw_together({"x": first, "y": second})
    assert (together["i1"] == draw_values(given)["i1"]).all()
    assert (together["i0"] != together["i1"]).any()
    assert rank_intervals(second, together).equals(rank_intervals(second))


@pytest.mark.parametrize("method", METHODS)
def test_large_areas_are_safe_and_close_ones_are_not(method):
    """Ten areas far apart with many people; two more differ by one person."""
    persons = np.full((12, 1), 1e5)
    counts = np.array([1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10000, 20000, 20001])
    result = composite(IndexDefinition("x", "X", method, ("i0",)), inputs(counts[:, None], persons))
    table = rank_intervals(result)
    assert (table["rank_low"] <= table["rank"]).all()
    assert (table["rank_high"] >= table["rank"]).all()
    first = table.iloc[0]
    if method != "below_average_count":  # its scores are 0 or 1: all ties
        assert (first["rank_low"], first["rank_high"]) == (12.0, 12.0)
        assert table.iloc[[10, 11]]["rank_low"].tolist() == [1.0, 1.0]
        assert table.iloc[[10, 11]]["rank_high"].tolist() == [2.0, 2.0]
    assert first["own_class_share"] == 1.0
    assert first["safe"]


def test_small_areas_are_less_safe_than_large_ones():
    """The same shares with a hundredth of the people: wider ranges of ranks."""
    rng = np.random.default_rng(3)
    persons = np.full((60, 2), 5000.0)
    counts = rng.binomial(5000, rng.beta(2, 12, (60, 2))).astype(float)
    definition = IndexDefinition("x", "X", "mss", ("i0", "i1"))
    large = rank_intervals(composite(definition, inputs(counts, persons)))
    small = rank_intervals(composite(definition, inputs(counts / 50, persons / 50)))
    width = [(t["rank_high"] - t["rank_low"]).mean() for t in (large, small)]
    assert width[1] > 2 * width[0]
    assert small["own_class_share"].mean() < large["own_class_share"].mean()


def test_not_rated_areas_have_no_range():
    given = inputs([[10.0], [20.0], [30.0]], [[100.0]] * 3)
    given.rated.iloc[1] = False
    table = rank_intervals(composite(IndexDefinition("x", "X", "svi", ("i0",)), given))
    assert table["rank_low"].isna().tolist() == [False, True, False]


def test_the_middle_95_percent_leaves_25_draws_on_each_side():
    low, high = central_95(np.arange(1000)[None, ::-1])
    assert (low[0], high[0]) == (25, 974)
