"""Weekly events in, a calendar file (iCalendar, RFC 5545) out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pandas import DataFrame

from export.atomic import write_atomically

if TYPE_CHECKING:
    from icalendar import Event

BERLIN = ZoneInfo("Europe/Berlin")

#: Summer time in Germany: since 1996 from the last Sunday of March to that of October. The
#: library's own account of the zone lists every year up to today, and so changes with time.
_BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
"""

_WEEKDAYS = {"Mo": "MO", "Di": "TU", "Mi": "WE", "Do": "TH", "Fr": "FR", "Sa": "SA", "So": "SU"}


@dataclass(frozen=True)
class WeeklyEvent:
    """Something that happens every week at the same hour.

    Attributes
    ----------
    summary, location, description : str
    weekday : str
        Mo, Di, Mi, Do, Fr, Sa or So.
    begins, ends : time
        Local time in Germany; `ends` is later on the same day.
    lon, lat : float, optional
        Place, WGS 84.
    """

    summary: str
    weekday: str
    begins: time
    ends: time
    location: str = ""
    description: str = ""
    lon: float | None = None
    lat: float | None = None


def calendar_text(
    events: Sequence[WeeklyEvent], *, name: str, first: date, until: date | None = None,
    stamp: datetime | None = None,
) -> str:  # fmt: skip
    """Return weekly events as the text of a calendar file.

    Parameters
    ----------
    events : sequence of WeeklyEvent
    name : str
        Name of the calendar.
    first : date
        No event is before this day.
    until : date, optional
        Last day; left out: without an end.
    stamp : datetime, optional
        When the file was made; default the beginning of the first day, so that equal
        plans give equal files.

    Returns
    -------
    str
        Lines end in CR LF and have at most 75 octets.

    Raises
    ------
    ValueError
        If a weekday is none, or an event ends before it begins.
    """
    from icalendar import Calendar, Timezone

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Aktionsraum-Planer//DE")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _plain(name))
    calendar.add_component(Timezone.from_ical(_BERLIN))
    for event in events:
        calendar.add_component(
            _event(event, first, until, stamp or datetime.combine(first, time(), UTC))
        )
    return calendar.to_ical(sorted=False).decode("utf-8")


def write_calendar(path: Path, text: str) -> None:
    """Write a calendar file, whole or not at all.

    Raises
    ------
    WriteError
        If the folder cannot be written to.
    """
    write_atomically(path, lambda temporary: temporary.write_bytes(text.encode("utf-8")))


def _event(event: WeeklyEvent, first: date, until: date | None, made: datetime) -> "Event":
    from icalendar import Event

    if event.weekday not in _WEEKDAYS or event.ends <= event.begins:
        msg = f"No weekly event: {event.weekday} {event.begins}–{event.ends}."
        raise ValueError(msg)
    ahead = (list(_WEEKDAYS).index(event.weekday) - first.weekday()) % 7
    day = first + timedelta(days=ahead)
    rule: dict[str, Any] = {"FREQ": "WEEKLY", "BYDAY": _WEEKDAYS[event.weekday]}
    if until is not None:
        # in a rule with local times the end is in UTC; a whole day later is after every event
        rule["UNTIL"] = datetime.combine(until, time(22, 59, 59), UTC)
    entry = Event()
    entry.add("uid", _uid(event))
    entry.add("dtstamp", made.astimezone(UTC))
    entry.add("dtstart", datetime.combine(day, event.begins, BERLIN))
    entry.add("dtend", datetime.combine(day, event.ends, BERLIN))
    entry.add("rrule", rule)
    for name in ("summary", "location", "description"):
        if text := _plain(getattr(event, name)):
            entry.add(name, text)
    if event.lat is not None and event.lon is not None:
        entry.add("geo", (round(event.lat, 6), round(event.lon, 6)))
    return entry


def _uid(event: WeeklyEvent) -> str:
    """Return the same identifier for the same stop, so that a new file replaces the old events."""
    parts = (event.summary, event.location, event.weekday, event.begins.isoformat())
    return f"{sha256('|'.join(parts).encode()).hexdigest()[:32]}@aktionsraum-planer"


def _plain(text: str) -> str:
    """Return a text without control characters, which no calendar file may hold."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign == "\n" or sign >= " " and sign != "\x7f")


def week_events(stops: DataFrame, name: str) -> list[WeeklyEvent]:
    """Return the stops of a week plan as events.

    Parameters
    ----------
    stops : DataFrame
        `weekday`, `begins`, `ends` ("10:00"), `name`, `lon`, `lat`, as `pipeline.tours` releases them.
    name : str
        Of the mobile offer.
    """
    return [
        WeeklyEvent(
            summary=f"{name}: {row['name']}",
            weekday=row["weekday"],
            begins=time.fromisoformat(row["begins"]),
            ends=time.fromisoformat(row["ends"]),
            location=str(row["name"]),
            lon=row["lon"],
            lat=row["lat"],
        )
        for _, row in stops.iterrows()
    ]
