"""What a file really is: its first bytes in, a kind out; its name is only a claim."""

import re
import zipfile
from collections.abc import Collection
from pathlib import Path

from intake.findings import Finding, InputError, Kind, UnsafeFileError
from wording import joined, say

#: How much of a file is looked at.
HEAD_BYTES = 65536

#: First bytes of kinds that are known by them.
MAGIC = (
    (b"SQLite format 3\x00", "sqlite"),
    (b"fgb\x03fgb", "flatgeobuf"),
    (b"\x00\x00\x27\x0a", "shp"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"%PDF", "pdf"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"PAR1", "parquet"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)

#: A member of a ZIP that tells what the ZIP is.
ZIP_MARKS = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "docx"),
    ("content.xml", "ods"),
    ("doc.kml", "kmz"),
)

#: Root elements of XML files that make a reader open other files or addresses.
INDIRECT_ROOTS = re.compile(
    r"^(ogrvrt|vrtdataset|ogrwfs|gdal_|gdalmultidim|wms_|wcs_|wfs_capabilities|csw|ogcapi|pamdataset|"
    r"getcapabilities|service$|vrttileddataset)",
    re.IGNORECASE,
)
#: Entries of JSON files that do the same: GDALG pipelines, OGC API landing pages, STAC, connection files.
INDIRECT_JSON = re.compile(
    r'"(gdal_streamed_alg|command_line|stac_version|conformsTo|landingPage|tileMatrixSets|PMTiles)"\s*:?|'
    r'"type"\s*:\s*"gdal',
    re.IGNORECASE,
)

#: Names of kinds, for sentences.
KIND_NAMES = {
    "json": "JSON", "topojson": "TopoJSON", "geojson": "GeoJSON", "sqlite": say("SQLite-Datenbank"),
    "flatgeobuf": "FlatGeobuf", "shp": "Shapefile (.shp)", "zip": say("ZIP-Archiv"), "gzip": say("GZIP-Archiv"),
    "ole": say("altes Office-Dokument (.xls)"), "png": say("PNG-Bild"), "jpeg": say("JPEG-Bild"), "gif": say("GIF-Bild"),
    "pdf": "PDF", "program": say("Programm"), "kml": "KML", "kmz": "KMZ", "gml": "GML", "xml": "XML",
    "html": say("HTML-Seite"), "indirect": say("Verweis auf andere Dateien oder Dienste"), "text": "Text",
    "empty": say("leere Datei"), "binary": say("unbekannte Binärdatei"), "xlsx": say("Excel-Arbeitsmappe"),
    "xlsb": say("binäre Excel-Arbeitsmappe (.xlsb)"), "ods": say("OpenDocument-Tabelle"), "docx": say("Word-Dokument"),
    "parquet": "Parquet",
}  # fmt: skip

FILE_EMPTY = Kind("file_empty", "Die Datei ist leer.", "Datei neu ausgeben lassen und noch einmal wählen.")  # fmt: skip
FILE_MISSING = Kind("file_missing", "Die Datei fehlt oder ist nicht lesbar.", "Name und Ordner prüfen; die Datei dort ablegen.")  # fmt: skip
FILE_REFERS_ELSEWHERE = Kind("file_refers_elsewhere", "Die Datei enthält keine Daten, sondern verweist auf andere Dateien oder Dienste; sie wird nicht geöffnet.",
                             "Die Daten selbst als GeoPackage, GeoJSON oder Shapefile (.zip) ausgeben lassen.")  # fmt: skip
KIND_MISMATCH = Kind("kind_mismatch", "Der Inhalt ist: {kind}. Das passt nicht zum Namen; erwartet wird: {wanted}.",
                     "Prüfen, ob es die richtige Datei ist, und sie im passenden Format neu ausgeben lassen.")  # fmt: skip


def kind_of(path: Path) -> str:
    """Kind of a file by its content.

    Parameters
    ----------
    path : Path
        An existing file; at most its first 64 KiB (and a ZIP's list of members) are read.

    Returns
    -------
    str
        One of the keys of `KIND_NAMES`, or another kind of `MAGIC`.

    Raises
    ------
    InputError
        If there is no such file.
    """
    try:
        if not path.is_file():  # a pipe or device would never end
            raise InputError([FILE_MISSING(path.name)])
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise InputError([FILE_MISSING(path.name)]) from error
    if not head.strip(b"\x00 \t\r\n"):
        return "empty"
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return _kind_of_zip(path) if kind == "zip" else kind
    text = decoded_head(head)
    return "binary" if text is None else _kind_of_text(text)


def require_kind(path: Path, allowed: Collection[str]) -> str:
    """Return the kind of a file if it is allowed.

    Raises
    ------
    UnsafeFileError
        If the file is something else, with what it really is.
    InputError
        If there is no such file, or it is empty.
    """
    kind = kind_of(path)
    if kind in allowed:
        return kind
    if kind == "empty":
        raise InputError([FILE_EMPTY(path.name)])
    raise UnsafeFileError([_wrong_kind(path, kind, allowed)])


def decoded_head(head: bytes) -> str | None:
    """Text of a file's first bytes, or None if they are no text in any usual encoding."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32-le"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if head.startswith(mark):
            return head.decode(encoding, "replace").lstrip("\ufeff")
    if b"\x00" in head:
        return _bare_utf16(head)
    controls = sum(
        head.count(bytes([code])) for code in (*range(9), *range(14, 27), *range(28, 32))
    )
    return None if controls > len(head) // 100 else head.decode("latin-1")


def _bare_utf16(head: bytes) -> str | None:
    """Text in UTF-16 without a mark: every second byte of plain text is zero."""
    half = max(len(head) // 2, 1)
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = head[start::2].count(0)
        if zeros > 0.8 * half and head[1 - start :: 2].count(0) == 0:
            return head.decode(encoding, "replace")
    return None


def _kind_of_zip(path: Path) -> str:
    """Kind of a ZIP archive by its members."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "zip"
    for mark, kind in ZIP_MARKS:
        if mark in names:
            return kind
    return "zip"


def _kind_of_text(text: str) -> str:
    start = text.lstrip()
    if start[:1] in "{[":
        return _kind_of_json(start)
    if start[:1] == "<":
        return _kind_of_xml(start)
    return "text"


def _kind_of_json(text: str) -> str:
    if re.search(r'"type"\s*:\s*"Topology"', text):
        return "topojson"
    if re.search(r'"(features|geometry|coordinates)"\s*:', text):
        return "json"
    return "indirect" if INDIRECT_JSON.search(text) else "json"


def _kind_of_xml(text: str) -> str:
    """Kind of an XML file by its root element, behind prolog, comments and document type."""
    body = re.sub(
        r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>",
        "",
        text,
        flags=re.DOTALL | re.IGNORECASE,
    )
    root = re.search(r"<(?:[\w.-]+:)?([\w.-]+)", body)
    name = root.group(1).lower() if root else ""
    if INDIRECT_ROOTS.match(name):
        return "indirect"
    if name in {"html", "head", "body", "table", "script", "svg", "meta", "div"} or re.match(
        r"\s*<!doctype\s+html", text, re.IGNORECASE
    ):
        return "html"
    if name == "kml":
        return "kml"
    return "gml" if "opengis.net/gml" in body or "opengis.net/wfs" in body else "xml"


def _wrong_kind(path: Path, kind: str, allowed: Collection[str]) -> Finding:
    wanted = joined(", ", [KIND_NAMES.get(name, name) for name in sorted(allowed)])
    if kind == "indirect":
        return FILE_REFERS_ELSEWHERE(path.name)
    return KIND_MISMATCH(path.name, kind=KIND_NAMES.get(kind, kind), wanted=wanted)
