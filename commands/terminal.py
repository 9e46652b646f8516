"""A result as people read it on a terminal: a table in, lines of whole words out.

What is the same in every row stands in the title, reasons stand on a line of their own, and what
is too wide for the terminal stands under its row with its heading.
"""

import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TextIO

import typer

from commands.columns import ABOUT, MISSING, NO, YES, Column, cells_of, column_of

if TYPE_CHECKING:
    from pandas import DataFrame

#: Rows that are shown if nobody asks for all.
ROWS = 20
#: Between columns, and before a line that belongs to the row above.
GAP, INDENT = "  ", "     "
#: Between facts; no line begins with it.
DOT = "\u00a0· "
#: A column of text keeps at least this width, if its words need as much.
NARROWEST = 14


@dataclass(frozen=True)
class Shown:
    """A column with its cells as text; words stand on the left and may wrap, numbers do not."""

    name: str
    column: Column
    cells: list[str]
    is_text: bool

    @property
    def widest(self) -> int:
        """Characters that no line of the column exceeds."""
        return max(map(len, [*self.column.head().split(), *self.cells]), default=0)

    @property
    def narrowest(self) -> int:
        """Characters that the longest word needs."""
        if not self.is_text:
            return self.widest
        words = [*self.column.head().split(), *(w for cell in self.cells for w in cell.split())]
        return max(map(len, words), default=0)


def is_terminal(stream: TextIO) -> bool:
    """Whether a person reads along: the stream goes to a terminal."""
    return stream.isatty()


def show(
    table: "DataFrame",
    *,
    title: str,
    notes: Sequence[str],
    labels: Mapping[str, str],
    every_row: bool,
) -> None:
    """Print a table for people.

    Parameters
    ----------
    table : DataFrame
        What is shown, without the index.
    title, notes
        Heading and remarks.
    labels : mapping
        Words of the city for its ids (indicators, categories) and for columns that only it knows.
    every_row : bool
        All rows instead of the first twenty.
    """
    width = shutil.get_terminal_size().columns
    for line in wrapped(title, width):
        typer.secho(line, bold=True)
    for line in lines(table, notes, labels, width=width, every_row=every_row):
        typer.echo(line)


def lines(
    table: "DataFrame",
    notes: Sequence[str],
    labels: Mapping[str, str],
    *,
    width: int,
    every_row: bool = False,
) -> list[str]:
    """Return what `show` prints under the title, no line longer than `width`."""
    plain = table.drop(columns="geometry", errors="ignore")
    shown = [
        Shown(
            name, column, cells_of(plain[name], column, labels), plain[name].dtype.kind not in "iuf"
        )
        for name in map(str, plain.columns)
        if (column := column_of(name, labels)) and not _is_doubled(name, plain, labels)
    ]
    varying, facts = _divided(shown, len(plain))
    limit = len(plain) if every_row else ROWS
    found = wrapped(DOT.join(facts), width)
    if len(plain) == 1:
        found += ["", *_facts_below_each_other(varying, width)]
    elif len(plain):
        found += ["", *_rows(varying, min(limit, len(plain)), width)]
    remarks = [f"Hinweis: {note}" for note in notes]
    if any(cell.startswith(ABOUT) for entry in shown for cell in entry.cells):
        remarks.append(f"{ABOUT}geschätzt und auf ganze Personen gerundet.")
    if len(plain) > limit:
        left = _count(len(plain) - limit)
        remarks.insert(
            0, f"… und {left} weitere Zeilen: alle mit --all, als Datei mit --out DATEI."
        )
    return [*found, "", *(line for remark in remarks for line in wrapped(remark, width))]


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Break a text between words, never within one that fits on a line."""
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _is_doubled(name: str, table: "DataFrame", labels: Mapping[str, str]) -> bool:
    """Whether a label only repeats what the column of ids is shown as."""
    if name != "label":
        return False
    ids = next((table[c] for c in ("indicator", "category") if c in table), None)
    return ids is not None and all(str(value) in labels for value in ids)


def _divided(shown: list[Shown], rows: int) -> tuple[list[Shown], list[str]]:
    """Columns that differ between rows, and what all rows share, as „heading: cell“."""
    varying: list[Shown] = []
    facts: list[str] = []
    empty: list[str] = []
    for entry in shown:
        if len(set(entry.cells)) == 1 and entry.cells[0] in ("", MISSING):
            empty.append(entry.column.heading)
        elif rows > 1 and (same := _same(entry, varying)):
            facts.append(f"{entry.column.heading}: wie {same}")
        elif rows < 2 or len(set(entry.cells)) > 1 or entry.name in ("key", "name"):
            varying.append(entry)
        else:
            is_truth = entry.cells[0] in (YES, NO)
            said = f"{entry.column.heading}: {entry.cells[0]}" if is_truth else _fact(entry, 0)
            facts.append(said)
    if empty and varying:
        facts.append(f"ohne Angabe: {', '.join(empty)}")
    return varying or shown[:1], facts


def _same(entry: Shown, others: Sequence[Shown]) -> str:
    """Heading of an earlier column of figures with the same cells; "" if there is none."""
    same = (o for o in others if o.cells == entry.cells and o.column.unit == entry.column.unit)
    return "" if entry.is_text else next((other.column.heading for other in same), "")


def _fact(entry: Shown, row: int) -> str:
    """Say a cell with its heading and unit; of a yes the heading alone, of a no nothing."""
    if entry.cells[row] in (YES, NO):
        return entry.column.heading if entry.cells[row] == YES else ""
    unit = f" {entry.column.unit}" if entry.column.unit else ""
    return f"{entry.column.heading}: {entry.cells[row].removeprefix(ABOUT)}{unit}"


def _facts_below_each_other(shown: list[Shown], width: int) -> list[str]:
    """One row as a list of its cells."""
    wide = max(len(entry.column.head()) for entry in shown)
    wide = min(wide, width // 2)
    found = []
    for entry in shown:
        cell = textwrap.wrap(
            entry.cells[0], max(width - wide - 2, 20), break_on_hyphens=False
        ) or [MISSING]  # fmt: skip
        head = wrapped(entry.column.head(), wide)
        for number in range(max(len(cell), len(head))):
            left = head[number] if number < len(head) else ""
            right = cell[number] if number < len(cell) else ""
            found.append(f"{left:<{wide}}{GAP}{right}".rstrip())
    return found


def _rows(shown: list[Shown], rows: int, width: int) -> Iterator[str]:
    """Heading and rows; what has no place in the columns stands under its row."""
    first = [replace(entry, cells=entry.cells[:rows]) for entry in shown]
    sentences = [entry for entry in first if entry.column.kind == "line"]
    columns = [entry for entry in first if entry.column.kind != "line"]
    below: list[Shown] = []
    while (widths := _widths(columns, width)) is None:
        below.insert(0, columns.pop())
    yield from _cells([entry.column.head() for entry in columns], columns, widths)
    yield "─" * min(sum(widths) + len(GAP) * (len(widths) - 1), width)
    for row in range(rows):
        yield from _cells([entry.cells[row] for entry in columns], columns, widths)
        told = (_fact(e, row) for e in below if e.cells[row] not in ("", MISSING))
        more = DOT.join(filter(None, told))
        said = [e.cells[row] for e in sentences if e.cells[row] not in ("", MISSING)]
        for text in filter(None, (more, *said)):
            yield from wrapped(text, width, INDENT)


def _widths(columns: list[Shown], width: int) -> list[int] | None:
    """Widths that fit the terminal, columns of text narrowed by turns; None if nothing fits."""
    widths = [entry.widest for entry in columns]
    least = [min(e.widest, max(e.narrowest, NARROWEST)) for e in columns]
    over = sum(widths) + len(GAP) * (len(widths) - 1) - width
    while over > 0:
        spare = [now - low for now, low in zip(widths, least, strict=True)]
        if max(spare) == 0:
            if len(columns) > 1:
                return None
            return [min(widths[0], width)]
        widest = max((now, n) for n, now in enumerate(widths) if spare[n])[1]
        widths[widest] -= 1
        over -= 1
    return widths


def _cells(texts: list[str], columns: list[Shown], widths: list[int]) -> Iterator[str]:
    """One row of cells, each wrapped between words; numbers on the right."""
    parts = [
        textwrap.wrap(text, wide, break_on_hyphens=False) or [""]
        for text, wide in zip(texts, widths, strict=True)
    ]
    for number in range(max(map(len, parts))):
        cells = [
            f"{part[number] if number < len(part) else '':{'<' if entry.is_text else '>'}{wide}}"
            for part, entry, wide in zip(parts, columns, widths, strict=True)
        ]
        yield GAP.join(cells).rstrip()


def _count(number: int) -> str:
    from wording import count

    return count(number)
