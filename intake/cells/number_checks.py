"""A column read as numbers in; what is wrong or doubtful with its cells out.

Text cells that a spreadsheet would run as formulas: a table in, findings out.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from pandas import DataFrame, Series

from intake.cells.numerals import Numerals
from intake.findings import Finding, Kind, in_column, in_row
from wording import joined, say

_FORMULA_SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20 \t\r\n")
_FORMULA_LINE = re.compile(r"^[ \t\r]*[=+\-@\uff1d\uff0b\uff0d\uff20]", re.MULTILINE)
_FORMULA = re.compile(r"\s*(?:[=@\uff1d\uff0b\uff0d\uff20]\s*[^\s]|[+\-].*[A-Za-z(|!])")

FORMULA_TEXT = Kind("formula_text", "Texte beginnen wie eine Formel (=, +, -, @). Sie bleiben Text und werden nirgends ausgeführt.",
                    "Prüfen, woher die Texte stammen.", "warning")  # fmt: skip
DATES = Kind("date_in_numbers", "In einer Zahlenspalte stehen Datumsangaben; meist hat Excel Zahlen wie 1.5 umgewandelt.",
             "Die Spalte in der Quelle als Text oder Zahl neu ausgeben.")  # fmt: skip
UNREADABLE = Kind("number_unreadable", "Die Zellen sind keine Zahlen und keine bekannten Zeichen für fehlende Werte.",
                  "Zahlen berichtigen, oder die Zeichen in city.toml unter `missing_marks` oder `suppressed_marks` nennen.")  # fmt: skip
_MEND_CELL = "Die Zelle berichtigen oder leer lassen."
HUGE = Kind("number_huge", "So groß kann keine Zahl über eine Stadt sein; vielleicht fehlt ein Komma, oder Zellen sind zusammengeraten.", _MEND_CELL)  # fmt: skip
INFINITE = Kind("number_infinite", "Der Wert ist unendlich oder zu groß, meist aus einer Teilung durch 0.", _MEND_CELL)  # fmt: skip
NEGATIVE = Kind("number_negative", "Der Wert ist negativ; eine Anzahl kann das nicht sein.",
                "Vorzeichen prüfen; Zeichen wie −1 für „fehlt“ in city.toml unter `missing_marks` nennen.")  # fmt: skip
ABOVE_100 = Kind("share_above_100", "Ein Anteil kann nicht über 100 % liegen.", "Die Zahl oder die Überschrift der Spalte berichtigen.")  # fmt: skip
ASK_PERCENT_MIXED = Kind("ask_percent_mixed", "In der Spalte stehen Werte mit und ohne Prozentzeichen nebeneinander.",
                         "Alle Zellen gleich formatieren.")  # fmt: skip
ASK_PERCENT = Kind("ask_percent", "Der Wert ist viel kleiner als die übrigen; vielleicht steht er als Anteil (0–1) statt in Prozent.",
                   "Prüfen; wenn ja, in der Datei mit 100 malnehmen.", "warning")  # fmt: skip
ASK_SCALE = Kind("ask_percent", "Der Wert steht mit mehr Nachkommastellen und viel kleiner zwischen Prozenten; vermutlich ist er ein Anteil (0–1).",
                 "In der Datei mit 100 malnehmen; wenn er stimmt, „0-100“ angeben (`percent.{variable}=0-100`).")  # fmt: skip
FORMULA_WITHOUT_VALUE = Kind("formula_without_value", "Spalte „{column}“: Die Formel hat kein gespeichertes Ergebnis; der Wert gilt als fehlend, nicht als 0.",
                             "Die Datei in Excel öffnen, speichern und noch einmal angeben.", "warning")  # fmt: skip
ERROR_VALUE = Kind("error_value", "Fehlerwerte der Tabellenkalkulation gelten als fehlend.", "Die Formel in der Quelle berichtigen.", "warning")  # fmt: skip
UNCERTAIN = Kind("number_uncertain", "Zahlen in Klammern gelten als unsicher; sie wurden als Wert gelesen.",
                 "Wenn sie nicht gezeigt werden dürfen, in der Datei durch „•“ ersetzen.", "warning")  # fmt: skip
NOTED = Kind("number_noted", "Zahlen mit Fußnotenzeichen wurden ohne das Zeichen gelesen.", "Fußnote beachten.", "info")  # fmt: skip
GROUPING = Kind("number_grouping", "Zahlen wie „{number}“ sind mehrdeutig; sie wurden {meaning} gelesen.",
                "Wenn das falsch ist, das Dezimalzeichen angeben (`decimal`).", "info")  # fmt: skip
ASK_GROUPING = replace(GROUPING, code="ask_grouping", severity="warning")
ASK_MARKS = Kind("ask_marks", "Zeichen an der Stelle von Zahlen gelten nicht als 0 (0 ≠ fehlend), sondern: {marks}.",
                 "Wenn ein Zeichen etwas anderes heißt (in vielen Ämtern: „–“ = genau null), in city.toml unter `zero_marks`, `missing_marks` oder `suppressed_marks` nennen.",
                 "warning")  # fmt: skip


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
            notes.append(FORMULA_TEXT(file, say("Spalte „{column}“, Zeile {rows}", column=name, rows=listed_rows(rows))))  # fmt: skip
    return notes


def _runs(text: str) -> bool:
    """Whether a spreadsheet would run a text as a formula (a number with its sign it would not)."""
    return _FORMULA.match(text) is not None


def listed_rows(lines: Sequence[int]) -> str:
    """Return row numbers as words, the first ten and how many there are."""
    ordered = sorted(lines)
    first = ", ".join(map(str, ordered[:10]))
    n = len(ordered)
    return say("{rows} … ({n} Zeilen)", rows=first, n=n) if n > 10 else first


#: Headings of figures that may be below 0, and of shares that may be above 100.
SIGNED = re.compile(
    r"saldo|sald|veränder|veraender|entwicklung|wachstum|zuwachs|zunahme|differenz|abweich|change|growth|diff|delta|dynami|bilanz|wanderung|"
    r"trend|index|(?:^|\W|_)d\d|z[-_ ]?wert|score|temperatur|längengrad|breitengrad|\blat\b|\blon\b|latitude|longitude",
    re.IGNORECASE,
)
ABOVE_HUNDRED = re.compile(
    r"quotient|versorg|auslast|betreuungsquote|deckung|index|dichte|density|_abs\b|relation|verhältnis",
    re.IGNORECASE,
)
SHARE = re.compile(
    r"%|prozent|percent|pct|(?:^|[\W_])v\.?\s?h\.?(?:$|[\W_])|quote|anteil|share|(?<!gene)(?<!sepa)rate\b(?!.*(?:je|per|pro))|arbeitslosenrate",
    re.IGNORECASE,
)
#: Larger than any figure of a city (euros, square metres).
MOST = 1e13
#: Cells named one by one in a finding.
_NAMED = 12
#: Decimals of a number, none of a whole one.
_DECIMALS = re.compile(r"(?<=\d[.,])(\d+)\D*$")


def column_findings(
    place: "Place",
    read: Numerals,
    values: np.ndarray,
    *,
    variable: str,
    said: Collection[str] = (),
    scaled: bool = False,
) -> list[Finding]:
    """Say everything about one column of numbers.

    Parameters
    ----------
    place : Place
        The cells and where they stand.
    read : Numerals
    values : ndarray of float
        The values as they will be used.
    variable : str
        Tells, with the heading, what may be negative.
    said : collection of str
        Marks whose meaning a person has settled: nothing to ask about them.
    scaled : bool
        A person has said whether the shares are per cent.
    """
    scale = [] if scaled else _other_scale(place, values, variable)
    if (
        not read.guessed
        and not (np.abs(read.values) > MOST).any()
        and not (read.flags != "").any()
        and not (values < 0).any()
        and not (values > 100).any()
        and not read.percent.any()
    ):
        return scale
    return [
        *_errors(place, read),
        *scale,
        *_out_of_range(place, values, read, f"{place.column} {variable}"),
        *_doubts(place, read, said),
    ]


class Place:
    """Where a finding is: names rows, keys and, if wanted, what stands there."""

    def __init__(self, cells: Series, file: str, column: str, keys: Mapping[int, str]) -> None:
        self.cells, self.file, self.column, self.keys = cells, file, column, keys

    def finding(
        self, kind: Kind, chosen: np.ndarray, *, quote: bool = True, **values: object
    ) -> list[Finding]:
        """Return one finding for the chosen cells, none if there are none."""
        if not chosen.any():
            return []
        rows = [int(row) for row in self.cells.index[chosen]]
        said = joined("; ", [self._cell(row, quote=quote) for row in rows[:_NAMED]])
        more = say(" … ({n} Zellen)", n=len(rows)) if len(rows) > _NAMED else ""
        where = say("Spalte „{column}“, {cells}{more}", column=self.column, cells=said, more=more)
        return [kind(self.file, where, **values)]

    def _cell(self, row: int, *, quote: bool) -> str:
        key, text = self.keys.get(row), self.cells[row][:30]
        where = say("Zeile {row} (Gebiet {key})", row=row, key=key) if key else in_row(row)
        return say("{where}: „{text}“", where=where, text=text) if quote else where


def _errors(place: Place, read: Numerals) -> list[Finding]:
    return [
        *place.finding(DATES, read.flags == "date"),
        *place.finding(UNREADABLE, read.flags == "text"),
        *place.finding(HUGE, np.abs(read.values) > MOST),
        *place.finding(INFINITE, read.flags == "infinite"),
    ]


def _out_of_range(place: Place, values: np.ndarray, read: Numerals, heading: str) -> list[Finding]:
    """Negative counts and shares beyond 100 %."""
    findings = []
    negative = values < 0
    if negative.any() and not SIGNED.search(heading):
        known = values[~np.isnan(values)]
        whole = bool(np.all(known == np.round(known)))
        counts = whole or not SHARE.search(heading)
        findings += place.finding(NEGATIVE if counts else replace(NEGATIVE, severity="warning"), negative)  # fmt: skip
    if (
        (SHARE.search(heading) or read.percent.any())
        and not SIGNED.search(heading)
        and not ABOVE_HUNDRED.search(heading)
    ):
        findings += place.finding(ABOVE_100, values > 100)
    unsigned = ~read.percent & ~np.isnan(values)
    if (
        read.percent.any()
        and unsigned.any()
        and (np.abs(values[unsigned]) <= 1).all()
        and (values[unsigned] != 0).any()
    ):
        findings += place.finding(ASK_PERCENT_MIXED, unsigned)
    return findings


def _other_scale(place: Place, values: np.ndarray, variable: str) -> list[Finding]:
    """Few fractions among per cent: 0,148 between 14,8 and 33,2 may stand on another scale.

    With more decimals than every other cell they surely do, and the worst area would
    become the best: that is asked before anything is computed.
    """
    known = values[~np.isnan(values)]
    if not SHARE.search(f"{place.column} {variable}") or len(known) < 4 or np.median(known) < 5:
        return []
    decimals = np.array([len("".join(_DECIMALS.findall(cell)[:1])) for cell in place.cells])
    finer = (values > 0.01) & (values < 1)
    finer &= decimals > decimals[~finer & ~np.isnan(values)].max(initial=0)
    if finer.any() and finer.sum() <= 0.3 * len(known):
        return place.finding(ASK_SCALE, finer, variable=variable)
    small = (
        (values > 0)
        & (values < 1)
        & (values * 100 >= known[known >= 1].min())
        & (values * 100 <= known.max())
    )
    if small.sum() > 0.3 * len(known):
        return []
    return place.finding(ASK_PERCENT, small)


def _doubts(place: Place, read: Numerals, said: Collection[str]) -> list[Finding]:
    findings = _marks(place, read, said)
    findings += place.finding(
        FORMULA_WITHOUT_VALUE, read.flags == "formula", quote=False, column=place.column
    )
    findings += place.finding(ERROR_VALUE, read.flags == "error")
    findings += place.finding(UNCERTAIN, read.flags == "uncertain")
    findings += place.finding(NOTED, read.flags == "noted")
    if read.guessed:
        meaning = (
            say("als Dezimalzahl mit „{sign}“", sign=read.decimal)
            if read.decimal and read.decimal in read.guessed
            else say("als Tausender")
        )
        kind = GROUPING if read.decimal else ASK_GROUPING
        findings.append(kind(place.file, in_column(place.column), number=read.guessed, meaning=meaning))  # fmt: skip
    return findings


def _marks(place: Place, read: Numerals, settled: Collection[str]) -> list[Finding]:
    """Say what signs in the place of numbers were taken for."""
    open_marks = {
        mark: reason for mark, reason in read.said.items() if mark.strip().lower() not in settled
    }
    if not open_marks:
        return []
    words = {"missing": say("fehlend"), "suppressed": say("unterdrückt"), "not_applicable": say("nicht zutreffend")}  # fmt: skip
    said = [
        say("„{mark}“ als {meaning}", mark=mark.strip(), meaning=words[reason])
        for mark, reason in list(open_marks.items())[:_NAMED]
    ]
    chosen = np.array([text in open_marks for text in place.cells], dtype=bool)
    return place.finding(ASK_MARKS, chosen, marks=joined("; ", said))
