"""The steps in their order: a checked city in, an `Analysis` or a `Coverage` out."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.levels import Level, aggregate, nesting
from indicators.analysis import Analysis
from indicators.catalogue import Indicator, per_of_unit
from indicators.figures import Counts, concatenate, figures_of, variables_of
from intake.config import CityConfig, IndicatorSection
from intake.model import City

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
        Not for the public: `indicators.disclosure.release` decides what may be seen.
    """
    levels = {**city.levels, CITY_LEVEL: whole_city(city)}
    catalogue = {section.id: indicator_of(section) for section in city.config.indicator}
    years = sorted({figures.year for figures in city.figures})
    estimated = {year: _union(city, year, "estimated") for year in years}
    released = {year: _union(city, year, "released") for year in years}
    counts = {year: counts_of(city, levels, tuple(catalogue.values()), year) for year in years}
    tables = [
        figures_of(
            level,
            year,
            counts[year][level.id],
            tuple(catalogue.values()),
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


def indicator_of(section: IndicatorSection) -> Indicator:
    """Turn an entry of `city.toml` into an indicator of the catalogue."""
    entries = section.model_dump()
    entries["city_values"] = {int(year): value for year, value in section.city_values.items()}
    entries["per"] = section.per if section.per is not None else per_of_unit(section.unit)
    return Indicator(**entries)


def is_rated(counts: DataFrame, config: CityConfig) -> np.ndarray:
    """Whether each area has enough inhabitants to be rated; all, if no such variable is named."""
    population = counts.get(config.city.population)
    if population is None:
        return np.ones(len(counts), dtype=bool)
    return (population >= config.city.min_population).to_numpy()


def counts_of(
    city: City, levels: Mapping[str, Level], catalogue: tuple[Indicator, ...], year: int
) -> dict[str, Counts]:
    """Counts of one year at every level: summed upwards, delivered figures kept as they are."""
    delivered = {f.level: f for f in city.figures if f.year == year}
    shares = {i.value for i in catalogue if i.value}
    weights = {i.value: i.weight for i in catalogue if i.value and i.weight}
    tables: dict[str, tuple[DataFrame, DataFrame]] = {}
    for level in levels.values():
        values = DataFrame(index=level.areas.index)
        reasons = DataFrame(index=level.areas.index)
        if level.id in delivered:
            values, reasons = delivered[level.id].values, delivered[level.id].reasons
        for finer in [name for name in reversed(tables) if name in delivered]:
            summed, why = _raise(tables[finer], levels[finer], level, shares, weights)
            new = summed.columns.difference(values.columns)
            values, reasons = values.join(summed[new]), reasons.join(why[new])
        tables[level.id] = (values, reasons)
    basis = _city_basis(tables, catalogue)
    return {level: Counts(*table, city=basis) for level, table in tables.items()}


def _raise(
    table: tuple[DataFrame, DataFrame],
    finer: Level,
    coarser: Level,
    shares: set[str],
    weights: Mapping[str, str],
) -> tuple[DataFrame, DataFrame]:
    """Sum a finer level's counts, average its shares by their named weights."""
    members = nesting(finer.members, coarser.members)
    if members is None:
        return DataFrame(index=coarser.areas.index), DataFrame(index=coarser.areas.index)
    values, reasons = table
    extensive = [column for column in values.columns if column not in shares]
    sums = aggregate(values[extensive], members).reindex(coarser.areas.index)
    for share in shares & set(values.columns):
        sums[share] = _weighted(values, share, weights.get(share, ""), members).reindex(sums.index)
    why = {c: _why_missing(reasons[c], members, c in shares and c not in weights) for c in sums}
    return sums, DataFrame(why, index=sums.index).where(sums.isna(), "")


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
    tables: Mapping[str, tuple[DataFrame, DataFrame]], catalogue: tuple[Indicator, ...]
) -> dict[str, DataFrame]:
    """By indicator: the finest counts that have its variables; the city value is their ratio."""
    basis = {}
    for indicator in catalogue:
        needed = [*variables_of(indicator), *([indicator.weight] if indicator.weight else [])]
        found = (values for values, _ in tables.values() if set(needed) <= set(values.columns))
        basis[indicator.id] = next(found, DataFrame(columns=needed, dtype=float))[needed]
    return basis


def _union(city: City, year: int, what: str) -> frozenset[str]:
    parts = [getattr(figures, what) for figures in city.figures if figures.year == year]
    return frozenset().union(*parts)


def _notes(city: City, estimated: Mapping[int, frozenset[str]]) -> tuple[str, ...]:
    """What every reader of a map or paper must know."""
    notes = [level.note for level in city.levels.values() if level.note]
    if any(estimated.values()):
        notes.append("Zähler zum Teil geschätzt")
    return tuple(dict.fromkeys(notes))
