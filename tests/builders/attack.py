"""What a reader can compute: published numbers and equations in, intervals of secret numbers out.

Nothing here shares a line with the code that chooses what to withhold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

#: Any name of a cell that can be looked up.
Cell = Any
Terms = Mapping[Cell, float]
Floats = NDArray[np.float64]

SLACK = 1e-6


class Equation(NamedTuple):
    """Low ≤ sum of factor × cell ≤ high; cells nobody has ever heard of are unknown."""

    terms: Terms
    low: float = 0.0
    high: float = 0.0


class Narrowed(NamedTuple):
    """A secret number that a reader knows, or knows too well."""

    name: Cell
    low: float
    high: float

    @property
    def possible(self) -> float:
        """How many whole numbers the interval contains."""
        return float(np.floor(self.high + SLACK) - np.ceil(self.low - SLACK) + 1)


@dataclass(frozen=True)
class Puzzle:
    """Equations about the hidden cells alone.

    Attributes
    ----------
    column : Mapping of cell to int
        Column of each hidden cell.
    matrix, low, high
        low ≤ matrix · hidden cells ≤ high.
    """

    column: Mapping[Cell, int]
    matrix: sparse.csc_array
    low: Floats
    high: Floats


def attack(
    cells: Mapping[Cell, float],
    equations: Sequence[Equation],
    secrets: Sequence[tuple[Cell, Terms]],
    *,
    min_cases: int,
    least: Mapping[Cell, float] | None = None,
) -> list[Narrowed]:
    """Secret numbers that a reader can find out, or narrow down too far.

    Parameters
    ----------
    cells : Mapping of cell to number
        What is published; NaN where a number is withheld.
    equations : sequence of Equation
        All that holds between cells.
    secrets : sequence of (name, terms)
        Numbers that nobody may learn, as sums of cells.
    min_cases : int
        So many whole numbers must stay possible.
    least : Mapping of cell to number, optional
        Smallest value a withheld cell can have; 0 if not given.

    Returns
    -------
    list of Narrowed
        Empty if all is safe. Empty intervals (contradictions in what is published)
        count as found out.

    Notes
    -----
    Two linear programmes for each secret number [1]_, solved with HiGHS.

    References
    ----------
    .. [1] Fischetti, M. & Salazar, J. J. (2001). Solving the cell suppression problem on
       tabular data with linear constraints. Management Science 47(7).

    Examples
    --------
    >>> cells = {"a": float("nan"), "b": 8.0, "all": 10.0}
    >>> total = Equation({"a": 1.0, "b": 1.0, "all": -1.0})
    >>> attack(cells, [total], [("a", {"a": 1.0})], min_cases=3)
    [Narrowed(name='a', low=2.0, high=2.0)]
    """
    puzzle = puzzle_of(cells, equations)
    model = _model(puzzle, least or {})
    found = []
    for name, terms in secrets:
        given = sum(f * cells[c] for c, f in terms.items() if c not in puzzle.column)
        unknown = {puzzle.column[c]: f for c, f in terms.items() if c in puzzle.column}
        low, high = _interval(model, unknown)
        narrowed = Narrowed(name, given + low, given + high)
        if narrowed.possible < min_cases:
            found.append(narrowed)
    return found


def puzzle_of(cells: Mapping[Cell, float], equations: Sequence[Equation]) -> Puzzle:
    """Move what is known to the right-hand side; leave out what says nothing of hidden cells."""
    unknown = [cell for cell, number in cells.items() if np.isnan(number)]
    unknown += [c for e in equations for c in e.terms if c not in cells]
    column = {cell: at for at, cell in enumerate(dict.fromkeys(unknown))}
    rows: list[int] = []
    at: list[int] = []
    factors: list[float] = []
    lows: list[float] = []
    highs: list[float] = []
    for terms, low, high in equations:
        given, asked = 0.0, False
        for cell, factor in terms.items():
            if cell in column:
                rows.append(len(lows))
                at.append(column[cell])
                factors.append(factor)
                asked = True
            else:
                given += factor * cells[cell]
        if asked:
            lows.append(low - given)
            highs.append(high - given)
    shape = (len(lows), len(column))
    entries = (np.array(factors, dtype=float), (np.array(rows, int), np.array(at, int)))
    return Puzzle(column, sparse.csc_array(entries, shape=shape), np.array(lows), np.array(highs))


def _model(puzzle: Puzzle, least: Mapping[Cell, float]) -> highspy.Highs:
    """Hand the puzzle to HiGHS once, for all questions."""
    columns = puzzle.matrix
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = columns.shape
    programme.col_cost_ = np.zeros(columns.shape[1])
    programme.col_lower_ = np.array([least.get(cell, 0.0) for cell in puzzle.column])
    programme.col_upper_ = np.full(columns.shape[1], np.inf)
    programme.row_lower_, programme.row_upper_ = puzzle.low, puzzle.high
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = columns.indptr
    programme.a_matrix_.index_ = columns.indices
    programme.a_matrix_.value_ = columns.data
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("presolve", "off")  # small and asked again and again
    model.passModel(programme)
    return model


def _interval(model: highspy.Highs, terms: Mapping[int, float]) -> tuple[float, float]:
    """Smallest and largest value of a sum of hidden cells; (0, 0) without any."""
    if not terms:
        return 0.0, 0.0
    columns = np.array(list(terms), dtype=np.int32)
    factors = np.array(list(terms.values()))
    lowest = _minimum(model, columns, factors)
    highest = -_minimum(model, columns, -factors)
    model.changeColsCost(len(columns), columns, np.zeros(len(columns)))
    return lowest, highest


def _minimum(model: highspy.Highs, columns: NDArray[np.int32], factors: Floats) -> float:
    """Minimum of a sum of hidden cells: −∞ without a limit, +∞ for a contradiction."""
    model.changeColsCost(len(columns), columns, factors)
    model.run()
    status = model.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return float(model.getInfo().objective_function_value)
    return float("inf") if status == highspy.HighsModelStatus.kInfeasible else float("-inf")
