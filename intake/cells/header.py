"""Rows of text cells in; a table with one header row, and what was left out, out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from intake.cells.keys import INVISIBLE
from intake.findings import Finding, InputError, Kind, in_row
from wording import joined, say

_NUMBER = re.compile(r"[+\-−]?[\d.,\s'\u2019\xa0\u202f]*\d[\d.,]*\s*%?|WAHR|FALSCH")
_VALUE = re.compile(r"[+\-−]?[\d.,\s]*\d\s*%?|\d{4}-\d\d-\d\d.*|\d{1,2}\.\d{1,2}\.\d{2,4}")
_YEAR = re.compile(r"(?:19|20)\d\d\s*[*prv]?\)?")
_FOOTNOTE = re.compile(
    r"\s*(?:quellen?\b|anm(?:erkung(?:en)?)?\b|hinweise?\b|stand\b|erläuterung|legende\b|fußnote|©|\(c\)|datenstand|"
    r"stadt .*\d{4}$|[*¹²³⁴⁵⁶⁷⁸⁹⁰]+[)⁾]?\s|\(?\d{1,2}\)\s|zeichenerklärung|source\b|note\b)",
    re.IGNORECASE,
)
_UNIT_WORD = re.compile(
    r"[(\[]?(?:in )?(?:anzahl|abs\.?|absolut|personen|einheit|%|prozent|v\.? ?h\.?|€|euro|eur|qm|m²|km²|ha|jahre?|tsd\.?|je 1\.?000|text|nr\.?)[)\]]?",
    re.IGNORECASE,
)

#: More columns than any table about a city's areas has; each costs time to understand.
MAX_COLUMNS = 2_000
#: Rows at both ends of a file that are looked at closely.
_EDGE = 400

Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]

TOO_MANY_COLUMNS = Kind("too_many_columns", "Die Tabelle hat {columns} Spalten; gelesen werden höchstens {n}.",
                        "Nur die benötigten Spalten ausgeben lassen; stehen die Gebiete nebeneinander, die Tabelle um 90 Grad drehen (transponieren).")  # fmt: skip
HEADER_DOUBLE = Kind("header_double", "Spaltenüberschriften sind doppelt: {columns}.", "Die Spalten in der Datei eindeutig benennen.")  # fmt: skip
HEADER_EMPTY = Kind("header_empty", "Spalten mit Werten haben keine Überschrift.", "Überschrift ergänzen oder die Spalte löschen.")  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """Where a table stands: first header row, number of header rows, end of the data (row places)."""

    start: int
    header_rows: int
    end: int


def clean_cell(text: str) -> str:
    r"""Return the text of a cell without invisible signs and outer blanks, lines joined.

    Examples
    --------
    >>> clean_cell(" Ein-\nwohner\u00ad ")
    'Einwohner'
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = re.sub(r"(?<=\w)-[ \t]*\r?\n[ \t]*(?=[a-zäöüß])", "", INVISIBLE.sub("", text))
    return re.sub(r"[\s\xa0\u202f]+", " ", text).strip()


def filled(row: Sequence[str]) -> int:
    """Return the number of cells with text."""
    return sum(map(bool, map(str.strip, row)))


def is_number(text: str) -> bool:
    """Whether a cell looks like a value rather than a heading."""
    return _NUMBER.fullmatch(text.strip()) is not None


def require_narrow(columns: int, file: str) -> None:
    """Raise if a table has so many columns that it cannot be one about areas or offers."""
    if columns > MAX_COLUMNS:
        raise InputError([TOO_MANY_COLUMNS(file, columns=columns, n=MAX_COLUMNS)])


def find_layout(
    rows: Sequence[Sequence[str]], *, header_rows: int | None = None, skip_rows: int | None = None
) -> Layout:
    """Find header and data among title lines, blank rows and footnotes.

    Parameters
    ----------
    rows : sequence of sequences of str
        All rows of a file, ragged or not.
    header_rows, skip_rows : int
        What a person said; None = find out.

    Returns
    -------
    Layout
        Row places, counted from 0. `start == len(rows)` if no row has a cell.
    """
    counts = _counts(rows)
    if not any(counts):
        return Layout(len(rows), 0, len(rows))
    start = skip_rows if skip_rows is not None else _first_header(counts)
    start = min(start, len(rows))
    depth = header_rows if header_rows is not None else _header_depth(rows, start)
    return Layout(start, depth, _data_end(rows, counts, start + depth))


def _counts(rows: Sequence[Sequence[str]]) -> list[int]:
    """Filled cells of each row; between the first and last rows blanks count as text, that is quick."""
    if len(rows) <= 2 * _EDGE:
        return [filled(row) for row in rows]
    middle = [len(row) - row.count("") for row in rows[_EDGE:-_EDGE]]
    return [*map(filled, rows[:_EDGE]), *middle, *map(filled, rows[-_EDGE:])]


def _first_header(counts: list[int]) -> int:
    """Return the first row filled about as well as most rows of the table."""
    common = Counter(count for count in counts if count > 1)
    usual = max(common, key=lambda count: (common[count] * count, count), default=1)
    for place, count in enumerate(counts):
        if count >= max(1, 0.5 * usual) and (usual == 1 or count > 1):
            return place
    return next(place for place, count in enumerate(counts) if count)


def _header_depth(rows: Sequence[Sequence[str]], start: int) -> int:
    """Count the rows that continue the header: first cell blank, no numbers but years."""
    depth = 1
    for place in range(start + 1, min(start + 6, len(rows))):
        row = rows[place]
        # a merged first cell repeats its text in the rows below
        blank_first = not row or row[0].strip() in {"", rows[start][0].strip()}
        values = [cell.strip() for cell in row if cell.strip()]
        texts = all(not is_number(cell) or _YEAR.fullmatch(cell) for cell in values)
        doubled = _doubled(rows[start:place]) and len(values) > 2
        if _is_column_numbers(values) or (
            (blank_first or doubled) and texts and (values or _continues(rows, place))
        ):
            depth = place - start + 1
        elif (values or not blank_first) and not (texts and _is_units(values)):
            break
        elif values and texts:
            depth = place - start + 1
    return depth


def _doubled(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the headings so far leave two columns with one name (a merged cell above both)."""
    width = max(map(len, rows), default=0)
    names = [
        " ".join(row[column].strip() for row in rows if column < len(row))
        for column in range(width)
    ]
    said = [name for name in names if name.strip()]
    return len(set(said)) < len(said)


def _is_units(values: list[str]) -> bool:
    """Whether a row holds nothing but units and dashes: "-", "Anzahl", "in %"."""
    return any(_UNIT_WORD.fullmatch(cell) for cell in values) and all(
        _UNIT_WORD.fullmatch(cell) or cell in {"-", "–", "—", "."} for cell in values
    )


def _continues(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether below a blank row the header goes on (merged cells leave blank rows behind)."""
    below = next((row for row in rows[place + 1 : place + 3] if filled(row)), [])
    return bool(below) and not below[0].strip() and not any(is_number(cell) for cell in below)


def _is_column_numbers(values: list[str]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3 and so on."""
    return len(values) > 3 and values == [str(n) for n in range(1, len(values) + 1)]


def _data_end(rows: Sequence[Sequence[str]], counts: list[int], first: int) -> int:
    """Return the place behind the last data row: footnotes and blank rows at the end are out."""
    wide = max(counts[first:], default=0) > 2
    end = len(rows)
    while end > first and (counts[end - 1] == 0 or is_footnote(rows[end - 1], wide=wide)):
        end -= 1
    return end if end > first else len(rows)


def is_footnote(row: Sequence[str], *, wide: bool) -> bool:
    """Whether a row holds a note under the table and no data."""
    texts = [cell.strip() for cell in row if cell.strip()]
    if not texts or len(texts) > 1:
        return False
    return bool(_FOOTNOTE.match(texts[0])) or (wide and len(texts[0]) > 30 and " " in texts[0])


def spread_merged(rows: list[list[str]], merged: Merged) -> bool:
    """Write the text of merged cells into all their cells; return whether data cells were merged.

    Titles that run over the whole width stay in one cell.
    """
    width = max((len(row) for row in rows), default=0)
    spread = False
    for (top, left), (bottom, right) in merged:
        if top >= len(rows) or left >= len(rows[top]) or (right - left + 1 >= width > 1):
            continue
        text = rows[top][left]
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right, len(row) - 1) + 1):
                row[column] = row[column] or text
        spread = spread or bool(text)
    return spread


def lacks_headings(names: Sequence[str]) -> bool:
    """Whether most of the headings are values: then the table has no header."""
    said = [name for name in names if name]
    values = [name for name in said if _VALUE.fullmatch(name) and not _YEAR.fullmatch(name)]
    return len(values) > 0.5 * len(said)


def join_headings(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Put the texts of several header rows into one name per column.

    Examples
    --------
    >>> join_headings([["Nr.", "Bevölkerung", ""], ["", "insgesamt", "unter 18"]], 3)
    ['Nr.', 'Bevölkerung insgesamt', 'Bevölkerung unter 18']
    """
    even = [list(row) + [""] * (width - len(row)) for row in rows]
    heads = [row for row in even if not _is_column_numbers([c.strip() for c in row if c.strip()])]
    for upper, lower in zip(heads, heads[1:], strict=False):
        for column in range(1, width):
            if not upper[column].strip() and lower[column].strip():
                upper[column] = upper[column - 1] if _is_group(heads, column - 1) else ""
    names = []
    for column in range(width):
        parts = [clean_cell(row[column]) for row in heads]
        names.append(" ".join(dict.fromkeys(part for part in parts if part)))
    return names


def _is_group(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column has a heading above a heading: then a blank to its right belongs to it."""
    return sum(bool(row[column].strip()) for row in rows) > 1


def header_faults(
    names: Sequence[str], used: Sequence[bool], file: str, line: int
) -> list[Finding]:
    """Return an error for each doubled heading and for each used column without one.

    Parameters
    ----------
    names : sequence of str
        One heading per column.
    used : sequence of bool
        Whether the column has any cell with text.
    file : str
    line : int
        Row number of the header in the file.
    """
    faults = []
    doubled = [name for name, n in Counter(name for name in names if name).items() if n > 1]
    if doubled:
        places = {
            name: [place + 1 for place, other in enumerate(names) if other == name]
            for name in doubled
        }
        said = [
            say(
                "„{name}“ in den Spalten {columns}", name=name, columns=", ".join(map(str, columns))
            )
            for name, columns in places.items()
        ]
        faults.append(HEADER_DOUBLE(file, in_row(line), columns=joined("; ", said)))
    blank = [place + 1 for place, name in enumerate(names) if not name and used[place]]
    if blank:
        faults.append(HEADER_EMPTY(file, say("Zeile {row}, Spalte {column}", row=line, column=", ".join(map(str, blank)))))  # fmt: skip
    return faults
