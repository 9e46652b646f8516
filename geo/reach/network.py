"""Street networks: ways with shared vertices in, a graph of junctions and edges out."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from geo.arrays import Bools, Floats, Ints
from geo.reach import morton_order

#: Shortest edge in metres: a graph entry of 0 would read as "no edge".
SHORTEST_METRES = 1e-3


@dataclass(frozen=True)
class Ways:
    """Streets as they were read: chains of vertices, joined where they share a vertex id.

    Attributes
    ----------
    xy : ndarray, shape (vertices, 2)
        Metres in the city's CRS; the vertices of all ways one after another.
    vertex : ndarray of int, shape (vertices,)
        Id of the place: ways meet where ids are equal.
    start : ndarray of int, shape (ways + 1,)
        First vertex of each way, and the end.
    forward, backward : ndarray of bool, shape (ways,)
        Whether the way may be used along its direction, and against it.
    """

    xy: Floats
    vertex: Ints
    start: Ints
    forward: Bools
    backward: Bools


@dataclass(frozen=True)
class Network:
    """A connected street network for one mode.

    Attributes
    ----------
    mode : str
        `walk`, `bike` or `wheelchair`.
    xy : ndarray, shape (nodes, 2)
        Junctions and ends of ways, metres, in Morton order.
    tail, head : ndarray of int, shape (edges,)
        Node numbers of each edge's start and end.
    metres : ndarray, shape (edges,)
    forward, backward : ndarray of bool, shape (edges,)
    shape_xy : ndarray, shape (vertices, 2)
        Vertices of all edges, one edge after another.
    shape_start : ndarray of int, shape (edges + 1,)
        First vertex of each edge in `shape_xy`, and the end.
    """

    mode: str
    xy: Floats
    tail: Ints
    head: Ints
    metres: Floats
    forward: Bools
    backward: Bools
    shape_xy: Floats
    shape_start: Ints

    @cached_property
    def graph(self) -> Any:
        """Directed metres between nodes as a CSR array; of parallel edges the shortest."""
        return shortest_edges(
            np.concatenate([self.tail[self.forward], self.head[self.backward]]),
            np.concatenate([self.head[self.forward], self.tail[self.backward]]),
            np.concatenate([self.metres[self.forward], self.metres[self.backward]]),
            len(self.xy),
        )

    @cached_property
    def reverse_graph(self) -> Any:
        """The graph with all directions turned round; the same object where none differs."""
        if bool(np.all(self.forward & self.backward)):
            return self.graph
        return self.graph.T.tocsr()

    @cached_property
    def lines(self) -> Any:
        """Shapely lines of the edges."""
        import shapely

        counts = np.diff(self.shape_start)
        return shapely.linestrings(self.shape_xy, indices=np.repeat(np.arange(len(counts)), counts))

    @cached_property
    def tree(self) -> Any:
        """Spatial index over `lines`."""
        import shapely

        return shapely.STRtree(self.lines)


@dataclass(frozen=True)
class Dropped:
    """Parts of a street network that cannot be reached from its largest part."""

    parts: int
    edges: int
    metres: float
    share: float


def network_of(ways: Ways, *, mode: str) -> tuple[Network, Dropped]:
    """Graph of the junctions of a street network, largest connected part only.

    Parameters
    ----------
    ways : Ways
    mode : str
        `walk`, `bike` or `wheelchair`; kept with the network.

    Returns
    -------
    Network
        Vertices that are no junction become the shape of an edge, not a node.
    Dropped
        What is not connected with the largest part. With one-way streets a part
        counts as connected where one gets there **and** back.
    """
    number, usage = _numbered(ways)
    first, last, way = _edges_between_junctions(ways, number, usage)
    metres = _lengths(ways.xy, first, last)
    part = _largest_part(number[first], number[last], ways.forward[way], ways.backward[way], usage)
    kept = part[number[first]] & part[number[last]]
    dropped = _dropped(number[first], number[last], metres, kept)
    first, last, way, metres = first[kept], last[kept], way[kept], metres[kept]
    node, xy = _morton_nodes(np.concatenate([first, last]), number, ways.xy)
    shape_xy, shape_start = _packed(ways.xy, first, last)
    network = Network(
        mode=mode,
        xy=xy,
        tail=node[number[first]],
        head=node[number[last]],
        metres=metres,
        forward=ways.forward[way],
        backward=ways.backward[way],
        shape_xy=shape_xy,
        shape_start=shape_start,
    )
    return network, dropped


def shortest_edges(start: Ints, end: Ints, metres: Floats, size: int) -> Any:
    """CSR array of directed edges that keeps the minimum of parallel ones (never their sum).

    Parameters
    ----------
    start, end : ndarray of int, shape (edges,)
    metres : ndarray, shape (edges,)
    size : int
        Number of nodes.

    Returns
    -------
    scipy.sparse.csr_array, shape (size, size)

    Examples
    --------
    >>> shortest_edges(np.array([0, 0]), np.array([1, 1]), np.array([5.0, 3.0]), 2)[0, 1]
    np.float64(3.0)
    """
    from scipy import sparse

    order = np.lexsort((metres, end, start))
    start, end, metres = start[order], end[order], metres[order]
    first = np.ones(len(start), dtype=bool)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    first &= start != end
    entries = (metres[first], (start[first], end[first]))
    graph = sparse.csr_array(sparse.coo_array(entries, shape=(size, size)))
    graph.indices, graph.indptr = graph.indices.astype(np.int32), graph.indptr.astype(np.int32)
    return graph


def _numbered(ways: Ways) -> tuple[Ints, Ints]:
    """Vertex numbers from 0, and how often each is used; ends of ways count twice."""
    _, number = np.unique(ways.vertex, return_inverse=True)
    usage = np.bincount(number)
    long_enough = np.diff(ways.start) > 0
    ends = np.concatenate([ways.start[:-1][long_enough], ways.start[1:][long_enough] - 1])
    usage[number[ends]] += 2
    return number.astype(np.int64), usage


def _edges_between_junctions(ways: Ways, number: Ints, usage: Ints) -> tuple[Ints, Ints, Ints]:
    """First and last vertex position and the way of each edge."""
    way_of_vertex = np.repeat(np.arange(len(ways.start) - 1), np.diff(ways.start))
    cuts = np.flatnonzero(usage[number] >= 2)
    same_way = way_of_vertex[cuts[:-1]] == way_of_vertex[cuts[1:]]
    first, last = cuts[:-1][same_way], cuts[1:][same_way]
    return first, last, way_of_vertex[first]


def _lengths(xy: Floats, first: Ints, last: Ints) -> Floats:
    """Metres along the vertices of each edge."""
    steps = np.hypot(*np.diff(xy, axis=0).T) if len(xy) > 1 else np.zeros(0)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    return np.maximum(along[last] - along[first], SHORTEST_METRES)


def _largest_part(tail: Ints, head: Ints, forward: Bools, backward: Bools, usage: Ints) -> Bools:
    """By vertex number: whether it lies in the part with the most edges."""
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    start = np.concatenate([tail[forward], head[backward]])
    end = np.concatenate([head[forward], tail[backward]])
    if len(start) == 0:
        return np.zeros(len(usage), dtype=bool)
    size = len(usage)
    links = sparse.coo_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(size, size))
    _, part = connected_components(links.tocsr(), directed=True, connection="strong")
    inside = part[tail] == part[head]
    most = np.bincount(part[tail][inside]).argmax() if inside.any() else -1
    return np.asarray(part == most)


def _dropped(tail: Ints, head: Ints, metres: Floats, kept: Bools) -> Dropped:
    """Count what lies outside the largest part."""
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    lost_tail, lost_head = tail[~kept], head[~kept]
    total = float(metres.sum())
    if len(lost_tail) == 0:
        return Dropped(0, 0, 0.0, 0.0)
    _, ends = np.unique(np.concatenate([lost_tail, lost_head]), return_inverse=True)
    half = len(lost_tail)
    size = int(ends.max()) + 1
    links = sparse.coo_array((np.ones(half), (ends[:half], ends[half:])), shape=(size, size))
    parts, _ = connected_components(links, directed=False)
    lost = float(metres[~kept].sum())
    return Dropped(int(parts), half, lost, lost / total)


def _morton_nodes(ends: Ints, number: Ints, xy: Floats) -> tuple[Ints, Floats]:
    """New node number by vertex number (-1: no node), and the nodes' coordinates."""
    used, position = np.unique(number[ends], return_index=True)
    places = xy[ends[position]]
    order = morton_order(places)
    node = np.full(int(number.max()) + 1 if len(number) else 0, -1, dtype=np.int64)
    node[used[order]] = np.arange(len(used))
    return node, places[order]


def _packed(xy: Floats, first: Ints, last: Ints) -> tuple[Floats, Ints]:
    """Vertices of the given edges, one edge after another."""
    counts = last - first + 1
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    within = np.arange(start[-1]) - np.repeat(start[:-1], counts)
    return xy[np.repeat(first, counts) + within], start
