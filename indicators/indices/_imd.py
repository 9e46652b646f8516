"""English Indices of Deprivation: ranks of domains, stretched exponentially and weighted.

Values of the rated areas in (higher is worse), 0–100 out (100 the most deprived).
"""

import numpy as np

from geo.arrays import Reals
from indicators.standardise import ranks, z_score

#: Makes the most deprived tenth fill half of the scale (Indices of Deprivation 2019,
#: Technical Report, appendix E).
STRETCH = 23.0


def exponential(rank_share: Reals) -> Reals:
    """Transform a share of ranks into 0–100, with the worst areas drawn apart.

    Parameters
    ----------
    rank_share : array
        Rank ÷ number of areas; 1 is the most deprived area.

    Notes
    -----
    X = −23 · ln(1 − R · (1 − e^(−100/23)))

    Examples
    --------
    >>> exponential(np.array([0.5, 0.9, 1.0])).round(2).tolist()
    [15.65, 50.43, 100.0]
    """
    return -STRETCH * np.log(1.0 - rank_share * (1.0 - np.exp(-100.0 / STRETCH)))


def domain_scores(worse: Reals, groups: tuple[tuple[int, ...], ...]) -> Reals:
    """Sum of z-scores of each domain's indicators, rounded so that equal sums stay equal.

    Where each indicator is a domain of its own, the values themselves: only ranks count.

    Parameters
    ----------
    worse : array, shape (areas, indicators, …)
    groups : tuple of tuples
        Columns of `worse` that form each domain.

    Returns
    -------
    array, shape (areas, domains, …)
    """
    if all(len(columns) == 1 for columns in groups):
        return worse[:, [columns[0] for columns in groups]]
    z = z_score(worse)
    return np.stack([z[:, list(columns)].sum(axis=1) for columns in groups], axis=1).round(10)


def domain_points(worse: Reals, groups: tuple[tuple[int, ...], ...]) -> Reals:
    """Points 0–100 of each domain, shape (areas, domains, …)."""
    return exponential(ranks(domain_scores(worse, groups)) / len(worse))


def imd_score(worse: Reals, *, groups: tuple[tuple[int, ...], ...], weights: Reals) -> Reals:
    """Weighted sum of the domains' points.

    Parameters
    ----------
    worse : array, shape (areas, indicators, …)
        Values of the rated areas; higher is worse.
    groups : tuple of tuples
        Columns that form each domain.
    weights : array, shape (domains,)
        Must sum to 1.

    Returns
    -------
    array, shape (areas, …)
        0–100, high is worse.

    References
    ----------
    .. [1] McLennan, D. et al. (2019). The English Indices of Deprivation 2019:
       Technical report. Ministry of Housing, Communities & Local Government.
    """
    return np.tensordot(weights, domain_points(worse, groups), axes=(0, 1))


def contributions(worse: Reals, *, groups: tuple[tuple[int, ...], ...], weights: Reals) -> Reals:
    """Points of each indicator in the index: its domain's weighted points, shared equally."""
    points = domain_points(worse, groups) * weights
    parts = np.zeros_like(worse)
    for domain, columns in enumerate(groups):
        parts[:, list(columns)] = points[:, [domain]] / len(columns)
    return parts
