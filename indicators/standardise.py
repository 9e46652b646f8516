"""Put indicators of different units on one scale: values of areas in, comparable numbers out.

All functions work on arrays of shape (areas, indicators, …) along axis 0, the areas; further
axes (random draws) are carried along. Missing values must be left out before. Fast where the
areas lie next to each other in memory.
"""

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Reals

#: float64 for figures; random draws come as float32.

#: Spreads below this share of the mean are rounding noise, by bytes per number.
NOISE = {8: 1e-12, 4: 1e-6}


def worse_up(values: Reals, directions: Reals) -> Reals:
    """Values with their sign turned where lower is worse, so that higher is always worse.

    Parameters
    ----------
    values : array, shape (areas, indicators, …)
        In the indicators' units.
    directions : array, shape (indicators,)
        +1 where higher is worse, −1 where lower is worse.
    """
    return values * along_indicators(directions, values).astype(values.dtype)


def along_indicators(per_indicator: Reals, values: Reals) -> Reals:
    """Shape one number per indicator so that it spreads over areas and draws."""
    return per_indicator.reshape((1, -1) + (1,) * (values.ndim - 2))


def z_score(values: Reals) -> Reals:
    """Distance to the areas' mean in standard deviations.

    Parameters
    ----------
    values : array, shape (areas, …)

    Returns
    -------
    array, same shape
        0 where all areas are equal.

    Notes
    -----
    (x − mean) ÷ sd over areas, unweighted; population standard deviation (ddof = 0).

    Examples
    --------
    >>> z_score(np.array([1.0, 1.0, 4.0])).round(4).tolist()
    [-0.7071, -0.7071, 1.4142]
    """
    if not len(values):
        return values
    mean = values.mean(axis=0)
    centred = values - mean
    spread = np.sqrt(np.einsum("i...,i...->...", centred, centred) / len(values))
    noise = NOISE[values.dtype.itemsize] * np.abs(mean)
    with np.errstate(divide="ignore"):
        factor = np.where(spread > noise, 1.0 / spread, 0.0).astype(values.dtype)
    centred *= factor
    return centred


def min_max(values: Reals) -> Reals:
    """Position between the smallest (0) and the largest (1) area; 0.5 where all are equal.

    Examples
    --------
    >>> min_max(np.array([2.0, 3.0, 6.0])).tolist()
    [0.0, 0.25, 1.0]
    """
    low, high = values.min(axis=0), values.max(axis=0)
    noise = NOISE[values.dtype.itemsize] * np.maximum(np.abs(low), np.abs(high))
    differs = high - low > noise
    return np.where(differs, values - low, 0.5) / np.where(differs, high - low, 1.0)


def ranks(values: Reals, ties: str = "average") -> Reals:
    """Rank of each area from the smallest (1) to the largest value.

    Parameters
    ----------
    values : array, shape (areas, …)
    ties : {"average", "min", "max"}
        What equal values get: the mean, the smallest or the largest of their ranks.

    Examples
    --------
    >>> ranks(np.array([30.0, 10.0, 30.0, 20.0])).tolist()
    [3.5, 1.0, 3.5, 2.0]
    """
    lines = np.ascontiguousarray(np.moveaxis(values, 0, -1))
    n = lines.shape[-1]
    if lines.dtype == np.float32 and n <= MOST_PACKED:
        return np.moveaxis(_packed_ranks(lines, ties), -1, 0)
    order = np.argsort(lines, axis=-1)
    in_order = np.take_along_axis(lines, order, axis=-1)
    placed = np.empty(lines.shape)
    doubled = _doubled_ranks(in_order[..., 1:] != in_order[..., :-1], ties)
    np.put_along_axis(placed, order, doubled / 2, axis=-1)
    return np.moveaxis(placed.astype(values.dtype, copy=False), -1, 0)


#: Areas of which place and doubled rank fit into two bytes each.
MOST_PACKED = 2**15 - 1


def _packed_ranks(lines: NDArray[np.float32], ties: str) -> NDArray[np.float32]:
    """Ranks along the last axis by sorting whole numbers that carry their place with them.

    Two plain sorts of integers take a third of the time of `argsort` and putting the ranks
    back. The bits of a float, with those of negatives turned, are in the floats' order.
    """
    bits = (lines + np.float32(0.0)).view(np.int32).astype(np.int64)  # + 0 turns −0 into 0
    bits ^= (bits >> 63) & 0x7FFFFFFF
    bits <<= 16
    bits |= np.arange(lines.shape[-1])
    bits.sort(axis=-1)
    place = (bits & 0xFFFF).astype(np.int32)
    bits >>= 16
    place <<= 16
    place |= _doubled_ranks(bits[..., 1:] != bits[..., :-1], ties)
    place.sort(axis=-1)
    place &= 0xFFFF
    return place.astype(np.float32) / np.float32(2.0)


def _doubled_ranks(step: NDArray[np.bool_], ties: str) -> NDArray[np.int32]:
    """Twice the ranks in ascending order, last axis; `step`: the next value is another one."""
    n = step.shape[-1] + 1
    place = np.arange(1, n + 1, dtype=np.int32)
    if step.all():
        return np.broadcast_to(2 * place, (*step.shape[:-1], n))
    low = np.ones((*step.shape[:-1], n), dtype=np.int32)
    np.multiply(step, place[1:], out=low[..., 1:])
    np.maximum.accumulate(low, axis=-1, out=low)
    if ties == "min":
        return 2 * low
    high = np.full((*step.shape[:-1], n), n, dtype=np.int32)
    np.subtract(n, np.multiply(step, n - place[:-1]), out=high[..., :-1])
    high = np.minimum.accumulate(high[..., ::-1], axis=-1)[..., ::-1]
    return 2 * high if ties == "max" else low + high


def percentile_rank(values: Reals) -> Reals:
    """Share of the other areas that are smaller, 0–1, rounded to 4 digits.

    Notes
    -----
    (rank − 1) ÷ (n − 1) with the smallest rank for ties, as Excel's PERCENTRANK.INC.
    A single area gets 0.

    Examples
    --------
    >>> percentile_rank(np.array([5.0, 1.0, 5.0, 9.0])).tolist()
    [0.3333, 0.0, 0.3333, 1.0]
    """
    others = max(len(values) - 1, 1)
    return np.round((ranks(values, "min") - 1.0) / others, 4)
