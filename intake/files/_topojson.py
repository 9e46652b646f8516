"""TopoJSON by our own parser: shared arcs in, features with closed rings out."""

from pathlib import Path
from typing import Any

import numpy as np

from intake.features import Features, listing, spot, text_table
from intake.files._geojson import NEW_COPY, declared_crs, parse_json, read_text
from intake.files._rings import GeometryError, Shapes, geometry_of
from intake.findings import Finding, InputError


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
    geometries = _flat(_object(root, path, layer))
    records, shapes, faults = [], Shapes(), []
    for number, geometry in enumerate(geometries):
        record = _record(geometry)
        records.append(record)
        try:
            geometry_of(_as_geojson(geometry, arcs), shapes, spot(number, record))
        except GeometryError as fault:
            geometry_of(None, shapes, "")
            faults.append(
                Finding(
                    "error",
                    fault.code,
                    path.name,
                    spot(number, record),
                    fault.message,
                    fault.fix or NEW_COPY,
                )
            )
    return Features(
        text_table(records),
        shapes.array(),
        declared_crs(root),
        (*findings, *shapes.findings(path.name), *faults),
    )


def _object(root: Any, path: Path, layer: str) -> Any:
    """Return the object that holds the areas."""
    objects = root.get("objects") if isinstance(root, dict) else None
    if not isinstance(objects, dict) or not objects:
        raise InputError(
            [_fault(path, "topojson_no_objects", "Die Datei enthält kein Objekt.", NEW_COPY)]
        )
    if layer in objects:
        return objects[layer]
    if len(objects) == 1 and not layer:
        return next(iter(objects.values()))
    raise InputError([_fault(path, "ask_layer", f"Die Datei hat mehrere Layer: {listing(objects)}. Welcher enthält die Gebiete?",
                             "Den Layer angeben (--answer layer=NAME).")])  # fmt: skip


def _arcs(root: Any, path: Path) -> list[np.ndarray]:
    """Coordinates of all arcs; stored differences are added up and scaled."""
    transform = root.get("transform") if isinstance(root, dict) else None
    try:
        arcs = [np.asarray([position[:2] for position in arc], dtype=float) for arc in root["arcs"]]
        if transform is None:
            return arcs
        scale, shift = (
            np.asarray(transform["scale"], dtype=float),
            np.asarray(transform["translate"], dtype=float),
        )
        return [np.cumsum(arc, axis=0) * scale + shift for arc in arcs]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(
            [_fault(path, "topojson_arcs", "Die Linienstücke (arcs) sind beschädigt.", NEW_COPY)]
        ) from error


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


def _as_geojson(geometry: Any, arcs: list[np.ndarray]) -> dict[str, Any] | None:
    """Put arcs in place of their numbers."""
    if not isinstance(geometry, dict) or geometry.get("type") is None:
        return None
    kind = geometry["type"]
    try:
        if kind == "Polygon":
            return {"type": kind, "coordinates": [_line(ring, arcs) for ring in geometry["arcs"]]}
        if kind == "MultiPolygon":
            return {
                "type": kind,
                "coordinates": [
                    [_line(ring, arcs) for ring in polygon] for polygon in geometry["arcs"]
                ],
            }
        if kind == "LineString":
            return {"type": kind, "coordinates": _line(geometry["arcs"], arcs)}
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise GeometryError(
            code="topojson_arcs", message="Der Umriss verweist auf Linienstücke, die es nicht gibt."
        ) from error
    return {"type": kind, "coordinates": geometry.get("coordinates", [])}


def _line(numbers: list[int], arcs: list[np.ndarray]) -> np.ndarray:
    """Join arcs; ~n is arc n backwards; the point where two meet stands once."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _fault(path: Path, code: str, message: str, fix: str) -> Finding:
    return Finding("error", code, path.name, "", message, fix)
