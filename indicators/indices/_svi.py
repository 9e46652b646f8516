"""CDC/ATSDR Social Vulnerability Index: percentile ranks, summed within themes, ranked again.

Values of the rated areas in (higher is worse), 0–1 out (1 the most vulnerable).
"""

import numpy as np

from geo.arrays import Reals
from indicators.standardise import percentile_rank

#: From this percentile rank on an indicator is flagged: the area is among the worst tenth.
FLAG = 0.90

#: The four levels of the CDC's maps: quarters of the ranking.
STATUS_LIMITS = (0.25, 0.5, 0.75)


def svi_score(worse: Reals, *, groups: tuple[tuple[int, ...], ...]) -> Reals:
    """Percentile rank of the sum of the themes' sums.

    Parameters
    ----------
    worse : array, shape (areas, indicators, …)
        Values of the rated areas (areas without inhabitants left out); higher is worse.
    groups : tuple of tuples
        Columns of `worse` that form each theme.

    Returns
    -------
    array, shape (areas, …)
        0–1, high is worse.

    Notes
    -----
    Percentile rank (rank_min − 1) ÷ (n − 1) per indicator, rounded to 4 digits; sums
    within themes; the sum of the themes' *sums* (not of their ranks) is ranked again.

    References
    ----------
    .. [1] Flanagan, B. E. et al. (2011). A social vulnerability index for disaster
       management. Journal of Homeland Security and Emergency Management 8(1).

    Examples
    --------
    >>> worse = np.array([[1.0, 9.0], [2.0, 8.0], [3.0, 9.5]])
    >>> svi_score(worse, groups=((0, 1),)).tolist()
    [0.0, 0.0, 1.0]
    """
    return percentile_rank(_rounded(theme_sums(worse, groups).sum(axis=1)))


def theme_sums(worse: Reals, groups: tuple[tuple[int, ...], ...]) -> Reals:
    """Sum of the percentile ranks within each theme, shape (areas, themes, …)."""
    rank = percentile_rank(worse)
    return np.stack([rank[:, list(columns)].sum(axis=1) for columns in groups], axis=1)


def contributions(worse: Reals) -> Reals:
    """Percentile rank of each indicator; their sum is what the index ranks."""
    return percentile_rank(worse)


def _rounded(sums: Reals) -> Reals:
    """Return sums of 4-digit numbers without rounding noise, so that ties stay ties."""
    return np.round(sums, 4)
