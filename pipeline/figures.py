"""The steps from a checked city to all its figures."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.levels import Level
from indicators.catalogue import Indicator, per_of_unit
from indicators.figures import concatenate, figures_of
from indicators.figures.analysis import Analysis
from indicators.figures.counts import city_values, counts_by_level
from intake.config import CityConfig, IndicatorSection
from intake.model import City, Figures
from wording import say

CITY_LEVEL = "city"


def analyse(city: City) -> Analysis:
    """Compute all figures of a city: every level, year and indicator.

    Parameters
    ----------
    city : City
        As `intake.city.read_city` returns it.

    Returns
    -------
    Analysis
        Not for the public: `indicators.secrecy.release.release` decides what may be seen.
    """
    levels = {**city.levels, CITY_LEVEL: whole_city(city)}
    catalogue = {section.id: indicator_of(section) for section in city.config.indicator}
    years = sorted({figures.year for figures in city.figures})
    estimated = {year: _union(city, year, "estimated") for year in years}
    released = {year: _union(city, year, "released") for year in years}
    counts = {
        year: counts_by_level(levels, _delivered(city, year), tuple(catalogue.values()))
        for year in years
    }
    city_value = {
        year: city_values(counts[year], tuple(catalogue.values()), year) for year in years
    }
    tables = [
        figures_of(
            level,
            year,
            counts[year][level.id],
            tuple(catalogue.values()),
            city=city_value[year],
            estimated=estimated[year],
            rated=is_rated(counts[year][level.id].values, city.config),
        )
        for level in levels.values()
        for year in years
    ]
    return Analysis(
        name=city.config.city.name,
        ags=city.config.city.ags,
        min_cases=city.config.city.min_cases,
        min_population=city.config.city.min_population,
        levels=levels,
        catalogue=catalogue,
        counts={(level, year): counts[year][level].values for year in years for level in levels},
        reasons={(level, year): counts[year][level].reasons for year in years for level in levels},
        estimated=estimated,
        released=released,
        figures=concatenate(tables),
        offers=city.offers,
        protected=city.protected,
        notes=_notes(city, estimated),
        population=city.config.city.population,
    )


def whole_city(city: City) -> Level:
    """Return the city as one area with the key `city`."""
    finest = city.finest.areas
    outline = finest.geometry.union_all()
    areas = GeoDataFrame(
        {"name": [city.config.city.name]},
        geometry=[outline],
        index=pd.Index([CITY_LEVEL], name="key"),
        crs=finest.crs,
    )
    members = Series(CITY_LEVEL, index=finest.index, name=CITY_LEVEL)
    return Level(CITY_LEVEL, "Gesamtstadt", areas, members, city.finest.note, city.finest.vintage)


def level_of(city: City, level: str) -> Level:
    """Return a level of the city by its id, `city` as the whole city."""
    return whole_city(city) if level == CITY_LEVEL else city.levels[level]


def indicator_of(section: IndicatorSection) -> Indicator:
    """Turn an entry of `city.toml` into an indicator of the catalogue."""
    entries = section.model_dump()
    entries["city_values"] = {int(year): value for year, value in section.city_values.items()}
    entries["per"] = section.per if section.per is not None else per_of_unit(section.unit)
    return Indicator(**entries)


#: Names under which tables count all inhabitants, where `city.toml` does not say it.
POPULATION_NAMES = (
    "einwohner", "bevoelkerung", "bevölkerung", "population", "inhabitants", "residents",
    "einwohner_insgesamt", "einwohner_gesamt", "ew", "einw", "pop",
)  # fmt: skip


def population_variable(counts: DataFrame, config: CityConfig) -> str:
    """Return the variable that counts all inhabitants: the named one, else a usual name; "" if none."""
    if config.city.population:
        return config.city.population
    by_name = {str(column).lower(): str(column) for column in reversed(counts.columns)}
    return next((by_name[name] for name in POPULATION_NAMES if name in by_name), "")


def is_rated(counts: DataFrame, config: CityConfig) -> np.ndarray:
    """Whether each area has enough inhabitants to be rated; all, if nothing counts them."""
    population = counts.get(population_variable(counts, config))
    if population is None:
        return np.ones(len(counts), dtype=bool)
    return (population >= config.city.min_population).to_numpy()


def figures_of_level(city: City, level: Level) -> tuple[Figures, ...]:
    """Return a level's figures that refer to its own boundaries."""
    own = ("", level.vintage)
    return tuple(f for f in city.figures if f.level == level.id and f.vintage in own)


def _delivered(city: City, year: int) -> dict[str, tuple[DataFrame, DataFrame]]:
    found = (f for level in city.levels.values() for f in figures_of_level(city, level))
    return {f.level: (f.values, f.reasons) for f in found if f.year == year}


def _union(city: City, year: int, what: str) -> frozenset[str]:
    parts = [getattr(figures, what) for figures in city.figures if figures.year == year]
    return frozenset().union(*parts)


def _notes(city: City, estimated: Mapping[int, frozenset[str]]) -> tuple[str, ...]:
    """What every reader of a map or paper must know."""
    notes = [level.note for level in city.levels.values() if level.note]
    if any(estimated.values()):
        notes.append(say("Zähler zum Teil geschätzt"))
    return tuple(dict.fromkeys(notes))
