"""Where people live: points, cells or nothing in, a `Settlement` with every area peopled out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from geo.assign import areas_of_points, xy_of
from geo.levels import Level
from intake.config import CityConfig, PopulationSection
from intake.features import counted, listing
from intake.files.quick_text import read_plain
from intake.files.shapes import VECTOR_SUFFIXES, read_places
from intake.findings import Finding, Kind, require_none
from intake.guard import inside
from intake.guard.sniff import require_kind
from intake.model import Settlement
from intake.places.projection import place_points
from wording import say

#: Without a population file so many points are spread over the city (a compromise of speed and grain).
SPREAD_POINTS = 10_000
#: Signs for "nobody" or "not said" in grids of people (Zensus: –).
NOBODY = ("-", "–", "—", ".", "•", "/", "x")
#: Spacing of these points, at least and at most (metres).
SPREAD_METRES = (25.0, 500.0)

POPULATION_SPREAD = Kind("population_spread", "Die Stadt nennt keine Wohnpunkte; Personen werden gleichmäßig über die Fläche ihrer Gebiete verteilt.",
                         "Wenn möglich Adressen oder Bevölkerungszellen angeben ([population]).", "info")  # fmt: skip
COLUMN_MISSING = Kind("column_missing", "Die Spalte fehlt; es gibt: {columns}.",
                      "Die richtigen Spalten angeben: in city.toml unter [population], beim Anlegen mit population_x, population_y und population_weight.")  # fmt: skip
GROUP_MISSING = Kind("column_missing", "Die Spalte fehlt.", "In city.toml unter [population] berichtigen.")  # fmt: skip
NUMBER_NEGATIVE = Kind("number_negative", "Die Zahl ist negativ.", "Zahl berichtigen.")
NOT_A_NUMBER = Kind("not_a_number", "Hier steht keine Zahl: {cells}.", "Zahl berichtigen oder Feld leeren.")  # fmt: skip
JOIN_POPULATION = Kind("join_population", "Diese Schlüssel gibt es nicht: {keys}.", "Schlüssel berichtigen (führende Nullen?).")  # fmt: skip
POPULATION_OUTSIDE = Kind("population_outside", "Die Punkte liegen in keinem Gebiet und zählen nicht.",
                          "Prüfen, ob Punkte und Gebiete zur selben Stadt gehören.", "warning")  # fmt: skip
AREA_WITHOUT_POPULATION = Kind("area_without_population", "Für diese Gebiete nennt die Datei niemanden; ihre Personen werden über die Fläche verteilt.",
                               "Nichts zu tun, wenn dort kaum jemand wohnt.", "info")  # fmt: skip


def read_settlement(
    folder: Path, config: CityConfig, finest: Level
) -> tuple[Settlement, tuple[Finding, ...]]:
    """Read the population points of a city, or spread points over its areas.

    Parameters
    ----------
    folder : Path
        The city folder.
    config : CityConfig
    finest : Level
        Areas in the city's metric CRS.

    Returns
    -------
    Settlement
        Points within areas only; every area has at least one point of positive weight.
    tuple of Finding

    Raises
    ------
    InputError
        If the file cannot be read, weights are no numbers or negative, or keys are unknown.
    """
    section = config.population
    if section is None:
        points = spread_over(finest.areas)
        remark = POPULATION_SPREAD("city.toml", "population")
        return Settlement(points, DataFrame(index=points.index), "area"), (remark,)
    return settlement_of(folder, section, finest)


def settlement_of(
    folder: Path, section: PopulationSection, finest: Level
) -> tuple[Settlement, tuple[Finding, ...]]:
    """Read the population points of a file; returns and raises as `read_settlement`."""
    table, places, findings = _rows_and_places(folder, section, finest.areas)
    numbers, faults = _numbers(table, section)
    require_none((*findings, *faults))
    area, doubts = _areas_of(table, places, section, finest)
    require_none((*findings, *doubts))
    return _settlement(places, area, numbers, section, finest, (*findings, *doubts))


def spread_over(areas: GeoDataFrame) -> DataFrame:
    """Points of a square grid within areas, at least one each; the same weight within an area.

    Parameters
    ----------
    areas : GeoDataFrame
        Index `key`, metric CRS.

    Returns
    -------
    DataFrame
        `x`, `y` (metres), `area` (key), `weight` (1).
    """
    spacing = float(np.clip(np.sqrt(areas.area.sum() / SPREAD_POINTS), *SPREAD_METRES))
    west, south, east, north = areas.total_bounds
    x, y = np.meshgrid(
        np.arange(west + spacing / 2, east, spacing), np.arange(south + spacing / 2, north, spacing)
    )
    grid = np.column_stack([x.ravel(), y.ravel()])
    shapes = areas.geometry.to_numpy()
    rows, columns = shapely.STRtree(shapely.points(grid)).query(shapes, predicate="contains")
    bare = np.setdiff1d(np.arange(len(areas)), rows)
    single = shapely.get_coordinates(shapely.point_on_surface(shapes[bare]))
    places = np.concatenate([grid[columns], single])
    keys = areas.index.to_numpy()[np.concatenate([rows, bare])]
    return DataFrame({"x": places[:, 0], "y": places[:, 1], "area": keys, "weight": 1.0})


def _rows_and_places(
    folder: Path, section: PopulationSection, city: GeoDataFrame
) -> tuple[DataFrame, GeoSeries, tuple[Finding, ...]]:
    """Rows of the file as text, and a point for each in the city's CRS."""
    path = inside(folder, section.file)
    if path.suffix.lower() in VECTOR_SUFFIXES and not section.x:
        features, findings = read_places(path, layer=section.layer, crs=section.crs, known=True)
        features = features.to_crs(city.crs)
        return DataFrame(features.drop(columns="geometry")), features.geometry, findings
    table, findings = population_table(path, section)
    _require_columns(table, section)
    table = table.reset_index(drop=True)
    x, y, faults = _coordinates(table, section)
    require_none((*findings, *faults))
    points, doubts = place_points(x, y, city=city, crs=section.crs or str(city.crs))
    named = tuple(replace(doubt, file=section.file) for doubt in doubts)
    return table, points, (*findings, *named)


def population_table(
    path: Path, section: PopulationSection
) -> tuple[DataFrame, tuple[Finding, ...]]:
    """Return rows of a table as text; the quick way for a plain CSV, the careful one for the rest."""
    if path.suffix.lower() == ".csv" and require_kind(path, {"text"}):
        plain = read_plain(path)
        if plain is not None:
            return plain, ()
    from intake.files import read_table

    return read_table(path, layer=section.layer)


def _coordinates(
    table: DataFrame, section: PopulationSection
) -> tuple[Series, Series, tuple[Finding, ...]]:
    x, bad_x = _number_column(table[section.x], section.file)
    y, bad_y = _number_column(table[section.y], section.file)
    half = section.cell_metres / 2
    return x + half, y + half, (*bad_x, *bad_y)


def _require_columns(table: DataFrame, section: PopulationSection) -> None:
    wanted = [
        section.x or "x",
        section.y or "y",
        section.area,
        section.weight,
        *section.groups.values(),
    ]
    missing = [column for column in wanted if column and column not in table.columns]
    if missing or not (section.x and section.y):
        require_none([COLUMN_MISSING(section.file, listing(missing) or "x, y", columns=listing(table.columns))])  # fmt: skip


def _numbers(table: DataFrame, section: PopulationSection) -> tuple[DataFrame, tuple[Finding, ...]]:
    """Weights and counts by target group as numbers >= 0."""
    wanted = {"weight": section.weight} | {
        f"group {group}": column for group, column in section.groups.items()
    }
    numbers, faults = {}, []
    for name, column in wanted.items():
        if column and column not in table.columns:
            faults.append(GROUP_MISSING(section.file, column))
            continue
        values, bad = (
            _number_column(table[column], section.file)
            if column
            else (Series(1.0, index=table.index), ())
        )
        negative = values < 0
        if negative.any():
            faults.append(NUMBER_NEGATIVE(section.file, _rows(column, negative)))
        numbers[name] = values.fillna(0.0)
        faults += bad
    return DataFrame(numbers, index=table.index), tuple(faults)


def _number_column(text: Series, file: str) -> tuple[Series, tuple[Finding, ...]]:
    """Numbers of a column of text, with point or comma; "" is missing."""
    text = text.str.strip()
    text = text.where(~text.isin(NOBODY), "")
    if text.str.contains(",", regex=False).any():
        text = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    values = pd.to_numeric(text.where(text != "", None), errors="coerce").astype(float)
    bad = (values.isna() & (text != "")) | np.isinf(values)
    if not bad.any():
        return values, ()
    return values, (NOT_A_NUMBER(file, _rows(text.name, bad), cells=listing(text[bad].unique(), 5)),)  # fmt: skip


def _rows(column: object, mask: Series) -> str:
    rows = listing((str(row + 2) for row in np.flatnonzero(mask)), 10)
    return say("{column}, Zeile {rows}", column=column, rows=rows)


def _areas_of(
    table: DataFrame, places: GeoSeries, section: PopulationSection, finest: Level
) -> tuple[Series, tuple[Finding, ...]]:
    """Key of each point's area: the file's own column, else where the point lies; "" = in none."""
    if section.area:
        keys = table[section.area].str.strip()
        unknown = ~keys.isin(finest.areas.index) & (keys != "")
        if unknown.any():
            return keys, (JOIN_POPULATION(section.file, section.area, keys=listing(keys[unknown].unique())),)  # fmt: skip
        return keys, ()
    row, _ = areas_of_points(xy_of(places), finest.areas.geometry.to_numpy())
    keys = np.where(row >= 0, finest.areas.index.to_numpy()[row], "")
    return Series(keys, index=table.index, dtype=object), ()


def _settlement(
    places: GeoSeries,
    area: Series,
    numbers: DataFrame,
    section: PopulationSection,
    finest: Level,
    findings: tuple[Finding, ...],
) -> tuple[Settlement, tuple[Finding, ...]]:
    """Keep points in areas; give every area without one a point of its own."""
    kept = (area != "").to_numpy() & ~places.is_empty.to_numpy()
    outside = int((~kept & (numbers["weight"] > 0).to_numpy()).sum())
    points = DataFrame(
        {
            "x": places.x[kept].to_numpy(),
            "y": places.y[kept].to_numpy(),
            "area": area[kept].to_numpy(),
            "weight": numbers["weight"][kept].to_numpy(),
        }
    )
    groups = (
        numbers.drop(columns="weight")[kept]
        .rename(columns=lambda name: name.removeprefix("group "))
        .reset_index(drop=True)
    )
    peopled = points.groupby("area")["weight"].sum()
    bare = finest.areas.index.difference(peopled[peopled > 0].index)
    found = list(findings)
    if outside:
        found.append(POPULATION_OUTSIDE(section.file, counted(outside, "{n} Zeile", "{n} Zeilen")))
    if len(bare):
        found.append(AREA_WITHOUT_POPULATION(section.file, listing(bare)))
        extra = spread_over(finest.areas.loc[bare])
        points = pd.concat([points[~points["area"].isin(bare)], extra], ignore_index=True)
        groups = (
            groups[~area[kept].isin(bare).to_numpy()].reindex(range(len(points))).fillna(0.0)
            if len(groups.columns)
            else groups
        )
    basis = "persons" if section.groups else "addresses"
    return Settlement(
        points, groups if len(groups.columns) else DataFrame(index=points.index), basis
    ), tuple(found)
