"""The five other methods: examples by hand in which each wrong variant differs."""

import numpy as np
import pytest
from pandas import DataFrame

from indicators.indices._below_average_count import contributions as count_contributions
from indicators.indices._below_average_count import (
    count_by_field,
    unfavourable_share,
)
from indicators.indices._headline import headline_score
from indicators.indices._imd import contributions as imd_contributions
from indicators.indices._imd import exponential, imd_score
from indicators.indices._svi import svi_score

#: Four areas, two indicators, higher is worse; ranks from the worst: 1 2 3 4 and 2 1 4 3.
WORSE = np.array([[90.0, 6.0], [50.0, 8.0], [49.0, 1.0], [10.0, 2.0]])


def test_headline_ranks_before_it_scales():
    """Positions 0, ⅓, ⅔, 1 and ⅓, 0, 1, ⅔ by rank; by value the first would be 0, ½, 0.51, 1."""
    by_hand = [0.0, 0.0, np.sqrt(2 / 3), np.sqrt(2 / 3)]
    np.testing.assert_allclose(headline_score(WORSE), by_hand)


def test_headline_aggregations_differ():
    np.testing.assert_allclose(
        headline_score(WORSE, aggregation="arithmetic"), [1 / 6, 1 / 6, 5 / 6, 5 / 6]
    )
    np.testing.assert_allclose(headline_score(WORSE, aggregation="minimum"), [0, 0, 2 / 3, 2 / 3])


def test_headline_worst_area_is_zero_and_best_is_one():
    worse = np.array([[1.0], [5.0], [3.0]])
    assert headline_score(worse).tolist() == [1.0, 0.0, 0.5]


def test_imd_transformation_by_hand():
    """R = 0.5: −23·ln(1 − 0.5·(1 − e^(−100/23))) = −23·ln(0.5064613…) = 15.65."""
    tail = np.exp(-100 / 23)
    assert exponential(np.array([1.0]))[0] == pytest.approx(100.0)
    assert exponential(np.array([0.5]))[0] == pytest.approx(-23 * np.log(0.5 + 0.5 * tail))


def test_imd_most_deprived_area_has_rank_n():
    """Two areas: R = 1 (worst) and ½; with R = 1/N for the worst it would be reversed."""
    score = imd_score(np.array([[30.0], [10.0]]), groups=((0,),), weights=np.array([1.0]))
    np.testing.assert_allclose(score, [100.0, exponential(np.array([0.5]))[0]])


def test_imd_weights_domains():
    """First domain ranks 4 3 2 1, second 3 4 1 2 of 4; weights ¾ and ¼."""
    x = exponential(np.array([0.25, 0.5, 0.75, 1.0]))
    groups, weights = ((0,), (1,)), np.array([0.75, 0.25])
    by_hand = 0.75 * x[[3, 2, 1, 0]] + 0.25 * x[[2, 3, 0, 1]]
    np.testing.assert_allclose(imd_score(WORSE, groups=groups, weights=weights), by_hand)
    parts = imd_contributions(WORSE, groups=groups, weights=weights)
    np.testing.assert_allclose(parts.sum(axis=1), by_hand)


def test_imd_domain_of_two_indicators_ranks_their_sum():
    """Z of both columns add up: (by hand) the second area overtakes the first."""
    worse = np.array([[3.0, 0.0], [2.0, 9.0], [1.0, 0.0]])
    score = imd_score(worse, groups=((0, 1),), weights=np.array([1.0]))
    assert np.argsort(-score).tolist() == [1, 0, 2]


def test_svi_sums_within_themes_and_ranks_the_sum_of_sums():
    """Themes {0, 1} and {2}: sums of percentile ranks 0.5, 1.5, 1.0 and 1, 0, 0.5 → equal sums."""
    worse = np.array([[1.0, 2.0, 3.0], [2.0, 3.0, 1.0], [3.0, 1.0, 2.0]])
    assert svi_score(worse, groups=((0, 1), (2,))).tolist() == [0.0, 0.0, 0.0]


def test_svi_counts_a_theme_by_its_indicators():
    """First theme: 1 + 1, ½ + ½, 0 + 0; second: 0, ½, 1. Sums 2, 1½, 1; sums of ranks all 1."""
    worse = np.array([[3.0, 3, 1], [2, 2, 2], [1, 1, 3]])
    assert svi_score(worse, groups=((0, 1), (2,))).tolist() == [1.0, 0.5, 0.0]


def test_svi_ties_survive_the_rounding_noise_of_sums():
    """0.1 + 0.2 and 0.3 + 0 are the same sum, although not in floating point."""
    n = 11
    first = np.arange(n, dtype=float)
    second = np.roll(first, 1)
    third = first.max() - first
    ranks = svi_score(np.column_stack([first, second, third]), groups=((0, 1, 2),))
    sums = np.array([second[i] + n - 1 for i in range(n)])
    assert len(set(ranks)) == len(set(sums))
    assert ranks[np.argsort(second)].tolist() == sorted(ranks)


def test_unfavourable_share_compares_with_the_city_not_with_the_mean_of_areas():
    """Mean of the areas is 50, the city's value 20: two areas are worse, not one."""
    worse = np.array([[100.0], [45.0], [5.0]])
    assert unfavourable_share(worse, city=np.array([20.0])).tolist() == [1.0, 1.0, 0.0]


def test_equal_to_the_city_is_not_worse():
    assert unfavourable_share(np.array([[20.0]]), city=np.array([20.0])).tolist() == [0.0]


def test_count_contributions_add_up_to_the_share():
    city = np.array([40.0, 3.0])
    parts = count_contributions(WORSE, city=city)
    np.testing.assert_allclose(parts.sum(axis=1), unfavourable_share(WORSE, city=city))


def test_unfavourable_indicators_by_field_of_action():
    """Not rated stays out of both the count and the number of indicators."""
    rows = [
        ("b", "sgb2", False, 0.2),
        ("b", "alo", None, 0.5),
        ("b", "gym", True, 0.3),
        ("a", "sgb2", True, 0.9),
        ("a", "alo", True, 0.7),
        ("a", "gym", False, 0.1),
    ]
    figures = DataFrame(rows, columns=["key", "indicator", "below_average", "probability"])
    fields = {"sgb2": "arbeit", "alo": "arbeit", "gym": "kinder"}
    table = count_by_field(figures.astype({"below_average": "boolean"}), list(fields), fields)
    assert table["key"].tolist() == ["b", "a", "b", "a"]
    table = table.set_index(["key", "field_of_action"])
    assert table.loc[("a", "arbeit")].tolist() == [2, 2, 1.0, 0.7]
    assert table.loc[("b", "arbeit"), ["count", "indicators"]].tolist() == [0, 1]
    assert table.loc[("b", "kinder"), "minimum_probability"] == 0.3
