"""Coordinates in nested lists (GeoJSON, TopoJSON): lists in, shapely geometries out, in bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from intake.features import counted, listing, spot
from intake.findings import Finding

KINDS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
    "GeometryCollection": -1,
}  # fmt: skip


class GeometryError(ValueError):
    """A geometry that cannot be read; carries code, sentence and advice for a finding."""

    def __init__(self, *, code: str, message: str, fix: str = "") -> None:
        self.code, self.message, self.fix = code, message, fix
        super().__init__(message)


NOT_FINITE = GeometryError(
    code="coordinates_not_finite",
    message="Die Koordinaten enthalten NaN oder Unendlich.",
    fix="Den Umriss dieses Gebiets in der Quelle berichtigen.",
)
TOO_SHORT = GeometryError(
    code="ring_too_short",
    message="Eine Umrisslinie hat weniger als drei verschiedene Punkte.",
    fix="Den Umriss dieses Gebiets in der Quelle berichtigen.",
)


@dataclass
class Shapes:
    """Geometries under construction: polygons as arrays of rings, others ready made.

    Attributes
    ----------
    rings : list of ndarray
        Coordinates (m, 2) of all rings.
    ring_polygon, polygon_shape : list of int
        Polygon of each ring; shape (feature) of each polygon.
    others : dict of int to geometry
        Points and lines by shape number.
    kinds : list of str
        Type per shape, "" for none.
    """

    rings: list[np.ndarray] = field(default_factory=list)
    ring_polygon: list[int] = field(default_factory=list)
    polygon_shape: list[int] = field(default_factory=list)
    others: dict[int, Any] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    with_height: list[str] = field(default_factory=list)
    open_rings: list[str] = field(default_factory=list)
    collections: list[str] = field(default_factory=list)
    shallow: list[str] = field(default_factory=list)

    def array(self) -> np.ndarray:
        """Return one geometry per shape; None where there is none."""
        result = np.full(len(self.kinds), None, dtype=object)
        for number, geometry in self.others.items():
            result[number] = geometry
        if self.rings:
            owners = np.asarray(self.polygon_shape)
            polygons = _polygons(self.rings, np.asarray(self.ring_polygon))
            numbers, counts = np.unique(owners, return_counts=True)
            single = np.isin(owners, numbers[counts == 1])
            result[owners[single]] = polygons[single]
            several = numbers[counts > 1]
            if len(several):
                order = np.searchsorted(several, owners[~single])
                result[several] = shapely.multipolygons(polygons[~single], indices=order)
        return result

    def findings(self, file: str) -> tuple[Finding, ...]:
        """Say what was read differently from how it stands in the file."""
        found = []
        if self.with_height:
            found.append(Finding("info", "height_dropped", file, counted(len(self.with_height), "{n} Objekt", "{n} Objekte"),
                                 "Die Koordinaten haben mehr als zwei Werte; Höhe und Messwert bleiben weg.",
                                 "Nichts zu tun: gerechnet wird in der Ebene."))  # fmt: skip
        if self.open_rings:
            found.append(Finding("warning", "ring_closed", file, listing(self.open_rings),
                                 "Die Umrisslinie endet nicht am Anfangspunkt; sie wurde geschlossen.",
                                 "Den Umriss auf der Karte prüfen."))  # fmt: skip
        if self.shallow:
            found.append(Finding("warning", "ring_nested", file, listing(self.shallow),
                                 "Die Koordinaten der Fläche sind eine Ebene zu flach verschachtelt; sie wurden als ein Umriss gelesen.",
                                 "Den Umriss auf der Karte prüfen."))  # fmt: skip
        if self.collections:
            found.append(Finding("warning", "collection_split", file, listing(self.collections),
                                 "Die Geometrie ist eine Sammlung; nur ihre Flächen wurden übernommen.",
                                 "Die Gebiete auf der Karte prüfen."))  # fmt: skip
        return tuple(found)


def shapes_of(
    records: Sequence[dict[str, Any]], geometries: Iterable[Any], file: str, *, fix: str
) -> tuple[np.ndarray, tuple[Finding, ...]]:
    """Build the geometries of a file; one that cannot be read is missing, with an error.

    Parameters
    ----------
    records : sequence of dict
        Attributes of n features, to name them.
    geometries : iterable
        n geometries in the form of GeoJSON, None, or the `GeometryError` found in its place.
    file, fix : str
        Name of the file; advice where the fault brings none.
    """
    shapes, faults = Shapes(), []
    for number, (record, geometry) in enumerate(zip(records, geometries, strict=True)):
        try:
            if isinstance(geometry, GeometryError):
                raise geometry
            geometry_of(geometry, shapes, spot(number, record))
        except GeometryError as fault:
            geometry_of(None, shapes, "")
            faults.append(Finding("error", fault.code, file, spot(number, record), fault.message, fault.fix or fix))  # fmt: skip
    return shapes.array(), (*shapes.findings(file), *faults)


def geometry_of(geometry: Any, shapes: Shapes, where: str) -> None:
    """Check one GeoJSON geometry and add it to `shapes`.

    Raises
    ------
    GeometryError
        If it is no geometry, has coordinates that are no numbers, or too few of them.
    """
    number = len(shapes.kinds)
    if geometry is None:
        shapes.kinds.append("")
        return
    kind, coordinates = _kind_and_coordinates(geometry)
    marks = (len(shapes.rings), len(shapes.ring_polygon), len(shapes.polygon_shape))
    try:
        if kind == "GeometryCollection":
            _add_collection(geometry["geometries"], shapes, number, where)
        elif kind in {"Polygon", "MultiPolygon"}:
            _add_polygons(
                [coordinates] if kind == "Polygon" else coordinates, shapes, number, where
            )
        elif coordinates:
            shapes.others[number] = _other(kind, coordinates)
    except GeometryError:
        del (
            shapes.rings[marks[0] :],
            shapes.ring_polygon[marks[1] :],
            shapes.polygon_shape[marks[2] :],
        )
        raise
    shapes.kinds.append(kind if coordinates or kind == "GeometryCollection" else "")


def positions(values: Any) -> tuple[np.ndarray, bool]:
    """Coordinates of one ring or line as (m, 2) floats, and whether there were more than two.

    Raises
    ------
    GeometryError
        If the values are no positions, are texts, or are not finite.
    """
    if not isinstance(values, (list, np.ndarray)) or len(values) == 0:
        raise GeometryError(
            code="coordinates_missing", message="Die Koordinaten fehlen oder sind keine Liste."
        )
    try:
        array = np.asarray(values)
    except ValueError:
        array = np.asarray([_first_two(position) for position in values])
        array = np.column_stack([array, np.zeros(len(array))])
    if array.dtype.kind not in "fiu" or array.ndim != 2 or array.shape[1] < 2:
        raise GeometryError(code="coordinates_not_numeric", message=_shape_fault(array))
    array = array.astype(float)
    if not np.isfinite(array[:, :2]).all():
        raise NOT_FINITE
    if np.abs(array[:, :2]).max() > 1e9:
        raise GeometryError(code="coordinates_impossible", message=f"Die Koordinate {np.abs(array[:, :2]).max():g} kann es auf der Erde nicht geben.",
                            fix="Den Umriss dieses Gebiets in der Quelle berichtigen.")  # fmt: skip
    return array[:, :2], array.shape[1] > 2


def _kind_and_coordinates(geometry: Any) -> tuple[str, Any]:
    if not isinstance(geometry, dict) or geometry.get("type") not in KINDS:
        said = str(geometry.get("type") if isinstance(geometry, dict) else geometry)[:40]
        raise GeometryError(code="geometry_type", message=f"„{said}“ ist kein Geometrietyp.")
    kind = geometry["type"]
    coordinates = geometry.get("geometries" if kind == "GeometryCollection" else "coordinates")
    if not isinstance(coordinates, list):
        raise GeometryError(
            code="coordinates_missing", message="Die Koordinaten fehlen oder sind keine Liste."
        )
    return kind, coordinates


def _add_polygons(polygons: Any, shapes: Shapes, number: int, where: str) -> None:
    if polygons and _is_shallow(polygons[0]):
        shapes.shallow.append(where)
        polygons = [polygons]
    for polygon in polygons:
        if not isinstance(polygon, list):
            raise GeometryError(
                code="coordinates_depth",
                message="Die Koordinaten sind nicht so verschachtelt, wie es der Geometrietyp verlangt.",
            )
        if not polygon:
            continue
        owner = len(shapes.polygon_shape)
        for ring in polygon:
            coordinates, height = positions(ring)
            _require_ring(coordinates)
            if height and shapes.with_height[-1:] != [where]:
                shapes.with_height.append(where)
            if (coordinates[0] != coordinates[-1]).any() and shapes.open_rings[-1:] != [where]:
                shapes.open_rings.append(where)
            shapes.rings.append(coordinates)
            shapes.ring_polygon.append(owner)
        shapes.polygon_shape.append(number)


def _require_ring(coordinates: np.ndarray) -> None:
    if len(coordinates) < 3 or (len(coordinates) < 10 and len(np.unique(coordinates, axis=0)) < 3):
        raise TOO_SHORT


def _add_collection(parts: Sequence[Any], shapes: Shapes, number: int, where: str) -> None:
    """Take the polygons of a collection."""
    shapes.collections.append(where)
    for part in parts:
        kind, coordinates = _kind_and_coordinates(part)
        if kind == "GeometryCollection":
            raise GeometryError(code="collection_nested", message="Eine Geometriesammlung steckt in einer anderen.",
                                fix="Die Gebiete als Polygone ausgeben lassen.")  # fmt: skip
        if kind in {"Polygon", "MultiPolygon"}:
            _add_polygons(
                [coordinates] if kind == "Polygon" else coordinates, shapes, number, where
            )


def _other(kind: str, coordinates: list[Any]) -> Any:
    """Return a point or line."""
    if kind == "Point":
        return shapely.points(positions([coordinates])[0][0])
    if kind == "MultiPoint":
        return shapely.multipoints(shapely.points(positions(coordinates)[0]))
    lines = [coordinates] if kind == "LineString" else coordinates
    arrays = [positions(line)[0] for line in lines]
    if any(len(array) < 2 for array in arrays):
        raise GeometryError(
            code="line_too_short", message="Eine Linie hat weniger als zwei Punkte."
        )
    made = [shapely.linestrings(array) for array in arrays]
    return made[0] if kind == "LineString" else shapely.multilinestrings(made)


def _polygons(rings: list[np.ndarray], owners: np.ndarray) -> np.ndarray:
    """Build all polygons at once: the first ring of each is its shell."""
    lengths = [len(ring) for ring in rings]
    closed = shapely.linearrings(
        np.concatenate(rings), indices=np.repeat(np.arange(len(rings)), lengths)
    )
    return shapely.polygons(closed, indices=owners)


def _first_two(position: Any) -> list[float]:
    if (
        not isinstance(position, list)
        or len(position) < 2
        or not all(type(x) in (int, float) for x in position)
    ):
        raise GeometryError(
            code="coordinates_not_numeric", message="Eine Koordinate ist leer oder keine Zahl."
        )
    return position[:2]


def _shape_fault(array: np.ndarray) -> str:
    if array.dtype.kind in "US":
        return "Die Koordinaten sind Texte statt Zahlen."
    if array.dtype.kind in "fiu":
        return "Die Koordinaten sind nicht so verschachtelt, wie es der Geometrietyp verlangt."
    return "Die Koordinaten enthalten etwas anderes als Zahlen."


def _is_shallow(polygon: Any) -> bool:
    """Whether this is a list of positions where a list of rings should be."""
    if not isinstance(polygon, list) or not polygon or not isinstance(polygon[0], list):
        return False
    return len(polygon[0]) >= 2 and all(type(number) in (int, float) for number in polygon[0])
