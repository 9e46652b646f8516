"""A joined table in; its `[[table]]` entries (long, wide by year, or plain) and variables out."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pandas import DataFrame, Series

from intake.cells.header import clean_cell
from intake.cells.keys import normal_name
from intake.cells.numerals import find_decimal
from intake.config import TableSection
from intake.files.grid import Grid
from intake.findings import Finding, Kind
from intake.new_city._joins import KEY_HEADING, KIND_HEADING, VALUE_HEADING, YEAR_HEADING
from intake.new_city._variables import Variable, find_variables, variable_id, with_scales, year_of
from intake.new_city.answers import answer, answers_to, is_yes, words

ASK_YEAR = Kind("ask_year", "Aus welchem Jahr die Zahlen sind, steht nirgends; vorerst gilt {year}.",
                "Mit `year=…` angeben, z. B. year=2024.", "warning")  # fmt: skip


def as_number(said: str) -> int | None:
    """Return an answer that is a whole number, None for any other."""
    return int(said) if said.strip().isdigit() else None


def base_section(
    path: Path, grid: Grid | None, level: str, key: str, name: str, answers: Mapping[str, str]
) -> TableSection:
    """Return what is the same for all years of a file."""
    return TableSection(
        file=path.name, level=level, key=key, name=name, layer=answer(answers, "layer", path) if grid is None else "",
        sheet=grid.sheet if grid and grid.is_workbook else "", encoding=answer(answers, "encoding", path), separator=answer(answers, "separator", path),
        decimal=answer(answers, "decimal", path), header_rows=as_number(answer(answers, "header_rows", path)), skip_rows=as_number(answer(answers, "skip_rows", path)),
        missing_marks=words(answer(answers, "missing", path)), suppressed_marks=words(answer(answers, "suppressed", path)), zero_marks=words(answer(answers, "zero", path)),
        rekey=answers_to(answers, "rekey", path), merged={cell: words(keys) for cell, keys in answers_to(answers, "merged", path).items()},
        released=is_yes(answer(answers, "released", path)), estimated=is_yes(answer(answers, "estimated", path)),
    )  # fmt: skip


def sections_of(
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
    """Columns that repeat the key under another heading that speaks of keys ("710" beside "710")."""
    same = set()
    known = [key.lstrip("0") for key in keys.reindex(rows.index).fillna("")]
    for column in map(str, rows.columns):
        cells = [cell.strip().lstrip("0") for cell in rows[column].tolist()]
        equal = sum(cell == key for cell, key in zip(cells, known, strict=True))
        if len(cells) > 2 and equal > 0.95 * len(cells) and KEY_HEADING.search(normal_name(column)):
            same.add(column)
    return same


def _year_column(rows: DataFrame) -> str:
    for column in map(str, rows.columns):
        cells = rows[column].tolist()
        if (
            YEAR_HEADING.match(normal_name(column))
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
    kinds = [column for column, name in normal.items() if KIND_HEADING.match(name)]
    values = [column for column, name in normal.items() if VALUE_HEADING.match(name)]
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
    said = as_number(answer(answers, "year", path))
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
    return year, [ASK_YEAR(path.name, year=year)]
