"""Any vector file of an office in, areas or places out; the content decides the reader.

Readers of the formats that are met less often, by kind of content.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import numpy as np
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame
from pyproj import CRS

from intake.cells.header import require_narrow
from intake.features import Features, listing, spots
from intake.files._geojson import read_geojson
from intake.files._geopackage import read_geopackage
from intake.files._gml import read_gml
from intake.files._kml import read_kml, read_kmz
from intake.files._shapefile import read_shapefile, read_zipped
from intake.files._topojson import read_topojson
from intake.files._wkt_table import read_wkt_table
from intake.findings import Finding, InputError, Kind, UnsafeFileError, errors, require_none
from intake.guard.sandbox import read_guarded
from intake.guard.sniff import require_kind
from intake.places.geometry import COLLECTION, POLYGONAL, flatten, polygonal_parts, valid_polygons
from intake.places.placing import settle_crs
from wording import say

#: Kind (as `sniff` names it) → reader of (path, layer).
RARE: dict[str, Callable[[Path, str], Features]] = {
    "shp": lambda path, _: read_shapefile(path),
    "zip": lambda path, layer: read_zipped(path, layer, read_one=read_features),
    "kml": read_kml,
    "kmz": read_kmz,
    "gml": read_gml,
    "topojson": read_topojson,
    "text": lambda path, _: read_wkt_table(path),
}


#: By suffix: kinds that the content may be.
KINDS_BY_SUFFIX: Mapping[str, frozenset[str]] = {
    ".geojson": frozenset({"json"}),
    ".json": frozenset({"json", "topojson"}),
    ".topojson": frozenset({"topojson"}),
    ".gpkg": frozenset({"sqlite"}),
    ".fgb": frozenset({"flatgeobuf"}),
    ".shp": frozenset({"shp"}),
    ".zip": frozenset({"zip", "kmz"}),
    ".kmz": frozenset({"kmz"}),
    ".kml": frozenset({"kml"}),
    ".gml": frozenset({"gml"}),
    ".xml": frozenset({"gml", "kml"}),
    ".csv": frozenset({"text"}),
    ".txt": frozenset({"text"}),
}
VECTOR_SUFFIXES = frozenset(KINDS_BY_SUFFIX) - {".csv", ".txt"}

GEOMETRY_MISSING = Kind("geometry_missing", "Ohne Geometrie und deshalb weggelassen.",
                        "Wenn es ein Gebiet ist: mit Umriss neu ausgeben lassen.", "warning")  # fmt: skip
NOT_A_POLYGON = Kind("not_a_polygon", "Punkte oder Linien sind keine Gebiete und wurden weggelassen.",
                     "Nichts zu tun, wenn es keine Gebiete sind.", "warning")  # fmt: skip
COLLAPSED = Kind("geometry_collapsed", "Der Umriss schließt keine Fläche ein; das Objekt wurde weggelassen.",
                 "Den Umriss in der Quelle berichtigen.", "warning")  # fmt: skip
ASK_AREAS = Kind("ask_areas", "Die Datei enthält keine Flächen ({held}). Welche Datei enthält die Umrisse der Gebiete?",
                 "Die Datei mit den Umrissen wählen; Orte gehören zu den Angeboten (--offers), Zahlen zu den Tabellen (--table).")  # fmt: skip
FORMAT_UNKNOWN = Kind("format_unknown", "Das Format „{suffix}“ wird nicht gelesen.", "Als GeoPackage, GeoJSON oder Shapefile (.zip) ausgeben lassen.")  # fmt: skip


def read_features(path: Path, *, layer: str = "", known: bool = False) -> Features:
    """Read one layer of a vector file as it stands.

    Parameters
    ----------
    path : Path
        GeoJSON, TopoJSON, GeoPackage, FlatGeobuf, Shapefile (.zip or with its side files),
        KML, KMZ, GML, or CSV with a column of WKT.
    layer : str
        "" = the only one; several are a question.
    known : bool
        See `read_areas`.

    Returns
    -------
    Features
        May carry findings that are errors; they concern single features.

    Raises
    ------
    InputError, UnsafeFileError
        If the file is missing, damaged, not what it claims, or an attack.
    """
    path = Path(path)
    allowed = KINDS_BY_SUFFIX.get(path.suffix.lower())
    if allowed is None:
        raise UnsafeFileError([FORMAT_UNKNOWN(path.name, suffix=path.suffix or say("ohne Endung"))])
    kind = require_kind(path, allowed)
    features = (
        read_geopackage(path, layer, guarded=not known)
        if kind == "sqlite"
        else _reader(kind)(path, layer)
    )
    require_narrow(len(features.attributes.columns), path.name)
    return features


def read_attributes(path: Path, *, layer: str = "") -> DataFrame:
    """Attribute table of a vector file as text; "" where there is nothing.

    Raises
    ------
    InputError, UnsafeFileError
        As `read_features`.
    """
    features = read_features(path, layer=layer)
    require_none(features.findings)
    return features.attributes


def read_areas(
    path: Path, *, layer: str = "", crs: str = "", known: bool = False
) -> tuple[GeoDataFrame, tuple[Finding, ...]]:
    """Read the polygons of a vector file.

    Parameters
    ----------
    path, layer
        As `read_features`.
    crs : str
        CRS that a person has confirmed; it wins over what the file says.
    known : bool
        A file of a city folder that was accepted before: places outside Germany are a
        remark instead of a question, and a GeoPackage is read without a child process.

    Returns
    -------
    GeoDataFrame
        Rows in file order, all attributes as text ("" = nothing), valid (multi)polygons
        in two dimensions, CRS set. Rows without a polygon are left out, with a finding.
    tuple of Finding
        Repairs and doubts; no errors.

    Raises
    ------
    InputError, UnsafeFileError
        With every finding, if the file cannot be used.
    """
    path = Path(path)
    features = read_features(path, layer=layer, known=known)
    usable, left_out = _only_polygons(features, path.name)
    if not len(usable.geometry):
        _raise_without_areas(features, left_out)
    placed = settle_crs(usable, path.name, confirmed=crs, anywhere=known)
    if any(finding.code.startswith("ask") for finding in placed.findings):
        raise InputError(_question_first((*features.findings, *left_out, *placed.findings)))
    require_none((*features.findings, *placed.findings))
    geometry, repairs = valid_polygons(placed.geometry, usable.attributes, path.name)
    table, vanished = _without_empty(usable.attributes, geometry, path.name)
    findings = (*features.findings, *left_out, *placed.findings, *repairs, *vanished)
    return GeoDataFrame(
        table, geometry=geometry[table.index.to_numpy()], crs=CRS.from_user_input(placed.crs)
    ), findings


def read_places(
    path: Path, *, layer: str = "", crs: str = "", known: bool = False
) -> tuple[GeoDataFrame, tuple[Finding, ...]]:
    """Read the features of a vector file as points, for offers and settlement.

    Polygons and lines become a point on them. Rows without geometry stay, with an
    empty point: the caller lists them. Parameters and errors as `read_areas`.
    """
    path = Path(path)
    features = read_features(path, layer=layer, known=known)
    placed = settle_crs(features, path.name, confirmed=crs, anywhere=known)
    findings = (*features.findings, *placed.findings)
    require_none(findings)
    geometry = np.where(
        shapely.is_missing(placed.geometry), shapely.from_wkt("POINT EMPTY"), placed.geometry
    )
    spread = ~np.isin(shapely.get_type_id(geometry), (0,))
    geometry[spread] = shapely.point_on_surface(geometry[spread])
    return GeoDataFrame(
        features.attributes, geometry=flatten(geometry), crs=CRS.from_user_input(placed.crs)
    ), findings


def _reader(kind: str) -> Callable[[Path, str], Features]:
    """Return the reader of a kind; rare formats are imported only when met."""
    if kind == "json":
        return lambda path, _: read_geojson(path)
    if kind == "flatgeobuf":
        return lambda path, _: read_guarded(path)

    return RARE[kind]


def _only_polygons(features: Features, file: str) -> tuple[Features, tuple[Finding, ...]]:
    """Leave out rows without polygons; say which."""
    geometry = features.geometry
    missing = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    collected = (
        polygonal_parts(geometry)
        if (shapely.get_type_id(geometry) == COLLECTION).any()
        else geometry
    )
    polygonal = np.isin(shapely.get_type_id(collected), POLYGONAL) & ~shapely.is_empty(collected)
    findings = []
    if not polygonal.any():
        findings.append(_no_polygons(features, file))
    elif missing.any():
        findings.append(GEOMETRY_MISSING(file, listing(spots(features.attributes, np.flatnonzero(missing)))))  # fmt: skip
    other = ~polygonal & ~missing
    if polygonal.any() and other.any():
        findings.append(NOT_A_POLYGON(file, listing(spots(features.attributes, np.flatnonzero(other)))))  # fmt: skip
    kept = features.attributes[polygonal].reset_index(drop=True)
    return Features(kept, flatten(collected[polygonal]), features.crs), tuple(findings)


def _without_empty(
    table: DataFrame, geometry: np.ndarray, file: str
) -> tuple[DataFrame, tuple[Finding, ...]]:
    """Leave out areas of which the repair left nothing."""
    empty = shapely.is_empty(geometry) | (shapely.area(geometry) == 0)
    if not empty.any():
        return table, ()
    kind = replace(COLLAPSED, severity="error") if empty.all() else COLLAPSED
    finding = kind(file, listing(spots(table, np.flatnonzero(empty))))
    require_none([finding])
    return table[~empty], (finding,)


def _raise_without_areas(features: Features, left_out: tuple[Finding, ...]) -> NoReturn:
    """Name the faults if they are why there are no areas; else ask where the areas are."""
    broken = errors(features.findings) and shapely.is_missing(features.geometry).all()
    raise InputError(
        features.findings if broken else _question_first((*features.findings, *left_out))
    )


def _question_first(findings: tuple[Finding, ...]) -> list[Finding]:
    """Ask where the data lie before faults of single features are judged: those become remarks."""
    return [
        finding if finding.code.startswith("ask") or finding.severity != "error"
        else replace(finding, severity="warning")
        for finding in findings
    ]  # fmt: skip


def _no_polygons(features: Features, file: str) -> Finding:
    kinds = {shapely.get_type_id(shape) for shape in features.geometry if shape is not None}
    held = say("nur Punkte oder Linien") if kinds else say("keine Geometrie")
    return ASK_AREAS(file, held=held)
