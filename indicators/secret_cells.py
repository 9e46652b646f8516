"""Primary secrecy: counts in, which of them are so small that they are secret out."""

import numpy as np
from numpy.typing import NDArray

#: Counts that differ by less are equal (sums of floating-point numbers).
SAME_COUNT = 1e-6


def is_small(counts: NDArray[np.float64], min_cases: int) -> NDArray[np.bool_]:
    """Whether each count is secret: above 0 and below `min_cases`.

    Parameters
    ----------
    counts : array
        Persons or cases; estimated counts need not be whole; NaN is not secret.
    min_cases : int
        Smallest count that may be shown, zero apart.

    Examples
    --------
    >>> is_small(np.array([0.0, 1.0, 2.0, 3.0, 0.4, np.nan]), 3).tolist()
    [False, True, True, False, True, False]
    """
    return (counts > SAME_COUNT) & (counts < min_cases - SAME_COUNT)
