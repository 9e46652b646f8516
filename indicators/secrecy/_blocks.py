"""Linked variables of one year as a linear programme: counts in, how they could be otherwise out.

A displacement is what one would add to the true counts to get other counts that a reader
cannot tell from them: nothing where a number is published, and sums that stay the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geo.arrays import Bools, Floats, Ints
from indicators.secrecy._cells import SAME_COUNT, is_whole
from indicators.secrecy.count_tables import CountTable
from indicators.secrecy.relations import open_by_relation

#: Displacements larger than this many times `min_cases` are never needed.
FARTHEST = 3


@dataclass(frozen=True)
class Block:
    """Linked variables of one year as a linear programme.

    Attributes
    ----------
    area, variable : array, shape (columns,)
        Finest area and variable of each count that is not known to be 0.
    column : array, shape (areas, variables of the table)
        Its column, −1 for none.
    lower, upper : array, shape (columns,)
        How far the count can be displaced.
    sums : sparse array, shape (sum rows, columns)
        Sums over areas.
    sum_row, sum_variable : array, shape (sum rows,)
        Row of the table and variable of each sum.
    laws : sparse array, shape (laws, columns)
        Relations between variables of one area; `law_upper` is 0 for a sum, and the rest
        for a part that cannot outgrow its whole (`law_lower` −∞).
    """

    area: Ints
    variable: Ints
    column: Ints
    lower: Floats
    upper: Floats
    sums: sparse.csr_array
    sum_row: Ints
    sum_variable: Ints
    laws: sparse.csr_array
    law_lower: Floats
    law_upper: Floats

    def functional(self, members: Ints, variable: int) -> Ints:
        """Columns whose sum is a variable's count over some areas."""
        found = self.column[members, variable]
        return found[found >= 0]


def block_of(table: CountTable, variables: Sequence[int], min_cases: int) -> Block:
    """Build the linear programme of some linked variables; all others stay as they are.

    Parameters
    ----------
    table : CountTable
    variables : sequence of int
        With every relation that touches one of them, all its variables.
    min_cases : int
    """
    n = table.areas
    values = table.values[:n]
    column = np.full((n, len(table.variables)), -1, dtype=np.int64)
    movable = np.zeros_like(column, dtype=bool)
    movable[:, list(variables)] = ~(np.abs(values[:, list(variables)]) < SAME_COUNT)
    tiny = table.in_tiny_wholes(open_by_relation(table.fixed, table.relations), min_cases)[:n]
    movable |= tiny & np.isin(np.arange(len(table.variables)), list(variables))
    movable[:, table.fixed] = False
    area, variable = (found.astype(np.int64) for found in np.nonzero(movable))
    column[area, variable] = np.arange(len(area))
    lower, upper = _room(table, set(variables), area, variable, tiny)
    farthest = float(FARTHEST * min_cases)
    sums, sum_row, sum_variable = _sums(table, variables, column)
    laws, law_lower, law_upper = _laws(table, variables, column)
    return Block(
        area, variable, column, np.maximum(lower, -farthest), np.minimum(upper, farthest),
        sums, sum_row, sum_variable, laws, law_lower, law_upper,
    )  # fmt: skip


def _room(
    table: CountTable, inside: set[int], area: Ints, variable: Ints, tiny: Bools
) -> tuple[Floats, Floats]:
    """How far each count can go: not to 0, below its parts or above its whole."""
    true = table.values[area, variable]
    least = np.where(is_whole(true) & (true > 0.5) & ~tiny[area, variable], 1.0, 0.0)
    most = np.full(len(true), np.inf)
    for part, whole in table.pairs:
        if whole in inside and part not in inside:
            at = variable == whole
            least[at] = np.fmax(least[at], table.values[area[at], part])
        if part in inside and whole not in inside:
            at = variable == part
            most[at] = np.fmin(most[at], table.values[area[at], whole])
    known = np.nan_to_num(true)
    return np.minimum(least - known, 0.0), np.maximum(most - known, 0.0)


def _sums(
    table: CountTable, variables: Sequence[int], column: Ints
) -> tuple[sparse.csr_array, Ints, Ints]:
    """Sums over areas, for each variable that has a number there."""
    n = table.areas
    members = table.members[n:].tocoo()
    parts: list[tuple[Ints, Ints]] = []
    rows: list[int] = []
    of: list[int] = []
    for variable in variables:
        at = column[members.col, variable]
        given = ~np.isnan(table.values[n + members.row, variable]) & (at >= 0)
        used, row = np.unique(members.row[given], return_inverse=True)
        parts.append((row + len(rows), at[given]))
        rows += (n + used).tolist()
        of += [variable] * len(used)
    row, col = (np.concatenate(found) for found in zip(*parts, strict=True))
    shape = (len(rows), int(column.max(initial=-1)) + 1)
    matrix = sparse.csr_array((np.ones(len(row)), (row, col)), shape=shape)
    return matrix, np.array(rows, dtype=np.int64), np.array(of, dtype=np.int64)


def _laws(
    table: CountTable, variables: Sequence[int], column: Ints
) -> tuple[sparse.csr_array, Floats, Floats]:
    """Relations and parts of wholes between the variables of one area."""
    width = int(column.max(initial=-1)) + 1
    blocks = [sparse.csr_array((0, width))]
    lowers, uppers = [np.zeros(0)], [np.zeros(0)]
    for relation in table.relations:
        if relation[list(variables)].any():
            law, some = _law(column, relation, width)
            blocks.append(law)
            lowers.append(np.zeros(len(some)))
            uppers.append(np.zeros(len(some)))
    for part, whole in table.pairs:
        if part in variables and whole in variables:
            coefficients = np.zeros(column.shape[1])
            coefficients[[part, whole]] = 1.0, -1.0
            law, some = _law(column, coefficients, width)
            rest = table.values[some, whole] - table.values[some, part]
            blocks.append(law)
            lowers.append(np.full(len(some), -np.inf))
            uppers.append(np.where(np.isnan(rest), np.inf, np.maximum(rest, 0.0)))
    stacked = sparse.csr_array(sparse.vstack(blocks, format="csr"))
    return stacked, np.concatenate(lowers), np.concatenate(uppers)


def _law(column: Ints, coefficients: Floats, width: int) -> tuple[sparse.csr_array, Ints]:
    """One row per area in which any of the involved counts can move."""
    involved = np.flatnonzero(coefficients)
    at = column[:, involved]
    some = np.flatnonzero((at >= 0).any(axis=1))
    row, which = np.nonzero(at[some] >= 0)
    entries = (coefficients[involved[which]], (row, at[some][row, which]))
    return sparse.csr_array(entries, shape=(len(some), width)), some.astype(np.int64)
