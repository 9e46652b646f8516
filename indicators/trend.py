"""Straight-line trend over several years: values in, slope with interval out."""

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from indicators.standardise import Floats

#: Fewer points give no trend.
MIN_POINTS = 3


def trend(values: DataFrame) -> DataFrame:
    """Straight-line trend of each area over the years.

    Parameters
    ----------
    values : DataFrame
        Areas × years (columns int, any order, any spacing); NaN = missing.

    Returns
    -------
    DataFrame
        Index as `values`; `slope` (unit per year), `low`, `high` (95 %), `points`, `reason`
        ("" or `too_few_years`: fewer than three points give no trend).

    Notes
    -----
    Least squares, one line per area; the interval from the residuals by Student's t with
    n − 2 degrees of freedom. It says how well a line fits, not how sure each value is.
    """
    years = np.array([float(year) for year in values.columns])
    y = values.to_numpy(dtype=float)
    known = ~np.isnan(y)
    n = known.sum(axis=1)
    enough = n >= MIN_POINTS
    slope, error = _least_squares(np.where(known, y, 0.0), known * years, known, n)
    half = _student(n - 2) * error
    table = {"slope": slope, "low": slope - half, "high": slope + half}
    frame = DataFrame(table, index=values.index).where(Series(enough, index=values.index), np.nan)
    frame["points"] = n
    frame["reason"] = np.where(enough, "", "too_few_years")
    return frame


def _least_squares(
    y: Floats, x: Floats, known: NDArray[np.bool_], n: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Slope and its standard error per row; unknown cells are 0 in `x` and `y`."""
    count = np.maximum(n, 1)
    dx = np.where(known, x - (x.sum(axis=1) / count)[:, None], 0.0)
    dy = np.where(known, y - (y.sum(axis=1) / count)[:, None], 0.0)
    spread = np.square(dx).sum(axis=1)
    safe = np.where(spread > 0, spread, np.nan)
    slope = (dx * dy).sum(axis=1) / safe
    residual = np.square(dy - slope[:, None] * dx).sum(axis=1)
    return slope, np.sqrt(residual / np.where(n > 2, n - 2, np.nan) / safe)


def _student(degrees: NDArray[np.int64]) -> Floats:
    """97.5 % quantile of Student's t; missing below one degree of freedom."""
    from scipy.special import stdtrit

    return np.where(degrees >= 1, stdtrit(np.maximum(degrees, 1), 0.975), np.nan)
