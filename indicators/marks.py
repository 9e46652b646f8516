"""Signs that stand for numbers in tables, as in German official statistics."""

import math

from wording.numbers import MARKS

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
