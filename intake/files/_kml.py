"""KML and KMZ by our own parser: placemarks with polygons in, features out; links are never followed."""

import html
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from intake.features import Features, listing, spot, text_table
from intake.files._rings import GeometryError, Shapes, geometry_of
from intake.findings import Finding, told_of
from intake.guard.xml import local, read_xml, text_of
from intake.guard.zips import checked_members, unpack

#: Elements that make a viewer load something.
LINKS = {
    "NetworkLink",
    "NetworkLinkControl",
    "GroundOverlay",
    "ScreenOverlay",
    "PhotoOverlay",
    "Model",
    "Icon",
    "Link",
}
GEOMETRIES = {
    "Point",
    "LineString",
    "LinearRing",
    "Polygon",
    "MultiGeometry",
    "MultiTrack",
    "Track",
}
#: Elements that older programs write, although KML does not know them.
UNKNOWN_GEOMETRIES = {"MultiPolygon", "MultiLineString", "MultiPoint", "GeometryCollection"}


def read_kml(path: Path, layer: str = "") -> Features:
    """Read the placemarks of a KML file.

    Parameters
    ----------
    path : Path
    layer : str
        Name of a folder; "" = all.

    Returns
    -------
    Features
        Degrees (WGS 84); attributes from name, description and ExtendedData.

    Raises
    ------
    InputError, UnsafeFileError
        If it is no well-formed XML, defines entities, or is an attack.
    """
    root = read_xml(path)
    placemarks = list(_placemarks(root, layer))
    findings = [*_link_findings(root, path), *_attribute_finding(placemarks, path)]
    records, shapes = [], Shapes()
    for number, mark in enumerate(placemarks):
        record = _attributes(mark)
        records.append(record)
        try:
            geometry_of(_geometry(mark), shapes, spot(number, record))
        except GeometryError as fault:
            geometry_of(None, shapes, "")
            findings.append(
                Finding(
                    "error",
                    fault.code,
                    path.name,
                    spot(number, record),
                    fault.message,
                    fault.fix or "Den Umriss in der Quelle berichtigen.",
                )
            )
    if not placemarks:
        findings.append(Finding("error", "ask_areas", path.name, "", "Die KML-Datei enthält keine Orte oder Flächen. Welche Datei enthält die Gebiete?",
                                "Die Datei mit den Umrissen wählen; Verweise auf andere Dateien werden nicht geladen."))  # fmt: skip
    findings += shapes.findings(path.name)
    return Features(text_table(records), shapes.array(), "EPSG:4326", tuple(findings))


def read_kmz(path: Path, layer: str = "") -> Features:
    """Read the KML file in a KMZ archive."""
    members = checked_members(path)
    name = next(name for name in members if name.lower().endswith(".kml"))
    with tempfile.TemporaryDirectory(prefix="aktionsraum-") as folder:
        (file,) = unpack(path, [members[name]], Path(folder), "inhalt").values()
        with told_of(path.name):
            features = read_kml(file, layer)
    return replace(
        features, findings=tuple(replace(finding, file=path.name) for finding in features.findings)
    )


def _placemarks(root: Element, layer: str) -> Iterator[Element]:
    folders = [
        element
        for element in root.iter()
        if local(element) in {"Folder", "Document"} and _child_text(element, "name") == layer
    ]
    for start in folders if layer else [root]:
        yield from (element for element in start.iter() if local(element) == "Placemark")


def _attributes(mark: Element) -> dict[str, str]:
    """Name, ExtendedData (both forms), description and id."""
    record = {}
    for element in mark.iter():
        kind, name = local(element), element.get("name")
        if kind == "SimpleData" and name:
            record[name] = text_of(element)
        elif kind == "Data" and name:
            record[name] = next(
                (text_of(child) for child in element if local(child) == "value"), ""
            )
    record = {**description_fields(_child_text(mark, "description")), **record}
    named = {
        "name": _child_text(mark, "name"),
        **record,
        "description": _child_text(mark, "description"),
        "kml_id": mark.get("id", ""),
    }
    return {key: value for key, value in named.items() if value or key in record}


def description_fields(description: str) -> dict[str, str]:
    """Attributes that some programs write into the description: a table or lines "name: value".

    Examples
    --------
    >>> description_fields("<table><tr><td>key</td><td>01</td></tr></table>")
    {'key': '01'}
    >>> description_fields("key: 01<br>Einwohner: 53210")
    {'key': '01', 'Einwohner': '53210'}
    """
    cells = re.findall(
        r"<t[dh][^>]*>\s*(?:<b>)?([^<]*?)(?:</b>)?\s*</t[dh]>\s*<td[^>]*>([^<]*)</td>",
        description,
        re.IGNORECASE,
    )
    lines = re.split(r"<br\s*/?>|\n|</li>|</p>", description, flags=re.IGNORECASE)
    plain = [re.sub(r"<[^>]*>", "", line) for line in lines]
    pairs = cells or [
        match.groups()
        for line in plain
        if (match := re.fullmatch(r"\s*([\w .-]{1,40}?)\s*[:=]\s*(.{0,200})", line))
    ]
    return {
        html.unescape(name).strip(): html.unescape(value).strip()
        for name, value in pairs
        if name.strip()
    }


def _geometry(mark: Element) -> dict[str, Any] | None:
    """Geometry of a placemark in the form of GeoJSON."""
    found = [_shape(child) for child in mark if local(child) in GEOMETRIES]
    if any(local(child) in UNKNOWN_GEOMETRIES for child in mark):
        raise GeometryError(
            code="kml_unknown_geometry",
            message="Die Datei benutzt Geometrien, die es in KML nicht gibt (z. B. MultiPolygon).",
            fix="Als gültiges KML oder GeoJSON neu ausgeben lassen.",
        )
    return found[0] if found else None


def _shape(element: Element) -> dict[str, Any]:
    kind = local(element)
    if kind == "MultiGeometry":
        return _collected([_shape(child) for child in element if local(child) in GEOMETRIES])
    if kind == "Polygon":
        outer = [_positions(ring) for ring in _rings(element, "outerBoundaryIs")]
        if not outer:
            raise GeometryError(
                code="coordinates_missing", message="Der Fläche fehlt der äußere Umriss."
            )
        return {
            "type": "Polygon",
            "coordinates": [
                outer[0],
                *(_positions(ring) for ring in _rings(element, "innerBoundaryIs")),
            ],
        }
    coordinates = _positions(element)
    if kind == "Point":
        return {"type": "Point", "coordinates": coordinates[0]}
    return {"type": "LineString", "coordinates": coordinates}


def _collected(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Several polygons are one MultiPolygon; anything mixed stays a collection."""
    if not parts:
        raise GeometryError(code="coordinates_missing", message="Die Geometrie ist leer.")
    kinds = {part["type"] for part in parts}
    if kinds == {"Polygon"}:
        return {"type": "MultiPolygon", "coordinates": [part["coordinates"] for part in parts]}
    if "MultiPolygon" in kinds and kinds <= {"Polygon", "MultiPolygon"}:
        polygons = [
            polygon
            for part in parts
            for polygon in (
                part["coordinates"] if part["type"] == "MultiPolygon" else [part["coordinates"]]
            )
        ]
        return {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "GeometryCollection", "geometries": parts}


def _rings(polygon: Element, boundary: str) -> list[Element]:
    return [
        ring
        for side in polygon
        if local(side) == boundary
        for ring in side
        if local(ring) == "LinearRing"
    ]


def _positions(element: Element) -> list[list[float]]:
    """Coordinates "lon,lat[,height] …" of a ring, line or point."""
    text = next((child.text or "" for child in element if local(child) == "coordinates"), "")
    try:
        positions = [
            [float(number) for number in position.split(",")[:2]] for position in text.split()
        ]
    except ValueError as error:
        raise GeometryError(
            code="coordinates_not_numeric",
            message="Die Koordinaten enthalten etwas anderes als Zahlen.",
        ) from error
    if not positions or any(len(position) < 2 for position in positions):
        raise GeometryError(
            code="coordinates_missing", message="Die Koordinaten fehlen oder sind unvollständig."
        )
    return np.asarray(positions).tolist()


def _link_findings(root: Element, path: Path) -> list[Finding]:
    """Say which links were not followed."""
    kinds = sorted(
        {
            local(element)
            for element in root.iter()
            if local(element) in LINKS or (local(element) == "href")
        }
    )
    if not kinds:
        return []
    return [Finding("warning", "kml_links_ignored", path.name, listing(kinds), "Die Datei verweist auf andere Dateien oder Adressen; nichts davon wurde geladen.",
                    "Nichts zu tun, wenn die Gebiete in der Datei selbst stehen.")]  # fmt: skip


def _attribute_finding(placemarks: list[Element], path: Path) -> list[Finding]:
    extended = any(
        local(element) in {"SimpleData", "Data"} for mark in placemarks for element in mark.iter()
    )
    said = "Name und Zusatzdaten (ExtendedData)" if extended else "nur Name und Beschreibung"
    return [Finding("info", "kml_attributes", path.name, "", f"KML kennt keine Attributtabelle; gelesen wurden {said}.",
                    "Schlüssel und Namen prüfen; GeoPackage oder GeoJSON sind sicherer.")] if placemarks else []  # fmt: skip


def _child_text(element: Element, name: str) -> str:
    return next((text_of(child) for child in element if local(child) == name), "")
