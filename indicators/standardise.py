"""Put indicators of different units on one scale: values of areas in, comparable numbers out.

All functions work on arrays of shape (areas, indicators, …) along axis 0, the areas; further
axes (random draws) are carried along. Missing values must be left out before.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Spreads below this share of the largest value are rounding noise: no differences at all.
NOISE = 1e-12


def worse_up(values: Floats, directions: Floats) -> Floats:
    """Values with their sign turned where lower is worse, so that higher is always worse.

    Parameters
    ----------
    values : array, shape (areas, indicators, …)
        In the indicators' units.
    directions : array, shape (indicators,)
        +1 where higher is worse, −1 where lower is worse.
    """
    return values * along_indicators(directions, values)


def along_indicators(per_indicator: Floats, values: Floats) -> Floats:
    """Shape one number per indicator so that it spreads over areas and draws."""
    return per_indicator.reshape((1, -1) + (1,) * (values.ndim - 2))


def z_score(values: Floats) -> Floats:
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
    centred = values - values.mean(axis=0)
    spread = np.sqrt(np.square(centred).mean(axis=0))
    noise = NOISE * np.abs(values).max(axis=0, initial=0.0)
    differs = spread > noise
    return np.where(differs, centred, 0.0) / np.where(differs, spread, 1.0)


def min_max(values: Floats) -> Floats:
    """Position between the smallest (0) and the largest (1) area; 0.5 where all are equal.

    Examples
    --------
    >>> min_max(np.array([2.0, 3.0, 6.0])).tolist()
    [0.0, 0.25, 1.0]
    """
    low, high = values.min(axis=0), values.max(axis=0)
    differs = high - low > NOISE * np.maximum(np.abs(low), np.abs(high))
    return np.where(differs, values - low, 0.5) / np.where(differs, high - low, 1.0)


def ranks(values: Floats, ties: str = "average") -> Floats:
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
    order = np.argsort(lines, axis=-1)
    in_order = np.take_along_axis(lines, order, axis=-1)
    low, high = _tied_ranks(in_order)
    placed = {"min": low, "max": high, "average": (low + high) / 2}[ties]
    result = np.empty_like(lines)
    np.put_along_axis(result, order, placed, axis=-1)
    return np.moveaxis(result, -1, 0)


def _tied_ranks(in_order: Floats) -> tuple[Floats, Floats]:
    """First and last rank of each run of equal values, along the last axis."""
    n = in_order.shape[-1]
    place = np.arange(1.0, n + 1.0)
    step = in_order[..., 1:] != in_order[..., :-1]
    edge = np.ones((*in_order.shape[:-1], 1), dtype=bool)
    starts = np.concatenate([edge, step], axis=-1)
    ends = np.concatenate([step, edge], axis=-1)
    low = np.maximum.accumulate(np.where(starts, place, 0.0), axis=-1)
    backwards = np.where(ends, place, n + 1.0)[..., ::-1]
    return low, np.minimum.accumulate(backwards, axis=-1)[..., ::-1]


def percentile_rank(values: Floats) -> Floats:
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
