"""All cells of a sheet or text in; one heading per column, rows of data and what was left out, out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pandas import DataFrame, Index

from intake.cells.header import (
    filled,
    find_layout,
    header_faults,
    join_headings,
    lacks_headings,
    spread_merged,
)
from intake.cells.number_checks import formula_notes, listed_rows
from intake.findings import Finding, InputError, Kind, in_row, require_none
from wording import joined, say

#: Size of a table file, packed and unpacked, in bytes.
MAX_BYTES = 60_000_000

MERGED_CELLS = Kind("merged_cells", "Verbundene Zellen wurden aufgelöst: Ihr Text steht nun in jeder Zelle.", "Nichts zu tun.", "info")  # fmt: skip
NO_TABLE = Kind("table_empty", "Die Datei ist leer: Sie enthält keine Tabelle.", "Die richtige Datei oder das richtige Blatt wählen.")  # fmt: skip
ROWS_RAGGED = Kind("rows_ragged", "Zeilen passen nicht zur Kopfzeile mit {n} Spalten ({rows}).{hint}",
                   "Die Zeilen berichtigen; Texte, die das Trennzeichen enthalten, in Anführungszeichen setzen.")  # fmt: skip
ASK_HEADER = Kind("ask_header", "Die Tabelle hat keine Überschriften: Die erste Zeile enthält Werte.",
                  "Eine Kopfzeile mit den Namen der Spalten ergänzen oder `header_rows` angeben.")  # fmt: skip
TITLE_LINES = Kind("title_lines", "Titelzeilen über der Tabelle wurden übergangen.", "Nichts zu tun; sonst `skip_rows` angeben.", "info")  # fmt: skip
FOOTNOTES = Kind("footnotes", "Fußnoten unter der Tabelle wurden übergangen.", "Nichts zu tun.", "info")  # fmt: skip
HEADER_ROWS = Kind("header_rows", "{n} Kopfzeilen wurden zu einer zusammengefasst.", "Nichts zu tun; sonst `header_rows` angeben.", "info")  # fmt: skip
ROW_TWICE = Kind("row_twice", "Die Zeile wiederholt eine andere in jeder Zelle; sie zählt einmal.", "Die doppelten Zeilen löschen.", "warning")  # fmt: skip


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
        findings.append(MERGED_CELLS(grid.file, grid.sheet))
    layout = find_layout(rows, header_rows=header_rows, skip_rows=skip_rows)
    if layout.start + layout.header_rows > len(rows) or layout.start == len(rows):
        raise InputError([NO_TABLE(grid.file, grid.sheet)])
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
    said = [say("zu viele Felder: Zeile {rows}", rows=listed_rows(long))] * bool(long)
    said += [say("zu wenige Felder: Zeile {rows}", rows=listed_rows(short))] * bool(short)
    raise InputError([ROWS_RAGGED(grid.file, in_row(listed_rows(long + short)), n=width, rows=joined("; ", said), hint=hint)])  # fmt: skip


def _comma_hint(grid: Grid, long: int, rows: int) -> str:
    if grid.separator == "," and long > 0.5 * rows:
        return say(" Vermutlich stehen Dezimalkommas in einer Datei, die mit Kommas trennt.")
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
        raise InputError([ASK_HEADER(grid.file, in_row(header_line))])
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
        notes.append(TITLE_LINES(grid.file, in_row(listed_rows(above))))
    if below:
        notes.append(FOOTNOTES(grid.file, in_row(listed_rows(below))))
    if depth > 1:
        notes.append(HEADER_ROWS(grid.file, in_row(f"{grid.lines[start]}–{grid.lines[start + depth - 1]}"), n=depth))  # fmt: skip
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
    said = ROW_TWICE(file, in_row(listed_rows(rows)))
    return table[~twins], (said,)
