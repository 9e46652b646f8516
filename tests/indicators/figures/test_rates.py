"""Rates, city value, interval and probability, against hand-computed figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.figures.rates import (
    city_rate,
    probability_above,
    rate,
    wilson_interval,
)


def test_the_city_value_is_the_ratio_of_sums_not_the_mean_of_shares():
    """10/100, 10/20, 20/40: shares 10 %, 50 %, 50 %, mean 36.7 %, but 40 of 160 are 25 %."""
    assert city_rate(np.array([10.0, 10.0, 20.0]), np.array([100.0, 20.0, 40.0])) == 0.25


def test_an_area_without_a_numerator_leaves_both_sums():
    """30/100 and ?/900: 30 %, not 3 % as if the unknown were 0."""
    assert city_rate(np.array([30.0, np.nan]), np.array([100.0, 900.0])) == 0.30


def test_a_denominator_of_zero_gives_no_value():
    assert np.isnan(rate(np.array([0.0, 3.0]), np.array([0.0, 0.0]))).all()


def test_wilson_interval_of_a_textbook_case():
    """81 of 263: (0.2553, 0.3662), Newcombe 1998, method 3."""
    low, high = wilson_interval(np.array([81.0]), np.array([263.0]))
    assert (round(low[0], 4), round(high[0], 4)) == (0.2553, 0.3662)


def test_wilson_interval_stays_inside_the_bounds_where_the_simple_one_does_not():
    low, high = wilson_interval(np.array([0.0, 29.0]), np.array([20.0, 29.0]))
    assert low[0] == 0.0
    assert high[1] == pytest.approx(1.0)
    assert round(high[0], 4) == 0.1611


def test_a_density_has_no_interval():
    low, _ = wilson_interval(np.array([500.0]), np.array([12.0]))
    assert np.isnan(low[0])


def test_probability_is_a_half_when_the_area_equals_the_city():
    probability = probability_above(np.array([5000.0]), np.array([10000.0]), np.array([0.5]))
    assert probability[0] == pytest.approx(0.5, abs=1e-6)


def test_probability_of_a_case_that_can_be_integrated_by_hand():
    """One of one: Beta(1.5, 0.5): P(p > 0.5) = 1/2 + 1/pi = 0.8183."""
    probability = probability_above(np.array([1.0]), np.array([1.0]), np.array([0.5]))
    assert probability[0] == pytest.approx(0.5 + 1 / np.pi, abs=1e-9)


def test_ninety_five_per_cent_intervals_hold_the_truth_in_93_to_97_per_cent():
    random = np.random.default_rng(7)
    truth = random.uniform(0.03, 0.6, 20_000)
    persons = random.integers(300, 8_000, 20_000).astype(float)
    counted = random.binomial(persons.astype(int), truth).astype(float)
    low, high = wilson_interval(counted, persons)
    held = ((low <= truth) & (truth <= high)).mean()
    assert 0.93 <= held <= 0.97


def test_probabilities_are_calibrated():
    """Of areas whose probability is between 70 and 80 %, about 75 % are really above."""
    random = np.random.default_rng(8)
    truth = random.uniform(0.05, 0.35, 40_000)
    persons = np.full(40_000, 200.0)
    counted = random.binomial(200, truth).astype(float)
    probability = probability_above(counted, persons, np.full(40_000, 0.2))
    chosen = (probability > 0.7) & (probability < 0.8)
    assert (truth[chosen] > 0.2).mean() == pytest.approx(0.75, abs=0.03)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(500, 9000)), min_size=1, max_size=30))
def test_the_city_value_lies_between_the_lowest_and_the_highest_area(counts):
    numerator, denominator = np.array(counts, dtype=float).T
    values = rate(numerator, denominator)
    assert values.min() - 1e-12 <= city_rate(numerator, denominator) <= values.max() + 1e-12
