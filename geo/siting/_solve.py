"""A reduced siting instance in, its optimum out: the radius model and branch and bound.

A reduced siting instance in, its optimum out: branch and bound on the Lagrangian dual.

A siting instance in, its best choice and the proven bound out.
"""

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.arrays import Floats, Ints
from geo.programme import Model, minimise
from geo.siting._dual import Choice, Dual, choice, lagrangian, reduced_costs, threshold
from geo.siting._start import greedy, interchange
from geo.siting.instance import (
    Instance,
    dearest_entries,
    floor_of,
    is_settled,
    keep_columns,
    nearest,
    open_columns,
)

#: Steps of the dual at each node, and the length of its first.
NODE_STEPS, NODE_LENGTH = 80, 0.5


@dataclass(frozen=True)
class _Node:
    """A part of the search: bound known from its parent, what is left, and its multipliers."""

    bound: float
    instance: Instance
    multipliers: Floats


def branch_and_bound(dual: Dual, *, nodes: int, deadline: float) -> tuple[Choice, float]:
    """Search depth first: open the most promising column, later close it.

    Parameters
    ----------
    dual : Dual
        The dual of the whole instance.
    nodes : int
        Most nodes to look at.
    deadline : float
        `time.perf_counter` at which to stop.

    Returns
    -------
    tuple of Choice and float
        Best choice and a proven lower bound; it reaches the choice's value unless the
        search was stopped.

    References
    ----------
    Christofides, N. & Beasley, J. (1982). A tree search algorithm for the p-median problem.
    European Journal of Operational Research 10.
    """
    best = dual.best
    open_nodes = [_Node(dual.bound, dual.instance, dual.multipliers)]
    while open_nodes and nodes and time.perf_counter() < deadline:
        node = open_nodes.pop()
        if node.bound >= threshold(node.instance, best.value):
            continue
        nodes -= 1
        best, children = _look_at(node, best, dual.ceiling, deadline)
        open_nodes += children
    return best, min([node.bound for node in open_nodes] + [best.value])


def _look_at(
    node: _Node, best: Choice, ceiling: Floats, deadline: float
) -> tuple[Choice, list[_Node]]:
    """Bound a node; return the best choice and what must be looked at below the node."""
    if is_settled(node.instance):
        found = choice(node.instance, np.arange(node.instance.count))
        return (found if found.value < best.value else best), []
    dual = lagrangian(
        node.instance,
        best,
        node.multipliers,
        ceiling,
        steps=NODE_STEPS,
        length=NODE_LENGTH,
        try_every=NODE_STEPS // 2,
        deadline=deadline,
    )
    bound = max(node.bound, dual.bound)
    if bound >= threshold(node.instance, dual.best.value):
        return dual.best, []
    if is_settled(dual.instance):
        return dual.best, [_Node(bound, dual.instance, dual.multipliers)]
    return dual.best, _children(dual, bound)


def _children(dual: Dual, bound: float) -> list[_Node]:
    """Split by the column with the least Lagrangian cost; the part with it open comes first."""
    instance = dual.instance
    costs = reduced_costs(instance, dual.multipliers[instance.rows])
    column = np.arange(instance.size) == np.argmin(costs)
    closed, opened = keep_columns(instance, ~column), open_columns(instance, column)
    return [_Node(bound, closed, dual.multipliers), _Node(bound, opened, dual.multipliers)]


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


#: The dual is tried again while a round takes out at least this share of the columns …
WORTH_ANOTHER = 0.15
#: … and more entries are left than branch and bound settles at once.
FEW_ENTRIES = 20_000
#: Steps of the dual on a covering instance, whose branch and bound is cheap.
COVER_STEPS, MEDIAN_STEPS = 120, 500
#: Multipliers stay below so many times the cost of the second-nearest chosen column.
CEILING = 1.5
#: Nodes of the own search before HiGHS takes over.
NODES = 20_000


def solve(instance: Instance, *, deadline: float = np.inf) -> tuple[Choice, float]:
    """Return the best choice of an instance and a lower bound of its value.

    Parameters
    ----------
    instance : Instance
    deadline : float
        `time.perf_counter` at which to stop; then the bound may lie below the value.

    Notes
    -----
    Greedy and interchange give a choice, the Lagrangian dual a bound. What the bound rules
    out is dropped, and branch and bound settles the rest: HiGHS where each row has but one
    cost (covering), else a search on the dual.
    """
    best = choice(instance, interchange(instance, greedy(instance), deadline=deadline))
    floor = floor_of(instance)
    if is_settled(instance) or floor >= threshold(instance, best.value):
        return best, best.value
    dual = _dual_rounds(instance, best, deadline)
    dual = replace(dual, bound=max(dual.bound, floor))
    best, bound = _settle(dual, deadline)
    return best, _rounded(instance, max(bound, dual.bound), best.value)


def _settle(dual: Dual, deadline: float) -> tuple[Choice, float]:
    """Close the gap that the dual leaves."""
    goal = threshold(dual.instance, dual.best.value)
    if dual.bound >= goal or time.perf_counter() > deadline:
        return dual.best, dual.bound
    if is_settled(dual.instance) or dual.instance.cost.any():
        best, bound = branch_and_bound(dual, nodes=NODES, deadline=deadline)
        if bound >= threshold(dual.instance, best.value) or time.perf_counter() > deadline:
            return best, bound
        dual = replace(dual, best=best, bound=bound)
    best, bound = solve_exactly(dual.instance, dual.best, deadline=deadline)
    return best, max(bound, dual.bound)


def _dual_rounds(instance: Instance, best: Choice, deadline: float) -> Dual:
    """Repeat dual and reduction while the instance gets clearly smaller."""
    multipliers, ceiling = _first_multipliers(instance, best)
    bound = -np.inf
    steps = MEDIAN_STEPS if instance.cost.any() else COVER_STEPS
    while True:
        size = instance.size
        dual = lagrangian(instance, best, multipliers, ceiling, steps=steps, deadline=deadline)
        bound = max(bound, dual.bound)
        instance, best, multipliers = dual.instance, dual.best, dual.multipliers
        is_done = is_settled(instance) or bound >= threshold(instance, best.value)
        is_small = len(instance.row) < FEW_ENTRIES and not instance.cost.any()
        is_stuck = instance.size > (1 - WORTH_ANOTHER) * size
        if is_done or is_small or is_stuck or time.perf_counter() > deadline:
            return Dual(instance, bound, multipliers, ceiling, best)


def _first_multipliers(instance: Instance, best: Choice) -> tuple[Floats, Floats]:
    """Return multipliers between each row's nearest and second-nearest chosen column.

    With them comes their ceiling, somewhat above the second-nearest.
    """
    chosen = np.flatnonzero(np.isin(instance.columns, best.sites)).tolist()
    costs = np.stack([nearest(instance, [column]) for column in chosen] + [instance.base])
    first, second = np.partition(costs, min(1, len(chosen)), axis=0)[:2]
    if not instance.cost.any():
        return (first + second) / 2, instance.base
    dearest = np.where(instance.required, dearest_entries(instance), np.inf)
    ceiling = CEILING * np.minimum(second, dearest)
    return np.minimum((first + second) / 2, ceiling), ceiling


def _rounded(instance: Instance, bound: float, value: float) -> float:
    """Return the bound, lifted to the next possible value, but never above the value found."""
    if instance.step:
        bound = np.ceil(bound / instance.step - 1e-6) * instance.step
    elif bound >= threshold(instance, value):
        bound = value
    return float(min(bound, value))
