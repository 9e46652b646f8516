"""Count of unfavourable indicators: areas whose situation is worse than the city's, by topic.

Reads like the Dortmund reports, whose formula was not found: this one is ours.
"""

from collections.abc import Mapping, Sequence

import pandas as pd
from pandas import DataFrame, Series

from geo.arrays import Reals
from indicators.standardise import along_indicators

#: Quarters of the indicators.
STATUS_LIMITS = (0.25, 0.5, 0.75)


def unfavourable_share(worse: Reals, *, city: Reals) -> Reals:
    """Share of the indicators in which an area is worse off than the city.

    Parameters
    ----------
    worse : array, shape (areas, indicators, …)
        Higher is worse.
    city : array, shape (indicators,)
        City values, likewise with higher as worse.

    Returns
    -------
    array, shape (areas, …)
        0–1; equal to the city counts as not worse.

    Examples
    --------
    >>> import numpy as np
    >>> worse = np.array([[20.0, 3.0], [10.0, 8.0]])
    >>> unfavourable_share(worse, city=np.array([15.0, 3.0])).tolist()
    [0.5, 0.5]
    """
    unfavourable = worse > along_indicators(city, worse)
    return unfavourable.sum(axis=1, dtype=worse.dtype) / worse.shape[1]


def contributions(worse: Reals, *, city: Reals) -> Reals:
    """Part of each indicator in the share: 1 ÷ number of indicators, or 0."""
    return (worse > along_indicators(city, worse)) / worse.shape[1]


def count_by_field(
    figures: DataFrame, indicators: Sequence[str], fields: Mapping[str, str]
) -> DataFrame:
    """Count the unfavourable indicators of each area by field of action.

    Parameters
    ----------
    figures : DataFrame
        `FIGURE_COLUMNS` of one level and year.
    indicators : sequence of str
        Those that count.
    fields : mapping
        Indicator → field of action.

    Returns
    -------
    DataFrame
        Columns `key`, `field_of_action`, `count`, `indicators` (how many have a value),
        `share`, `minimum_probability` (of the unfavourable ones: that the situation really
        is worse than the city's; missing if none).
    """
    rows = figures[figures["indicator"].isin(indicators)]
    wide = rows.pivot(index="key", columns="indicator", values=["below_average", "probability"])
    wide = wide.reindex(rows["key"].drop_duplicates())
    unfavourable = wide["below_average"].astype("boolean")
    probability = wide["probability"].astype(float)
    field = Series(fields).reindex(unfavourable.columns).fillna("")
    tables = [
        _one_field(unfavourable.loc[:, (field == name).to_numpy()], probability, name)
        for name in dict.fromkeys(field)
    ]
    return pd.concat(tables, ignore_index=True)


def _one_field(unfavourable: DataFrame, probability: DataFrame, name: str) -> DataFrame:
    known = unfavourable.notna()
    worse = unfavourable.fillna(False).astype(bool)
    count, total = worse.sum(axis=1), known.sum(axis=1)
    least = probability.reindex_like(unfavourable).where(worse).min(axis=1)
    return DataFrame(
        {
            "key": unfavourable.index,
            "field_of_action": name,
            "count": count.to_numpy(),
            "indicators": total.to_numpy(),
            "share": (count / total.where(total > 0)).to_numpy(),
            "minimum_probability": least.to_numpy(),
        }
    )
