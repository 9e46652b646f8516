"""Tables of any office format in; a text table with one header, and findings, out."""

import gc
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pandas import DataFrame

from intake.cells.dialect import read_records
from intake.cells.workbook import WORKBOOK_DAMAGED
from intake.files.grid import MAX_BYTES, Grid, table_of
from intake.files.quick_text import read_large_text
from intake.findings import Finding, InputError, Kind
from intake.guard.sniff import kind_of

VECTOR_KINDS = {
    "json",
    "geojson",
    "topojson",
    "sqlite",
    "flatgeobuf",
    "shp",
    "zip",
    "kml",
    "kmz",
    "gml",
}
WORKBOOK_KINDS = {"xlsx", "xlsb", "ods", "ole"}
WORKBOOK_ENDINGS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}

TOO_LARGE = Kind("table_too_large", "Die Datei ist größer als {n} MB.", "Nur die benötigten Spalten und Zeilen ausgeben lassen.")  # fmt: skip
EMPTY = Kind("table_empty", "Die Datei ist leer.", "Die richtige Datei wählen oder neu ausgeben lassen.")  # fmt: skip
NO_TABLE = Kind("table_kind", "Das ist keine Tabelle (erkannt: {kind}).", "Als CSV (UTF-8), XLSX oder ODS speichern und erneut angeben.")  # fmt: skip
GZIP_DAMAGED = Kind("gzip_damaged", "Die gepackte Datei ist beschädigt.", "Neu übertragen oder ausgepackt angeben.")  # fmt: skip
ZIP_BOMB = Kind("zip_bomb", "Die gepackte Datei wird ausgepackt zu groß; sie wird nicht geöffnet.", "Nur die benötigten Zeilen ausgeben lassen.")  # fmt: skip
TEXT_AS_WORKBOOK = Kind("kind_mismatch", "Die Datei heißt wie eine Arbeitsmappe, ist aber eine Texttabelle; sie wurde so gelesen.",
                        "Mit der Endung .csv speichern.", "warning")  # fmt: skip
UNPACKED = Kind("unpacked", "Die gepackte Datei wurde ausgepackt.", "Nichts zu tun.", "info")
HTML_AS_TABLE = Kind("kind_mismatch", "Die Datei ist in Wahrheit eine HTML-Tabelle; ihre Zellen wurden gelesen.",
                     "Als XLSX oder CSV speichern.", "warning")  # fmt: skip


def read_cells(
    path: Path,
    *,
    sheet: str = "",
    header_rows: int | None = None,
    skip_rows: int | None = None,
    encoding: str = "",
    separator: str = "",
) -> tuple[DataFrame, tuple[Finding, ...]]:
    """Read the table of a text file or workbook; see `intake.files.read_table`."""
    if not (header_rows or skip_rows or encoding or separator) and (large := read_large_text(path)):
        return large
    with _uncollected():
        grid = read_grid(path, sheet=sheet, encoding=encoding, separator=separator)
        table, findings = table_of(grid, header_rows=header_rows, skip_rows=skip_rows)
    return table, grid.findings + findings


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for garbage among millions of cells: half of the reading time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def is_vector(path: Path) -> bool:
    """Whether a file is a vector file whose attributes make the table."""
    if kind_of(path) == "zip":
        return zipfile.is_zipfile(path) and path.suffix.lower() not in WORKBOOK_ENDINGS
    return kind_of(path) in VECTOR_KINDS


def read_grid(path: Path, *, sheet: str = "", encoding: str = "", separator: str = "") -> Grid:
    """Read all cells of a text file or of one sheet of a workbook.

    Raises
    ------
    InputError
        See `read_table`.
    """
    kind = kind_of(path)
    if path.stat().st_size > MAX_BYTES:
        raise InputError([TOO_LARGE(path.name, n=MAX_BYTES // 1_000_000)])
    if kind in WORKBOOK_KINDS:
        return _workbook(path, sheet)
    if kind == "empty":
        raise InputError([EMPTY(path.name)])
    if kind == "html":
        return _html(path)
    if kind == "gzip":
        return _text(path, _gunzip(path), encoding, separator)
    if kind == "text" or (kind == "binary" and encoding):
        return _text(path, path.read_bytes(), encoding, separator)
    if _is_broken_zip(path):
        raise InputError([WORKBOOK_DAMAGED(path.name)])
    raise InputError([NO_TABLE(path.name, kind=kind)])


def _is_broken_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _gunzip(path: Path) -> bytes:
    try:
        with gzip.open(path) as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError([GZIP_DAMAGED(path.name)]) from error
    if len(data) > MAX_BYTES:
        raise InputError([ZIP_BOMB(path.name)])
    return data


def _text(path: Path, data: bytes, encoding: str, separator: str) -> Grid:
    records, findings = read_records(data, path.name, encoding=encoding, separator=separator)
    if path.suffix.lower() in WORKBOOK_ENDINGS:
        findings.append(TEXT_AS_WORKBOOK(path.name))
    if path.suffix.lower() == ".gz":
        findings.append(UNPACKED(path.name))
    return Grid(
        path.name,
        records.rows,
        records.lines,
        tuple(findings),
        separator=records.separator,
        encoding=records.encoding,
    )


def _workbook(path: Path, sheet: str) -> Grid:
    from intake.files._sheets import read_sheet

    content, findings = read_sheet(path, sheet=sheet)
    return Grid(path.name, content.rows, list(range(1, len(content.rows) + 1)), tuple(findings),
                content.visible, content.name, is_workbook=True, merged=content.merged)  # fmt: skip


def _html(path: Path) -> Grid:
    from intake.files._web_table import read_web_table

    rows, merged = read_web_table(path)
    finding = HTML_AS_TABLE(path.name)
    return Grid(
        path.name, rows, list(range(1, len(rows) + 1)), (finding,), is_workbook=False, merged=merged
    )
