"""GeoJSON by our own parser, before any library sees it: text in any encoding in, features out."""

import codecs
import json
import re
from pathlib import Path
from typing import Any

from intake.features import MAX_FEATURES, Features, listing, text_table
from intake.files._rings import KINDS, GeometryError, shapes_of
from intake.findings import Finding, InputError, UnsafeFileError

#: Files larger than this are refused (bytes).
MAX_BYTES = 150_000_000
#: Half of a pair of escapes: no character, and text with it can be neither written nor shown.
_LONE_SURROGATE = re.compile(
    r"\\u(?:d[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2}\\u)d[c-f][0-9a-f]{2})",
    re.IGNORECASE,
)
NEW_COPY = "Die Datei neu als GeoJSON ausgeben lassen (z. B. in QGIS: Exportieren → GeoJSON)."


def read_geojson(path: Path) -> Features:
    """Read a GeoJSON file as offices deliver it.

    Parameters
    ----------
    path : Path
        FeatureCollection or Feature; UTF-8, UTF-16 or Windows encoding; with or without BOM.

    Returns
    -------
    Features
        Coordinates as in the file (at most two dimensions); `crs` from the old `crs`
        member, else "" (GeoJSON then means degrees, which the caller checks).

        A broken feature has no geometry and a finding that is an error.

    Raises
    ------
    InputError
        If the file is no GeoJSON.
    UnsafeFileError
        If it is nested too deeply, too large, or carries markup beside the data.
    """
    text, findings = read_text(path)
    text, more = _one_collection(text, path)
    findings += more
    root, doubled = parse_json(text, path.name)
    _require_one_meaning(doubled, path)
    if doubled:
        findings += (_warn(path, "json_doubled_entry", "", f"Einträge stehen mehrfach im selben Objekt: {listing(sorted(doubled))}. "
                           "Der letzte Wert gilt.", "In der Quelle prüfen, welcher Wert stimmt."),)  # fmt: skip
    parts = [_parts(feature) for feature in _features_of(root, path)]
    records = [record for record, _ in parts]
    geometry, faults = shapes_of(records, [shape for _, shape in parts], path.name, fix=NEW_COPY)
    return Features(text_table(records), geometry, declared_crs(root), (*findings, *faults))


def read_text(path: Path) -> tuple[str, tuple[Finding, ...]]:
    """Return a file's text and a finding if it is not in UTF-8."""
    if path.stat().st_size > MAX_BYTES:
        raise UnsafeFileError([_fault(path, "file_too_large", "", f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB.",
                                      "Nur die benötigten Gebiete ausgeben lassen.")])  # fmt: skip
    raw = path.read_bytes()
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return _decode(raw, encoding, path), ()
    if raw[:1] == b"\x00" or raw[1:2] == b"\x00":
        return _decode(raw, "utf-16-be" if raw[:1] == b"\x00" else "utf-16-le", path), (
            _encoding_finding(path, "UTF-16"),
        )
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), (_encoding_finding(path, "Windows-1252 (Latin-1)"),)


def _one_collection(text: str, path: Path) -> tuple[str, tuple[Finding, ...]]:
    """Put features that stand one in a line (GeoJSON text sequence) into one collection."""
    lines = [line.strip("\x1e \t\r") for line in text.strip("\ufeff\x1e \t\r\n").split("\n")]
    lines = [line for line in lines if line]
    if len(lines) < 2 or not all(line[0] == "{" and line[-1] == "}" for line in lines):
        return text.strip("\x1e"), ()
    return '{"type": "FeatureCollection", "features": [' + ",\n".join(lines) + "]}", (
        Finding("info", "geojson_lines", path.name, "", f"Die Datei enthält {len(lines)} einzelne Objekte, eines je Zeile; sie wurden zu einer Sammlung vereint.",
                "Nichts zu tun."),
    )  # fmt: skip


def parse_json(text: str, name: str) -> tuple[Any, set[str]]:
    """Parse JSON; return the root and the names that stand twice in one object.

    Raises
    ------
    InputError
        If it is no JSON; with line and column.
    UnsafeFileError
        If it is nested too deeply.
    """
    doubled: set[str] = set()

    def unite(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        united = dict(pairs)
        if len(united) < len(pairs):
            names = [name for name, _ in pairs]
            doubled.update(name for name in united if names.count(name) > 1)
        return united

    try:
        return json.loads(_LONE_SURROGATE.sub("\\\\ufffd", text), object_pairs_hook=unite), doubled
    except json.JSONDecodeError as error:
        place = f"Zeile {error.lineno}, Spalte {error.colno}"
        raise InputError([Finding("error", "json_syntax", name, place, "Hier ist die Datei kein gültiges JSON "
                                  "(abgeschnitten oder beschädigt).", NEW_COPY)]) from error  # fmt: skip
    except RecursionError as error:
        raise UnsafeFileError([Finding("error", "json_too_deep", name, "", "Die Datei ist so tief verschachtelt, wie es "
                                       "Geodaten nie sind; sie wird nicht geöffnet.", NEW_COPY)]) from error  # fmt: skip
    except ValueError as error:  # integers of thousands of digits
        raise InputError([Finding("error", "json_number", name, "", "Die Datei enthält eine Zahl, die nicht lesbar ist.",
                                  NEW_COPY)]) from error  # fmt: skip


def _require_one_meaning(doubled: set[str], path: Path) -> None:
    """Ask if entries that carry the structure stand twice: nobody can know which one is meant."""
    structure = sorted(doubled & {"type", "features", "geometry", "coordinates", "properties"})
    if structure:
        raise InputError([_fault(path, "ask_doubled_entry", listing(structure), "Diese Einträge stehen mehrfach im selben Objekt. Welcher gilt?",
                                 "In der Quelle klären und die Datei neu ausgeben lassen.")])  # fmt: skip


def declared_crs(root: Any) -> str:
    """CRS of the old `crs` member, "" if there is none; a link is never followed."""
    member = root.get("crs") if isinstance(root, dict) else None
    if not isinstance(member, dict) or not isinstance(member.get("properties"), dict):
        return ""
    properties = member["properties"]
    if str(member.get("type", "")).upper() == "EPSG" and "code" in properties:
        return f"EPSG:{properties['code']}"
    name = properties.get("name")
    return name.strip() if isinstance(name, str) else ""


def _decode(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError([_fault(path, "encoding_broken", f"Byte {error.start}", f"Die Datei ist kein gültiges {encoding.upper()}.",
                                 "In UTF-8 neu ausgeben lassen.")]) from error  # fmt: skip


def _features_of(root: Any, path: Path) -> list[Any]:
    """Return the list of features, or say what the file is instead."""
    kind = root.get("type") if isinstance(root, dict) else None
    if kind == "Feature":
        return [root]
    if kind == "FeatureCollection":
        _require_no_markup(root, path)
        return _collected(root.get("features"), path)
    raise InputError([_no_collection(root, kind, path)])


def _collected(features: Any, path: Path) -> list[Any]:
    if not isinstance(features, list):
        said = "Der Eintrag „features“ fehlt oder ist keine Liste."
        raise InputError([_fault(path, "geojson_no_features", "", said, NEW_COPY)])
    if not features:
        said = "Die Datei enthält kein einziges Objekt."
        raise InputError([_fault(path, "file_without_features", "", said, NEW_COPY)])
    if len(features) > MAX_FEATURES:
        said = f"Die Datei enthält {len(features)} Objekte."
        raise UnsafeFileError(
            [_fault(path, "too_many_features", "", said, "Auf die Stadt zuschneiden.")]
        )
    return features


def _no_collection(root: Any, kind: Any, path: Path) -> Finding:
    """Say what a file is that is no FeatureCollection."""
    if not isinstance(root, dict):
        return _fault(path, "geojson_root", "", "Die Datei enthält kein GeoJSON-Objekt.", NEW_COPY)
    if isinstance(kind, str) and kind.lower() in {"featurecollection", "feature"}:
        said = f"„type“ lautet „{kind}“; Groß- und Kleinschreibung sind vorgeschrieben."
        return _fault(path, "geojson_type_case", "", said, NEW_COPY)
    if isinstance(kind, str) and kind in KINDS:
        said = f"Die Datei enthält nur eine Form ({kind}) ohne Schlüssel und Namen. Welches Gebiet ist das?"
        return _fault(
            path,
            "ask_attributes",
            "",
            said,
            "Als FeatureCollection mit Schlüssel und Namen ausgeben lassen.",
        )
    said = f"„type“ lautet „{str(kind)[:40]}“" if kind is not None else "„type“ fehlt"
    said = f"Die Datei ist keine FeatureCollection ({said}); Flächen ohne Schlüssel und Namen lassen sich keiner Zahl zuordnen."
    return _fault(path, "geojson_type", "", said, NEW_COPY)


def _require_no_markup(root: dict[str, Any], path: Path) -> None:
    """Refuse markup outside the features: such a file is made to be run by a browser."""
    foreign = {name: value for name, value in root.items() if name not in {"type", "features"}}
    text = json.dumps(foreign, ensure_ascii=False).lower()
    if any(
        mark in text
        for mark in ("<script", "<html", "<svg", "<iframe", "<img", "javascript:", "onerror=")
    ):
        raise UnsafeFileError([_fault(path, "geojson_markup", listing(foreign), "Neben den Daten steht ausführbarer Code (HTML oder Skript); "
                                      "die Datei wird nicht übernommen.", "Die Datei aus vertrauenswürdiger Quelle neu beziehen.")])  # fmt: skip


def _parts(feature: Any) -> tuple[dict[str, Any], Any]:
    """Attributes and geometry of one feature; or no attributes and the fault."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return {}, GeometryError(
            code="geojson_not_a_feature", message="Der Eintrag ist kein Feature."
        )
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        return {}, GeometryError(
            code="geojson_properties", message="„properties“ ist kein Objekt mit Namen und Werten."
        )
    if "geometry" not in feature:
        return {}, GeometryError(
            code="geojson_no_geometry", message="Der Eintrag „geometry“ fehlt."
        )
    record = dict(properties or {})
    if "id" in feature and "id" not in record and isinstance(feature["id"], (str, int)):
        record["id"] = feature["id"]
    return record, feature["geometry"]


def _fault(path: Path, code: str, where: str, message: str, fix: str) -> Finding:
    return Finding("error", code, path.name, where, message, fix)


def _warn(path: Path, code: str, where: str, message: str, fix: str) -> Finding:
    return Finding("warning", code, path.name, where, message, fix)


def _encoding_finding(path: Path, encoding: str) -> Finding:
    return Finding("info", "encoding_read", path.name, "", f"Die Datei ist nicht in UTF-8; gelesen als {encoding}.",
                   "Umlaute in den Namen prüfen.")  # fmt: skip
