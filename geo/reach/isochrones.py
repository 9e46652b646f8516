"""Isochrones: places, a street network and minutes in, polygons that follow the streets out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats
from geo.reach import Points, metres_per_minute
from geo.reach.network import Network
from geo.reach.network_reach import node_metres
from geo.reach.snapping import Snapped, snap

#: Land on both sides of a reached street that counts as reached, metres.
BESIDE_STREET_METRES = 30.0


def isochrones(
    network: Network,
    places: Points,
    *,
    minutes: Sequence[float],
    kmh: float,
    beside: float = BESIDE_STREET_METRES,
) -> list[Any]:
    """Area from which one can start (or that one can reach) within each time.

    Parameters
    ----------
    network : Network
        With one-way streets: what is reached **from** the places.
    places : ndarray, shape (n, 2)
        Metres, the network's CRS; the nearest of them counts.
    minutes : sequence of float
        Limits, for example 5, 10, 15.
    kmh : float
    beside : float
        Width of the strip on each side of a street that is reached.

    Returns
    -------
    list of shapely Polygon or MultiPolygon
        One per limit, in their order; empty if nothing is reached.

    Notes
    -----
    Streets are cut where the time ends; the polygon is their buffer, so it does not
    leap over rivers or railways. Small holes between reached streets are kept.
    """
    import shapely

    longest = max(minutes) * metres_per_minute(kmh)
    start = snap(network, places)
    reached = node_metres(network, start, max_metres=longest)
    areas = []
    for limit in minutes:
        lines = reached_streets(network, reached, start, limit * metres_per_minute(kmh))
        areas.append(shapely.union_all(shapely.buffer(lines, beside, quad_segs=3)))
    return areas


def reached_streets(
    network: Network, reached: Floats, start: Snapped, limit: float
) -> NDArray[np.object_]:
    """Pieces of streets that lie within a limit.

    Parameters
    ----------
    network : Network
    reached : ndarray, shape (nodes,)
        Metres to each node.
    start : Snapped
        Where the ways begin: the streets of the places themselves count from there.
    limit : float
        Metres.

    Returns
    -------
    ndarray of shapely LineString
    """
    from_tail = np.where(network.forward, limit - reached[network.tail], -1.0)
    from_head = np.where(network.backward, limit - reached[network.head], -1.0)
    whole = np.maximum(from_tail, 0) + np.maximum(from_head, 0) >= network.metres
    part_tail = np.flatnonzero(~whole & (from_tail > 0))
    part_head = np.flatnonzero(~whole & (from_head > 0))
    length = network.metres
    pieces = [
        network.lines[whole],
        _pieces(network, part_tail, np.zeros(len(part_tail)), from_tail[part_tail]),
        _pieces(network, part_head, length[part_head] - from_head[part_head], length[part_head]),
        _around(network, start, limit),
    ]
    return np.concatenate(pieces)


def _around(network: Network, start: Snapped, limit: float) -> NDArray[np.object_]:
    """The pieces of the places' own streets."""
    left = limit - start.access
    rows = np.flatnonzero(left > 0)
    edge, along, left = start.edge[rows], start.along[rows], left[rows]
    low = np.where(network.backward[edge], np.maximum(along - left, 0), along)
    high = np.where(network.forward[edge], np.minimum(along + left, network.metres[edge]), along)
    return _pieces(network, edge, low, high)


def _pieces(
    network: Network, edges: NDArray[np.int64], low: Floats, high: Floats
) -> NDArray[np.object_]:
    """Parts of edges between two places along them."""
    from shapely.ops import substring

    parts = [substring(network.lines[e], a, b) for e, a, b in zip(edges, low, high, strict=True)]
    found = np.empty(len(parts), dtype=object)
    found[:] = parts
    return found
