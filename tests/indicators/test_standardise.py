"""Scales: each wrong variant (ddof 1, mean of ranks, first come first served) differs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from indicators.standardise import min_max, percentile_rank, ranks, worse_up, z_score


def test_z_score_uses_the_population_deviation():
    """Values 0, 0, 3: mean 1, sd √2 (ddof 1 would give √3)."""
    np.testing.assert_allclose(
        z_score(np.array([0.0, 0.0, 3.0])), np.array([-1, -1, 2]) / np.sqrt(2)
    )


@pytest.mark.parametrize("value", [0.0, 0.1 + 0.2, 1e9 / 3])
def test_equal_areas_have_z_score_zero(value):
    assert z_score(np.full((7, 2), value)).tolist() == [[0.0, 0.0]] * 7


def test_z_score_leaves_its_input_alone():
    values = np.array([[1.0], [2.0]])
    z_score(values)
    assert values.tolist() == [[1.0], [2.0]]


def test_z_score_of_no_areas_is_empty():
    assert z_score(np.empty((0, 3))).shape == (0, 3)


@given(arrays(np.float64, (6, 3), elements=st.integers(-1000, 1000).map(float)))
def test_z_score_does_not_depend_on_the_unit(values):
    """Per cent or per mille, shifted or not: the same index."""
    np.testing.assert_allclose(z_score(values), z_score(10 * values + 3), atol=1e-6)


def test_ties_in_ranks():
    values = np.array([7.0, 1.0, 7.0, 7.0, 9.0])
    assert ranks(values, "min").tolist() == [2, 1, 2, 2, 5]
    assert ranks(values, "max").tolist() == [4, 1, 4, 4, 5]
    assert ranks(values).tolist() == [3, 1, 3, 3, 5]


@given(arrays(np.float64, (5, 2, 3), elements=st.integers(0, 3).map(float)))
def test_ranks_of_each_line_add_up(values):
    """Average ranks always sum to n(n+1)/2, and equal values have equal ranks."""
    result = ranks(values)
    np.testing.assert_allclose(result.sum(axis=0), 15.0)
    for indicator in range(2):
        for draw in range(3):
            line = values[:, indicator, draw]
            smaller = (line[None, :] < line[:, None]).sum(axis=1)
            equal = (line[None, :] == line[:, None]).sum(axis=1)
            np.testing.assert_allclose(result[:, indicator, draw], smaller + (equal + 1) / 2)


def test_percentile_rank_divides_by_the_others():
    """(rank − 1)/(n − 1), lowest rank for ties, 4 digits; rank ÷ n would differ."""
    assert percentile_rank(np.array([1.0, 5.0, 5.0, 8.0])).tolist() == [0.0, 0.3333, 0.3333, 1.0]
    assert percentile_rank(np.array([4.0])).tolist() == [0.0]


def test_min_max_of_equal_areas_is_the_middle():
    assert min_max(np.array([3.0, 3.0])).tolist() == [0.5, 0.5]


def test_worse_up_turns_only_what_is_worse_when_low():
    values = np.array([[10.0, 10.0], [20.0, 20.0]])
    assert worse_up(values, np.array([1.0, -1.0])).tolist() == [[10, -10], [20, -20]]


def test_single_precision_draws_stay_single_precision():
    draws = np.ones((4, 2, 3), dtype=np.float32)
    assert worse_up(draws, np.array([1.0, -1.0])).dtype == np.float32
    assert ranks(draws).dtype == z_score(draws).dtype == np.float32


@given(
    arrays(
        np.float32, (7, 2, 3), elements=st.sampled_from([-2.5, -1.0, -0.0, 0.0, 1e-30, 1.0, 7.0])
    ),
    st.sampled_from(["min", "max", "average"]),
)
def test_ranks_of_draws_are_those_of_figures(values, ties):
    """The fast way for single precision gives the ranks of the plain way, −0 equal to 0."""
    np.testing.assert_array_equal(ranks(values, ties), ranks(values.astype(float), ties))
