"""Tables with a column of geometries (WKT, EWKT, WKB in hex, GeoJSON): rows in, features out."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pandas import DataFrame, Series

from intake.features import Features, listing, spot
from intake.files._rings import GeometryError, Shapes, geometry_of
from intake.files.quick_text import read_plain
from intake.files.tables import read_cells
from intake.findings import Finding, InputError, Kind
from wording import say

WKT = re.compile(
    r"^\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|SURFACE|CURVE|CURVEPOLYGON)\s*(Z|M|ZM)?\s*(\(|EMPTY)|^\s*(SRID=\d+;)?\s*GEOMETRYCOLLECTION",
    re.IGNORECASE,
)
WKB = re.compile(r"^0[01][0-9A-Fa-f]{20,}$")
GEOJSON = re.compile(r'^\s*\{.*"coordinates"\s*:', re.DOTALL)
#: Rows that are looked at to find the column.
SAMPLE = 50

NO_OUTLINES = Kind("ask_areas", "Keine Spalte enthält Umrisse (WKT); es gibt: {columns}. Welche Datei enthält die Gebiete?",
                   "Die Datei mit den Umrissen wählen; Zahlen gehören zu den Tabellen (--table).")  # fmt: skip
CURVES = Kind("curves", "Der Umriss besteht aus Kurven, die sich aus einer Tabelle nicht lesen lassen.",
              "Als GeoPackage ausgeben lassen; dort werden Kurven in Linien aufgelöst.")  # fmt: skip
WKT_BROKEN = Kind("wkt_broken", "Der Text ist kein gültiges WKT.")
OUTLINE_NOT_FINITE = Kind("coordinates_not_finite", "Die Koordinaten enthalten NaN oder Unendlich.")
JSON_BROKEN = Kind("json_syntax", "Der Text ist kein gültiges GeoJSON.")


def read_wkt_table(path: Path) -> Features:
    """Read a CSV file with a column of geometries.

    Returns
    -------
    Features
        The other columns as attributes; CRS from EWKT or EWKB if it says one.

    Raises
    ------
    InputError
        If there is no such column (a question: which file holds the areas?).
    """
    table, findings = _rows(path)
    column = _geometry_column(table)
    if not column:
        raise InputError(
            [*findings, NO_OUTLINES(path.name, columns=listing(map(str, table.columns)))]
        )
    texts = table[column].str.strip()
    attributes = table.drop(columns=column).reset_index(drop=True)
    geometry, faults = _geometries(texts, attributes, path.name)
    return Features(attributes, geometry, _crs_of(texts, geometry), (*findings, *faults))


def _rows(path: Path) -> tuple[DataFrame, tuple[Finding, ...]]:
    """Rows as text; a plain file the quick way, because WKT is full of commas."""
    plain = read_plain(path)
    if plain is not None:
        return plain, ()
    return read_cells(path)


def _geometry_column(table: DataFrame) -> str:
    for column in table.columns:
        filled = table[column][table[column].str.strip() != ""].head(SAMPLE)
        if (
            len(filled)
            and filled.map(
                lambda text: bool(WKT.match(text) or WKB.match(text.strip()) or GEOJSON.match(text))
            ).mean()
            > 0.5
        ):
            return str(column)
    return ""


def _geometries(
    texts: Series, attributes: DataFrame, file: str
) -> tuple[np.ndarray, list[Finding]]:
    """Geometry per row; None and a finding where the text is no geometry."""
    found = np.full(len(texts), None, dtype=object)
    faults = []
    for row, text in enumerate(texts):
        try:
            found[row] = _geometry(text)
        except GeometryError as fault:
            where = say("Zeile {row}, {where}", row=texts.index[row], where=spot(row, dict(attributes.iloc[row])))  # fmt: skip
            faults.append(fault.finding(file, where, "Den Umriss in der Quelle berichtigen."))
    return found, faults


def _geometry(text: str) -> Any:
    """Geometry of one cell."""
    if not text:
        return None
    if text.startswith("{"):
        return _from_geojson(text)
    try:
        with np.errstate(invalid="ignore"):  # NaN is told below
            shape = (
                shapely.from_wkb(text)
                if WKB.match(text)
                else shapely.from_wkt(text.split(";", 1)[-1])
            )
    except NotImplementedError as error:
        raise GeometryError(CURVES) from error
    except (shapely.errors.GEOSException, ValueError, TypeError) as error:
        raise GeometryError(WKT_BROKEN) from error
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise GeometryError(OUTLINE_NOT_FINITE)
    return shape


def _from_geojson(text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GeometryError(JSON_BROKEN) from error
    shapes = Shapes()
    geometry_of(value, shapes, "")
    return shapes.array()[0]


def _crs_of(texts: Series, geometry: np.ndarray) -> str:
    """CRS that the cells name, if all name the same."""
    named = texts.str.extract(r"^SRID=(\d+);", expand=False).dropna().unique()
    if len(named) == 1:
        return f"EPSG:{named[0]}"
    codes = {int(code) for code in shapely.get_srid(geometry) if code > 0}
    return f"EPSG:{codes.pop()}" if len(codes) == 1 else ""
