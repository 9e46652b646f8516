"""Timetables of one day: stops, rides between two stops and ways on foot between stops."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Bools, Floats, Ints
from geo.reach import Points, Within

#: Time to change at the same stop where the timetable names none, seconds.
CHANGE_SECONDS = 60
#: Longest way on foot between two stops, minutes.
BETWEEN_STOPS_MINUTES = 8.0


@dataclass(frozen=True)
class Timetable:
    """What runs on one day.

    Attributes
    ----------
    day : date
    stop_id, stop_name : ndarray of str, shape (stops,)
    stop_xy : ndarray, shape (stops, 2)
        Metres, the city's CRS.
    from_stop, to_stop, trip : ndarray of int, shape (rides,)
        A ride is one trip from one stop to its next; sorted by departure, rides of one
        trip in their order.
    departure, arrival : ndarray of int, shape (rides,)
        Seconds since midnight; more than 86,400 after the next one.
    boarding, alighting : ndarray of bool, shape (rides,)
        Whether one may get on at `from_stop` and off at `to_stop`.
    foot_from, foot_to, foot_seconds : ndarray of int, shape (ways,)
        Ways on foot between different stops.
    foot_change_seconds : ndarray of int, shape (ways,)
        Least time for those who get off at one and on at the other.
    change_seconds : ndarray of int, shape (stops,)
        Least time to change at a stop.
    """

    day: date
    stop_id: NDArray[np.object_]
    stop_name: NDArray[np.object_]
    stop_xy: Floats
    from_stop: Ints
    to_stop: Ints
    trip: Ints
    departure: Ints
    arrival: Ints
    boarding: Bools
    alighting: Bools
    foot_from: Ints
    foot_to: Ints
    foot_seconds: Ints
    foot_change_seconds: Ints
    change_seconds: Ints


def between(timetable: Timetable, start: int, end: int) -> Timetable:
    """Rides that depart at `start` or later and arrive by `end` (seconds since midnight)."""
    kept = (timetable.departure >= start) & (timetable.arrival <= end)
    names = ("from_stop", "to_stop", "trip", "departure", "arrival", "boarding", "alighting")
    return replace(timetable, **{name: getattr(timetable, name)[kept] for name in names})


def with_ways_on_foot(
    timetable: Timetable, walk: Within, *, max_minutes: float = BETWEEN_STOPS_MINUTES
) -> Timetable:
    """Add the ways on foot between stops that the timetable does not name itself.

    Parameters
    ----------
    timetable : Timetable
    walk : callable
        Ways on foot within a limit; see `geo.reach.Within`.
    max_minutes : float

    Returns
    -------
    Timetable
        Ways and times that the timetable names are kept (also where it forbids one:
        a negative time, which is dropped here). Who changes to another stop needs
        `CHANGE_SECONDS` besides the way, unless the timetable names a time for it.
    """
    places: Points = timetable.stop_xy
    found = walk(places, places, max_minutes)
    seconds = whole_seconds(found.minutes).astype(np.int64)
    named = set(zip(timetable.foot_from.tolist(), timetable.foot_to.tolist(), strict=True))
    pairs = zip(found.origin.tolist(), found.destination.tolist(), strict=True)
    new = np.array([a != b and (a, b) not in named for a, b in pairs], dtype=bool)
    allowed = timetable.foot_seconds >= 0
    return replace(
        timetable,
        foot_from=np.concatenate([timetable.foot_from[allowed], found.origin[new]]),
        foot_to=np.concatenate([timetable.foot_to[allowed], found.destination[new]]),
        foot_seconds=np.concatenate([timetable.foot_seconds[allowed], seconds[new]]),
        foot_change_seconds=np.concatenate(
            [timetable.foot_change_seconds[allowed], seconds[new] + CHANGE_SECONDS]
        ),
    )


def whole_seconds(minutes: Floats) -> Floats:
    """Round up to whole seconds; a thousandth of a second is rounding, not a missed bus."""
    return np.asarray(np.ceil(minutes * 60 - 1e-3))
