"""Edges without partner, and holes."""

import numpy as np
import shapely
from shapely import box

from intake.places._edges import edges_of, enclosed_holes


def grid(n: int) -> np.ndarray:
    """N × n unit squares, row by row."""
    return np.array([box(x, y, x + 1, y + 1) for y in range(n) for x in range(n)])


def test_only_the_outer_border_of_a_perfect_grid_is_free() -> None:
    edges = edges_of(grid(3))
    assert len(edges.free) == 12
    assert edges.suspicious.tolist() == [True, True, True, True, False, True, True, True, True]
    assert len(enclosed_holes(grid(3), edges.free)) == 0


def test_missing_middle_is_a_hole_of_its_size() -> None:
    ring = np.delete(grid(3), 4)
    holes = enclosed_holes(ring, edges_of(ring).free)
    assert shapely.area(holes).tolist() == [1.0]
    assert shapely.bounds(holes[0]).tolist() == [1.0, 1.0, 2.0, 2.0]


def test_clockwise_rings_and_holes_in_areas_are_no_fault() -> None:
    island = box(1, 1, 2, 2)
    around = shapely.Polygon(box(0, 0, 3, 3).exterior.coords[::-1], [island.exterior.coords])
    shapes = np.array([around, island])
    edges = edges_of(shapes)
    assert len(edges.free) == 4
    assert edges.suspicious.tolist() == [True, False]
    assert len(enclosed_holes(shapes, edges.free)) == 0


def test_same_polygon_twice_is_suspicious() -> None:
    shapes = np.array([*grid(3), box(1, 1, 2, 2)])
    assert edges_of(shapes).suspicious[[4, 9]].all()


def test_corners_that_differ_by_less_than_a_millimetre_are_the_same() -> None:
    shapes = np.array([box(0, 0, 1, 1), box(1 + 1e-7, 0, 2, 1)])
    assert len(edges_of(shapes).free) == 6


def test_corner_on_a_neighbours_edge_leaves_no_hole() -> None:
    half = shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0.5)])
    shapes = np.array([box(0, 0, 1, 1), half])
    edges = edges_of(shapes)
    assert len(edges.free) == 3 + 1 + 3 + 2
    assert len(enclosed_holes(shapes, edges.free)) == 0
