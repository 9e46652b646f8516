"""Masks over results: which cells are withheld in, tables without these numbers out.

Masks over the difference of two coverages: persons that change sides in, what is secret out.

Masks over any table of results: rows that rest on small counts lose their numbers.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame

from geo.arrays import Bools
from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.coverage import Coverage
from indicators.coverage.difference import moved_persons
from indicators.secrecy._cells import SAME_COUNT, is_small
from indicators.secrecy.count_tables import CountTable, rows_of


def withheld_changes(
    first: Coverage, second: Coverage, levels: Mapping[str, Level], *, min_cases: int
) -> DataFrame:
    """Areas of all levels whose change from the first coverage to the second is secret.

    Parameters
    ----------
    first, second : Coverage
    levels : Mapping of str to Level
        All levels of the city, finest first.
    min_cases : int
        Changes of 1 to `min_cases` − 1 persons are secret.

    Returns
    -------
    DataFrame
        `level`, `key`: small changes and their partners, the same whichever level is
        asked for; empty where the counts are published or the target groups differ (a
        change from one group to another counts nobody).

    Notes
    -----
    Persons gained and persons lost are counts that add up over areas: secondary secrecy
    is that of all other counts (`suppression.suppress`). A small balance of a large gain
    and a large loss counts as small too: a reader cannot tell it from a small count.
    """
    if first.published and second.published or first.target_group != second.target_group:
        return DataFrame({"level": [], "key": []}, dtype=object)
    rows = rows_of(levels, next(iter(levels)))
    finest = levels[next(iter(levels))].areas.index
    moved = moved_persons(first, second).reindex(finest).fillna(0.0)
    values = rows.members @ moved[["gained", "lost"]].to_numpy(dtype=float)
    balance = np.abs(values[:, 0] - values[:, 1])
    table = CountTable(
        level=rows.level,
        key=rows.key,
        members=rows.members,
        variables=("gained", "lost"),
        values=values,
        pairs=(),
        fixed=np.zeros(2, dtype=bool),
        concealed=np.repeat(is_small(balance, min_cases)[:, None], 2, axis=1),
        relations=np.empty((0, 2)),
    )
    from indicators.secrecy.suppression import suppress

    hidden = suppress(table, min_cases).hidden.any(axis=1)
    return DataFrame({"level": rows.level[hidden], "key": rows.key[hidden]})


Tables = Mapping[tuple[str, int], DataFrame]

#: Variables of an indicator, and what names a place.
PARTS = ("numerator", "denominator", "value", "weight")
PLACED = ("level", "key", "year")

#: Columns of `Analysis.figures` that go where a count is withheld.
DERIVED = ("value", "low", "high", "difference", "probability", "below_average")


def mask_counts(
    counts: Tables, reasons: Tables, withheld: DataFrame
) -> tuple[dict[tuple[str, int], DataFrame], dict[tuple[str, int], DataFrame]]:
    """Counts without the withheld cells, and reasons that say so.

    Parameters
    ----------
    counts, reasons : Mapping of (level, year) to DataFrame
    withheld : DataFrame
        `level`, `key`, `year`, `what` (variable).
    """
    masked, why = dict(counts), dict(reasons)
    for where in dict.fromkeys(zip(withheld["level"], withheld["year"], strict=True)):
        cells = withheld[(withheld["level"] == where[0]) & (withheld["year"] == where[1])]
        hidden = _hidden(counts[where], cells)
        masked[where] = counts[where].mask(hidden)
        why[where] = reasons[where].mask(hidden, "suppressed")
    return masked, why


def mask_figures(
    figures: DataFrame,
    withheld: DataFrame,
    catalogue: Mapping[str, Indicator],
    *,
    population: str = "",
) -> DataFrame:
    """Figures without the numbers that rest on withheld counts.

    Parameters
    ----------
    figures : DataFrame
        As `Analysis.figures`.
    withheld : DataFrame
        `level`, `key`, `year`, `what` (variable).
    catalogue : Mapping of str to Indicator
    population : str
        Variable that decides whether an area is rated: where it is withheld no row may
        tell whether it is.
    """
    if withheld.empty:
        return figures
    used = {part: {i.id: getattr(i, part) for i in catalogue.values()} for part in PARTS}
    used["rated"] = dict.fromkeys(catalogue, population)
    hidden = {part: _rests_on(figures, withheld, variable) for part, variable in used.items()}
    derived = np.any(list(hidden.values()), axis=0)
    city = _city_hidden(figures, withheld, catalogue)
    masked = figures.copy()
    for column in ("numerator", "denominator"):
        masked[column] = masked[column].mask(hidden[column])
    for column in DERIVED:
        masked[column] = masked[column].mask(derived)
    for column in ("city_value", "difference", "probability", "below_average"):
        masked[column] = masked[column].mask(city)
    masked["rated"] = masked["rated"] & ~derived
    masked["reason"] = masked["reason"].mask(derived, "suppressed")
    return masked


def _rests_on(figures: DataFrame, withheld: DataFrame, variables: Mapping[str, str]) -> np.ndarray:
    """Whether the variable that a row's indicator uses is withheld there."""
    hidden = set(zip(*(withheld[name] for name in PLACED), withheld["what"], strict=True))
    rows = zip(*(figures[name] for name in PLACED), figures["indicator"], strict=True)
    return np.array([(*place, variables.get(i)) in hidden for *place, i in rows], dtype=bool)


def _city_hidden(
    figures: DataFrame, withheld: DataFrame, catalogue: Mapping[str, Indicator]
) -> np.ndarray:
    """Whether the count behind a row's city value is withheld."""
    city = withheld[withheld["level"] == "city"]
    hidden = set(zip(city["year"], city["what"], strict=True))
    used = {i.id: {getattr(i, part) for part in PARTS} for i in catalogue.values()}
    gone = {
        (year, i) for i, variables in used.items() for year, what in hidden if what in variables
    }
    pairs = zip(figures["year"], figures["indicator"], strict=True)
    return np.array([pair in gone for pair in pairs], dtype=bool)


def _hidden(table: DataFrame, cells: DataFrame) -> DataFrame:
    """Return a mask like `table`: True where the cell is listed."""
    hidden = np.zeros(table.shape, dtype=bool)
    rows = table.index.get_indexer(pd.Index(cells["key"]))
    columns = table.columns.get_indexer(pd.Index(cells["what"]))
    hidden[rows, columns] = True
    return DataFrame(hidden, index=table.index, columns=table.columns)


def rows_to_hide(
    table: DataFrame, counts: Sequence[str], min_cases: int, *, hidden: Collection[str] = ()
) -> tuple[Bools, Bools]:
    """Rows of a table that must not show their numbers.

    Parameters
    ----------
    table : DataFrame
        Index: what the rows are about, usually area keys.
    counts : sequence of str
        Columns that count persons; a reader may know their sums over the table.
    min_cases : int
    hidden : collection of str
        Index labels that are withheld elsewhere.

    Returns
    -------
    hidden, small : array of bool, shape (rows,)
        All rows that must go; those of them with a small count of their own.

    Notes
    -----
    Of n hidden counts that sum to S none can be larger than S − n + 1: rows are added,
    smallest counts first, until that leaves `min_cases` possibilities.
    """
    numbers = table[list(counts)].to_numpy(dtype=float).reshape(len(table), len(counts))
    secret = is_small(numbers, min_cases)
    gone = np.asarray(secret.any(axis=1) | table.index.isin(list(hidden)))
    for column in np.flatnonzero(secret.any(axis=0)):
        count = numbers[:, column]
        for row in np.argsort(count, kind="stable"):
            if _is_enough(count[gone & (count > SAME_COUNT)], min_cases):
                break
            if count[row] > SAME_COUNT:
                gone[row] = True
    return gone, np.asarray(secret.any(axis=1))


def _is_enough(hidden: NDArray[np.float64], min_cases: int) -> bool:
    """Whether hidden counts with a known sum keep each other secret."""
    return len(hidden) > 1 and int(hidden.sum() + SAME_COUNT) - len(hidden) + 1 >= min_cases


def without_numbers(table: DataFrame, hidden: Bools) -> DataFrame:
    """Return the table with missing numbers in the hidden rows; text stays."""
    masked = table.copy()
    for column in table.select_dtypes(["number", "bool", "boolean"]).columns:
        numbers = masked[column]
        masked[column] = (numbers.astype("boolean") if numbers.dtype == bool else numbers).mask(
            hidden
        )
    return masked
