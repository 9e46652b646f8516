"""A table file and the levels of a city in; the `[[table]]` entries that read it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pandas import DataFrame

from geo.levels import Level
from intake.cells.joins import join_rows
from intake.city.figures import figures_in, rate_findings
from intake.config import TableSection
from intake.files import read_table
from intake.files.grid import Grid, table_of, without_twins
from intake.files.tables import is_vector, read_grid
from intake.findings import Finding, Kind, errors, gathered
from intake.model import Figures
from intake.new_city._joins import candidates, find_areas, no_areas
from intake.new_city._sections import as_number, base_section, sections_of
from intake.new_city._variables import (
    POPULATION,
    Variable,
)
from intake.new_city.answers import answer

#: Sheets of a workbook tried at most to find the one that names areas.
_MOST_SHEETS = 12

ASK_VARIABLES = Kind("ask_variables", "Keine Spalte enthält Zahlen zu den Gebieten. Vorhanden sind: {columns}.",
                     "Die richtige Datei oder das richtige Blatt wählen.")  # fmt: skip
ASK_SHEET = Kind("ask_sheet", "Gelesen wurde das Blatt „{sheet}“, weil es am meisten Gebiete nennt; es gibt auch: {names}.",
                 "Wenn ein anderes gemeint ist, mit `sheet=…` angeben.", "warning")  # fmt: skip


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
        As read; index: row numbers in the file.
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
        See `intake.new_city.answers.QUESTIONS`.

    Raises
    ------
    InputError
        If the file is no table.
    """
    table, grid, findings = _read(path, levels, answers)
    table, twins = without_twins(table, path.name)
    findings += twins
    place = find_areas(table, levels, answers, path)
    if place is None:
        return TableUnderstood(
            path, (), (), (), table, (*findings, no_areas(table, levels, path)), {}
        )
    level, key, name = place
    base = base_section(path, grid, level, key, name, answers)
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
    sections, variables, noticed = sections_of(rows, table, base, grid, answers, path, joined.keys)
    if not variables:
        noticed.append(ASK_VARIABLES(path.name, columns=", ".join(map(str, table.columns))))
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
    heads = {name: as_number(answer(answers, name, path)) for name in ("header_rows", "skip_rows")}
    dialect = {name: answer(answers, name, path) for name in ("encoding", "separator")}
    sheet = answer(answers, "sheet", path)
    grid = read_grid(path, sheet=sheet, **dialect)
    if not sheet and len(grid.sheets) > 1:
        grid = _best_sheet(path, grid, levels, heads)
    table, findings = table_of(grid, **heads)
    return table, grid, (*grid.findings, *findings)


def _best_sheet(
    path: Path, first: Grid, levels: Mapping[str, Level], heads: Mapping[str, int | None]
) -> Grid:
    """Return the sheet that names most areas; the first one on a draw."""
    best, most = first, _areas_named(first, levels, heads)
    for name in first.sheets[:_MOST_SHEETS]:
        with gathered([]):  # a sheet that is no table is no candidate
            grid = first if name == first.sheet else read_grid(path, sheet=name)
            if (n := _areas_named(grid, levels, heads)) > most:
                best, most = grid, n
    if best is first:
        return first
    said = ASK_SHEET(path.name, best.sheet, sheet=best.sheet, names=", ".join(n for n in first.sheets if n != best.sheet))  # fmt: skip
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
    with gathered([]):
        table, _ = table_of(grid, **heads)
        return max(
            (match.n for level in levels.values() for *_, match in candidates(table, level)),
            default=0,
        )
    return 0


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
        found, noticed = figures_in(table, section, level, file=path.name)
        figures += found
        findings += noticed
    shares = [variable.id for variable in variables if variable.unit == "percent"]
    persons = [variable.id for variable in variables if variable.is_persons]
    pairs = [(part, POPULATION) for part in (*persons, *shares)]
    for part in figures:
        findings += rate_findings(part, pairs, file=path.name, shares=shares)
    return figures, findings


def _totals(
    table: DataFrame,
    sums: Sequence[int],
    sections: Sequence[TableSection],
    variables: Sequence[Variable],
) -> dict[tuple[str, int], float]:
    """Return the city's own value of each share, where a sum row gives one."""
    from intake.cells.numerals import to_numbers

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
