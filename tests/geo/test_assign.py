"""Points find their areas: one by one and by the grid alike."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame, GeoSeries, sjoin
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from geo import assign
from geo.assign import areas_of_points, xy_of


@pytest.fixture(params=["one by one", "grid"])
def way(request, monkeypatch):
    """Both ways: below and above the number of points from which a grid pays."""
    monkeypatch.setattr(assign, "GRID_FROM", 1 if request.param == "grid" else 10**9)
    return request.param


@pytest.mark.usefixtures("way")
def test_points_in_on_between_and_outside():
    """Two squares with a common border, a hole in the second, and a far part of the first."""
    first = MultiPolygon([box(0, 0, 10, 10), box(50, 0, 51, 1)])
    second = box(10, 0, 20, 10).difference(box(14, 4, 16, 6))
    points = [
        [5, 5],
        [15, 5],
        [17, 5],
        [10, 5],
        [50.5, 0.5],
        [30, 5],
        [-100, 5],
        [np.nan, 1],
        [14, 5],
    ]
    area, shared = areas_of_points(np.array(points, dtype=float), np.array([first, second]))
    assert area.tolist() == [0, -1, 1, 0, 0, -1, -1, -1, 1]
    assert shared.tolist() == [False, False, False, True] + 5 * [False]


@pytest.mark.usefixtures("way")
def test_of_overlapping_areas_the_first_holds_the_point():
    shapes = np.array([box(0, 0, 4, 4), box(2, 0, 6, 4)])
    area, shared = areas_of_points(np.array([[1.0, 1.0], [3.0, 1.0], [5.0, 1.0]]), shapes)
    assert area.tolist() == [0, 0, 1]
    assert shared.tolist() == [False, True, False]


@pytest.mark.usefixtures("way")
def test_nothing_in_nothing_out():
    none = np.zeros((0, 2))
    assert areas_of_points(none, np.array([box(0, 0, 1, 1)]))[0].tolist() == []
    assert areas_of_points(np.array([[1.0, 1.0]]), np.array([], dtype=object))[0].tolist() == [-1]


def test_empty_points_have_no_coordinates():
    places = xy_of(GeoSeries([Point(1, 2), Point()]))
    assert places[0].tolist() == [1, 2]
    assert np.isnan(places[1]).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_grid_agrees_with_a_spatial_join(seed):
    """Voronoi cells; points anywhere, on corners, on borders and on lines of the grid."""
    rng = np.random.default_rng(seed)
    seeds = shapely.multipoints(rng.uniform(0, 100, (12, 2)))
    shapes = np.array(shapely.get_parts(shapely.voronoi_polygons(seeds)))
    corners = shapely.get_coordinates(shapes)
    middles = (corners[:-1] + corners[1:]) / 2
    points = np.vstack(
        [rng.uniform(-150, 250, (300, 2)), corners, middles, rng.integers(0, 100, (50, 2))]
    )
    patched, grid = pytest.MonkeyPatch(), []
    with patched.context() as patch:
        patch.setattr(assign, "GRID_FROM", 1)
        grid, shared = areas_of_points(points, shapes)
    frame = GeoDataFrame(geometry=shapely.points(points))
    joined = sjoin(frame, GeoDataFrame(geometry=shapes), predicate="intersects")["index_right"]
    expected = joined.groupby(level=0).min().reindex(frame.index).fillna(-1)
    assert grid.tolist() == expected.astype(int).tolist()
    assert shared.tolist() == (joined.groupby(level=0).size().reindex(frame.index) > 1).tolist()
