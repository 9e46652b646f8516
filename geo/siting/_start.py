"""A siting instance in, a good (not proven) choice of columns out: greedy, then interchange."""

import time

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats, Ints
from geo.siting.instance import Instance

#: A swap must gain more than this share of the value, so that rounding cannot make it cycle.
LEAST_GAIN = 1e-12
#: Entries are packed anew when fewer than this share of them can still save anything.
STILL_USEFUL = 0.7


def greedy(instance: Instance) -> Ints:
    """Open one column after the other, always the one that lowers the value most.

    Returns
    -------
    ndarray of int
        `instance.count` column positions in the order of their choice; ties go to the
        lower position.
    """
    row, cost, column = instance.row, instance.cost, instance.entry_columns
    current = instance.base.copy()
    free = np.ones(instance.size, dtype=bool)
    chosen = []
    for _ in range(instance.count):
        saved = current[row] - cost
        useful = saved > 0
        if useful.sum() < STILL_USEFUL * len(useful):
            row, cost, column, saved = row[useful], cost[useful], column[useful], saved[useful]
        gain = np.bincount(column, np.maximum(saved, 0.0), instance.size)
        best = int(np.argmax(np.where(free, gain, -1.0)))
        free[best] = False
        chosen.append(best)
        _lower(current, instance, best)
    return np.array(chosen, dtype=np.int64)


def interchange(instance: Instance, chosen: Ints, *, deadline: float = np.inf) -> Ints:
    """Swap an open column for a closed one as long as the value falls.

    Parameters
    ----------
    instance : Instance
    chosen : ndarray of int
        Column positions to begin with.
    deadline : float
        `time.perf_counter` at which to stop.

    Returns
    -------
    ndarray of int
        Column positions that no single swap improves.

    References
    ----------
    Teitz, M. & Bart, P. (1968). Heuristic methods for estimating the generalized vertex
    median of a weighted graph. Operations Research 16.
    Resende, M. & Werneck, R. (2007). A fast swap-based local search procedure for location
    problems. Annals of Operations Research 150: gain, loss and their correction.
    """
    chosen = chosen.copy()
    if not 0 < len(chosen) < instance.size:
        return chosen
    opened = np.stack([_column(instance, j) for j in chosen] + [instance.base])
    columns = instance.entry_columns
    while time.perf_counter() < deadline:
        leave, enter, gain = _best_swap(instance, opened, chosen, columns)
        if gain <= LEAST_GAIN * max(1.0, float(opened.min(axis=0).sum())):
            break
        chosen[leave] = enter
        opened[leave] = _column(instance, enter)
    return chosen


def _best_swap(
    instance: Instance, opened: Floats, chosen: Ints, columns: Ints
) -> tuple[int, int, float]:
    """Return which of the chosen leaves, which column enters, and how much that saves."""
    owner, first, second = _two_nearest(opened)
    served = owner < len(chosen)
    limit = np.where(served, second, first)
    near = np.flatnonzero(instance.cost < limit[instance.row])
    row, cost, column = instance.row[near], instance.cost[near], columns[near]
    saved = np.bincount(column, np.maximum(first[row] - cost, 0.0), instance.size)
    kept = np.bincount(owner[row] * instance.size + column, limit[row] - np.maximum(cost, first[row]),
                       len(opened) * instance.size)  # fmt: skip
    lost = np.bincount(owner, second - first, len(opened))
    gain = kept.reshape(len(opened), instance.size)[:-1] + saved - lost[:-1, None]
    gain[:, chosen] = -1.0
    leave, enter = divmod(int(np.argmax(gain)), instance.size)
    return leave, enter, float(gain[leave, enter])


def _two_nearest(opened: Floats) -> tuple[Ints, Floats, Floats]:
    """Return the position of the cheapest line, its cost and the second-cheapest cost."""
    rows = np.arange(opened.shape[1])
    owner = np.argmin(opened, axis=0)
    first = opened[owner, rows]
    opened[owner, rows] = np.inf
    second = opened.min(axis=0)
    opened[owner, rows] = first
    return owner, first, np.minimum(second, opened[-1])


def _column(instance: Instance, column: int) -> Floats:
    """Return a column's cost by row, the base where it has no entry."""
    cost = instance.base.copy()
    _lower(cost, instance, column)
    return cost


def _lower(cost: Floats, instance: Instance, column: int) -> None:
    part = slice(instance.start[column], instance.start[column + 1])
    rows: NDArray[np.int64] = instance.row[part]
    cost[rows] = np.minimum(cost[rows], instance.cost[part])
