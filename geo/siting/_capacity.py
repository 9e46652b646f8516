"""Sites with a limited number of places: costs, demand and capacities in, proven sites out."""

import time
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.arrays import Floats, Ints
from geo.programme import Model, Solved, minimise
from geo.siting._problem import Problem, require_problem
from geo.siting._result import Siting, clock, siting
from geo.siting.instance import merge_equal_rows


def capacitated_coverage(
    cost: Any,
    demand: ArrayLike,
    capacity: ArrayLike,
    *,
    max_cost: float,
    count: int,
    fixed: Iterable[int] = (),
    weights: ArrayLike | None = None,
    time_limit: float | None = None,
) -> Siting:
    """Choose `count` new sites so that most demand finds a place within `max_cost`.

    Parameters
    ----------
    cost, demand, max_cost, count, fixed, time_limit
        As in `maximal_coverage`; the demand of a point may be shared among sites.
    capacity : array-like, shape (candidate sites,)
        Persons each site can serve, >= 0; infinite = no limit.
    weights : array-like, shape (demand points,), optional
        What serving one person of a point is worth, > 0; left out: 1. A person takes up
        one place whatever the weight.

    Returns
    -------
    Siting
        `objective` and `bound` in (weighted) persons served by fixed and new sites.

    Raises
    ------
    ValueError
        If shapes, signs or numbers do not fit.

    References
    ----------
    Current, J. & Storbeck, J. (1988). Capacitated covering models. Environment and
    Planning B 15.

    Examples
    --------
    >>> capacitated_coverage([[1, 1], [1, 9]], [5, 5], [6, 20], max_cost=2, count=1).new
    (0,)
    """
    began, deadline = clock(time_limit)
    problem = require_problem(cost, demand, count=count, fixed=fixed, max_cost=max_cost)
    places = _require_capacity(capacity, problem)
    if weights is None:
        row, column, persons = merge_equal_rows(problem.row, problem.column, problem.demand)
        worth = np.ones(len(persons))
    else:
        row, column, persons = problem.row, problem.column, problem.demand
        worth = np.asarray(weights, dtype=float)[problem.points]
    model = _model(problem, row, column, persons, places, worth)
    solved = minimise(model, seconds=deadline - time.perf_counter())
    values = np.zeros(problem.sites) if solved.values is None else solved.values[: problem.sites]
    values[problem.fixed] = 2.0
    chosen = np.argsort(-values, kind="stable")[: count + len(problem.fixed)]
    served = -_with_open(model, problem.sites, chosen).bound
    return siting(problem, chosen, served, max(-solved.bound, served), began)


def served_persons(
    cost: Any,
    demand: ArrayLike,
    capacity: ArrayLike,
    *,
    max_cost: float,
    weights: ArrayLike | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Share the demand among open sites so that most of it finds a place.

    Parameters
    ----------
    cost, demand, capacity, max_cost, weights
        As in `capacitated_coverage`; every column is an open site.

    Returns
    -------
    tuple of ndarray
        Row of the demand point, column of the site, persons who are served there.

    Examples
    --------
    >>> served_persons([[1, 9], [1, 1]], [5, 5], [6, 3], max_cost=2)[2].sum()
    np.float64(9.0)
    """
    problem = require_problem(cost, demand, count=0, max_cost=max_cost)
    places = _require_capacity(capacity, problem)
    values = np.ones(np.shape(cost)[0]) if weights is None else np.asarray(weights, dtype=float)
    worth = values[problem.points]
    model = _model(problem, problem.row, problem.column, problem.demand, places, worth)
    solved = _with_open(model, problem.sites, np.arange(problem.sites))
    none = np.zeros(len(problem.row))
    persons = none if solved.values is None else solved.values[problem.sites :].clip(0)
    return problem.points[problem.row], problem.column, persons


def _require_capacity(capacity: ArrayLike, problem: Problem) -> Floats:
    places = np.asarray(capacity, dtype=float)
    if places.shape != (problem.sites,) or not (places >= 0).all():
        msg = f"capacity must hold one number >= 0 for each of the {problem.sites} sites."
        raise ValueError(msg)
    return np.minimum(places, problem.demand.sum())


def _model(
    problem: Problem, row: Ints, column: Ints, persons: Floats, places: Floats, worth: Floats
) -> Model:
    """Variables: sites, then the persons of each pair who are served there."""
    sites, pairs, rows = problem.sites, len(row), len(persons)
    pair, own = sites + np.arange(pairs), np.arange(pairs)
    limit = np.minimum(persons[row], places[column])
    entries = [
        (row, pair, np.ones(pairs)),  # a row's persons are served but once
        (rows + column, pair, np.ones(pairs)),  # a site serves no more than its places …
        (rows + np.arange(sites), np.arange(sites), -places),  # … and none if it is closed
        (rows + sites + own, pair, np.ones(pairs)),  # the same for each pair: a tighter bound
        (rows + sites + own, column, -limit),
        (np.full(sites, rows + sites + pairs), np.arange(sites), np.ones(sites)),
    ]
    at_row, at_variable, value = (np.concatenate(part) for part in zip(*entries, strict=True))
    shape = (rows + sites + pairs + 1, sites + pairs)
    total = problem.count + len(problem.fixed)
    lower = np.zeros(shape[1])
    lower[problem.fixed] = 1.0
    return Model(
        cost=np.concatenate([np.zeros(sites), -worth[row]]),
        lower=lower,
        upper=np.concatenate([np.ones(sites), limit]),
        integer=np.arange(shape[1]) < sites,
        matrix=sparse.csr_array((value, (at_row, at_variable)), shape=shape),
        row_lower=np.append(np.full(shape[0] - 1, -np.inf), total),
        row_upper=np.concatenate([persons, np.zeros(sites + pairs), [total]]),
    )


def _with_open(model: Model, sites: int, chosen: Ints) -> Solved:
    """Serve most persons with exactly the chosen sites open."""
    is_open = np.isin(np.arange(sites), chosen).astype(float)
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[:sites], upper[:sites] = is_open, is_open
    count = len(chosen)
    row_lower, row_upper = model.row_lower.copy(), model.row_upper.copy()
    row_lower[-1] = row_upper[-1] = count
    whole = np.zeros(len(lower), dtype=bool)
    return minimise(Model(model.cost, lower, upper, whole, model.matrix, row_lower, row_upper))
