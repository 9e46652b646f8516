"""`aktionsraum coverage`, `gaps` and `difference`: who reaches an offer, who does not, what changes."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.city import located_by_key
from commands.output import (
    EMBEDDED_CITY,
    CityArgument,
    EntriesOption,
    JsonOption,
    LevelOption,
    OutOption,
    YearOption,
    emit,
    findings_shown,
)

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from indicators.secrecy.release import ReleasedCoverage
    from intake.model import City

CategoryOption = Annotated[
    str, typer.Option("--category", help="Art des Angebots, zum Beispiel kita.")
]
WhenOption = Annotated[
    str, typer.Option("--when", help="Nur was dann geöffnet ist, zum Beispiel „Di 15:00“.")
]
ModeOption = Annotated[
    str, typer.Option("--mode", help="walk, bike, transit, wheelchair oder straight_line.")
]
MinutesOption = Annotated[
    float | None, typer.Option("--max-minutes", min=0.01, help="Andere Grenze als im Standard.")
]
GroupOption = Annotated[
    str, typer.Option("--target-group", help="Andere Zielgruppe als im Standard.")
]
WithoutOption = Annotated[
    list[str] | None,
    typer.Option("--without", help="Ohne dieses Angebot (Kennung; mehrfach möglich)."),
]
OnOption = Annotated[
    str, typer.Option("--on", help="Stichtag der Angebote (JJJJ-MM-TT), sonst heute.")
]
ConfirmedOption = Annotated[
    bool,
    typer.Option(
        "--confirmed-only", help="Nur Angebote, die vor höchstens einem Jahr bestätigt wurden."
    ),
]
MODES = ("walk", "bike", "transit", "wheelchair", "straight_line")

FullOption = Annotated[
    bool, typer.Option("--not-full", help="Nur Angebote mit genug Plätzen für alle in Reichweite.")
]

StepFreeOption = Annotated[
    bool, typer.Option("--step-free", help="Nur Angebote, die als stufenlos bekannt sind.")
]
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

NeedOption = Annotated[
    str, typer.Option("--need", help="Nach dieser Kennzahl ordnen: größter Bedarf zuerst.")
]

#: Columns of `coverage` and of `gaps`, in their order.
COVERAGE_TABLE = ["key", "name", "target_persons", "covered_persons", "covered_share", "city_share",
                  "gap_persons", "nearest_minutes", "below_average"]  # fmt: skip
GAP_TABLE = ["rank", "key", "lon", "lat", "persons", "nearest_offer", "nearest_minutes", "reason"]


def coverage(
    category: CategoryOption,
    city: CityArgument = EMBEDDED_CITY,
    level: LevelOption = "",
    year: YearOption = None,
    when: WhenOption = "",
    mode: ModeOption = "",
    max_minutes: MinutesOption = None,
    target_group: GroupOption = "",
    without: WithoutOption = None,
    on: OnOption = "",
    confirmed_only: ConfirmedOption = False,
    not_full: FullOption = False,
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Wie viele Personen der Zielgruppe ein Angebot erreichen, je Gebiet und in der Stadt."""
    from pipeline.city import read_current_city
    from pipeline.figures import level_of

    asked = _question(when, mode, max_minutes, target_group, without, on) | {
        "confirmed_only": confirmed_only,
        "not_full": not_full,
    }
    with findings_shown(as_json=as_json):
        known = read_current_city(city, entries=not without_entries)
        released = _covered(known, category, level, year, asked)
        table = located_by_key(released.areas[COVERAGE_TABLE[1:]], level_of(known, released.level))
        if out is not None or as_json:
            table = _with_standard(table, released)
        emit(table, out=out, as_json=as_json, title=_title(released), notes=_notes(released))


def gaps(
    category: CategoryOption,
    city: CityArgument = EMBEDDED_CITY,
    level: LevelOption = "",
    year: YearOption = None,
    when: WhenOption = "",
    mode: ModeOption = "",
    max_minutes: MinutesOption = None,
    target_group: GroupOption = "",
    without: WithoutOption = None,
    on: OnOption = "",
    confirmed_only: ConfirmedOption = False,
    not_full: FullOption = False,
    need: NeedOption = "",
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lücken: wo Personen der Zielgruppe kein Angebot erreichen, wie viele, und warum."""
    from pipeline.city import read_current_city

    asked = _question(when, mode, max_minutes, target_group, without, on) | {
        "confirmed_only": confirmed_only,
        "not_full": not_full,
    }
    with findings_shown(as_json=as_json):
        known = read_current_city(city, entries=not without_entries)
        released = _covered(known, category, level, year, asked)
        table = gap_places(released.gaps)
        if need:
            table = _by_need(table, known, need, released.level)
        if out is not None or as_json:
            table = _with_standard(table, released)
        emit(table, out=out, as_json=as_json, title=_title(released), notes=_notes(released))


def difference(
    category: CategoryOption,
    city: CityArgument = EMBEDDED_CITY,
    level: LevelOption = "",
    year: YearOption = None,
    when: WhenOption = "",
    mode: ModeOption = "",
    max_minutes: MinutesOption = None,
    target_group: GroupOption = "",
    without: WithoutOption = None,
    on: OnOption = "",
    confirmed_only: ConfirmedOption = False,
    step_free: StepFreeOption = False,
    not_full: FullOption = False,
    first_when: FirstWhenOption = "",
    first_mode: FirstModeOption = "",
    first_minutes: FirstMinutesOption = None,
    first_group: FirstGroupOption = "",
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Zwei Versorgungen nebeneinander: eine erste (sonst der Standard) und eine zweite.

    Die zweite ist wie die erste, mit den Änderungen, die genannt sind.
    """
    from commands.supply.difference import difference_table
    from pipeline import Question

    first = _question(first_when, first_mode, first_minutes, first_group, None, on)
    named = _question(when, mode, max_minutes, target_group, without, on)
    second = first | {name: value for name, value in named.items() if value}
    second |= {
        "confirmed_only": confirmed_only,
        "step_free_only": step_free,
        "not_full": not_full,
    }
    with findings_shown(as_json=as_json):
        table, title, notes = difference_table(
            city,
            category,
            (Question(**first), Question(**second)),
            level=level,
            year=year,
            entries=not without_entries,
        )
        emit(table, out=out, as_json=as_json, title=title, notes=notes)


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


def _covered(
    city: "City", category: str, level: str, year: int | None, asked: dict[str, Any]
) -> "ReleasedCoverage":
    """Coverage behind the release gate."""
    from indicators.secrecy.release import release, release_coverage
    from intake.choices import require_level
    from pipeline import Question, analyse, cover

    level = require_level(city, level)
    found = cover(city, category, level=level, year=year, question=Question(**asked))
    # What else is published of these persons decides what the coverage may show.
    released = None if found.published else release(analyse(city))
    limit = city.config.city.min_cases
    return release_coverage(found, min_cases=limit, released=released)


def _question(
    when: str,
    mode: str,
    max_minutes: float | None,
    target_group: str,
    without: list[str] | None,
    on: str,
) -> dict[str, Any]:
    """Entries of a `Question`; wrong ones are a wrong call."""
    if mode and mode not in MODES:
        msg = f"„{mode}“ ist kein Verkehrsmittel. Zur Wahl stehen: {', '.join(MODES)}."
        raise typer.BadParameter(msg, param_hint="--mode")
    return {
        "when": when,
        "mode": mode,
        "max_minutes": max_minutes,
        "target_group": target_group,
        "without": tuple(without or ()),
        "on": day_of(on),
    }


def day_of(text: str) -> date | None:
    """Return the day of a text such as 2026-11-24; None for none; else a wrong call."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"„{text}“ ist kein Tag. Beispiel: 2026-11-24."
        raise typer.BadParameter(msg, param_hint="--on") from error


def _with_standard(table: "GeoDataFrame", released: "ReleasedCoverage") -> "GeoDataFrame":
    """A file is read without the heading: each row says by which standard and on which ways."""
    return table.assign(standard=released.standard, basis=released.basis)


def _title(released: "ReleasedCoverage") -> str:
    return f"{released.category_label}: {released.standard}"


def _notes(released: "ReleasedCoverage") -> tuple[str, ...]:
    """How ways were measured, whether persons are estimated, and the coverage's own notes."""
    estimated = ("Personenzahlen geschätzt.",) if released.estimated else ()
    return (f"Wege: {released.basis}.", *estimated, *released.notes)
