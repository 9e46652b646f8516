"""Shapefiles with all their parts or without some: paths in, features out."""

import shutil
import struct
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

import numpy as np

from intake.features import Features, listing
from intake.files._dbf import codec_of, read_dbf
from intake.findings import Finding, InputError, Kind, told_of
from intake.guard.sandbox import read_guarded
from intake.guard.zips import checked_members, unpack
from wording import say

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
#: Vector files that may come alone in a ZIP.
SINGLE = (".geojson", ".json", ".topojson", ".gpkg", ".fgb", ".kml", ".gml")
NEW_COPY = "Das Shapefile neu ausgeben lassen und alle Teile (.shp, .shx, .dbf, .prj) zusammen als .zip wählen."
#: Types of shapes that hold areas: Polygon, PolygonZ, PolygonM, MultiPatch.
POLYGON_TYPES = {5, 15, 25, 31}

SHP_ALONE = Kind("shapefile_incomplete", "Nur die .shp-Datei ist da; ohne die .dbf-Datei fehlen Schlüssel und Namen.",
                 "Alle Teile des Shapefiles (.shp, .shx, .dbf, .prj) als ein .zip wählen.")  # fmt: skip
ZIP_WITHOUT_AREAS = Kind("zip_without_areas", "Im Archiv ist weder ein Shapefile noch genau eine andere Geodatei.",
                         "Die Teile des Shapefiles packen (.shp, .shx, .dbf, .prj).")  # fmt: skip
ASK_LAYER = Kind("ask_layer", "{held} Welches enthält die Gebiete?", "Den Layer angeben (--answer layer=NAME) oder nur das eine packen.")  # fmt: skip
DBF_MISSING = Kind("shapefile_incomplete", "Die .dbf-Datei fehlt; ohne sie gibt es keine Schlüssel und Namen.", NEW_COPY)  # fmt: skip
ROWS_DIFFER = Kind("shapefile_rows_differ", "{n} Umrisse (.shp), aber {n_rows} Zeilen (.dbf): Namen und Flächen gehören nicht sicher zusammen.",
                   NEW_COPY)  # fmt: skip
NO_SHP = Kind("shp_damaged", "Die .shp-Datei ist abgeschnitten oder keine.", NEW_COPY)
RECORD_DAMAGED = Kind("shp_damaged", "Der Umriss ist beschädigt (Länge und Inhalt passen nicht zusammen).", NEW_COPY)  # fmt: skip
SHP_CUT_OFF = Kind("shp_damaged", "Die .shp-Datei ist abgeschnitten.", NEW_COPY)
SHX_REBUILT = Kind("shx_rebuilt", "Die .shx-Datei fehlt; sie wurde aus der .shp-Datei neu gebildet.",
                   "Nichts zu tun; künftig alle Teile des Shapefiles mitliefern lassen.", "warning")  # fmt: skip
INDEX_DIFFERS = Kind("shapefile_rows_differ", "Der Index nennt {n} Umrisse, die .shp-Datei enthält {n_held}.", NEW_COPY)  # fmt: skip
CODEPAGE_UNKNOWN = Kind("codepage_unknown", "Die .cpg-Datei nennt eine unbekannte Kodierung („{codepage}“).", "Umlaute in den Namen prüfen.", "info")  # fmt: skip


def read_shapefile(path: Path) -> Features:
    """Read a Shapefile that lies in a folder beside its other parts.

    Raises
    ------
    InputError
        If .dbf is missing or parts are damaged.
    """
    parts = {
        file.suffix.lower(): file
        for file in path.parent.glob("*")
        if file.stem == path.stem and file.suffix.lower() in PARTS
    }
    if ".dbf" not in parts:
        raise InputError([SHP_ALONE(path.name, ".dbf")])
    with tempfile.TemporaryDirectory(prefix="aktionsraum-") as folder:
        copies = {
            suffix: Path(shutil.copyfile(file, Path(folder) / f"shape{suffix}"))
            for suffix, file in parts.items()
        }
        return _read_parts(copies, path.name)


def read_zipped(path: Path, layer: str = "", *, read_one: Callable[..., Features]) -> Features:
    """Read the Shapefile, or the one other vector file, in a ZIP.

    Parameters
    ----------
    path : Path
    layer : str
        Name of the Shapefile in the archive; "" = the only one.

    Raises
    ------
    InputError
        If nothing usable is in the archive, or several things are.
    UnsafeFileError
        If the archive breaks a rule of `zips.checked_members`.
    """
    members = checked_members(path)
    stems = sorted(
        {
            str(PurePosixPath(name).with_suffix(""))
            for name in members
            if name.lower().endswith(".shp")
        }
    )
    single = [name for name in members if PurePosixPath(name).suffix.lower() in SINGLE]
    if not stems and len(single) == 1:
        return _read_single(path, single[0], layer, read_one)
    stem = _chosen(path, stems, layer, list(members))
    wanted = [info for name, info in members.items() if str(PurePosixPath(name).with_suffix("")).lower() == stem.lower()
              and PurePosixPath(name).suffix.lower() in PARTS]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="aktionsraum-") as folder:
        return _read_parts(unpack(path, wanted, Path(folder), "shape"), path.name)


def _read_single(
    path: Path, member: str, layer: str, read_one: Callable[..., Features]
) -> Features:
    """Read the only vector file of an archive; its findings name the archive."""
    with tempfile.TemporaryDirectory(prefix="aktionsraum-") as folder:
        (file,) = unpack(path, [checked_members(path)[member]], Path(folder), "inhalt").values()
        with told_of(path.name):
            features = read_one(file, layer=layer)
    return replace(
        features, findings=tuple(replace(finding, file=path.name) for finding in features.findings)
    )


def _chosen(path: Path, stems: list[str], layer: str, names: list[str]) -> str:
    """Stem of the Shapefile to read."""
    found = [stem for stem in stems if layer in {"", stem, PurePosixPath(stem).name}]
    if len(found) == 1:
        return found[0]
    if not stems:
        raise InputError([ZIP_WITHOUT_AREAS(path.name, listing(names, 8))])
    held = say("Das Archiv enthält mehrere Shapefiles: {names}.", names=listing(stems))
    raise InputError([ASK_LAYER(path.name, held=held)])


def _read_parts(parts: dict[str, Path], file: str) -> Features:
    """Check every part, rebuild the index, read geometry and attributes, join them by row."""
    if ".dbf" not in parts:
        raise InputError([DBF_MISSING(file, ".dbf")])
    offsets, kind = _checked_records(parts[".shp"], file)
    findings = _index_findings(parts, offsets, file)
    _write_index(parts[".shp"], offsets)
    codepage = parts[".cpg"].read_text(encoding="latin-1")[:40] if ".cpg" in parts else ""
    table, deleted, found = read_dbf(parts[".dbf"], codepage=codepage, file=file)
    findings += [*found, *_unknown_codepage(codepage, file)]
    if len(table) != len(offsets):
        findings.append(ROWS_DIFFER(file, ".dbf", n=len(offsets), n_rows=len(table)))
        table, deleted = (
            table.reindex(range(len(offsets)), fill_value=""),
            np.resize(deleted, len(offsets)) & False,
        )
    features = (
        read_guarded(
            parts[".shp"].rename(parts[".shp"].with_name("umriss.shp")), geometry_only=True
        )
        if kind
        else None
    )
    geometry = (
        features.geometry if features is not None else np.full(len(offsets), None, dtype=object)
    )
    return Features(
        table[~deleted].reset_index(drop=True),
        geometry[~deleted],
        _declared(parts),
        tuple(findings),
    )


def _checked_records(path: Path, file: str) -> tuple[list[tuple[int, int]], int]:
    """Walk through the records: (offset, length) of each in bytes, and the type of shape.

    Raises
    ------
    InputError
        If lengths, numbers or counts contradict each other: the file is damaged.
    """
    raw = path.read_bytes()
    if len(raw) < 100 or raw[:4] != b"\x00\x00\x27\x0a":
        raise InputError([NO_SHP(file, ".shp")])
    kind = struct.unpack_from("<i", raw, 32)[0]
    end = min(len(raw), struct.unpack_from(">i", raw, 24)[0] * 2)
    records: list[tuple[int, int]] = []
    place = 100
    while place + 8 <= end:
        length = struct.unpack_from(">i", raw, place + 4)[0] * 2
        if (
            length < 4
            or place + 8 + length > len(raw)
            or not _plausible_record(raw, place + 8, length, kind)
        ):
            raise InputError([RECORD_DAMAGED(file, say("Objekt {n}", n=len(records) + 1))])
        records.append((place, length))
        place += 8 + length
    if end < 100 or place != end or struct.unpack_from(">i", raw, 24)[0] * 2 > len(raw):
        raise InputError([SHP_CUT_OFF(file, ".shp")])
    return records, kind


def _plausible_record(raw: bytes, start: int, length: int, kind: int) -> bool:
    """Whether a record has the file's type and as many points as it says."""
    shape = struct.unpack_from("<i", raw, start)[0]
    if shape == 0 or kind == 0:
        return True
    if shape != kind:
        return False
    if kind not in POLYGON_TYPES or kind == 31:
        return True
    if length < 44:
        return False
    parts, points = struct.unpack_from("<ii", raw, start + 36)
    if parts < 0 or points < 0 or 44 + 4 * parts + 16 * points > length:
        return False
    starts = np.frombuffer(raw, "<i4", parts, start + 44)
    return not parts or (
        starts[0] == 0 and bool((np.diff(starts) > 0).all()) and starts[-1] < points
    )


def _write_index(shape: Path, records: list[tuple[int, int]]) -> None:
    """Write the .shx anew from the .shp: a missing or false index can then do no harm."""
    head = bytearray(shape.read_bytes()[:100])
    struct.pack_into(">i", head, 24, 50 + 4 * len(records))
    body = b"".join(struct.pack(">ii", offset // 2, length // 2) for offset, length in records)
    shape.with_name("umriss.shx").write_bytes(bytes(head) + body)


def _index_findings(
    parts: dict[str, Path], records: list[tuple[int, int]], file: str
) -> list[Finding]:
    if ".shx" not in parts:
        return [SHX_REBUILT(file, ".shx")]
    stated = (parts[".shx"].stat().st_size - 100) // 8
    if stated == len(records):
        return []
    return [INDEX_DIFFERS(file, ".shx", n=stated, n_held=len(records))]


def _declared(parts: dict[str, Path]) -> str:
    return (
        parts[".prj"].read_text(encoding="utf-8", errors="replace")[:8000].strip()
        if ".prj" in parts
        else ""
    )


def _unknown_codepage(codepage: str, file: str) -> list[Finding]:
    if not codepage.strip() or codec_of(codepage):
        return []
    return [CODEPAGE_UNKNOWN(file, ".cpg", codepage=codepage.strip()[:20])]
