"""Tours of a mobile offer: uncovered persons and possible stops in, a proven week plan out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame

from geo.reach import Within
from indicators.hours.opening import WEEKDAYS
from indicators.sites._tour_model import Choice, Legs, best_week, day_tours
from wording import count as people
from wording import joined, number, say

#: Stops that are weighed against each other, by the most stops of one day: every combination
#: of them is looked at.
MOST_STOPS = {1: 400, 2: 60, 3: 32, 4: 20}

#: Columns of `Week.stops`.
STOP_COLUMNS = (
    "weekday", "stop", "id", "name", "x", "y", "arrival", "departure", "persons",
)  # fmt: skip


@dataclass(frozen=True)
class Vehicle:
    """What the mobile offer can do in a week.

    Attributes
    ----------
    hours : float
        Working hours a week: stops and driving.
    weekdays : tuple of str
        Days on which it runs, of `WEEKDAYS`.
    stops_per_day : int
        Most stops on one day, 1–4.
    stop_hours : float
        Length of a stop.
    day_hours : float
        Longest day: stops and driving.
    start : float
        Hour of the day at which it sets out (10 = 10:00).
    kmh, detour : float
        Mean speed of driving, and length of the way ÷ straight line; each drive is
        rounded up to a quarter of an hour.
    depot : tuple of float, optional
        x, y (metres) where each day begins and ends; None: driving between stops alone.
    """

    hours: float
    weekdays: tuple[str, ...] = ("Mo", "Di", "Mi", "Do", "Fr")
    stops_per_day: int = 2
    stop_hours: float = 2.0
    day_hours: float = 8.0
    start: float = 10.0
    kmh: float = 25.0
    detour: float = 1.3
    depot: tuple[float, float] | None = None


@dataclass(frozen=True)
class Week:
    """The week plan of a mobile offer. Not for the public.

    Attributes
    ----------
    stops : DataFrame
        `STOP_COLUMNS`; `arrival` and `departure` in hours of the day; `persons` newly reached by this stop (those of earlier ones not again).
    persons : float
        Persons reached in a week who reach no fixed offer.
    bound : float
        No week plan with the stops that were weighed reaches more.
    proven : bool
    hours : float
        Working hours used.
    seconds : float
    sources : mapping
        Stop id → finest areas whose persons it reaches.
    notes : tuple of str
    """

    stops: DataFrame
    persons: float
    bound: float
    proven: bool
    hours: float
    seconds: float
    sources: dict[str, frozenset[str]]
    notes: tuple[str, ...]


def plan_week(
    points: DataFrame,
    candidates: DataFrame,
    *,
    within: Within,
    max_minutes: float,
    vehicle: Vehicle,
    time_limit: float = 30.0,
) -> Week:
    """Choose stops and weekdays so that most uncovered persons are reached.

    Parameters
    ----------
    points : DataFrame
        `x`, `y`, `area`, `persons`, `covered`, as in `Coverage.points`.
    candidates : DataFrame
        Index id: possible stops with `x`, `y` (metres), `name`.
    within : callable
        See `geo.reach.Within`: how far people walk to a stop.
    max_minutes : float
        A stop within so many minutes reaches a person.
    vehicle : Vehicle
    time_limit : float
        Seconds; then the best found is returned with its bound.

    Returns
    -------
    Week

    Raises
    ------
    ValueError
        If the vehicle's numbers do not fit.

    Notes
    -----
    All day tours of at most `stops_per_day` of the most promising stops (`MOST_STOPS`,
    chosen greedily by uncovered persons) in their shortest order are columns of one
    mixed-integer model: at most one a weekday, together no more than the hours. Optimal
    for these stops; a better plan with other stops is not excluded.
    """
    _require_possible(vehicle)
    reached = _reached(points, candidates, within, max_minutes)
    promising = _promising(reached, MOST_STOPS[vehicle.stops_per_day], len(candidates))
    places = candidates.iloc[promising]
    tours = day_tours(
        _legs(places, vehicle), vehicle.stops_per_day, vehicle.stop_hours, vehicle.day_hours
    )
    compact = reached.only(promising)
    found = best_week(
        compact.matrix(len(promising)), compact.persons, tours,
        days=len(vehicle.weekdays), hours=vehicle.hours, seconds=time_limit,
    )  # fmt: skip
    stops, sources = _timetable(found, compact, places, points, vehicle)
    said = "{n} Orte gegeneinander abgewogen; andere Orte sind nicht geprüft."
    note = (say(said, n=people(len(promising))),)
    return Week(
        stops, found.persons, found.bound, found.proven, found.hours, found.seconds, sources,
        note if len(promising) < len(candidates) else (),
    )  # fmt: skip


def schedule_text(stops: DataFrame, lon_lat: list[tuple[float, float]]) -> str:
    """Return a week plan as the `mobile_schedule` of an offer.

    Parameters
    ----------
    stops : DataFrame
        From `Week.stops`.
    lon_lat : list of tuple
        Longitude and latitude of each stop.

    Examples
    --------
    "Mo 10:00-12:00 @51.51000,7.47000 Borsigplatz; …"
    """
    parts = [
        f"{row.weekday} {clock(row.arrival)}-{clock(row.departure)} @{lat:.5f},{lon:.5f} {row.name_}"
        for row, (lon, lat) in zip(
            stops.rename(columns={"name": "name_"}).itertuples(), lon_lat, strict=True
        )
    ]
    return "; ".join(part.strip() for part in parts)


def clock(hour: float) -> str:
    """Return an hour of the day as people write it.

    Examples
    --------
    >>> clock(9.25)
    '09:15'
    """
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def week_sentence(week: Week, vehicle: Vehicle) -> str:
    """Say in German what the plan reaches and what is proven."""
    reached = say(
        "{n} Halte in {hours} Stunden je Woche erreichen {persons} Personen, die kein festes Angebot erreichen (höchstens {most} Stunden).",
        n=people(len(week.stops)),
        hours=number(week.hours),
        persons=people(week.persons),
        most=number(vehicle.hours),
    )
    if week.proven:
        return joined(" ", [reached, say("Bewiesen bestmöglich für die abgewogenen Orte.")])
    said = "Noch nicht bewiesen: Mehr als {n} Personen sind nicht möglich."
    return joined(" ", [reached, say(said, n=people(week.bound))])


@dataclass(frozen=True)
class _Reached:
    """Pairs of an uncovered point and a stop that reaches it."""

    point: NDArray[np.int64]
    stop: NDArray[np.int64]
    persons: NDArray[np.float64]

    def only(self, stops: NDArray[np.int64]) -> "_Reached":
        """Keep some stops, renumbered in their order."""
        number = np.full(int(max(self.stop.max(initial=-1), stops.max(initial=-1))) + 1, -1)
        number[stops] = np.arange(len(stops))
        keep = number[self.stop] >= 0
        return _Reached(self.point[keep], number[self.stop[keep]], self.persons)

    def matrix(self, stops: int) -> NDArray[np.bool_]:
        """Return which stop reaches which point."""
        table = np.zeros((len(self.persons), stops), dtype=bool)
        table[self.point, self.stop] = True
        return table


def _require_possible(vehicle: Vehicle) -> None:
    faults = []
    if vehicle.stops_per_day not in MOST_STOPS:
        faults.append(say("Halte je Tag: 1 bis 4."))
    if not vehicle.weekdays or set(vehicle.weekdays) - set(WEEKDAYS):
        faults.append(say("Wochentage: {days}.", days=", ".join(WEEKDAYS)))
    if min(vehicle.hours, vehicle.stop_hours, vehicle.day_hours, vehicle.kmh) <= 0:
        faults.append(say("Stunden und Geschwindigkeit müssen größer als 0 sein."))
    if vehicle.detour < 1 or not 0 <= vehicle.start < 24:
        faults.append(say("Umwegfaktor mindestens 1, Beginn zwischen 0 und 24 Uhr."))
    if faults:
        raise ValueError(joined(" ", faults))


def _reached(
    points: DataFrame, candidates: DataFrame, within: Within, max_minutes: float
) -> _Reached:
    persons = points["persons"].fillna(0).to_numpy(dtype=float)
    persons = np.where(points["covered"].to_numpy(dtype=bool), 0.0, persons)
    rows = np.flatnonzero(persons > 0)
    places = points[["x", "y"]].to_numpy(dtype=float)[rows]
    ways = within(places, candidates[["x", "y"]].to_numpy(dtype=float), max_minutes)
    return _Reached(rows[ways.origin], ways.destination, persons)


def _promising(reached: _Reached, most: int, candidates: int) -> NDArray[np.int64]:
    """Stops in greedy order of the persons that each adds."""
    left = reached.persons.copy()
    chosen: list[int] = []
    while len(chosen) < min(most, candidates):
        gain = np.bincount(reached.stop, left[reached.point], candidates)
        best = int(np.argmax(gain))
        if gain[best] <= 0:
            break
        chosen.append(best)
        left[reached.point[reached.stop == best]] = 0.0
    return np.array(chosen, dtype=np.int64)


def _legs(places: DataFrame, vehicle: Vehicle) -> Legs:
    """Return driving hours between the stops and from and to the depot, in whole quarters."""
    xy = places[["x", "y"]].to_numpy(dtype=float)
    between = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    depot = (
        np.zeros(len(xy)) if vehicle.depot is None else np.hypot(*(xy - np.array(vehicle.depot)).T)
    )
    hours = vehicle.detour / (vehicle.kmh * 1000)
    return Legs(_quarters(between * hours), _quarters(depot * hours))


def _quarters(hours: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.ceil(hours * 4 - 1e-9) / 4


def _timetable(
    found: Choice, reached: _Reached, places: DataFrame, points: DataFrame, vehicle: Vehicle
) -> tuple[DataFrame, dict[str, frozenset[str]]]:
    """Return the stops with their times, day by day, and whom each reaches first."""
    left = reached.persons.copy()
    rows, sources = [], {}
    for weekday, tour in zip(vehicle.weekdays, found.tours, strict=False):
        hour = vehicle.start
        for number_, (stop, drive) in enumerate(zip(tour.stops, tour.drives, strict=True), start=1):
            arrival = hour + drive
            hour = arrival + vehicle.stop_hours
            here = reached.point[reached.stop == stop]
            place = places.iloc[stop]
            fresh = here[left[here] > 0]
            sources[str(places.index[stop])] = frozenset(points["area"].to_numpy()[fresh])
            rows.append(
                (weekday, number_, places.index[stop], place["name"], place["x"], place["y"],
                 arrival, hour, float(left[here].sum()))
            )  # fmt: skip
            left[here] = 0.0
    return pd.DataFrame(rows, columns=list(STOP_COLUMNS)), sources
