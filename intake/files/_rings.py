"""Coordinates in nested lists (GeoJSON, TopoJSON): lists in, shapely geometries out, in bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely

from intake.features import counted, listing, spot
from intake.findings import Finding, Kind

KINDS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
    "GeometryCollection": -1,
}  # fmt: skip

_MEND_OUTLINE = "Den Umriss dieses Gebiets in der Quelle berichtigen."
_CHECK_OUTLINE = "Den Umriss auf der Karte prüfen."
HEIGHT_DROPPED = Kind("height_dropped", "Die Koordinaten haben mehr als zwei Werte; Höhe und Messwert bleiben weg.",
                      "Nichts zu tun: gerechnet wird in der Ebene.", "info")  # fmt: skip
RING_CLOSED = Kind("ring_closed", "Die Umrisslinie endet nicht am Anfangspunkt; sie wurde geschlossen.", _CHECK_OUTLINE, "warning")  # fmt: skip
RING_NESTED = Kind("ring_nested", "Die Koordinaten der Fläche sind eine Ebene zu flach verschachtelt; sie wurden als ein Umriss gelesen.",
                   _CHECK_OUTLINE, "warning")  # fmt: skip
COLLECTION_SPLIT = Kind("collection_split", "Die Geometrie ist eine Sammlung; nur ihre Flächen wurden übernommen.",
                        "Die Gebiete auf der Karte prüfen.", "warning")  # fmt: skip
COORDINATES_NOT_FINITE = Kind("coordinates_not_finite", "Die Koordinaten enthalten NaN oder Unendlich.", _MEND_OUTLINE)  # fmt: skip
RING_TOO_SHORT = Kind("ring_too_short", "Eine Umrisslinie hat weniger als drei verschiedene Punkte.", _MEND_OUTLINE)  # fmt: skip
COORDINATES_MISSING = Kind("coordinates_missing", "Die Koordinaten fehlen oder sind keine Liste.")
COORDINATES_IMPOSSIBLE = Kind("coordinates_impossible", "Die Koordinate {value} kann es auf der Erde nicht geben.", _MEND_OUTLINE)  # fmt: skip
GEOMETRY_TYPE = Kind("geometry_type", "„{kind}“ ist kein Geometrietyp.")
COORDINATES_DEPTH = Kind(
    "coordinates_depth",
    "Die Koordinaten sind nicht so verschachtelt, wie es der Geometrietyp verlangt.",
)
COLLECTION_NESTED = Kind("collection_nested", "Eine Geometriesammlung steckt in einer anderen.", "Die Gebiete als Polygone ausgeben lassen.")  # fmt: skip
LINE_TOO_SHORT = Kind("line_too_short", "Eine Linie hat weniger als zwei Punkte.")
TEXTS = Kind("coordinates_not_numeric", "Die Koordinaten sind Texte statt Zahlen.")
NESTED_OTHERWISE = Kind("coordinates_not_numeric", "Die Koordinaten sind nicht so verschachtelt, wie es der Geometrietyp verlangt.")  # fmt: skip
OTHER_THAN_NUMBERS = Kind("coordinates_not_numeric", "Die Koordinaten enthalten etwas anderes als Zahlen.")  # fmt: skip
COORDINATES_NOT_NUMERIC = Kind(
    "coordinates_not_numeric", "Eine Koordinate ist leer oder keine Zahl."
)


class GeometryError(ValueError):
    """What is wrong with one geometry: a kind of finding and its values."""

    def __init__(self, kind: Kind, /, **values: object) -> None:
        self.kind, self.values = kind, values
        super().__init__(kind.message)

    def finding(self, file: str, where: str, fix: str) -> Finding:
        """Return the finding at a place, with the advice of the reader where the kind has none."""
        return replace(self.kind, fix=self.kind.fix or fix)(file, where, **self.values)


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
            found.append(HEIGHT_DROPPED(file, counted(len(self.with_height), "{n} Objekt", "{n} Objekte")))  # fmt: skip
        if self.open_rings:
            found.append(RING_CLOSED(file, listing(self.open_rings)))
        if self.shallow:
            found.append(RING_NESTED(file, listing(self.shallow)))
        if self.collections:
            found.append(COLLECTION_SPLIT(file, listing(self.collections)))
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
            faults.append(fault.finding(file, spot(number, record), fix))
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
        raise GeometryError(COORDINATES_MISSING)
    try:
        array = np.asarray(values)
    except ValueError:
        array = np.asarray([_first_two(position) for position in values])
        array = np.column_stack([array, np.zeros(len(array))])
    if array.dtype.kind not in "fiu" or array.ndim != 2 or array.shape[1] < 2:
        raise GeometryError(_shape_fault(array))
    array = array.astype(float)
    if not np.isfinite(array[:, :2]).all():
        raise GeometryError(COORDINATES_NOT_FINITE)
    if np.abs(array[:, :2]).max() > 1e9:
        raise GeometryError(COORDINATES_IMPOSSIBLE, value=f"{np.abs(array[:, :2]).max():g}")
    return array[:, :2], array.shape[1] > 2


def _kind_and_coordinates(geometry: Any) -> tuple[str, Any]:
    if not isinstance(geometry, dict) or geometry.get("type") not in KINDS:
        said = str(geometry.get("type") if isinstance(geometry, dict) else geometry)[:40]
        raise GeometryError(GEOMETRY_TYPE, kind=said)
    kind = geometry["type"]
    coordinates = geometry.get("geometries" if kind == "GeometryCollection" else "coordinates")
    if not isinstance(coordinates, list):
        raise GeometryError(COORDINATES_MISSING)
    return kind, coordinates


def _add_polygons(polygons: Any, shapes: Shapes, number: int, where: str) -> None:
    if polygons and _is_shallow(polygons[0]):
        shapes.shallow.append(where)
        polygons = [polygons]
    for polygon in polygons:
        if not isinstance(polygon, list):
            raise GeometryError(COORDINATES_DEPTH)
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
        raise GeometryError(RING_TOO_SHORT)


def _add_collection(parts: Sequence[Any], shapes: Shapes, number: int, where: str) -> None:
    """Take the polygons of a collection."""
    shapes.collections.append(where)
    for part in parts:
        kind, coordinates = _kind_and_coordinates(part)
        if kind == "GeometryCollection":
            raise GeometryError(COLLECTION_NESTED)
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
        raise GeometryError(LINE_TOO_SHORT)
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
        raise GeometryError(COORDINATES_NOT_NUMERIC)
    return position[:2]


def _shape_fault(array: np.ndarray) -> Kind:
    if array.dtype.kind in "US":
        return TEXTS
    return NESTED_OTHERWISE if array.dtype.kind in "fiu" else OTHER_THAN_NUMBERS


def _is_shallow(polygon: Any) -> bool:
    """Whether this is a list of positions where a list of rings should be."""
    if not isinstance(polygon, list) or not polygon or not isinstance(polygon[0], list):
        return False
    return len(polygon[0]) >= 2 and all(type(number) in (int, float) for number in polygon[0])
