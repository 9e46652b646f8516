"""Numbers and dates as German offices write them (or English ones, by the session's language).

Signs that stand for numbers in tables, as in German official statistics.
"""

import datetime
import math
from functools import lru_cache

from wording.language import language
from wording.sentence import Figure

#: Shown instead of a value, as in German official statistics.
MARKS = {"suppressed": "•", "missing": ".", "too_small": "/", "not_applicable": "x"}


def number(value: float, decimals: int = 1) -> str:
    """Return a number with exactly `decimals` places and a real minus; missing becomes ".".

    For people's eyes: files for machines (CSV, XLSX, JSON) hold the number itself.

    Examples
    --------
    >>> number(1234.56), number(-0.5)
    ('1.234,6', '−0,5')
    """
    return Figure(language(), _number, value, decimals)


@lru_cache(maxsize=8192)
def _number(language: str, value: float, decimals: int) -> str:
    if value is None or math.isnan(value):
        return MARKS["missing"]
    from babel.numbers import format_decimal  # help and refusals need no numbers

    rounded = round(value, decimals) + 0.0  # + 0.0 turns −0.0 into 0.0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(rounded, format=pattern, locale=language, decimal_quantization=True)
    return text.replace("-", "\u2212")


def count(value: float) -> str:
    """Return a number of persons or things, without decimals."""
    return number(value, 0)


def percent(value: float, decimals: int = 1) -> str:
    """Return a value that is already in per cent, with a no-break space and the sign."""
    return Figure(language(), _percent, value, decimals)


def _percent(language: str, value: float, decimals: int) -> str:
    return f"{_number(language, value, decimals)}\u00a0%"


def signed(value: float, decimals: int = 1) -> str:
    """Return a difference with its sign: +1,2 or −1,2 (a real minus)."""
    return Figure(language(), _signed, value, decimals)


def _signed(language: str, value: float, decimals: int) -> str:
    text = _number(language, abs(value), decimals)
    if round(value, decimals) == 0 or math.isnan(value):
        return text
    return ("+" if value > 0 else "\u2212") + text


def date(day: datetime.date) -> str:
    """Return a date: 22.11.2026 in German, Nov 22, 2026 in English."""
    return Figure(language(), _date, day)


def _date(language: str, day: datetime.date) -> str:
    from babel.dates import format_date

    return format_date(day, format="dd.MM.yyyy" if language == "de" else "medium", locale=language)


#: Exactly zero.
ZERO = "–"


def mark(reason: str, value: float) -> str:
    """Return the sign that stands for a number in a table, "" where the number itself stands.

    Parameters
    ----------
    reason : str
        As in `figures.reason`: "" or why there is no value.
    value : float

    Returns
    -------
    str
        `•` secret, `–` exactly zero, `.` unknown, `/` too small, `x` not applicable.

    Examples
    --------
    >>> mark("suppressed", float("nan")), mark("", 0.0), mark("", float("nan")), mark("", 12.0)
    ('•', '–', '.', '')
    """
    if reason in MARKS:
        return MARKS[reason]
    if math.isnan(value):
        return MARKS["missing"]
    return ZERO if value == 0 else ""
