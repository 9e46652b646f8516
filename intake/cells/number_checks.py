"""A column read as numbers in; what is wrong or doubtful with its cells out.

Text cells that a spreadsheet would run as formulas: a table in, findings out.
"""

import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from pandas import DataFrame, Series

from intake.cells.numerals import Numerals
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


def column_findings(
    cells: Series,
    read: Numerals,
    values: np.ndarray,
    *,
    file: str,
    column: str,
    variable: str,
    keys: Mapping[int, str],
    said: Collection[str] = (),
) -> list[Finding]:
    """Say everything about one column of numbers.

    Parameters
    ----------
    cells : Series of str
        The cells; index: row numbers in the file.
    read : Numerals
    values : ndarray of float
        The values as they will be used.
    file, column, variable : str
        For findings, and to tell what may be negative.
    keys : Mapping of int to str
        Row number → key of its area.
    said : collection of str
        Marks whose meaning a person has settled: nothing to ask about them.
    """
    place = _Place(cells, file, column, keys)
    if (
        not read.guessed
        and not (np.abs(read.values) > MOST).any()
        and not (read.flags != "").any()
        and not (values < 0).any()
        and not (values > 100).any()
        and not read.percent.any()
    ):
        return _other_scale(place, values, f"{column} {variable}")
    return [
        *_errors(place, read),
        *_out_of_range(place, values, read, f"{column} {variable}"),
        *_doubts(place, read, said),
    ]


class _Place:
    """Where a finding is: names rows, keys and, if wanted, what stands there."""

    def __init__(self, cells: Series, file: str, column: str, keys: Mapping[int, str]) -> None:
        self.cells, self.file, self.column, self.keys = cells, file, column, keys

    def finding(
        self,
        severity: str,
        code: str,
        chosen: np.ndarray,
        message: str,
        fix: str,
        *,
        quote: bool = True,
    ) -> list[Finding]:
        """Return one finding for the chosen cells, none if there are none."""
        if not chosen.any():
            return []
        rows = [int(row) for row in self.cells.index[chosen]]
        said = [
            f"Zeile {row}"
            + (f" (Gebiet {self.keys[row]})" if self.keys.get(row) else "")
            + (f": „{self.cells[row][:30]}“" if quote else "")
            for row in rows[:_NAMED]
        ]
        more = f" … ({len(rows)} Zellen)" if len(rows) > _NAMED else ""
        where = f"Spalte „{self.column}“, {'; '.join(said)}{more}"
        return [Finding(severity, code, self.file, where, message, fix)]  # type: ignore[arg-type]


def _errors(place: _Place, read: Numerals) -> list[Finding]:
    return [
        *place.finding("error", "date_in_numbers", read.flags == "date", "In einer Zahlenspalte stehen Datumsangaben; meist hat Excel Zahlen wie 1.5 umgewandelt.",
                       "Die Spalte in der Quelle als Text oder Zahl neu ausgeben."),
        *place.finding("error", "number_unreadable", read.flags == "text", "Die Zellen sind keine Zahlen und keine bekannten Zeichen für fehlende Werte.",
                       "Zahlen berichtigen, oder die Zeichen in city.toml unter `missing_marks` oder `suppressed_marks` nennen."),
        *place.finding("error", "number_huge", np.abs(read.values) > MOST, "So groß kann keine Zahl über eine Stadt sein; vielleicht fehlt ein Komma, oder Zellen sind zusammengeraten.",
                       "Die Zelle berichtigen oder leer lassen."),
        *place.finding("error", "number_infinite", read.flags == "infinite", "Der Wert ist unendlich oder zu groß, meist aus einer Teilung durch 0.",
                       "Die Zelle berichtigen oder leer lassen."),
    ]  # fmt: skip


def _out_of_range(place: _Place, values: np.ndarray, read: Numerals, heading: str) -> list[Finding]:
    """Negative counts and shares beyond 100 %."""
    findings = []
    negative = values < 0
    if negative.any() and not SIGNED.search(heading):
        known = values[~np.isnan(values)]
        whole = bool(np.all(known == np.round(known)))
        severity = "error" if whole or not SHARE.search(heading) else "warning"
        findings += place.finding(severity, "number_negative", negative, "Der Wert ist negativ; eine Anzahl kann das nicht sein.",
                                  "Vorzeichen prüfen; Zeichen wie −1 für „fehlt“ in city.toml unter `missing_marks` nennen.")  # fmt: skip
    if (
        (SHARE.search(heading) or read.percent.any())
        and not SIGNED.search(heading)
        and not ABOVE_HUNDRED.search(heading)
    ):
        findings += place.finding("error", "share_above_100", values > 100, "Ein Anteil kann nicht über 100 % liegen.",
                                  "Die Zahl oder die Überschrift der Spalte berichtigen.")  # fmt: skip
    findings += _other_scale(place, values, heading)
    unsigned = ~read.percent & ~np.isnan(values)
    if (
        read.percent.any()
        and unsigned.any()
        and (np.abs(values[unsigned]) <= 1).all()
        and (values[unsigned] != 0).any()
    ):
        findings += place.finding("error", "ask_percent_mixed", unsigned, "In der Spalte stehen Werte mit und ohne Prozentzeichen nebeneinander.",
                                  "Alle Zellen gleich formatieren.")  # fmt: skip
    return findings


def _other_scale(place: _Place, values: np.ndarray, heading: str) -> list[Finding]:
    """Few fractions among per cent: 0,148 between 14,8 and 33,2 may stand on another scale."""
    known = values[~np.isnan(values)]
    if not SHARE.search(heading) or len(known) < 4 or np.median(known) < 5:
        return []
    small = (
        (values > 0)
        & (values < 1)
        & (values * 100 >= known[known >= 1].min())
        & (values * 100 <= known.max())
    )
    if small.sum() > 0.3 * len(known):
        return []
    return place.finding("warning", "ask_percent", small, "Der Wert ist viel kleiner als die übrigen; vielleicht steht er als Anteil (0–1) statt in Prozent.",
                         "Prüfen; wenn ja, in der Datei mit 100 malnehmen.")  # fmt: skip


def _doubts(place: _Place, read: Numerals, said: Collection[str]) -> list[Finding]:
    findings = _marks(place, read, said)
    findings += place.finding("warning", "formula_without_value", read.flags == "formula", f"Spalte „{place.column}“: Die Formel hat kein gespeichertes Ergebnis; der Wert gilt als fehlend, nicht als 0.",
                              "Die Datei in Excel öffnen, speichern und noch einmal angeben.", quote=False)  # fmt: skip
    findings += place.finding(
        "warning",
        "error_value",
        read.flags == "error",
        "Fehlerwerte der Tabellenkalkulation gelten als fehlend.",
        "Die Formel in der Quelle berichtigen.",
    )
    findings += place.finding("warning", "number_uncertain", read.flags == "uncertain", "Zahlen in Klammern gelten als unsicher; sie wurden als Wert gelesen.",
                              "Wenn sie nicht gezeigt werden dürfen, in der Datei durch „•“ ersetzen.")  # fmt: skip
    findings += place.finding(
        "info",
        "number_noted",
        read.flags == "noted",
        "Zahlen mit Fußnotenzeichen wurden ohne das Zeichen gelesen.",
        "Fußnote beachten.",
    )
    if read.guessed:
        meaning = (
            f"als Dezimalzahl mit „{read.decimal}“"
            if read.decimal and read.decimal in read.guessed
            else "als Tausender"
        )
        findings.append(Finding("info" if read.decimal else "warning", "number_grouping" if read.decimal else "ask_grouping", place.file, f"Spalte „{place.column}“",
                                f"Zahlen wie „{read.guessed}“ sind mehrdeutig; sie wurden {meaning} gelesen.",
                                "Wenn das falsch ist, das Dezimalzeichen angeben (`decimal`)."))  # fmt: skip
    return findings


def _marks(place: _Place, read: Numerals, settled: Collection[str]) -> list[Finding]:
    """Say what signs in the place of numbers were taken for."""
    open_marks = {
        mark: reason for mark, reason in read.said.items() if mark.strip().lower() not in settled
    }
    if not open_marks:
        return []
    words = {
        "missing": "fehlend",
        "suppressed": "unterdrückt",
        "not_applicable": "nicht zutreffend",
    }
    said = "; ".join(
        f"„{mark.strip()}“ als {words[reason]}"
        for mark, reason in list(open_marks.items())[:_NAMED]
    )
    return place.finding("warning", "ask_marks", np.array([text in open_marks for text in place.cells], dtype=bool), f"Zeichen an der Stelle von Zahlen gelten nicht als 0 (0 ≠ fehlend), sondern: {said}.",
                         "Wenn ein Zeichen etwas anderes heißt (in vielen Ämtern: „–“ = genau null), in city.toml unter `zero_marks`, `missing_marks` oder `suppressed_marks` nennen.")  # fmt: skip
