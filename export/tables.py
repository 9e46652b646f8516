"""Tables as files: a released table in; CSV, XLSX, GeoJSON or GeoPackage out.

Cells that stay text: a table in, the same table without live formulas out.
"""

import io
import json
import math
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from geopandas import GeoDataFrame
from pandas import DataFrame, Series, isna

from export.atomic import WriteError, write_atomically

#: First characters that a spreadsheet takes for a formula, also in full width.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula(text: object) -> bool:
    """Whether a spreadsheet would run a cell as a formula.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula(" =1+1"), is_formula("Nordmarkt"), is_formula(-3.0)
    (True, True, False, False)
    """
    return isinstance(text, str) and (
        text.startswith(FORMULA_STARTS) or text.lstrip(" \u00a0").startswith(FORMULA_STARTS)
    )


def disarmed(text: object) -> object:
    """Return a cell's text with an apostrophe before what would be a formula."""
    return f"'{text}" if is_formula(text) else text


def without_formulas(table: DataFrame) -> DataFrame:
    """Return a table whose headers and text cells no spreadsheet takes for formulas."""
    columns = {name: _disarmed_column(table[name]) for name in table.columns}
    safe = DataFrame(columns, index=table.index)
    safe.columns = [str(disarmed(str(name))) for name in table.columns]
    return safe


def _disarmed_column(column: Series) -> Series:
    if column.dtype.kind in "ifubM":
        return column
    return column.map(disarmed)


#: Stands where a format asks for the time of making: equal tables give equal bytes.
NO_MOMENT = datetime(1980, 1, 1)

#: Kinds of pages of a SQLite file, by their first byte: inner nodes and leaves of index and table.
INNER_PAGES, LEAF_PAGES = {2, 5}, {10, 13}
#: First version of SQLite that writes its number; all later ones read what it wrote (3.7.0).
OLDEST_SQLITE = 3_007_000

#: Decimals of degrees in GeoJSON: 1e-6° is about 10 cm.
DEGREE_DECIMALS = 6


def write_table(table: DataFrame, path: Path) -> None:
    """Write a table by the ending of the file's name.

    Parameters
    ----------
    table : DataFrame or GeoDataFrame
        Rows without index; only a GeoDataFrame can become a layer.
    path : Path
        `.csv` (UTF-8, comma, point decimals), `.xlsx`, `.json`, `.geojson` (WGS 84) or
        `.gpkg` (the table's own CRS).

    Raises
    ------
    WriteError
        For another ending, a layer without places, or a folder that cannot be written.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(WRITERS)
        msg = f"{path}: Die Endung „{path.suffix}“ ist nicht bekannt. Möglich sind {known}."
        raise WriteError(0, msg)
    if path.suffix.lower() in {".geojson", ".gpkg"} and not isinstance(table, GeoDataFrame):
        msg = f"{path}: Diese Tabelle hat keine Orte. Als .csv oder .xlsx speichern."
        raise WriteError(0, msg)
    content = writer(table)
    write_atomically(path, lambda temporary: temporary.write_bytes(content))


def csv_bytes(table: DataFrame) -> bytes:
    """Return a table as CSV (RFC 4180): UTF-8, comma, point decimals, empty where missing."""
    text = without_formulas(without_places(table)).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8")


def xlsx_bytes(table: DataFrame) -> bytes:
    """Return a table as a workbook with one sheet: numbers as numbers, text as text."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"created": NO_MOMENT})
        sheet = workbook.add_worksheet("Daten")
        write_sheet(sheet, without_places(table), workbook.add_format({"bold": True}))
    return buffer.getvalue()


def write_sheet(sheet: Any, table: DataFrame, header: Any, *, row: int = 0) -> None:
    """Write a table into a sheet from `row` on; missing cells stay empty."""
    for column, name in enumerate(table.columns):
        sheet.write_string(row, column, str(name), header)
    for offset, record in enumerate(table.itertuples(index=False), start=row + 1):
        for column, value in enumerate(record):
            _write_cell(sheet, offset, column, value)
    sheet.freeze_panes(row + 1, 0)
    sheet.autofit()


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or (not isinstance(value, str) and bool(isna(value))):
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, bool) or str(type(value)).endswith("bool'>"):
        sheet.write_string(row, column, "ja" if value else "nein")
    elif isinstance(value, int | float) or hasattr(value, "__float__"):
        number = float(value)
        if math.isfinite(number):
            sheet.write_number(row, column, number)
    else:
        sheet.write_string(row, column, str(value))


def geojson_bytes(table: GeoDataFrame) -> bytes:
    """Return a layer as GeoJSON in WGS 84 (RFC 7946)."""
    degrees = table.to_crs(4326)
    degrees["geometry"] = degrees.geometry.set_precision(10**-DEGREE_DECIMALS)
    document = json.loads(degrees.to_json(na="null", drop_id=True))
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def gpkg_bytes(table: GeoDataFrame, layer: str = "daten") -> bytes:
    """Return a layer as GeoPackage in the table's own CRS."""
    import tempfile

    import pyogrio

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        pyogrio.write_dataframe(table, path, layer=layer, driver="GPKG")
        return settled_geopackage(path, NO_MOMENT)


def settled_geopackage(path: Path, moment: datetime) -> bytes:
    """Return the bytes of a GeoPackage as a function of what it holds.

    Parameters
    ----------
    path : Path
        Written and closed; is rewritten, so that no free page holds what an earlier state had.
    moment : datetime
        Time of the last change, UTC.

    Notes
    -----
    How many transactions GDAL needs depends on the clock, and SQLite counts them in its header
    (https://www.sqlite.org/fileformat.html: bytes 24–27 and 92–95, changes of the schema in
    40–43, the version of the library in 96–99). The counts tell others who have the file open
    that it has changed; nobody has, so they may begin again.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        stamp = f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
        database.execute("UPDATE gpkg_contents SET last_change = ?", (stamp,))
        database.execute("PRAGMA secure_delete = ON")
        database.execute("VACUUM")
    content = bytearray(path.read_bytes())
    content[24:28] = content[40:44] = content[92:96] = (1).to_bytes(4, "big")
    content[96:100] = OLDEST_SQLITE.to_bytes(4, "big")
    for start, end in _unused(content):
        content[start:end] = bytes(end - start)
    return bytes(content)


def _unused(content: bytearray) -> Iterator[tuple[int, int]]:
    """Where pages of a SQLite file hold nothing: between the list of their cells and the cells.

    Older SQLite leaves there what had been in memory while it tidied up; newer one leaves zeros
    (https://www.sqlite.org/fileformat.html#b_tree_pages).
    """
    size = int.from_bytes(content[16:18], "big")
    keeps_maps = any(content[52:56])  # of pages, which begin like pages of an index
    for page in () if keeps_maps else range(0, len(content), 65536 if size == 1 else size):
        head = page + (100 if page == 0 else 0)  # the first page begins with the file's header
        if content[head] in INNER_PAGES | LEAF_PAGES:
            cells = int.from_bytes(content[head + 3 : head + 5], "big")
            pointers = head + (12 if content[head] in INNER_PAGES else 8) + 2 * cells
            first_cell = page + (int.from_bytes(content[head + 5 : head + 7], "big") or 65536)
            yield pointers, max(pointers, first_cell)


def json_bytes(table: DataFrame) -> bytes:
    """Return a table as a JSON list of records; missing cells are null."""
    plain = without_places(table).astype(object)
    rows = plain.where(plain.notna(), None).to_dict("records")
    return json.dumps(rows, ensure_ascii=False).encode("utf-8")


def without_places(table: DataFrame) -> DataFrame:
    """Return a table without its geometry column."""
    return DataFrame(table.drop(columns="geometry", errors="ignore"))


WRITERS: dict[str, Callable[[Any], bytes]] = {
    ".csv": csv_bytes,
    ".xlsx": xlsx_bytes,
    ".json": json_bytes,
    ".geojson": geojson_bytes,
    ".gpkg": gpkg_bytes,
}
