"""A place that somebody writes as longitude and latitude."""

import re

from wording import t

_NUMBER = r"(-?\d{1,3}(?:[.,]\d+)?)"
_PLACE = re.compile(rf"{_NUMBER}\s*[;,\s]\s*{_NUMBER}")


class PlaceError(ValueError):
    """A text that is no place in degrees."""


def read_place(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a text; None for an empty one.

    Raises
    ------
    PlaceError
        If it is no place in degrees (WGS 84).

    Examples
    --------
    >>> read_place("7,4653; 51,5136"), read_place("7.4653, 51.5136"), read_place(" ")
    ((7.4653, 51.5136), (7.4653, 51.5136), None)
    """
    if not text.strip():
        return None
    found = _PLACE.fullmatch(text.strip())
    if found is None:
        raise PlaceError(_message(text))
    lon, lat = (float(part.replace(",", ".")) for part in found.groups())
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise PlaceError(_message(text))
    return lon, lat


def _message(text: str) -> str:
    return t("„{text}“ ist kein Ort. Beispiel: 7.4653, 51.5136.", text=text)
