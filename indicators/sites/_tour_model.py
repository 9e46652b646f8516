"""Day tours of a mobile offer and the best week made of them, by HiGHS with a bound."""

import itertools
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.arrays import Floats
from geo.programme import Model, minimise
from geo.siting.instance import merge_equal_rows

#: Relative difference between value and bound that counts as none.
PROVEN = 1e-7


@dataclass(frozen=True)
class Legs:
    """Driving hours: between stops (n, n), and from the depot to each stop (n,)."""

    between: Floats
    depot: Floats


@dataclass(frozen=True)
class DayTour:
    """Stops of one day in their order, the drive to each, and the hours of the whole day."""

    stops: tuple[int, ...]
    drives: tuple[float, ...]
    hours: float


@dataclass(frozen=True)
class Choice:
    """The chosen day tours, what they reach, and what is proven."""

    tours: tuple[DayTour, ...]
    persons: float
    bound: float
    proven: bool
    hours: float
    seconds: float


def day_tours(legs: Legs, most: int, stop_hours: float, day_hours: float) -> tuple[DayTour, ...]:
    """Return every set of at most `most` stops that fits into a day, in its shortest order."""
    tours = []
    for size in range(1, min(most, len(legs.depot)) + 1):
        sets = np.array(list(itertools.combinations(range(len(legs.depot)), size)))
        tours += _tours_of(sets, legs, size * stop_hours, day_hours)
    return tuple(tours)


def _tours_of(
    sets: NDArray[np.int64], legs: Legs, standing: float, day_hours: float
) -> list[DayTour]:
    """Return the tours of sets of equal size: the best of all orders of each."""
    orders = np.array(list(itertools.permutations(range(sets.shape[1]))))
    ordered = sets[:, orders]  # sets × orders × stops
    drive = legs.depot[ordered[..., 0]] + legs.depot[ordered[..., -1]]
    drive = drive + legs.between[ordered[..., :-1], ordered[..., 1:]].sum(axis=-1)
    best = drive.argmin(axis=1)
    rows = np.arange(len(sets))
    hours, chosen = drive[rows, best] + standing, ordered[rows, best]
    return [
        DayTour(tuple(map(int, stops)), _drives(stops, legs), float(total))
        for stops, total in zip(chosen, hours, strict=True)
        if total <= day_hours + 1e-9
    ]


def _drives(stops: NDArray[np.int64], legs: Legs) -> tuple[float, ...]:
    between = legs.between[stops[:-1], stops[1:]]
    return (float(legs.depot[stops[0]]), *map(float, between))


def best_week(
    reaches: NDArray[np.bool_], persons: Floats, tours: tuple[DayTour, ...], *, days: int,
    hours: float, seconds: float,
) -> Choice:  # fmt: skip
    """Choose at most one tour a day within the week's hours so that most persons are reached.

    Parameters
    ----------
    reaches : ndarray of bool, shape (points, stops)
    persons : ndarray, shape (points,)
    tours : tuple of DayTour
    days : int
    hours : float
        Working hours of the week.
    seconds : float
        Time limit.

    Returns
    -------
    Choice
        Tours in the order of the persons that they add, most first.
    """
    began = time.perf_counter()
    tours = tuple(tour for tour in tours if tour.hours <= hours + 1e-9)
    row, column = np.nonzero(reaches)
    row, column, merged = merge_equal_rows(row, column, persons)
    if not len(merged) or not tours:
        return Choice((), 0.0, 0.0, proven=True, hours=0.0, seconds=time.perf_counter() - began)
    model = _model(row, column, merged, tours, stops=reaches.shape[1], days=days, hours=hours)
    solved = minimise(model, seconds=seconds)
    values = np.zeros(len(tours)) if solved.values is None else solved.values[: len(tours)]
    picked = _by_gain([tours[number] for number in np.flatnonzero(values > 0.5)], reaches, persons)
    used = sorted({stop for tour in picked for stop in tour.stops})
    reached = float(persons[reaches[:, used].any(axis=1)].sum())
    bound = max(-solved.bound, reached)
    proven = bound - reached <= PROVEN * max(1.0, reached)
    return Choice(
        tuple(picked), reached, reached if proven else bound, proven,
        sum(tour.hours for tour in picked), time.perf_counter() - began,
    )  # fmt: skip


def _model(
    row: NDArray[np.int64], column: NDArray[np.int64], persons: Floats,
    tours: tuple[DayTour, ...], *, stops: int, days: int, hours: float,
) -> Model:  # fmt: skip
    """Variables: tours (whole), stops that are visited, points that are reached."""
    count, rows = len(tours), len(persons)
    lengths = [len(tour.stops) for tour in tours]
    tour_of = np.repeat(np.arange(count), lengths)
    stop_of = np.concatenate([tour.stops for tour in tours])
    visited, reached = count + np.arange(stops), count + stops + np.arange(rows)
    week = np.array([tour.hours for tour in tours])
    entries = [
        (row, count + column, np.ones(len(row))),  # reached only if a visited stop is near
        (np.arange(rows), reached, -np.ones(rows)),
        (rows + stop_of, tour_of, np.ones(len(tour_of))),  # visited only by a chosen tour
        (rows + np.arange(stops), visited, -np.ones(stops)),
        (np.full(count, rows + stops), np.arange(count), np.ones(count)),
        (np.full(count, rows + stops + 1), np.arange(count), week),
    ]
    at_row, at_variable, value = (np.concatenate(part) for part in zip(*entries, strict=True))
    shape = (rows + stops + 2, count + stops + rows)
    return Model(
        cost=np.concatenate([np.zeros(count + stops), -persons]),
        lower=np.zeros(shape[1]),
        upper=np.ones(shape[1]),
        integer=np.arange(shape[1]) < count,
        matrix=sparse.csr_array((value, (at_row, at_variable)), shape=shape),
        row_lower=np.concatenate([np.zeros(rows + stops), [-np.inf, -np.inf]]),
        row_upper=np.concatenate([np.full(rows + stops, np.inf), [days, hours]]),
    )


def _by_gain(tours: list[DayTour], reaches: NDArray[np.bool_], persons: Floats) -> list[DayTour]:
    """Order the tours: first the one that reaches most persons, then what each adds."""
    left, ordered = persons.copy(), []
    while tours:
        gains = [left[reaches[:, tour.stops].any(axis=1)].sum() for tour in tours]
        best = tours.pop(int(np.argmax(gains)))
        left[reaches[:, best.stops].any(axis=1)] = 0.0
        ordered.append(best)
    return ordered
