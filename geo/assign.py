"""Which area holds each point: coordinates and polygons in, row numbers out."""

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from geo.arrays import Bools, Floats, Ints

#: From so many points on, a grid over the areas saves more than it costs.
GRID_FROM = 500_000
#: Grid cells per point, and at most.
CELLS_PER_POINT, MOST_CELLS = 1, 4_000_000


def areas_of_points(points: Floats, shapes: NDArray[np.object_]) -> tuple[Ints, Bools]:
    """Find the area that holds each point, exactly.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Coordinates; rows with NaN lie nowhere.
    shapes : ndarray of object, shape (m,)
        Polygons or multipolygons in the same CRS.

    Returns
    -------
    area : ndarray of int, shape (n,)
        Row number of the area, -1 if none. Where several hold a point (a common border,
        an overlap), the first.
    shared : ndarray of bool, shape (n,)
        Whether several do.

    Notes
    -----
    Many points are looked up in a grid: no border crosses a patch of cells between
    borders, so one test of a patch answers for all points in it. Only points in cells
    that a border touches are tested one by one.
    """
    found, shared = np.full(len(points), -1, dtype=np.int64), np.zeros(len(points), dtype=bool)
    rows = np.flatnonzero(np.isfinite(points).all(axis=1))
    if len(shapes) == 0 or len(rows) == 0:
        return found, shared
    if len(rows) < GRID_FROM:
        found[rows], shared[rows] = _tested(points[rows], shapes)
        return found, shared
    patch, area, several = _patches(points[rows], shapes)
    found[rows], shared[rows] = area[patch], several[patch]
    open_ = rows[patch == 0]
    found[open_], shared[open_] = _tested(points[open_], shapes)
    return found, shared


def xy_of(points: GeoSeries) -> Floats:
    """Return coordinates of points, shape (n, 2); NaN where a point is empty."""
    places = points.to_numpy()
    known = (shapely.get_type_id(places) == 0) & ~shapely.is_empty(places)
    xy = np.full((len(places), 2), np.nan)
    xy[known] = shapely.get_coordinates(places[known])
    return xy


def _tested(points: Floats, shapes: NDArray[np.object_]) -> tuple[Ints, Bools]:
    """Test each point; polygons are the query, since shapely prepares the query."""
    found = np.full(len(points), len(shapes), dtype=np.int64)
    area, point = shapely.STRtree(shapely.points(points)).query(shapes, predicate="intersects")
    np.minimum.at(found, point, area)
    shared = np.bincount(point, minlength=len(points)) > 1
    return np.where(found < len(shapes), found, -1), shared


def _patches(points: Floats, shapes: NDArray[np.object_]) -> tuple[Ints, Ints, Bools]:
    """Patch of each point (0 = a border is near), and for each patch its area and whether several.

    Patch 0 and the last entry, which stands for everything outside the grid, have no area.
    """
    from scipy.ndimage import label

    west, south, east, north = shapely.total_bounds(shapes)
    cells = min(CELLS_PER_POINT * len(points), MOST_CELLS)
    side = max(float(np.sqrt((east - west) * (north - south) / cells)), 1e-9)
    size = (int((north - south) / side) + 1, int((east - west) / side) + 1)
    corner = np.array([west, south])
    borders = np.zeros(size, dtype=bool)
    column, row = _crossed_cells(shapes, corner, side)
    borders[row, column] = True
    patches, count = label(~borders)
    cell = np.zeros(count + 1, dtype=np.int64)  # any cell of each patch
    cell[patches.ravel()] = np.arange(patches.size)
    place = np.column_stack(np.unravel_index(cell[1:], size))[:, ::-1]
    area = np.full(count + 2, -1, dtype=np.int64)
    several = np.zeros(count + 2, dtype=bool)
    area[1:-1], several[1:-1] = _tested(corner + (place + 0.5) * side, shapes)
    column, row = np.floor((points - corner) / side).astype(np.int64).T
    inside = (column >= 0) & (column < size[1]) & (row >= 0) & (row < size[0])
    patch = np.full(len(points), count + 1, dtype=np.int64)
    patch[inside] = patches[row[inside], column[inside]]
    return patch, area, several


def _crossed_cells(shapes: NDArray[np.object_], corner: Floats, side: float) -> tuple[Ints, Ints]:
    """Columns and rows of all cells that a border touches.

    Each border is cut where it crosses a line of the grid; the middle of each piece names
    its cell, the ends of the border name theirs.
    """
    rings = shapely.get_rings(shapely.get_parts(shapes))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    corners = (corners - corner) / side
    same = ring[:-1] == ring[1:]
    start, end = corners[:-1][same], corners[1:][same]
    edge = [np.arange(len(start)), np.arange(len(start))]
    share = [np.zeros(len(start)), np.ones(len(start))]
    for axis in (0, 1):
        low = np.floor(np.minimum(start[:, axis], end[:, axis])).astype(np.int64) + 1
        high = np.ceil(np.maximum(start[:, axis], end[:, axis])).astype(np.int64) - 1
        number = np.maximum(high - low + 1, 0)
        crossing = np.repeat(np.arange(len(start)), number)
        first = np.repeat(np.cumsum(number) - number, number)
        line = np.repeat(low, number) + np.arange(number.sum()) - first
        length = (end - start)[crossing, axis]
        edge.append(crossing)
        share.append((line - start[crossing, axis]) / length)
    edges, shares = np.concatenate(edge), np.concatenate(share)
    order = np.lexsort((shares, edges))
    edges, shares = edges[order], shares[order]
    piece = np.flatnonzero(edges[:-1] == edges[1:])
    middle, of = (shares[piece] + shares[piece + 1]) / 2, edges[piece]
    places = np.concatenate([start[of] + middle[:, None] * (end - start)[of], corners])
    column, row = np.floor(places).astype(np.int64).T
    return column, row
