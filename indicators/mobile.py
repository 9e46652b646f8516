"""Mobile offers: a weekly schedule as text in, stops with place and hours out."""

import re
from dataclasses import dataclass

from indicators.opening import OpeningError, Rule
from indicators.opening_text import read_opening

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
        msg = "Der Fahrplan des mobilen Angebots ist leer."
        raise OpeningError(msg)
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
        msg = f"„{rest.strip()}“ in „{text}“ ist kein Ort. Beispiel: 51.5123,7.4567 Borsigplatz."
        raise OpeningError(msg)
    return rest.strip(" ,-–@")


def _hours_and_label(text: str) -> tuple[str, str]:
    """Split "Mo 14:00-16:00 Borsigplatz" behind its last time."""
    times = list(_TIMES.finditer(text))
    if not times:
        return text, ""
    end = times[-1].end()
    return text[:end].strip(), _name(text[end:], text)
