"""Opening hours: rules and a moment in, open or closed out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
DAY_MINUTES = 24 * 60


class OpeningError(ValueError):
    """A text that is not in the part of the grammar that is understood."""


@dataclass(frozen=True)
class Rule:
    """One rule of an opening text.

    Attributes
    ----------
    days : frozenset of (weekday, nth)
        Monday 0; nth of the month, 0 = every, −1 = last. Empty = every day.
    months : tuple of (from, to)
        Each (month, day); empty = the whole year.
    years, weeks : tuple of (from, to, step)
    times : tuple of (from, to)
        Minutes of the day; `to` may lie after midnight (> 1440). Empty = all day.
    closed, additional, fallback : bool
        Switches the days (or only its times) off; adds instead of replacing; only where
        no rule before applies.
    holidays, public : bool
        Meant for public or school holidays only; meant for public holidays (too).
    """

    days: frozenset[tuple[int, int]] = frozenset()
    months: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    years: tuple[tuple[int, int, int], ...] = ()
    weeks: tuple[tuple[int, int, int], ...] = ()
    times: tuple[tuple[int, int], ...] = ()
    closed: bool = False
    additional: bool = False
    fallback: bool = False
    holidays: bool = False
    public: bool = False


def hours_on(
    rules: tuple[Rule, ...], day: date, holidays: Collection[date] = ()
) -> tuple[tuple[int, int], ...]:
    """Open intervals that begin on a day, in minutes of that day.

    On one of the public `holidays` the rules for holidays count, and where there are none
    the usual ones.

    Examples
    --------
    >>> tuesdays = Rule(days=frozenset({(1, 0)}), times=((480, 720),))
    >>> hours_on((tuesdays,), date(2026, 11, 24)), hours_on((tuesdays,), date(2026, 11, 25))
    (((480, 720),), ())
    """
    hours: tuple[tuple[int, int], ...] = ()
    applied = False
    for rule in rules:
        if not _applies(rule, day, day in holidays) or (rule.fallback and applied):
            continue
        if rule.closed and rule.times:
            hours = _without(hours, rule.times)
            continue
        times = () if rule.closed else rule.times or ((0, DAY_MINUTES),)
        hours = hours + times if rule.additional and not rule.closed else times
        applied = True
    return tuple(sorted(hours))


def _without(
    hours: tuple[tuple[int, int], ...], breaks: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...]:
    """Hours with breaks cut out."""
    for start, end in breaks:
        pieces = [((a, min(b, start)), (max(a, end), b)) for a, b in hours]
        hours = tuple(piece for pair in pieces for piece in pair if piece[0] < piece[1])
    return hours


def is_open(rules: tuple[Rule, ...], moment: datetime, holidays: Collection[date] = ()) -> bool:
    """Whether it is open at a moment; the closing minute itself is closed."""
    minute = moment.hour * 60 + moment.minute
    today = hours_on(rules, moment.date(), holidays)
    before = hours_on(rules, moment.date() - timedelta(days=1), holidays)
    return any(start <= minute < end for start, end in today) or any(
        minute + DAY_MINUTES < end for _, end in before
    )


def _applies(rule: Rule, day: date, is_holiday: bool) -> bool:
    named = rule.public and is_holiday
    if rule.holidays and not named:
        return False
    nth = (day.day - 1) // 7 + 1
    last = -1 if (day + timedelta(days=7)).month != day.month else 0
    mine = {(day.weekday(), n) for n in (0, nth, last)}
    return (
        (not rule.days or bool(mine & rule.days) or (named and not rule.holidays))
        and (not rule.months or any(_in_season(span, day) for span in rule.months))
        and (not rule.years or any(_in_steps(span, day.year) for span in rule.years))
        and (not rule.weeks or any(_in_steps(span, day.isocalendar()[1]) for span in rule.weeks))
    )


def _in_season(span: tuple[tuple[int, int], tuple[int, int]], day: date) -> bool:
    start, end = span
    mine = (day.month, day.day)
    return start <= mine <= end if start <= end else mine >= start or mine <= end


def _in_steps(span: tuple[int, int, int], value: int) -> bool:
    start, end, step = span
    return start <= value <= end and (value - start) % step == 0
