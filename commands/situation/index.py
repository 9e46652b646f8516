"""`aktionsraum index`, `why`, `methods`: status and dynamics of areas, with reasons and ranges."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.call import EMBEDDED_CITY
from commands.city import Chosen, choose, labels_of, located
from commands.options import AreaArgument, CityArgument, LevelOption, Output, YearOption
from commands.output import emit
from intake.choices import index_error, require_choice

if TYPE_CHECKING:
    from indicators.indices import IndexResult

IndexArgument = Annotated[
    str, typer.Argument(metavar="INDEX", help="Kennung des Index aus city.toml.")
]
MethodOption = Annotated[
    str,
    typer.Option(
        "--method",
        help="Anderes Verfahren: mss, rise, headline, imd, svi, below_average_count.",
    ),
]
RobustOption = Annotated[
    bool,
    typer.Option(
        "--robust",
        help="Spannen von Rang und Klasse aus 1.000 Ziehungen und ohne je eine Kennzahl.",
    ),
]

INDEX_COLUMNS = [
    "key", "name", "score", "status", "change_score", "dynamics", "rated", "reason", "rank",
    "group", "attention",
]  # fmt: skip
ROBUST_COLUMNS = ["rank_low", "rank_high", "status_best", "status_worst", "own_class_share", "safe"]

LEFT_OUT_COLUMNS = ["rank_best", "rank_worst", "classes", "decisive"]


def index(
    *,
    city: CityArgument = EMBEDDED_CITY,
    index_id: IndexArgument = "",
    year: YearOption = None,
    level: LevelOption = "",
    method: MethodOption = "",
    robust: RobustOption = False,
    output: Output,
) -> None:
    """Status und Dynamik der Gebiete nach einem zusammengesetzten Index."""
    chosen = choose(city)
    result, level, year = _computed(chosen, index_id, level, year, method)
    table = result.table.assign(key=result.table.index, name=result.inputs.names)
    table = table[INDEX_COLUMNS]
    if robust:
        from indicators.indices.draws import rank_intervals
        from indicators.indices.robustness import leave_one_out

        table = table.join(rank_intervals(result)[ROBUST_COLUMNS])
        table = table.join(leave_one_out(result)[LEFT_OUT_COLUMNS])
    notes = (*chosen.released.notes, *result.notes)
    shaped = located(table, chosen.released.levels[level])
    emit(shaped, output, title=f"{result.definition.label}, {year}", notes=notes)


def why(
    *,
    city: CityArgument = EMBEDDED_CITY,
    index_id: IndexArgument,
    key: AreaArgument,
    year: YearOption = None,
    level: LevelOption = "",
    method: MethodOption = "",
    output: Output,
) -> None:
    """Warum ein Gebiet in seiner Klasse ist, und was sich ändern müsste."""
    from indicators.indices.why import explain, field_sentences

    chosen = choose(city)
    result, level, asked = _computed(chosen, index_id, level, year, method)
    key = chosen.area(level, key)
    reason = explain(result, chosen.released.catalogue, key)
    better = reason.changes_better.add_suffix("_better")
    worse = reason.changes_worse.add_suffix("_worse")
    table = reason.contributions.join(better).join(worse)
    table = table.rename_axis("indicator").reset_index()
    labels = labels_of(chosen.city)
    figures = chosen.released.figures
    figures = figures[(figures["level"] == level) & (figures["year"] == asked)]
    fields = {entry.id: entry.label for entry in chosen.city.config.field_of_action}
    told = field_sentences(figures, chosen.released.catalogue, fields, result, key)
    emit(table, output, title=reason.sentence, notes=(*told, *result.notes), labels=labels)


def methods(
    *,
    city: CityArgument = EMBEDDED_CITY,
    index_id: IndexArgument = "",
    year: YearOption = None,
    level: LevelOption = "",
    output: Output,
) -> None:
    """Alle Verfahren nebeneinander: wie sie jedes Gebiet einstufen."""
    from indicators.indices import METHODS
    from indicators.indices.robustness import methods_side_by_side

    chosen = choose(city)
    result, level, year = _computed(chosen, index_id, level, year, "")
    results = {str(method): _switched(result, method) for method in METHODS}
    table = methods_side_by_side(results)
    table.insert(0, "key", table.index)
    table.insert(1, "name", result.inputs.names)
    shaped = located(table, chosen.released.levels[level])
    emit(shaped, output, title=f"{result.definition.label}, {year}", notes=result.notes)


def _computed(
    chosen: Chosen, index_id: str, level: str, year: int | None, method: str
) -> tuple["IndexResult", str, int]:
    """The asked index, its level and its year."""
    from pipeline.index import definition_of, index_of, newest_year

    sections = {section.id: section for section in chosen.city.config.index}
    asked = index_id or (next(iter(sections)) if len(sections) == 1 else "")
    definition = definition_of(sections[require_choice("Index", asked, list(sections))])
    level = chosen.level(level or definition.level)
    year = chosen.year(year) or newest_year(chosen.released.figures, definition)
    result = index_of(chosen.city, chosen.released, definition.id, level=level, year=year)
    return _switched(result, method), level, year


def _switched(result: "IndexResult", method: str) -> "IndexResult":
    """The same index by another method ("" = its own)."""
    from indicators.indices import METHODS, DefinitionError, composite, with_method

    if method in ("", result.definition.method):
        return result
    names = {str(name): name for name in METHODS}
    definition = with_method(result.definition, names[require_choice("Verfahren", method, names)])
    try:
        return composite(definition, result.inputs)
    except DefinitionError as error:
        raise index_error(definition.id, str(error)) from error
