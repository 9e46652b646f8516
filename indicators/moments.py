"""A moment that people ask for ("Di 15:00") in, a date and minute out."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from indicators.opening import WEEKDAYS, Rule, hours_on, is_open

_DAYS = {
    "mo": 0,
    "di": 1,
    "tu": 1,
    "mi": 2,
    "we": 2,
    "do": 3,
    "th": 3,
    "fr": 4,
    "sa": 5,
    "so": 6,
    "su": 6,
}
_NAMES = {"montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5,
          "sonnabend": 5, "sonntag": 6}  # fmt: skip


class MomentError(ValueError):
    """A text that names no moment."""


@dataclass(frozen=True)
class Moment:
    """A day, and the minute of the day; without a minute: any time on that day."""

    day: date
    minute: int | None = None

    def label(self) -> str:
        """Return the moment as people say it: "Di 15:00"."""
        name = WEEKDAYS[self.day.weekday()]
        return name if self.minute is None else f"{name} {clock(self.minute)}"

    def is_open(self, rules: tuple[Rule, ...]) -> bool:
        """Whether opening rules are open then."""
        if self.minute is None:
            return bool(hours_on(rules, self.day))
        moment = datetime(self.day.year, self.day.month, self.day.day, *divmod(self.minute, 60))
        return is_open(rules, moment)


def clock(minute: int) -> str:
    """Return a minute of the day as "15:00".

    Examples
    --------
    >>> clock(905)
    '15:05'
    """
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def read_moment(text: str, *, on: date) -> Moment:
    """Read a moment: the first such weekday on or after a date.

    Parameters
    ----------
    text : str
        "Di 15:00", "Dienstag 15 Uhr", "Di", "2026-11-24 15:00", "24.11.2026 15:00".
    on : date
        Date from which a weekday is looked for.

    Raises
    ------
    MomentError
        If the text names no weekday or date, or no possible time.

    Examples
    --------
    >>> read_moment("Di 15:00", on=date(2026, 11, 22))
    Moment(day=datetime.date(2026, 11, 24), minute=900)
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
        return Moment(day)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        raise MomentError(_not_understood(text))
    return Moment(day, hour * 60 + minute)


def _day(text: str, on: date, whole: str) -> date:
    name = text.lower().rstrip(".")
    weekday = _NAMES.get(name.removesuffix("s") if name.endswith("gs") else name, _DAYS.get(name))
    if weekday is not None:
        return on + timedelta(days=(weekday - on.weekday()) % 7)
    try:
        form = "%Y-%m-%d" if "-" in text else "%d.%m.%Y"
        return datetime.strptime(text, form).date()
    except ValueError as error:
        raise MomentError(_not_understood(whole)) from error


def _not_understood(text: str) -> str:
    return (
        f"„{text}“ ist kein Zeitpunkt. Beispiele: „Di 15:00“, „Samstag 10 Uhr“, „24.11.2026 15:00“."
    )
