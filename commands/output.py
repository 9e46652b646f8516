"""How a command shows its result: a table on the terminal, a file, or JSON."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.call import EMBEDDED_CITY
from export.atomic import WriteError
from intake.findings import Finding, InputError

__all__ = ["EMBEDDED_CITY"]

if TYPE_CHECKING:
    from pandas import DataFrame, Series

CityArgument = Annotated[
    Path,
    typer.Argument(
        metavar="STADT", help="Ordner der Stadt (mit city.toml).", show_default="Dortmund"
    ),
]
LevelOption = Annotated[str, typer.Option("--level", help="Ebene, zum Beispiel sozialraum.")]
YearOption = Annotated[int | None, typer.Option("--year", help="Jahr; sonst das neueste.")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Ergebnis in diese Datei schreiben (.csv, .xlsx, .geojson, .gpkg)."),
]
EntriesOption = Annotated[
    bool,
    typer.Option("--without-entries", help="Ohne die Eintragungen von Ortskundigen zu Angeboten."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Maschinenlesbar als JSON ausgeben.")]


def emit(
    table: "DataFrame",
    *,
    out: Path | None = None,
    as_json: bool = False,
    title: str = "",
    notes: Sequence[str] = (),
) -> None:
    """Show a result table, or write it to a file.

    Parameters
    ----------
    table : DataFrame
        What is shown, without the index. Its numbers have passed the release gate.
    out : Path, optional
        CSV, XLSX, GeoJSON or GeoPackage by the file's ending.
    as_json : bool
        Print a list of records; missing values are null.
    title, notes
        Heading and remarks of the printed table; beside a file the remarks are printed too.
    """
    from wording import count

    if out is not None:
        from export.tables import write_table

        write_table(table, out)
        typer.echo(f"Geschrieben: {out} ({count(len(table))} Zeilen)", err=True)
        for note in notes:
            typer.echo(f"Hinweis: {note}", err=True)
    elif as_json:
        typer.echo(json.dumps(records(table), ensure_ascii=False))
    else:
        print_table(table, title=title, notes=notes)


def records(table: "DataFrame") -> list[dict[str, Any]]:
    """Return the rows as JSON-ready records; missing values become None."""
    plain = table.drop(columns="geometry", errors="ignore").astype(object)
    return plain.where(plain.notna(), None).to_dict("records")


def print_table(table: "DataFrame", *, title: str = "", notes: Sequence[str] = ()) -> None:
    """Print a table with German numbers, right-aligned, without cutting anything off."""
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
    width = None if sys.stdout.isatty() else 220
    console = Console(width=width, highlight=False, markup=False)
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


@contextmanager
def findings_shown(*, as_json: bool = False) -> Iterator[None]:
    """Turn an `InputError` or a `WriteError` into its sentences and exit 1."""
    try:
        yield
    except WriteError as error:
        typer.echo(f"Fehler – {error.strerror}", err=True)
        raise typer.Exit(1) from error
    except InputError as error:
        show_findings(error.findings, as_json=as_json)
        raise typer.Exit(1) from error


def show_findings(findings: Sequence[Finding], *, as_json: bool = False) -> None:
    """Print findings as sentences on the error stream, or as JSON."""
    if as_json:
        typer.echo(json.dumps({"findings": [f.as_record() for f in findings]}, ensure_ascii=False))
        return
    marks = {"error": "Fehler", "warning": "Warnung", "info": "Hinweis"}
    for finding in findings:
        typer.echo(f"{marks[finding.severity]} – {finding.sentence()}", err=True)
