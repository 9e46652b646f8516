"""Whom coverage serves: covered persons and a measure of need by area in, equity figures out."""

import numpy as np
import pandas as pd
from pandas import DataFrame, Series


def coverage_by_class(areas: DataFrame, classes: Series) -> DataFrame:
    """Coverage of the areas of each class (for example of social status).

    Parameters
    ----------
    areas : DataFrame
        Index `key`; `target_persons`, `covered_persons`, as in `Coverage.areas`.
    classes : Series
        Class by key; areas without one are left out.

    Returns
    -------
    DataFrame
        Index: the classes (in their order, if categorical); `areas`, `target_persons`,
        `covered_persons`, `covered_share`, `gap_persons`. Shares are ratios of sums.
    """
    known = areas[areas["covered_persons"].notna()]
    groups = known.groupby(classes.reindex(known.index), observed=True)
    table = groups[["target_persons", "covered_persons"]].sum()
    table.insert(0, "areas", groups.size())
    table["covered_share"] = table["covered_persons"] / table["target_persons"].where(
        table["target_persons"] > 0
    )
    table["gap_persons"] = table["target_persons"] - table["covered_persons"]
    return table


def need_quintiles(need: Series, persons: Series, *, direction: int = 1) -> Series:
    """Fifth of need that each area belongs to: 1 = greatest need; about as many persons in each.

    Parameters
    ----------
    need : Series
        An indicator or index by key; NaN = in no fifth.
    persons : Series
        Persons of the target group by key.
    direction : {1, -1}
        1: a high value means great need.

    Returns
    -------
    Series
        Whole numbers 1–5 (nullable) by key. Areas with equal values share a fifth.
    """
    value = (-direction * need).rename("value")
    known = DataFrame({"value": value, "persons": persons.reindex(need.index)}).dropna()
    by_value = known.groupby("value")["persons"].sum()
    middle = (by_value.cumsum() - by_value / 2) / by_value.sum()
    fifth = np.ceil(known["value"].map(middle) * 5).clip(1, 5)
    return fifth.reindex(need.index).astype("Int64")


def concentration_index(areas: DataFrame, need: Series, *, direction: int = 1) -> float:
    """How coverage is spread over persons ranked by need: −1 … 1.

    Parameters
    ----------
    areas : DataFrame
        Index `key`; `target_persons`, `covered_persons`.
    need : Series
        By key; areas without a value are left out.
    direction : {1, -1}
        1: a high value means great need.

    Returns
    -------
    float
        Negative: coverage is better where need is great; positive: where it is small;
        0: no difference. NaN if nobody is covered.

    Notes
    -----
    C = 2 cov(h, r) / μ over persons, h = covered share, r = fractional rank from the
    greatest need (0) to the smallest (1), μ = the city's share. Equal needs share their
    rank. Assumes that the persons of an area are alike.

    References
    ----------
    Kakwani, Wagstaff & van Doorslaer (1997), doi:10.1016/S0304-4076(96)01807-6.

    Examples
    --------
    >>> areas = DataFrame({"target_persons": [10, 10], "covered_persons": [0, 10]}, index=["a", "b"])
    >>> concentration_index(areas, Series({"a": 30.0, "b": 5.0}))
    0.5
    """
    known = areas.assign(value=-direction * need.reindex(areas.index))
    known = known[(known["target_persons"] > 0)].dropna(subset=["value", "covered_persons"])
    persons = known["target_persons"].astype(float)
    covered = float(known["covered_persons"].sum())
    if covered <= 0:
        return float("nan")
    by_value = persons.groupby(known["value"]).sum()
    rank = known["value"].map((by_value.cumsum() - by_value / 2) / by_value.sum())
    weights = persons / persons.sum()
    share = known["covered_persons"] / persons
    mean = float((weights * share).sum())
    covariance = float((weights * (share - mean) * (rank - 0.5)).sum())
    return 2 * covariance / mean


def uncovered_of_group(areas: DataFrame, group: Series) -> Series:
    """Persons of a smaller group (children in poverty) that are not covered.

    Parameters
    ----------
    areas : DataFrame
        Index `key`; `covered_share` of the whole target group; the finest level is best.
    group : Series
        Persons of the smaller group by key.

    Returns
    -------
    Series
        By key; NaN where a figure is missing.

    Notes
    -----
    Assumes that within an area the smaller group lives like the target group.
    """
    share = areas["covered_share"].astype(float)
    return (group.reindex(areas.index) * (1 - share)).rename("uncovered_persons")


def coverage_by_need(areas: DataFrame, need: Series, *, direction: int = 1) -> DataFrame:
    """Coverage by fifth of need, from the greatest (1) to the smallest (5).

    Parameters
    ----------
    areas, need, direction
        As in `concentration_index`.

    Returns
    -------
    DataFrame
        Index 1–5; columns as `coverage_by_class`.
    """
    fifths = need_quintiles(need.reindex(areas.index), areas["target_persons"], direction=direction)
    return coverage_by_class(areas, fifths.dropna()).rename_axis("quintile")


def ranked_by_need(gaps: DataFrame, need: Series, *, direction: int = 1) -> DataFrame:
    """Gaps in the order of need first, then of persons; `need` and `need_rank` are added.

    Parameters
    ----------
    gaps : DataFrame
        `key`, `persons`, as `Coverage.gaps`.
    need : Series
        By key.
    direction : {1, -1}

    Returns
    -------
    DataFrame
        The same rows; those without a need come last.
    """
    table = gaps.assign(
        need=gaps["key"].map(need), order=direction * gaps["key"].map(need).astype(float)
    )
    table = table.sort_values(
        ["order", "persons"], ascending=[False, False], kind="stable", na_position="last"
    )
    return table.drop(columns="order").assign(need_rank=pd.RangeIndex(1, len(table) + 1))
