"""Straight-line reach: nearest and all pairs, against brute force and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.reach import (
    SORT_FROM,
    morton_order,
    nearest_metres,
    nearest_straight,
    within_straight,
)


def test_minutes_by_hand() -> None:
    """3-4-5 triangle: 500 m × 1.2 at 6 km/h are six minutes; places that are missing count nothing."""
    found = nearest_straight(
        np.array([[0.0, 0], [np.nan, 0]]), np.array([[np.nan, 1], [300.0, 400]]), kmh=6, detour=1.2
    )
    assert found.minutes.tolist() == [pytest.approx(6), np.inf]
    assert found.destination.tolist() == [1, -1]


def test_nothing_to_reach_and_nobody_to_ask() -> None:
    """Empty tables."""
    none = np.zeros((0, 2))
    assert nearest_straight(np.zeros((2, 2)), none).destination.tolist() == [-1, -1]
    assert len(nearest_straight(none, np.zeros((2, 2))).minutes) == 0
    assert len(within_straight(none, np.zeros((2, 2)), 5, kmh=5).minutes) == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(1, 12))
def test_against_brute_force(seed: int, limit: float) -> None:
    """Nearest and pairs within a limit for random points."""
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0, 1000, (30, 2)), rng.uniform(0, 1000, (7, 2))
    minutes = np.hypot(*(a[:, None] - b[None]).transpose(2, 0, 1)) * 1.3 / (5000 / 60)
    found = nearest_straight(a, b)
    assert found.minutes == pytest.approx(minutes.min(axis=1))
    assert found.destination.tolist() == minutes.argmin(axis=1).tolist()
    pairs = within_straight(a, b, limit, kmh=5)
    rows, columns = np.nonzero(minutes <= limit)
    assert pairs.origin.tolist() == rows.tolist()
    assert pairs.destination.tolist() == columns.tolist()
    assert pairs.minutes == pytest.approx(minutes[rows, columns])


def test_a_straight_line_as_long_as_the_limit_is_inside() -> None:
    """By hand at six minutes; and for many lines that do not come out even."""
    one, other = np.array([[0.0, 0]]), np.array([[300.0, 400]])
    assert len(within_straight(one, other, 6, kmh=6, detour=1.2).minutes) == 1
    assert len(within_straight(one, other, 5.9999, kmh=6, detour=1.2).minutes) == 0
    for x in range(1, 400):
        place = np.array([[7.0 * x, 3.0 * x + 0.1]])
        limit = nearest_straight(one, place, kmh=4.7, detour=1.3).minutes[0]
        assert len(within_straight(one, place, limit, kmh=4.7, detour=1.3).minutes) == 1, x


def test_large_tables_are_sorted_inside_and_answered_in_their_order() -> None:
    """More points than the limit for sorting: the same answer as for the first few alone."""
    rng = np.random.default_rng(0)
    a, b = rng.uniform(0, 1e5, (SORT_FROM + 5, 2)), rng.uniform(0, 1e5, (SORT_FROM + 1, 2))
    metres, number = nearest_metres(a, b)
    few, same = nearest_metres(a[:50], b)
    assert metres[:50] == pytest.approx(few)
    assert number[:50].tolist() == same.tolist()
    assert np.hypot(*(a[7] - b[number[7]])) == pytest.approx(metres[7])


def test_morton_order_walks_through_the_quarters() -> None:
    """South-west, south-east, north-west, north-east; neighbours stay together."""
    points = np.array([[9.0, 9], [0, 0], [9, 0], [0, 9], [1, 1]])
    assert morton_order(points).tolist() == [1, 4, 2, 3, 0]
    assert sorted(morton_order(np.random.default_rng(1).normal(size=(99, 2)))) == list(range(99))
    assert morton_order(np.zeros((0, 2))).tolist() == []
