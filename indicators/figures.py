"""The long table of figures: counts by level and year in, values with city value and flag out."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame

from geo.levels import Level
from indicators.analysis import FIGURE_COLUMNS
from indicators.catalogue import Indicator
from indicators.counts import Counts, variables_of
from indicators.flags import is_below_average
from indicators.rates import city_rate, probability_above, rate, wilson_interval

Floats = NDArray[np.float64]


def figures_of(
    level: Level,
    year: int,
    counts: Counts,
    catalogue: Sequence[Indicator],
    *,
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
    estimated : frozenset of str
        Variables that are estimated.
    rated : array of bool, shape (areas,)
        Areas large enough to be rated.

    Returns
    -------
    DataFrame
        `FIGURE_COLUMNS`, areas within indicators.
    """
    blocks = [
        _block(level, year, counts, indicator, estimated, rated)
        for indicator in catalogue
        if set(variables_of(indicator)) <= set(counts.values.columns)
    ]
    if not blocks:
        return DataFrame(columns=list(FIGURE_COLUMNS))
    table = {column: np.concatenate([b[column] for b in blocks]) for column in FIGURE_COLUMNS}
    frame = DataFrame(table)
    frame["below_average"] = frame["below_average"].astype("boolean")
    return frame


def _block(
    level: Level,
    year: int,
    counts: Counts,
    indicator: Indicator,
    estimated: frozenset[str],
    rated: NDArray[np.bool_],
) -> dict[str, np.ndarray]:
    n = len(counts.values)
    measured = _rates(counts, indicator) if indicator.is_rate else _shares(counts, indicator, year)
    difference = measured["value"] - measured["city_value"]
    is_estimated = bool(estimated & {*variables_of(indicator), indicator.weight})
    return {
        "level": np.full(n, level.id, dtype=object),
        "key": counts.values.index.to_numpy(dtype=object),
        "name": level.areas["name"].reindex(counts.values.index).to_numpy(dtype=object),
        "indicator": np.full(n, indicator.id, dtype=object),
        "year": np.full(n, year),
        **measured,
        "difference": difference,
        "below_average": is_below_average(difference, indicator.direction, rated),
        "rated": rated,
        "estimated": np.full(n, is_estimated),
    }


def _rates(counts: Counts, indicator: Indicator) -> dict[str, np.ndarray]:
    """Return value, interval and probability of a rate from counts."""
    variables = list(variables_of(indicator))
    numerator, denominator = counts.values[variables].to_numpy(dtype=float).T
    city = city_rate(*counts.city[indicator.id][variables].to_numpy(dtype=float).T)
    low, high = wilson_interval(numerator, denominator)
    above = probability_above(numerator, denominator, city)
    worse = {1: above, -1: 1 - above, 0: np.full(len(above), np.nan)}[indicator.direction]
    reasons = _first_reason(counts.reasons[variables])
    reasons = np.where((reasons == "") & (denominator == 0), "not_applicable", reasons)
    return {
        "numerator": numerator,
        "denominator": denominator,
        "value": indicator.per * rate(numerator, denominator),
        "city_value": np.full(len(numerator), indicator.per * city),
        "low": indicator.per * low,
        "high": indicator.per * high,
        "probability": worse,
        "reason": reasons,
    }


def _shares(counts: Counts, indicator: Indicator, year: int) -> dict[str, np.ndarray]:
    """Return a published share as it is, beside the published or weighted city value."""
    value = counts.values[indicator.value].to_numpy(dtype=float)
    missing = np.full(len(value), np.nan)
    city = indicator.city_values.get(year, weighted_mean(counts.city[indicator.id], indicator))
    return {
        "numerator": missing,
        "denominator": missing,
        "value": value,
        "city_value": np.full(len(value), city),
        "low": missing,
        "high": missing,
        "probability": missing,
        "reason": _first_reason(counts.reasons[[indicator.value]]),
    }


def weighted_mean(areas: DataFrame, indicator: Indicator) -> float:
    """Mean of a published share, weighted by its named weight column; missing without one.

    Examples
    --------
    >>> areas = DataFrame({"age": [40.0, 50.0], "persons": [300.0, 100.0]})
    >>> weighted_mean(areas, Indicator(id="age", label="Alter", value="age", weight="persons"))
    42.5
    """
    if indicator.weight not in areas.columns or indicator.value not in areas.columns:
        return float("nan")
    known = areas[[indicator.value, indicator.weight]].dropna()
    total = known[indicator.weight].sum()
    if not total > 0:
        return float("nan")
    return float((known[indicator.value] * known[indicator.weight]).sum() / total)


def _first_reason(reasons: DataFrame) -> np.ndarray:
    """Return the first reason of each row; secrecy before everything else."""
    columns = [reasons[column].to_numpy(dtype=object) for column in reasons.columns]
    first = columns[0]
    for column in columns[1:]:
        first = np.where((first == "") | (column == "suppressed"), column, first)
    return np.where(np.isin(columns, ["suppressed"]).any(axis=0), "suppressed", first)


def concatenate(tables: Sequence[DataFrame]) -> DataFrame:
    """Put figures of several levels and years under each other."""
    filled = [table for table in tables if len(table)]
    if not filled:
        return DataFrame(columns=list(FIGURE_COLUMNS))
    return pd.concat(filled, ignore_index=True)


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
