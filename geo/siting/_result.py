"""The answer of a siting model: chosen sites, objective and how far it is proven."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from geo.arrays import Floats, Ints
from geo.siting._problem import Problem

#: A bound this near to the objective (relative) counts as reaching it.
PROVEN = 1e-7


class UnreachableError(ValueError):
    """Some demand point cannot be served; `points` holds row numbers ((), if it is the count)."""

    def __init__(self, message: str, points: Iterable[int] = ()) -> None:
        self.points = tuple(int(point) for point in points)
        super().__init__(message)


@dataclass(frozen=True)
class Siting:
    """A choice of sites and how good it is proven to be.

    Attributes
    ----------
    chosen : tuple of int
        Column numbers of the open sites, ascending: the fixed ones and the new ones.
    new : tuple of int
        The new ones alone.
    objective : float
        What the chosen sites reach: demand covered (coverage), demand × cost (p-median),
        number of open sites (set covering).
    bound : float
        No choice is better than this: an upper bound where the objective is to be great,
        a lower one where it is to be small.
    gap : float
        |bound − objective| ÷ |objective|; 0 = proven optimal.
    seconds : float
        Time the answer took.
    proven : bool
        Whether the gap is closed (up to 1e-7).
    """

    chosen: tuple[int, ...]
    new: tuple[int, ...]
    objective: float
    bound: float
    gap: float
    seconds: float
    proven: bool


def siting(problem: Problem, sites: Ints, objective: float, bound: float, began: float) -> Siting:
    """Put the answer of a model together.

    Parameters
    ----------
    problem : Problem
    sites : ndarray of int
        Column numbers of the open sites.
    objective, bound : float
    began : float
        `time.perf_counter` at the call.
    """
    fixed = set(problem.fixed.tolist())
    chosen = tuple(sorted(int(site) for site in sites))
    gap = abs(bound - objective) / max(abs(objective), 1e-12) if bound != objective else 0.0
    is_proven = gap <= PROVEN
    return Siting(
        chosen=chosen,
        new=tuple(site for site in chosen if site not in fixed),
        objective=objective,
        bound=objective if is_proven else bound,
        gap=0.0 if is_proven else gap,
        seconds=time.perf_counter() - began,
        proven=is_proven,
    )


def clock(time_limit: float | None) -> tuple[float, float]:
    """Return now and the moment at which to stop, by `time.perf_counter`.

    Raises
    ------
    ValueError
        If the limit is not greater than 0.
    """
    began = time.perf_counter()
    if time_limit is None:
        return began, np.inf
    if not time_limit > 0:
        msg = f"time_limit must be greater than 0 seconds, got {time_limit}."
        raise ValueError(msg)
    return began, began + time_limit


def times_covered(problem: Problem, sites: Iterable[int]) -> Ints:
    """Return how many of the sites reach each demand point of the problem."""
    near = np.isin(problem.column, list(sites))
    return np.bincount(problem.row[near], minlength=len(problem.demand))


def cost_to_nearest(problem: Problem, sites: Iterable[int]) -> Floats:
    """Return each demand point's cost to the nearest of the sites; inf = none in reach."""
    near = np.isin(problem.column, list(sites))
    cost = np.full(len(problem.demand), np.inf)
    np.minimum.at(cost, problem.row[near], problem.cost[near])
    return cost


def require_reachable(problem: Problem) -> None:
    """Raise `UnreachableError` if a demand point lies in reach of no site at all."""
    counts = np.bincount(problem.row, minlength=len(problem.demand))
    lost = problem.points[counts == 0]
    if len(lost):
        msg = f"{len(lost)} demand points are in reach of no site: rows {lost[:10].tolist()}."
        raise UnreachableError(msg, lost)
