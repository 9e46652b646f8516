"""Points that people bring: a CSV with id, lon, lat (or metres) or a vector file in, points by id out."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from intake.cells.coordinates import read_coordinates
from intake.features import listing
from intake.files import read_table
from intake.files.tables import is_vector
from intake.findings import Finding, InputError, Kind, require_none
from wording import say

if TYPE_CHECKING:
    from geopandas import GeoSeries

LON = ("lon", "lng", "long", "longitude", "länge", "laenge", "längengrad", "laengengrad", "x",
       "east", "easting", "ost", "ostwert", "rechtswert", "e", "x_koordinate", "utm_x")  # fmt: skip
LAT = ("lat", "latitude", "breite", "breitengrad", "y", "north", "northing", "nord", "nordwert",
       "hochwert", "n", "y_koordinate", "utm_y")  # fmt: skip
ID = ("id", "key", "schlüssel", "kennung", "nr", "name")
#: Germany in degrees, the axes swapped: nobody's city lies in the Gulf of Aden.
SWAPPED_LON, SWAPPED_LAT = (47.0, 56.0), (5.0, 16.0)

COLUMN_MISSING = Kind("column_missing", "Spalten fehlen: {missing}. Vorhanden sind: {columns}.",
                      "Längen- und Breitengrad als Spalten lon und lat angeben.")  # fmt: skip
COORDINATES_SWAPPED = Kind("coordinates_swapped", "Längen- und Breitengrad sind vertauscht: Alle Punkte lägen bei Afrika.",
                           "Die Spaltennamen lon und lat tauschen.")  # fmt: skip
NO_ROWS = Kind("no_rows", "Die Datei enthält keine Punkte.", "Eine Datei mit mindestens einem Punkt angeben.")  # fmt: skip
COORDINATES_WRONG = Kind("coordinates_wrong", "Die Koordinaten fehlen oder sind keine Grad (Länge bis 180, Breite bis 90).",
                         "Dezimalgrad in WGS 84 angeben; bei Metern das System mit --crs nennen.")  # fmt: skip
KEY_MISSING = Kind("key_missing", "Die Kennung fehlt.", "Jedem Punkt eine Kennung geben oder die Spalte weglassen.")  # fmt: skip
KEY_DOUBLED = Kind("key_doubled", "Kennungen kommen mehrfach vor.", "Jede Kennung nur einmal vergeben.")  # fmt: skip


def read_points(path: Path, *, crs: str = "") -> "GeoSeries":
    """Read points.

    Parameters
    ----------
    path : Path
        CSV or XLSX with `id`, `lon`, `lat` (WGS 84, degrees; or metres in `crs`), or a
        vector file (lines and polygons become a point on them).
    crs : str
        System of coordinates in metres.

    Returns
    -------
    GeoSeries
        Index: ids as text (the row's number where there is no id column); WGS 84 for
        tables in degrees, `crs` for tables in metres, else the file's CRS.

    Raises
    ------
    InputError
        No such file, columns missing, coordinates that are none, longitude and latitude
        swapped, ids missing or doubled, no points.
    """
    points, table, findings = _from_vector(path) if is_vector(path) else _from_table(path, crs)
    ids = _ids(table)
    require_none((*findings, *_faults(path, points, ids)))
    points.index = pd.Index(ids, name="id")
    return points


def _from_vector(path: Path) -> "tuple[GeoSeries, DataFrame, tuple[Finding, ...]]":
    from intake.files.shapes import read_places

    places, findings = read_places(path)
    return places.geometry, DataFrame(places.drop(columns=places.geometry.name)), findings


def _from_table(path: Path, crs: str) -> "tuple[GeoSeries, DataFrame, tuple[Finding, ...]]":
    from geopandas import GeoSeries

    table, findings = read_table(path)
    lon, lat = _column(table, LON), _column(table, LAT)
    if lon is None or lat is None:
        missing = [name for name, found in (("lon", lon), ("lat", lat)) if found is None]
        have = ", ".join(map(str, table.columns))
        raise InputError([COLUMN_MISSING(path.name, missing=", ".join(missing), columns=have)])
    x, y = read_coordinates(table, lon, lat)
    in_metres = bool((x.abs() > 180).any() or (y.abs() > 90).any()) and bool(crs)
    wrong = ~np.isfinite(x) | ~np.isfinite(y)
    if not in_metres:
        wrong |= ~(x.abs().le(180) & y.abs().le(90))
    system = crs if in_metres else "EPSG:4326"
    points = GeoSeries.from_xy(x.where(~wrong), y.where(~wrong), crs=system)
    return points, table, (*findings, *_swapped(path, points, in_degrees=not in_metres))


def _swapped(path: Path, points: "GeoSeries", *, in_degrees: bool) -> tuple[Finding, ...]:
    """Longitude and latitude of all points the wrong way round."""
    if not in_degrees or len(points) == 0:
        return ()
    x, y = points.x.dropna(), points.y.dropna()
    if x.empty or not (x.between(*SWAPPED_LON).all() and y.between(*SWAPPED_LAT).all()):
        return ()
    return (COORDINATES_SWAPPED(path.name),)


def _column(table: DataFrame, names: tuple[str, ...]) -> str | None:
    """The table's column with the first of the names that it has."""
    known = {str(column).strip().lower(): str(column) for column in table.columns}
    return next((known[name] for name in names if name in known), None)


def _ids(table: DataFrame) -> list[str]:
    column = _column(table, ID)
    if column is None:
        return [str(number) for number in range(1, len(table) + 1)]
    return [str(value).strip() for value in table[column].fillna("")]


def _faults(path: Path, points: "GeoSeries", ids: list[str]) -> list[Finding]:
    """Everything that is wrong with the points, at once."""
    if len(points) == 0:
        return [NO_ROWS(path.name)]
    faults = []
    lost = np.flatnonzero(points.is_empty | points.isna() | points.x.isna())
    if len(lost):
        faults.append(
            COORDINATES_WRONG(path.name, listing(_named(ids[row], int(row)) for row in lost))
        )
    nameless = [_named("", row) for row, name in enumerate(ids) if not name]
    if nameless:
        faults.append(KEY_MISSING(path.name, listing(nameless)))
    doubled = sorted({i for i, times in Series(ids).value_counts().items() if i and times > 1})
    if doubled:
        faults.append(KEY_DOUBLED(path.name, listing(doubled)))
    return faults


def _named(name: str, row: int) -> str:
    return say("Kennung {name}", name=name) if name else say("{n}. Punkt", n=row + 1)
