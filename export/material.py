"""What all papers of a city are made of: released results, words for ids, and who hands in."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.disclosure import ReleasedAnalysis, ReleasedCoverage


@dataclass(frozen=True)
class Words:
    """Names of ids that released results only know as ids.

    Attributes
    ----------
    fields : Mapping of str to str
        Field of action → name, in the city's order.
    categories : Mapping of str to str
        Category of offers → name.
    field_of_category : Mapping of str to str
        Category → field of action.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    field_of_category: Mapping[str, str] = field(default_factory=dict)


class Named(Protocol):
    """An entry of a catalogue."""

    @property
    def id(self) -> str: ...  # noqa: D102

    @property
    def label(self) -> str: ...  # noqa: D102


def words_of(fields: Iterable[Named], categories: Iterable[Any]) -> Words:
    """Return the words of a city's fields of action and categories of offers.

    Parameters
    ----------
    fields : iterable
        Entries with `id` and `label`.
    categories : iterable
        Entries with `id`, `label` and `field_of_action`.
    """
    listed = list(categories)
    return Words(
        {entry.id: entry.label for entry in fields},
        {entry.id: entry.label for entry in listed},
        {entry.id: entry.field_of_action for entry in listed},
    )


@dataclass(frozen=True)
class Office:
    """Who hands in, and what stands on the paper; a person's name only if it is given.

    Attributes
    ----------
    date : date
    department : str
        Fachbereich.
    author : str
        Bearbeitung.
    number : str
        Drucksache.
    contact : tuple of str
        Lines with the office's address, telephone, e-mail.
    """

    date: datetime.date
    department: str = ""
    author: str = ""
    number: str = ""
    contact: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """Results and words for the papers on the areas of one level.

    Attributes
    ----------
    released : ReleasedAnalysis
    words : Words
    office : Office
    level : str
        The level that the papers are about (Aktionsräume).
    year : int
        Newest year used.
    population : str
        Variable that counts all inhabitants; "" if there is none.
    coverages : tuple of ReleasedCoverage
        Of the same level.
    """

    released: ReleasedAnalysis
    words: Words
    office: Office
    level: str
    year: int
    population: str = ""
    coverages: tuple[ReleasedCoverage, ...] = ()

    @property
    def areas(self) -> GeoDataFrame:
        """Areas of the papers' level."""
        return self.released.levels[self.level].areas

    @property
    def finest(self) -> Level:
        """The finest level of the city."""
        return next(iter(self.released.levels.values()))

    @property
    def label(self) -> str:
        """Name of the level on paper."""
        return self.released.levels[self.level].label

    def name(self, key: str) -> str:
        """Name of an area."""
        return str(self.areas.loc[key, "name"])


def programme_level(levels: Mapping[str, Level]) -> str:
    """Level of the programme's areas: the one that leaves out a part of the city.

    Parameters
    ----------
    levels : Mapping of str to Level
        Finest first.

    Returns
    -------
    str
        Without such a level the next coarser one than the finest, or the finest.
    """
    finest, *others = [level_id for level_id in levels if level_id != "city"]
    whole = len(levels[finest].areas)
    parts = [name for name in others if len(levels[name].members) < whole]
    return (parts or others or [finest])[0]


def chosen_years(material: Material) -> dict[str, int]:
    """Newest year up to the material's, by indicator, in which the level has a value."""
    figures = material.released.figures
    rows = figures[
        (figures["level"] == material.level)
        & figures["value"].notna()
        & (figures["year"] <= material.year)
    ]
    newest = rows.groupby("indicator")["year"].max()
    return {str(name): int(year) for name, year in newest.items()}


def first_and_last(material: Material, indicator: Indicator) -> tuple[int, int] | None:
    """First and newest year with values at the level; None if there is only one."""
    figures = material.released.figures
    rows = figures[
        (figures["level"] == material.level)
        & (figures["indicator"] == indicator.id)
        & figures["value"].notna()
        & (figures["year"] <= material.year)
    ]
    years = sorted(rows["year"].unique())
    return (int(years[0]), int(years[-1])) if len(years) > 1 else None


def area_figures(material: Material) -> DataFrame:
    """Figures of the level's areas, each indicator in its newest year.

    Returns
    -------
    DataFrame
        Rows of `figures`, sorted by the catalogue; only indicators that have a value.
    """
    years = chosen_years(material)
    figures = material.released.figures
    rows = figures[(figures["level"] == material.level) & figures["indicator"].isin(list(years))]
    rows = rows[rows["year"] == rows["indicator"].map(years)]
    order = {name: place for place, name in enumerate(material.released.catalogue)}
    return rows.assign(_order=rows["indicator"].map(order)).sort_values(
        ["_order", "key"], kind="stable"
    )


def main_indicators(material: Material) -> list[Indicator]:
    """Indicators with a worse side and a value at the level, in the catalogue's order."""
    years = chosen_years(material)
    return [i for i in material.released.catalogue.values() if i.id in years and i.direction]


def further_indicators(material: Material) -> list[Indicator]:
    """Indicators without a worse side that have a value at the level."""
    years = chosen_years(material)
    return [i for i in material.released.catalogue.values() if i.id in years and not i.direction]


def current_offers(material: Material) -> GeoDataFrame:
    """Offers that are valid on the paper's date, with the column `key` of the level."""
    from indicators.availability import to_dates

    offers = material.released.offers
    day = pd.Timestamp(material.office.date)
    ended = (to_dates(offers["valid_to"]) < day).to_numpy()
    begins = (to_dates(offers["valid_from"]) > day).to_numpy()
    members = material.released.levels[material.level].members
    return offers.assign(key=offers["area"].map(members))[~ended & ~begins]


def notes_of_level(material: Material) -> tuple[str, ...]:
    """What every reader must know of this level's figures."""
    of_levels = {level.note for level in material.released.levels.values()}
    own = material.released.levels[material.level].note
    general = [note for note in material.released.notes if note not in of_levels]
    return tuple(dict.fromkeys(note for note in (own, *general) if note))
