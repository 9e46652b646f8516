"""A `[[table]]` of city.toml in; figures per area, variable and year out."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pandas import DataFrame

from geo.levels import Level
from intake.cells.header import clean_cell
from intake.cells.joins import Joined, join_rows, require_column
from intake.cells.number_checks import Place, column_findings
from intake.cells.numerals import find_decimal, marks_with, to_numbers
from intake.config import TableSection
from intake.files import read_table
from intake.files.grid import without_twins
from intake.findings import Finding, InputError, Kind, in_column, in_row, require_none
from intake.guard import inside
from intake.model import Figures
from wording import joined, say

#: A year by itself or at the head of a day ("20241231"), not inside a longer number ("42019").
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?(?!\d)")

LEVEL_UNKNOWN = Kind("level_unknown", "Die Ebene „{level}“ gibt es nicht.", "Eine von diesen angeben: {levels}.")  # fmt: skip
ASK_YEAR = Kind("ask_year", "Das Jahr der Tabelle ist nicht angegeben.", "In city.toml `year = …` eintragen.")  # fmt: skip
YEAR_UNREADABLE = Kind("year_unreadable", "Die Zellen enthalten kein Jahr.", "Jahr als vierstellige Zahl schreiben.")  # fmt: skip
VARIABLE_MISSING = Kind("variable_missing", "Das Merkmal „{name}“ kommt nicht vor. Vorhanden sind: {names}.",
                        "Schreibweise in city.toml berichtigen.")  # fmt: skip
KEY_DOUBLE = Kind("key_double", "Der Schlüssel {key} steht doppelt in der Tabelle.", "Die falsche Zeile löschen oder den Schlüssel berichtigen.")  # fmt: skip
AREAS_MISSING = Kind("areas_missing", "{n} von {n_all} Gebieten der Ebene „{level}“ fehlen in der Tabelle; ihre Werte gelten als fehlend, nicht als 0.",
                     "Die Zeilen ergänzen, wenn es Zahlen gibt.", "warning")  # fmt: skip
AREAS_MERGED = Kind("areas_merged", "Zahlen für zusammengefasste Gebiete wurden aufgeteilt: ganze Zahlen nach der Fläche, andere Werte gleich. Sie gelten als geschätzt.",
                    "Wenn es getrennte Zahlen gibt, diese verwenden.", "warning")  # fmt: skip
DENOMINATOR_ZERO = Kind("denominator_zero", "„{whole}“ ist 0, aber „{part}“ ist größer: Der Anteil lässt sich nicht berechnen.",
                        "Eine der beiden Zahlen berichtigen; fehlende Werte leer lassen, nicht 0 schreiben.")  # fmt: skip
PART_EXCEEDS_WHOLE = Kind("part_exceeds_whole", "„{part}“ ist größer als „{whole}“, wovon es ein Teil ist.",
                          "Die Zahlen prüfen; vielleicht sind Spalten vertauscht.")  # fmt: skip


def read_figures(
    folder: Path, section: TableSection, levels: Mapping[str, Level]
) -> tuple[list[Figures], tuple[Finding, ...]]:
    """Read the figures of one table.

    Parameters
    ----------
    folder : Path
        City folder.
    section : TableSection
        What `city.toml` says of the table.
    levels : Mapping of str to Level

    Returns
    -------
    tuple of (list of Figures, tuple of Finding)
        One `Figures` per year, oldest first; no finding is an error.

    Raises
    ------
    InputError
        With every fault found: file, columns, rows that name no area, cells that are
        no numbers, negative counts, keys that stand twice.
    """
    level = _level(section, levels)
    path = inside(folder, section.file)
    table, findings = read_table(path, sheet=section.sheet, layer=section.layer, header_rows=section.header_rows,
                                 skip_rows=section.skip_rows, encoding=section.encoding, separator=section.separator)  # fmt: skip
    table, twins = without_twins(table, path.name)
    figures, more = figures_in(table, section, level, file=path.name)
    require_none((*findings, *twins, *more))
    return figures, (*findings, *twins, *more)


def figures_in(
    table: DataFrame, section: TableSection, level: Level, *, file: str
) -> tuple[list[Figures], tuple[Finding, ...]]:
    """Turn a text table into figures; findings may be errors.

    Parameters
    ----------
    table : DataFrame of text
        Index: row numbers in the file.
    section, level
        As in `read_figures`.
    file : str
        For findings.
    """
    joined = join_rows(
        table,
        level,
        file=file,
        key=section.key,
        name=section.name,
        rekey=section.rekey,
        merged=section.merged,
    )
    if any(finding.severity == "error" for finding in joined.findings):
        return [], joined.findings
    rows = table.loc[[*joined.keys.index, *joined.merged]]
    years, findings = _years(rows, section, file)
    columns, more = _numbers(table, rows, joined, section, file)
    double = [
        finding
        for year in np.unique(years)
        for finding in _doubled(columns, joined, rows, years == year, file)
    ]
    findings = [*joined.findings, *findings, *more, *_once(double)]
    if double:
        return [], tuple(findings)
    by_year = [
        _one_year(columns, rows, years == year, int(year), joined, section, level)
        for year in np.unique(years)
    ]
    return by_year, (*findings, *_areas_without_row(joined, level, file))


@dataclass(frozen=True)
class _Column:
    """One variable: places of its cells among the rows, values, reasons."""

    variable: str
    places: np.ndarray
    values: np.ndarray
    reasons: np.ndarray


def _once(findings: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))


def _level(section: TableSection, levels: Mapping[str, Level]) -> Level:
    if section.level not in levels:
        raise InputError([LEVEL_UNKNOWN("city.toml", f"table, {section.file}", level=section.level, levels=", ".join(levels))])  # fmt: skip
    return levels[section.level]


def _years(rows: DataFrame, section: TableSection, file: str) -> tuple[np.ndarray, list[Finding]]:
    """Return the year of each row."""
    if not section.year_column:
        if section.year is None:
            return np.zeros(len(rows), int), [ASK_YEAR(file)]
        return np.full(len(rows), section.year), []
    column = require_column(rows, section.year_column, file)
    found = [_YEAR.search(cell) for cell in rows[column]]
    bad = [str(row) for row, year in zip(rows.index, found, strict=True) if not year]
    fault = [YEAR_UNREADABLE(file, say("Spalte „{column}“, Zeile {rows}", column=column, rows=", ".join(bad[:10])))] if bad else []  # fmt: skip
    return np.array([int(year[1]) if year else 0 for year in found], int), fault


def _numbers(
    table: DataFrame, rows: DataFrame, joined: Joined, section: TableSection, file: str
) -> tuple[list[_Column], list[Finding]]:
    """Read all cells of the table's variables."""
    marks = marks_with(section.missing_marks, section.suppressed_marks, section.zero_marks)
    decimal = section.decimal or find_decimal(table, section.separator)
    said = {
        mark.strip().lower()
        for mark in (*section.missing_marks, *section.suppressed_marks, *section.zero_marks)
    }
    columns, findings = [], []
    labels = {int(row): joined.keys.get(row, "") for row in rows.index}
    for variable, column, places in _cells(rows, section, file):
        cells = rows[column].iloc[places]
        read = to_numbers(cells.tolist(), decimal=decimal, asked=section.decimal, marks=marks)
        scale = 100.0 if section.percent.get(variable) == "0-1" else 1.0
        values = np.where(read.percent, read.values, read.values * scale)
        heading = column if not section.variable_column else f"{column}: {variable}"
        findings += column_findings(
            Place(cells, file, heading, labels),
            read,
            values,
            variable=variable,
            said=said,
            scaled=variable in section.percent,
        )
        columns.append(_Column(variable, places, values, read.reasons))
    return columns, findings


def _cells(
    rows: DataFrame, section: TableSection, file: str
) -> Iterable[tuple[str, str, np.ndarray]]:
    """Yield variable, heading and places of its cells: a whole column, or some rows of a long table."""
    if not section.variable_column:
        for variable, column in section.columns.items():
            yield variable, require_column(rows, column, file), np.arange(len(rows))
        return
    kinds = (
        rows[require_column(rows, section.variable_column, file)]
        .map(clean_cell)
        .to_numpy(dtype=object)
    )
    column = require_column(rows, section.value_column, file)
    for variable, said in (
        section.columns or {kind: kind for kind in dict.fromkeys(kinds)}
    ).items():
        places = np.flatnonzero(kinds == said)
        if not len(places):
            raise InputError([VARIABLE_MISSING(file, in_column(section.variable_column), name=said, names=", ".join(dict.fromkeys(kinds)))])  # fmt: skip
        yield variable, column, places


def _doubled(
    columns: Sequence[_Column], joined: Joined, rows: DataFrame, in_year: np.ndarray, file: str
) -> list[Finding]:
    """One error per area that stands twice in a year."""
    findings = []
    for column in columns:
        chosen = rows.index[column.places[in_year[column.places]]]
        keys = joined.keys.reindex(chosen).dropna()
        for key in keys[keys.duplicated()].unique()[:20]:
            lines = ", ".join(str(row) for row in keys.index[keys == key])
            findings.append(KEY_DOUBLE(file, in_row(lines), key=key))
        if not section_is_long(columns):
            break
    return findings


def section_is_long(columns: Sequence[_Column]) -> bool:
    """Whether the variables stand in different rows."""
    return any(len(column.places) != len(columns[0].places) for column in columns) or (
        len(columns) > 1 and not np.array_equal(columns[0].places, columns[1].places)
    )


def _one_year(
    columns: Sequence[_Column],
    rows: DataFrame,
    in_year: np.ndarray,
    year: int,
    joined: Joined,
    section: TableSection,
    level: Level,
) -> Figures:
    areas = level.areas.index
    values = np.full((len(areas), len(columns)), np.nan)
    reasons = np.full((len(areas), len(columns)), "missing", dtype=object)
    of_row = areas.get_indexer(joined.keys.reindex(rows.index).fillna(""))
    for number, column in enumerate(columns):
        chosen = in_year[column.places] & (of_row[column.places] >= 0)
        values[of_row[column.places[chosen]], number] = column.values[chosen]
        reasons[of_row[column.places[chosen]], number] = column.reasons[chosen]
    variables = [column.variable for column in columns]
    frames = DataFrame(values, areas, variables), DataFrame(reasons, areas, variables, dtype="str")
    _spread(*frames, columns, rows, in_year, joined, level)
    every = frozenset(variables)
    estimated = every if section.estimated or joined.merged else frozenset()
    return Figures(
        level.id,
        year,
        *frames,
        estimated,
        every if section.released else frozenset(),
        section.vintage,
    )


def _spread(
    values: DataFrame,
    reasons: DataFrame,
    columns: Sequence[_Column],
    rows: DataFrame,
    in_year: np.ndarray,
    joined: Joined,
    level: Level,
) -> None:
    """Spread figures of rows that cover several areas: whole numbers by area, others alike."""
    for row, keys in dict(joined.merged).items():
        parts = [key for key in keys if key in values.index]
        sizes = level.areas.geometry.loc[parts].area
        place = rows.index.get_loc(row)
        for column in columns:
            at = np.flatnonzero((column.places == place) & in_year[column.places])
            for cell, reason in zip(column.values[at], column.reasons[at], strict=True):
                share = sizes / sizes.sum() if float(cell).is_integer() else 1.0
                values.loc[parts, column.variable] = cell * share
                reasons.loc[parts, column.variable] = reason


def _areas_without_row(rows: Joined, level: Level, file: str) -> list[Finding]:
    covered = {*rows.keys, *(key for keys in rows.merged.values() for key in keys)}
    absent = [str(key) for key in level.areas.index if key not in covered]
    findings = []
    if absent:
        more = " …" if len(absent) > 30 else ""
        findings.append(AREAS_MISSING(file, ", ".join(absent[:30]) + more, n=len(absent), n_all=len(level.areas), level=level.label))  # fmt: skip
    if rows.merged:
        said = [
            say("Zeile {row}: {keys}", row=row, keys=", ".join(keys))
            for row, keys in rows.merged.items()
        ]
        findings.append(AREAS_MERGED(file, joined("; ", said)))
    return findings


def rate_findings(
    figures: Figures, pairs: Sequence[tuple[str, str]], *, file: str, shares: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Check counts against what they are a part of.

    Parameters
    ----------
    figures : Figures
    pairs : sequence of (part, whole)
        Variable ids; the part cannot exceed the whole.
    file : str
        For findings.
    shares : collection of str
        Parts that are published shares: they are only checked against a whole of 0.

    Returns
    -------
    tuple of Finding
        Errors that name the areas: a part larger than its whole, or persons in an area
        whose whole is 0.
    """
    findings = []
    for part, whole in pairs:
        if part not in figures.values or whole not in figures.values or part == whole:
            continue
        share, base = figures.values[part], figures.values[whole]
        empty = figures.values.index[(base == 0) & (share > 0)]
        if len(empty):
            findings.append(DENOMINATOR_ZERO(file, say("Gebiet {keys}, {year}", keys=", ".join(map(str, empty[:20])), year=figures.year), whole=whole, part=part))  # fmt: skip
        if part in shares:
            continue
        larger = figures.values.index[(base > 0) & (share > base * (1 + 1e-9))]
        if len(larger):
            findings.append(_larger(figures, part, whole, larger, file))
    return tuple(findings)


def _larger(figures: Figures, part: str, whole: str, keys: pd.Index, file: str) -> Finding:
    parts, wholes = figures.values[part], figures.values[whole]
    cells = [say("{key}: {n} von {all}", key=key, n=f"{parts[key]:g}", all=f"{wholes[key]:g}") for key in keys[:10]]  # fmt: skip
    return PART_EXCEEDS_WHOLE(file, say("Gebiet {keys}", keys=joined("; ", cells)), part=part, whole=whole)  # fmt: skip
