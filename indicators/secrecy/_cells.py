"""Primary secrecy: counts in, which of them are so small that they are secret out."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from indicators.catalogue import Indicator

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


def is_whole(counts: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each number is whole, apart from rounding; NaN is not."""
    return np.abs(counts - np.round(counts)) < SAME_COUNT


def counted_variables(
    table: DataFrame, catalogue: Iterable[Indicator], estimated: frozenset[str]
) -> list[str]:
    """Variables of a table that count persons or cases.

    Parameters
    ----------
    table : DataFrame
        Areas × variables.
    catalogue : iterable of Indicator
        Published shares (`value`) are no counts.
    estimated : frozenset of str
        Estimated counts need not be whole numbers.

    Notes
    -----
    **Assumption**: a variable that is not declared as estimated and mostly has decimals
    is a measure (hectares, euros), not a count.
    """
    shares = {indicator.value for indicator in catalogue if indicator.value}
    candidates = [c for c in table.columns if c not in shares]
    numbers = table[candidates].to_numpy(dtype=float)
    known = ~np.isnan(numbers)
    whole = (is_whole(numbers) & known).sum(axis=0) * 2 >= known.sum(axis=0)
    return [c for c, is_count in zip(candidates, whole, strict=True) if is_count or c in estimated]


def implied_counts(table: DataFrame, catalogue: Iterable[Indicator]) -> DataFrame:
    """Persons that a published percentage and its weight give away.

    Returns
    -------
    DataFrame
        Index as `table`; one column per published share in per cent whose weight is in
        the table, named like the share: share × weight ÷ 100.
    """
    shares = [i for i in catalogue if i.value in table and i.weight in table and i.unit == "%"]
    return DataFrame(
        {i.value: table[i.value] * table[i.weight] / 100 for i in shares}, index=table.index
    )


def ratios(table: DataFrame, catalogue: Iterable[Indicator]) -> tuple[tuple[str, str], ...]:
    """Pairs of variables (numerator, denominator) whose ratio is published.

    A published share in per cent stands for the persons it amounts to, its weight for
    the denominator.
    """
    pairs = {(i.numerator, i.denominator) for i in catalogue if i.is_rate}
    pairs |= {(i.value, i.weight) for i in catalogue if i.value and i.weight}
    return tuple(
        (above, below)
        for above, below in sorted(pairs)
        if above in table and below in table and above != below
    )


def parts_of_wholes(
    table: DataFrame, catalogue: Iterable[Indicator]
) -> tuple[tuple[str, str], ...]:
    """Pairs (numerator, denominator) where the one counts some of the other.

    The rest, denominator − numerator, tells as much about persons as the numerator. A
    numerator is taken for a part if it is nowhere larger than the whole.
    """
    return tuple(
        (part, whole)
        for part, whole in ratios(table, catalogue)
        if not (table[part] > table[whole] + SAME_COUNT).any()
    )
