"""Other aims of new sites: everybody reached, a second offer in reach, a limited number of places."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from geo.siting import Siting, backup_coverage, capacitated_coverage, location_set_covering
from indicators.sites._models import (
    Answer,
    Demand,
    WaysTo,
    better_ways,
    cost_of,
    covering_stakes,
    lived_in,
    unknown,
    weighted,
)
from indicators.sites._stakes import CappedStakes, TwiceStakes
from wording import count as people
from wording import say

#: A second offer in reach counts as much as the first.
SECOND_SHARE = 0.5


class NobodyLeftError(ValueError):
    """Nobody gains by any of the candidates."""


def solve_everyone(demand: Demand, *, count: int, time_limit: float | None) -> Answer:  # noqa: ARG001 - the number is the answer
    """Choose the fewest candidates that cover everybody whom a candidate can cover.

    Raises
    ------
    NobodyLeftError
    """
    points = demand.points
    uncovered = ~points["covered"].to_numpy(dtype=bool) & lived_in(points)
    ways = better_ways(demand, uncovered, demand.max_minutes)
    reached = np.zeros(len(points), dtype=bool)
    reached[ways.point[ways.covers]] = True
    if not reached.any():
        raise NobodyLeftError
    persons = np.where(reached, weighted(demand), 0.0)
    siting = location_set_covering(
        cost_of(demand, ways), persons, max_cost=demand.max_minutes, time_limit=time_limit
    )
    lost = points["persons"].fillna(0).to_numpy()[uncovered & ~reached].sum()
    said = "{n} Personen erreichen keinen der möglichen Orte."
    notes = (say(said, n=people(lost)),) if lost >= 1 else ()
    return siting, ways, covering_stakes(persons, uncovered, ways), unknown(points) + notes


def solve_twice(demand: Demand, *, count: int, time_limit: float | None) -> Answer:
    """Choose candidates so that most (weighted) persons reach a first and a second offer.

    The points carry `times`: how many offers that stay reach them.
    """
    points = demand.points
    times = points["times"].to_numpy(dtype=float)
    ways = _all_ways(demand)
    persons = weighted(demand)
    near = cost_of(demand, ways).tocsc()
    there = [sparse.csc_array(_column(times >= least)) for least in (1, 2)]
    cost = sparse.hstack([near, *there], format="coo")
    sites = near.shape[1]
    siting = backup_coverage(
        cost, persons, max_cost=demand.max_minutes, count=count, fixed=(sites, sites + 1),
        twice_share=SECOND_SHARE, time_limit=time_limit,
    )  # fmt: skip
    today = (1 - SECOND_SHARE) * persons @ (times >= 1) + SECOND_SHARE * persons @ (times >= 2)
    stakes = TwiceStakes(persons, times, ways.point, ways.candidate, "offers")
    return _beyond(siting, float(today)), ways, stakes, unknown(points)


def solve_capped(demand: Demand, *, count: int, time_limit: float | None) -> Answer:
    """Choose candidates so that most uncovered (weighted) persons find a place there."""
    points = demand.points
    uncovered = ~points["covered"].to_numpy(dtype=bool)
    ways = better_ways(demand, uncovered & lived_in(points), demand.max_minutes)
    persons = np.where(uncovered, points["persons"].fillna(0).to_numpy(dtype=float), 0.0)
    weights = demand.weights.to_numpy(dtype=float)
    places = np.full(len(demand.candidates), demand.capacity)
    siting = capacitated_coverage(
        cost_of(demand, ways), persons, places, max_cost=demand.max_minutes, count=count,
        weights=None if (weights == 1).all() else weights, time_limit=time_limit,
    )  # fmt: skip
    counts = ways.covers
    stakes = CappedStakes(
        persons, weights, ways.point[counts], ways.candidate[counts], demand.capacity, "persons"
    )
    note = say("Die Personen sind so auf die neuen Standorte verteilt, dass die meisten einen Platz finden.")  # fmt: skip
    return siting, ways, stakes, (*unknown(points), note)


def _all_ways(demand: Demand) -> WaysTo:
    """Return all ways within the limit, also to those who are covered today."""
    points = demand.points
    rows = np.flatnonzero(lived_in(points))
    found = demand.within(
        points[["x", "y"]].to_numpy(dtype=float)[rows],
        demand.candidates[["x", "y"]].to_numpy(dtype=float),
        demand.max_minutes,
    )
    point = rows[found.origin]
    covers = ~points["covered"].to_numpy(dtype=bool)[point]
    return WaysTo(point, found.destination, found.minutes, covers)


def _column(is_near: np.ndarray) -> sparse.coo_array:
    """Return one site that costs nothing and reaches the given points."""
    rows = np.flatnonzero(is_near)
    return sparse.coo_array(
        (np.zeros(len(rows)), (rows, np.zeros(len(rows), dtype=int))), shape=(len(is_near), 1)
    )


def _beyond(siting: Siting, today: float) -> Siting:
    """Return an answer without what today's offers achieve, counted in offers per person."""
    sites = siting.new
    objective, bound = (
        (value - today) / SECOND_SHARE for value in (siting.objective, siting.bound)
    )
    gap = 0.0 if siting.proven else abs(bound - objective) / max(abs(objective), 1e-12)
    return replace(siting, chosen=sites, objective=objective, bound=bound, gap=gap)
