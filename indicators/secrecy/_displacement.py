"""How far withheld counts could be otherwise, and what must be withheld for it: HiGHS asked."""

import numpy as np
from highspy import Highs, HighsModelStatus
from scipy import sparse

from geo.arrays import Bools, Floats, Ints
from geo.programme import Model, loaded
from indicators.secrecy._blocks import Block

#: Withholding a sum over n areas costs as much as this many areas.
AREAS_PER_SUMMED_AREA = 0.5

#: The city's own value is the last to go: every comparison rests on it.
PRICE_OF_THE_CITY = 1000.0
MOST_OF_THE_CITY = 0.9

#: Small programmes that are asked again and again lose by being rebuilt for each answer.
ASKED_OFTEN = {"presolve": "off"}


def reader_of(block: Block, hidden: Bools) -> Highs:
    """What a reader can compute: published counts and sums stay, hidden ones may move.

    Parameters
    ----------
    block : Block
    hidden : array of bool, shape (rows, variables)
        Cells of the table that are not published.
    """
    matrix = sparse.vstack([block.sums, block.laws], format="csr")
    free = np.zeros(matrix.shape[1])
    model = Model(free, *_moving(block, hidden), None, matrix, *_loose(block, hidden))
    return loaded(model, **ASKED_OFTEN)


def hide_more(reader: Highs, block: Block, hidden: Bools) -> None:
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


def chooser_of(block: Block, hidden: Bools, sizes: Ints, values: Floats) -> Highs:
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
        ],
        format="csr",
    )
    far, kept = np.full(n_sums, np.inf), np.zeros(n_sums)
    model = Model(
        cost=cell_prices(block, hidden, sizes, values),
        lower=np.zeros(matrix.shape[1]),
        upper=np.concatenate([block.upper, -block.lower, far, far]),
        integer=None,
        matrix=matrix,
        row_lower=np.concatenate([kept, block.law_lower]),
        row_upper=np.concatenate([kept, block.law_upper]),
    )
    return loaded(model, **ASKED_OFTEN)


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


def farthest(reader: Highs, columns: Ints, signs: Floats) -> float:
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
    solved = reader.getModelStatus() == HighsModelStatus.kOptimal
    found = -reader.getInfo().objective_function_value if solved else 0.0
    reader.changeColsCost(len(at), at, np.zeros(len(at)))
    return max(float(found), 0.0)


def cheapest_displacement(
    chooser: Highs, columns: Ints, signs: Floats, *, by: float, width: int
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
    solved = chooser.getModelStatus() == HighsModelStatus.kOptimal
    found = np.array(chooser.getSolution().col_value) if solved else None
    chooser.deleteRows(1, np.array([row], dtype=np.int32))
    return found
