"""Large, well-formed text tables in, the careful reader's table out, in a tenth of its time.

Well-formed CSV in, a text table out, fast; anything doubtful is left to the careful reader.
"""

import csv
import io
import re
from pathlib import Path

import pandas as pd
from pandas import DataFrame, Index

from intake.cells.dialect import decode, read_records
from intake.cells.number_checks import formula_notes
from intake.files.grid import MAX_BYTES, Grid, table_of
from intake.findings import Finding, gathered
from intake.guard.sniff import kind_of

#: Bytes of the file that are looked at for header and separator.
HEAD_BYTES = 65536


def read_plain(path: Path) -> DataFrame | None:
    """Read a CSV file if it is in UTF-8 with one plain header row and even rows.

    Parameters
    ----------
    path : Path
        A text file.

    Returns
    -------
    DataFrame or None
        Text cells ("" where empty), index `row`: the line in the file, 2 = first row of
        data. None if the file needs the careful reader (`tables.read_table`), which
        finds title lines, other encodings, ragged rows and the like.
    """
    raw = path.read_bytes()
    names, separator = _header(raw[:HEAD_BYTES])
    if not names or b"\x00" in raw[:HEAD_BYTES]:
        return None
    table = _even_table(raw, names, separator)
    lines = raw.count(b"\n") + (not raw.endswith(b"\n")) - 1
    if table is None or len(table) != lines:
        return None  # line breaks in cells, or empty lines
    return table.set_axis(pd.RangeIndex(2, lines + 2, name="row"), axis=0)


def _header(head: bytes) -> tuple[list[str], str]:
    """Names of the columns and the separator, if the first line is a plain header."""
    line = head.decode("utf-8-sig", "ignore").split("\n", 1)[0].rstrip("\r")
    used = [mark for mark in (",", ";", "\t") if mark in line]
    if len(used) != 1:
        return [], ""
    names = [name.strip() for name in next(csv.reader([line], delimiter=used[0]))]
    plain = (
        all(names)
        and len(set(names)) == len(names)
        and not any(name[0].isdigit() for name in names)
    )
    return (names, used[0]) if plain else ([], "")


def _even_table(raw: bytes, names: list[str], separator: str) -> DataFrame | None:
    """All cells as text, or None if a row has more or fewer cells or is not in UTF-8."""
    import pyarrow
    from pyarrow import csv as arrow_csv

    reading = arrow_csv.ReadOptions(column_names=names, skip_rows=1)
    parsing = arrow_csv.ParseOptions(
        delimiter=separator, newlines_in_values=b'"' in raw, ignore_empty_lines=True
    )
    types = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pyarrow.string()), strings_can_be_null=False
    )
    try:
        table = arrow_csv.read_csv(io.BytesIO(raw), reading, parsing, types)
    except pyarrow.ArrowInvalid:
        return None
    return table.to_pandas()


#: Bytes from which the quick way is tried.
LARGE_BYTES = 2_000_000
#: Lines at either end that the careful reader must read in the same way.
END_LINES = 300
#: A cell that begins with the sign of a formula, also in full width (UTF-8).
_SIGN = re.compile(rb"[,;\t\n][ \t\r]*(?:[=+\-@]|\xef\xbc[\x9d\x8b\x8d\xa0])")


def read_large_text(path: Path) -> tuple[DataFrame, tuple[Finding, ...]] | None:
    """Read a large text table if nothing about it is doubtful.

    Parameters
    ----------
    path : Path

    Returns
    -------
    tuple of (DataFrame, tuple of Finding) or None
        As `tables.read_table`; None if the careful reader is needed.

    Notes
    -----
    Doubtful are quotation marks, another encoding than UTF-8, rows of unequal length,
    and beginnings or ends that the careful reader does not read as one header and data.
    """
    if not LARGE_BYTES <= path.stat().st_size <= MAX_BYTES or kind_of(path) != "text":
        return None
    raw = path.read_bytes()
    if b'"' in raw or b"\x00" in raw:
        return None
    _, encoding, findings = decode(raw, path.name)
    if findings or not encoding.lower().startswith(("utf-8", "ascii")):
        return None
    table = read_plain(path)
    if table is None or not _reads_alike(raw, table, path.name):
        return None
    table = table.set_axis(Index(table.index, dtype="int64", name="row"), axis=0)
    blank = table.apply(lambda column: column.str.strip() == "").all(axis=1)
    table = table[~blank] if bool(blank.any()) else table
    notes = formula_notes(table, path.name) if _SIGN.search(raw) else []
    return table, tuple(notes)


def _reads_alike(raw: bytes, table: DataFrame, file: str) -> bool:
    """Whether the careful reader sees the same columns, and no more, at both ends of the file."""
    lines = raw.rstrip(b"\r\n").split(b"\n")
    ends = lines[: END_LINES + 1] + lines[max(END_LINES + 1, len(lines) - END_LINES) :]
    faults: list[Finding] = []
    with gathered(faults):
        records, findings = read_records(b"\n".join(ends), file)
        grid = Grid(file, records.rows, records.lines, separator=records.separator)
        sample, noticed = table_of(grid)
    if faults:
        return False
    said = [*findings, *noticed]
    blank = sum(not line.replace(records.separator.encode(), b"").strip() for line in ends)
    return (
        len(said) == len(formula_notes(sample, file))
        and list(sample.columns) == list(table.columns)
        and len(sample) == len(ends) - 1 - blank
        and sample.iloc[0].tolist() == _first_filled(table)
    )


def _first_filled(table: DataFrame) -> list[str]:
    """Cells of the first row that is not blank."""
    for row in table.head(END_LINES).itertuples(index=False):
        if "".join(row).strip():
            return list(row)
    return []
