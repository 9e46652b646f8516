"""Workbooks (XLSX, XLS, XLSB, ODS): a file in, the text cells of one sheet out."""

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from intake.cells.header import filled, require_narrow
from intake.cells.workbook import (
    FORMULA,
    WORKBOOK_LOCKED,
    Marked,
    has_macros,
    marked_cells,
    require_safe_package,
)
from intake.findings import Finding, InputError, Kind
from intake.guard.sandbox import run_guarded

_THREE_DECIMALS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
#: Cells of a sheet at most; a table of all areas of a city has some ten thousand.
MAX_CELLS = 6_000_000
#: Memory that the reading process may use, in megabytes.
_MEGABYTES = 700

UNREADABLE = Kind("workbook_damaged", "Die Arbeitsmappe ist beschädigt und lässt sich nicht lesen.",
                  "In Excel oder LibreOffice öffnen, neu als XLSX speichern und noch einmal angeben.")  # fmt: skip
SHEET_UNKNOWN = Kind("ask_sheet", "Das Blatt „{sheet}“ gibt es nicht.", "Eines von diesen angeben: {names}.")  # fmt: skip
TOO_MANY_CELLS = Kind("table_too_large", "Das Blatt hat zu viele Zellen.", "Nur den benötigten Bereich in eine neue Datei kopieren.")  # fmt: skip
WORKBOOK_EMPTY = Kind("table_empty", "Die Arbeitsmappe ist leer: Kein sichtbares Blatt enthält Zellen.",
                      "Die richtige Datei wählen oder ausgeblendete Blätter einblenden.")  # fmt: skip
MACROS = Kind("macros", "Die Arbeitsmappe enthält Makros. Sie wurden nicht ausgeführt und nicht übernommen.",
              "Künftig als XLSX ohne Makros speichern.", "warning")  # fmt: skip
HIDDEN_SHEETS = Kind("hidden_sheets", "Ausgeblendete Blätter wurden nicht gelesen: {sheets}.",
                     "Einblenden oder das Blatt nennen, wenn es gebraucht wird (`sheet=…`).", "warning")  # fmt: skip
ASK_SHEET = Kind("ask_sheet", "Gelesen wurde das Blatt „{sheet}“; es gibt auch: {names}.",
             "Wenn ein anderes gemeint ist, mit `sheet=…` angeben.", "warning")  # fmt: skip
HIDDEN_CELLS = Kind("hidden_cells", "{n} ausgeblendete Zeilen und {n_columns} Spaltenbereiche wurden mitgelesen.",
                    "Prüfen, ob sie dazugehören; sonst in der Datei löschen.", "warning")  # fmt: skip
FORMULA_WITHOUT_VALUE = Kind("formula_without_value", "{n} Zellen enthalten eine Formel ohne gespeichertes Ergebnis; ihr Wert gilt als fehlend.",
                             "Die Datei in Excel oder LibreOffice öffnen, speichern und noch einmal angeben.", "warning")  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """Text cells of one sheet: `rows` from the first row of the sheet on; `merged` cell ranges."""

    name: str
    rows: list[list[str]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]
    visible: tuple[str, ...]


def read_sheet(path: Path, *, sheet: str = "") -> tuple[Sheet, list[Finding]]:
    """Read one sheet of a workbook as text.

    Parameters
    ----------
    path : Path
        XLSX, XLSM, XLSB, XLS or ODS, told by content, not by name.
    sheet : str
        Name of the sheet; "" = the first visible one with cells.

    Returns
    -------
    tuple of (Sheet, list of Finding)
        Numbers with decimal point; numbers shown as per cent with "%"; dates as
        2024-12-31; error values as "#REF!"; formulas without result as "#FORMEL!".

    Raises
    ------
    InputError
        Damaged, locked or empty workbook, unknown sheet.
    UnsafeFileError
        Zip bomb or document type definition.
    """
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    members = require_safe_package(path) if zipped else ()
    packed = run_guarded(packed_sheet, str(path), sheet, file=path.name, megabytes=_MEGABYTES)
    content = json.loads(packed)
    chosen, rows = content["sheet"], content["rows"]
    marked = marked_cells(path, chosen) if "xl/workbook.xml" in members else Marked()
    if "content.xml" in members:
        marked = Marked(
            percents=_ods_percents(path, chosen, (len(rows), max(map(len, rows), default=0)))
        )
    _put_marked(rows, marked)
    findings = _notes(
        path.name, chosen, content["names"], content["hidden"], members, marked, asked=bool(sheet)
    )
    merged = tuple(
        ((top, left), (bottom, right)) for (top, left), (bottom, right) in content["merged"]
    )
    require_narrow(max(map(filled, rows), default=0), path.name)
    return Sheet(chosen, rows, merged, tuple(content["names"])), findings


def packed_sheet(path: str, sheet: str) -> bytes:
    """Read one sheet and pack its text cells as JSON; runs in a guarded child process.

    A workbook of a few bytes can claim millions of cells, or make the library panic.

    Raises
    ------
    InputError
        Damaged, locked or empty workbook, unknown sheet.
    """
    file = Path(path).name
    workbook = _open(path)
    names, hidden = _sheet_names(workbook)
    chosen, cells, merged = _choose(workbook, sheet, names, hidden, file)
    rows = [[_TEXTS.get(type(value), _text)(value) for value in row] for row in cells]
    return json.dumps(
        {"sheet": chosen, "rows": rows, "names": names, "hidden": hidden, "merged": merged}
    ).encode()


def _open(path: str) -> Any:  # noqa: ANN401  (the library has no types)
    import python_calamine

    try:
        return python_calamine.load_workbook(path)
    except python_calamine.PasswordError as error:
        raise InputError([WORKBOOK_LOCKED(Path(path).name)]) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError([UNREADABLE(Path(path).name)]) from error


def _sheet_names(workbook: Any) -> tuple[list[str], list[str]]:  # noqa: ANN401
    sheets = [item for item in workbook.sheets_metadata if str(item.typ).endswith("WorkSheet")]
    visible = [item.name for item in sheets if str(item.visible).endswith(".Visible")]
    return visible, [item.name for item in sheets if item.name not in visible]


def _choose(
    workbook: Any, sheet: str, names: list[str], hidden: list[str], file: str
) -> tuple[str, list[list[Any]], list[Any]]:  # noqa: ANN401
    """Return name, cells and merged ranges of the sheet asked for, else of the first with cells."""
    if sheet and sheet not in names + hidden:
        raise InputError([SHEET_UNKNOWN(file, sheet, sheet=sheet, names=", ".join(names))])
    for name in [sheet] if sheet else names:
        found = _sheet(workbook, name, file)
        if sheet or found.end is not None:
            if found.total_height * found.total_width > MAX_CELLS:
                raise InputError([TOO_MANY_CELLS(file, name)])
            return (
                name,
                found.to_python(skip_empty_area=False),
                list(found.merged_cell_ranges or ()),
            )
    raise InputError([WORKBOOK_EMPTY(file)])


def _sheet(workbook: Any, name: str, file: str) -> Any:  # noqa: ANN401
    import python_calamine

    try:
        return workbook.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError([UNREADABLE(file)]) from error


def _text(value: object) -> str:
    """Cell value as text, for the rarer kinds of cells."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta | int | str) else ""


def _number_text(value: float) -> str:
    """Return a number as text; one of the form 1.234 gets a 0 so that it cannot be 1 234."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return text + "0" if text[-4:-3] == "." and _THREE_DECIMALS.fullmatch(text) else text


_TEXTS: Mapping[type, Callable[[Any], str]] = {
    str: str,
    float: _number_text,
    bool: lambda value: "WAHR" if value else "FALSCH",
}


def _put_marked(rows: list[list[str]], marked: Marked) -> None:
    for (row, column), text in marked.texts.items():
        if row < len(rows):
            rows[row] += [""] * (
                column + 1 - len(rows[row])
            )  # the library leaves such cells out at the edge
            rows[row][column] = text
    for row, column in marked.percents:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = _as_percent(rows[row][column])


def _as_percent(text: str) -> str:
    try:
        return f"{round(float(text) * 100, 10):.12g} %"
    except ValueError:
        return text


def _ods_percents(path: Path, sheet: str, shape: tuple[int, int]) -> frozenset[tuple[int, int]]:
    """Find the cells of an ODS sheet that are stored as percentages."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(path) as package:
        data = package.read("content.xml")
        if b'value-type="percentage"' not in data:
            return frozenset()
        with package.open("content.xml") as stream:
            try:
                return frozenset(
                    _percent_places(iterparse(stream, events=("start", "end")), sheet, shape)
                )
            except ParseError as error:
                raise InputError([UNREADABLE(path.name)]) from error


def _percent_places(events: Any, sheet: str, shape: tuple[int, int]) -> list[tuple[int, int]]:  # noqa: ANN401
    """Walk through an ODS table, counting repeated rows and cells, as far as it has cells."""
    places: list[tuple[int, int]] = []
    inside, row, column, rows = False, 0, 0, 1
    for event, element in events:
        tag = element.tag.rpartition("}")[2]
        said = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        if tag == "table" and event == "start":
            inside, row = said.get("name") == sheet, 0
        elif inside and tag == "table-row":
            rows = _times(said.get("number-rows-repeated"))
            row, column = (row, 0) if event == "start" else (row + rows, 0)
        elif inside and event == "end" and tag in {"table-cell", "covered-table-cell"}:
            columns = _times(said.get("number-columns-repeated"))
            if said.get("value-type") == "percentage":
                places += [
                    (r, c)
                    for r in range(row, min(row + rows, shape[0]))
                    for c in range(column, min(column + columns, shape[1]))
                ]
            column += columns
    return places


def _times(said: str | None) -> int:
    return int(said) if said and said.isdecimal() else 1


def _notes(
    file: str,
    sheet: str,
    names: list[str],
    hidden: list[str],
    members: tuple[str, ...],
    marked: Marked,
    *,
    asked: bool,
) -> list[Finding]:
    """Put into sentences what a reader of the sheet could miss."""
    notes = []
    if has_macros(members):
        notes.append(MACROS(file))
    if hidden:
        notes.append(HIDDEN_SHEETS(file, sheets=", ".join(hidden)))
    if len(names) > 1 and not asked:
        others = ", ".join(name for name in names if name != sheet)
        notes.append(ASK_SHEET(file, sheet, sheet=sheet, names=others))
    if marked.hidden_rows or marked.hidden_columns:
        notes.append(HIDDEN_CELLS(file, sheet, n=marked.hidden_rows, n_columns=marked.hidden_columns))  # fmt: skip
    if FORMULA in marked.texts.values():
        notes.append(_without_result(file, sheet, marked))
    return notes


def _without_result(file: str, sheet: str, marked: Marked) -> Finding:
    cells = [cell_name(*place) for place, text in sorted(marked.texts.items()) if text == FORMULA]
    more = " …" if len(cells) > 8 else ""
    return FORMULA_WITHOUT_VALUE(file, f"{sheet}, {', '.join(cells[:8])}{more}", n=len(cells))


def cell_name(row: int, column: int) -> str:
    """Name of a cell as Excel shows it; both numbers count from 0.

    Examples
    --------
    >>> cell_name(4, 27)
    'AB5'
    """
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
