"""Where to put the next sites: costs and demand in, proven choices of sites out."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from geo.siting._capacity import capacitated_coverage, served_persons
from geo.siting._cover import backup_coverage, location_set_covering
from geo.siting._problem import require_problem
from geo.siting._result import (
    Siting,
    UnreachableError,
    clock,
    cost_to_nearest,
    require_reachable,
    siting,
    times_covered,
)
from geo.siting._solve import solve
from geo.siting.instance import coverage_instance, median_instance

__all__ = [
    "Siting",
    "UnreachableError",
    "backup_coverage",
    "capacitated_coverage",
    "location_set_covering",
    "maximal_coverage",
    "p_median",
    "served_persons",
]


def maximal_coverage(
    cost: Any,
    demand: ArrayLike,
    *,
    max_cost: float,
    count: int,
    fixed: Iterable[int] = (),
    time_limit: float | None = None,
) -> Siting:
    """Choose `count` new sites so that most demand lies within `max_cost` of an open site.

    Parameters
    ----------
    cost : ndarray or scipy.sparse, shape (demand points, candidate sites)
        Cost >= 0 of each pair (minutes or metres). Infinite, NaN or absent from a sparse
        matrix = out of reach; a stored 0 is a cost of 0.
    demand : array-like, shape (demand points,)
        Persons (or weighted persons), >= 0.
    max_cost : float
        Standard, in the unit of `cost`; a site exactly at it covers.
    count : int
        New sites, besides the fixed ones.
    fixed : iterable of int
        Column numbers that are open in any case, such as existing offers. They are part
        of `chosen`, not of `count`.
    time_limit : float, optional
        Seconds after which the best choice found is returned with its bound.

    Returns
    -------
    Siting
        `objective` and `bound` in persons, with those whom the fixed sites cover.

    Raises
    ------
    ValueError
        If shapes, signs or numbers do not fit.

    Notes
    -----
    max Σ_i demand_i z_i with z_i <= Σ_{j: cost_ij <= max_cost} y_j and Σ y = count.

    References
    ----------
    Church, R. & ReVelle, C. (1974). The maximal covering location problem. Papers of the
    Regional Science Association 32.

    Examples
    --------
    >>> maximal_coverage([[1, 9], [9, 1], [9, 2]], [5, 3, 4], max_cost=2, count=1).new
    (1,)
    """
    began, deadline = clock(time_limit)
    problem = require_problem(cost, demand, count=count, fixed=fixed, max_cost=max_cost)
    best, bound = solve(coverage_instance(problem), deadline=deadline)
    covered = float(problem.demand[times_covered(problem, best.sites) > 0].sum())
    return siting(problem, best.sites, covered, float(problem.demand.sum()) - bound, began)


def p_median(
    cost: Any,
    demand: ArrayLike,
    *,
    count: int,
    fixed: Iterable[int] = (),
    time_limit: float | None = None,
) -> Siting:
    """Choose `count` new sites so that the demand's way to the nearest open site is shortest.

    Parameters
    ----------
    cost, demand, count, fixed, time_limit
        As in `maximal_coverage`.

    Returns
    -------
    Siting
        `objective` and `bound` in demand × cost.

    Raises
    ------
    UnreachableError
        If no choice of sites reaches every demand point; `points` holds the rows that no
        site reaches.
    ValueError
        If shapes, signs or numbers do not fit.

    References
    ----------
    Hakimi, S. (1964). Optimum locations of switching centers and the absolute centers and
    medians of a graph. Operations Research 12.

    Examples
    --------
    >>> p_median([[0, 4], [4, 0], [6, 2]], [1, 1, 1], count=1).objective
    6.0
    """
    began, deadline = clock(time_limit)
    problem = require_problem(cost, demand, count=count, fixed=fixed)
    require_reachable(problem)
    best, bound = solve(median_instance(problem), deadline=deadline)
    way = cost_to_nearest(problem, best.sites)
    if np.isinf(way).any():
        msg = f"{len(best.sites)} sites were not found to reach every demand point: open more."
        raise UnreachableError(msg)
    return siting(problem, best.sites, float(problem.demand @ way), bound, began)
