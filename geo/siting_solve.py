"""A siting instance in, its best choice and the proven bound out."""

import time
from dataclasses import replace

import numpy as np

from geo.siting_branch import branch_and_bound
from geo.siting_dual import Choice, Dual, choice, lagrangian, threshold
from geo.siting_exact import solve_exactly
from geo.siting_instance import Floats, Instance, dearest_entries, floor_of, is_settled, nearest
from geo.siting_start import greedy, interchange

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
