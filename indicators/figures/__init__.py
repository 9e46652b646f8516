"""The long table of figures: counts by level and year in, values with city value and flag out."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame

from geo.arrays import Floats
from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.figures.analysis import FIGURE_COLUMNS
from indicators.figures.counts import Counts, variables_of
from indicators.figures.flags import is_below_average
from indicators.figures.rates import probability_above, rate, wilson_interval


def figures_of(
    level: Level,
    year: int,
    counts: Counts,
    catalogue: Sequence[Indicator],
    *,
    city: Mapping[str, float],
    estimated: frozenset[str],
    rated: NDArray[np.bool_],
) -> DataFrame:
    """Figures of one level and year for all indicators that have their variables.

    Parameters
    ----------
    level, year, counts
        The areas and their counts.
    catalogue : sequence of Indicator
        Indicators whose variables are missing in this year are left out.
    city : Mapping of str to float
        City value of each indicator, in its unit.
    estimated : frozenset of str
        Variables that are estimated.
    rated : array of bool, shape (areas,)
        Areas large enough to be rated.

    Returns
    -------
    DataFrame
        `FIGURE_COLUMNS`, areas within indicators.
    """
    known = set(counts.values.columns)
    chosen = [i for i in catalogue if set(variables_of(i)) <= known]
    if not chosen:
        return DataFrame(columns=list(FIGURE_COLUMNS))
    blocks = [_block(counts, indicator, city[indicator.id], rated) for indicator in chosen]
    n, k = len(counts.values), len(chosen)
    is_estimated = [bool(estimated & {*variables_of(i), i.weight}) for i in chosen]
    table = {column: np.concatenate([b[column] for b in blocks]) for column in blocks[0]}
    table |= {
        "level": np.full(n * k, level.id, dtype=object),
        "key": np.tile(counts.values.index.to_numpy(dtype=object), k),
        "name": np.tile(level.areas["name"].reindex(counts.values.index).to_numpy(object), k),
        "indicator": np.repeat(np.array([i.id for i in chosen], dtype=object), n),
        "year": np.full(n * k, year),
        "rated": np.tile(rated, k),
        "estimated": np.repeat(is_estimated, n),
    }
    return DataFrame({column: table[column] for column in FIGURE_COLUMNS})


def _block(
    counts: Counts, indicator: Indicator, city: float, rated: NDArray[np.bool_]
) -> dict[str, np.ndarray]:
    """Return the measures of one indicator over all areas."""
    measured = _rates(counts, indicator, city) if indicator.is_rate else _shares(counts, indicator)
    difference = measured["value"] - city
    below = is_below_average(difference, indicator.direction, rated)
    city_value = np.full(len(difference), city)
    return measured | {"city_value": city_value, "difference": difference, "below_average": below}


def _rates(counts: Counts, indicator: Indicator, city: float) -> dict[str, np.ndarray]:
    """Return value, interval and probability of a rate from counts."""
    numerator, denominator = (_numbers(counts, name) for name in variables_of(indicator))
    low, high = wilson_interval(numerator, denominator)
    above = probability_above(numerator, denominator, np.asarray(city / indicator.per))
    worse = {1: above, -1: 1 - above, 0: np.full(len(above), np.nan)}[indicator.direction]
    reasons = _first_reason(*(_why(counts, name) for name in variables_of(indicator)))
    return {
        "numerator": numerator,
        "denominator": denominator,
        "value": indicator.per * rate(numerator, denominator),
        "low": indicator.per * low,
        "high": indicator.per * high,
        "probability": worse,
        "reason": np.where((reasons == "") & (denominator == 0), "not_applicable", reasons),
    }


def _shares(counts: Counts, indicator: Indicator) -> dict[str, np.ndarray]:
    """Return a published share as it is: no counts, no interval."""
    value = _numbers(counts, indicator.value)
    missing = np.full(len(value), np.nan)
    nothing = dict.fromkeys(("numerator", "denominator", "low", "high", "probability"), missing)
    return nothing | {"value": value, "reason": _why(counts, indicator.value)}


def _numbers(counts: Counts, variable: str) -> Floats:
    return counts.values[variable].to_numpy(dtype=float)


def _why(counts: Counts, variable: str) -> np.ndarray:
    return counts.reasons[variable].to_numpy(dtype=object)


def _first_reason(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the reason of two counts; secrecy before everything else."""
    either = np.where((first == "") | (second == "suppressed"), second, first)
    return np.asarray(either, dtype=object)


def concatenate(tables: Sequence[DataFrame]) -> DataFrame:
    """Put figures of several levels and years under each other."""
    filled = [table for table in tables if len(table)]
    if not filled:
        return DataFrame(columns=list(FIGURE_COLUMNS))
    figures = pd.concat(filled, ignore_index=True)
    figures["below_average"] = figures["below_average"].astype("boolean")
    return figures


def select(
    figures: DataFrame, *, level: str = "", year: int | None = None, indicator: str = ""
) -> DataFrame:
    """Return the rows of one level, year and indicator ("" and None: all)."""
    keep = np.ones(len(figures), dtype=bool)
    asked: Mapping[str, object] = {"level": level, "year": year, "indicator": indicator}
    for column, wanted in asked.items():
        if wanted not in ("", None):
            keep &= (figures[column] == wanted).to_numpy()
    return figures[keep]
