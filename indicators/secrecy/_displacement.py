"""How far withheld counts could be otherwise, and what must be withheld for it: HiGHS asked."""

import highspy
import numpy as np
from scipy import sparse

from geo.arrays import Bools, Floats, Ints
from indicators.secrecy._blocks import Block

#: Withholding a sum over n areas costs as much as this many areas.
AREAS_PER_SUMMED_AREA = 0.5

#: The city's own value is the last to go: every comparison rests on it.
PRICE_OF_THE_CITY = 1000.0
MOST_OF_THE_CITY = 0.9


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
