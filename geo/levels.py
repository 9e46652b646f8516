"""Levels of areas and their nesting: counts of the finest areas in, counts of coarser ones out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series


@dataclass(frozen=True)
class Level:
    """One division of the city, for example its Sozialräume.

    Attributes
    ----------
    id, label : str
        Short name in code and name on screen.
    areas : GeoDataFrame
        Index `key` (text); columns `name`, `geometry`; the city's metric CRS.
    members : Series
        Key of the finest level → key of this level; finest areas that belong to
        none are left out. On the finest level each area is its own member.
    note : str
        What a reader must know of the boundaries ("angenähert, nicht amtlich").
    vintage : str
        Date or year of the boundaries (Gebietsstand); areas of different
        vintages must not be compared.
    """

    id: str
    label: str
    areas: GeoDataFrame
    members: Series
    note: str = ""
    vintage: str = ""


def aggregate(counts: DataFrame, members: Series) -> DataFrame:
    """Sum of the finest areas' counts for each area of a coarser level.

    Parameters
    ----------
    counts : DataFrame
        Index: keys of the finest level; columns: counts (extensive figures).
    members : Series
        Finest key → coarser key, as in `Level.members`.

    Returns
    -------
    DataFrame
        Index: coarser keys, sorted; the same columns. A sum with a missing part
        is missing: an unknown summand never counts as 0.

    Notes
    -----
    Only counts may be summed; shares never add up.

    Examples
    --------
    >>> counts = DataFrame({"persons": [10.0, 20.0, 5.0]}, index=["01", "02", "03"])
    >>> aggregate(counts, Series({"01": "A", "02": "A", "03": "B"}))["persons"].tolist()
    [30.0, 5.0]
    """
    keys, place = np.unique(members.to_numpy(dtype=str), return_inverse=True)
    parts = counts.reindex(members.index).to_numpy(dtype=float)
    sums = group_sums(np.nan_to_num(parts), place, len(keys))
    unknown = group_sums(np.isnan(parts), place, len(keys)) > 0
    index = pd.Index(keys.astype(object), name="key")
    return DataFrame(np.where(unknown, np.nan, sums), index=index, columns=counts.columns)


def group_sums(rows: np.ndarray, place: np.ndarray, groups: int) -> np.ndarray:
    """Sum rows by group number: shape (rows, columns) in, (groups, columns) out."""
    sums = np.zeros((groups, rows.shape[1]))
    np.add.at(sums, place, rows)
    return sums


def nesting(finer: Series, coarser: Series) -> Series | None:
    """Key of the coarser level for each area of a finer one, if the finer one nests in it.

    Parameters
    ----------
    finer, coarser : Series
        Finest key → key of the level, as in `Level.members`.

    Returns
    -------
    Series or None
        Finer key → coarser key for the finer areas that lie wholly in a coarser one;
        None if any finer area is cut, or if the coarser level is not covered exactly.

    Examples
    --------
    >>> finer = Series({"01": "A", "02": "A", "03": "B"})
    >>> nesting(finer, Series({"01": "X", "02": "X", "03": "X"})).to_dict()
    {'A': 'X', 'B': 'X'}
    >>> nesting(finer, Series({"01": "X", "02": "Y", "03": "Y"})) is None
    True
    """
    if not coarser.index.isin(finer.index).all():
        return None
    pairs = DataFrame({"finer": finer, "coarser": coarser.reindex(finer.index)}).drop_duplicates()
    cut = pairs["finer"].duplicated(keep=False) & pairs["finer"].isin(
        pairs.loc[pairs["coarser"].notna(), "finer"]
    )
    if cut.any():
        return None
    return pairs.dropna().set_index("finer")["coarser"].rename_axis(None)
