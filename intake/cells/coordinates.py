"""Coordinates as offices write them (decimals, degrees and minutes, pairs, WKT) in; floats out."""

import re
from collections.abc import Sequence

import numpy as np
from pandas import DataFrame, Series

from intake.cells.header import clean_cell
from intake.cells.numerals import evidence, to_numbers

_DEGREES = re.compile(
    r"""\s*([NSEWO])?\s*([+-]?\d{1,3})\s*[°º\ufffd*d:\s]\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:['′’´:m\s]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:["″”s]|'')?)?)?\s*([NSEWO])?\s*""",
    re.IGNORECASE,
)
_DECIMAL_DEGREES = re.compile(
    r"\s*([NSEWO])?\s*([+-]?\d{1,3}(?:[.,]\d+)?)\s*(°|º|grad|deg)?\s*([NSEWO])?\s*", re.IGNORECASE
)
#: Several groups of thousands: the sign between them is not the decimal one.
_MANY_GROUPS = {
    ",": re.compile(r"^\s*\d{1,3}(?:\.\d{3}){2,}\s*$", re.MULTILINE),
    ".": re.compile(r"^\s*\d{1,3}(?:,\d{3}){2,}\s*$", re.MULTILINE),
}
_SIGN = {"S": -1, "W": -1}
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_WKT = re.compile(
    rf"\s*(?:SRID=\d+;)?\s*POINT\s*Z?\s*\(\s*({_NUMBER})\s+({_NUMBER})", re.IGNORECASE
)
_NAMED = re.compile(
    rf"""["']?(lat(?:itude)?|lon(?:gitude)?|lng|x|y)["']?\s*[:=]\s*["']?({_NUMBER})""",
    re.IGNORECASE,
)
_LON = {"lon", "longitude", "lng", "x"}
_PAIR = re.compile(r"\s*[\[(]?\s*([+-]?\d+(?:\.\d+)?)\s*[,;/ ]\s*([+-]?\d+(?:\.\d+)?)\s*[\])]?\s*")
_PAIR_COMMA = re.compile(r"\s*([+-]?\d+,\d+)\s*[;/ ]\s*([+-]?\d+,\d+)\s*")


def read_degrees(text: str) -> float:
    r"""Return an angle written in degrees, minutes and seconds as decimal degrees, NaN if it is none.

    Examples
    --------
    >>> round(read_degrees("51°30'44\" N"), 6), read_degrees("7° 30' W"), read_degrees("51,5 °N")
    (51.512222, -7.5, 51.5)
    """
    plain = _DECIMAL_DEGREES.fullmatch(text)
    if plain and (plain[1] or plain[3] or plain[4]):
        before, number, _, behind = plain.groups()
        sign = _SIGN.get((before or behind or "").upper(), 1)
        return sign * float(number.replace(",", "."))
    found = _DEGREES.fullmatch(text)
    if not found:
        return np.nan
    before, degrees, minutes, seconds, behind = found.groups()
    value = abs(float(degrees)) + float(minutes.replace(",", ".")) / 60
    value += float(seconds.replace(",", ".")) / 3600 if seconds else 0
    sign = -1 if degrees.startswith("-") else 1
    return sign * _SIGN.get((before or behind or "").upper(), 1) * value


def read_pair(text: str) -> tuple[float, float]:
    """Return x and y of a place written in one cell; NaN if it is none.

    Notes
    -----
    "51.5, 7.4" is read as latitude before longitude, WKT as x before y.

    Examples
    --------
    >>> read_pair("51.5, 7.4"), read_pair("POINT (7.4 51.5)"), read_pair("{'lon': 7.4, 'lat': 51.5}")
    ((7.4, 51.5), (7.4, 51.5), (7.4, 51.5))
    """
    if found := _WKT.match(text):
        return _decimal(found[1]), _decimal(found[2])
    named = {name.lower(): _decimal(number) for name, number in _NAMED.findall(text)}
    if len(named) == 2:
        east = next((value for name, value in named.items() if name in _LON), np.nan)
        return east, next(value for name, value in named.items() if name not in _LON)
    if found := (_PAIR.fullmatch(text) or _PAIR_COMMA.fullmatch(text)):
        return _decimal(found[2]), _decimal(found[1])
    return _degree_pair(text)


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))


def _degree_pair(text: str) -> tuple[float, float]:
    """Two angles with their hemispheres in one cell: 51°30'N 7°28'E."""
    parts = [
        part
        for part in re.split(
            r"(?<=[NSEWO])[\s,;/]+(?=\d)|[\s,;/]+(?=[NSEWO]\s*\d)",
            text.strip(),
            flags=re.IGNORECASE,
        )
        if part
    ]
    if len(parts) != 2:
        return np.nan, np.nan
    values = [read_degrees(part) for part in parts]
    east = [bool(re.search("[EWO]", part, re.IGNORECASE)) for part in parts]
    return (values[0], values[1]) if east[0] else (values[1], values[0])


def read_coordinates(
    table: DataFrame, x: str, y: str, *, decimal: str = ""
) -> tuple[Series, Series]:
    """Read the coordinates of all rows.

    Parameters
    ----------
    table : DataFrame of text
        n rows.
    x, y : str
        Columns; the same one (or no `y`) for pairs in one cell.
    decimal : str
        Decimal sign, "" = find out.

    Returns
    -------
    tuple of (Series, Series)
        n floats each, indexed like `table`; NaN where a cell holds no coordinate.
    """
    if not y or x == y:
        pairs = [read_pair(clean_cell(cell)) for cell in table[x]]
        return Series([a for a, _ in pairs], table.index, dtype=float), Series(
            [b for _, b in pairs], table.index, dtype=float
        )
    sign = decimal or _shared_sign([*table[x].tolist(), *table[y].tolist()])
    return _axis(table[x].tolist(), table.index, decimal, sign), _axis(
        table[y].tolist(), table.index, decimal, sign
    )


def _shared_sign(cells: Sequence[str]) -> str:
    """Decimal sign that both columns tell together: beside 5.705.888 is 397.054 no decimal."""
    sample = "\n".join(cells[:: max(1, len(cells) // 5000)])
    grouped = {sign: len(pattern.findall(sample)) for sign, pattern in _MANY_GROUPS.items()}
    clear = evidence(sample.split("\n"))
    found = {sign: clear[sign] + grouped[sign] for sign in clear}
    return max(found, key=lambda sign: found[sign]) if found[","] != found["."] else ""


def _axis(cells: Sequence[str], index: object, decimal: str, shared: str) -> Series:
    """One column of coordinates; 51.512 is a decimal, 386.882 as metres is not a coordinate by itself."""
    found = evidence(cells[:: max(1, len(cells) // 5000)])
    own = "," if found[","] > found["."] else "." if found["."] else ""
    sign = decimal or own or shared
    if not sign:
        joined = "\n".join(cells)
        sign = "," if "," in joined and "." not in joined else "."
    values = to_numbers([cell.strip() for cell in cells], decimal=sign, asked=sign).values
    for place in np.flatnonzero(np.isnan(values)):
        values[place] = read_degrees(clean_cell(cells[int(place)]))
    return Series(values, index, dtype=float)
