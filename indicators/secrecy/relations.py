"""Sums between variables: counts by area in, relations that hold in every area out."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from indicators.secrecy._cells import SAME_COUNT

#: Fewer areas prove no law between variables.
FEWEST_AREAS = 3

#: Larger coefficients are chance, not a definition.
LARGEST_COEFFICIENT = 3

#: Summands that are tried one by one where the areas are fewer than the variables.
MOST_SUMMANDS = 3


def linear_relations(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of variables that hold in every area, such as under 18 + 18 and over = all.

    Parameters
    ----------
    values : array, shape (areas, variables)

    Returns
    -------
    array, shape (relations, variables)
        Coefficients; the weighted sum of the variables is 0 in every area.

    Notes
    -----
    The null space of the table of known areas, brought to row echelon form; where there
    are fewer areas than variables, all sums of up to three variables. A relation counts
    if whole coefficients up to 3 describe it and three areas show it (two, if the
    coefficients are all 1 and the other areas have nobody).
    A relation that holds by chance is kept too: that only hides more.

    Examples
    --------
    >>> young, old = np.array([3.0, 5, 2, 9]), np.array([4.0, 1, 8, 2])
    >>> linear_relations(np.column_stack([young, old, young + old])).tolist()
    [[1.0, 1.0, -1.0]]
    """
    if len(values) < FEWEST_AREAS:
        return np.zeros((0, values.shape[1]))
    usable = np.isnan(values).mean(axis=0) <= 0.2
    usable &= np.nan_to_num(values).any(axis=0)
    known = values[~np.isnan(values[:, usable]).any(axis=1)][:, usable]
    if known.shape[1] < 2 or known.shape[0] < FEWEST_AREAS:
        return np.zeros((0, values.shape[1]))
    enough = known.shape[0] > known.shape[1]
    found = _null_space(known) if enough else _plain_sums(known)
    kept = [row for row in found if _is_law(row, known)]
    relations = np.zeros((len(kept), values.shape[1]))
    for number, row in enumerate(kept):
        relations[number, np.flatnonzero(usable)] = row
    return relations


def _null_space(known: NDArray[np.float64]) -> NDArray[np.float64]:
    """Basis of all relations in row echelon form."""
    scale = np.abs(known).max(axis=0)
    _, sizes, directions = np.linalg.svd(np.linalg.qr(known / scale, mode="r"))
    rank = int((sizes > 1e-10 * sizes[0]).sum())
    return _echelon(directions[rank:] / scale)


def _plain_sums(known: NDArray[np.float64]) -> NDArray[np.float64]:
    """Variables that are the sum of two or three others."""
    n_variables = known.shape[1]
    found = []
    for summands in range(1, MOST_SUMMANDS + 1):
        for chosen in combinations(range(n_variables), summands):
            total = known[:, list(chosen)].sum(axis=1, keepdims=True)
            equal = (np.abs(known - total) < SAME_COUNT).all(axis=0)
            equal[list(chosen)] = False
            found += [_coefficients(n_variables, chosen, int(c)) for c in np.flatnonzero(equal)]
    return np.array(found).reshape(-1, n_variables)


def _coefficients(n_variables: int, summands: Sequence[int], total: int) -> NDArray[np.float64]:
    row = np.zeros(n_variables)
    row[list(summands)] = 1.0
    row[total] = -1.0
    return row


def _is_law(row: NDArray[np.float64], known: NDArray[np.float64]) -> bool:
    """Whether a relation is one of whole numbers that enough areas show."""
    involved = row != 0
    terms = int(involved.sum())
    coefficients = row[involved] / np.abs(row[involved]).min() if terms else row
    seen = known[:, involved]
    plain = terms > 0 and np.abs(coefficients).max() < 1.5
    fewest = max(FEWEST_AREAS - int(plain), terms - 1)
    return bool(
        terms >= 2
        and np.abs(coefficients - np.round(coefficients)).max() < 1e-6
        and np.abs(coefficients).max() <= LARGEST_COEFFICIENT + 0.5
        and seen.any(axis=1).sum() >= fewest
        and np.abs(seen @ coefficients).max() < SAME_COUNT * max(1.0, np.abs(seen).max())
    )


def _echelon(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Reduced row echelon form; coefficients next to 0 become 0."""
    rows = rows / np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-300)
    done = 0
    for column in range(rows.shape[1]):
        if done == len(rows):
            break
        pivot = done + int(np.argmax(np.abs(rows[done:, column])))
        if abs(rows[pivot, column]) < 1e-9:
            continue
        rows[[done, pivot]] = rows[[pivot, done]]
        rows[done] /= rows[done, column]
        others = np.arange(len(rows)) != done
        rows[others] -= np.outer(rows[others, column], rows[done])
        done += 1
    return np.where(np.abs(rows) < 1e-7, 0.0, np.round(rows, 9))


def open_by_relation(
    opened: NDArray[np.bool_], relations: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Variables that are open because a sum of open variables gives them."""
    result = opened.copy()
    for _ in range(len(relations)):
        for relation in relations:
            closed = (relation != 0) & ~result
            if closed.sum() == 1:
                result |= closed
    return result


def linked(n_variables: int, relations: NDArray[np.float64]) -> NDArray[np.int64]:
    """Group number of each variable: relations tie variables of one group together."""
    group = np.arange(n_variables)
    for relation in relations:
        members = np.isin(group, group[relation != 0])
        group[members] = group[relation != 0].min()
    return group


def wholes_first(
    groups: NDArray[np.int64], pairs: Sequence[tuple[int, int]]
) -> list[NDArray[np.int64]]:
    """Groups of variables in an order in which every whole comes before its parts."""
    depth = dict.fromkeys(groups.tolist(), 0)
    for _ in range(len(depth)):
        for part, whole in pairs:
            below, above = int(groups[part]), int(groups[whole])
            if below != above and depth[below] <= depth[above] < len(depth):
                depth[below] = depth[above] + 1
    return [np.flatnonzero(groups == name) for name in sorted(depth, key=lambda g: (depth[g], g))]
