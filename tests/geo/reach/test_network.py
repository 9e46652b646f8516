"""Street networks drawn by hand: parallel edges, snapping, one-way streets, parts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.reach.network import Network, Ways, network_of
from geo.reach.network_reach import (
    nearest_metres,
    network_reach,
    network_within,
    node_metres,
    pairs_within,
)
from geo.reach.snapping import on_edges, snap


def ways(*lines: list[tuple[float, float]], oneway: tuple[int, ...] = ()) -> Ways:
    """Ways that meet where coordinates are equal."""
    xy = np.array([point for line in lines for point in line], dtype=float)
    _, vertex = np.unique(xy, axis=0, return_inverse=True)
    count = len(lines)
    return Ways(
        xy=xy,
        vertex=vertex.ravel().astype(np.int64),
        start=np.concatenate([[0], np.cumsum([len(line) for line in lines])]),
        forward=np.ones(count, dtype=bool),
        backward=np.array([i not in oneway for i in range(count)]),
    )


def build(*lines: list[tuple[float, float]], oneway: tuple[int, ...] = ()) -> Network:
    return network_of(ways(*lines, oneway=oneway), mode="walk")[0]


def metres(network: Network, start: tuple[float, float], end: tuple[float, float]) -> float:
    a, b = (snap(network, np.array([p], dtype=float)) for p in (start, end))
    found = float(nearest_metres(network, a, b)[0][0])
    pairs = pairs_within(network, a, b, max_metres=np.inf)
    assert found == pytest.approx(float(pairs.metres[0]))
    return found


SQUARE = [[(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 100), (0, 100)], [(0, 100), (0, 0)]]


def test_parallel_edges_keep_the_shorter_one() -> None:
    """Two streets between the same ends, 100 and 140 m: the way is 100, not 240."""
    streets = [[(0, 0), (100, 0)], [(0, 0), (50, 49), (100, 0)]]
    for parallel in (streets, streets[::-1]):
        network = build(*parallel, [(100, 0), (200, 0)], [(-50, 0), (0, 0)])
        assert metres(network, (0, 0), (200, 0)) == pytest.approx(200)
        assert metres(network, (-50, 0), (200, 0)) == pytest.approx(250)


def test_points_are_snapped_to_edges_and_the_way_there_counts() -> None:
    """30 m beside the middle of a 1,000 m street: 30 + 500, not the 1,000 of the nearest node."""
    network = build([(0, 0), (1000, 0)])
    assert metres(network, (499, 30), (1000, 0)) == pytest.approx(30 + 501)


@pytest.mark.parametrize(("away", "reaches"), [(10_000, True), (10_001, False), (np.nan, False)])
def test_who_is_ten_kilometres_from_every_street_reaches_nothing(
    away: float, reaches: bool
) -> None:
    """Another city's points, or none: neither they nor what lies beside them is reached."""
    network = build([(0, 0), (1000, 0)])
    street, far = np.array([[500.0, 0]]), np.array([[500.0, away]])
    for here, there in ((street, far), (far, street), (far, far)):
        found = network_reach(network, kmh=6)(here, there)
        assert np.isfinite(found.minutes).tolist() == [reaches]
        assert found.destination.tolist() == [0 if reaches else -1]
        assert len(network_within(network, kmh=6)(here, there, np.inf).minutes) == reaches


def test_two_points_on_one_edge_do_not_walk_over_its_ends() -> None:
    """On a street of 1,000 m from 400 to 600: 200 m."""
    network = build([(0, 0), (1000, 0)])
    assert metres(network, (400, 0), (600, 5)) == pytest.approx(205)


def test_a_loop_is_left_by_its_shorter_side() -> None:
    """A closed street with a single junction."""
    network = build([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)], [(0, 0), (-50, 0)])
    assert metres(network, (0, 90), (-50, 0)) == pytest.approx(140)
    assert metres(network, (10, 0), (0, 10)) == pytest.approx(20)


def test_one_way_streets_bind_along_and_against() -> None:
    """Round the square: one side is one-way, going against it takes the other three."""
    network = build(*SQUARE, oneway=(0,))
    assert metres(network, (0, 0), (100, 0)) == pytest.approx(100)
    assert metres(network, (100, 0), (0, 0)) == pytest.approx(300)
    assert metres(network, (30, 0), (70, 0)) == pytest.approx(40)
    assert metres(network, (70, 0), (30, 0)) == pytest.approx(360)


def test_ways_that_cross_without_a_common_vertex_do_not_meet() -> None:
    """A bridge: from the street below one cannot turn onto it."""
    bridge = [[(0, -100), (0, 100)], [(0, 100), (100, 100)], [(100, 100), (100, 0)]]
    network = build([(-100, 0), (100, 0)], *bridge)
    assert metres(network, (-100, 0), (0, -100)) == pytest.approx(200 + 100 + 100 + 200)


def test_smaller_parts_are_dropped_and_counted() -> None:
    """Two separate streets: the longer net stays, the island is reported."""
    network, dropped = network_of(
        ways(*SQUARE, [(1000, 0), (1100, 0)], [(1100, 0), (1200, 0)], [(0, 500), (40, 500)]),
        mode="walk",
    )
    assert len(network.metres) == 4
    assert (dropped.parts, dropped.edges, dropped.metres) == (2, 3, pytest.approx(240))
    assert dropped.share == pytest.approx(240 / 640)


def test_a_one_way_dead_end_is_not_part_of_the_network() -> None:
    """Nobody gets back out of it."""
    network, dropped = network_of(ways(*SQUARE, [(0, 0), (-70, 0)], oneway=(4,)), mode="bike")
    assert network.metres.sum() == pytest.approx(400)
    assert dropped.metres == pytest.approx(70)


def test_nearest_names_the_right_destination() -> None:
    """By the street the destination farther off in a straight line is the nearer one."""
    network = build([(0, 0), (500, 0), (500, 100), (0, 100)], [(0, 0), (-200, 0)])
    reach = network_reach(network, kmh=6)
    found = reach(np.array([[0.0, 0.0], [0, 100]]), np.array([[0.0, 100], [-200, 0], [np.nan, 0]]))
    assert found.destination.tolist() == [1, 0]
    assert found.minutes.tolist() == pytest.approx([2, 0])


@pytest.mark.parametrize(("few", "many"), [((0, 0), (100, 0)), ((100, 0), (0, 0))])
def test_a_way_as_long_as_the_limit_is_inside(
    few: tuple[float, float], many: tuple[float, float]
) -> None:
    """One hundred metres, one minute: from either side, over a junction or along one edge."""
    for network in (build([(0, 0), (100, 0)]), build([(0, 0), (50, 0)], [(50, 0), (100, 0)])):
        one, three = np.array([few], dtype=float), np.array([many] * 3, dtype=float)
        for here, there in ((one, three), (three, one)):
            places = snap(network, here), snap(network, there)
            assert len(pairs_within(network, *places, max_metres=100).metres) == 3
            assert len(pairs_within(network, *places, max_metres=99.999).metres) == 0
            found = network_within(network, kmh=6)(here, there, 1.0)
            assert found.minutes.tolist() == pytest.approx([1, 1, 1])
        metres = node_metres(network, snap(network, one), max_metres=100)
        assert np.isfinite(metres).all()
        assert np.isfinite(node_metres(network, snap(network, one), max_metres=99.999)).sum() < len(
            metres
        )


def test_no_destination_and_no_origin() -> None:
    """Empty tables come back empty, or infinitely far."""
    network = build(*SQUARE)
    reach = network_reach(network, kmh=5)
    assert np.isinf(reach(np.zeros((2, 2)), np.zeros((0, 2))).minutes).all()
    assert len(reach(np.zeros((0, 2)), np.zeros((2, 2))).minutes) == 0


def test_pairs_from_either_side_are_the_same() -> None:
    """One-way streets: few origins or few destinations, the same metres."""
    rng = np.random.default_rng(0)
    network = build(*SQUARE, [(100, 100), (200, 100), (200, 0), (100, 0)], oneway=(0, 1))
    many, few = (snap(network, rng.uniform(-20, 220, (n, 2))) for n in (40, 3))
    there = pairs_within(network, many, few, max_metres=350)
    for i in range(3):
        one = on_edges(network, few.edge[[i]], few.along[[i]], few.access[[i]])
        for j in range(40):
            start = on_edges(network, many.edge[[j]], many.along[[j]], many.access[[j]])
            expected = nearest_metres(network, start, one)[0][0]
            at = (there.origin == j) & (there.destination == i)
            assert at.any() == (expected <= 350)
            if at.any():
                assert there.metres[at][0] == pytest.approx(expected)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_walking_is_symmetric_and_no_shorter_than_the_straight_line(seed: int) -> None:
    """On a random grid with gaps, for random points; and the triangle inequality holds."""
    rng = np.random.default_rng(seed)
    lines = [[(x, y), (x + 1, y)] for x in range(5) for y in range(6)]
    lines += [[(x, y), (x, y + 1)] for x in range(6) for y in range(5)]
    kept = [lines[i] for i in rng.permutation(len(lines))[:45]]
    network = build(*kept)
    points = rng.uniform(0, 5, (6, 2))
    snapped = snap(network, points)
    pairs = pairs_within(network, snapped, snapped, max_metres=np.inf)
    table = np.full((6, 6), np.nan)
    table[pairs.origin, pairs.destination] = pairs.metres
    assert np.allclose(table, table.T)
    straight = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    assert (table >= straight - 1e-9).all()
    through = table[:, :, None] + table[None, :, :]
    assert (table[:, None, :] <= through + 1e-9).all()
