"""Travel minutes: origins and destinations in, the nearest destination and minutes out."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

#: Queries above this number of points are put in spatial order first: neighbours share the cache.
SORT_FROM = 20_000


@dataclass(frozen=True)
class Nearest:
    """The nearest destination of each origin.

    Attributes
    ----------
    minutes : ndarray, shape (origins,)
        Travel minutes; infinite where no destination can be reached.
    destination : ndarray of int, shape (origins,)
        Row number of the destination; -1 where none can be reached.
    """

    minutes: NDArray[np.float64]
    destination: NDArray[np.int64]


#: Origins (n, 2) and destinations (m, 2) in the city's metric CRS → the nearest of each origin.
Reach = Callable[[Points, Points], Nearest]


def metres_per_minute(kmh: float) -> float:
    """Return a speed in metres per minute."""
    return kmh * 1000 / 60


def nearest_straight(
    origins: Points, destinations: Points, *, kmh: float = 5.0, detour: float = 1.3
) -> Nearest:
    """Minutes to the nearest destination along the straight line, times a detour factor.

    Parameters
    ----------
    origins, destinations : ndarray, shapes (n, 2) and (m, 2)
        Coordinates in metres (projected CRS); rows with NaN reach nothing.
    kmh : float
        Speed in km/h.
    detour : float
        Length of the way divided by the straight line, >= 1.

    Returns
    -------
    Nearest

    Notes
    -----
    Assumes that the detour is the same everywhere: rivers, railways and motorways
    are not seen. Use a street network where there is one.

    Examples
    --------
    >>> found = nearest_straight(np.array([[0.0, 0.0]]), np.array([[300.0, 400.0]]), kmh=6, detour=1.2)
    >>> found.minutes.tolist(), found.destination.tolist()
    ([6.0], [0])
    """
    metres, destination = nearest_metres(origins, destinations)
    return Nearest(metres * detour / metres_per_minute(kmh), destination)


def nearest_metres(origins: Points, destinations: Points) -> tuple[Points, NDArray[np.int64]]:
    """Straight-line metres to the nearest destination, and its row number (inf and -1: none)."""
    from scipy.spatial import cKDTree

    metres = np.full(len(origins), np.inf)
    nearest = np.full(len(origins), -1, dtype=np.int64)
    usable = np.flatnonzero(np.isfinite(destinations).all(axis=1))
    asking = np.flatnonzero(np.isfinite(origins).all(axis=1))
    if len(usable) == 0 or len(asking) == 0:
        return metres, nearest
    usable = usable[_spatial_order(destinations[usable])]
    asking = asking[_spatial_order(origins[asking])]
    tree = cKDTree(destinations[usable], balanced_tree=False, compact_nodes=False)
    workers = -1 if len(asking) >= SORT_FROM else 1
    metres[asking], found = tree.query(origins[asking], workers=workers)
    nearest[asking] = usable[found]
    return metres, nearest


def _spatial_order(points: Points) -> NDArray[np.int64]:
    """Order that keeps neighbours together; the order as given for small tables."""
    return morton_order(points, bits=8) if len(points) >= SORT_FROM else np.arange(len(points))


def morton_order(points: Points, *, bits: int = 16) -> NDArray[np.int64]:
    """Row numbers of points along a Z-order curve, so that neighbours lie close in memory.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
    bits : {8, 16}
        Grain per axis: 8 sorts into 65,536 cells, which is faster and enough for queries.

    Returns
    -------
    ndarray of int, shape (n,)

    References
    ----------
    Morton (1966), A computer oriented geodetic data base.
    """
    if len(points) == 0:
        return np.zeros(0, dtype=np.int64)
    low = points.min(axis=0)
    extent = max(float((points.max(axis=0) - low).max()), 1e-9)
    cells = ((points - low) * ((2**bits - 1) / extent)).astype(np.uint16)
    spread = _spread_table(bits)
    code = spread[cells[:, 0]] | (spread[cells[:, 1]] << spread.dtype.type(1))
    return np.argsort(code, kind="stable").astype(np.int64)


@lru_cache(maxsize=2)
def _spread_table(bits: int) -> "NDArray[np.uint16] | NDArray[np.uint32]":
    """All numbers of so many bits with a zero between any two of their bits."""
    values = np.arange(2**bits, dtype=np.uint32)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        values = (values | (values << np.uint32(shift))) & np.uint32(mask)
    return values.astype(np.uint16) if bits <= 8 else values


@dataclass(frozen=True)
class Ways:
    """Pairs of an origin and a destination within a limit, sorted by origin.

    Attributes
    ----------
    origin, destination : ndarray of int
        Row numbers.
    minutes : ndarray
    """

    origin: NDArray[np.int64]
    destination: NDArray[np.int64]
    minutes: NDArray[np.float64]


#: Origins, destinations, limit in minutes → all pairs within it.
Within = Callable[[Points, Points, float], Ways]


def within_straight(
    origins: Points, destinations: Points, max_minutes: float, *, kmh: float, detour: float = 1.3
) -> Ways:
    """All pairs within a limit along the straight line, times a detour factor.

    Parameters
    ----------
    origins, destinations : ndarray, shapes (n, 2) and (m, 2)
        Metres; rows with NaN reach nothing.
    max_minutes : float
        The limit itself is inside.
    kmh, detour : float

    Returns
    -------
    Ways
    """
    from scipy.spatial import cKDTree

    speed = metres_per_minute(kmh)
    here = np.flatnonzero(np.isfinite(origins).all(axis=1))
    there = np.flatnonzero(np.isfinite(destinations).all(axis=1))
    if len(here) == 0 or len(there) == 0:
        empty = np.zeros(0, dtype=np.int64)
        return Ways(empty, empty, np.zeros(0))
    radius = max_minutes * speed / detour
    found = cKDTree(origins[here]).sparse_distance_matrix(
        cKDTree(destinations[there]), radius * (1 + 1e-12), output_type="ndarray"
    )
    origin, destination = here[found["i"]], there[found["j"]]
    order = np.lexsort((destination, origin))
    minutes = found["v"] * detour / speed
    return Ways(origin[order], destination[order], minutes[order])
