"""KML and KMZ: placemarks in, features out; GDAL reads a copy of the geometries, links are never followed."""

import html
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from intake.features import Features, listing, text_table
from intake.files._rings import OTHER_THAN_NUMBERS, GeometryError, positions, shapes_of
from intake.findings import Finding, Kind, told_of
from intake.guard.sandbox import shapes_guarded
from intake.guard.xml import local, read_xml, text_of
from intake.guard.zips import checked_members, unpack
from wording import say

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
LINES = {"Point", "LineString", "LinearRing", "Track"}
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

NO_PLACES = Kind("ask_areas", "Die KML-Datei enthält keine Orte oder Flächen. Welche Datei enthält die Gebiete?",
                 "Die Datei mit den Umrissen wählen; Verweise auf andere Dateien werden nicht geladen.")  # fmt: skip
LINKS_IGNORED = Kind("kml_links_ignored", "Die Datei verweist auf andere Dateien oder Adressen; nichts davon wurde geladen.",
                     "Nichts zu tun, wenn die Gebiete in der Datei selbst stehen.", "warning")  # fmt: skip
ATTRIBUTES_READ = Kind("kml_attributes", "KML kennt keine Attributtabelle; gelesen wurden {held}.",
                       "Schlüssel und Namen prüfen; GeoPackage oder GeoJSON sind sicherer.", "info")  # fmt: skip
GEOMETRY_UNKNOWN = Kind("kml_unknown_geometry", "Die Datei benutzt Geometrien, die es in KML nicht gibt (z. B. MultiPolygon).",
                        "Als gültiges KML oder GeoJSON neu ausgeben lassen.")  # fmt: skip
OUTLINE_MISSING = Kind("coordinates_missing", "Der Fläche fehlt der äußere Umriss.")
POSITIONS_MISSING = Kind("coordinates_missing", "Die Koordinaten fehlen oder sind unvollständig.")


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
    records = [_attributes(mark) for mark in placemarks]
    geometry, faults = shapes_of(
        records,
        _geometries(placemarks, path.name),
        path.name,
        fix="Den Umriss in der Quelle berichtigen.",
    )
    if not placemarks:
        findings.append(NO_PLACES(path.name))
    return Features(text_table(records), geometry, "EPSG:4326", (*findings, *faults))


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


def _geometries(placemarks: list[Element], file: str) -> list[Any]:
    """Geometry of each placemark in the form of GeoJSON, None, or the fault in its place.

    GDAL sees a copy that holds nothing but geometries whose coordinates are numbers: it would
    read "7,a" as 7 and 0, and follow what the file refers to.
    """
    found: list[Any] = [_checked(mark) for mark in placemarks]
    elements = [shape for shape in found if isinstance(shape, Element)]
    root = Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = SubElement(root, "Document")
    for element in elements:
        SubElement(document, "Placemark").append(_plain(element))
    shapes = iter(
        shapes_guarded(ElementTree.tostring(root), ".kml", file=file, count=len(elements))
    )
    return [next(shapes) if isinstance(item, Element) else item for item in found]


def _checked(mark: Element) -> Element | GeometryError | None:
    """Geometry of a placemark, or what is wrong with it."""
    if any(local(child) in UNKNOWN_GEOMETRIES for child in mark):
        return GeometryError(GEOMETRY_UNKNOWN)
    element = next((child for child in mark if local(child) in GEOMETRIES), None)
    try:
        if element is not None:
            _require_positions(element)
    except GeometryError as fault:
        return fault
    return element


def _require_positions(element: Element) -> None:
    """Require an outline of each polygon, and positions "lon,lat[,height] …" in each line."""
    polygons = [part for part in element.iter() if local(part) == "Polygon"]
    if any(polygon.find("{*}outerBoundaryIs/{*}LinearRing") is None for polygon in polygons):
        raise GeometryError(OUTLINE_MISSING)
    lines = [part for part in element.iter() if local(part) in LINES]
    for text in [_child_text(line, "coordinates") for line in lines] or [""]:
        positions(_numbers(text))


def _numbers(text: str) -> list[list[float]]:
    try:
        places = text.replace("_", "?").encode("ascii").split()
        values = [[float(number) for number in place.split(b",")[:2]] for place in places]
    except ValueError as error:
        raise GeometryError(OTHER_THAN_NUMBERS) from error
    if not values or any(len(position) < 2 for position in values):
        raise GeometryError(POSITIONS_MISSING)
    return values


def _plain(element: Element, parent: str = "") -> Element:
    """Copy a geometry without namespaces and attributes; a collection in another becomes one."""
    kind = local(element)
    open_line = kind == "LinearRing" and not parent.endswith("BoundaryIs")
    copy = Element("LineString" if open_line else kind)
    copy.text = element.text
    for child in element:
        plain = _plain(child, kind)
        copy.extend(plain if local(child) == "MultiGeometry" else [plain])
    return copy


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
    return [LINKS_IGNORED(path.name, listing(kinds))]


def _attribute_finding(placemarks: list[Element], path: Path) -> list[Finding]:
    extended = any(
        local(element) in {"SimpleData", "Data"} for mark in placemarks for element in mark.iter()
    )
    held = say("Name und Zusatzdaten (ExtendedData)") if extended else say("nur Name und Beschreibung")  # fmt: skip
    return [ATTRIBUTES_READ(path.name, held=held)] if placemarks else []


def _child_text(element: Element, name: str) -> str:
    return next((text_of(child) for child in element if local(child) == name), "")
