"""What a caller of the siting models hands over, checked: costs, demand, count, fixed sites."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geo.arrays import Floats, Ints


@dataclass(frozen=True)
class Problem:
    """Checked input of a siting model, without the demand points where nobody lives.

    Attributes
    ----------
    row, column, cost : ndarray, shape (k,)
        Pairs of demand point and candidate site in reach, sorted by column.
    demand : ndarray, shape (n,)
        Greater than 0.
    points : ndarray of int, shape (n,)
        The caller's row numbers of the demand points.
    sites : int
        Number of candidate sites.
    count : int
        New sites to open.
    fixed : ndarray of int
        Sites that are open in any case, ascending.
    """

    row: Ints
    column: Ints
    cost: Floats
    demand: Floats
    points: Ints
    sites: int
    count: int
    fixed: Ints


def require_problem(
    cost: Any, demand: ArrayLike, *, count: int, fixed: Iterable[int] = (), max_cost: float = np.inf
) -> Problem:
    """Check the input of a siting model and keep the pairs in reach.

    Parameters
    ----------
    cost : ndarray or scipy.sparse, shape (demand points, candidate sites)
        Cost >= 0 of each pair, in any one unit. Infinite or NaN = out of reach; in a
        sparse matrix an absent entry is out of reach and a stored 0 costs nothing.
    demand : array-like, shape (demand points,)
        Persons, >= 0.
    count : int
        New sites to open besides the fixed ones.
    fixed : iterable of int
        Column numbers that are open in any case.
    max_cost : float
        Pairs with a greater cost are out of reach.

    Raises
    ------
    ValueError
        If shapes, signs or numbers do not fit; the message names the values.
    """
    persons = _require_demand(demand)
    shape = np.shape(cost)
    if len(shape) != 2 or shape[0] != len(persons):
        msg = (
            f"cost has shape {shape}, demand has {len(persons)} rows: cost must be "
            "demand points × candidate sites (are the axes swapped?)."
        )
        raise ValueError(msg)
    if not max_cost >= 0:
        msg = f"max_cost must be >= 0, got {max_cost}."
        raise ValueError(msg)
    opened = _require_fixed(fixed, shape[1])
    _require_count(count, shape[1] - len(opened))
    row, column, values = _pairs(cost, max_cost)
    alive = persons > 0
    keep = alive[row]
    number = np.cumsum(alive) - 1
    return Problem(
        number[row[keep]], column[keep], values[keep], persons[alive], np.flatnonzero(alive),
        shape[1], int(count), opened,
    )  # fmt: skip


def granularity(values: Floats) -> float:
    """Return the greatest number that divides all values, 0 if they are not whole numbers."""
    whole = np.rint(values)
    if not len(values) or np.abs(values).sum() > 2.0**52 or not np.array_equal(whole, values):
        return 0.0
    return float(np.gcd.reduce(whole.astype(np.int64)))


def _require_demand(demand: ArrayLike) -> Floats:
    persons = np.asarray(demand, dtype=float)
    if persons.ndim != 1:
        msg = f"demand must be one number per demand point, got shape {persons.shape}."
        raise ValueError(msg)
    wrong = np.flatnonzero(~(np.isfinite(persons) & (persons >= 0)))
    if len(wrong):
        values = persons[wrong[:10]].tolist()
        msg = f"demand must be finite and >= 0; rows {wrong[:10].tolist()} hold {values}."
        raise ValueError(msg)
    return persons


def _require_fixed(fixed: Iterable[int], sites: int) -> Ints:
    opened = np.asarray(list(fixed), dtype=float)
    wrong = opened[~((opened >= 0) & (opened < sites) & (np.floor(opened) == opened))]
    if len(wrong):
        msg = f"fixed must hold column numbers from 0 to {sites - 1}, got {wrong.tolist()}."
        raise ValueError(msg)
    return np.unique(opened.astype(np.int64))


def _require_count(count: int, free: int) -> None:
    if isinstance(count, bool) or int(count) != count or count < 0:
        msg = f"count must be a whole number >= 0, got {count!r}."
        raise ValueError(msg)
    if count > free:
        msg = f"count is {count}, but only {free} candidate sites are not fixed."
        raise ValueError(msg)


def _pairs(cost: Any, max_cost: float) -> tuple[Ints, Ints, Floats]:
    """Return row, column and cost of the finite pairs up to `max_cost`, sorted by column."""
    if sparse.issparse(cost):
        row, column, values = _sparse_pairs(cost)
    else:
        dense = np.asarray(cost, dtype=float).T
        smallest = np.nanmin(dense, initial=0.0)
        column, row = np.nonzero(np.isfinite(dense) & (dense <= max_cost))
        values = dense[column, row]
        if smallest < 0:
            values = np.concatenate([[smallest], values])
    if len(values) and values.min() < 0:
        msg = f"cost must be >= 0; the smallest is {values.min()}."
        raise ValueError(msg)
    keep = np.isfinite(values) & (values <= max_cost)
    if keep.all():
        return row, column, values
    return row[keep], column[keep], values[keep]


def _sparse_pairs(cost: Any) -> tuple[Ints, Ints, Floats]:
    """Return the stored pairs of a sparse matrix; of pairs stored twice, the cheaper."""
    table = cost.tocoo()
    row, column = table.row.astype(np.int64), table.col.astype(np.int64)
    values = np.asarray(table.data, dtype=float)
    order = np.lexsort((values, row, column))
    row, column, values = row[order], column[order], values[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (np.diff(row) != 0) | (np.diff(column) != 0)
    return row[first], column[first], values[first]
