"""Travel by bus and train: a timetable and ways on foot in, minutes to the nearest offer out."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats, Ints
from geo.reach import Nearest, Points, Reach, Ways, Within
from geo.reach.timetable import Timetable, between, whole_seconds

#: Longest way on foot to the first stop, minutes.
TO_STOP_MINUTES = 15.0
#: Longest journey that is looked at, minutes.
LONGEST_MINUTES = 120
NEVER = 10**9
_arrival = itemgetter(0)


@dataclass(frozen=True)
class Window:
    """When people set out: first departure (seconds since midnight) and length in minutes."""

    start: int
    minutes: int = 60


@dataclass(frozen=True)
class Profile:
    """From one stop: departures, later ones first, each with the earliest arrival at a goal.

    Attributes
    ----------
    departure : list of int
        Negative seconds since midnight, ascending.
    arrival : list of int
        Seconds since midnight, descending.
    goal : list of int
        Row number of the goal that is reached.
    """

    departure: list[int]
    arrival: list[int]
    goal: list[int]


def transit_reach(
    timetable: Timetable, window: Window, *, walk: Reach, walk_within: Within
) -> Reach:
    """Return the reach by bus and train, with ways on foot to and from the stops.

    Parameters
    ----------
    timetable : Timetable
        With ways on foot between stops (`timetable.with_ways_on_foot`).
    window : Window
        One sets out in each of its minutes; the result is the median over them.
    walk : callable
        Minutes on foot to the nearest destination.
    walk_within : callable
        Ways on foot within a limit.

    Returns
    -------
    callable
        Origins, destinations → `Nearest`: median minutes, waiting included; never more
        than on foot.

    Notes
    -----
    A connection scan over profiles (Dibbelt et al. 2018) from all destinations at once
    gives the exact earliest arrival for every departure. Limits: 15 minutes on foot to
    the first stop, journeys up to two hours, no fares, no crowding, no delays.

    References
    ----------
    Dibbelt, Pajor, Strasser & Wagner (2018), Connection Scan Algorithm,
    doi:10.1145/3274661.
    """
    rides = between(timetable, window.start, window.start + (window.minutes + LONGEST_MINUTES) * 60)
    access = _remembering_access(rides.stop_xy, walk_within)

    def reach(origins: Points, destinations: Points) -> Nearest:
        on_foot = walk(origins, destinations)
        if len(destinations) == 0 or len(origins) == 0:
            return on_foot
        from_stops = walk(rides.stop_xy, destinations)
        profiles = stop_profiles(rides, from_stops.minutes, from_stops.destination)
        return _median_over_window(on_foot, access(origins), profiles, window)

    return reach


def stop_profiles(timetable: Timetable, egress_minutes: Floats, goal: Ints) -> dict[int, Profile]:
    """Earliest arrival at a goal for every departure from every stop.

    Parameters
    ----------
    timetable : Timetable
    egress_minutes : ndarray, shape (stops,)
        Minutes on foot from each stop to its nearest goal; infinite = none.
    goal : ndarray of int, shape (stops,)
        Which goal that is.

    Returns
    -------
    dict of int to Profile
        By stop number; stops from which no ride leads to a goal are left out. Getting
        on takes no time, changing at least `change_seconds`.
    """
    egress = np.where(np.isfinite(egress_minutes), whole_seconds(egress_minutes), NEVER)
    egress_seconds, goals = egress.astype(np.int64).tolist(), goal.tolist()
    walks, changes = _ways_into(timetable), _changes_into(timetable)
    change = timetable.change_seconds.tolist()
    standing: dict[int, Profile] = {}
    changing: dict[int, Profile] = {}
    aboard: dict[int, tuple[int, int]] = {}
    soonest: dict[int, int] = {}
    for start, end, trip, leaves, arrives, boarding, alighting in _rides_backwards(timetable):
        best = aboard.get(trip, (NEVER, -1))
        if alighting:
            walked = (arrives + egress_seconds[end], goals[end])
            best = min(best, walked, _earliest(changing.get(end), arrives), key=_arrival)
        if best[0] >= NEVER:
            continue
        aboard[trip] = best
        # Only a ride from the very same stop makes this one needless: who walked here to get
        # on need not be able to walk on to the stop of another ride.
        if not boarding or best[0] >= soonest.get(start, NEVER):
            continue
        soonest[start] = best[0]
        _spread(standing, ((start, 0), *walks.get(start, ())), leaves, best)
        _spread(changing, ((start, change[start]), *changes.get(start, ())), leaves, best)
    return standing


def _spread(
    profiles: dict[int, Profile],
    ways: Sequence[tuple[int, int]],
    leaves: int,
    best: tuple[int, int],
) -> None:
    """Tell the stops from which one gets to a departure."""
    for other, seconds in ways:
        _insert(profiles, other, leaves - seconds, best)


def _rides_backwards(timetable: Timetable) -> Any:
    """Rides from the last departure to the first, as plain Python values."""
    columns = (timetable.from_stop, timetable.to_stop, timetable.trip, timetable.departure,
               timetable.arrival, timetable.boarding, timetable.alighting)  # fmt: skip
    return zip(*(column[::-1].tolist() for column in columns), strict=True)


def _ways_into(timetable: Timetable) -> dict[int, list[tuple[int, int]]]:
    """By stop: other stops from which it can be reached on foot, and the seconds."""
    return _by_end(timetable.foot_from, timetable.foot_to, timetable.foot_seconds)


def _changes_into(timetable: Timetable) -> dict[int, list[tuple[int, int]]]:
    """By stop: other stops at which one gets off to get on here, and the seconds."""
    return _by_end(timetable.foot_from, timetable.foot_to, timetable.foot_change_seconds)


def _by_end(start: Ints, end: Ints, seconds: Ints) -> dict[int, list[tuple[int, int]]]:
    ways: dict[int, list[tuple[int, int]]] = {}
    allowed = seconds >= 0
    columns = (column[allowed].tolist() for column in (start, end, seconds))
    for one, other, needed in zip(*columns, strict=True):
        ways.setdefault(other, []).append((one, needed))
    return ways


def _earliest(profile: Profile | None, time: int) -> tuple[int, int]:
    """Earliest arrival and its goal for departures at `time` or later."""
    if profile is None:
        return (NEVER, -1)
    place = bisect_right(profile.departure, -time) - 1
    return (profile.arrival[place], profile.goal[place]) if place >= 0 else (NEVER, -1)


def _insert(profiles: dict[int, Profile], stop: int, departure: int, best: tuple[int, int]) -> None:
    """Add a departure to a stop's profile unless a later one arrives no later."""
    profile = profiles.get(stop)
    if profile is None:
        profiles[stop] = Profile([-departure], [best[0]], [best[1]])
        return
    place = bisect_right(profile.departure, -departure)
    if place and profile.arrival[place - 1] <= best[0]:
        return
    end = place
    while end < len(profile.arrival) and profile.arrival[end] >= best[0]:
        end += 1
    profile.departure[place:end] = [-departure]
    profile.arrival[place:end] = [best[0]]
    profile.goal[place:end] = [best[1]]


def _median_over_window(
    on_foot: Nearest, access: Ways, profiles: dict[int, Profile], window: Window
) -> Nearest:
    """Median minutes over the departures of the window, on foot where that is faster."""
    departures = window.start + 60 * np.arange(window.minutes)
    minutes = np.repeat(on_foot.minutes[:, None], window.minutes, axis=1)
    fastest, destination = on_foot.minutes.copy(), on_foot.destination.copy()
    order = np.argsort(access.destination, kind="stable")
    stops, starts = np.unique(access.destination[order], return_index=True)
    for stop, rows in zip(stops.tolist(), np.split(order, starts[1:]), strict=True):
        if stop not in profiles:
            continue
        origin = access.origin[rows]
        at_stop = departures + whole_seconds(access.minutes[rows])[:, None]
        arrival, goal = _arrivals(profiles[stop], at_stop)
        ride = (arrival - departures) / 60
        minutes[origin] = np.minimum(minutes[origin], ride)
        best = ride.argmin(axis=1)
        each = np.arange(len(rows))
        better = ride[each, best] < fastest[origin]
        fastest[origin[better]] = ride[each, best][better]
        destination[origin[better]] = goal[each, best][better]
    median = np.median(minutes, axis=1) if window.minutes else on_foot.minutes
    return Nearest(median, np.where(np.isfinite(median), destination, -1))


def _arrivals(profile: Profile, times: NDArray[Any]) -> tuple[Floats, Ints]:
    """Earliest arrivals (infinite: none) and goals for times at the stop."""
    departure = -np.array(profile.departure[::-1])
    arrival = np.append(np.array(profile.arrival[::-1], dtype=float), np.inf)
    goal = np.append(np.array(profile.goal[::-1], dtype=np.int64), -1)
    place = np.searchsorted(departure, times, side="left")
    return arrival[place], goal[place]


def _remembering_access(stops: Points, walk_within: Within) -> Callable[[Points], Ways]:
    """Ways on foot to the stops; those of the origins asked for last are kept."""
    last: list[tuple[bytes, Ways]] = []

    def access(origins: Points) -> Ways:
        content = np.ascontiguousarray(origins).tobytes()
        if not last or last[0][0] != content:
            last[:] = [(content, walk_within(origins, stops, TO_STOP_MINUTES))]
        return last[0][1]

    return access
