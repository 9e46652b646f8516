"""Ways over a street network: points in, the nearest destination and sparse metres out."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.network import Floats, Integers, Network
from geo.reach import Nearest, Points, Reach, Ways, Within, metres_per_minute

#: Largest number of distances held at once (float64): 160 MB.
DISTANCES_AT_ONCE = 20_000_000


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
        Metres from the point to the edge; infinite for points without a place.
    ends : ndarray of int, shape (n, 2)
        Node numbers of the edge's start and end.
    leaving, arriving : ndarray, shape (n, 2)
        Metres from the point to these nodes, and from them to the point; infinite
        against a one-way street. Leaving, the start is reached against the edge's
        direction; arriving, the point is reached from the start along it.
    """

    edge: Integers
    along: Floats
    access: Floats
    ends: Integers
    leaving: Floats
    arriving: Floats


@dataclass(frozen=True)
class Pairs:
    """Pairs within a limit: row numbers of origin and destination, and the metres."""

    origin: Integers
    destination: Integers
    metres: Floats


def snap(network: Network, points: Points) -> Snapped:
    """Put points on the nearest edge of a network.

    Parameters
    ----------
    network : Network
    points : ndarray, shape (n, 2)
        Metres, the network's CRS; rows with NaN reach nothing.

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
        access[known] = shapely.distance(lines, places)
    return on_edges(network, edge, along, access)


def on_edges(network: Network, edge: Integers, along: Floats, access: Floats) -> Snapped:
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


def network_reach(network: Network, *, kmh: float) -> Reach:
    """Return the reach over a network at a speed, as `indicators.coverage` asks for it.

    Points that were asked for before are not snapped again.
    """
    remember = _remembering(network)

    def reach(origins: Points, destinations: Points) -> Nearest:
        metres, destination = nearest_metres(network, remember(origins), remember(destinations))
        return Nearest(metres / metres_per_minute(kmh), destination)

    return reach


def nearest_metres(
    network: Network, origins: Snapped, destinations: Snapped
) -> tuple[Floats, Integers]:
    """Metres to the nearest destination over the network, and its row number.

    Parameters
    ----------
    network : Network
    origins, destinations : Snapped
        From `snap`.

    Returns
    -------
    metres : ndarray, shape (origins,)
        With the ways to and from the streets; infinite where none can be reached.
    destination : ndarray of int, shape (origins,)
        -1 where none can be reached.

    Notes
    -----
    One Dijkstra run from all destinations at once, against the direction of travel.
    Two points on the same edge walk along it without a detour over its ends.
    """
    placed = np.flatnonzero(np.isfinite(destinations.access))
    if len(placed) == 0 or len(origins.edge) == 0:
        return np.full(len(origins.edge), np.inf), np.full(len(origins.edge), -1, dtype=np.int64)
    from scipy.sparse.csgraph import dijkstra

    goal = _rows(destinations, placed)
    graph = _with_points(network.reverse_graph, goal.ends, goal.arriving)
    nodes = len(network.xy)
    metres, _, source = dijkstra(
        graph,
        indices=np.arange(nodes, nodes + len(placed)),
        min_only=True,
        return_predecessors=True,
    )
    over_tail = metres[origins.ends[:, 0]] + origins.leaving[:, 0]
    over_head = metres[origins.ends[:, 1]] + origins.leaving[:, 1]
    best = np.minimum(over_tail, over_head)
    node = np.where(over_tail <= over_head, origins.ends[:, 0], origins.ends[:, 1])
    via = source[node] - nodes
    same = _same_edge(network, origins, goal)
    best, via = _shorter(best, via, same)
    found = np.isfinite(best)
    return best, np.where(found, placed[np.where(found, via, 0)], -1)


def pairs_within(
    network: Network, origins: Snapped, destinations: Snapped, *, max_metres: float
) -> Pairs:
    """All pairs of an origin and a destination within a limit.

    Parameters
    ----------
    network : Network
    origins, destinations : Snapped
    max_metres : float
        The limit, with the ways to and from the streets; infinite: all pairs.

    Returns
    -------
    Pairs
        Sorted by origin, then destination.

    Notes
    -----
    Runs from the smaller side: Dijkstra's cost grows with the number of sources.
    """
    turned = len(destinations.edge) < len(origins.edge)
    sources, targets = (destinations, origins) if turned else (origins, destinations)
    graph = network.reverse_graph if turned else network.graph
    found = [
        _chunk(network, graph, sources, targets, rows, turned, max_metres)
        for rows in _chunks(network, sources, targets)
    ]
    empty = np.zeros(0, dtype=np.int64)
    source = np.concatenate([empty, *[part[0] for part in found]])
    target = np.concatenate([empty, *[part[1] for part in found]])
    metres = np.concatenate([np.zeros(0), *[part[2] for part in found]])
    if not turned:
        return Pairs(source, target, metres)
    order = np.lexsort((source, target)) if len(found) > 1 else np.arange(len(source))
    return Pairs(target[order], source[order], metres[order])


def node_metres(network: Network, start: Snapped, *, max_metres: float) -> Floats:
    """Metres from each start to every node, shape (starts, nodes); infinite beyond the limit."""
    from scipy.sparse.csgraph import dijkstra

    nodes = len(network.xy)
    graph = _with_points(network.graph, start.ends, start.leaving)
    numbers = np.arange(nodes, nodes + len(start.edge))
    return np.asarray(dijkstra(graph, indices=numbers, limit=max_metres))[:, :nodes]


def _chunk(
    network: Network,
    graph: Any,
    sources: Snapped,
    targets: Snapped,
    rows: Integers,
    turned: bool,
    limit: float,
) -> tuple[Integers, Integers, Floats]:
    """Pairs of some sources with all targets, in the origins' order: rows of both, and metres."""
    from scipy.sparse.csgraph import dijkstra

    nodes = len(network.xy)
    here = _rows(sources, rows)
    out = here.arriving if turned else here.leaving
    extended = _with_points(graph, here.ends, out)
    metres = dijkstra(extended, indices=np.arange(nodes, nodes + len(rows)), limit=limit)
    by_node = np.ascontiguousarray(metres.T)
    ends, costs = targets.ends, targets.leaving if turned else targets.arriving
    best = by_node[ends[:, 0]]
    best += costs[:, :1]
    over_head = by_node[ends[:, 1]]
    over_head += costs[:, 1:]
    np.minimum(best, over_head, out=best)
    first, second = (targets, here) if turned else (here, targets)
    a, b, direct = _same_edge(network, first, second)
    np.minimum.at(best, (a, b) if turned else (b, a), direct)
    inside = best <= limit if np.isfinite(limit) else np.isfinite(best)
    if turned:
        target, source = np.nonzero(inside)
        return rows[source], target, best[inside]
    source, target = np.nonzero(inside.T)
    return rows[source], target, best[target, source]


def _chunks(network: Network, sources: Snapped, targets: Snapped) -> list[Integers]:
    """Row numbers of the sources in blocks that fit into memory."""
    width = max(len(network.xy) + len(sources.edge), len(targets.edge), 1)
    size = max(1, DISTANCES_AT_ONCE // width)
    known = np.flatnonzero(np.isfinite(sources.access))
    return [known[i : i + size] for i in range(0, len(known), size)]


def _with_points(graph: Any, ends: Integers, costs: Floats) -> Any:
    """Append points as nodes whose edges lead to the two ends of their street."""
    from scipy import sparse

    nodes, points = graph.shape[0], len(ends)
    open_ = np.isfinite(costs)
    rows = graph.indptr[-1] + np.cumsum(open_.sum(axis=1))
    size = nodes + points
    return sparse.csr_array(
        (
            np.concatenate([graph.data, np.maximum(costs[open_], 1e-9)]),
            np.concatenate([graph.indices, ends[open_].astype(graph.indices.dtype)]),
            np.concatenate([graph.indptr, rows.astype(graph.indptr.dtype)]),
        ),
        shape=(size, size),
    )


def _same_edge(
    network: Network, origins: Snapped, destinations: Snapped
) -> tuple[Integers, Integers, Floats]:
    """Origin rows, destination rows and metres along the edge for points that share one."""
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


def _shorter(
    best: Floats, via: Integers, same: tuple[Integers, Integers, Floats]
) -> tuple[Floats, Integers]:
    """Replace ways over nodes by shorter ones along the same edge."""
    origin, destination, metres = same
    order = np.argsort(-metres, kind="stable")
    better = order[metres[order] < best[origin[order]]]
    best, via = best.copy(), via.copy()
    best[origin[better]] = metres[better]
    via[origin[better]] = destination[better]
    return best, via


def _rows(points: Snapped, rows: Integers) -> Snapped:
    """Some of the points; the same object for all of them."""
    if len(rows) == len(points.edge):
        return points
    return Snapped(*(getattr(points, field.name)[rows] for field in fields(Snapped)))


def _remembering(network: Network) -> Callable[[Points], Snapped]:
    """Snapping that keeps its last results by the points' content."""
    known: dict[bytes, Snapped] = {}

    def remembered(points: NDArray[np.float64]) -> Snapped:
        content = hashlib.blake2b(np.ascontiguousarray(points).tobytes()).digest()
        if content not in known:
            if len(known) >= 64:
                known.pop(next(iter(known)))
            known[content] = snap(network, points)
        return known[content]

    return remembered


def network_within(network: Network, *, kmh: float) -> Within:
    """Return the function that finds all pairs within a limit over a network at a speed."""
    remember = _remembering(network)

    def within(origins: Points, destinations: Points, max_minutes: float) -> Ways:
        speed = metres_per_minute(kmh)
        found = pairs_within(
            network, remember(origins), remember(destinations), max_metres=max_minutes * speed
        )
        return Ways(found.origin, found.destination, found.metres / speed)

    return within
