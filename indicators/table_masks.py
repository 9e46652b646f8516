"""Masks over any table of results: rows that rest on small counts lose their numbers."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from indicators.secret_cells import SAME_COUNT, is_small

Bools = NDArray[np.bool_]


def rows_to_hide(
    table: DataFrame, counts: Sequence[str], min_cases: int, *, hidden: Collection[str] = ()
) -> tuple[Bools, Bools]:
    """Rows of a table that must not show their numbers.

    Parameters
    ----------
    table : DataFrame
        Index: what the rows are about, usually area keys.
    counts : sequence of str
        Columns that count persons; a reader may know their sums over the table.
    min_cases : int
    hidden : collection of str
        Index labels that are withheld elsewhere.

    Returns
    -------
    hidden, small : array of bool, shape (rows,)
        All rows that must go; those of them with a small count of their own.

    Notes
    -----
    Of n hidden counts that sum to S none can be larger than S − n + 1: rows are added,
    smallest counts first, until that leaves `min_cases` possibilities.
    """
    numbers = table[list(counts)].to_numpy(dtype=float).reshape(len(table), len(counts))
    secret = is_small(numbers, min_cases)
    gone = np.asarray(secret.any(axis=1) | table.index.isin(list(hidden)))
    for column in np.flatnonzero(secret.any(axis=0)):
        count = numbers[:, column]
        for row in np.argsort(count, kind="stable"):
            if _is_enough(count[gone & (count > SAME_COUNT)], min_cases):
                break
            if count[row] > SAME_COUNT:
                gone[row] = True
    return gone, np.asarray(secret.any(axis=1))


def _is_enough(hidden: NDArray[np.float64], min_cases: int) -> bool:
    """Whether hidden counts with a known sum keep each other secret."""
    return len(hidden) > 1 and int(hidden.sum() + SAME_COUNT) - len(hidden) + 1 >= min_cases


def without_numbers(table: DataFrame, hidden: Bools) -> DataFrame:
    """Return the table with missing numbers in the hidden rows; text stays."""
    masked = table.copy()
    for column in table.select_dtypes(["number", "bool", "boolean"]).columns:
        numbers = masked[column]
        masked[column] = (numbers.astype("boolean") if numbers.dtype == bool else numbers).mask(
            hidden
        )
    return masked
