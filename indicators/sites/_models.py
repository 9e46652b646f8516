"""Settlement points and candidate places in, the siting model's answer and the ways out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series
from scipy import sparse

from geo.arrays import Floats
from geo.reach import Within
from geo.siting import Siting, maximal_coverage, p_median
from indicators.sites._stakes import AnyStakes, Stakes
from wording import count as people
from wording import say

#: Ways longer than this save nobody anything: how far the distance model looks (minutes).
FARTHEST_MINUTES = 120.0


@dataclass(frozen=True)
class Demand:
    """Who needs a site, where it could be, and how far people go.

    Attributes
    ----------
    points : DataFrame
        `x`, `y`, `persons`, `minutes`, `covered`.
    candidates : DataFrame
        `x`, `y`.
    weights : Series
        Weight of a person at each point.
    within : callable
    max_minutes : float
    capacity : float
        Persons that each new site can serve; infinite = no limit.
    """

    points: DataFrame
    candidates: DataFrame
    weights: Series
    within: Within
    max_minutes: float
    capacity: float = np.inf


@dataclass(frozen=True)
class WaysTo:
    """Ways that are better than today's: point (row number), candidate (row number), minutes.

    `covers` says which of them lie within the limit and lead to a point that is not
    covered today.
    """

    point: NDArray[np.int64]
    candidate: NDArray[np.int64]
    minutes: NDArray[np.float64]
    covers: NDArray[np.bool_]

    def only(self, candidates: NDArray[np.int64]) -> "WaysTo":
        """Return the ways to some candidates alone."""
        here = np.isin(self.candidate, candidates)
        return WaysTo(self.point[here], self.candidate[here], self.minutes[here], self.covers[here])

    def to(self, candidate: int) -> NDArray[np.bool_]:
        """Which of the ways lead to a candidate."""
        return self.candidate == candidate


Answer = tuple[Siting, WaysTo, AnyStakes, tuple[str, ...]]


def solve_coverage(demand: Demand, *, count: int, time_limit: float | None) -> Answer:
    """Choose candidates so that most uncovered (weighted) persons become covered."""
    points = demand.points
    uncovered = ~points["covered"].to_numpy(dtype=bool)
    ways = better_ways(demand, uncovered & lived_in(points), demand.max_minutes)
    persons = weighted(demand) * uncovered
    siting = maximal_coverage(
        cost_of(demand, ways), persons, max_cost=demand.max_minutes, count=count,
        time_limit=time_limit,
    )  # fmt: skip
    return siting, ways, covering_stakes(persons, uncovered, ways), unknown(points)


def covering_stakes(persons: Floats, uncovered: NDArray[np.bool_], ways: WaysTo) -> Stakes:
    """Return the stakes of covering once: 1 = not covered, 0 = covered."""
    counts = ways.covers
    return Stakes(
        persons, uncovered.astype(float), ways.point[counts], ways.candidate[counts],
        np.zeros(int(counts.sum())), "persons",
    )  # fmt: skip


def cost_of(demand: Demand, ways: WaysTo) -> sparse.coo_array:
    """Return the minutes of the ways as points × candidates."""
    shape = (len(demand.points), len(demand.candidates))
    return sparse.coo_array((ways.minutes, (ways.point, ways.candidate)), shape=shape)


def solve_distance(demand: Demand, *, count: int, time_limit: float | None) -> Answer:
    """Choose candidates so that the (weighted) persons' ways become shortest."""
    points = demand.points
    today = points["minutes"].to_numpy(dtype=float)
    farthest = float(np.nanmax(np.where(np.isfinite(today), today, FARTHEST_MINUTES), initial=0.0))
    ways = better_ways(demand, lived_in(points), min(farthest, FARTHEST_MINUTES))
    reached = np.isfinite(today)
    reached[ways.point] = True
    persons = np.where(reached, weighted(demand), 0.0)
    now = np.flatnonzero(np.isfinite(today))
    shape = (len(points), len(demand.candidates) + 1)
    cost = sparse.coo_array(
        (
            np.concatenate([ways.minutes, today[now]]),
            (
                np.concatenate([ways.point, now]),
                np.concatenate([ways.candidate, np.full(len(now), shape[1] - 1)]),
            ),
        ),
        shape=shape,
    )
    siting = p_median(cost, persons, count=count, fixed=(shape[1] - 1,), time_limit=time_limit)
    lost = points["persons"].fillna(0).to_numpy()[~reached].sum()
    said = "{n} Personen erreichen keinen der Orte."
    notes = (say(said, n=people(lost)),) if lost >= 1 else ()
    bounded = np.where(np.isfinite(today), today, FARTHEST_MINUTES)
    stakes = Stakes(persons, bounded, ways.point, ways.candidate, ways.minutes, "person_minutes")
    return siting, ways, stakes, unknown(points) + notes


def better_ways(demand: Demand, asking: NDArray[np.bool_], max_minutes: float) -> WaysTo:
    """Return the ways from the asking points that are shorter than today's."""
    points = demand.points
    rows = np.flatnonzero(asking)
    origins = points[["x", "y"]].to_numpy(dtype=float)[rows]
    places = demand.candidates[["x", "y"]].to_numpy(dtype=float)
    found = demand.within(origins, places, max_minutes)
    point = rows[found.origin]
    better = found.minutes < points["minutes"].to_numpy(dtype=float)[point]
    point, minutes = point[better], found.minutes[better]
    uncovered = ~points["covered"].to_numpy(dtype=bool)
    covers = uncovered[point] & (minutes <= demand.max_minutes)
    return WaysTo(point, found.destination[better], minutes, covers)


def lived_in(points: DataFrame) -> NDArray[np.bool_]:
    """Return which points have persons."""
    return points["persons"].fillna(0).to_numpy(dtype=float) > 0


def weighted(demand: Demand) -> Floats:
    """Return the persons of each point times their weight; 0 where unknown."""
    persons = demand.points["persons"].fillna(0).to_numpy(dtype=float)
    return persons * demand.weights.to_numpy(dtype=float)


def unknown(points: DataFrame) -> tuple[str, ...]:
    """Say that points with an unknown number of persons count as empty here."""
    areas = points.loc[points["persons"].isna(), "area"].nunique()
    if not areas:
        return ()
    said = "In {n} Gebieten ist die Zahl der Personen unbekannt; sie zählen hier nicht."
    return (say(said, n=areas),)
