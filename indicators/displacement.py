"""How far withheld counts could be otherwise: linear programmes over one group of variables.

A displacement is what one would add to the true counts to get other counts that a reader
cannot tell from them: nothing where a number is published, and sums that stay the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from indicators.count_tables import CountTable
from indicators.secret_cells import SAME_COUNT, is_whole

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Displacements larger than this many times `min_cases` are never needed.
FARTHEST = 3

#: Withholding a sum over n areas costs as much as this many areas.
AREAS_PER_SUMMED_AREA = 0.5

#: The city's own value is the last to go: every comparison rests on it.
PRICE_OF_THE_CITY = 1000.0
MOST_OF_THE_CITY = 0.9


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
    movable[:, table.fixed] = False
    area, variable = (found.astype(np.int64) for found in np.nonzero(movable))
    column[area, variable] = np.arange(len(area))
    lower, upper = _room(table, set(variables), area, variable)
    farthest = float(FARTHEST * min_cases)
    sums, sum_row, sum_variable = _sums(table, variables, column)
    laws, law_lower, law_upper = _laws(table, variables, column)
    return Block(
        area, variable, column, np.maximum(lower, -farthest), np.minimum(upper, farthest),
        sums, sum_row, sum_variable, laws, law_lower, law_upper,
    )  # fmt: skip


def _room(table: CountTable, inside: set[int], area: Ints, variable: Ints) -> tuple[Floats, Floats]:
    """How far each count can go: not to 0, below its parts or above its whole."""
    true = table.values[area, variable]
    least = np.where(is_whole(true) & (true > 0.5), 1.0, 0.0)
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


def reader_of(block: Block, hidden: Bools) -> highspy.Highs:
    """What a reader can compute: published counts and sums stay, hidden ones may move.

    Parameters
    ----------
    block : Block
    hidden : array of bool, shape (rows, variables)
        Cells of the table that are not published.
    """
    return _model(
        sparse.vstack([block.sums, block.laws]),
        bounds=_moving(block, hidden),
        rows=_loose(block, hidden),
    )


def hide_more(reader: highspy.Highs, block: Block, hidden: Bools) -> None:
    """Tell a reader's model that more cells are hidden."""
    columns = np.arange(len(block.area), dtype=np.int32)
    reader.changeColsBounds(len(columns), columns, *_moving(block, hidden))
    for row in np.flatnonzero(hidden[block.sum_row, block.sum_variable]):
        reader.changeRowBounds(int(row), -np.inf, np.inf)


def _moving(block: Block, hidden: Bools) -> tuple[Floats, Floats]:
    moves = hidden[block.area, block.variable]
    return np.where(moves, block.lower, 0.0), np.where(moves, block.upper, 0.0)


def _loose(block: Block, hidden: Bools) -> tuple[Floats, Floats]:
    free = hidden[block.sum_row, block.sum_variable]
    low = np.concatenate([np.where(free, -np.inf, 0.0), block.law_lower])
    return low, np.concatenate([np.where(free, np.inf, 0.0), block.law_upper])


def chooser_of(block: Block, hidden: Bools, sizes: Ints, values: Floats) -> highspy.Highs:
    """The cheapest cells to withhold so that a count can move: displacements at a price.

    Columns: counts up, counts down, sums up, sums down. Published cells cost for every
    person that they are displaced by, hidden cells cost nothing [1]_.

    References
    ----------
    .. [1] Kelly, J. P., Golden, B. L. & Assad, A. A. (1992). Cell suppression:
       disclosure protection for sensitive tabular data. Networks 22.
    """
    n_sums = len(block.sum_row)
    slack = sparse.eye_array(n_sums, format="csr")
    none = sparse.csr_array((block.laws.shape[0], n_sums))
    matrix = sparse.vstack(
        [
            sparse.hstack([block.sums, -block.sums, -slack, slack]),
            sparse.hstack([block.laws, -block.laws, none, none]),
        ]
    )
    far = np.full(n_sums, np.inf)
    prices = cell_prices(block, hidden, sizes, values)
    return _model(
        matrix,
        bounds=(
            np.zeros(matrix.shape[1]),
            np.concatenate([block.upper, -block.lower, far, far]),
        ),
        rows=(
            np.concatenate([np.zeros(n_sums), block.law_lower]),
            np.concatenate([np.zeros(n_sums), block.law_upper]),
        ),
        costs=prices,
    )


def cell_prices(block: Block, hidden: Bools, sizes: Ints, values: Floats) -> Floats:
    """Price of withholding each cell: small areas are cheap, large sums dear.

    `sizes` are the numbers of finest areas in each row of the table.
    """
    amount = np.log10(1.0 + np.nan_to_num(values[block.area, block.variable]))
    areas = np.where(hidden[block.area, block.variable], 0.0, 1.0 + 0.1 * amount)
    of_city = sizes[block.sum_row] / max(int(sizes.max(initial=1)), 1)
    sums = 1.0 + AREAS_PER_SUMMED_AREA * sizes[block.sum_row]
    sums = sums + np.where(of_city > MOST_OF_THE_CITY, PRICE_OF_THE_CITY, 0.0)
    sums = np.where(hidden[block.sum_row, block.sum_variable], 0.0, sums)
    return np.concatenate([areas, areas, sums, sums])


def _model(
    matrix: sparse.sparray,
    *,
    bounds: tuple[Floats, Floats],
    rows: tuple[Floats, Floats],
    costs: Floats | None = None,
) -> highspy.Highs:
    """Hand a linear programme to HiGHS, which keeps it for many similar questions."""
    entries = sparse.csc_array(matrix)
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = entries.shape
    programme.col_cost_ = np.zeros(entries.shape[1]) if costs is None else costs
    programme.col_lower_, programme.col_upper_ = bounds
    programme.row_lower_, programme.row_upper_ = rows
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = entries.indptr
    programme.a_matrix_.index_ = entries.indices
    programme.a_matrix_.value_ = entries.data
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("presolve", "off")  # small and asked again and again
    model.passModel(programme)
    return model


def farthest(reader: highspy.Highs, columns: Ints, signs: Floats) -> float:
    """Largest displacement of a sum of counts that a reader cannot exclude.

    Parameters
    ----------
    reader : Highs
        From `reader_of`; asked again and again.
    columns, signs : array
        Columns of the counts and +1 or −1 (the other way round: the smallest, negated).
    """
    at = columns.astype(np.int32)
    reader.changeColsCost(len(at), at, -signs)
    reader.run()
    solved = reader.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = -reader.getInfo().objective_function_value if solved else 0.0
    reader.changeColsCost(len(at), at, np.zeros(len(at)))
    return max(float(found), 0.0)


def cheapest_displacement(
    chooser: highspy.Highs, columns: Ints, signs: Floats, *, by: float, width: int
) -> Floats | None:
    """Displacement of all cells that moves a sum of counts by so much, at the lowest price.

    Parameters
    ----------
    chooser : Highs
        From `chooser_of`.
    columns, signs : array
        Columns of the counts in the block and +1 or −1.
    by : float
        Persons, up or down.
    width : int
        Columns of the block.

    Returns
    -------
    array or None
        Amounts of the chooser's columns; None if no displacement does it.
    """
    row = chooser.getNumRow()
    both = np.concatenate([columns, columns + width]).astype(np.int32)
    chooser.addRow(by, by, len(both), both, np.concatenate([signs, -signs]))
    chooser.run()
    solved = chooser.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = np.array(chooser.getSolution().col_value) if solved else None
    chooser.deleteRows(1, np.array([row], dtype=np.int32))
    return found
