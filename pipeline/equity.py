"""Fairness as it may be seen: a city and its released figures in, shown results out."""

from dataclasses import replace

import pandas as pd
from pandas import DataFrame, Series

from indicators.coverage import Coverage
from indicators.coverage.equity import (
    concentration_index,
    coverage_by_class,
    coverage_by_need,
    uncovered_of_group,
)
from indicators.coverage.question import Question
from indicators.coverage.standards import group_in
from indicators.secrecy.release import ReleasedAnalysis
from indicators.secrecy.release_equity import (
    GroupGap,
    ShownEquity,
    ShownLonely,
    gap_of,
    gaps_by_area,
    rounded_classes,
)
from indicators.secrecy.release_supply import Basis, in_steps
from intake.choices import require_level
from intake.model import City
from pipeline.coverage import section_label
from pipeline.index import index_of
from pipeline.places import released_areas, shown_persons


def equity_shown(
    city: City,
    released: ReleasedAnalysis,
    question: Question,
    need: Series,
    *,
    direction: int = 1,
    group: str = "",
) -> ShownEquity:
    """Coverage by fifths of need, as it may be seen.

    Parameters
    ----------
    city, released, question
        As in `week_shown`.
    need : Series
        An indicator or index by finest key, from released figures (`need_of`).
    direction : {1, -1}
        1: a high value means great need.
    group : str
        Target group of which the uncovered are counted (children in poverty); "" = none.

    Returns
    -------
    ShownEquity

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    found, areas = released_areas(city, released, city.finest.id, question)
    table = coverage_by_need(areas, need, direction=direction)
    concentration = concentration_index(areas, need, direction=direction)
    shown = _shown_equity(released, found, areas, table, need)
    gap = _gap_of_group(city, released, group, areas, question) if group else None
    return replace(shown, concentration=concentration, gap=gap)


def status_shown(
    city: City,
    released: ReleasedAnalysis,
    question: Question,
    index: str,
    *,
    group: str = "",
) -> ShownEquity:
    """Coverage by the status classes of one of the city's indices, as it may be seen.

    Parameters
    ----------
    city, released, question
        As in `week_shown`.
    index : str
        An entry `[[index]]`; its newest year, on its own level.
    group : str
        As in `equity_shown`.

    Returns
    -------
    ShownEquity
        The worst class first.

    Raises
    ------
    InputError
        As `pipeline.cover`, or if the index cannot be computed.
    """
    section = next((s for s in city.config.index if s.id == index), None)
    result = index_of(city, released, index)
    level = require_level(city, section.level if section else "")
    found, areas = released_areas(city, released, level, question)
    known = result.table.dropna(subset="status_number")
    names = known.drop_duplicates("status_number").set_index("status_number")["status"]
    number = result.table["status_number"].astype(float)
    table = coverage_by_class(areas, number.dropna()).sort_index(ascending=False)
    table.index = pd.Index([names[n] for n in table.index], name="status")
    concentration = concentration_index(areas, number)
    shown = _shown_equity(released, found, areas, table, number)
    gap = None
    if group:
        _, finest = released_areas(city, released, city.finest.id, question)
        gap = _gap_of_group(city, released, group, finest, question)
    return replace(shown, concentration=concentration, gap=gap)


def lonely_shown(
    city: City, released: ReleasedAnalysis, question: Question, *, level: str = ""
) -> ShownLonely:
    """Older people (and those of them who live alone) without an offer of a category in reach.

    Parameters
    ----------
    city, released, question
        As in `week_shown`; the category are meeting places, the target group is not used.
    level : str
        Level of the list of areas; "" = the finest.

    Returns
    -------
    ShownLonely
        No groups if the city counts no older people.

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    level = require_level(city, level)
    groups = older_groups(city)
    gaps, basis, table = [], Basis("", "", "", ""), DataFrame()
    for group in groups:
        asked = replace(question, target_group=group, year=None)
        found, areas = released_areas(city, released, city.finest.id, asked)
        basis = _coverage_basis(released, found)
        gaps.append(gap_of(found, areas, basis.step))
        members = city.levels[level].members if level in city.levels else areas.index.to_series()
        table = gaps_by_area(areas, members, basis.step)
    if groups and level in city.levels:
        table.insert(0, "name", table.index.map(city.levels[level].areas["name"]))
    return ShownLonely(tuple(gaps), table, basis)


def need_of(
    released: ReleasedAnalysis, indicator: str, *, level: str = "", year: int | None = None
) -> tuple[Series, int]:
    """Return an indicator as a measure of need: its newest values by area, and its direction.

    Parameters
    ----------
    released : ReleasedAnalysis
    indicator : str
        An id of the catalogue.
    level : str
        "" = the finest.
    year : int, optional
        Another year than the newest one with values.

    Returns
    -------
    Series, {1, -1}
        1: a high value means great need. No values where there are none on the level.
    """
    figures = released.figures
    mine = figures[
        (figures["indicator"] == indicator)
        & (figures["level"] == (level or next(iter(released.levels))))
        & figures["value"].notna()
    ]
    chosen = mine[mine["year"] == (year if year is not None else mine["year"].max())]
    return chosen.set_index("key")["value"], released.catalogue[indicator].direction or 1


def older_groups(city: City) -> tuple[str, ...]:
    """The city's target groups of people from 65 on, and of those who live alone."""
    ids = [group.id for group in city.config.target_group]
    found = [group_in("65plus", ids), group_in("65plus_allein", ids, exactly=True)]
    return tuple(dict.fromkeys(group for group in found if group))


def _coverage_basis(released: ReleasedAnalysis, found: Coverage) -> Basis:
    """Rule and rounding of a result on released areas."""
    is_open = found.published or released.audience == "internal"
    return Basis(
        category_label=found.category_label,
        target_group_label=found.target_group_label,
        standard=found.standard,
        ways=found.basis,
        step=0.0 if is_open else float(released.min_cases),
        min_cases=released.min_cases,
    )


def _shown_equity(
    released: ReleasedAnalysis,
    found: Coverage,
    areas: DataFrame,
    table: DataFrame,
    need: Series,
) -> ShownEquity:
    basis = _coverage_basis(released, found)
    gone = found.areas["covered_persons"].notna() & areas["covered_persons"].isna()
    known = areas["covered_persons"].notna()
    return ShownEquity(
        table=rounded_classes(table, basis.step),
        concentration=float("nan"),
        gap=None,
        all_gap=gap_of(found, areas, basis.step),
        without_need=int((known & need.reindex(areas.index).isna()).sum()),
        basis=replace(basis, left_out=int(gone.sum())),
    )


def _gap_of_group(
    city: City,
    released: ReleasedAnalysis,
    group: str,
    areas: DataFrame,
    question: Question,
) -> GroupGap:
    """Uncovered persons of a smaller group, by the standard of the whole target group.

    Where the group has real counts at addresses, its own ways are looked for.
    """
    if group in city.settlement.groups.columns:
        asked = replace(question, target_group=group, year=None)
        found, own = released_areas(city, released, city.finest.id, asked)
        return gap_of(found, own, _coverage_basis(released, found).step)
    mine, shown = shown_persons(city, released, group, None)
    counts = shown.counts.reindex(areas.index).where(areas["covered_share"].notna())
    is_open = mine.published or released.audience == "internal"
    step = 0.0 if is_open else float(released.min_cases)
    label = section_label(city.config.target_group, group)
    persons = float(in_steps(float(uncovered_of_group(areas, counts).sum()), step))
    whole = float(in_steps(float(counts.sum()), step))
    return GroupGap(group, label, min(persons, whole), whole, mine.year)
