"""Isochrones on streets drawn by hand."""

import numpy as np
import pytest
import shapely

from geo.reach.isochrones import isochrones, reached_streets
from geo.reach.network import Network, Ways, network_of
from geo.reach.network_reach import node_metres
from geo.reach.snapping import snap


def build(*lines: list[tuple[float, float]], oneway: tuple[int, ...] = ()) -> Network:
    xy = np.array([point for line in lines for point in line], dtype=float)
    vertex = np.unique(xy, axis=0, return_inverse=True)[1].ravel().astype(np.int64)
    start = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    both = np.ones(len(lines), dtype=bool)
    back = np.array([i not in oneway for i in range(len(lines))])
    return network_of(Ways(xy, vertex, start, both, back), mode="walk")[0]


CROSS = [[(-1000, 0), (0, 0)], [(0, 0), (1000, 0)], [(0, -1000), (0, 0)], [(0, 0), (0, 1000)]]


def metres(network: Network, place: tuple[float, float], limit: float) -> float:
    start = snap(network, np.array([place], dtype=float))
    reached = node_metres(network, start, max_metres=limit)
    lines = reached_streets(network, reached, start, limit)
    return float(shapely.length(shapely.union_all(lines)))


def test_reached_streets_by_hand() -> None:
    """From 100 m west of the crossing, 500 m far: 500 to the west, 100 to it, 3 × 400 beyond."""
    assert metres(build(*CROSS), (-100, 0), 500) == pytest.approx(500 + 100 + 3 * 400)


def test_time_that_ends_on_the_own_street() -> None:
    """50 m both ways, less 20 m to get to the street."""
    assert metres(build(*CROSS), (-500, 20), 70) == pytest.approx(100)


def test_one_way_street_is_left_along_its_direction_only() -> None:
    """A ring of 400 m, one side one-way: from its middle only forward."""
    square = [
        [(0, 0), (100, 0)],
        [(100, 0), (100, 100)],
        [(100, 100), (0, 100)],
        [(0, 100), (0, 0)],
    ]
    network = build(*square, oneway=(0,))
    assert metres(network, (50, 0), 80) == pytest.approx(80)


def test_isochrones_grow_and_follow_the_streets() -> None:
    """Each holds the one before; an unconnected place across the gap is not inside."""
    network = build(*CROSS, [(200, 1000), (0, 1000)], [(200, 1000), (200, 300)])
    five, ten = isochrones(network, np.array([[0.0, 0.0]]), minutes=[5, 10], kmh=6)
    assert five.difference(ten).area < 1
    assert five.contains(shapely.Point(499, 0))
    assert not five.contains(shapely.Point(200, 400))
    assert five.area == pytest.approx(4 * 500 * 60, rel=0.05)


def test_what_lies_just_at_the_limit_is_inside() -> None:
    """500 m of street in five minutes: the corner at its end is reached, with the land beside."""
    (area,) = isochrones(build([(0, 0), (500, 0)], [(500, 0), (500, 300)]),
                         np.array([[0.0, 0.0]]), minutes=[5], kmh=6, beside=10)  # fmt: skip
    assert area.covers(shapely.Point(500, 0))
    assert not area.covers(shapely.Point(500, 11))
    assert area.length == pytest.approx(2 * 500 + 2 * np.pi * 10, rel=0.01)


def test_the_nearest_of_several_places_counts() -> None:
    """Two places at the ends of 1,000 m, 300 m each: the middle 400 m are reached from neither."""
    network = build([(0, 0), (1000, 0)])
    start = snap(network, np.array([[0.0, 0], [1000, 0]]))
    reached = node_metres(network, start, max_metres=300)
    assert sorted(reached.tolist()) == pytest.approx([0, 0], abs=1e-6)
    lines = shapely.union_all(reached_streets(network, reached, start, 300))
    assert shapely.length(lines) == pytest.approx(600)
