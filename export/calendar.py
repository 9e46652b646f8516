"""Weekly events in, a calendar file (iCalendar, RFC 5545) out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from pandas import DataFrame

from export.atomic import write_atomically

#: Longest line in octets, without the line end (RFC 5545, 3.1).
LINE_OCTETS = 75

#: Summer time in Germany: since 1996 from the last Sunday of March to that of October.
_BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE""".splitlines()

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
    stamp = stamp or datetime.combine(first, time(), UTC)
    made = stamp.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Aktionsraum-Planer//DE",
             "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}", *_BERLIN]  # fmt: skip
    for event in events:
        lines += _event_lines(event, first, until, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def write_calendar(path: Path, text: str) -> None:
    """Write a calendar file, whole or not at all.

    Raises
    ------
    WriteError
        If the folder cannot be written to.
    """
    write_atomically(path, lambda temporary: temporary.write_bytes(text.encode("utf-8")))


def _event_lines(event: WeeklyEvent, first: date, until: date | None, made: str) -> list[str]:
    if event.weekday not in _WEEKDAYS or event.ends <= event.begins:
        msg = f"No weekly event: {event.weekday} {event.begins}–{event.ends}."
        raise ValueError(msg)
    code = _WEEKDAYS[event.weekday]
    ahead = (list(_WEEKDAYS).index(event.weekday) - first.weekday()) % 7
    day = first + timedelta(days=ahead)
    rule = f"RRULE:FREQ=WEEKLY;BYDAY={code}"
    if until is not None:
        # in a rule with local times the end is in UTC; a whole day later is after every event
        rule += f";UNTIL={until:%Y%m%d}T225959Z"
    lines = ["BEGIN:VEVENT", f"UID:{_uid(event)}", f"DTSTAMP:{made}",
             f"DTSTART;TZID=Europe/Berlin:{_local(day, event.begins)}",
             f"DTEND;TZID=Europe/Berlin:{_local(day, event.ends)}",
             rule, f"SUMMARY:{_text(event.summary)}"]  # fmt: skip
    if event.location:
        lines.append(f"LOCATION:{_text(event.location)}")
    if event.description:
        lines.append(f"DESCRIPTION:{_text(event.description)}")
    if event.lat is not None and event.lon is not None:
        lines.append(f"GEO:{event.lat:.6f};{event.lon:.6f}")
    return [*lines, "END:VEVENT"]


def _uid(event: WeeklyEvent) -> str:
    """Return the same identifier for the same stop, so that a new file replaces the old events."""
    parts = (event.summary, event.location, event.weekday, event.begins.isoformat())
    return f"{sha256('|'.join(parts).encode()).hexdigest()[:32]}@aktionsraum-planer"


def _local(day: date, at: time) -> str:
    return f"{day:%Y%m%d}T{at:%H%M%S}"


def _text(value: str) -> str:
    """Escape a text value (RFC 5545, 3.3.11); other control characters go."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(sign for sign in plain if sign == "\n" or sign >= " " and sign != "\x7f")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """Break a line into parts of at most 75 octets, never inside a character."""
    parts, current, octets = [], "", 0
    for sign in line:
        size = len(sign.encode("utf-8"))
        if octets + size > LINE_OCTETS:
            parts.append(current)
            current, octets = " ", 1
        current += sign
        octets += size
    return [*parts, current]


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
