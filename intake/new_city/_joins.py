"""A table and the levels of a city in; the column that names areas, and of which level, out."""

import re
from collections.abc import Mapping
from pathlib import Path

from pandas import DataFrame

from geo.levels import Level
from intake.cells.keys import Match, match_keys, match_names, normal_name
from intake.findings import Finding, Kind
from intake.new_city.answers import answer
from wording import say

KEY_HEADING = re.compile(
    r"schluessel|schl$|^key|key$|kennung|^nr$|nr$|nummer|code|^id$|id$|ags|^gebiet|^bezirk$|^ubz|^plr|kennziffer|rs$"
)
_NAME_HEADING = re.compile(
    r"name|bezeichn|bezirk|stadtteil|ortsteil|gebiet|raum|quartier|viertel|^bez|gen$|label"
)
YEAR_HEADING = re.compile(
    r"^(?:jahr|year|berichtsjahr|stichtag|datum|stand|zeit|bezugsjahr|zeitraum|time|date|erhebungsjahr)$"
)
KIND_HEADING = re.compile(
    r"^(?:merkmal|indikator|indicator|variable|kennzahl|groesse|auspraegung|bezeichnungdesmerkmals|item|measure|kategorie|thema|statistik|art)$"
)
VALUE_HEADING = re.compile(
    r"^(?:wert|value|anzahl|zahl|messwert|betrag|ergebnis|werte|obsvalue|count)$"
)
#: Share of rows that must name an area for a column to be taken for the key.
_ENOUGH = 0.5
#: Share of rows in which key and name mean the same area, for the two columns to belong together.
_AGREED = 0.6

NO_AREA_NAMED = Kind("join_none", "Die Tabelle nennt kein Gebiet der Stadt. In der Datei steht: {seen}; erwartet werden Schlüssel oder Namen wie: {wanted}.{hint}",
                     "Prüfen, ob Tabelle und Grenzen zusammengehören, oder die Spalte angeben (`table_key=…` oder `table_name=…`).")  # fmt: skip


def candidates(table: DataFrame, level: Level) -> list[tuple[str, bool, Match]]:
    """Return the columns that may name areas: heading, whether by name, match."""
    names = level.areas["name"].astype("str")
    found = []
    for column in map(str, table.columns[:60]):
        cells = table[column]
        if not len(cells):
            continue
        by_key = match_keys(cells.str.strip(), level.areas.index)
        if by_key.n:
            found.append((column, False, by_key))
        if cells.str.contains(r"[^\W\d]", regex=True).mean() > 0.3:
            by_name = match_names(cells, names)
            if by_name.n:
                found.append((column, True, by_name))
    return found


def find_areas(
    table: DataFrame, levels: Mapping[str, Level], answers: Mapping[str, str], path: Path
) -> tuple[str, str, str] | None:
    """Return level, key column and name column (one of the two may be ""), None if no column names areas."""
    from intake.cells.joins import require_column

    said_key, said_name, said_level = (
        answer(answers, question, path) for question in ("table_key", "table_name", "table_level")
    )
    asked = {said_level: levels[said_level]} if said_level in levels else dict(levels)
    if said_key or said_name:
        columns = [
            require_column(table, said, path.name) if said else "" for said in (said_key, said_name)
        ]
        return next(iter(asked)), columns[0], columns[1]
    best: tuple[float, str, str, bool] | None = None
    for level_id, level in asked.items():
        for column, by_name, match in candidates(table, level):
            score = _score(column, match, table, level, by_name=by_name)
            if score > 0 and (best is None or score > best[0] + 1e-9):
                best = (score, level_id, column, by_name)
    if best is None:
        return None
    _, level_id, column, by_name = best
    if by_name:
        key = _key_beside(table, levels[level_id], column)
        return level_id, key, column
    return level_id, column, _name_beside(table, levels[level_id], column)


def _score(column: str, match: Match, table: DataFrame, level: Level, *, by_name: bool) -> float:
    """How surely a column names the areas of a level."""
    rows = int((table[column].str.strip() != "").sum())
    share = match.n / max(1, rows)
    distinct = match.keys[match.keys != ""].nunique()
    heading = (_NAME_HEADING if by_name else KEY_HEADING).search(normal_name(column)) is not None
    if share < _ENOUGH or (distinct < 2 and len(level.areas) > 2 and rows > 2):
        return 0.0
    covered = distinct / len(level.areas)
    loose = match.method in {"zeros", "decimal", "letters"}
    if loose and (
        covered < (0.25 if heading else 0.5)
        or normal_name(column) in {"jahr", "year"}
        or (distinct < 0.5 * match.n and not _has_year_or_kind(table))
    ):
        return 0.0
    ways = {"exact": 0.2, "blanks": 0.1, "name": 0.05}
    return (
        share
        + 0.5 * covered
        + 0.6 * distinct / rows
        + 0.4 * heading
        + (0.0 if by_name else 0.1)
        + ways.get(match.method, 0.0)
        - 0.3 * (loose and not heading)
    )


def _has_year_or_kind(table: DataFrame) -> bool:
    """Whether a table may rightly name an area in several rows."""
    return any(
        YEAR_HEADING.match(normal_name(str(column))) or KIND_HEADING.match(normal_name(str(column)))
        for column in table.columns
    )


def _key_beside(table: DataFrame, level: Level, name: str) -> str:
    """Return the column with the keys beside the names, "" if none agrees with them.

    A key that stands twice, or beside another area's name, must not pass unseen only
    because the names alone would do; a running number agrees with few names.
    """
    named = match_names(table[name], level.areas["name"].astype("str")).keys
    for column, by_name, match in candidates(table, level):
        if by_name or column == name or not KEY_HEADING.search(normal_name(column)):
            continue
        both = (match.keys != "") & (named != "")
        if (
            both.sum() >= _ENOUGH * len(table)
            and (match.keys[both] == named[both]).mean() >= _AGREED
        ):
            return column
    return ""


def _name_beside(table: DataFrame, level: Level, key: str) -> str:
    """Return the column with the names beside the key, "" if there is none."""
    found = [
        (match.n, column)
        for column, by_name, match in candidates(table, level)
        if by_name and column != key
    ]
    n, column = max(found, default=(0, ""))
    return column if n >= _ENOUGH * len(table) else ""


def no_areas(table: DataFrame, levels: Mapping[str, Level], path: Path) -> Finding:
    """Return the error that a table names no area of the city, with what stands in it."""
    level = next(iter(levels.values()))
    wanted = ", ".join(f"{key} {name}" for key, name in level.areas["name"].iloc[:3].items())
    seen = "; ".join(
        f"{column}: {table[column].iloc[0][:30]}"
        for column in map(str, table.columns[:5])
        if len(table)
    )
    return NO_AREA_NAMED(
        path.name, seen=seen or say("nichts"), wanted=wanted, hint=_power_hint(table)
    )


def _power_hint(table: DataFrame) -> str:
    """Say it if a spreadsheet has turned keys into powers of ten: their last digits are lost."""
    cells = [cell for column in table.columns for cell in table[column].head(20)]
    if any(re.fullmatch(r"\d[.,]?\d*E\+\d+", cell.strip()) for cell in cells):
        return say(" Die Tabellenkalkulation hat Schlüssel in Zahlen wie 5,91E+06 verwandelt; ihre letzten Ziffern sind verloren.")  # fmt: skip
    return ""
