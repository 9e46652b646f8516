"""A reduced siting instance in, its optimum out: the radius model and branch and bound."""

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.mixed_integer import Model, minimise
from geo.siting_dual import Choice, choice, threshold
from geo.siting_instance import Floats, Instance, Ints


@dataclass(frozen=True)
class _Levels:
    """The different costs of each row, ascending: one z variable each.

    `row`, `cost`: of each level; `first`, `last`: whether it is the row's first or last
    one; `level`, `column`: of each entry.
    """

    row: Ints
    cost: Floats
    first: NDArray[np.bool_]
    last: NDArray[np.bool_]
    level: Ints
    column: Ints


def solve_exactly(instance: Instance, best: Choice, *, deadline: float) -> tuple[Choice, float]:
    """Solve an instance by branch and bound.

    Parameters
    ----------
    instance : Instance
    best : Choice
        Best choice known.
    deadline : float
        `time.perf_counter` at which to stop.

    Returns
    -------
    tuple of Choice and float
        The better of `best` and what was found, and a lower bound of the instance.

    Notes
    -----
    For each row with different costs D¹ < D² < … < base, z^k = 1 says that no open column
    is as near as D^k. The value is D¹ + Σ (D^{k+1} − D^k) z^k; the chain
    z^k + Σ_{c_ij = D^k} y_j >= z^{k−1} names each cost once [1]_, [2]_.

    References
    ----------
    .. [1] Cornuéjols, G., Nemhauser, G. & Wolsey, L. (1980). A canonical representation of
       simple plant location problems. SIAM J. Algebraic Discrete Methods 1.
    .. [2] Elloumi, S. (2010). A tighter formulation of the p-median problem. Journal of
       Combinatorial Optimization 19.
    """
    instance = cap_bases(instance)
    levels = _levels(instance)
    model = _radius_model(instance, levels)
    gap = best.value - threshold(instance, best.value)
    solved = minimise(
        model, start=_start(instance, levels, best), seconds=deadline - time.perf_counter(), gap=gap
    )
    if solved.is_infeasible:
        return best, np.inf
    if solved.values is not None:
        found = np.argsort(-solved.values[: instance.size], kind="stable")[: instance.count]
        tried = choice(instance, found)
        best = tried if tried.value < best.value else best
    return best, solved.bound


def cap_bases(instance: Instance) -> Instance:
    """Lower the bases to what any choice of `count` columns reaches at the worst.

    Of m columns `count` are open, so of a row's m − count + 1 nearest at least one is.
    """
    need = instance.size - instance.count + 1
    order = np.lexsort((instance.cost, instance.row))
    sizes = np.bincount(instance.row, minlength=len(instance.base))
    enough = np.flatnonzero(sizes >= need)
    worst = instance.cost[order[(np.cumsum(sizes) - sizes)[enough] + need - 1]]
    base, required = instance.base.copy(), instance.required.copy()
    base[enough] = np.minimum(base[enough], worst)
    required[enough] = False
    return replace(instance, base=base, required=required)


def _levels(instance: Instance) -> _Levels:
    useful = instance.cost < instance.base[instance.row]
    row, cost = instance.row[useful], instance.cost[useful]
    column = instance.entry_columns[useful]
    order = np.lexsort((cost, row))
    row, cost, column = row[order], cost[order], column[order]
    begins = np.ones(len(row), dtype=bool)
    begins[1:] = (np.diff(row) != 0) | (np.diff(cost) != 0)
    level_row, level_cost = row[begins], cost[begins]
    first = np.ones(len(level_row), dtype=bool)
    first[1:] = np.diff(level_row) != 0
    last = np.roll(first, -1)
    return _Levels(level_row, level_cost, first, last, np.cumsum(begins) - 1, column)


def _radius_model(instance: Instance, levels: _Levels) -> Model:
    columns, count = instance.size, len(levels.row)
    following = np.append(levels.cost[1:], 0.0)
    following = np.where(levels.last, instance.base[levels.row], following)
    hard = levels.last & instance.required[levels.row]
    chain = np.flatnonzero(~levels.first)
    own = np.arange(count)
    row = np.concatenate([levels.level, own, chain, np.full(columns, count)])
    variable = np.concatenate(
        [levels.column, columns + own, columns + chain - 1, np.arange(columns)]
    )
    value = np.ones(len(row))
    value[len(levels.level) + count : len(levels.level) + count + len(chain)] = -1.0
    matrix = sparse.csr_array((value, (row, variable)), shape=(count + 1, columns + count))
    reached = np.zeros(len(instance.base), dtype=bool)
    reached[levels.row] = True
    offset = instance.offset + levels.cost[levels.first].sum() + instance.base[~reached].sum()
    return Model(
        cost=np.concatenate([np.zeros(columns), following - levels.cost]),
        lower=np.zeros(columns + count),
        upper=np.concatenate([np.ones(columns), np.where(hard, 0.0, 1.0)]),
        integer=np.arange(columns + count) < columns,
        matrix=matrix,
        row_lower=np.append(levels.first.astype(float), instance.count),
        row_upper=np.append(np.full(count, np.inf), instance.count),
        offset=float(offset),
    )


def _start(instance: Instance, levels: _Levels, best: Choice) -> Floats | None:
    """Return the best choice as values of the model's variables, if it is one of its choices."""
    opened = np.isin(instance.columns, best.sites)
    if opened.sum() != instance.count or not np.isin(instance.opened, best.sites).all():
        return None
    reached = np.full(len(instance.base), np.inf)
    near = opened[levels.column]
    np.minimum.at(reached, levels.row[levels.level[near]], levels.cost[levels.level[near]])
    away = levels.cost < reached[levels.row]
    return np.concatenate([opened, away]).astype(float)
