"""Fairness in, the same without small counts out: what may be seen of coverage by need."""

from dataclasses import dataclass

import numpy as np
from pandas import DataFrame, Series

from indicators.coverage import Coverage
from indicators.secrecy.release_supply import Basis, in_steps


@dataclass(frozen=True)
class GroupGap:
    """Persons of one group who reach no offer, as they may be seen.

    Attributes
    ----------
    group, label : str
    persons, target_persons : float
        Not covered; all of the released areas.
    year : int or None
    """

    group: str
    label: str
    persons: float
    target_persons: float
    year: int | None


@dataclass(frozen=True)
class ShownEquity:
    """Whom the coverage of a category serves, as it may be seen.

    Attributes
    ----------
    table : DataFrame
        Index: fifth of need (1 = greatest) or status class (worst first); `areas`,
        `target_persons`, `covered_persons`, `covered_share`, `gap_persons`.
    concentration : float
        −1 … 1; negative: coverage is better where need is great. NaN: nobody is covered,
        or there is no order of need.
    gap : GroupGap or None
        Of the smaller group that was asked for.
    all_gap : GroupGap
        Of the whole target group, in the same areas.
    without_need : int
        Areas without a value of need: they are in no class.
    basis : Basis
    """

    table: DataFrame
    concentration: float
    gap: GroupGap | None
    all_gap: GroupGap
    without_need: int
    basis: Basis


@dataclass(frozen=True)
class ShownLonely:
    """Older people without a meeting place in reach.

    Attributes
    ----------
    groups : tuple of GroupGap
        All older people, and those who live alone, where the city counts them.
    areas : DataFrame
        Index `key`; `name`, `target_persons`, `gap_persons`, `share` of the last of the groups;
        most persons first.
    basis : Basis
    """

    groups: tuple[GroupGap, ...]
    areas: DataFrame
    basis: Basis


def gap_of(found: Coverage, areas: DataFrame, step: float) -> GroupGap:
    """Persons of a coverage's target group whom no offer reaches.

    Parameters
    ----------
    found : Coverage
        Names the group and the year.
    areas : DataFrame
        Released: `target_persons`, `gap_persons`.
    step : float
        See `supply_release.step_of`.
    """
    label = found.target_group_label
    persons = float(in_steps(float(areas["gap_persons"].sum()), step))
    whole = float(in_steps(float(areas["target_persons"].sum()), step))
    return GroupGap(found.target_group, label, min(persons, whole), whole, found.year)


def rounded_classes(table: DataFrame, step: float) -> DataFrame:
    """Fifths or classes with rounded persons; what is left is the gap."""
    target = in_steps(table["target_persons"], step)
    covered = np.minimum(in_steps(table["covered_persons"], step), target)
    share = covered / target.where(target > 0)
    return table.assign(
        target_persons=target, covered_persons=covered, covered_share=share,
        gap_persons=target - covered,
    )  # fmt: skip


def gaps_by_area(areas: DataFrame, members: Series, step: float) -> DataFrame:
    """Uncovered persons by area, most first; an area with a withheld part is left out."""
    key = areas.index.to_series().map(members)
    known = ~areas["gap_persons"].isna().groupby(key).any()
    sums = areas[["target_persons", "gap_persons"]].groupby(key).sum()[known]
    target = in_steps(sums["target_persons"], step)
    gap = np.minimum(in_steps(sums["gap_persons"], step), target)
    table = DataFrame(
        {"target_persons": target, "gap_persons": gap, "share": gap / target.where(target > 0)}
    )
    table = table.rename_axis("key")
    return table[table["gap_persons"] > 0].sort_values(
        "gap_persons", ascending=False, kind="stable"
    )
