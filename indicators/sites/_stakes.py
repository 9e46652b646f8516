"""What an aim of new sites counts: open places in, what each of them and each further one saves out."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import sparse

from geo.arrays import Floats, Ints
from geo.siting import served_persons

Unit = Literal["persons", "person_minutes", "offers"]

#: Offers in reach that count: the first and the second.
ENOUGH = 2


@dataclass(frozen=True)
class Stakes:
    """What the objective counts: a point loses `persons` × its cost, which a site can lower.

    Attributes
    ----------
    persons, today : ndarray, shape (points,)
        (Weighted) persons and today's cost; for covering 1 = not covered, 0 = covered.
    point, candidate, cost : ndarray, shape (ways,)
        Ways that would lower a point's cost, and the cost by them.
    unit : {"persons", "person_minutes", "offers"}
        Of the objective.
    """

    persons: Floats
    today: Floats
    point: Ints
    candidate: Ints
    cost: Floats
    unit: Unit

    def only(self, sites: Ints) -> "Stakes":
        """Return the stakes of some candidates alone."""
        here = np.isin(self.candidate, sites)
        return replace(
            self, point=self.point[here], candidate=self.candidate[here], cost=self.cost[here]
        )

    def with_sites(self, sites: Ints) -> Floats:
        """Return each point's cost with some candidates open."""
        cost = self.today.copy()
        here = np.isin(self.candidate, sites)
        np.minimum.at(cost, self.point[here], self.cost[here])
        return cost

    def gains(self, cost: Floats, candidates: int) -> Floats:
        """Return what each candidate would save on top of a state with these costs."""
        saved = (cost[self.point] - self.cost).clip(0) * self.persons[self.point]
        return np.bincount(self.candidate, saved, candidates).astype(float)

    def total(self, cost: Floats) -> float:
        """Return the objective's sum in a state with these costs."""
        return float(self.persons @ cost)


@dataclass(frozen=True)
class TwiceStakes:
    """Stakes of covering twice: a first offer in reach counts, and a second one counts too.

    Attributes
    ----------
    persons : ndarray, shape (points,)
        (Weighted) persons.
    times : ndarray, shape (points,)
        How many offers that stay reach a point.
    point, candidate : ndarray, shape (ways,)
        Pairs within the limit.
    unit : str
    """

    persons: Floats
    times: Floats
    point: Ints
    candidate: Ints
    unit: Unit

    @property
    def today(self) -> Floats:
        """Offers in reach of each point without new sites."""
        return self.times

    def only(self, sites: Ints) -> "TwiceStakes":
        """Return the stakes of some candidates alone."""
        here = np.isin(self.candidate, sites)
        return replace(self, point=self.point[here], candidate=self.candidate[here])

    def with_sites(self, sites: Ints) -> Floats:
        """Return how many offers reach each point with some candidates open."""
        here = np.isin(self.candidate, sites)
        return self.times + np.bincount(self.point[here], minlength=len(self.times))

    def gains(self, times: Floats, candidates: int) -> Floats:
        """Return what each candidate would add to a state with these times."""
        saved = ((times < ENOUGH) * self.persons)[self.point]
        return np.bincount(self.candidate, saved, candidates).astype(float)

    def total(self, times: Floats) -> float:
        """Return the first and second offers that persons do not reach."""
        return float(self.persons @ (ENOUGH - times).clip(0))


@dataclass(frozen=True)
class CappedStakes:
    """Stakes of sites with a limited number of places.

    Attributes
    ----------
    persons, weights : ndarray, shape (points,)
        Persons who are not covered, and what one of them is worth.
    point, candidate : ndarray, shape (ways,)
        Pairs within the limit.
    capacity : float
        Persons each site can serve.
    unit : str

    Notes
    -----
    What one more site gains is counted without sharing anew among the others: never too
    much.
    """

    persons: Floats
    weights: Floats
    point: Ints
    candidate: Ints
    capacity: float
    unit: Unit

    @property
    def today(self) -> Floats:
        """Persons without a place at each point."""
        return self.persons

    def only(self, sites: Ints) -> "CappedStakes":
        """Return the stakes of some candidates alone."""
        here = np.isin(self.candidate, sites)
        return replace(self, point=self.point[here], candidate=self.candidate[here])

    def placed(self, sites: Ints) -> tuple[Ints, Ints, Floats]:
        """Share the persons among open sites: point, position among the sites, persons."""
        here = np.isin(self.candidate, sites)
        position = np.searchsorted(np.sort(sites), self.candidate[here])
        shape = (len(self.persons), len(sites))
        cost = sparse.coo_array((np.ones(len(position)), (self.point[here], position)), shape=shape)
        row, column, persons = served_persons(
            cost, self.persons, np.full(len(sites), self.capacity),
            max_cost=1.0, weights=self.weights,
        )  # fmt: skip
        return row, np.sort(sites)[column], persons

    def with_sites(self, sites: Ints) -> Floats:
        """Return the persons at each point who find no place with some candidates open."""
        if not len(sites):
            return self.persons
        row, _, served = self.placed(np.asarray(sites))
        return (self.persons - np.bincount(row, served, len(self.persons))).clip(0)

    def gains(self, left: Floats, candidates: int) -> Floats:
        """Return what each candidate could serve of these persons, the neediest first."""
        order = np.lexsort((-self.weights[self.point], self.candidate))
        site, point = self.candidate[order], self.point[order]
        running = np.cumsum(left[point])
        first = np.searchsorted(site, np.arange(candidates))
        before = np.append(0.0, running)[first][site]
        upto = np.minimum(running - before, self.capacity)
        served = upto - np.minimum(running - before - left[point], self.capacity)
        return np.bincount(site, served * self.weights[point], candidates).astype(float)

    def total(self, left: Floats) -> float:
        """Return the weighted persons without a place."""
        return float(self.weights @ left)


AnyStakes = Stakes | TwiceStakes | CappedStakes
