"""Coverage through the week: offers with hours in, covered share by weekday and hour out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame

from geo.reach import Reach
from indicators.availability import Asking, with_reasons
from indicators.moments import Moment
from indicators.opening import WEEKDAYS

#: Hours shown where none are asked for: from 6 to 21 o'clock.
DAY_HOURS = tuple(range(6, 22))


@dataclass(frozen=True)
class Week:
    """Coverage through one week. Not for the public.

    Attributes
    ----------
    hours : DataFrame
        One row per weekday and hour: `weekday` (Mo … So), `hour`, `target_persons`,
        `covered_persons`, `covered_share`.
    days : DataFrame
        One row per combination of weekdays on which persons are covered at some time
        of the day: `days` ("nur Di", "Mo, Mi", "täglich", "nie"), `persons`, `share`; most persons first.
    points : DataFrame
        `x`, `y`, `area`, `persons`, `days`. Internal only.
    notes : tuple of str
    """

    hours: DataFrame
    days: DataFrame
    points: DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Limits:
    """What counts as reached, and in which week."""

    max_minutes: float
    on: date
    hours: tuple[int, ...] = DAY_HOURS


def week_of(
    demand: DataFrame,
    offers: GeoDataFrame,
    *,
    reach: Reach,
    limits: Limits,
    asking: Asking | None = None,
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
    limits : Limits
        The week begins on the Monday of or before `on`; the validity of offers is
        asked on `on`.
    asking : Asking, optional
        Further conditions; its day and moment are replaced.

    Returns
    -------
    Week

    Notes
    -----
    Hours with the same open offers share one search. Open at the full hour counts for
    the hour.
    """
    asking = replace(asking or Asking(limits.on), on=limits.on)
    monday = limits.on - timedelta(days=limits.on.weekday())
    search = _remembering(demand, reach, limits.max_minutes)
    persons = demand["persons"].fillna(0.0).to_numpy()
    rows = []
    notes: tuple[str, ...] = ()
    for number, weekday in enumerate(WEEKDAYS):
        for hour in limits.hours:
            moment = Moment(monday + timedelta(days=number), hour * 60)
            open_then, notes = _open(offers, replace(asking, when=moment))
            rows.append((weekday, hour, persons.sum(), persons[search(open_then)].sum()))
    days = np.column_stack(
        [
            search(_open(offers, replace(asking, when=Moment(monday + timedelta(days=d))))[0])
            for d in range(7)
        ]
    )
    hours = DataFrame(rows, columns=["weekday", "hour", "target_persons", "covered_persons"])
    total = float(persons.sum())
    hours["covered_share"] = hours["covered_persons"] / total if total > 0 else np.nan
    points = demand.assign(days=[days_label(row) for row in days])
    return Week(hours, _by_days(points), points, notes)


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


def _by_days(points: DataFrame) -> DataFrame:
    persons = points["persons"].groupby(points["days"]).sum()
    table = (
        persons[persons > 0]
        .sort_values(ascending=False, kind="stable")
        .rename("persons")
        .reset_index()
    )
    return table.assign(share=table["persons"] / table["persons"].sum())


def _open(offers: GeoDataFrame, asking: Asking) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Places of the offers that count then."""
    reasoned, notes = with_reasons(offers, asking)
    counting = reasoned[reasoned["why_not"] == ""].geometry
    return np.column_stack([counting.x, counting.y]).astype(float), notes


def _remembering(demand: DataFrame, reach: Reach, max_minutes: float):  # type: ignore[no-untyped-def]
    """Which points reach one of some places; the same places are searched for once."""
    origins = demand[["x", "y"]].to_numpy(dtype=float)
    known: dict[bytes, NDArray[np.bool_]] = {}

    def covered(places: NDArray[np.float64]) -> NDArray[np.bool_]:
        ordered = np.unique(places, axis=0) if len(places) else places.reshape(0, 2)
        content = ordered.tobytes()
        if content not in known:
            known[content] = np.asarray(reach(origins, ordered).minutes <= max_minutes)
        return known[content]

    return covered


def strip_of(week: Week) -> DataFrame:
    """Heat strip: one row per hour, one column per weekday, the covered share."""
    table = week.hours.pivot_table(
        index="hour", columns="weekday", values="covered_share", dropna=False
    )
    return pd.DataFrame(table).reindex(columns=list(WEEKDAYS))
