"""Points that people bring: a CSV with id, lon, lat or a vector file in, points by id out."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from intake.errors import InputError, require_none
from intake.features import listing
from intake.findings import Finding
from intake.tables import is_vector, read_table

if TYPE_CHECKING:
    from geopandas import GeoSeries

LON = ("lon", "lng", "long", "longitude", "länge", "laenge", "x")
LAT = ("lat", "latitude", "breite", "y")
ID = ("id", "key", "schlüssel", "kennung", "name")


def read_points(path: Path) -> "GeoSeries":
    """Read points.

    Parameters
    ----------
    path : Path
        CSV or XLSX with `id`, `lon`, `lat` (WGS 84, degrees), or a vector file (lines and
        polygons become a point on them).

    Returns
    -------
    GeoSeries
        Index: ids as text (the row's number where there is no id); WGS 84 for tables,
        else the file's CRS.

    Raises
    ------
    InputError
        No such file, columns missing, coordinates that are none, doubled ids, no points.
    """
    points, table, findings = _from_vector(path) if is_vector(path) else _from_table(path)
    ids = _ids(table)
    require_none((*findings, *_faults(path, points, ids)))
    points.index = pd.Index(ids, name="id")
    return points


def _from_vector(path: Path) -> "tuple[GeoSeries, DataFrame, tuple[Finding, ...]]":
    from intake.vector import read_places

    places, findings = read_places(path)
    return places.geometry, DataFrame(places.drop(columns=places.geometry.name)), findings


def _from_table(path: Path) -> "tuple[GeoSeries, DataFrame, tuple[Finding, ...]]":
    from geopandas import GeoSeries

    table, findings = read_table(path)
    lon, lat = _column(table, LON), _column(table, LAT)
    missing = [name for name, found in (("lon", lon), ("lat", lat)) if found is None]
    if missing:
        have = ", ".join(map(str, table.columns))
        message = f"Spalten fehlen: {', '.join(missing)}. Vorhanden sind: {have}."
        fix = "Längen- und Breitengrad als Spalten lon und lat angeben."
        raise InputError([Finding("error", "column_missing", path.name, "", message, fix)])
    x, y = _degrees(table[lon]), _degrees(table[lat])
    wrong = ~(x.abs().le(180) & y.abs().le(90)).to_numpy()
    points = GeoSeries.from_xy(x.where(~wrong), y.where(~wrong), crs="EPSG:4326")
    return points, table, findings


def _column(table: DataFrame, names: tuple[str, ...]) -> str | None:
    """The table's column with the first of the names that it has."""
    known = {str(column).strip().lower(): str(column) for column in table.columns}
    return next((known[name] for name in names if name in known), None)


def _degrees(text: Series) -> Series:
    plain = text.astype(str).str.strip().str.replace(",", ".", regex=False)
    return pd.to_numeric(plain, errors="coerce").astype(float)


def _ids(table: DataFrame) -> list[str]:
    column = _column(table, ID)
    if column is None:
        return [str(number) for number in range(1, len(table) + 1)]
    return table[column].astype(str).str.strip().tolist()


def _faults(path: Path, points: "GeoSeries", ids: list[str]) -> list[Finding]:
    """Everything that is wrong with the points, at once."""
    if len(points) == 0:
        return [Finding("error", "no_rows", path.name, "", "Die Datei enthält keine Punkte.",
                        "Eine Datei mit mindestens einem Punkt angeben.")]  # fmt: skip
    faults = []
    lost = np.flatnonzero(points.is_empty | points.isna() | points.x.isna())
    if len(lost):
        where = listing([f"Kennung {ids[row]}" for row in lost])
        faults.append(Finding("error", "coordinates_wrong", path.name, where,
                              "Die Koordinaten fehlen oder sind keine Grad (Länge bis 180, Breite bis 90).",
                              "Dezimalgrad in WGS 84 angeben."))  # fmt: skip
    doubled = sorted({i for i, times in Series(ids).value_counts().items() if times > 1})
    if doubled:
        faults.append(Finding("error", "key_doubled", path.name, listing(doubled),
                              "Kennungen kommen mehrfach vor.", "Jede Kennung nur einmal vergeben."))  # fmt: skip
    return faults
