"""Cells that stay text: a table in, the same table without live formulas out."""

from pandas import DataFrame, Series

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
