"""`aktionsraum coverage`, `gaps` and `difference`: who reaches an offer, who does not, what changes."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.city import located_by_key
from commands.options import (
    CityWithEntries,
    LevelOption,
    NeedOption,
    OfferOptions,
    Output,
    QuestionOptions,
)
from commands.output import emit

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from indicators.coverage.question import Question
    from indicators.secrecy.release import ReleasedCoverage
    from intake.model import City

FirstWhenOption = Annotated[
    str, typer.Option("--first-when", help="Zeit der ersten Versorgung, zum Beispiel „Di 15:00“.")
]
FirstModeOption = Annotated[
    str, typer.Option("--first-mode", help="Weg der ersten Versorgung, wie bei --mode.")
]
FirstMinutesOption = Annotated[
    float | None,
    typer.Option("--first-max-minutes", min=0.01, help="Grenze der ersten Versorgung."),
]
FirstGroupOption = Annotated[
    str, typer.Option("--first-target-group", help="Zielgruppe der ersten Versorgung.")
]

#: Columns of `coverage` and of `gaps`, in their order.
COVERAGE_TABLE = ["key", "name", "target_persons", "covered_persons", "covered_share", "city_share",
                  "gap_persons", "nearest_minutes", "below_average"]  # fmt: skip
GAP_TABLE = ["rank", "key", "lon", "lat", "persons", "nearest_offer", "nearest_minutes", "reason"]


def coverage(
    *,
    city: CityWithEntries,
    level: LevelOption = "",
    asked: QuestionOptions,
    output: Output,
) -> None:
    """Wie viele Personen der Zielgruppe ein Angebot erreichen, je Gebiet und in der Stadt."""
    from pipeline.figures import level_of

    known = city.read()
    released = _covered(known, level, asked.question(known))
    table = located_by_key(released.areas[COVERAGE_TABLE[1:]], level_of(known, released.level))
    _emit(table, released, output)


def gaps(
    *,
    city: CityWithEntries,
    level: LevelOption = "",
    asked: QuestionOptions,
    need: NeedOption = "",
    output: Output,
) -> None:
    """Lücken: wo Personen der Zielgruppe kein Angebot erreichen, wie viele, und warum."""
    known = city.read()
    released = _covered(known, level, asked.question(known))
    table = gap_places(released.gaps)
    if need:
        table = _by_need(table, known, need, released.level)
    _emit(table, released, output)


def difference(
    *,
    city: CityWithEntries,
    level: LevelOption = "",
    asked: QuestionOptions,
    first_when: FirstWhenOption = "",
    first_mode: FirstModeOption = "",
    first_minutes: FirstMinutesOption = None,
    first_group: FirstGroupOption = "",
    output: Output,
) -> None:
    """Zwei Versorgungen nebeneinander: eine erste (sonst der Standard) und eine zweite.

    Die zweite ist wie die erste, mit den Änderungen, die genannt sind.
    """
    from dataclasses import replace

    from commands.supply.difference import difference_table

    known = city.read()
    first = OfferOptions(asked.category, first_group, first_mode, first_minutes, on=asked.on)
    second = replace(
        asked,
        mode=asked.mode or first_mode,
        max_minutes=asked.max_minutes or first_minutes,
        target_group=asked.target_group or first_group,
        when=asked.when or first_when,
    )
    questions = (
        first.question(known, when=first_when, year=asked.year),
        second.question(known),
    )
    table, title, notes = difference_table(known, questions, level=level)
    emit(table, output, title=title, notes=notes)


def _by_need(table: "GeoDataFrame", city: "City", indicator: str, level: str) -> "GeoDataFrame":
    """Gaps with the need of their area, the greatest first."""
    from indicators.coverage.equity import ranked_by_need
    from indicators.secrecy.release import release
    from intake.choices import require_indicator
    from pipeline import analyse
    from pipeline.equity import need_of

    indicator = require_indicator(city, indicator)
    values, direction = need_of(release(analyse(city)), indicator, level=level)
    return ranked_by_need(table, values, direction=direction)


def gap_places(found: "GeoDataFrame") -> "GeoDataFrame":
    """Gaps with longitude and latitude (WGS 84, 1e-5°: about a metre)."""
    degrees = found.geometry.to_crs("EPSG:4326")
    table = found.assign(lon=degrees.x.round(5), lat=degrees.y.round(5))
    return table[[*GAP_TABLE, "geometry"]]


def _covered(city: "City", level: str, question: "Question") -> "ReleasedCoverage":
    """Coverage behind the release gate."""
    from indicators.secrecy.release import release, release_coverage
    from intake.choices import require_level
    from pipeline import analyse, cover

    level = require_level(city, level)
    found = cover(city, level=level, question=question)
    # What else is published of these persons decides what the coverage may show.
    released = None if found.published else release(analyse(city))
    limit = city.config.city.min_cases
    return release_coverage(found, min_cases=limit, released=released)


def _emit(table: "GeoDataFrame", released: "ReleasedCoverage", output: Output) -> None:
    """Show a table with its standard; a file is read without the heading, so each row says it."""
    if output.out is not None or output.as_json:
        table = table.assign(standard=released.standard, basis=released.basis)
    title = f"{released.category_label}: {released.standard}"
    estimated = ("Personenzahlen geschätzt.",) if released.estimated else ()
    notes = (f"Wege: {released.basis}.", *estimated, *released.notes)
    emit(table, output, title=title, notes=notes)
