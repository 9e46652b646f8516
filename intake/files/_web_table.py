"""HTML pages that call themselves XLS or CSV: a file in, the cells of its largest table out."""

from html.parser import HTMLParser
from pathlib import Path

from intake.cells.dialect import decode
from intake.findings import InputError, Kind

Merged = tuple[tuple[tuple[int, int], tuple[int, int]], ...]

TABLE_HTML = Kind("table_html", "Die Datei ist eine HTML-Seite ohne Tabelle, vermutlich eine Anmelde- oder Fehlerseite.",
                  "Die Tabelle im Portal neu herunterladen und die Datei vorher ansehen.")  # fmt: skip


class _Cells(HTMLParser):
    """Collects the cells of all tables: text, and how many columns and rows each spans."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[tuple[str, int, int]]]] = []
        self._text: list[str] | None = None
        self._span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"td", "th", "tr", "table"}:
            self._close_cell()  # end tags may be left out
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in {"td", "th"} and self.tables and self.tables[-1]:
            self._text, self._span = [], (_span(given.get("colspan")), _span(given.get("rowspan")))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._close_cell()

    def _close_cell(self) -> None:
        if self._text is not None:
            self.tables[-1][-1].append(("".join(self._text).strip(), *self._span))
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def _span(text: str | None) -> int:
    return min(int(text), 200) if text and text.isdecimal() and int(text) else 1


def read_web_table(path: Path) -> tuple[list[list[str]], Merged]:
    """Read the largest table of an HTML page.

    Returns
    -------
    tuple of (list of list of str, merged cell ranges)

    Raises
    ------
    InputError
        If the page holds no table with at least two rows and two columns.
    """
    text, _, _ = decode(path.read_bytes(), path.name)
    parser = _Cells()
    parser.feed(text)
    parser.close()
    table = max(parser.tables, key=lambda rows: sum(map(len, rows)), default=[])
    if len(table) < 2 or max(map(len, table)) < 2:
        raise InputError([TABLE_HTML(path.name)])
    return _laid_out(table)


def _laid_out(table: list[list[tuple[str, int, int]]]) -> tuple[list[list[str]], Merged]:
    """Put cells that span several rows or columns in their place; the span stays blank."""
    taken: dict[tuple[int, int], str] = {}
    merged = []
    for row, cells in enumerate(table):
        column = 0
        for text, across, down in cells:
            while (row, column) in taken:
                column += 1
            taken |= {
                (row + r, column + c): ""
                for r in range(min(down, len(table) - row))
                for c in range(across)
            }
            taken[row, column] = text
            if across > 1 or down > 1:
                merged.append(((row, column), (row + down - 1, column + across - 1)))
            column += across
    width = max((column for _, column in taken), default=-1) + 1
    return [
        [taken.get((row, column), "") for column in range(width)] for row in range(len(table))
    ], tuple(merged)
