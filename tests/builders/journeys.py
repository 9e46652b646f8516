"""Journeys between stops: drawn timetables, and the earliest arrival by two methods."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from geo.reach.timetable import Timetable, between
from geo.reach.transit import stop_profiles

NEVER = 10**9


@dataclass(frozen=True)
class Ride:
    """One trip from one stop to its next; seconds since midnight."""

    departure: int
    arrival: int
    start: int
    end: int
    trip: int
    boarding: bool = True
    alighting: bool = True


@dataclass(frozen=True)
class Walk:
    """A way on foot between two stops; seconds, and those between two rides."""

    start: int
    end: int
    seconds: int
    change_seconds: int


def timetable_of(rides: list[Ride], walks: list[Walk], change_seconds: list[int]) -> Timetable:
    """Return the timetable of some rides among as many stops as there are changing times."""
    rides = sorted(rides, key=lambda ride: (ride.departure, ride.arrival, ride.trip))
    stops = np.arange(len(change_seconds))

    def column(rows: list, name: str, kind: type = np.int64) -> np.ndarray:
        return np.array([getattr(row, name) for row in rows], dtype=kind)

    return Timetable(
        day=date(2026, 11, 24),
        stop_id=stops.astype(object),
        stop_name=stops.astype(object),
        stop_xy=np.zeros((len(stops), 2)),
        from_stop=column(rides, "start"),
        to_stop=column(rides, "end"),
        trip=column(rides, "trip"),
        departure=column(rides, "departure"),
        arrival=column(rides, "arrival"),
        boarding=column(rides, "boarding", bool),
        alighting=column(rides, "alighting", bool),
        foot_from=column(walks, "start"),
        foot_to=column(walks, "end"),
        foot_seconds=column(walks, "seconds"),
        foot_change_seconds=column(walks, "change_seconds"),
        change_seconds=np.array(change_seconds, dtype=np.int64),
    )


def earliest_arrival(
    timetable: Timetable, *, from_stop: int, to_stop: int, departure: int
) -> int | None:
    """Earliest arrival in seconds since midnight by the product's scan; None if there is none."""
    columns = (timetable.foot_from, timetable.foot_to, timetable.foot_seconds)
    walks = zip(*(column.tolist() for column in columns), strict=True)
    to_goal = {to_stop: 0} | {start: seconds for start, end, seconds in walks if end == to_stop}
    egress = np.array([to_goal.get(stop, np.inf) for stop in range(len(timetable.stop_id))])
    goal = np.where(np.isfinite(egress), 0, -1)
    profiles = stop_profiles(between(timetable, departure, NEVER), egress / 60, goal)
    arrivals = [departure + to_goal[from_stop]] if from_stop in to_goal else []
    if from_stop in profiles:
        profile = profiles[from_stop]
        pairs = zip(profile.departure, profile.arrival, strict=True)
        arrivals += [arrival for leaves, arrival in pairs if -leaves >= departure]
    return min(arrivals, default=None)


def forwards(timetable: Timetable, *, from_stop: int, to_stop: int, departure: int) -> int | None:
    """The same by a plain scan forwards in time: another method, for comparison."""
    ready, reached, aboard = {from_stop: departure}, {from_stop: departure}, set()

    def note(times: dict[int, int], stop: int, time: int) -> None:
        times[stop] = min(times.get(stop, NEVER), time)

    for end, seconds, _ in _walks_from(timetable, from_stop):
        note(ready, end, departure + seconds)
        note(reached, end, departure + seconds)
    columns = (timetable.from_stop, timetable.to_stop, timetable.trip, timetable.departure,
               timetable.arrival, timetable.boarding, timetable.alighting)  # fmt: skip
    for here, there, trip, leaves, arrives, boarding, alighting in zip(*columns, strict=True):
        if boarding and ready.get(here, NEVER) <= leaves:
            aboard.add(trip)
        if trip not in aboard or not alighting:
            continue
        note(reached, there, arrives)
        note(ready, there, arrives + timetable.change_seconds[there])
        for end, seconds, change in _walks_from(timetable, there):
            note(reached, end, arrives + seconds)
            note(ready, end, arrives + change)
    return reached.get(to_stop)


def _walks_from(timetable: Timetable, stop: int) -> list[tuple[int, int, int]]:
    """Ends of the ways on foot from a stop, with their seconds and those between two rides."""
    mine = timetable.foot_from == stop
    columns = (timetable.foot_to, timetable.foot_seconds, timetable.foot_change_seconds)
    return list(zip(*(column[mine].tolist() for column in columns), strict=True))
