"""What would have to change for another class: inputs of an index in, persons and points out.

Nothing is approximated: every step computes the whole index anew, with moved means,
deviations and ranks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from geo.arrays import Reals
from indicators.catalogue import Indicator
from indicators.figures.rates import is_binomial
from indicators.indices import (
    IndexInputs,
    IndexResult,
    rated_values,
    score_function,
    status_numbers,
)

#: The common way of all indicators to the mean is searched in steps of this share.
TOGETHER_STEPS = 1000


@dataclass(frozen=True)
class Steps:
    """How an area's indicators can move, one step at a time, all arrays (indicators,).

    Attributes
    ----------
    start, size : array
        Worse-up value now; change of it per step (one person, or a tenth of the last shown
        digit), positive.
    most : array of int
        Steps until the end of the scale: nobody or everybody, or the furthest other area.
    counted : array of bool
        Whether a step is a person.
    """

    start: Reals
    size: Reals
    most: NDArray[np.int64]
    counted: NDArray[np.bool_]


def needed_changes(
    result: IndexResult,
    catalogue: Mapping[str, Indicator],
    key: str,
    *,
    better: bool,
) -> DataFrame:
    """Smallest change of each indicator alone that puts an area into another class.

    Parameters
    ----------
    result : IndexResult
    catalogue : Mapping of str to Indicator
    key : str
        A rated area.
    better : bool
        Towards the better class (True) or the worse one.

    Returns
    -------
    DataFrame
        Index: indicator; `points` (change of the value in its unit, signed), `persons`
        (change of the numerator, signed; missing without counts). Both missing where this
        indicator alone cannot do it, or there is no such class.
    """
    definition, inputs = result.definition, result.inputs
    rated = result.table["rated"].to_numpy()
    worse = rated_values(definition, inputs, rated)
    row = int(np.flatnonzero(result.table.index[rated] == key)[0])
    sign = -1 if better else 1
    steps = steps_of(result, catalogue, key, sign)
    k = worse.shape[1]
    score = score_function(definition, inputs)
    number = int(result.table.at[key, "status_number"])

    def reached(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
        tables = np.repeat(worse[:, :, None], k, axis=2)
        moved = steps.start + sign * np.minimum(counts, steps.most) * steps.size
        tables[row, np.arange(k), np.arange(k)] = moved
        numbers = status_numbers(definition, score(tables))[row]
        return numbers < number if better else numbers > number

    needed = smallest(reached, steps.most)
    directions = inputs.directions.loc[list(definition.indicators)].to_numpy(dtype=float)
    towards = sign * directions
    return DataFrame(
        {
            "points": towards * needed * steps.size,
            "persons": np.where(steps.counted, towards * needed, np.nan),
        },
        index=list(definition.indicators),
    )


def steps_of(result: IndexResult, catalogue: Mapping[str, Indicator], key: str, sign: int) -> Steps:
    """Return the steps of one area's indicators: persons where there are counts."""
    names, inputs = list(result.definition.indicators), result.inputs
    rated = result.table["rated"].to_numpy()
    worse = rated_values(result.definition, inputs, rated)
    here = worse[result.table.index[rated] == key][0]
    numerator, denominator = _counts(inputs, names, key)
    counted = is_binomial(numerator, denominator)
    per = np.array([catalogue[name].per for name in names])
    digits = np.array([10.0 ** -(catalogue[name].decimals + 1) for name in names])
    size = np.where(counted, per / np.where(counted, denominator, 1.0), digits)
    grows = inputs.directions.loc[names].to_numpy(dtype=float) * sign > 0
    persons = np.where(grows, denominator - numerator, numerator)
    furthest = worse.max(axis=0) - here if sign > 0 else here - worse.min(axis=0)
    most = np.where(counted, persons, np.ceil(furthest / size))
    return Steps(here, size, np.floor(np.nan_to_num(most)).astype(np.int64), counted)


def _counts(
    inputs: IndexInputs, names: list[str], key: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if inputs.numerators is None or inputs.denominators is None:
        nothing = np.full(len(names), np.nan)
        return nothing, nothing
    above = inputs.numerators.loc[key, names].to_numpy(dtype=float)
    return above, inputs.denominators.loc[key, names].to_numpy(dtype=float)


def smallest(
    reached: Callable[[NDArray[np.int64]], NDArray[np.bool_]], most: NDArray[np.int64]
) -> Reals:
    """Smallest number of steps at which each condition holds, by bisection; NaN if never.

    Parameters
    ----------
    reached : function
        Numbers of steps → whether the aim is reached; once reached it stays so.
    most : array of int
        Largest number of steps.

    Examples
    --------
    >>> smallest(lambda n: n * n >= np.array([50, 99]), np.array([100, 9])).tolist()
    [8.0, nan]
    """
    possible = reached(most)
    low, high = np.zeros_like(most), most.copy()
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = reached(middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(possible, high, np.nan)


def needed_together(result: IndexResult, key: str) -> float:
    """Share of the way to the areas' mean that all unfavourable indicators need together.

    Parameters
    ----------
    result : IndexResult
    key : str
        A rated area.

    Returns
    -------
    float
        0–1: if each indicator that is worse than the mean of the rated areas came this much
        closer to it, the area would reach the next better class. Missing if even the mean
        in all of them is not enough.
    """
    definition, inputs = result.definition, result.inputs
    rated = result.table["rated"].to_numpy()
    worse = rated_values(definition, inputs, rated)
    row = int(np.flatnonzero(result.table.index[rated] == key)[0])
    way = np.maximum(worse[row] - worse.mean(axis=0), 0.0)
    number = int(result.table.at[key, "status_number"])
    score = score_function(definition, inputs)

    def reached(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
        tables = worse[:, :, None].copy()
        tables[row, :, 0] = worse[row] - counts[0] / TOGETHER_STEPS * way
        return status_numbers(definition, score(tables))[row] < number

    return float(smallest(reached, np.array([TOGETHER_STEPS]))[0] / TOGETHER_STEPS)
