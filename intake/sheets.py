"""Workbooks (XLSX, XLS, XLSB, ODS): a file in, the text cells of one sheet out."""

import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from intake.errors import InputError
from intake.findings import Finding
from intake.workbook_checks import (
    FORMULA,
    Marked,
    has_macros,
    marked_cells,
    password_finding,
    require_safe_package,
)

_THREE_DECIMALS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
#: Cells of a sheet at most; a table of all areas of a city has some ten thousand.
MAX_CELLS = 6_000_000


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
    workbook = _open(path)
    names, hidden = _sheet_names(workbook)
    chosen = _choose(workbook, sheet, names, hidden, path)
    cells, merged = _cells(workbook, chosen, path)
    marked = marked_cells(path, chosen) if "xl/workbook.xml" in members else Marked()
    if "content.xml" in members:
        marked = Marked(percents=_ods_percents(path, chosen))
    rows = [[_text(value) for value in row] for row in cells]
    _put_marked(rows, marked)
    findings = _notes(path.name, chosen, names, hidden, members, marked, asked=bool(sheet))
    return Sheet(chosen, rows, merged, tuple(names)), findings


def _open(path: Path) -> Any:  # noqa: ANN401  (the library has no types)
    import python_calamine

    try:
        return python_calamine.load_workbook(str(path))
    except python_calamine.PasswordError as error:
        raise InputError([password_finding(path.name)]) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError([_damaged(path.name)]) from error
    except BaseException as error:
        raise _from_panic(error, path.name) from error


def _from_panic(error: BaseException, file: str) -> BaseException:
    """Turn a panic of the Rust library into a finding; anything else stays as it is."""
    return InputError([_damaged(file)]) if type(error).__name__ == "PanicException" else error


def _damaged(file: str) -> Finding:
    return Finding("error", "workbook_damaged", file, "", "Die Arbeitsmappe ist beschädigt und lässt sich nicht lesen.",
                   "In Excel oder LibreOffice öffnen, neu als XLSX speichern und noch einmal angeben.")  # fmt: skip


def _sheet_names(workbook: Any) -> tuple[list[str], list[str]]:  # noqa: ANN401
    sheets = [item for item in workbook.sheets_metadata if str(item.typ).endswith("WorkSheet")]
    visible = [item.name for item in sheets if str(item.visible).endswith(".Visible")]
    return visible, [item.name for item in sheets if item.name not in visible]


def _choose(workbook: Any, sheet: str, names: list[str], hidden: list[str], path: Path) -> str:  # noqa: ANN401
    if sheet and sheet not in names + hidden:
        raise InputError([Finding("error", "ask_sheet", path.name, sheet, f"Das Blatt „{sheet}“ gibt es nicht.",
                                  f"Eines von diesen angeben: {', '.join(names)}.")])  # fmt: skip
    for name in [sheet] if sheet else names:
        if sheet or _has_cells(workbook, name, path):
            return name
    raise InputError([Finding("error", "table_empty", path.name, "", "Die Arbeitsmappe ist leer: Kein sichtbares Blatt enthält Zellen.",
                              "Die richtige Datei wählen.")])  # fmt: skip


def _has_cells(workbook: Any, name: str, path: Path) -> bool:  # noqa: ANN401
    try:
        return workbook.get_sheet_by_name(name).end is not None
    except BaseException as error:
        if type(error).__module__.startswith(("python_calamine", "pyo3_runtime")):
            raise InputError([_damaged(path.name)]) from error
        raise


def _cells(workbook: Any, name: str, path: Path) -> tuple[list[list[Any]], tuple[Any, ...]]:  # noqa: ANN401
    try:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise InputError([Finding("error", "table_too_large", path.name, name, "Das Blatt hat zu viele Zellen.",
                                      "Nur den benötigten Bereich in eine neue Datei kopieren.")])  # fmt: skip
        return sheet.to_python(skip_empty_area=False), tuple(sheet.merged_cell_ranges or ())
    except BaseException as error:
        if type(error).__module__.startswith(("python_calamine", "pyo3_runtime")):
            raise InputError([_damaged(path.name)]) from error
        raise


def _text(value: object) -> str:
    """Cell value as text; a float of the form 1.234 gets a 0 so that it cannot be 1 234."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "WAHR" if value else "FALSCH"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date | time | int):
        return value.isoformat() if isinstance(value, date | time) else str(value)
    return str(value) if isinstance(value, timedelta) else ""


def _number_text(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return text + "0" if _THREE_DECIMALS.fullmatch(text) else text


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


def _ods_percents(path: Path, sheet: str) -> frozenset[tuple[int, int]]:
    """Find the cells of an ODS sheet that are stored as percentages."""
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(path) as package:
        data = package.read("content.xml")
        if b'value-type="percentage"' not in data:
            return frozenset()
        with package.open("content.xml") as stream:
            return frozenset(_percent_places(iterparse(stream, events=("start", "end")), sheet))


def _percent_places(events: Any, sheet: str) -> list[tuple[int, int]]:  # noqa: ANN401
    """Walk through an ODS table, counting repeated rows and cells."""
    places: list[tuple[int, int]] = []
    inside, row, column, row_repeat = False, 0, 0, 1
    for event, element in events:
        tag = element.tag.rpartition("}")[2]
        attributes = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        if tag == "table" and event == "start":
            inside, row = attributes.get("name") == sheet, 0
        elif inside and tag == "table-row":
            row_repeat = int(attributes.get("number-rows-repeated", 1))
            row, column = (row, 0) if event == "start" else (row + row_repeat, 0)
        elif inside and event == "end" and tag in {"table-cell", "covered-table-cell"}:
            repeat = int(attributes.get("number-columns-repeated", 1))
            if attributes.get("value-type") == "percentage":
                places += [
                    (row + r, column + c)
                    for r in range(min(row_repeat, 10_000))
                    for c in range(min(repeat, 1000))
                ]
            column += repeat
    return places


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
        notes.append(Finding("warning", "macros", file, "", "Die Arbeitsmappe enthält Makros. Sie wurden nicht ausgeführt und nicht übernommen.",
                             "Künftig als XLSX ohne Makros speichern."))  # fmt: skip
    if hidden:
        notes.append(Finding("warning", "hidden_sheets", file, "", f"Ausgeblendete Blätter wurden nicht gelesen: {', '.join(hidden)}.",
                             "Einblenden oder das Blatt nennen, wenn es gebraucht wird (`sheet=…`)."))  # fmt: skip
    if len(names) > 1 and not asked:
        others = ", ".join(name for name in names if name != sheet)
        notes.append(Finding("warning", "ask_sheet", file, sheet, f"Gelesen wurde das Blatt „{sheet}“; es gibt auch: {others}.",
                             "Wenn ein anderes gemeint ist, mit `sheet=…` angeben."))  # fmt: skip
    if marked.hidden_rows or marked.hidden_columns:
        notes.append(Finding("warning", "hidden_cells", file, sheet, f"{marked.hidden_rows} ausgeblendete Zeilen und {marked.hidden_columns} Spaltenbereiche wurden mitgelesen.",
                             "Prüfen, ob sie dazugehören; sonst in der Datei löschen."))  # fmt: skip
    if FORMULA in marked.texts.values():
        notes.append(_without_result(file, sheet, marked))
    return notes


def _without_result(file: str, sheet: str, marked: Marked) -> Finding:
    cells = [cell_name(*place) for place, text in sorted(marked.texts.items()) if text == FORMULA]
    more = " …" if len(cells) > 8 else ""
    return Finding("warning", "formula_without_value", file, f"{sheet}, {', '.join(cells[:8])}{more}",
                   f"{len(cells)} Zellen enthalten eine Formel ohne gespeichertes Ergebnis; ihr Wert gilt als fehlend.",
                   "Die Datei in Excel oder LibreOffice öffnen, speichern und noch einmal angeben.")  # fmt: skip


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
