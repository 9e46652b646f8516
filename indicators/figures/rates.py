"""Rates from counts: counts of areas in; value, city value, interval and probability out.

All functions are pure and work on whole arrays: shape (areas,) or (areas, indicators).
"""

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats

#: 97.5 % quantile of the normal distribution, for intervals at 95 %.
Z_95 = 1.959963984540054


def rate(numerator: Floats, denominator: Floats) -> Floats:
    """Ratio of two counts; missing where the denominator is 0 or anything is missing.

    Examples
    --------
    >>> rate(np.array([3.0, 1.0]), np.array([12.0, 0.0])).tolist()
    [0.25, nan]
    """
    safe = np.where(denominator > 0, denominator, np.nan)
    return numerator / safe


def city_rate(numerator: Floats, denominator: Floats) -> Floats:
    """Ratio of the sums over all areas (axis 0), never the mean of the areas' shares.

    An area that misses either count is left out of both sums, so that the ratio
    refers to the same areas above and below the line.

    Examples
    --------
    >>> float(city_rate(np.array([10.0, 10.0]), np.array([100.0, 20.0])))
    0.16666666666666666
    """
    known = ~(np.isnan(numerator) | np.isnan(denominator))
    above = np.where(known, numerator, 0.0).sum(axis=0)
    below = np.where(known, denominator, 0.0).sum(axis=0)
    return above / np.where(below > 0, below, np.nan)


def is_binomial(numerator: Floats, denominator: Floats) -> NDArray[np.bool_]:
    """Whether the numerator can be a part of the denominator: 0 ≤ numerator ≤ denominator."""
    return (numerator >= 0) & (denominator > 0) & (numerator <= denominator)


def wilson_interval(numerator: Floats, denominator: Floats) -> tuple[Floats, Floats]:
    """95 % interval of a share from counts, as shares 0–1.

    Parameters
    ----------
    numerator, denominator : array
        Counts; where the numerator is no part of the denominator (a density, say) the
        interval is missing.

    Returns
    -------
    low, high : array

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and
       statistical inference. Journal of the American Statistical Association 22.
    .. [2] Brown, L. D., Cai, T. T. & DasGupta, A. (2001). Interval estimation for a
       binomial proportion. Statistical Science 16(2).

    Examples
    --------
    >>> low, high = wilson_interval(np.array([5.0]), np.array([20.0]))
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.1119, 0.4687)
    """
    valid = is_binomial(numerator, denominator)
    n = np.where(valid, denominator, np.nan)
    share = np.where(valid, numerator, np.nan) / n
    centre = (share + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
    half = Z_95 / (1 + Z_95**2 / n) * np.sqrt(share * (1 - share) / n + Z_95**2 / (4 * n**2))
    return np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)


def probability_above(numerator: Floats, denominator: Floats, threshold: Floats) -> Floats:
    """Probability that an area's true share lies above a threshold.

    Parameters
    ----------
    numerator, denominator : array
        Counts of the area.
    threshold : array
        Share 0–1, usually the city's.

    Returns
    -------
    array
        0–1; missing where the numerator is no part of the denominator.

    Notes
    -----
    Posterior of a binomial share with Jeffreys' prior: Beta(k + ½, n − k + ½) [1]_.
    The city's share is taken as known.

    References
    ----------
    .. [1] Brown, L. D., Cai, T. T. & DasGupta, A. (2001). Interval estimation for a
       binomial proportion. Statistical Science 16(2).
    """
    from scipy.special import betaincc

    valid = is_binomial(numerator, denominator)
    k, n = np.where(valid, numerator, 0.0), np.where(valid, denominator, 1.0)
    above = betaincc(k + 0.5, n - k + 0.5, np.clip(threshold, 0.0, 1.0))
    return np.where(valid & ~np.isnan(threshold), above, np.nan)
