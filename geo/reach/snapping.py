"""Points put on the streets: coordinates in, places on edges with the ways to their ends out."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats, Ints
from geo.reach import Points
from geo.reach.network import Network

#: Points farther from every street than this are not on the network: nothing is reached.
FARTHEST_METRES = 10_000.0


@dataclass(frozen=True)
class Snapped:
    """Points put on their nearest edge.

    Attributes
    ----------
    edge : ndarray of int
        Edge number.
    along : ndarray
        Metres from the edge's start to the foot of the point.
    access : ndarray
        Metres from the point to the edge; infinite for points without a place or
        farther from the edge than `FARTHEST_METRES`.
    ends : ndarray of int, shape (n, 2)
        Node numbers of the edge's start and end.
    leaving, arriving : ndarray, shape (n, 2)
        Metres from the point to these nodes, and from them to the point; infinite
        against a one-way street. Leaving, the start is reached against the edge's
        direction; arriving, the point is reached from the start along it.
    """

    edge: Ints
    along: Floats
    access: Floats
    ends: Ints
    leaving: Floats
    arriving: Floats


def snap(network: Network, points: Points) -> Snapped:
    """Put points on the nearest edge of a network.

    Parameters
    ----------
    network : Network
    points : ndarray, shape (n, 2)
        Metres, the network's CRS; rows with NaN, and those farther from every edge than
        `FARTHEST_METRES`, reach nothing.

    Returns
    -------
    Snapped
    """
    import shapely

    count = len(points)
    edge = np.zeros(count, dtype=np.int64)
    along, access = np.zeros(count), np.full(count, np.inf)
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    if len(known) and len(network.metres):
        places = shapely.points(points[known])
        edge[known] = network.tree.nearest(places)
        lines = network.lines[edge[known]]
        along[known] = shapely.line_locate_point(lines, places)
        metres = shapely.distance(lines, places)
        access[known] = np.where(metres <= FARTHEST_METRES, metres, np.inf)
    return on_edges(network, edge, along, access)


def metres_to_streets(network: Network, points: Points) -> Floats:
    """Straight metres from points, shape (n, 2), to the nearest edge; NaN without a place."""
    import shapely

    metres = np.full(len(points), np.nan)
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    if len(known) and len(network.metres):
        places = shapely.points(points[known])
        metres[known] = shapely.distance(network.lines[network.tree.nearest(places)], places)
    return metres


def on_edges(network: Network, edge: Ints, along: Floats, access: Floats) -> Snapped:
    """Return points at given places on edges, with their ways to the edges' two ends."""
    if len(edge) == 0:
        none = np.zeros((0, 2))
        return Snapped(edge, along, access, none.astype(np.int64), none, none)
    length = network.metres[edge]
    along = np.minimum(along, length)
    to_ends = np.column_stack([access + along, access + length - along])
    open_ = np.column_stack([network.backward[edge], network.forward[edge]])
    return Snapped(
        edge,
        along,
        access,
        ends=np.column_stack([network.tail[edge], network.head[edge]]),
        leaving=np.where(open_, to_ends, np.inf),
        arriving=np.where(open_[:, ::-1], to_ends, np.inf),
    )


def same_edge(
    network: Network, origins: Snapped, destinations: Snapped
) -> tuple[Ints, Ints, Floats]:
    """Return origin rows, destination rows and metres along the edge for points that share one."""
    has_destination = np.zeros(len(network.metres), dtype=bool)
    has_destination[destinations.edge] = True
    near = np.flatnonzero(has_destination[origins.edge])
    order = np.argsort(destinations.edge, kind="stable")
    edges = destinations.edge[order]
    low = np.searchsorted(edges, origins.edge[near], side="left")
    high = np.searchsorted(edges, origins.edge[near], side="right")
    counts = high - low
    origin = np.repeat(near, counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    destination = order[np.repeat(low, counts) + within]
    ahead = destinations.along[destination] - origins.along[origin]
    edge = origins.edge[origin]
    allowed = np.where(ahead >= 0, network.forward[edge], network.backward[edge]) | (ahead == 0)
    metres = np.abs(ahead) + origins.access[origin] + destinations.access[destination]
    return origin, destination, np.where(allowed, metres, np.inf)


def some_rows(points: Snapped, rows: Ints) -> Snapped:
    """Return some of the points; the same object for all of them."""
    if len(rows) == len(points.edge):
        return points
    return Snapped(*(getattr(points, field.name)[rows] for field in fields(Snapped)))


def remembering_snap(network: Network) -> Callable[[Points], Snapped]:
    """Return a `snap` that keeps its last results by the points' content."""
    known: dict[bytes, Snapped] = {}

    def remembered(points: NDArray[np.float64]) -> Snapped:
        content = hashlib.blake2b(np.ascontiguousarray(points).tobytes()).digest()
        if content not in known:
            if len(known) >= 64:
                known.pop(next(iter(known)))
            known[content] = snap(network, points)
        return known[content]

    return remembered
