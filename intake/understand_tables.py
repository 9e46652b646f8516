"""A table file and the levels of a city in; the `[[table]]` entries that read it out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from pandas import DataFrame, Series

from geo.levels import Level
from intake.answers import answer, answers_to, is_yes, words
from intake.config import TableSection
from intake.errors import InputError
from intake.figures import figures_of, rate_findings
from intake.findings import Finding, errors
from intake.joins import join_rows
from intake.keys import Match, match_keys, match_names, normal_name
from intake.model import Figures
from intake.numerals import find_decimal
from intake.tables import Grid, is_vector, read_grid, read_table, table_of
from intake.understand_variables import (
    POPULATION,
    Variable,
    find_variables,
    variable_id,
    with_scales,
    year_of,
)

_KEY_HEADING = re.compile(
    r"schluessel|schl$|^key|key$|kennung|^nr$|nr$|nummer|code|^id$|id$|ags|^gebiet|^bezirk$|^ubz|^plr|kennziffer|rs$"
)
_NAME_HEADING = re.compile(
    r"name|bezeichn|bezirk|stadtteil|ortsteil|gebiet|raum|quartier|viertel|^bez|gen$|label"
)
_YEAR_HEADING = re.compile(
    r"^(?:jahr|year|berichtsjahr|stichtag|datum|stand|zeit|bezugsjahr|zeitraum|time|date|erhebungsjahr)$"
)
_KIND_HEADING = re.compile(
    r"^(?:merkmal|indikator|indicator|variable|kennzahl|groesse|auspraegung|bezeichnungdesmerkmals|item|measure|kategorie|thema|statistik|art)$"
)
_VALUE_HEADING = re.compile(
    r"^(?:wert|value|anzahl|zahl|messwert|betrag|ergebnis|werte|obsvalue|count)$"
)
#: Sheets of a workbook tried at most to find the one that names areas.
_MOST_SHEETS = 12
#: Share of rows that must name an area for a column to be taken for the key.
_ENOUGH = 0.5


@dataclass(frozen=True)
class TableUnderstood:
    """One table file, understood.

    Attributes
    ----------
    path : Path
    sections : tuple of TableSection
        One per year for wide tables, else one; `file` is the file's own name.
    variables : tuple of Variable
    figures : tuple of Figures
    table : DataFrame of text
        As read, for previews; index: row numbers in the file.
    findings : tuple of Finding
        May be errors.
    city_values : Mapping of (variable, year) to float
        Published totals of the sum row, for shares.
    """

    path: Path
    sections: tuple[TableSection, ...]
    variables: tuple[Variable, ...]
    figures: tuple[Figures, ...]
    table: DataFrame
    findings: tuple[Finding, ...]
    city_values: Mapping[tuple[str, int], float]


def understand_table(
    path: Path, levels: Mapping[str, Level], answers: Mapping[str, str]
) -> TableUnderstood:
    """Read a table and guess level, key, year, variables and units.

    Parameters
    ----------
    path : Path
    levels : Mapping of str to Level
        Finest first.
    answers : Mapping
        See `intake.answers.QUESTIONS`.

    Raises
    ------
    InputError
        If the file is no table.
    """
    table, grid, findings = _read(path, levels, answers)
    place = _find_areas(table, levels, answers, path)
    if place is None:
        return TableUnderstood(
            path, (), (), (), table, (*findings, _no_areas(table, levels, path)), {}
        )
    level, key, name = place
    base = _base_section(path, grid, level, key, name, answers)
    joined = join_rows(
        table,
        levels[level],
        file=path.name,
        key=key,
        name=name,
        rekey=base.rekey,
        merged=base.merged,
    )
    if errors(joined.findings):
        return TableUnderstood(path, (base,), (), (), table, (*findings, *joined.findings), {})
    rows = table.loc[[*joined.keys.index, *dict(joined.merged)]]
    sections, variables, noticed = _sections(rows, table, base, grid, answers, path, joined.keys)
    if not variables:
        noticed.append(Finding("error", "ask_variables", path.name, "", f"Keine Spalte enthält Zahlen zu den Gebieten. Vorhanden sind: {', '.join(map(str, table.columns))}.", "Die richtige Datei oder das richtige Blatt wählen."))  # fmt: skip
        return TableUnderstood(
            path, (base,), (), (), table, (*findings, *joined.findings, *noticed), {}
        )
    figures, more = _figures(table, sections, levels[level], variables, path)
    totals = _totals(table, joined.sums, sections, variables)
    return TableUnderstood(
        path,
        tuple(sections),
        tuple(variables),
        tuple(figures),
        table,
        tuple(dict.fromkeys((*findings, *noticed, *more))),
        totals,
    )


def _read(
    path: Path, levels: Mapping[str, Level], answers: Mapping[str, str]
) -> tuple[DataFrame, Grid | None, tuple[Finding, ...]]:
    """Read the table; of a workbook with several sheets the one that names most areas."""
    if is_vector(path):
        table, findings = read_table(path, layer=answer(answers, "layer", path))
        return table, None, findings
    heads = {name: _number(answer(answers, name, path)) for name in ("header_rows", "skip_rows")}
    dialect = {name: answer(answers, name, path) for name in ("encoding", "separator")}
    sheet = answer(answers, "sheet", path)
    grid = read_grid(path, sheet=sheet, **dialect)
    if not sheet and len(grid.sheets) > 1:
        grid = _best_sheet(path, grid, levels, heads)
    table, findings = table_of(grid, **heads)
    return table, grid, (*grid.findings, *findings)


def _number(said: str) -> int | None:
    return int(said) if said.strip().isdigit() else None


def _best_sheet(
    path: Path, first: Grid, levels: Mapping[str, Level], heads: Mapping[str, int | None]
) -> Grid:
    """Return the sheet that names most areas; the first one on a draw."""
    best, most = first, _areas_named(first, levels, heads)
    for name in first.sheets[:_MOST_SHEETS]:
        if name == first.sheet:
            continue
        try:
            grid = read_grid(path, sheet=name)
        except InputError:
            continue
        if (n := _areas_named(grid, levels, heads)) > most:
            best, most = grid, n
    if best is first:
        return first
    said = Finding("warning", "ask_sheet", path.name, best.sheet, f"Gelesen wurde das Blatt „{best.sheet}“, weil es am meisten Gebiete nennt; es gibt auch: {', '.join(n for n in first.sheets if n != best.sheet)}.",
                   "Wenn ein anderes gemeint ist, mit `sheet=…` angeben.")  # fmt: skip
    kept = tuple(finding for finding in best.findings if finding.code != "ask_sheet")
    return Grid(
        best.file,
        best.rows,
        best.lines,
        (*kept, said),
        first.sheets,
        best.sheet,
        is_workbook=True,
        merged=best.merged,
    )


def _areas_named(grid: Grid, levels: Mapping[str, Level], heads: Mapping[str, int | None]) -> int:
    try:
        table, _ = table_of(grid, **heads)  # type: ignore[arg-type]
    except InputError:
        return 0
    found = [match.n for level in levels.values() for _, _, match in _candidates(table, level)]
    return max(found, default=0)


def _candidates(table: DataFrame, level: Level) -> list[tuple[str, bool, Match]]:
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


def _find_areas(
    table: DataFrame, levels: Mapping[str, Level], answers: Mapping[str, str], path: Path
) -> tuple[str, str, str] | None:
    """Return level, key column and name column (one of the two may be ""), None if no column names areas."""
    from intake.joins import require_column

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
        for column, by_name, match in _candidates(table, level):
            score = _score(column, match, table, level, by_name=by_name)
            if score > 0 and (best is None or score > best[0] + 1e-9):
                best = (score, level_id, column, by_name)
    if best is None:
        return None
    _, level_id, column, by_name = best
    if by_name:
        return level_id, "", column
    return level_id, column, _name_beside(table, levels[level_id], column)


def _score(column: str, match: Match, table: DataFrame, level: Level, *, by_name: bool) -> float:
    """How surely a column names the areas of a level."""
    rows = int((table[column].str.strip() != "").sum())
    share = match.n / max(1, rows)
    distinct = match.keys[match.keys != ""].nunique()
    heading = (_NAME_HEADING if by_name else _KEY_HEADING).search(normal_name(column)) is not None
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
        _YEAR_HEADING.match(normal_name(str(column)))
        or _KIND_HEADING.match(normal_name(str(column)))
        for column in table.columns
    )


def _name_beside(table: DataFrame, level: Level, key: str) -> str:
    """Return the column with the names beside the key, "" if there is none."""
    found = [
        (match.n, column)
        for column, by_name, match in _candidates(table, level)
        if by_name and column != key
    ]
    n, column = max(found, default=(0, ""))
    return column if n >= _ENOUGH * len(table) else ""


def _no_areas(table: DataFrame, levels: Mapping[str, Level], path: Path) -> Finding:
    level = next(iter(levels.values()))
    wanted = ", ".join(f"{key} {name}" for key, name in level.areas["name"].iloc[:3].items())
    seen = "; ".join(
        f"{column}: {table[column].iloc[0][:30]}"
        for column in map(str, table.columns[:5])
        if len(table)
    )
    return Finding("error", "join_none", path.name, "", f"Die Tabelle nennt kein Gebiet der Stadt. In der Datei steht: {seen or 'nichts'}; erwartet werden Schlüssel oder Namen wie: {wanted}.",
                   "Prüfen, ob Tabelle und Grenzen zusammengehören, oder die Spalte angeben (`table_key=…` oder `table_name=…`).")  # fmt: skip


def _base_section(
    path: Path, grid: Grid | None, level: str, key: str, name: str, answers: Mapping[str, str]
) -> TableSection:
    """Return what is the same for all years of a file."""
    return TableSection(
        file=path.name, level=level, key=key, name=name, layer=answer(answers, "layer", path) if grid is None else "",
        sheet=grid.sheet if grid and grid.is_workbook else "", encoding=answer(answers, "encoding", path), separator=answer(answers, "separator", path),
        decimal=answer(answers, "decimal", path), header_rows=_number(answer(answers, "header_rows", path)), skip_rows=_number(answer(answers, "skip_rows", path)),
        missing_marks=words(answer(answers, "missing", path)), suppressed_marks=words(answer(answers, "suppressed", path)), zero_marks=words(answer(answers, "zero", path)),
        rekey=answers_to(answers, "rekey", path), merged={cell: words(keys) for cell, keys in answers_to(answers, "merged", path).items()},
        released=is_yes(answer(answers, "released", path)), estimated=is_yes(answer(answers, "estimated", path)),
    )  # fmt: skip


def _sections(
    rows: DataFrame,
    table: DataFrame,
    base: TableSection,
    grid: Grid | None,
    answers: Mapping[str, str],
    path: Path,
    keys: Series,
) -> tuple[list[TableSection], list[Variable], list[Finding]]:
    """Return the entries of the table: long, wide by year, or plain."""
    long = _long_columns(rows, answers, path, keys)
    decimal = base.decimal or find_decimal(table, grid.separator if grid else "")
    if long:
        return _long_section(
            rows, base, *long, decimal=decimal, answers=answers, path=path, grid=grid
        )
    year_column = answer(answers, "year_column", path) or _year_column(rows)
    used = {base.key, base.name, year_column} | _other_keys(rows, keys)
    variables, findings = find_variables(
        rows, used, decimal=decimal, named=answer(answers, "variable", path), file=path.name
    )
    variables = with_scales(variables, answers_to(answers, "percent", path))
    if year_column:
        section = base.model_copy(
            update={
                "year_column": year_column,
                "columns": _columns(variables),
                "percent": _percent(variables),
            }
        )
        return [section], variables, findings
    year, asked = _year(path, grid, variables, answers)
    years = sorted({variable.year or year for variable in variables})
    sections = [
        base.model_copy(update={"year": at, "columns": _columns(chosen), "percent": _percent(chosen)})
        for at in years if (chosen := [variable for variable in variables if (variable.year or year) == at])
    ]  # fmt: skip
    return (
        sections,
        variables,
        findings + (asked if any(variable.year is None for variable in variables) else []),
    )


def _columns(variables: Sequence[Variable]) -> dict[str, str]:
    return {variable.id: variable.column for variable in variables}


def _percent(variables: Sequence[Variable]) -> dict[str, str]:
    return {variable.id: variable.scale for variable in variables if variable.scale}


def _other_keys(rows: DataFrame, keys: Series) -> set[str]:
    """Columns that repeat the key under another heading ("710" beside "710")."""
    same = set()
    known = keys.reindex(rows.index).fillna("").to_numpy(dtype=object)
    for column in map(str, rows.columns):
        cells = [cell.strip().lstrip("0") for cell in rows[column].tolist()]
        if (
            np.mean(
                [cell == key.lstrip("0") for cell, key in zip(cells, known, strict=True)] or [0]
            )
            > 0.95
            and len(cells) > 2
        ):
            same.add(column)
    return same


def _year_column(rows: DataFrame) -> str:
    for column in map(str, rows.columns):
        cells = rows[column].tolist()
        if (
            _YEAR_HEADING.match(normal_name(column))
            and cells
            and all(year_of(cell) for cell in cells)
        ):
            return column
    return ""


def _long_columns(
    rows: DataFrame, answers: Mapping[str, str], path: Path, keys: Series
) -> tuple[str, str] | None:
    """Return the columns with variable and value of a long table, None for a wide one."""
    said = answer(answers, "variable_column", path), answer(answers, "value_column", path)
    if all(said):
        return said
    normal = {str(column): normal_name(str(column)) for column in rows.columns}
    kinds = [column for column, name in normal.items() if _KIND_HEADING.match(name)]
    values = [column for column, name in normal.items() if _VALUE_HEADING.match(name)]
    repeated = keys.duplicated().any()
    if kinds and values and (repeated or rows[kinds[0]].nunique() == 1):
        return kinds[0], values[0]
    return None


def _long_section(
    rows: DataFrame,
    base: TableSection,
    kind: str,
    value: str,
    *,
    decimal: str,
    answers: Mapping[str, str],
    path: Path,
    grid: Grid | None,
) -> tuple[list[TableSection], list[Variable], list[Finding]]:
    """Return the entry of a table with one row per area, variable and year."""
    from intake.header import clean_cell

    year_column = answer(answers, "year_column", path) or _year_column(rows)
    said = rows[kind].map(clean_cell)
    variables, findings = [], []
    for text in dict.fromkeys(said):
        part = rows.loc[(said == text).to_numpy(), [value]].set_axis([text], axis=1)
        found, doubts = find_variables(part, (), decimal=decimal, file=path.name)
        variables += [
            Variable(variable_id(text), text, v.label, None, v.unit, v.scale) for v in found
        ]
        findings += [finding for finding in doubts if finding.code != "columns_left_out"]
    variables = with_scales(variables, answers_to(answers, "percent", path))
    update: dict[str, object] = {
        "variable_column": kind,
        "value_column": value,
        "columns": _columns(variables),
        "percent": _percent(variables),
        "year_column": year_column,
    }
    if not year_column:
        update["year"], asked = _year(path, grid, variables, answers)
        findings += asked
    return [base.model_copy(update=update)], variables, findings


def _year(
    path: Path, grid: Grid | None, variables: Sequence[Variable], answers: Mapping[str, str]
) -> tuple[int, list[Finding]]:
    """Return the year of a table: as said, in its title, sheet or file name; else this year, with a question."""
    said = _number(answer(answers, "year", path))
    if said:
        return said, []
    titles = (
        " ".join(
            cell
            for row in grid.rows[:6]
            for cell in row
            if len(cell) > 4 and not cell.strip().isdigit()
        )
        if grid
        else ""
    )
    headings = {variable.year for variable in variables if variable.year}
    for text in (path.stem, grid.sheet if grid else "", titles):
        if found := year_of(text):
            return found, []
    if len(headings) == 1:
        return headings.pop(), []
    year = date.today().year  # noqa: DTZ011  (a calendar year, no moment)
    return year, [Finding("warning", "ask_year", path.name, "", f"Aus welchem Jahr die Zahlen sind, steht nirgends; vorerst gilt {year}.", "Mit `year=…` angeben, z. B. year=2024.")]  # fmt: skip


def _figures(
    table: DataFrame,
    sections: Sequence[TableSection],
    level: Level,
    variables: Sequence[Variable],
    path: Path,
) -> tuple[list[Figures], list[Finding]]:
    """Read the figures as the city will, and check parts against their wholes."""
    figures: list[Figures] = []
    findings: list[Finding] = []
    for section in sections:
        found, noticed = figures_of(table, section, level, file=path.name)
        figures += found
        findings += noticed
    pairs = [(variable.id, POPULATION) for variable in variables if variable.is_persons]
    for part in figures:
        findings += rate_findings(part, pairs, file=path.name)
    return figures, findings


def _totals(
    table: DataFrame,
    sums: Sequence[int],
    sections: Sequence[TableSection],
    variables: Sequence[Variable],
) -> dict[tuple[str, int], float]:
    """Return the city's own value of each share, where a sum row gives one."""
    from intake.numerals import to_numbers

    totals = {}
    for section in sections:
        if len(sums) != 1 or section.year is None or section.variable_column:
            continue
        for variable in variables:
            if variable.unit != "count" and section.columns.get(variable.id) == variable.column:
                value = to_numbers(
                    [table.at[sums[0], variable.column]], decimal=section.decimal or ","
                ).values[0]
                if not np.isnan(value):
                    totals[variable.id, section.year] = float(value) * (
                        100 if variable.scale == "0-1" else 1
                    )
    return totals
