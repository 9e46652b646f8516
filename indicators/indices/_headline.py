"""KomMonitor's Leitindikator: ranks of the areas, brought to 0–1 and averaged.

Values of the rated areas in (higher is worse), one number from 0 (worst) to 1 (best) out.
"""

import numpy as np

from geo.arrays import Reals
from indicators.standardise import min_max, ranks


def ranked_position(worse: Reals) -> Reals:
    """Rank of each area per indicator, worst 1, brought to 0 (worst) … 1 (best).

    Parameters
    ----------
    worse : array, shape (areas, indicators, …)
        Higher is worse. Equal values share the mean of their ranks.

    Examples
    --------
    >>> ranked_position(np.array([[50.0], [10.0], [11.0]])).ravel().tolist()
    [0.0, 1.0, 0.5]
    """
    return min_max(ranks(-worse))


def headline_score(worse: Reals, *, aggregation: str = "geometric") -> Reals:
    """Mean of the ranked positions over the indicators.

    Parameters
    ----------
    worse : array, shape (areas, indicators, …)
        Values of the rated areas; higher is worse.
    aggregation : {"geometric", "arithmetic", "minimum"}
        With the geometric mean a single 0 (worst area in one indicator) makes the
        whole index 0.

    Returns
    -------
    array, shape (areas, …)
        0–1, *low is worse*.

    References
    ----------
    .. [1] KomMonitor, Leitindikator: rank, Min-Max-Normalisierung, Aggregation.

    Examples
    --------
    >>> worse = np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 3.0]])
    >>> headline_score(worse).tolist(), headline_score(worse, aggregation="arithmetic").tolist()
    ([0.0, 0.5, 0.0], [0.5, 0.5, 0.5])
    """
    position = ranked_position(worse)
    if aggregation == "minimum":
        return position.min(axis=1)
    if aggregation == "arithmetic":
        return position.mean(axis=1)
    return geometric_mean(position)


def geometric_mean(shares: Reals) -> Reals:
    """Geometric mean over axis 1; 0 as soon as one part is 0."""
    with np.errstate(divide="ignore"):
        return np.exp(np.log(shares).mean(axis=1))


def contributions(worse: Reals) -> Reals:
    """Points that each indicator lacks to the best rank, averaged over the indicators.

    Notes
    -----
    (1 − position) ÷ number of indicators: what each indicator takes away from the
    arithmetic mean. For the geometric mean and the minimum it orders the indicators, but
    does not add up to the index.
    """
    return (1.0 - ranked_position(worse)) / worse.shape[1]
