"""Ways over a street network: points in, the nearest destination and sparse metres out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.arrays import Floats, Ints
from geo.reach import Nearest, Points, Reach, Ways, Within, metres_per_minute
from geo.reach.network import Network
from geo.reach.snapping import Snapped, remembering_snap, same_edge, some_rows

#: Largest number of distances held at once (float64): 160 MB.
DISTANCES_AT_ONCE = 20_000_000

#: Distances of one block of targets (float64): 600 kB, so that a block stays in the cache.
CACHED_DISTANCES = 75_000


@dataclass(frozen=True)
class Pairs:
    """Pairs within a limit: row numbers of origin and destination, and the metres."""

    origin: Ints
    destination: Ints
    metres: Floats


def network_reach(network: Network, *, kmh: float) -> Reach:
    """Return the reach over a network at a speed, as `indicators.coverage` asks for it.

    Points that were asked for before are not snapped again.
    """
    remember = remembering_snap(network)

    def reach(origins: Points, destinations: Points) -> Nearest:
        metres, destination = nearest_metres(network, remember(origins), remember(destinations))
        return Nearest(metres / metres_per_minute(kmh), destination)

    return reach


def nearest_metres(
    network: Network, origins: Snapped, destinations: Snapped
) -> tuple[Floats, Ints]:
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

    goal = some_rows(destinations, placed)
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
    same = same_edge(network, origins, goal)
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
    chunks = _chunks(network, sources, targets)
    found = [
        part
        for rows in chunks
        for part in _chunk(network, graph, sources, targets, rows, turned, max_metres)
    ]
    empty = np.zeros(0, dtype=np.int64)
    source = np.concatenate([empty, *[part[0] for part in found]])
    target = np.concatenate([empty, *[part[1] for part in found]])
    metres = np.concatenate([np.zeros(0), *[part[2] for part in found]])
    origin, destination = (target, source) if turned else (source, target)
    if turned and len(chunks) <= 1:
        return Pairs(origin, destination, metres)
    order = np.argsort(origin, kind="stable")
    return Pairs(origin[order], destination[order], metres[order])


def node_metres(network: Network, start: Snapped, *, max_metres: float) -> Floats:
    """Metres to every node from the nearest start, shape (nodes,); infinite beyond the limit."""
    from scipy.sparse.csgraph import dijkstra

    nodes = len(network.xy)
    if len(start.edge) == 0:
        return np.full(nodes, np.inf)
    graph = _with_points(network.graph, start.ends, start.leaving)
    numbers = np.arange(nodes, nodes + len(start.edge))
    found = dijkstra(graph, indices=numbers, limit=max_metres, min_only=True)
    return np.asarray(found)[:nodes]


def _chunk(
    network: Network,
    graph: Any,
    sources: Snapped,
    targets: Snapped,
    rows: Ints,
    turned: bool,
    limit: float,
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Rows of source and target and metres of all pairs of some sources, sorted by target."""
    from scipy.sparse.csgraph import dijkstra

    nodes = len(network.xy)
    here = some_rows(sources, rows)
    out = here.arriving if turned else here.leaving
    extended = _with_points(graph, here.ends, out)
    metres = dijkstra(extended, indices=np.arange(nodes, nodes + len(rows)), limit=limit)
    by_node = np.ascontiguousarray(metres.T)
    costs = targets.leaving if turned else targets.arriving
    direct = _direct_ways(network, here, targets, turned)
    for block in _blocks(len(targets.edge), len(rows)):
        ends, way = targets.ends[block], costs[block]
        source, target, ways = _block(by_node, ends, way, direct, block.start, limit)
        yield rows[source], target, ways


def _direct_ways(
    network: Network, sources: Snapped, targets: Snapped, turned: bool
) -> tuple[Ints, Ints, Floats]:
    """Target rows, source rows and metres of pairs on the same edge, sorted by target."""
    origins, destinations = (targets, sources) if turned else (sources, targets)
    origin, destination, metres = same_edge(network, origins, destinations)
    target, source = (origin, destination) if turned else (destination, origin)
    order = np.argsort(target, kind="stable")
    return target[order], source[order], metres[order]


def _blocks(targets: int, sources: int) -> list[slice]:
    """Target rows in blocks whose ways to all sources stay in the processor's cache."""
    size = max(1, CACHED_DISTANCES // max(sources, 1))
    return [slice(i, min(i + size, targets)) for i in range(0, targets, size)]


def _block(
    by_node: Floats,
    ends: Ints,
    costs: Floats,
    direct: tuple[Ints, Ints, Floats],
    start: int,
    limit: float,
) -> tuple[Ints, Ints, Floats]:
    """Source, target and metres of the pairs within the limit, for the targets from `start`."""
    best = by_node[ends[:, 0]]
    best += costs[:, :1]
    over_head = by_node[ends[:, 1]]
    over_head += costs[:, 1:]
    np.minimum(best, over_head, out=best)
    low, high = np.searchsorted(direct[0], (start, start + len(ends)))
    np.minimum.at(best, (direct[0][low:high] - start, direct[1][low:high]), direct[2][low:high])
    inside = best <= limit if np.isfinite(limit) else np.isfinite(best)
    pairs = np.flatnonzero(inside)
    target, source = np.divmod(pairs, best.shape[1])
    return source, target + start, best.ravel()[pairs]


def _chunks(network: Network, sources: Snapped, targets: Snapped) -> list[Ints]:
    """Row numbers of the sources in blocks that fit into memory."""
    width = max(len(network.xy) + len(sources.edge), len(targets.edge), 1)
    size = max(1, DISTANCES_AT_ONCE // width)
    known = np.flatnonzero(np.isfinite(sources.access))
    return [known[i : i + size] for i in range(0, len(known), size)]


def _with_points(graph: Any, ends: Ints, costs: Floats) -> Any:
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


def _shorter(best: Floats, via: Ints, same: tuple[Ints, Ints, Floats]) -> tuple[Floats, Ints]:
    """Replace ways over nodes by shorter ones along the same edge."""
    origin, destination, metres = same
    order = np.argsort(-metres, kind="stable")
    better = order[metres[order] < best[origin[order]]]
    best, via = best.copy(), via.copy()
    best[origin[better]] = metres[better]
    via[origin[better]] = destination[better]
    return best, via


def network_within(network: Network, *, kmh: float) -> Within:
    """Return the function that finds all pairs within a limit over a network at a speed."""
    remember = remembering_snap(network)

    def within(origins: Points, destinations: Points, max_minutes: float) -> Ways:
        speed = metres_per_minute(kmh)
        found = pairs_within(
            network, remember(origins), remember(destinations), max_metres=max_minutes * speed
        )
        return Ways(found.origin, found.destination, found.metres / speed)

    return within
