"""How a command shows its result: a table on the terminal, a file, or JSON."""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from commands.findings import print_json
from commands.options import Output
from commands.terminal import is_terminal, show

if TYPE_CHECKING:
    from pandas import DataFrame, Series

NO_LABELS: Mapping[str, str] = {}


def emit(
    table: "DataFrame",
    output: Output,
    *,
    title: str = "",
    notes: Sequence[str] = (),
    labels: Mapping[str, str] = NO_LABELS,
) -> None:
    """Show a result table, or write it to a file.

    Parameters
    ----------
    table : DataFrame
        What is shown, without the index. Its numbers have passed the release gate.
    output : Output
        A file is CSV, XLSX, GeoJSON or GeoPackage by its ending; JSON is a list of records,
        missing values are null.
    title, notes
        Heading and remarks of the printed table; beside a file the remarks are printed too.
    labels : mapping
        Words of the city for its ids and for columns that only it knows, for people's eyes.
    """
    from wording import count

    if output.out is not None:
        from export.tables import write_table

        write_table(table, output.out)
        typer.echo(f"Geschrieben: {output.out} ({count(len(table))} Zeilen)", err=True)
        for note in notes:
            typer.echo(f"Hinweis: {note}", err=True)
    elif output.as_json:
        print_json(records(table))
    elif is_terminal(sys.stdout):
        show(table, title=title, notes=notes, labels=labels, every_row=output.every_row)
    else:
        print_table(table, title=title, notes=notes)


def records(table: "DataFrame") -> list[dict[str, Any]]:
    """Return the rows as JSON-ready records; missing values become None."""
    plain = table.drop(columns="geometry", errors="ignore").astype(object)
    return plain.where(plain.notna(), None).to_dict("records")


def print_table(table: "DataFrame", *, title: str = "", notes: Sequence[str] = ()) -> None:
    """Print a table for other programs: the machine's columns, German numbers, nothing cut off."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    plain = table.drop(columns="geometry", errors="ignore")
    grid = Table(title=title or None, box=SIMPLE_HEAD, title_justify="left")
    for column in plain.columns:
        numeric = plain[column].dtype.kind in "if"
        grid.add_column(str(column), justify="right" if numeric else "left", overflow="fold")
    cells = [column_cells(plain[column]) for column in plain.columns]
    for row in zip(*cells, strict=True):
        grid.add_row(*row)
    console = Console(width=220, highlight=False, markup=False)
    console.print(grid)
    for note in notes:
        console.print(f"Hinweis: {note}")


def column_cells(column: "Series") -> list[str]:
    """Return the cells of a column as people read them, numbers with the same decimals.

    Examples
    --------
    >>> from pandas import Series
    >>> column_cells(Series([1234.5, None]))
    ['1.234,5', '.']
    """
    from wording import number

    if column.dtype.kind in "iuf":
        known = column.dropna()
        whole = bool((known % 1 == 0).all())
        decimals = (
            5
            if column.name in ("lon", "lat")
            else 0
            if whole
            else 3
            if known.abs().max() <= 1
            else 1
        )
        return [
            str(value) if whole and column.name == "year" else number(value, decimals)
            for value in column
        ]
    return [_text_cell(value) for value in column]


def _text_cell(value: Any) -> str:
    from pandas import isna

    if value is None or (not isinstance(value, str) and isna(value)):
        return "."
    if isinstance(value, str):
        return value
    if str(type(value)).endswith("bool'>"):
        return "ja" if value else "nein"
    return str(value)
