"""Tables of any office format in; a text table with one header, and findings, out."""

import gc
import gzip
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pandas import DataFrame, Index

from intake.dialect import read_records
from intake.errors import InputError, require_none
from intake.findings import Finding
from intake.formula_cells import formula_notes, listed_rows
from intake.header import (
    clean_cell,
    filled,
    find_layout,
    header_faults,
    join_headings,
    lacks_headings,
    spread_merged,
)
from intake.sniff import kind_of

#: Size of a table file, packed and unpacked, in bytes.
MAX_BYTES = 60_000_000
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


@dataclass(frozen=True)
class Grid:
    """All cells of one sheet or file as text, before header and data are told apart.

    Attributes
    ----------
    file : str
    rows : list of list of str
    lines : list of int
        Row number of each row in the file, 1 = first.
    sheets : tuple of str
        Names of the visible sheets ("" for text files).
    sheet, separator, encoding : str
        What was read, and how.
    is_workbook : bool
    """

    file: str
    rows: list[list[str]]
    lines: list[int]
    findings: tuple[Finding, ...] = ()
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    separator: str = ""
    encoding: str = ""
    is_workbook: bool = False
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = field(default=())


def _fault(code: str, path: Path, message: str, fix: str) -> Finding:
    return Finding("error", code, path.name, "", message, fix)


def read_table(
    path: Path,
    *,
    sheet: str = "",
    layer: str = "",
    header_rows: int | None = None,
    skip_rows: int | None = None,
    encoding: str = "",
    separator: str = "",
) -> tuple[DataFrame, tuple[Finding, ...]]:
    """Read a table as offices have them.

    Parameters
    ----------
    path : Path
        CSV or other delimited text (also gzipped), XLSX, XLS, XLSB, ODS, an HTML table
        that calls itself XLS, or a vector file (its attributes).
    sheet, layer : str
        Sheet of a workbook, layer of a vector file; "" = the first with cells.
    header_rows, skip_rows : int
        Number of header rows, and of rows above them; None = find out.
    encoding, separator : str
        Of a text file; "" = find out.

    Returns
    -------
    tuple of (DataFrame, tuple of Finding)
        Text cells ("" where empty), one column per heading, index `row`: the row
        number in the file. Nothing is converted: "01" stays "01".

    Raises
    ------
    InputError
        No table, damaged, unbalanced quotes, ragged rows, doubled or missing headings.

    Notes
    -----
    Title lines above and footnotes below the table are left out with a finding;
    two header rows become one ("Bevölkerung insgesamt").
    """
    if is_vector(path):
        return _attributes(path, layer)
    if not (header_rows or skip_rows or encoding or separator) and (large := _large(path)):
        return large
    with _uncollected():
        grid = read_grid(path, sheet=sheet, encoding=encoding, separator=separator)
        table, findings = table_of(grid, header_rows=header_rows, skip_rows=skip_rows)
    return table, grid.findings + findings


def _large(path: Path) -> tuple[DataFrame, tuple[Finding, ...]] | None:
    from intake.large_text import read_large_text

    return read_large_text(path)


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


def _attributes(path: Path, layer: str) -> tuple[DataFrame, tuple[Finding, ...]]:
    """Attributes of a vector file; rows are counted as features."""
    from intake.vector import read_attributes

    table = read_attributes(path, layer=layer).fillna("").astype(str)
    table = table.set_axis([clean_cell(str(name)) for name in table.columns], axis=1)
    return table.set_axis(Index(range(1, len(table) + 1), name="row"), axis=0), ()


def read_grid(path: Path, *, sheet: str = "", encoding: str = "", separator: str = "") -> Grid:
    """Read all cells of a text file or of one sheet of a workbook.

    Raises
    ------
    InputError
        See `read_table`.
    """
    kind = kind_of(path)
    if path.stat().st_size > MAX_BYTES:
        raise InputError([_fault("table_too_large", path, f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB.", "Nur die benötigten Spalten und Zeilen ausgeben lassen.")])  # fmt: skip
    if kind in WORKBOOK_KINDS:
        return _workbook(path, sheet)
    if kind == "empty":
        raise InputError([_fault("table_empty", path, "Die Datei ist leer.", "Die richtige Datei wählen oder neu ausgeben lassen.")])  # fmt: skip
    if kind == "html":
        return _html(path)
    if kind == "gzip":
        return _text(path, _gunzip(path), encoding, separator)
    if kind == "text" or (kind == "binary" and encoding):
        return _text(path, path.read_bytes(), encoding, separator)
    if _is_broken_zip(path):
        raise InputError([_fault("workbook_damaged", path, "Die Arbeitsmappe ist beschädigt oder unvollständig hochgeladen.", "Die Datei neu speichern und vollständig übertragen.")])  # fmt: skip
    raise InputError([_fault("table_kind", path, f"Das ist keine Tabelle (erkannt: {kind}).", "Als CSV (UTF-8), XLSX oder ODS speichern und erneut angeben.")])  # fmt: skip


def _is_broken_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _gunzip(path: Path) -> bytes:
    try:
        with gzip.open(path) as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError([_fault("gzip_damaged", path, "Die gepackte Datei ist beschädigt.", "Neu übertragen oder ausgepackt angeben.")]) from error  # fmt: skip
    if len(data) > MAX_BYTES:
        raise InputError([_fault("zip_bomb", path, "Die gepackte Datei wird ausgepackt zu groß; sie wird nicht geöffnet.", "Nur die benötigten Zeilen ausgeben lassen.")])  # fmt: skip
    return data


def _text(path: Path, data: bytes, encoding: str, separator: str) -> Grid:
    records, findings = read_records(data, path.name, encoding=encoding, separator=separator)
    if path.suffix.lower() in WORKBOOK_ENDINGS:
        findings.append(Finding("warning", "kind_mismatch", path.name, "", "Die Datei heißt wie eine Arbeitsmappe, ist aber eine Texttabelle; sie wurde so gelesen.",
                                "Mit der Endung .csv speichern."))  # fmt: skip
    if path.suffix.lower() == ".gz":
        findings.append(Finding("info", "unpacked", path.name, "", "Die gepackte Datei wurde ausgepackt.", "Nichts zu tun."))  # fmt: skip
    return Grid(
        path.name,
        records.rows,
        records.lines,
        tuple(findings),
        separator=records.separator,
        encoding=records.encoding,
    )


def _workbook(path: Path, sheet: str) -> Grid:
    from intake.sheets import read_sheet

    content, findings = read_sheet(path, sheet=sheet)
    return Grid(path.name, content.rows, list(range(1, len(content.rows) + 1)), tuple(findings),
                content.visible, content.name, is_workbook=True, merged=content.merged)  # fmt: skip


def _html(path: Path) -> Grid:
    from intake.web_table import read_web_table

    rows, merged = read_web_table(path)
    finding = Finding("warning", "kind_mismatch", path.name, "", "Die Datei ist in Wahrheit eine HTML-Tabelle; ihre Zellen wurden gelesen.",
                      "Als XLSX oder CSV speichern.")  # fmt: skip
    return Grid(
        path.name, rows, list(range(1, len(rows) + 1)), (finding,), is_workbook=False, merged=merged
    )


def table_of(
    grid: Grid, *, header_rows: int | None = None, skip_rows: int | None = None
) -> tuple[DataFrame, tuple[Finding, ...]]:
    """Cut the table out of all cells: one heading per column, data rows, no footnotes.

    Raises
    ------
    InputError
        No cells, ragged rows, doubled or missing headings.
    """
    rows = [list(row) for row in grid.rows] if grid.merged else grid.rows
    findings: list[Finding] = []
    if grid.merged and spread_merged(rows, grid.merged):
        findings.append(Finding("info", "merged_cells", grid.file, grid.sheet, "Verbundene Zellen wurden aufgelöst: Ihr Text steht nun in jeder Zelle.", "Nichts zu tun."))  # fmt: skip
    layout = find_layout(rows, header_rows=header_rows, skip_rows=skip_rows)
    if layout.start + layout.header_rows > len(rows) or layout.start == len(rows):
        raise InputError([Finding("error", "table_empty", grid.file, grid.sheet, "Die Datei ist leer: Sie enthält keine Tabelle.", "Die richtige Datei oder das richtige Blatt wählen.")])  # fmt: skip
    body = layout.start + layout.header_rows
    data = [
        (line, row)
        for line, row in zip(grid.lines[body : layout.end], rows[body : layout.end], strict=True)
        if "".join(row).strip()
    ]
    names = [
        *join_headings(
            rows[layout.start : body], max(map(len, rows[layout.start : body]), default=0)
        )
    ]
    findings += _notes(grid, rows, layout.start, layout.header_rows, layout.end)
    width = _require_even(grid, data, names)
    table = _frame(
        data, names, width, grid, grid.lines[layout.start] if layout.start < len(rows) else 1
    )
    return table, tuple(findings + formula_notes(table, grid.file))


def _require_even(grid: Grid, data: Sequence[tuple[int, list[str]]], names: list[str]) -> int:
    """Return the number of columns; raise if rows of a text file have more or fewer cells."""
    width = len(names)
    while (
        width
        and not names[width - 1]
        and not any(len(row) >= width and row[width - 1].strip() for _, row in data)
    ):
        width -= 1
    long = [
        line for line, row in data if len(row) > width and any(cell.strip() for cell in row[width:])
    ]
    short = [] if grid.is_workbook else [line for line, row in data if len(row) < width]
    if long and grid.is_workbook:
        return max(len(row) for _, row in data)
    if not long and not short:
        return width
    hint = _comma_hint(grid, len(long), len(data))
    said = [f"zu viele Felder: Zeile {listed_rows(long)}"] * bool(long) + [
        f"zu wenige Felder: Zeile {listed_rows(short)}"
    ] * bool(short)
    raise InputError([Finding("error", "rows_ragged", grid.file, f"Zeile {listed_rows(long + short)}",
                              f"Zeilen passen nicht zur Kopfzeile mit {width} Spalten ({'; '.join(said)}).{hint}",
                              "Die Zeilen berichtigen; Texte, die das Trennzeichen enthalten, in Anführungszeichen setzen.")])  # fmt: skip


def _comma_hint(grid: Grid, long: int, rows: int) -> str:
    if grid.separator == "," and long > 0.5 * rows:
        return " Vermutlich stehen Dezimalkommas in einer Datei, die mit Kommas trennt."
    return ""


def _frame(
    data: Sequence[tuple[int, list[str]]],
    names: list[str],
    width: int,
    grid: Grid,
    header_line: int,
) -> DataFrame:
    names = names[:width] + [""] * (width - len(names))
    rows = [row for _, row in data]
    if set(map(len, rows)) - {width}:
        rows = [row[:width] + [""] * (width - len(row)) for row in rows]
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    used = [any(map(str.strip, column)) for column in columns]
    if lacks_headings(names):
        raise InputError([Finding("error", "ask_header", grid.file, f"Zeile {header_line}", "Die Tabelle hat keine Überschriften: Die erste Zeile enthält Werte.",
                                  "Eine Kopfzeile mit den Namen der Spalten ergänzen oder `header_rows` angeben.")])  # fmt: skip
    kept = [place for place in range(width) if names[place] or used[place]]
    require_none(
        header_faults([names[p] for p in kept], [used[p] for p in kept], grid.file, header_line)
    )
    index = Index([line for line, _ in data], name="row", dtype="int64")
    return DataFrame({names[p]: list(columns[p]) for p in kept}, index=index, dtype="str")


def _notes(
    grid: Grid, rows: Sequence[Sequence[str]], start: int, depth: int, end: int
) -> list[Finding]:
    """Say which rows above and below the table were left out, and that headings were joined."""
    notes = []
    above = [grid.lines[place] for place in range(start) if filled(rows[place])]
    below = [grid.lines[place] for place in range(end, len(rows)) if filled(rows[place])]
    if above:
        notes.append(Finding("info", "title_lines", grid.file, f"Zeile {listed_rows(above)}", "Titelzeilen über der Tabelle wurden übergangen.", "Nichts zu tun; sonst `skip_rows` angeben."))  # fmt: skip
    if below:
        notes.append(Finding("info", "footnotes", grid.file, f"Zeile {listed_rows(below)}", "Fußnoten unter der Tabelle wurden übergangen.", "Nichts zu tun."))  # fmt: skip
    if depth > 1:
        notes.append(Finding("info", "header_rows", grid.file, f"Zeile {grid.lines[start]}–{grid.lines[start + depth - 1]}", f"{depth} Kopfzeilen wurden zu einer zusammengefasst.", "Nichts zu tun; sonst `header_rows` angeben."))  # fmt: skip
    return notes


def without_twins(table: DataFrame, file: str) -> tuple[DataFrame, tuple[Finding, ...]]:
    """Leave out rows that repeat another row in every cell; say which.

    Examples
    --------
    >>> twice = DataFrame({"key": ["01", "01"], "ew": ["5", "5"]}, index=[2, 3])
    >>> without_twins(twice, "a.csv")[0].index.tolist()
    [2]
    """
    twins = table.duplicated() & (table != "").any(axis=1)
    if not bool(twins.any()):
        return table, ()
    rows = [int(row) for row in table.index[twins]]
    said = Finding("warning", "row_twice", file, f"Zeile {listed_rows(rows)}", "Die Zeile wiederholt eine andere in jeder Zelle; sie zählt einmal.", "Die doppelten Zeilen löschen.")  # fmt: skip
    return table[~twins], (said,)
