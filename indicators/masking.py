"""Masks over results: which cells are withheld in, tables without these numbers out."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandas import DataFrame

from indicators.catalogue import Indicator

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
