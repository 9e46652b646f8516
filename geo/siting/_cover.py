"""Covering everybody with few sites, or many people twice: costs in, proven sites out."""

import time
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geo.arrays import Floats, Ints
from geo.programme import Model, minimise
from geo.siting._problem import Problem, granularity, require_problem
from geo.siting._result import Siting, clock, require_reachable, siting, times_covered
from geo.siting.instance import merge_equal_rows


def location_set_covering(
    cost: Any,
    demand: ArrayLike | None = None,
    *,
    max_cost: float,
    fixed: Iterable[int] = (),
    time_limit: float | None = None,
) -> Siting:
    """Choose the fewest sites so that every demand point lies within `max_cost` of one.

    Parameters
    ----------
    cost : ndarray or scipy.sparse, shape (demand points, candidate sites)
        As in `maximal_coverage`.
    demand : array-like, shape (demand points,), optional
        Persons; points without any need no site. Left out: every point counts.
    max_cost, fixed, time_limit
        As in `maximal_coverage`.

    Returns
    -------
    Siting
        `objective` and `bound` are numbers of sites, with the fixed ones.

    Raises
    ------
    UnreachableError
        If demand points are in reach of no site; `points` holds their rows.

    References
    ----------
    Toregas, C., Swain, R., ReVelle, C. & Bergman, L. (1971). The location of emergency
    service facilities. Operations Research 19.

    Examples
    --------
    >>> location_set_covering([[1, 9, 1], [9, 1, 1], [9, 9, 1]], max_cost=2).chosen
    (2,)
    """
    began, deadline = clock(time_limit)
    persons = np.ones(np.shape(cost)[0]) if demand is None else demand
    problem = require_problem(cost, persons, count=0, fixed=fixed, max_cost=max_cost)
    require_reachable(problem)
    row, column, rows = _uncovered(problem)
    fixed_count = float(len(problem.fixed))
    if not rows:
        return siting(problem, problem.fixed, fixed_count, fixed_count, began)
    matrix = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(rows, problem.sites))
    sites, one = problem.sites, np.ones(problem.sites)
    model = Model(one, 0 * one, one, one > 0, matrix, np.ones(rows), np.full(rows, np.inf))
    start = _greedy_cover(matrix)
    solved = minimise(model, start=start, seconds=deadline - time.perf_counter(), gap=1 - 1e-6)
    values = start if solved.values is None else solved.values
    opened = np.flatnonzero(values[:sites] > 0.5)
    bound = min(max(np.ceil(solved.bound - 1e-6), 1.0), float(len(opened)))
    chosen = np.concatenate([problem.fixed, opened])
    return siting(problem, chosen, float(len(chosen)), fixed_count + bound, began)


def backup_coverage(
    cost: Any,
    demand: ArrayLike,
    *,
    max_cost: float,
    count: int,
    fixed: Iterable[int] = (),
    twice_share: float = 0.5,
    time_limit: float | None = None,
) -> Siting:
    """Choose `count` new sites so that much demand is covered, and much of it twice.

    Parameters
    ----------
    cost, demand, max_cost, count, fixed, time_limit
        As in `maximal_coverage`.
    twice_share : float
        Weight of the persons covered at least twice, from 0 to 1; those covered at least
        once weigh ``1 − twice_share``.

    Returns
    -------
    Siting
        `objective` = (1 − twice_share) × persons covered + twice_share × persons covered
        at least twice.

    References
    ----------
    Hogan, K. & ReVelle, C. (1986). Concepts and applications of backup coverage.
    Management Science 32.

    Examples
    --------
    >>> backup_coverage([[1, 1, 9], [9, 9, 1]], [3, 1], max_cost=2, count=2).new
    (0, 1)
    """
    began, deadline = clock(time_limit)
    if not 0 <= twice_share <= 1:
        msg = f"twice_share must lie between 0 and 1, got {twice_share}."
        raise ValueError(msg)
    problem = require_problem(cost, demand, count=count, fixed=fixed, max_cost=max_cost)
    model = _backup_model(problem, twice_share)
    step = granularity(model.cost)
    solved = minimise(model, seconds=deadline - time.perf_counter(), gap=step * (1 - 1e-6))
    values = np.zeros(problem.sites) if solved.values is None else solved.values[: problem.sites]
    values[problem.fixed] = 2.0
    chosen = np.argsort(-values, kind="stable")[: count + len(problem.fixed)]
    times = times_covered(problem, chosen)
    once, twice = problem.demand[times > 0].sum(), problem.demand[times > 1].sum()
    objective = float((1 - twice_share) * once + twice_share * twice)
    bound = -(np.ceil(solved.bound / step - 1e-6) * step if step else solved.bound)
    return siting(problem, chosen, objective, max(float(bound), objective), began)


def _uncovered(problem: Problem) -> tuple[Ints, Ints, int]:
    """Return row and column of the pairs of points that no fixed site covers; equal rows merged."""
    is_open = times_covered(problem, problem.fixed) == 0
    keep = is_open[problem.row]
    row, column, merged = merge_equal_rows(problem.row[keep], problem.column[keep], problem.demand)
    return row, column, len(merged)


def _greedy_cover(matrix: sparse.csr_array) -> Floats:
    """Open the site that covers most uncovered rows until none is left; then drop spare sites."""
    by_site = matrix.tocsc()
    times = np.zeros(matrix.shape[0])
    chosen: list[int] = []
    while (times == 0).any():
        chosen.append(int(np.argmax(by_site.T @ (times == 0).astype(float))))
        times[_rows_of(by_site, chosen[-1])] += 1
    opened = np.zeros(matrix.shape[1])
    opened[chosen] = 1.0
    for site in chosen:
        rows = _rows_of(by_site, site)
        if (times[rows] > 1).all():
            times[rows] -= 1
            opened[site] = 0.0
    return opened


def _rows_of(by_site: sparse.csc_array, site: int) -> Ints:
    return by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]]


def _backup_model(problem: Problem, twice_share: float) -> Model:
    """Variables: sites, then "covered once" and "covered twice" of each merged row."""
    row, column, demand = merge_equal_rows(problem.row, problem.column, problem.demand)
    sites, rows = problem.sites, len(demand)
    once, twice = sites + np.arange(rows), sites + rows + np.arange(rows)
    variables = sites + 2 * rows
    number = np.arange(rows)
    matrix = sparse.csr_array(
        (
            np.concatenate(
                [
                    np.ones(len(row)),
                    -np.ones(2 * rows),
                    np.ones(rows),
                    -np.ones(rows),
                    np.ones(sites),
                ]
            ),
            (
                np.concatenate(
                    [row, number, number, rows + number, rows + number, np.full(sites, 2 * rows)]
                ),
                np.concatenate([column, once, twice, once, twice, np.arange(sites)]),
            ),
        ),
        shape=(2 * rows + 1, variables),
    )
    lower = np.zeros(variables)
    lower[problem.fixed] = 1.0
    total = problem.count + len(problem.fixed)
    return Model(
        cost=np.concatenate([np.zeros(sites), -(1 - twice_share) * demand, -twice_share * demand]),
        lower=lower,
        upper=np.ones(variables),
        integer=np.ones(variables, dtype=bool),
        matrix=matrix,
        row_lower=np.append(np.zeros(2 * rows), total),
        row_upper=np.append(np.full(2 * rows, np.inf), total),
    )
