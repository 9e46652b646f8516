"""What all papers of a city are made of: released results, words for ids, and who hands in."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.figures.change import Change, change
from indicators.hours.moments import to_dates
from indicators.secrecy.release import ReleasedAnalysis, ReleasedCoverage
from layers.choropleth import indicator_layer
from layers.layer import Layer


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

    @cached_property
    def years(self) -> dict[str, int]:
        """Newest year up to the material's, by indicator, in which the level has a value."""
        rows = self._known[self._known["year"] <= self.year]
        newest = rows.groupby("indicator")["year"].max()
        return {str(name): int(year) for name, year in newest.items()}

    @cached_property
    def _known(self) -> DataFrame:
        figures = self.released.figures
        return figures[(figures["level"] == self.level) & figures["value"].notna()]

    @cached_property
    def figures(self) -> DataFrame:
        """Figures of the level's areas, each indicator in its newest year, as the catalogue."""
        figures = self.released.figures
        rows = figures[
            (figures["level"] == self.level) & figures["indicator"].isin(list(self.years))
        ]
        rows = rows[rows["year"] == rows["indicator"].map(self.years)]
        order = {name: place for place, name in enumerate(self.released.catalogue)}
        return rows.assign(_order=rows["indicator"].map(order)).sort_values(
            ["_order", "key"], kind="stable"
        )

    @cached_property
    def changes(self) -> dict[str, tuple[Change, Change]]:
        """Change of each main indicator with two years: in the level's areas, and in the city."""
        found = {}
        for indicator in main_indicators(self):
            years = sorted(
                self._known.loc[self._known["indicator"] == indicator.id, "year"].unique()
            )
            years = [int(year) for year in years if year <= self.year]
            if len(years) > 1:
                here, city = (
                    change(self.released.figures, indicator, level=level,
                           from_year=years[0], to_year=years[-1])
                    for level in (self.level, "city")
                )  # fmt: skip
                found[indicator.id] = (here, city)
        return found

    @cached_property
    def offers(self) -> GeoDataFrame:
        """Offers that are valid on the paper's date, with the column `key` of the level."""
        offers = self.released.offers
        day = pd.Timestamp(self.office.date)
        ended = (to_dates(offers["valid_to"]) < day).to_numpy()
        begins = (to_dates(offers["valid_from"]) > day).to_numpy()
        members = self.released.levels[self.level].members
        return offers.assign(key=offers["area"].map(members))[~ended & ~begins]

    def map_layer(self, indicator: str) -> Layer:
        """Choropleth of an indicator in the finest areas, made once."""
        if indicator not in self._layers:
            self._layers[indicator] = indicator_layer(
                self.released,
                level=self.finest.id,
                indicator=indicator,
                year=self.years[indicator],
            )
        return self._layers[indicator]

    @cached_property
    def _layers(self) -> dict[str, Layer]:
        return {}

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


def main_indicators(material: Material) -> list[Indicator]:
    """Indicators with a worse side and a value at the level, in the catalogue's order."""
    catalogue = material.released.catalogue.values()
    return [i for i in catalogue if i.id in material.years and i.direction]


def further_indicators(material: Material) -> list[Indicator]:
    """Indicators without a worse side that have a value at the level."""
    catalogue = material.released.catalogue.values()
    return [i for i in catalogue if i.id in material.years and not i.direction]


def notes_of_level(material: Material) -> tuple[str, ...]:
    """What every reader must know of this level's figures."""
    of_levels = {level.note for level in material.released.levels.values()}
    own = material.released.levels[material.level].note
    general = [note for note in material.released.notes if note not in of_levels]
    return tuple(dict.fromkeys(note for note in (own, *general) if note))
