"""The formats that foreign files come in: tables and shapes; here the door for any table.

What reads a format is loaded when a file of it is met.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame

    from intake.findings import Finding


def read_table(
    path: Path,
    *,
    sheet: str = "",
    layer: str = "",
    header_rows: int | None = None,
    skip_rows: int | None = None,
    encoding: str = "",
    separator: str = "",
) -> "tuple[DataFrame, tuple[Finding, ...]]":
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
    from intake.files.tables import is_vector, read_cells

    if is_vector(path):
        return _attributes(path, layer)
    return read_cells(
        path,
        sheet=sheet,
        header_rows=header_rows,
        skip_rows=skip_rows,
        encoding=encoding,
        separator=separator,
    )


def _attributes(path: Path, layer: str) -> "tuple[DataFrame, tuple[Finding, ...]]":
    """Attributes of a vector file; rows are counted as features."""
    from pandas import Index

    from intake.cells.header import clean_cell
    from intake.files.shapes import read_attributes

    table = read_attributes(path, layer=layer).fillna("").astype(str)
    table = table.set_axis([clean_cell(str(name)) for name in table.columns], axis=1)
    return table.set_axis(Index(range(1, len(table) + 1), name="row"), axis=0), ()
