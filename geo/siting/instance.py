"""Costs and demand in, one compact siting instance out that every solver here reads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats, Ints
from geo.siting._problem import Problem, granularity


@dataclass(frozen=True)
class Instance:
    """Open `count` columns so that the sum over rows of the cheapest open entry is least.

    The value of a set S of columns is ``offset + Σ_i min(base_i, min_{j∈S} cost_ij)``.
    The p-median has the weighted distances as entries; maximal covering has entries of 0
    where a site covers and the row's demand as `base`. Open (fixed) sites lie in `base`.

    Attributes
    ----------
    row, cost : ndarray, shape (k,)
        Entries below their row's base, sorted by column.
    start : ndarray, shape (m + 1,)
        Column j owns the entries ``start[j]:start[j + 1]``.
    base : ndarray, shape (n,)
        What a row costs when no open column is cheaper.
    required : ndarray of bool, shape (n,)
        Rows whose base is only a penalty: an open column must reach them.
    rows, columns : ndarray, shapes (n,) and (m,)
        Numbers of the rows in the first instance, column numbers of the caller.
    opened : ndarray
        Column numbers of the caller that are open for good.
    count : int
        Columns to open besides.
    offset : float
    step : float
        Every value is a multiple of it; 0 = not known.
    """

    row: Ints
    cost: Floats
    start: Ints
    base: Floats
    required: NDArray[np.bool_]
    rows: Ints
    columns: Ints
    opened: Ints
    count: int
    offset: float
    step: float

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self.columns)

    @property
    def entry_columns(self) -> Ints:
        """Position of the column of each entry."""
        return np.repeat(np.arange(self.size), np.diff(self.start))


def median_instance(problem: Problem) -> Instance:
    """Return the p-median of a checked problem: entries are demand × cost.

    Notes
    -----
    A row that some column cannot reach gets a penalty above the worst sum of all
    distances as base, so that an unreached row shows in the value.
    """
    cost = problem.cost * problem.demand[problem.row]
    rows = len(problem.demand)
    worst = np.zeros(rows)
    np.maximum.at(worst, problem.row, cost)
    reached = np.bincount(problem.row, minlength=rows) == problem.sites
    penalty = worst.sum() + (granularity(cost) or 1.0)
    base = np.where(reached, worst, penalty)
    return _instance(problem, problem.row, problem.column, cost, base, ~reached)


def coverage_instance(problem: Problem) -> Instance:
    """Return maximal covering as uncovered demand to be least; equal rows are merged."""
    row, column, base = merge_equal_rows(problem.row, problem.column, problem.demand)
    entry = np.zeros(len(row))
    instance = _instance(problem, row, column, entry, base, np.zeros(len(base), dtype=bool))
    unreached = float(problem.demand.sum() - base.sum())
    return replace(instance, offset=instance.offset + unreached, step=granularity(problem.demand))


def merge_equal_rows(row: Ints, column: Ints, demand: Floats) -> tuple[Ints, Ints, Floats]:
    """Put rows with the same columns together: their demands add up.

    Returns
    -------
    tuple of ndarray
        Row and column of each entry that is left, and the demand of each new row.

    Notes
    -----
    Rows are told apart by two independent sums of 64-bit random marks of their columns
    and by their number of columns.
    """
    if not len(row):
        return row, column, np.zeros(0)
    marks = np.random.default_rng(20260101).integers(
        0, 2**63, (2, int(column.max()) + 1), dtype=np.uint64
    )
    order = np.argsort(row, kind="stable")
    present, first, sizes = np.unique(row[order], return_index=True, return_counts=True)
    sums = [np.add.reduceat(mark[column[order]], first) for mark in marks]
    order = np.lexsort((*sums, sizes))
    other = np.ones(len(order), dtype=bool)
    other[1:] = np.any([np.diff(part[order]) != 0 for part in (*sums, sizes)], axis=0)
    group = np.cumsum(other) - 1
    merged = np.bincount(group, demand[present[order]]).astype(float)
    number = np.full(len(demand), -1)
    number[present[order[other]]] = np.arange(len(merged))
    keep = number[row] >= 0
    return number[row[keep]], column[keep], merged


def keep_columns(instance: Instance, keep: NDArray[np.bool_]) -> Instance:
    """Return the instance without the columns that are not to be kept."""
    sizes = np.diff(instance.start)
    entry = np.repeat(keep, sizes)
    start = np.concatenate([[0], np.cumsum(sizes[keep])])
    return replace(instance, row=instance.row[entry], cost=instance.cost[entry], start=start,
                   columns=instance.columns[keep])  # fmt: skip


def near_entries(instance: Instance, ceiling: Floats) -> Instance:
    """Return the instance with no row dearer than `ceiling`, without the entries beyond."""
    base = np.minimum(instance.base, ceiling)
    near = instance.cost < base[instance.row]
    counts = np.concatenate([[0], np.cumsum(near)])
    return replace(instance, row=instance.row[near], cost=instance.cost[near], base=base,
                   start=counts[instance.start])  # fmt: skip


def open_columns(instance: Instance, opened: NDArray[np.bool_]) -> Instance:
    """Return the instance with some columns open for good: they move into `base`."""
    entry = np.repeat(opened, np.diff(instance.start))
    base = instance.base.copy()
    np.minimum.at(base, instance.row[entry], instance.cost[entry])
    required = instance.required.copy()
    required[instance.row[entry]] = False
    rest = keep_columns(instance, ~opened)
    left = replace(rest, base=base, required=required, count=instance.count - int(opened.sum()),
                   opened=np.concatenate([instance.opened, instance.columns[opened]]))  # fmt: skip
    return _without_useless(left)


def value_of(instance: Instance, chosen: Sequence[int] | Ints) -> float:
    """Return the value of a set of column positions."""
    return float(instance.offset + nearest(instance, chosen).sum())


def nearest(instance: Instance, chosen: Sequence[int] | Ints) -> Floats:
    """Return each row's cheapest cost over its base and the chosen column positions."""
    cost = instance.base.copy()
    for column in chosen:
        part = slice(instance.start[column], instance.start[column + 1])
        rows = instance.row[part]
        cost[rows] = np.minimum(cost[rows], instance.cost[part])
    return cost


def dearest_entries(instance: Instance) -> Floats:
    """Return each row's greatest entry, 0 where it has none."""
    dearest = np.zeros(len(instance.base))
    np.maximum.at(dearest, instance.row, instance.cost)
    return dearest


def is_settled(instance: Instance) -> bool:
    """Whether nothing is left to choose: all, none, or columns that change nothing."""
    return instance.count in {0, instance.size} or not len(instance.row)


def floor_of(instance: Instance) -> float:
    """Return the value with all columns open, below which no choice can be."""
    cost = instance.base.copy()
    np.minimum.at(cost, instance.row, instance.cost)
    return float(instance.offset + cost.sum())


def _instance(
    problem: Problem,
    row: Ints,
    column: Ints,
    cost: Floats,
    base: Floats,
    required: NDArray[np.bool_],
) -> Instance:
    """Put the entries (sorted by column) together and open the fixed sites."""
    start = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=problem.sites))])
    total = problem.count + len(problem.fixed)
    instance = Instance(
        row, cost, start, base, required, np.arange(len(base)), np.arange(problem.sites),
        np.zeros(0, dtype=np.int64), total, 0.0, granularity(cost),
    )  # fmt: skip
    opened = np.zeros(problem.sites, dtype=bool)
    opened[problem.fixed] = True
    ready = open_columns(instance, opened)
    return replace(ready, rows=np.arange(len(ready.base)))


def _without_useless(instance: Instance) -> Instance:
    """Drop entries that are not below their row's base, and rows that have none left."""
    useful = instance.cost < instance.base[instance.row]
    sizes = np.bincount(instance.entry_columns[useful], minlength=instance.size)
    row = instance.row[useful]
    alive = np.zeros(len(instance.base), dtype=bool)
    alive[row] = True
    alive |= instance.required
    number = np.cumsum(alive) - 1
    return replace(
        instance, row=number[row], cost=instance.cost[useful],
        start=np.concatenate([[0], np.cumsum(sizes)]), base=instance.base[alive],
        required=instance.required[alive], rows=instance.rows[alive], offset=instance.offset + float(instance.base[~alive].sum()),
    )  # fmt: skip
