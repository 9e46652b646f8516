"""Well-formed CSV in, a text table out, fast; anything doubtful is left to the careful reader."""

import csv
import io
from pathlib import Path

import pandas as pd
from pandas import DataFrame

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
