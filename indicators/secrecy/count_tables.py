"""Counts of one year as secrecy sees them: areas and sums over areas in one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame

from geo.levels import Level
from indicators.secrecy._cells import SAME_COUNT, is_small
from indicators.secrecy.relations import open_by_relation

if TYPE_CHECKING:
    from scipy import sparse


@dataclass(frozen=True)
class CountTable:
    """Published counts of one year: every row is a sum over some of the finest areas.

    Attributes
    ----------
    level, key : array of object, shape (rows,)
        Place of each row; the first `areas` rows are the finest areas themselves.
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

    level: NDArray[np.object_]
    key: NDArray[np.object_]
    members: "sparse.csr_array"
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

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """Pairs (part, whole): those of indicators, and the summands of relations."""
        found = list(self.pairs)
        for relation in self.relations:
            for sign in (1.0, -1.0):
                whole = np.flatnonzero(sign * relation < 0)
                if len(whole) == 1:
                    summands = np.flatnonzero(sign * relation > 0)
                    found += [(int(part), int(whole[0])) for part in summands]
        return tuple(dict.fromkeys(found))

    def in_tiny_wholes(self, opened: NDArray[np.bool_], min_cases: int) -> NDArray[np.bool_]:
        """Counts of which the whole is known to everybody and at most `min_cases`.

        Among so few persons even a 0 tells what the others are not: it is withheld
        too, so that a withheld count there may be anything from 0 to the whole.
        """
        tiny = np.zeros(self.values.shape, dtype=bool)
        for part, whole in self.parts:
            if opened[whole] and not opened[part]:
                few = (self.values[:, whole] > 0) & (self.values[:, whole] <= min_cases)
                tiny[:, part] |= few & ~np.isnan(self.values[:, part])
        return tiny


@dataclass(frozen=True)
class Rows:
    """Rows of a `CountTable` before any number: areas, and what they are made of.

    Attributes
    ----------
    level, key : array of object, shape (rows,)
    members : sparse array, shape (rows, areas)
    picked : Mapping of str to array of bool
        By level, which of its areas have a row.
    """

    level: NDArray[np.object_]
    key: NDArray[np.object_]
    members: "sparse.csr_array"
    picked: Mapping[str, NDArray[np.bool_]]

    def gather(self, tables: Mapping[str, DataFrame], columns: Sequence[str]) -> NDArray[Any]:
        """Numbers of all rows from one table per level; NaN where a level lacks the column."""
        blocks = [tables[level].reindex(columns=list(columns)) for level in self.picked]
        pairs = zip(blocks, self.picked.values(), strict=True)
        return np.concatenate([block.to_numpy()[picked] for block, picked in pairs])


def rows_of(levels: Mapping[str, Level], base: str) -> Rows:
    """Areas of a base level, then the areas of all other levels that are made of them.

    Parameters
    ----------
    levels : Mapping of str to Level
    base : str
        Level whose areas are the smallest that the variables are known for.

    Returns
    -------
    Rows
        Areas of other levels that cut an area of the base level are left out.
    """
    from scipy import sparse

    keys = levels[base].areas.index
    blocks = [sparse.eye_array(len(keys), format="csr")]
    picked = {base: np.ones(len(keys), dtype=bool)}
    for name, level in levels.items():
        if name != base:
            members, whole = members_of(
                levels[base].members, level.members, keys, level.areas.index
            )
            blocks.append(members[whole])
            picked[name] = whole
    names = np.concatenate([np.full(p.sum(), n, dtype=object) for n, p in picked.items()])
    own = [levels[n].areas.index.to_numpy(dtype=object)[p] for n, p in picked.items()]
    members = sparse.csr_array(sparse.vstack(blocks, format="csr"))
    return Rows(names, np.concatenate(own), members, picked)


def members_of(
    base: pd.Series, other: pd.Series, base_keys: pd.Index, other_keys: pd.Index
) -> "tuple[sparse.csr_array, NDArray[np.bool_]]":
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
    from scipy import sparse

    of_base = base.reindex(base.index.union(other.index, sort=False))
    of_other = other.reindex(of_base.index)
    column = base_keys.get_indexer(pd.Index(of_base))
    row = other_keys.get_indexer(pd.Index(of_other))
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


def _rows(matrix: "sparse.csr_array") -> NDArray[np.int64]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def primary_cells(table: CountTable, min_cases: int) -> NDArray[np.bool_]:
    """Cells that are secret themselves.

    Parameters
    ----------
    table : CountTable
    min_cases : int

    Returns
    -------
    array of bool, shape (rows, variables)
        Small counts; parts that leave a small rest of their whole; counts that the
        source withholds; all parts of tiny wholes that everybody knows. Nothing of
        variables that are open anyway.
    """
    opened = open_by_relation(table.fixed, table.relations)
    secret = is_small(table.values, min_cases) | table.concealed
    for part, whole in table.pairs:
        rest = is_small(table.values[:, whole] - table.values[:, part], min_cases)
        rest &= table.values[:, part] > SAME_COUNT
        secret[:, part if not opened[part] else whole] |= rest
    secret |= table.in_tiny_wholes(opened, min_cases)
    secret[:, opened] = False
    return secret
