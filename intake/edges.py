"""Areas that should share their edges in; which edges find no partner, and the holes between, out."""

from dataclasses import dataclass

import numpy as np
import shapely

#: Corners are the same if they agree to the millimetre.
GRID_METRES = 0.001


@dataclass(frozen=True)
class Edges:
    """Edges of n areas, each walked with the area on its left.

    Attributes
    ----------
    free : ndarray
        (k, 2, 2) coordinates of the edges that no neighbour walks the other way: the
        outer border, and places where areas overlap or leave a gap.
    suspicious : ndarray of bool
        n; areas with a free edge, or with one that another area walks the same way.
    """

    free: np.ndarray
    suspicious: np.ndarray


def edges_of(shapes: np.ndarray) -> Edges:
    """Compare the edges of all areas at once.

    Parameters
    ----------
    shapes : ndarray
        n valid (multi)polygons, metres.

    Returns
    -------
    Edges

    Notes
    -----
    Two areas overlap only if one of them is suspicious, except where whole coverings
    lie on each other; then their outermost areas are.
    """
    rings, owners = _rings(shapes)
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    corners = _corner_numbers(coordinates)
    inside = ring_of[:-1] == ring_of[1:]
    starts, ends = corners[:-1][inside], corners[1:][inside]
    owner = owners[ring_of[:-1][inside]]
    real = starts != ends
    starts, ends, owner = starts[real], ends[real], owner[real]
    width = np.int64(corners.max() + 1) if len(corners) else np.int64(1)
    walked, back = starts * width + ends, ends * width + starts
    unique, number, counts = np.unique(walked, return_inverse=True, return_counts=True)
    free = ~_contained(back, unique)
    doubled = counts[number] > 1
    suspicious = np.zeros(len(shapes), dtype=bool)
    suspicious[owner[free | doubled]] = True
    places = np.flatnonzero(inside)[real][free]
    return Edges(np.stack([coordinates[places], coordinates[places + 1]], axis=1), suspicious)


def enclosed_holes(shapes: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Polygons of ground that areas enclose but none covers.

    Parameters
    ----------
    shapes : ndarray
        n valid polygons.
    free : ndarray
        Their free edges, as in `Edges`.
    """
    if not len(free):
        return np.array([], dtype=object)
    noded = shapely.union_all(shapely.linestrings(free), grid_size=GRID_METRES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    if not len(faces):
        return faces
    faces = faces[shapely.area(faces) > 0]
    places = shapely.point_on_surface(faces)
    covered = np.unique(shapely.STRtree(shapes).query(places, predicate="intersects")[0])
    return np.delete(faces, covered)


def _rings(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All rings, shells counterclockwise and holes clockwise, and the area of each."""
    turned = shapely.orient_polygons(shapes, exterior_cw=False)
    parts, part_of = shapely.get_parts(turned, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    return rings, part_of[ring_of]


def _corner_numbers(coordinates: np.ndarray) -> np.ndarray:
    """Number of each corner; corners that agree to the millimetre share one."""
    grid = np.round((coordinates - coordinates.min(axis=0)) / GRID_METRES).astype(np.int64)
    return np.unique(grid[:, 0] * (grid[:, 1].max() + 1) + grid[:, 1], return_inverse=True)[1]


def _contained(values: np.ndarray, ordered: np.ndarray) -> np.ndarray:
    """Whether each value is among ordered ones; looked up in order, which spares the cache."""
    order = np.argsort(values)
    places = np.minimum(np.searchsorted(ordered, values[order]), len(ordered) - 1)
    found = np.empty(len(values), dtype=bool)
    found[order] = ordered[places] == values[order]
    return found
