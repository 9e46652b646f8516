"""Sites with a limited number of places: costs, demand and capacities in, proven sites out."""

import time
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geo.mixed_integer import Model, minimise
from geo.siting_input import Floats, Ints, Problem, require_problem
from geo.siting_instance import merge_equal_rows
from geo.siting_result import Siting, clock, siting


def capacitated_coverage(
    cost: Any,
    demand: ArrayLike,
    capacity: ArrayLike,
    *,
    max_cost: float,
    count: int,
    fixed: Iterable[int] = (),
    time_limit: float | None = None,
) -> Siting:
    """Choose `count` new sites so that most demand finds a place within `max_cost`.

    Parameters
    ----------
    cost, demand, max_cost, count, fixed, time_limit
        As in `maximal_coverage`; the demand of a point may be shared among sites.
    capacity : array-like, shape (candidate sites,)
        Persons each site can serve, >= 0; infinite = no limit.

    Returns
    -------
    Siting
        `objective` and `bound` in persons served by fixed and new sites.

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
    row, column, persons = merge_equal_rows(problem.row, problem.column, problem.demand)
    model = _model(problem, row, column, persons, places)
    solved = minimise(model, seconds=deadline - time.perf_counter())
    values = np.zeros(problem.sites) if solved.values is None else solved.values[: problem.sites]
    values[problem.fixed] = 2.0
    chosen = np.argsort(-values, kind="stable")[: count + len(problem.fixed)]
    served = _served(model, problem.sites, chosen)
    return siting(problem, chosen, served, max(-solved.bound, served), began)


def _require_capacity(capacity: ArrayLike, problem: Problem) -> Floats:
    places = np.asarray(capacity, dtype=float)
    if places.shape != (problem.sites,) or not (places >= 0).all():
        msg = f"capacity must hold one number >= 0 for each of the {problem.sites} sites."
        raise ValueError(msg)
    return np.minimum(places, problem.demand.sum())


def _model(problem: Problem, row: Ints, column: Ints, persons: Floats, places: Floats) -> Model:
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
        cost=np.concatenate([np.zeros(sites), -np.ones(pairs)]),
        lower=lower,
        upper=np.concatenate([np.ones(sites), limit]),
        integer=np.arange(shape[1]) < sites,
        matrix=sparse.csr_array((value, (at_row, at_variable)), shape=shape),
        row_lower=np.append(np.full(shape[0] - 1, -np.inf), total),
        row_upper=np.concatenate([persons, np.zeros(sites + pairs), [total]]),
    )


def _served(model: Model, sites: int, chosen: Ints) -> float:
    """Return the persons served when exactly the chosen sites are open."""
    is_open = np.isin(np.arange(sites), chosen).astype(float)
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[:sites], upper[:sites] = is_open, is_open
    whole = np.zeros(len(lower), dtype=bool)
    solved = minimise(
        Model(model.cost, lower, upper, whole, model.matrix, model.row_lower, model.row_upper)
    )
    return -solved.bound
