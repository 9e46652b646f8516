"""Mobile offers: a weekly schedule as text in, stops with place and hours out.

A moment that people ask for ("Di 15:00") in, a date and minute out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import pandas as pd
from pandas import Series

from indicators.hours.opening import WEEKDAYS, OpeningError, Rule, hours_on, is_open
from indicators.hours.text import read_opening, weekday_of
from wording import joined, say

#: A pair of degrees with decimal point or comma, or of metres: latitude,longitude or east,north.
_PLACE = re.compile(
    r"@?\s*\(?(?<![\d:.])(?:"
    r"(-?\d{1,3}\.\d+|\d{5,8}(?:\.\d+)?)\s*[,/]\s*(-?\d{1,3}\.\d+|\d{5,8}(?:\.\d+)?)"
    r"|(\d{1,2}[.,]\d{3,})\s*[ /]\s*(\d{1,2}[.,]\d{3,}))(?![\d:])\)?"
)
#: What is left of a place that was not understood must not become a name.
_NUMBERS = re.compile(r"\d{1,2}[.,]\d{3,}|\d{6,}")
#: Germany in degrees: whether latitude or longitude comes first can be told.
_LATITUDES, _LONGITUDES = (47.0, 56.0), (5.0, 16.0)

#: "14:00-16:00", "14.00 bis 16.00 Uhr", "9–10 Uhr"; numbers of houses are none.
_TIMES = re.compile(
    r"\d{1,2}[:.]\d{2}\s*(?:[-–]|bis)\s*\d{1,2}[:.]\d{2}(?:\s*Uhr)?"
    r"|\d{1,2}(?:[:.]\d{2})?\s*(?:[-–]|bis)\s*\d{1,2}(?:[:.]\d{2})?\s*Uhr"
)


@dataclass(frozen=True)
class Stop:
    """One stop of a mobile offer.

    Attributes
    ----------
    rules : tuple of Rule
        When the offer is here.
    hours : str
        The same as written.
    place : tuple of float or None
        Two numbers as written; None: at the offer's own place.
    in_degrees : bool
        Whether `place` is latitude, longitude (WGS 84), else east, north in the city's CRS.
    label : str
        Name of the stop, "" if none.
    """

    rules: tuple[Rule, ...]
    hours: str
    place: tuple[float, float] | None
    in_degrees: bool
    label: str


def read_schedule(text: str) -> tuple[Stop, ...]:
    """Read the weekly schedule of a mobile offer.

    Parameters
    ----------
    text : str
        Stops separated by ";" or line breaks. Each: days and times as in opening
        hours, then the place as `latitude,longitude` (an `@` before it is allowed; or
        east,north in metres of the city's CRS), then a name; place and name may be left out:
        "Mo 14:00-16:00 51.5123,7.4567 Borsigplatz; Mi 10:00-12:00 @51.51,7.47". In Germany
        longitude may come first; metres may be Gauß-Krüger or UTM with the zone.

    Returns
    -------
    tuple of Stop

    Raises
    ------
    OpeningError
        With the stop that was not understood.

    Examples
    --------
    >>> stop = read_schedule("Di 15:00-17:00 @51.5,7.4 Markt")[0]
    >>> stop.hours, stop.place, stop.label
    ('Di 15:00-17:00', (51.5, 7.4), 'Markt')
    """
    stops = [_stop(part.strip()) for part in re.split(r"[;\n]", text) if part.strip()]
    if not stops:
        raise OpeningError(say("Der Fahrplan des mobilen Angebots ist leer."))
    return tuple(stops)


def _stop(text: str) -> Stop:
    found = _PLACE.search(text)
    if found is None:
        hours, label = _hours_and_label(text)
        return Stop(read_opening(hours), hours, None, in_degrees=True, label=label)
    hours = text[: found.start()].strip().rstrip(",")
    first, second = (float(part.replace(",", ".")) for part in found.groups() if part)
    in_degrees = abs(first) <= 90 and abs(second) <= 180
    if in_degrees and _lies(first, _LONGITUDES) and _lies(second, _LATITUDES):
        first, second = second, first
    label = _name(text[found.end() :], text)
    return Stop(read_opening(hours), hours, (first, second), in_degrees, label)


def _lies(value: float, span: tuple[float, float]) -> bool:
    return span[0] <= value <= span[1]


def _name(rest: str, text: str) -> str:
    if _NUMBERS.search(rest):
        said = "„{value}“ in „{text}“ ist kein Ort. Beispiel: 51.5123,7.4567 Borsigplatz."
        raise OpeningError(say(said, value=rest.strip(), text=text))
    return rest.strip(" ,-–@")


def _hours_and_label(text: str) -> tuple[str, str]:
    """Split "Mo 14:00-16:00 Borsigplatz" behind its last time."""
    times = list(_TIMES.finditer(text))
    if not times:
        return text, ""
    end = times[-1].end()
    return text[:end].strip(), _name(text[end:], text)


class MomentError(ValueError):
    """A text that names no moment."""


@dataclass(frozen=True)
class Moment:
    """A day, and the minute of the day; without a minute: any time on that day.

    In the Land that an AGS begins with, its public holidays count; without one there are none.
    """

    day: date
    minute: int | None = None
    ags: str = ""

    def holiday(self) -> str:
        """Name of the public holiday on that day, "" if it is none."""
        return public_holidays(self.ags, self.day.year).get(self.day, "")

    def label(self) -> str:
        """Return the moment as people say it: "Di 15:00"."""
        name = WEEKDAYS[self.day.weekday()]
        return name if self.minute is None else joined(" ", (name, clock(self.minute)))

    def is_open(self, rules: tuple[Rule, ...]) -> bool:
        """Whether opening rules are open then."""
        holidays = public_holidays(self.ags, self.day.year)
        if self.minute is None:
            return bool(hours_on(rules, self.day, holidays))
        moment = datetime(self.day.year, self.day.month, self.day.day, *divmod(self.minute, 60))
        return is_open(rules, moment, holidays)


#: First two digits of an AGS → the Land, as `holidays` names it (ISO 3166-2:DE).
_LAND = {
    "01": "SH", "02": "HH", "03": "NI", "04": "HB", "05": "NW", "06": "HE", "07": "RP", "08": "BW",
    "09": "BY", "10": "SL", "11": "BE", "12": "BB", "13": "MV", "14": "SN", "15": "ST", "16": "TH",
}  # fmt: skip


@lru_cache(maxsize=64)
def public_holidays(ags: str, year: int) -> Mapping[date, str]:
    """Public holidays of a Land, with the last one of the year before; none for an unknown AGS.

    Those of single towns (Augsburg, Catholic parishes in Bavaria) are left out.

    Parameters
    ----------
    ags : str
        Amtlicher Gemeindeschlüssel; its first two digits name the Land.

    Examples
    --------
    >>> public_holidays("05913000", 2026)[date(2026, 6, 4)]
    'Fronleichnam'
    """
    if ags[:2] not in _LAND:
        return {}
    from holidays import country_holidays

    return dict(
        country_holidays("DE", subdiv=_LAND[ags[:2]], years=(year - 1, year), language="de")
    )


def clock(minute: int) -> str:
    """Return a minute of the day as "15:00".

    Examples
    --------
    >>> clock(905)
    '15:05'
    """
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def read_moment(text: str, *, on: date, ags: str = "") -> Moment:
    """Read a moment: the first such weekday on or after a date.

    Parameters
    ----------
    text : str
        "Di 15:00", "Dienstag 15 Uhr", "Di", "2026-11-24 15:00", "24.11.2026 15:00".
    on : date
        Date from which a weekday is looked for.
    ags : str
        Of the city, for its public holidays.

    Raises
    ------
    MomentError
        If the text names no weekday or date, or no possible time.

    Examples
    --------
    >>> read_moment("Di 15:00", on=date(2026, 11, 22))
    Moment(day=datetime.date(2026, 11, 24), minute=900, ags='')
    """
    found = re.fullmatch(
        r"\s*(?P<day>[^\W\d]+\.?|\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4})[\s,T]*"
        r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?:uhr|h)?)?\s*",
        text,
        re.IGNORECASE,
    )
    if found is None:
        raise MomentError(_not_understood(text))
    day = _day(found["day"], on, text)
    if found["hour"] is None:
        return Moment(day, ags=ags)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        raise MomentError(_not_understood(text))
    return Moment(day, hour * 60 + minute, ags)


def _day(text: str, on: date, whole: str) -> date:
    weekday = weekday_of(text.lower().rstrip("."))
    if weekday is not None:
        return on + timedelta(days=(weekday - on.weekday()) % 7)
    try:
        form = "%Y-%m-%d" if "-" in text else "%d.%m.%Y"
        return datetime.strptime(text, form).date()
    except ValueError as error:
        raise MomentError(_not_understood(whole)) from error


def _not_understood(text: str) -> str:
    return say(
        "„{text}“ ist kein Zeitpunkt. Beispiele: „Di 15:00“, „Samstag 10 Uhr“, „24.11.2026 15:00“.",
        text=text,
    )


def to_dates(values: Series) -> Series:
    """Dates from dates or ISO or German text; NaT where there is none; index 0 … n−1."""
    text = values.reset_index(drop=True).astype(str).str.strip()
    iso = pd.to_datetime(text.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    german = pd.to_datetime(text, format="%d.%m.%Y", errors="coerce")
    return iso.fillna(german)
