"""Counts at every level: delivered figures in, sums upwards and the basis of city values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from geo.levels import Level, aggregate, nesting
from indicators.catalogue import Indicator


@dataclass(frozen=True)
class Counts:
    """Counts of one level and year.

    Attributes
    ----------
    values, reasons : DataFrame
        Index `key`; one column per variable; NaN and why where missing.
    city : Mapping of str to DataFrame
        By indicator: the counts from which its city value is computed, of the finest
        level that has all its variables.
    """

    values: DataFrame
    reasons: DataFrame
    city: Mapping[str, DataFrame]


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
    tables: dict[str, tuple[DataFrame, DataFrame]] = {}
    for level in levels.values():
        empty = DataFrame(index=level.areas.index)
        values, reasons = delivered.get(level.id, (empty, empty))
        for finer in [name for name in reversed(tables) if name in delivered]:
            summed, why = _raise(tables[finer], levels[finer], level, weights)
            new = summed.columns.difference(values.columns)
            values, reasons = values.join(summed[new]), reasons.join(why[new])
        tables[level.id] = (values, reasons)
    basis = _city_basis(tables, catalogue)
    return {level: Counts(*table, city=basis) for level, table in tables.items()}


def _raise(
    table: tuple[DataFrame, DataFrame],
    finer: Level,
    coarser: Level,
    weights: Mapping[str, str],
) -> tuple[DataFrame, DataFrame]:
    """Sum a finer level's counts, average its shares by their named weights."""
    members = nesting(finer.members, coarser.members)
    if members is None:
        return DataFrame(index=coarser.areas.index), DataFrame(index=coarser.areas.index)
    values, reasons = table
    shares = [column for column in values.columns if column in weights]
    sums = aggregate(values.drop(columns=shares), members).reindex(coarser.areas.index)
    means = {share: _weighted(values, share, weights[share], members) for share in shares}
    sums = sums.join(DataFrame(means).reindex(sums.index)) if means else sums
    why = {c: _why_missing(reasons[c], members, weights.get(c) == "") for c in sums}
    return sums, DataFrame(why).reindex(sums.index).where(sums.isna(), "")


def _weighted(values: DataFrame, share: str, weight: str, members: Series) -> Series:
    """Mean of a share over each coarser area by its weight; missing without a weight."""
    if weight not in values.columns:
        return Series(np.nan, index=pd.Index(sorted(set(members)), dtype=object))
    products = DataFrame({"product": values[share] * values[weight], "weight": values[weight]})
    sums = aggregate(products, members)
    return sums["product"] / sums["weight"].where(sums["weight"] > 0)


def _why_missing(reasons: Series, members: Series, not_additive: bool) -> Series:
    """Reason of each coarser area: suppressed parts before missing ones."""
    if not_additive:
        return Series("not_applicable", index=pd.Index(sorted(set(members)), dtype=object))
    parts = reasons.reindex(members.index).fillna("missing")
    hidden = (parts == "suppressed").groupby(members).any()
    return hidden.map({True: "suppressed", False: "missing"})


def _city_basis(
    tables: Mapping[str, tuple[DataFrame, DataFrame]], catalogue: Sequence[Indicator]
) -> dict[str, DataFrame]:
    """By indicator: the finest counts that have its variables; the city value is their ratio."""
    basis = {}
    for indicator in catalogue:
        needed = [*variables_of(indicator), *([indicator.weight] if indicator.weight else [])]
        found = (values for values, _ in tables.values() if set(needed) <= set(values.columns))
        basis[indicator.id] = next(found, DataFrame(columns=needed, dtype=float))[needed]
    return basis
