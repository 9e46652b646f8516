"""A reduced siting instance in, its optimum out: branch and bound on the Lagrangian dual."""

import time
from dataclasses import dataclass

import numpy as np

from geo.siting_dual import Choice, Dual, choice, lagrangian, reduced_costs, threshold
from geo.siting_instance import Floats, Instance, is_settled, keep_columns, open_columns

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
