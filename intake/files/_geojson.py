"""GeoJSON by our own parser, before any library sees it: text in any encoding in, features out."""

import codecs
import json
import re
from pathlib import Path
from typing import Any

from intake.features import MAX_FEATURES, Features, listing, text_table
from intake.files._rings import KINDS, GeometryError, shapes_of
from intake.findings import Finding, InputError, Kind, UnsafeFileError, at_byte
from wording import say

#: Files larger than this are refused (bytes).
MAX_BYTES = 150_000_000
#: Half of a pair of escapes: no character, and text with it can be neither written nor shown.
_LONE_SURROGATE = re.compile(
    r"\\u(?:d[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2}\\u)d[c-f][0-9a-f]{2})",
    re.IGNORECASE,
)
NEW_COPY = "Die Datei neu als GeoJSON ausgeben lassen (z. B. in QGIS: Exportieren → GeoJSON)."

JSON_DOUBLED_ENTRY = Kind("json_doubled_entry", "Einträge stehen mehrfach im selben Objekt: {names}. Der letzte Wert gilt.",
                          "In der Quelle prüfen, welcher Wert stimmt.", "warning")  # fmt: skip
TOO_LARGE = Kind("file_too_large", "Die Datei ist größer als {n} MB.", "Nur die benötigten Gebiete ausgeben lassen.")  # fmt: skip
ONE_PER_LINE = Kind("geojson_lines", "Die Datei enthält {n} einzelne Objekte, eines je Zeile; sie wurden zu einer Sammlung vereint.",
                    "Nichts zu tun.", "info")  # fmt: skip
JSON_SYNTAX = Kind("json_syntax", "Hier ist die Datei kein gültiges JSON (abgeschnitten oder beschädigt).", NEW_COPY)  # fmt: skip
JSON_TOO_DEEP = Kind("json_too_deep", "Die Datei ist so tief verschachtelt, wie es Geodaten nie sind; sie wird nicht geöffnet.", NEW_COPY)  # fmt: skip
JSON_NUMBER = Kind("json_number", "Die Datei enthält eine Zahl, die nicht lesbar ist.", NEW_COPY)
ASK_DOUBLED_ENTRY = Kind("ask_doubled_entry", "Diese Einträge stehen mehrfach im selben Objekt. Welcher gilt?",
                         "In der Quelle klären und die Datei neu ausgeben lassen.")  # fmt: skip
ENCODING_BROKEN = Kind("encoding_broken", "Die Datei ist kein gültiges {format}.", "In UTF-8 neu ausgeben lassen.")  # fmt: skip
NO_FEATURES = Kind("geojson_no_features", "Der Eintrag „features“ fehlt oder ist keine Liste.", NEW_COPY)  # fmt: skip
NO_FEATURE_AT_ALL = Kind("file_without_features", "Die Datei enthält kein einziges Objekt.", NEW_COPY)  # fmt: skip
TOO_MANY_FEATURES = Kind("too_many_features", "Die Datei enthält {n} Objekte.", "Auf die Stadt zuschneiden.")  # fmt: skip
NO_OBJECT = Kind("geojson_root", "Die Datei enthält kein GeoJSON-Objekt.", NEW_COPY)
TYPE_CASE = Kind("geojson_type_case", "„type“ lautet „{kind}“; Groß- und Kleinschreibung sind vorgeschrieben.", NEW_COPY)  # fmt: skip
ASK_ATTRIBUTES = Kind("ask_attributes", "Die Datei enthält nur eine Form ({kind}) ohne Schlüssel und Namen. Welches Gebiet ist das?",
                      "Als FeatureCollection mit Schlüssel und Namen ausgeben lassen.")  # fmt: skip
NO_COLLECTION = Kind("geojson_type", "Die Datei ist keine FeatureCollection ({said}); Flächen ohne Schlüssel und Namen lassen sich keiner Zahl zuordnen.",
                     NEW_COPY)  # fmt: skip
HAS_MARKUP = Kind("geojson_markup", "Neben den Daten steht ausführbarer Code (HTML oder Skript); die Datei wird nicht übernommen.",
                  "Die Datei aus vertrauenswürdiger Quelle neu beziehen.")  # fmt: skip
ENCODING_READ = Kind("encoding_read", "Die Datei ist nicht in UTF-8; gelesen als {encoding}.", "Umlaute in den Namen prüfen.", "info")  # fmt: skip
NO_FEATURE = Kind("geojson_not_a_feature", "Der Eintrag ist kein Feature.")
NO_PROPERTIES = Kind("geojson_properties", "„properties“ ist kein Objekt mit Namen und Werten.")
NO_GEOMETRY = Kind("geojson_no_geometry", "Der Eintrag „geometry“ fehlt.")


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
        findings += (JSON_DOUBLED_ENTRY(path.name, names=listing(sorted(doubled))),)
    parts = [_parts(feature) for feature in _features_of(root, path)]
    records = [record for record, _ in parts]
    geometry, faults = shapes_of(records, [shape for _, shape in parts], path.name, fix=NEW_COPY)
    return Features(text_table(records), geometry, declared_crs(root), (*findings, *faults))


def read_text(path: Path) -> tuple[str, tuple[Finding, ...]]:
    """Return a file's text and a finding if it is not in UTF-8."""
    if path.stat().st_size > MAX_BYTES:
        raise UnsafeFileError([TOO_LARGE(path.name, n=MAX_BYTES // 1_000_000)])
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
        ONE_PER_LINE(path.name, n=len(lines)),
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
        place = say("Zeile {row}, Spalte {column}", row=error.lineno, column=error.colno)
        raise InputError([JSON_SYNTAX(name, place)]) from error
    except RecursionError as error:
        raise UnsafeFileError([JSON_TOO_DEEP(name)]) from error
    except ValueError as error:  # integers of thousands of digits
        raise InputError([JSON_NUMBER(name)]) from error


def _require_one_meaning(doubled: set[str], path: Path) -> None:
    """Ask if entries that carry the structure stand twice: nobody can know which one is meant."""
    structure = sorted(doubled & {"type", "features", "geometry", "coordinates", "properties"})
    if structure:
        raise InputError([ASK_DOUBLED_ENTRY(path.name, listing(structure))])


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
        raise InputError([ENCODING_BROKEN(path.name, at_byte(error.start), format=encoding.upper())]) from error  # fmt: skip


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
        raise InputError([NO_FEATURES(path.name)])
    if not features:
        raise InputError([NO_FEATURE_AT_ALL(path.name)])
    if len(features) > MAX_FEATURES:
        raise UnsafeFileError([TOO_MANY_FEATURES(path.name, n=len(features))])
    return features


def _no_collection(root: Any, kind: Any, path: Path) -> Finding:
    """Say what a file is that is no FeatureCollection."""
    if not isinstance(root, dict):
        return NO_OBJECT(path.name)
    if isinstance(kind, str) and kind.lower() in {"featurecollection", "feature"}:
        return TYPE_CASE(path.name, kind=kind)
    if isinstance(kind, str) and kind in KINDS:
        return ASK_ATTRIBUTES(path.name, kind=kind)
    said = say("„type“ lautet „{kind}“", kind=str(kind)[:40]) if kind is not None else say("„type“ fehlt")  # fmt: skip
    return NO_COLLECTION(path.name, said=said)


def _require_no_markup(root: dict[str, Any], path: Path) -> None:
    """Refuse markup outside the features: such a file is made to be run by a browser."""
    foreign = {name: value for name, value in root.items() if name not in {"type", "features"}}
    text = json.dumps(foreign, ensure_ascii=False).lower()
    if any(
        mark in text
        for mark in ("<script", "<html", "<svg", "<iframe", "<img", "javascript:", "onerror=")
    ):
        raise UnsafeFileError([HAS_MARKUP(path.name, listing(foreign))])


def _parts(feature: Any) -> tuple[dict[str, Any], Any]:
    """Attributes and geometry of one feature; or no attributes and the fault."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return {}, GeometryError(NO_FEATURE)
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        return {}, GeometryError(NO_PROPERTIES)
    if "geometry" not in feature:
        return {}, GeometryError(NO_GEOMETRY)
    record = dict(properties or {})
    if "id" in feature and "id" not in record and isinstance(feature["id"], (str, int)):
        record["id"] = feature["id"]
    return record, feature["geometry"]


def _encoding_finding(path: Path, encoding: str) -> Finding:
    return ENCODING_READ(path.name, encoding=encoding)
