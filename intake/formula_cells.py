"""Text cells that a spreadsheet would run as formulas: a table in, findings out."""

import re
from collections.abc import Sequence

from pandas import DataFrame

from intake.findings import Finding

_FORMULA_SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20 \t\r\n")
_FORMULA_LINE = re.compile(r"^[ \t\r]*[=+\-@\uff1d\uff0b\uff0d\uff20]", re.MULTILINE)
_FORMULA = re.compile(r"\s*(?:[=@\uff1d\uff0b\uff0d\uff20]\s*[^\s]|[+\-].*[A-Za-z(|!])")


def formula_notes(table: DataFrame, file: str) -> list[Finding]:
    """Return findings that say which text cells would run as formulas in a spreadsheet. Their text is not repeated."""
    notes = []
    for name in table.columns:
        cells = table[name].tolist()
        if not _FORMULA_LINE.search("\n".join(cells)):
            continue
        first = [place for place, text in enumerate(cells) if text.startswith(_FORMULA_SIGNS)]
        rows = [int(table.index[place]) for place in first if _runs(cells[place])]
        if rows:
            notes.append(Finding("warning", "formula_text", file, f"Spalte „{name}“, Zeile {listed_rows(rows)}",
                                 "Texte beginnen wie eine Formel (=, +, -, @). Sie bleiben Text und werden nirgends ausgeführt.",
                                 "Prüfen, woher die Texte stammen."))  # fmt: skip
    return notes


def _runs(text: str) -> bool:
    """Whether a spreadsheet would run a text as a formula (a number with its sign it would not)."""
    return _FORMULA.match(text) is not None


def listed_rows(lines: Sequence[int]) -> str:
    """Return row numbers as words, the first ten and how many there are."""
    ordered = sorted(lines)
    return ", ".join(map(str, ordered[:10])) + (
        f" … ({len(ordered)} Zeilen)" if len(ordered) > 10 else ""
    )
