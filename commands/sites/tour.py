"""`aktionsraum tour` and `quarter`: the week of a mobile offer, and what a new quarter needs."""

from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.city import labels_of
from commands.options import (
    LAT,
    LON,
    CandidatesOption,
    CityWithEntries,
    Output,
    QuestionOptions,
    day_of,
)
from commands.output import emit

if TYPE_CHECKING:
    from pandas import DataFrame

    from indicators.coverage.question import Question
    from indicators.sites.tours import Vehicle
    from intake.model import City
    from pipeline.tours import WeekTables

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
    *,
    hours: HoursOption,
    city: CityWithEntries,
    weekdays: DaysOption = "Mo,Di,Mi,Do,Fr",
    stops_per_day: StopsOption = 2,
    stop_hours: StopHoursOption = 2.0,
    start: StartOption = "10:00",
    depot: DepotOption = "",
    candidates: CandidatesOption = "cells",
    asked: QuestionOptions,
    name: TitleOption = "Mobiles Angebot",
    ics: IcsOption = None,
    first: FirstOption = "",
    until: UntilOption = "",
    output: Output,
) -> None:
    """Wochenplan eines mobilen Angebots: Halte und Tage, die die meisten Personen erreichen.

    Gefüllt werden die Lücken der Art des Angebots, die --category nennt.
    """
    from indicators.sites.tours import Vehicle
    from pipeline.tours import metric_place

    days = (day_of(first, "--first") or date.today(), day_of(until, "--until"))
    begins, place = _hour(start), _degrees(depot)
    read = city.read()
    vehicle = Vehicle(
        hours,
        tuple(part.strip() for part in weekdays.split(",")),
        stops_per_day,
        stop_hours,
        start=begins,
        depot=metric_place(read, *place) if place else None,
    )
    week = _week(read, vehicle, candidates, asked.question(read))
    if ics is not None:
        _write_ics(ics, week.stops, name, days)
    notes = (week.sentence, f"Fahrplan: {week.schedule}", *week.notes)
    title = f"{name}: {week.label}"
    emit(week.stops, output, title=title, notes=tuple(filter(None, notes)))


def _week(city: "City", vehicle: "Vehicle", candidates: str, question: "Question") -> "WeekTables":
    """Plan the week behind the release gate."""
    from indicators.secrecy.release import release
    from pipeline import analyse
    from pipeline.site_places import candidates_from
    from pipeline.tours import week_tables

    return week_tables(
        city, question, vehicle, released=release(analyse(city)),
        candidates=candidates_from(city, candidates),
    )  # fmt: skip


def quarter(
    *,
    dwellings: Annotated[int, typer.Option("--dwellings", min=1, help="Zahl der Wohnungen.")],
    lon: Annotated[float, LON],
    lat: Annotated[float, LAT],
    share: ShareOption,
    city: CityWithEntries,
    persons: Annotated[
        float, typer.Option("--persons-per-dwelling", min=0.1, help="Personen je Wohnung.")
    ] = 2.0,
    output: Output,
) -> None:
    """Was ein neues Quartier braucht: Personen, Wege zum nächsten Angebot, fehlende Plätze."""
    from indicators.coverage.housing import Quarter
    from pipeline.tours import metric_place, needs_of
    from wording import count

    shares = dict(_share(text) for text in share)
    read = city.read()
    x, y = metric_place(read, lon, lat)
    table = needs_of(read, Quarter(dwellings, x, y, shares, persons))
    title = f"Neues Quartier mit {count(dwellings)} Wohnungen"
    emit(table, output, title=title, labels=labels_of(read))


def _write_ics(path: Path, stops: "DataFrame", name: str, days: tuple[date, date | None]) -> None:
    """Write the week plan as a calendar file."""
    from export.calendar import calendar_text, week_events, write_calendar
    from wording import count

    events = week_events(stops, name)
    write_calendar(path, calendar_text(events, name=name, first=days[0], until=days[1]))
    typer.echo(f"Geschrieben: {path} ({count(len(events))} Termine)", err=True)


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


def _hour(text: str) -> float:
    try:
        at = time.fromisoformat(text)
    except ValueError as error:
        msg = f"„{text}“ ist keine Uhrzeit. Beispiel: 10:00."
        raise typer.BadParameter(msg, param_hint="--start") from error
    return at.hour + at.minute / 60
