"""Files as they came in; the files that may lie in a city folder out: no macros, no protected places."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from pandas import DataFrame, Series

from intake.model import OFFER_COLUMNS
from intake.new_city._tables import TableUnderstood
from intake.offers import Offers

#: Files that belong to a Shapefile and must be copied with it.
SIDE_FILES = (".dbf", ".shx", ".prj", ".cpg")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Findings that say that a workbook holds more than cells.
_ACTIVE = {"macros"}


def boundary_files(path: Path, name: str) -> dict[str, Path | bytes]:
    """Return a boundary file and its side files, under the name that the city gives it."""
    files: dict[str, Path | bytes] = {name: path}
    if path.suffix.lower() == ".shp":
        stem = name.rpartition(".")[0]
        for side in SIDE_FILES:
            for candidate in (path.with_suffix(side), path.with_suffix(side.upper())):
                if candidate.exists():
                    files[f"{stem}{side}"] = candidate
    return files


def table_file(table: TableUnderstood, name: str) -> tuple[str, Path | bytes, dict[str, Any]]:
    """Return name, content and changed entries of a table: a plain copy, or its text where it holds macros."""
    if not any(finding.code in _ACTIVE for finding in table.findings):
        return name, table.path, {}
    plain = {"sheet": "", "encoding": "", "separator": "", "header_rows": None, "skip_rows": None}
    return f"{name.rpartition('.')[0]}.csv", csv_bytes(table.table), plain


def offers_file(offers: Offers) -> bytes:
    """Return the offers in the project's own form.

    Notes
    -----
    Protected offers carry their id, their category and the mark, nothing else; columns
    that the project does not use are not copied, whatever they hold.
    """
    places = offers.places
    table = DataFrame(
        {"id": places.index, **{column: places[column].to_numpy() for column in OFFER_COLUMNS}}
    )
    table["capacity"] = [
        f"{value:g}" if not np.isnan(value) else "" for value in places["capacity"]
    ]
    table["x"] = [repr(float(x)) if not np.isnan(x) else "" for x in places.geometry.x]
    table["y"] = [repr(float(y)) if not np.isnan(y) else "" for y in places.geometry.y]
    table["protected"] = "nein"
    secret = DataFrame(
        {"id": offers.protected.index, "category": offers.protected.to_numpy(), "protected": "ja"},
        dtype="str",
    )
    both = DataFrame(
        {
            column: [*table[column], *(secret[column] if column in secret else [""] * len(secret))]
            for column in table.columns
        }
    )
    return csv_bytes(both)


def csv_bytes(table: DataFrame) -> bytes:
    """Return a table as CSV (UTF-8, comma), texts that a spreadsheet would run with an apostrophe in front."""
    quiet = DataFrame({column: _quiet(table[column]) for column in table.columns})
    stream = io.StringIO()
    quiet.to_csv(stream, index=False, lineterminator="\n")
    return stream.getvalue().encode()


def _quiet(column: Series) -> list[str]:
    return [
        f"'{text}"
        if str(text).startswith(_FORMULA_SIGNS) and not _is_number(str(text))
        else str(text)
        for text in column
    ]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
