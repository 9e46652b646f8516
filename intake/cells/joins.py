"""A text table and a level in; the key of each row, and what did not match, out."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np
from pandas import DataFrame, Series

from geo.levels import Level
from intake.cells.header import clean_cell
from intake.cells.keys import (
    Match,
    ambiguous_names,
    match_keys,
    match_names,
    normal_name,
    proposals,
)
from intake.findings import Finding, InputError, Kind, in_cell, in_column
from wording import joined, say

_SUM = re.compile(
    r"(?:Σ|summe|insgesamt|ges\.?|gesamt|total|zusammen|gesamtstadt|gesamtsumme|stadtgebiet|alle\b.*|durchschnitt.*|mittelwert.*|"
    r".*\b(?:insgesamt|gesamt|zusammen)|gesamt.*|summe\b.*|(?:landeshaupt|kreisfreie |hanse)?stadt\b(?!teil|bezirk).*)",
    re.IGNORECASE,
)
_NOWHERE = re.compile(
    r".*(?:unbekannt|nicht zuzuordnen|nicht zuordenbar|nicht zugeordnet|ohne angabe|keine angabe|ohne zuordnung|"
    r"ohne festen wohnsitz|außerhalb|auswärtig|nicht lokalisierbar|restliche).*",
    re.IGNORECASE,
)
#: Rows named one by one in a finding.
_NAMED = 12

COLUMN_MISSING = Kind("column_missing", "Die Spalte gibt es nicht.{meant} Vorhanden sind: {columns}.",
                      "Den Namen der Spalte in city.toml oder in der Tabelle berichtigen.")  # fmt: skip
NO_AREA_NAMED = Kind("join_none", "Keine Zeile nennt ein Gebiet der Ebene „{level}“. In der Datei steht: {seen}; erwartet wird zum Beispiel: {wanted}.",
                     "Prüfen, ob Datei und Ebene zusammengehören, oder die Spalte mit dem Schlüssel angeben.")  # fmt: skip
_CHECK_MATCH = "Zuordnung prüfen; in city.toml lässt sie sich mit `rekey` ändern."
NAMES_SPELLED = Kind("name_spelling", "Namen sind anders geschrieben; zugeordnet wurde: {pairs}{more}.", _CHECK_MATCH, "warning")  # fmt: skip
#: Keys read otherwise than written, by the way in which `match_keys` found them.
KEYS_READ = {
    "zeros": Kind("key_zeros", "Führende Nullen fehlten oder waren zu viel; zugeordnet wurde: {pairs}{more}.", _CHECK_MATCH, "warning"),
    "decimal": Kind("key_decimal", "Schlüssel waren Zahlen mit Komma; zugeordnet wurde: {pairs}{more}.", _CHECK_MATCH, "warning"),
    "prefix": Kind("key_prefix", "Schlüssel haben einen gemeinsamen Vorsatz (z. B. den AGS); zugeordnet wurde: {pairs}{more}.", _CHECK_MATCH, "warning"),
    "letters": Kind("key_letters", "Schlüssel haben Buchstaben oder Text dabei; zugeordnet wurde: {pairs}{more}.", _CHECK_MATCH, "warning"),
    "blanks": Kind("key_blanks", "Schlüssel enthielten Leerzeichen; zugeordnet wurde: {pairs}{more}.", _CHECK_MATCH, "warning"),
    "exact": Kind("key_exact", "Schlüssel sind anders geschrieben; zugeordnet wurde: {pairs}{more}.", _CHECK_MATCH, "warning"),
}  # fmt: skip
_NUMBERS_MISSING = "Nichts zu tun; die Zahlen dieser Zeilen fehlen in den Gebieten."
SUM_ROWS = Kind("sum_row", "Summenzeilen gehören zu keinem Gebiet und wurden ausgelassen.", _NUMBERS_MISSING, "info")  # fmt: skip
ROWS_WITHOUT_AREA = Kind("row_without_area", "Zeilen ohne Gebiet (z. B. „unbekannt“) gehören zu keinem Gebiet und wurden ausgelassen.",
                         _NUMBERS_MISSING, "warning")  # fmt: skip
ASK_MERGED = Kind("ask_merged", "„{cell}“ ist kein Gebiet der Ebene „{level}“. Es sieht nach einer Zusammenfassung aus von: {listed}.",
                  'In city.toml `merged = {{ "{whole}" = {parts} }}` eintragen.')  # fmt: skip
_ASSIGN = "Die Zeile berichtigen oder in city.toml mit `rekey` zuordnen."
_NOT_AN_AREA = "„{cell}“ ist kein Gebiet der Ebene „{level}“.{hint}"
UNKNOWN_NAME = Kind("join_unknown_name", _NOT_AN_AREA, _ASSIGN)
UNKNOWN_KEY = Kind("join_unknown_key", _NOT_AN_AREA, _ASSIGN)
_NAMES_NONE = "Die Zelle ist leer; sie nennt kein Gebiet der Ebene „{level}“.{hint}"
EMPTY_NAME = Kind("join_unknown_name", _NAMES_NONE, _ASSIGN)
EMPTY_KEY = Kind("join_unknown_key", _NAMES_NONE, _ASSIGN)
MANY_UNKNOWN = Kind("join_unknown_key", "Insgesamt {n} Zeilen nennen kein Gebiet der Ebene „{level}“.",
                    "Prüfen, ob Datei und Ebene denselben Gebietsstand haben.")  # fmt: skip
NAME_AMBIGUOUS = Kind("join_name_ambiguous", "Der Name „{name}“ bezeichnet mehrere Gebiete.", "Eine Spalte mit dem Schlüssel ergänzen.")  # fmt: skip
KEY_OR_NAME = Kind("key_name_conflict", "Schlüssel und Name einer Zeile meinen verschiedene Gebiete; verwendet wurde der Schlüssel.",
                   "Prüfen, ob Zeilen verrutscht sind oder die Schlüssel zu einem anderen Gebietsstand gehören.", "warning")  # fmt: skip
ASK_KEY_OR_NAME = replace(KEY_OR_NAME, code="ask_key_name_conflict", severity="error")


@dataclass(frozen=True)
class Joined:
    """Rows of a table with their keys.

    Attributes
    ----------
    keys : Series of str
        Row number in the file → key; rows that are no areas are left out.
    sums : tuple of int
        Rows that hold totals of the whole city.
    merged : Mapping of int to tuple of str
        Rows that cover several areas → their keys.
    findings : tuple of Finding
    """

    keys: Series
    sums: tuple[int, ...] = ()
    merged: Mapping[int, tuple[str, ...]] = ()  # type: ignore[assignment]
    findings: tuple[Finding, ...] = ()


def require_column(table: DataFrame, column: str, file: str) -> str:
    """Return the heading of a table that a person means by `column`.

    Raises
    ------
    InputError
        If no heading is spelled so, with the most similar one.

    Examples
    --------
    >>> require_column(DataFrame(columns=["Schlüssel", "EW"]), "schlüssel ", "a.csv")
    'Schlüssel'
    """
    if column in table.columns:
        return column
    wanted = normal_name(clean_cell(column)) or column
    same = [name for name in table.columns if normal_name(name) == wanted]
    if len(same) == 1:
        return str(same[0])
    close = get_close_matches(column, [str(name) for name in table.columns], n=1, cutoff=0.5)
    meant = say(" Gemeint sein könnte „{name}“.", name=close[0]) if close else ""
    raise InputError([COLUMN_MISSING(file, in_column(column), meant=meant, columns=", ".join(map(str, table.columns)))])  # fmt: skip


def join_rows(
    table: DataFrame,
    level: Level,
    *,
    file: str,
    key: str = "",
    name: str = "",
    rekey: Mapping[str, str] | None = None,
    merged: Mapping[str, Sequence[str]] | None = None,
) -> Joined:
    """Find the area that each row of a table is about.

    Parameters
    ----------
    table : DataFrame of text
        Index: row numbers in the file.
    level : Level
        The areas that the rows should name.
    file : str
        For findings.
    key, name : str
        Headings of the columns with key or name; with both, the key decides and the
        name is compared.
    rekey : Mapping
        Cell → key, where a person has decided.
    merged : Mapping
        Cell → keys of the areas that the row covers together.

    Returns
    -------
    Joined
        Its findings hold errors for rows that match no area.

    Raises
    ------
    InputError
        If a named column does not exist.
    """
    names = level.areas["name"].astype("str")
    column = require_column(table, key or name, file)
    cells = table[column].map(clean_cell)
    match = match_keys(cells, level.areas.index) if key else match_names(table[column], names)
    keys = _decided(match.keys, cells, rekey or {})
    together = {
        int(row): tuple(merged[cell]) for row, cell in cells.items() if merged and cell in merged
    }
    open_rows = [int(row) for row, found in keys.items() if not found and row not in together]
    sums, nowhere = _rows_without_area(table, open_rows, keys, column)
    unknown = [row for row in open_rows if row not in {*sums, *nowhere}]
    if not (keys != "").any() and not together:
        return Joined(keys.iloc[:0], findings=(_none(file, column, level, cells),))
    findings = [
        *_read_differently(match, file, column, by_name=not key),
        *_left_out(table, sums, nowhere, file),
        *_unknown(table, cells, unknown, level, file, column, by_name=not key),
        *(
            _compared(table, keys, names, require_column(table, name, file), file)
            if key and name
            else ()
        ),
    ]
    return Joined(keys[keys != ""], tuple(sums), together, tuple(findings))


def _decided(keys: Series, cells: Series, rekey: Mapping[str, str]) -> Series:
    """Keys with the decisions of a person put in ("" = leave the row out)."""
    if not rekey:
        return keys
    said = cells.map(lambda cell: rekey.get(cell, None))
    return keys.where(said.isna(), said.fillna("")).astype("str")


def _rows_without_area(
    table: DataFrame, rows: Sequence[int], keys: Series, column: str
) -> tuple[list[int], list[int]]:
    """Part the rows that match no area: totals, and persons without a place."""
    sums, nowhere = [], []
    matched = table[(keys != "").to_numpy()]
    for row in rows[:200]:
        texts = [clean_cell(cell) for cell in table.loc[row] if cell.strip()]
        words = [text for text in texts if re.search(r"[^\W\d]", text)]
        if any(_SUM.fullmatch(text) for text in words) or (
            len(rows) < 4 and _is_total(table.loc[row].drop(column), matched)
        ):
            sums.append(row)
        elif (
            any(_NOWHERE.fullmatch(text) for text in words)
            or not texts
            or _is_group_heading(texts, words, table)
        ):
            nowhere.append(row)
    return sums, nowhere


def _is_group_heading(texts: Sequence[str], words: Sequence[str], table: DataFrame) -> bool:
    """Whether a row holds one word and nothing else: a heading between groups of areas."""
    return len(texts) == len(words) == 1 and len(table.columns) > 2


def _is_total(row: Series, matched: DataFrame) -> bool:
    """Whether every number of a row is the sum of the numbers above it."""
    from intake.cells.numerals import to_numbers

    equal = [
        _same(
            float(to_numbers([cell]).values[0]),
            float(np.nansum(to_numbers(matched[column].tolist()).values)),
        )
        for column, cell in row.items()
        if re.fullmatch(r"[\d.,\s]{2,}", cell) and len(matched) > 2
    ]
    return len(equal) > 0 and sum(equal) > 0.5 * len(equal)


def _same(value: float, total: float) -> bool:
    return value > 0 and abs(value - total) <= 0.001 * total


def _none(file: str, column: str, level: Level, cells: Series) -> Finding:
    seen = joined(", ", [say("„{name}“", name=cell) for cell in cells[cells != ""].unique()[:3]])
    wanted = ", ".join(f"{key} {name}" for key, name in level.areas["name"].iloc[:3].items())
    return NO_AREA_NAMED(file, in_column(column), level=level.label, seen=seen or say("nichts"), wanted=wanted)  # fmt: skip


def _read_differently(match: Match, file: str, column: str, *, by_name: bool) -> list[Finding]:
    """Say that keys or names were read otherwise than written."""
    if match.changed.empty:
        return []
    changed = list(match.changed.items())[:_NAMED]
    pairs = joined("; ", [say("„{name}“ → {key}", name=cell, key=key) for cell, key in changed])
    n = len(match.changed)
    more = say(" … ({n} insgesamt)", n=n) if n > _NAMED else ""
    kind = NAMES_SPELLED if by_name else KEYS_READ[match.method]
    return [kind(file, in_column(column), pairs=pairs, more=more)]


def _left_out(
    table: DataFrame, sums: Collection[int], nowhere: Collection[int], file: str
) -> list[Finding]:
    return [
        kind(file, joined("; ", [_row(table, row) for row in list(rows)[:_NAMED]]))
        for rows, kind in ((sums, SUM_ROWS), (nowhere, ROWS_WITHOUT_AREA))
        if rows
    ]


def _row(table: DataFrame, row: int) -> str:
    return say("Zeile {row}: {label}", row=row, label=_label(table, row))


def _label(table: DataFrame, row: int) -> str:
    texts = [clean_cell(cell) for cell in table.loc[row] if re.search(r"[^\W\d]", cell)]
    return say("„{name}“", name=texts[0][:60]) if texts else say("(leer)")


def _unknown(
    table: DataFrame,
    cells: Series,
    rows: Sequence[int],
    level: Level,
    file: str,
    column: str,
    *,
    by_name: bool,
) -> list[Finding]:
    """One error per row that names no area, with what it may mean."""
    names = level.areas["name"].astype("str")
    several = set(ambiguous_names(cells, names)) if by_name else set()
    findings = []
    for row in rows[:_NAMED]:
        cell, where = cells.loc[row], in_cell(row, column)
        if cell in several:
            findings.append(NAME_AMBIGUOUS(file, where, name=cell))
        elif parts := merged_parts(cell, names):
            findings.append(ASK_MERGED(file, where, cell=cell[:80], level=level.label, listed=", ".join(parts), whole=cell, parts=str(list(parts))))  # fmt: skip
        else:
            kinds = (UNKNOWN_NAME, EMPTY_NAME) if by_name else (UNKNOWN_KEY, EMPTY_KEY)
            hint = _hint(proposals(cell if by_name else _label(table, row), names))
            findings.append(kinds[not cell](file, where, cell=cell[:80], level=level.label, hint=hint))  # fmt: skip
    if len(rows) > _NAMED:
        findings.append(MANY_UNKNOWN(file, in_column(column), n=len(rows), level=level.label))
    return findings


def _hint(meant: Sequence[str]) -> str:
    return say(" Gemeint sein könnte: {names}.", names=", ".join(meant)) if meant else ""


def merged_parts(cell: str, names: Series) -> tuple[str, ...]:
    """Return the keys of the areas that a name puts together, () if it does not.

    Examples
    --------
    >>> merged_parts("Moorburg und Altenwerder", Series({"1": "Moorburg", "2": "Altenwerder"}))
    ('1', '2')
    """
    parts = [
        part
        for part in re.split(r"\s+(?:und|u\.|sowie|mit)\s+|\s*[/,;+&]\s*", cell)
        if part.strip()
    ]
    if len(parts) < 2:
        return ()
    found = match_names(Series(parts, dtype="str"), names).keys
    return tuple(found) if (found != "").all() else ()


def _compared(
    table: DataFrame, keys: Series, names: Series, column: str, file: str
) -> list[Finding]:
    """Say where the name beside a key is that of another area."""
    by_name = match_names(table[column], names).keys
    rows = [
        int(row) for row in keys.index if keys[row] and by_name[row] and by_name[row] != keys[row]
    ]
    if not rows:
        return []
    said = [
        say("Zeile {row}: {key} heißt {name}, hier „{cell}“", row=row, key=keys[row],
            name=names[keys[row]], cell=clean_cell(table.at[row, column]))
        for row in rows[:_NAMED]
    ]  # fmt: skip
    kind = ASK_KEY_OR_NAME if len(rows) > 0.3 * len(keys) else KEY_OR_NAME
    return [kind(file, joined("; ", said))]
