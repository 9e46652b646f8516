"""A linear or mixed-integer model in, its best solution and proven bound out (HiGHS)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.arrays import Floats

if TYPE_CHECKING:
    from highspy import Highs

#: Shortest time that a solve gets, in seconds.
LEAST_SECONDS = 0.01
#: With a good start HiGHS' own heuristics and restarts cost more than they find.
WARM = {"mip_heuristic_effort": 0.0, "mip_allow_restart": False}


class SolverError(RuntimeError):
    """HiGHS ended in a state that is neither a solution nor a proof that there is none."""


@dataclass(frozen=True)
class Model:
    """Minimise ``offset + cost·x`` over ``row_lower <= matrix·x <= row_upper``.

    Attributes
    ----------
    cost, lower, upper : ndarray, shape (v,)
        Objective and bounds of the variables.
    integer : ndarray of bool, shape (v,), or None if all are continuous
    matrix : csr_array, shape (c, v)
    row_lower, row_upper : ndarray, shape (c,)
    offset : float
    """

    cost: Floats
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_] | None
    matrix: sparse.csr_array
    row_lower: Floats
    row_upper: Floats
    offset: float = 0.0


@dataclass(frozen=True)
class Solved:
    """What HiGHS found: values of the variables (None = nothing found), bound, whether feasible."""

    values: Floats | None
    bound: float
    is_infeasible: bool = False


def minimise(
    model: Model, *, start: Floats | None = None, seconds: float = np.inf, gap: float = 0.0
) -> Solved:
    """Solve a model.

    Parameters
    ----------
    model : Model
    start : ndarray, shape (v,), optional
        A feasible solution to begin with.
    seconds : float
        Time limit; at its end the best found and its bound are returned.
    gap : float
        Absolute difference between value and bound at which the search may stop.

    Raises
    ------
    SolverError
        If HiGHS fails; a failed run never looks like a solution.
    """
    import highspy

    solver = loaded(model, **(_options(seconds, gap) | (WARM if start is not None else {})))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        solver.setSolution(solution)
    solver.run()
    return _solved(solver, is_mixed=model.integer is not None and bool(model.integer.any()))


def loaded(model: Model, **options: Any) -> "Highs":
    """Hand a model to HiGHS, which may keep it for many similar questions.

    Raises
    ------
    SolverError
        If HiGHS refuses it.
    """
    import highspy

    solver = highspy.Highs()
    for name, value in ({"output_flag": False} | options).items():
        solver.setOptionValue(name, value)
    if solver.passModel(_highs_model(model)) == highspy.HighsStatus.kError:
        msg = "HiGHS refused the model."
        raise SolverError(msg)
    return solver


def _options(seconds: float, gap: float) -> dict[str, Any]:
    return {
        "mip_rel_gap": 0.0,
        "mip_abs_gap": max(gap, 1e-9),
        "mip_feasibility_tolerance": 1e-7,
        "time_limit": max(seconds, LEAST_SECONDS),
    }


def _highs_model(model: Model) -> Any:
    """Put the arrays into HiGHS' own form, without one call per row."""
    import highspy

    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = model.matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.cost, model.lower, model.upper
    lp.row_lower_, lp.row_upper_ = model.row_lower, model.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = model.matrix.indptr
    lp.a_matrix_.index_ = model.matrix.indices
    lp.a_matrix_.value_ = model.matrix.data
    lp.offset_ = model.offset
    if model.integer is not None:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in model.integer]
    return lp


def _solved(solver: Any, *, is_mixed: bool) -> Solved:
    """Read the result; every state that is no answer is an error."""
    import highspy

    status = solver.getModelStatus()
    info = solver.getInfo()
    states = highspy.HighsModelStatus
    if status == states.kInfeasible:
        return Solved(None, np.inf, is_infeasible=True)
    if status != states.kOptimal and not (is_mixed and status == states.kTimeLimit):
        msg = f"HiGHS ended with the status {solver.modelStatusToString(status)}."
        raise SolverError(msg)
    bound = info.mip_dual_bound if is_mixed else info.objective_function_value
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solved(None, bound)
    return Solved(np.array(solver.getSolution().col_value), bound)
