"""Counts at every level: delivered figures in, sums upwards and the basis of city values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pandas import DataFrame, Series

from geo.levels import Level, aggregate, nesting
from indicators.catalogue import Indicator
from indicators.figures.rates import city_rate


@dataclass(frozen=True)
class Counts:
    """Counts of one level and year.

    Attributes
    ----------
    values, reasons : DataFrame
        Index `key`; one column per variable; NaN and why where missing.
    """

    values: DataFrame
    reasons: DataFrame


def variables_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the variables that an indicator's value needs."""
    if indicator.is_rate:
        return (indicator.numerator, indicator.denominator)
    return (indicator.value,)


def counts_by_level(
    levels: Mapping[str, Level],
    delivered: Mapping[str, tuple[DataFrame, DataFrame]],
    catalogue: Sequence[Indicator],
) -> dict[str, Counts]:
    """Counts of one year at every level: summed upwards, delivered figures kept as they are.

    Parameters
    ----------
    levels : Mapping of str to Level
        Finest first.
    delivered : Mapping of str to (values, reasons)
        What the city's tables say, by level.
    catalogue : sequence of Indicator
        Tells shares (averaged by a named weight, or not at all) from counts (summed).

    Returns
    -------
    dict of str to Counts
        One per level.
    """
    weights = {i.value: i.weight for i in catalogue if i.value}
    tables: dict[str, Counts] = {}
    for level in levels.values():
        empty = DataFrame(index=level.areas.index)
        values, reasons = delivered.get(level.id, (empty, empty))
        for finer in [name for name in reversed(tables) if name in delivered]:
            summed = _raise(tables[finer], levels[finer], level, weights)
            new = summed.values.columns.difference(values.columns)
            values, reasons = values.join(summed.values[new]), reasons.join(summed.reasons[new])
        tables[level.id] = Counts(values, reasons)
    return tables


def _raise(table: Counts, finer: Level, coarser: Level, weights: Mapping[str, str]) -> Counts:
    """Sum a finer level's counts, average its shares by their named weights."""
    members = nesting(finer.members, coarser.members)
    if members is None:
        empty = DataFrame(index=coarser.areas.index)
        return Counts(empty, empty)
    values, reasons = table.values, table.reasons
    shares = [column for column in values.columns if column in weights]
    sums = aggregate(values.drop(columns=shares), members)
    if shares:
        sums = sums.join(_weighted_means(values, shares, weights, members))[list(values.columns)]
    sums = sums.reindex(coarser.areas.index)
    unweighted = [share for share in shares if not weights[share]]
    return Counts(sums, _why_missing(sums, reasons, members, unweighted))


def _weighted_means(
    values: DataFrame, shares: Sequence[str], weights: Mapping[str, str], members: Series
) -> DataFrame:
    """Means of shares over each coarser area by their weights; missing without a weight."""
    nothing = Series(np.nan, index=values.index)
    weight = {share: values.get(weights[share], nothing) for share in shares}
    products = DataFrame({share: values[share] * weight[share] for share in shares})
    above, below = aggregate(products, members), aggregate(DataFrame(weight), members)
    return above / below.where(below > 0)


def _why_missing(
    sums: DataFrame, reasons: DataFrame, members: Series, not_additive: Sequence[str]
) -> DataFrame:
    """Why each sum is missing ("" = it is not): suppressed parts before missing ones."""
    known = sums.notna().to_numpy()
    why = np.full(sums.shape, "missing", dtype=object)
    secret = DataFrame(reasons.to_numpy() == "suppressed", reasons.index, reasons.columns)
    if secret.to_numpy().any():
        hidden = aggregate(secret.astype(float), members).reindex(sums.index) > 0
        why[hidden[list(sums.columns)].to_numpy()] = "suppressed"
    why[:, sums.columns.isin(not_additive)] = "not_applicable"
    why[known] = ""
    return DataFrame(why, index=sums.index, columns=sums.columns)


def city_values(
    counts: Mapping[str, Counts], catalogue: Sequence[Indicator], year: int
) -> dict[str, float]:
    """City value of each indicator in its unit; NaN where there is none.

    Parameters
    ----------
    counts : Mapping of str to Counts
        Of one year, finest level first.
    catalogue : sequence of Indicator
    year : int
        For published city values.

    Returns
    -------
    dict of str to float

    Notes
    -----
    A rate: ratio of the sums over the areas of the finest level that has both counts. A
    published share: the published city value, else the mean by its weight, else none.
    """
    return {indicator.id: _city_value(counts, indicator, year) for indicator in catalogue}


def _city_value(counts: Mapping[str, Counts], indicator: Indicator, year: int) -> float:
    if year in indicator.city_values:
        return indicator.city_values[year]
    needed = [*variables_of(indicator), *([indicator.weight] if not indicator.is_rate else [])]
    tables = (table.values for table in counts.values())
    found = next((table for table in tables if set(needed) <= set(table.columns)), None)
    if found is None:
        return float("nan")
    first, second = found[needed].to_numpy(dtype=float).T
    if indicator.is_rate:
        return float(indicator.per * city_rate(first, second))
    return float(city_rate(first * second, np.where(np.isnan(first), np.nan, second)))
