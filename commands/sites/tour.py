"""`aktionsraum tour` and `quarter`: the week of a mobile offer, and what a new quarter needs."""

from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.output import (
    EMBEDDED_CITY,
    CityArgument,
    EntriesOption,
    JsonOption,
    OutOption,
    YearOption,
    emit,
    findings_shown,
)
from commands.supply.coverage import MODES, GroupOption, MinutesOption, ModeOption, WhenOption

if TYPE_CHECKING:
    from pandas import DataFrame

    from indicators.sites.tours import Vehicle
    from intake.model import City
    from pipeline import Question
    from pipeline.tours import WeekTables

CategoryOption = Annotated[
    str, typer.Option("--category", help="Art des Angebots, dessen Lücken gefüllt werden.")
]
HoursOption = Annotated[float, typer.Option("--hours", min=0.5, help="Stunden je Woche.")]
DaysOption = Annotated[str, typer.Option("--weekdays", help="Wochentage, zum Beispiel Mo,Mi,Fr.")]
StopsOption = Annotated[
    int, typer.Option("--stops-per-day", min=1, max=4, help="Höchstens so viele Halte je Tag.")
]
StopHoursOption = Annotated[
    float, typer.Option("--stop-hours", min=0.25, help="Dauer eines Halts.")
]
StartOption = Annotated[str, typer.Option("--start", help="Abfahrt am Morgen, zum Beispiel 10:00.")]
DepotOption = Annotated[
    str, typer.Option("--depot", help="Standort des Fahrzeugs als Länge,Breite (WGS 84).")
]
CandidatesOption = Annotated[
    str,
    typer.Option(
        "--candidates",
        help="Mögliche Halte: cells (Siedlungszellen), offers:KATEGORIE oder eine Datei.",
    ),
]
IcsOption = Annotated[
    Path | None, typer.Option("--ics", help="Wochenplan als Kalenderdatei (.ics) schreiben.")
]
FirstOption = Annotated[str, typer.Option("--first", help="Erster Tag im Kalender (JJJJ-MM-TT).")]
UntilOption = Annotated[str, typer.Option("--until", help="Letzter Tag im Kalender (JJJJ-MM-TT).")]
TitleOption = Annotated[str, typer.Option("--name", help="Name des mobilen Angebots.")]
ShareOption = Annotated[
    list[str],
    typer.Option("--share", help="Anteil einer Zielgruppe, zum Beispiel u6=0,08 (mehrfach)."),
]


def tour(
    category: CategoryOption,
    hours: HoursOption,
    city: CityArgument = EMBEDDED_CITY,
    weekdays: DaysOption = "Mo,Di,Mi,Do,Fr",
    stops_per_day: StopsOption = 2,
    stop_hours: StopHoursOption = 2.0,
    start: StartOption = "10:00",
    depot: DepotOption = "",
    candidates: CandidatesOption = "cells",
    max_minutes: MinutesOption = None,
    target_group: GroupOption = "",
    mode: ModeOption = "",
    when: WhenOption = "",
    year: YearOption = None,
    name: TitleOption = "Mobiles Angebot",
    ics: IcsOption = None,
    first: FirstOption = "",
    until: UntilOption = "",
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Wochenplan eines mobilen Angebots: Halte und Tage, die die meisten Personen erreichen."""
    _require_mode(mode)
    days = (_day(first, "--first") or date.today(), _day(until, "--until"))
    begins, place = _hour(start), _degrees(depot)
    with findings_shown(as_json=as_json):
        from indicators.sites.tours import Vehicle
        from pipeline import Question
        from pipeline.city import read_current_city
        from pipeline.tours import metric_place

        read = read_current_city(city, entries=not without_entries)
        vehicle = Vehicle(
            hours, tuple(part.strip() for part in weekdays.split(",")), stops_per_day, stop_hours,
            start=begins, depot=metric_place(read, *place) if place else None,
        )  # fmt: skip
        question = Question(target_group, mode, max_minutes, when)
        week = _week(read, category, vehicle, candidates, year, question)
        if ics is not None:
            _write_ics(ics, week.stops, name, days)
        notes = (week.sentence, f"Fahrplan: {week.schedule}", *week.notes)
        emit(week.stops, out=out, as_json=as_json, title=f"{name}: {week.label}",
             notes=tuple(filter(None, notes)))  # fmt: skip


def _week(
    city: "City", category: str, vehicle: "Vehicle", candidates: str, year: int | None,
    question: "Question",
) -> "WeekTables":  # fmt: skip
    """Plan the week behind the release gate."""
    from indicators.secrecy.release import release
    from pipeline import analyse
    from pipeline.site_places import candidates_from
    from pipeline.tours import week_tables

    return week_tables(
        city, category, vehicle, released=release(analyse(city)),
        candidates=candidates_from(city, candidates), year=year, question=question,
    )  # fmt: skip


def quarter(
    dwellings: Annotated[int, typer.Option("--dwellings", min=1, help="Zahl der Wohnungen.")],
    lon: Annotated[float, typer.Option("--lon", help="Längengrad der Mitte (WGS 84).")],
    lat: Annotated[float, typer.Option("--lat", help="Breitengrad der Mitte (WGS 84).")],
    share: ShareOption,
    city: CityArgument = EMBEDDED_CITY,
    persons: Annotated[
        float, typer.Option("--persons-per-dwelling", min=0.1, help="Personen je Wohnung.")
    ] = 2.0,
    without_entries: EntriesOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Was ein neues Quartier braucht: Personen, Wege zum nächsten Angebot, fehlende Plätze."""
    from wording import count

    shares = dict(_share(text) for text in share)
    with findings_shown(as_json=as_json):
        from indicators.coverage.housing import Quarter
        from pipeline.city import read_current_city
        from pipeline.tours import metric_place, needs_of

        read = read_current_city(city, entries=not without_entries)
        x, y = metric_place(read, lon, lat)
        table = needs_of(read, Quarter(dwellings, x, y, shares, persons))
        emit(
            table,
            out=out,
            as_json=as_json,
            title=f"Neues Quartier mit {count(dwellings)} Wohnungen",
        )


def _write_ics(path: Path, stops: "DataFrame", name: str, days: tuple[date, date | None]) -> None:
    """Write the week plan as a calendar file."""
    from export.calendar import calendar_text, week_events, write_calendar
    from wording import count

    events = week_events(stops, name)
    write_calendar(path, calendar_text(events, name=name, first=days[0], until=days[1]))
    typer.echo(f"Geschrieben: {path} ({count(len(events))} Termine)", err=True)


def _require_mode(mode: str) -> None:
    if mode not in ("", *MODES):
        msg = f"„{mode}“ gibt es nicht. Zur Wahl stehen: {', '.join(MODES)}."
        raise typer.BadParameter(msg, param_hint="--mode")


def _degrees(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of a text; None for nothing."""
    if not text:
        return None
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError as error:
        msg = f"„{text}“ ist kein Ort. Beispiel: 7.4653,51.5136."
        raise typer.BadParameter(msg, param_hint="--depot") from error
    return lon, lat


def _share(text: str) -> tuple[str, float]:
    group, _, value = text.partition("=")
    try:
        return group.strip(), float(value.replace(",", "."))
    except ValueError as error:
        msg = f"„{text}“ ist kein Anteil. Beispiel: u6=0,08."
        raise typer.BadParameter(msg, param_hint="--share") from error


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        msg = f"„{text}“ ist kein Tag. Beispiel: 2026-11-24."
        raise typer.BadParameter(msg, param_hint=option) from error


def _hour(text: str) -> float:
    try:
        at = time.fromisoformat(text)
    except ValueError as error:
        msg = f"„{text}“ ist keine Uhrzeit. Beispiel: 10:00."
        raise typer.BadParameter(msg, param_hint="--start") from error
    return at.hour + at.minute / 60
