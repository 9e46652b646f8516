"""Coverage of today and of scenarios in, who gains and who loses out, by area and by need.

What a scenario changes for the whole city, as it may be seen: the block of a paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from pandas import DataFrame, Series

from geo.levels import Level
from indicators.coverage import Coverage

#: Columns of both tables, after `scenario` and the area or class.
COMPARED = (
    "target_persons", "covered_today", "covered_persons", "covered_share", "gained_persons",
    "lost_persons",
)  # fmt: skip


def compare_by_area(today: Coverage, scenarios: Mapping[str, Coverage], level: Level) -> DataFrame:
    """Covered persons today and in each scenario, by area.

    Parameters
    ----------
    today : Coverage
    scenarios : mapping
        Name → coverage of the same category, year and target group.
    level : Level
        Level to report on.

    Returns
    -------
    DataFrame
        One row per scenario and area: `scenario`, `key`, `name`, `COMPARED`.
        `gained_persons` are covered now and were not, `lost_persons` the reverse:
        their difference is the change of `covered_persons`. NaN where the number of
        persons is unknown.

    Raises
    ------
    ValueError
        If the coverages do not rest on the same persons.
    """
    tables = []
    key = today.points["area"].map(level.members)
    is_unknown = today.points["persons"].isna().groupby(key).any()
    for name, coverage in scenarios.items():
        table = _sums(today, coverage, key).mask(is_unknown).reindex(level.areas.index)
        table.insert(0, "scenario", name)
        table.insert(1, "name", level.areas["name"])
        tables.append(table.rename_axis("key").reset_index())
    columns = ["scenario", "key", "name", *COMPARED]
    return pd.concat(tables, ignore_index=True)[columns] if tables else DataFrame(columns=columns)


def compare_by_class(
    today: Coverage, scenarios: Mapping[str, Coverage], classes: Series
) -> DataFrame:
    """Covered persons today and in each scenario, by status class of the finest areas.

    Parameters
    ----------
    today, scenarios
        As in `compare_by_area`.
    classes : Series
        Finest key → class; areas without one are left out.

    Returns
    -------
    DataFrame
        One row per scenario and class: `scenario`, `status`, `COMPARED`.
    """
    tables = []
    for name, coverage in scenarios.items():
        key = coverage.points["area"].map(classes)
        table = _sums(today, coverage, key).rename_axis("status").reset_index()
        table.insert(0, "scenario", name)
        tables.append(table)
    columns = ["scenario", "status", *COMPARED]
    return pd.concat(tables, ignore_index=True)[columns] if tables else DataFrame(columns=columns)


def city_effect(today: Coverage, coverage: Coverage) -> dict[str, float]:
    """Return `COMPARED` for the whole city."""
    whole = Series("city", index=coverage.points.index)
    return _sums(today, coverage, whole).iloc[0].to_dict()


def _sums(today: Coverage, coverage: Coverage, key: Series) -> DataFrame:
    sums = _moves(today, coverage, key)
    persons = coverage.points["persons"].fillna(0)
    sums["target_persons"] = persons.groupby(key).sum()
    sums["covered_today"] = persons.where(today.points["covered"], 0.0).groupby(key).sum()
    sums["covered_persons"] = persons.where(coverage.points["covered"], 0.0).groupby(key).sum()
    lived = sums["target_persons"].where(sums["target_persons"] > 0)
    sums["covered_share"] = sums["covered_persons"] / lived
    return sums[list(COMPARED)]


def _moves(today: Coverage, coverage: Coverage, key: Series) -> DataFrame:
    """Return gained and lost persons by key."""
    before, after = today.points, coverage.points
    if len(before) != len(after) or not before["persons"].equals(after["persons"]):
        msg = "The scenarios must be computed for the same persons as today's coverage."
        raise ValueError(msg)
    persons = after["persons"].fillna(0)
    gained = persons.where(after["covered"] & ~before["covered"], 0.0)
    lost = persons.where(before["covered"] & ~after["covered"], 0.0)
    sums = DataFrame({"gained_persons": gained, "lost_persons": lost}).groupby(key).sum()
    return sums.rename_axis(None)


@dataclass(frozen=True)
class ScenarioEffect:
    """Persons of one kind of offer, today and in a scenario; NaN where they are withheld.

    Attributes
    ----------
    what : str
        Category and standard.
    target, today, after, gained, lost : float
        Persons of the target group; those reached today and in the scenario; those who are
        reached more, and no longer.
    """

    what: str
    target: float
    today: float
    after: float
    gained: float
    lost: float


@dataclass(frozen=True)
class ScenarioSummary:
    """A scenario in words and in persons, behind the release gate.

    Attributes
    ----------
    name : str
    changes : tuple of str
        Every change in words.
    effects : tuple of ScenarioEffect
        One per kind of offer that is changed.
    """

    name: str
    changes: tuple[str, ...]
    effects: tuple[ScenarioEffect, ...]
