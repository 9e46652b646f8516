"""TopoJSON: shared arcs in, features with closed rings out; GDAL puts the arcs together."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from intake.features import Features, listing, text_table
from intake.files._geojson import NEW_COPY, declared_crs, parse_json, read_text
from intake.files._rings import COORDINATES_NOT_FINITE, RING_TOO_SHORT, GeometryError, shapes_of
from intake.findings import InputError, Kind
from intake.guard.sandbox import shapes_guarded
from wording import say

NO_OBJECTS = Kind("topojson_no_objects", "Die Datei enthält kein Objekt.", NEW_COPY)
ASK_LAYER = Kind("ask_layer", "{held} Welcher enthält die Gebiete?", "Den Layer angeben (--answer layer=NAME).")  # fmt: skip
ARCS_DAMAGED = Kind("topojson_arcs", "Die Linienstücke (arcs) sind beschädigt.", NEW_COPY)
NO_SUCH_ARC = Kind("topojson_arcs", "Der Umriss verweist auf Linienstücke, die es nicht gibt.")
ARCS_APART = Kind("topojson_arcs", "Die Linienstücke des Umrisses schließen nicht aneinander an.")


def read_topojson(path: Path, layer: str = "") -> Features:
    """Read one object of a TopoJSON file.

    Parameters
    ----------
    path : Path
    layer : str
        Name of the object; "" = the only one.

    Raises
    ------
    InputError
        If the file is damaged, or there are several objects and none is named.
    """
    text, findings = read_text(path)
    root, _ = parse_json(text, path.name)
    arcs = _arcs(root, path)
    members = _flat(_object(root, path, layer))
    records = [_record(member) for member in members]
    geometry, more = shapes_of(
        records,
        _geometries(members, root.get("transform"), arcs, path.name),
        path.name,
        fix=NEW_COPY,
    )
    return Features(text_table(records), geometry, declared_crs(root), (*findings, *more))


def _object(root: Any, path: Path, layer: str) -> Any:
    """Return the object that holds the areas."""
    objects = root.get("objects") if isinstance(root, dict) else None
    if not isinstance(objects, dict) or not objects:
        raise InputError([NO_OBJECTS(path.name)])
    if layer in objects:
        return objects[layer]
    if len(objects) == 1 and not layer:
        return next(iter(objects.values()))
    held = say("Die Datei hat mehrere Layer: {layers}.", layers=listing(objects))
    raise InputError([ASK_LAYER(path.name, held=held)])


def _arcs(root: Any, path: Path) -> list[np.ndarray]:
    """Coordinates of all arcs as they are stored, without heights (GDAL would read 0, 0)."""
    try:
        transform = root.get("transform") or {"scale": [1, 1], "translate": [0, 0]}
        np.asarray([transform["scale"], transform["translate"]], dtype=float).reshape(2, 2)
        return [np.asarray([place[:2] for place in arc], dtype=float) for arc in root["arcs"]]
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError([ARCS_DAMAGED(path.name)]) from error


def _flat(item: Any) -> list[Any]:
    """Geometries of an object; a collection stands for its members."""
    if (
        isinstance(item, dict)
        and item.get("type") == "GeometryCollection"
        and isinstance(item.get("geometries"), list)
    ):
        return item["geometries"]
    return [item]


def _record(geometry: Any) -> dict[str, Any]:
    properties = geometry.get("properties") if isinstance(geometry, dict) else None
    record = dict(properties) if isinstance(properties, dict) else {}
    if isinstance(geometry, dict) and "id" in geometry and "id" not in record:
        record["id"] = geometry["id"]
    return record


def _geometries(members: list[Any], transform: Any, arcs: list[np.ndarray], file: str) -> list[Any]:
    """Geometry of each member in the form of GeoJSON, None, or the fault in its place.

    GDAL sees a copy with one object of nothing but geometries that `_checked` lets through: it
    would leave out, close or shift what is wrong without a word.
    """
    found = [_checked(member, arcs, summed=bool(transform)) for member in members]
    sent = [item for item in found if isinstance(item, dict) and item.get("arcs")]
    root = {
        "type": "Topology",
        "arcs": [arc.tolist() for arc in arcs],
        "objects": {"areas": {"type": "GeometryCollection", "geometries": sent}},
        **({"transform": transform} if transform else {}),
    }
    content = json.dumps(root).encode()
    shapes = iter(shapes_guarded(content, ".topojson", file=file, count=len(sent)))
    return [next(shapes) if isinstance(item, dict) and item.get("arcs") else item for item in found]


def _checked(
    member: Any, arcs: list[np.ndarray], *, summed: bool
) -> dict[str, Any] | GeometryError | None:
    """Type and arcs of a geometry, or what is wrong with it."""
    if not isinstance(member, dict) or member.get("type") is None:
        return None
    kind = member["type"]
    if kind not in {"LineString", "Polygon", "MultiPolygon"}:
        return {"type": kind, "coordinates": member.get("coordinates", [])}
    try:
        numbers = member["arcs"]
        rings = [ring for part in numbers for ring in part] if kind == "MultiPolygon" else numbers
        for line in [numbers] if kind == "LineString" else rings:
            _require_joined(line, arcs, summed=summed, closed=kind != "LineString")
    except GeometryError as fault:
        return fault
    except (KeyError, TypeError, ValueError, IndexError):
        return GeometryError(NO_SUCH_ARC)
    return {"type": kind, "arcs": numbers, "coordinates": []}


def _require_joined(
    numbers: list[int], arcs: list[np.ndarray], *, summed: bool, closed: bool
) -> None:
    """Require that each arc of a line begins where the one before it ends; ~n is arc n backwards."""
    ends, count = [], 0
    for number in numbers:
        arc = arcs[max(number, ~number)]
        count += len(arc) - 1
        if arc.shape[1:] != (2,):
            raise GeometryError(ARCS_DAMAGED)
        if not np.isfinite(arc).all():
            raise GeometryError(COORDINATES_NOT_FINITE)
        both = [arc[0], arc.sum(axis=0) if summed else arc[-1]]
        ends.append(both if number >= 0 else both[::-1])
    following = ends[1:] + ends[:1] if closed else ends[1:]
    if closed and count < 3:
        raise GeometryError(RING_TOO_SHORT)
    if any((one[1] != other[0]).any() for one, other in zip(ends, following, strict=False)):
        raise GeometryError(ARCS_APART)
