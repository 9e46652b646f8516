"""Coverage through the week: offers with hours in, covered share by weekday and hour out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame

from geo.reach import Reach
from indicators.coverage.availability import expand_stops, with_reasons
from indicators.coverage.question import Question
from indicators.hours.moments import Moment
from indicators.hours.opening import WEEKDAYS, OpeningError, Rule
from indicators.hours.text import read_opening

#: Hours shown where none are asked for: from 6 to 21 o'clock.
DAY_HOURS = tuple(range(6, 22))

#: Instead of weekdays: an offer without known hours is within reach, so nobody can tell.
UNKNOWN = "unbekannt"


@dataclass(frozen=True)
class Week:
    """Coverage through one week. Not for the public.

    Attributes
    ----------
    hours : DataFrame
        One row per weekday and hour: `weekday` (Mo … So), `hour`, `target_persons`,
        `covered_persons`, `covered_share`. Only offers that are known to be open count.
    days : DataFrame
        One row per combination of weekdays on which persons are covered at some time
        of the day: `days` ("nur Di", "Mo, Mi", "täglich", "nie", "unbekannt"),
        `persons`, `share`; most persons first.
    points : DataFrame
        `x`, `y`, `area`, `persons`, `days`, `maybe` (an offer without known hours is within
        reach). Internal only.
    offers, unknown : int
        Offers that count at some time, and those of them without known hours.
    """

    hours: DataFrame
    days: DataFrame
    points: DataFrame
    offers: int
    unknown: int


class HasHours(Protocol):
    """A week before or after the release gate."""

    @property
    def hours(self) -> DataFrame: ...  # noqa: D102


def week_of(
    demand: DataFrame,
    offers: GeoDataFrame,
    *,
    reach: Reach,
    max_minutes: float,
    question: Question,
    hours: tuple[int, ...] = DAY_HOURS,
) -> Week:
    """Covered persons for each weekday and hour, and on which days people are covered at all.

    Parameters
    ----------
    demand : DataFrame
        `x`, `y`, `area`, `persons`.
    offers : GeoDataFrame
        Offers of one category, columns as `City.offers`.
    reach : callable
        See `geo.reach.Reach`.
    max_minutes : float
        What counts as reached.
    question : Question
        Which offers count; the week begins on the Monday of or before its day. Its moment
        is not used.
    hours : tuple of int
        Hours that are shown.

    Returns
    -------
    Week

    Notes
    -----
    Open at the full hour counts for the hour. An offer without known hours counts at no
    hour; persons who reach one are `unbekannt`, unless they are covered daily anyway.
    Hours with the same open offers share one search.
    """
    stops, rules = _counting(offers, question)
    places = np.column_stack([stops.geometry.x, stops.geometry.y]).astype(float)
    search = _remembering(demand, reach, max_minutes)
    known = np.array([rule is not None for rule in rules], dtype=bool)
    monday = question.day - timedelta(days=question.day.weekday())
    week_days = [monday + timedelta(days=number) for number in range(7)]
    at_some_time = [search(places[_open(rules, Moment(day))]) for day in week_days]
    maybe = search(places[~known])
    points = demand.assign(days=_labels(np.column_stack(at_some_time), maybe), maybe=maybe)
    return Week(
        hours=_hours(demand, lambda at: search(places[_open(rules, at)]), week_days, hours),
        days=by_days(points),
        points=points,
        offers=int(stops.index.nunique()),
        unknown=int(stops.index[~known].nunique()),
    )


def _counting(
    offers: GeoDataFrame, question: Question
) -> tuple[GeoDataFrame, list[tuple[Rule, ...] | None]]:
    """Stops that count at some time and have a place, and when each is open (None: unknown)."""
    reasoned, _ = with_reasons(offers, question, None)
    placed = ~(reasoned.geometry.is_empty | reasoned.geometry.isna()).to_numpy()
    counts = (reasoned["why_not"] == "").to_numpy() & placed
    # Both tables have the same stops in the same order.
    stops = expand_stops(offers)["stop"]
    rules = [
        stop.rules if stop is not None else _rules(opening)
        for stop, opening in zip(stops[counts], reasoned["opening"][counts], strict=True)
    ]
    return reasoned[counts], rules


def _rules(opening: object) -> tuple[Rule, ...] | None:
    """Opening hours as written; None if there are none or they are not understood."""
    if not isinstance(opening, str) or not opening.strip():
        return None
    try:
        return read_opening(opening)
    except OpeningError:
        return None


def _open(rules: list[tuple[Rule, ...] | None], when: Moment) -> NDArray[np.bool_]:
    """Which stops are known to be open then."""
    return np.array([rule is not None and when.is_open(rule) for rule in rules], dtype=bool)


def _hours(
    demand: DataFrame,
    covered: Callable[[Moment], NDArray[np.bool_]],
    week_days: list[date],
    hours: tuple[int, ...],
) -> DataFrame:
    """Persons covered at each full hour of each day."""
    persons = demand["persons"].fillna(0.0).to_numpy()
    total = float(persons.sum())
    rows = [
        (name, hour, total, float(persons[covered(Moment(day, hour * 60))].sum()))
        for name, day in zip(WEEKDAYS, week_days, strict=True)
        for hour in hours
    ]
    table = DataFrame(rows, columns=["weekday", "hour", "target_persons", "covered_persons"])
    return table.assign(covered_share=table["covered_persons"] / total if total > 0 else np.nan)


def _labels(days: NDArray[np.bool_], maybe: NDArray[np.bool_]) -> list[str]:
    """Name the weekdays of each point; unknown where an offer without hours may add to them."""
    kinds, mine = np.unique(np.column_stack([days, maybe]), axis=0, return_inverse=True)
    names = [UNKNOWN if row[7] and not row[:7].all() else days_label(row[:7]) for row in kinds]
    return [names[kind] for kind in mine.ravel()]


def days_label(covered: Iterable[bool]) -> str:
    """Name the weekdays of seven marks, Monday first.

    Examples
    --------
    >>> days_label([False, True, False, False, False, False, False])
    'nur Di'
    >>> days_label([True, True, True, False, False, True, False])
    'Mo–Mi, Sa'
    """
    marks = [bool(mark) for mark in covered]
    if all(marks) or not any(marks):
        return "täglich" if all(marks) else "nie"
    runs: list[list[int]] = []
    for day in [i for i, mark in enumerate(marks) if mark]:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [
        WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}–{WEEKDAYS[run[-1]]}"
        for run in runs
    ]
    return ("nur " if sum(marks) == 1 else "") + ", ".join(names)


def by_days(points: DataFrame) -> DataFrame:
    """Persons by the days on which they are covered: `days`, `persons`, `share`; most first.

    Parameters
    ----------
    points : DataFrame
        `days`, `persons`, as `Week.points`.
    """
    persons = points["persons"].groupby(points["days"]).sum()
    table = (
        persons[persons > 0]
        .sort_values(ascending=False, kind="stable")
        .rename("persons")
        .reset_index()
    )
    return table.assign(share=table["persons"] / table["persons"].sum())


def one_day_only(points: DataFrame, members: pd.Series) -> DataFrame:
    """Persons of each area who are covered on one weekday only.

    Parameters
    ----------
    points : DataFrame
        As `Week.points`.
    members : Series
        Finest key → key of the areas asked for, as `Level.members`.

    Returns
    -------
    DataFrame
        Index `key`; `target_persons`, `persons`; areas with any, most persons first.
    """
    key = points["area"].map(members).rename("key")
    single = points["days"].str.startswith("nur ")
    table = DataFrame(
        {
            "target_persons": points["persons"].groupby(key).sum(),
            "persons": points["persons"].where(single, 0.0).groupby(key).sum(),
        }
    )
    return table[table["persons"] > 0].sort_values("persons", ascending=False, kind="stable")


def _remembering(
    demand: DataFrame, reach: Reach, max_minutes: float
) -> Callable[[NDArray[np.float64]], NDArray[np.bool_]]:
    """Which points reach one of some places; the same places are searched for once."""
    origins = demand[["x", "y"]].to_numpy(dtype=float)
    known: dict[bytes, NDArray[np.bool_]] = {}

    def covered(places: NDArray[np.float64]) -> NDArray[np.bool_]:
        if not len(places):
            return np.zeros(len(origins), dtype=bool)
        ordered = np.unique(places, axis=0)
        content = ordered.tobytes()
        if content not in known:
            known[content] = np.asarray(reach(origins, ordered).minutes <= max_minutes)
        return known[content]

    return covered


def strip_of(week: HasHours) -> DataFrame:
    """Heat strip: one row per hour, one column per weekday, the covered share."""
    table = week.hours.pivot_table(
        index="hour", columns="weekday", values="covered_share", dropna=False
    )
    return pd.DataFrame(table).reindex(columns=list(WEEKDAYS))
