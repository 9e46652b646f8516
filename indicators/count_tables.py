"""Counts of one year as secrecy sees them: areas and sums over areas in one table."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame
from scipy import sparse

from geo.levels import Level


@dataclass(frozen=True)
class CountTable:
    """Published counts of one year: every row is a sum over some of the finest areas.

    Attributes
    ----------
    places : MultiIndex (level, key), length rows
        The first `areas` rows are the finest areas themselves.
    members : sparse array, shape (rows, areas)
        1 where a finest area belongs to the row's area.
    variables : tuple of str
    values : array, shape (rows, variables)
        NaN where no number would be published.
    pairs : tuple of (int, int)
        Variables (part, whole) of which the one counts some of the other.
    fixed : array of bool, shape (variables,)
        Variables that the statistics office has published itself: always open.
    concealed : array of bool, shape (rows, variables)
        Counts that the source withholds already: no number, but a secret one.
    relations : array, shape (relations, variables)
        Sums that hold in every area: coefficients that give 0.
    """

    places: pd.MultiIndex
    members: sparse.csr_array
    variables: tuple[str, ...]
    values: NDArray[np.float64]
    pairs: tuple[tuple[int, int], ...]
    fixed: NDArray[np.bool_]
    concealed: NDArray[np.bool_]
    relations: NDArray[np.float64]

    @property
    def areas(self) -> int:
        """Number of finest areas."""
        return int(self.members.shape[1])


@dataclass(frozen=True)
class Tabulated:
    """Rows of a `CountTable`: places with their members and the numbers that stand there."""

    places: pd.MultiIndex
    members: sparse.csr_array
    values: DataFrame


def tabulate(counts: Mapping[str, DataFrame], levels: Mapping[str, Level], base: str) -> Tabulated:
    """Areas of a base level, then the areas of all other levels that are made of them.

    Parameters
    ----------
    counts : Mapping of str to DataFrame
        By level: areas × the same variables.
    levels : Mapping of str to Level
    base : str
        Level whose areas are the smallest that the variables are known for.

    Returns
    -------
    Tabulated
        Areas of other levels that cut an area of the base level are left out.
    """
    keys = counts[base].index
    finest = levels[base].members
    blocks, places, values = [sparse.eye_array(len(keys), format="csr")], [_at(base, keys)], []
    values.append(counts[base])
    for name, table in counts.items():
        if name == base:
            continue
        members, made = members_of(finest, levels[name].members, keys, table.index)
        blocks.append(members[made])
        places.append(_at(name, table.index[made]))
        values.append(table[made])
    return Tabulated(
        places=places[0].append(places[1:]),
        members=sparse.csr_array(sparse.vstack(blocks, format="csr")),
        values=pd.concat(values, ignore_index=True),
    )


def members_of(
    base: pd.Series, other: pd.Series, base_keys: pd.Index, other_keys: pd.Index
) -> tuple[sparse.csr_array, NDArray[np.bool_]]:
    """Which areas of a base level make up each area of another level.

    Parameters
    ----------
    base, other : Series
        Finest key → key of the level, as in `Level.members`.
    base_keys, other_keys : Index

    Returns
    -------
    members : sparse array, shape (other areas, base areas)
    made : array of bool, shape (other areas,)
        Whether the area consists of whole base areas.
    """
    joined = pd.concat([base.rename("base"), other.rename("other")], axis=1)
    column = base_keys.get_indexer(pd.Index(joined["base"]))
    row = other_keys.get_indexer(pd.Index(joined["other"]))
    sizes = np.bincount(column[column >= 0], minlength=len(base_keys))
    both = (column >= 0) & (row >= 0)
    shape = (len(other_keys), len(base_keys))
    shared = sparse.csr_array((np.ones(both.sum()), (row[both], column[both])), shape=shape)
    shared.sum_duplicates()
    whole = shared.data >= sizes[shared.indices]
    cut = np.bincount(_rows(shared)[~whole], minlength=shape[0]) > 0
    outside = np.bincount(row[(row >= 0) & (column < 0)], minlength=shape[0]) > 0
    filled = np.diff(shared.indptr) > 0
    members = sparse.csr_array(
        (np.ones_like(shared.data), shared.indices, shared.indptr), shape=shape
    )
    return members, filled & ~cut & ~outside


def _rows(matrix: sparse.csr_array) -> NDArray[np.int64]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _at(level: str, keys: pd.Index) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([[level] * len(keys), keys], names=["level", "key"])
