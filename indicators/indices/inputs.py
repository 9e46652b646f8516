"""What an index is computed from: the long table of figures in, areas × indicators out."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

from indicators.catalogue import Indicator
from indicators.figures.change import incomparable
from indicators.indices import _rise as rise
from indicators.indices import mss
from indicators.indices.types import IndexDefinition, IndexInputs
from wording import t

#: Years between the values of a computed change, where the definition names none.
CHANGE_YEARS = {"mss": mss.CHANGE_YEARS, "rise": rise.CHANGE_YEARS}


#: Columns of a level's figures as plain arrays: many times faster than slices of the table.
Rows = dict[str, NDArray[Any]]

#: What becomes a table of its own, and what stands there without a figure.
MEASURES: dict[str, object] = {
    "value": np.nan,
    "numerator": np.nan,
    "denominator": np.nan,
    "city_value": np.nan,
    "reason": "missing",
}

TEXTS = ("key", "name", "indicator", "reason")
NUMBERS = ("year", "rated", "value", "numerator", "denominator", "city_value")


def level_rows(figures: DataFrame, level: str) -> Rows:
    """Figures of one level as plain arrays."""
    place = np.flatnonzero((figures["level"] == level).to_numpy(dtype=bool))
    texts = {name: figures[name].iloc[place].to_numpy(dtype=object) for name in TEXTS}
    return texts | {name: figures[name].to_numpy()[place] for name in NUMBERS}


def index_inputs(
    figures: DataFrame | Rows,
    definition: IndexDefinition,
    catalogue: Mapping[str, Indicator],
    *,
    level: str,
    year: int,
    vintages: Mapping[int, str] | None = None,
) -> IndexInputs:
    """Collect the inputs of an index from a city's figures.

    Parameters
    ----------
    figures : DataFrame or Rows
        `FIGURE_COLUMNS`; released or not. What is suppressed there is missing here. For
        several indices of one level: `level_rows(figures, level)`, which takes the time.
    definition : IndexDefinition
    catalogue : Mapping of str to Indicator
    level, year
        Level and year of the status.
    vintages : Mapping of int to str, optional
        Year → vintage of the boundaries; years of different vintages give no change.

    Returns
    -------
    IndexInputs
        With published changes if the definition names them, else with changes computed
        from two years where the years may be compared; else without.
    """
    rows = level_rows(figures, level) if isinstance(figures, DataFrame) else figures
    now = _only(rows, rows["year"] == year)
    codes, keys = pd.factorize(now["key"])
    first = np.unique(codes, return_index=True)[1]
    areas = Index(keys, name="key", dtype=object)
    found = set(now["indicator"])
    columns = [name for name in definition.indicators if name in found]
    wide = _wide(now, areas, columns)
    changes, notes = _changes(rows, definition, catalogue, areas, year, vintages or {})
    known = sorted({*definition.indicators, *definition.changes} & set(catalogue))
    return IndexInputs(
        values=wide["value"],
        directions=Series([float(catalogue[name].direction) for name in known], index=known),
        rated=Series(now["rated"][first].astype(bool), index=areas),
        changes=changes,
        city=wide["city_value"].max(),
        reasons=wide["reason"],
        numerators=wide["numerator"],
        denominators=wide["denominator"],
        per=Series([catalogue[name].per for name in columns], index=columns, dtype=float),
        names=Series(now["name"][first], index=areas, dtype=object),
        change_notes=notes,
    )


def _only(rows: Rows, keep: NDArray[np.bool_]) -> Rows:
    return {name: column[keep] for name, column in rows.items()}


def _wide(
    rows: Rows, areas: Index, columns: list[str], measures: Iterable[str] = tuple(MEASURES)
) -> dict[str, DataFrame]:
    """Measures as tables areas × indicators; "missing" where there is no figure."""
    names = Index(columns, dtype=object)
    column, row = names.get_indexer(rows["indicator"]), areas.get_indexer(rows["key"])
    wanted = (column >= 0) & (row >= 0)
    place = row[wanted], column[wanted]
    tables = {}
    for measure in measures:
        kind = object if measure in TEXTS else float
        cells = np.full((len(areas), len(columns)), MEASURES[measure], dtype=kind)
        cells[place] = rows[measure][wanted]
        tables[measure] = DataFrame(cells, index=areas, columns=names)
    return tables


def _values(rows: Rows, areas: Index, columns: Iterable[str]) -> DataFrame:
    return _wide(rows, areas, list(columns), ("value",))["value"]


def _changes(
    rows: Rows,
    definition: IndexDefinition,
    catalogue: Mapping[str, Indicator],
    areas: Index,
    year: int,
    vintages: Mapping[int, str],
) -> tuple[DataFrame | None, tuple[str, ...]]:
    """Published or computed changes, and what a reader must know of them."""
    if definition.changes:
        return _published(_only(rows, rows["year"] == year), definition.changes, areas, year)
    earlier = earlier_year(definition, np.unique(rows["year"]).tolist(), year)
    if earlier is None:
        return None, (t("Keine Dynamik: Es gibt kein früheres Jahr zum Vergleich."),)
    names = list(definition.indicators)
    why = [incomparable(catalogue[n], earlier, year, vintages) for n in names if n in catalogue]
    if any(why):
        refused = t("Keine Dynamik: {why}", why=next(filter(None, why)))
        return None, (refused,)
    before, now = (
        _values(_only(rows, rows["year"] == when), areas, names) for when in (earlier, year)
    )
    note = t("Dynamik: Veränderung von {earlier} bis {year}", earlier=earlier, year=year)
    return now - before, (note,)


def _published(
    now: Rows, changes: tuple[str, ...], areas: Index, year: int
) -> tuple[DataFrame | None, tuple[str, ...]]:
    """Changes that the city published as indicators of their own."""
    missing = [name for name in changes if not (now["indicator"] == name).any()]
    if missing:
        listed = ", ".join(missing)
        return None, (t("Keine Dynamik: Für {year} fehlen {names}.", year=year, names=listed),)
    return _values(now, areas, changes), ()


def earlier_year(definition: IndexDefinition, years: list[int], year: int) -> int | None:
    """Year that a change is computed from.

    Notes
    -----
    The one that lies `change_years` before, if the city names them; else the method's
    number of years before, and if that year has no figures the nearest earlier one.

    Examples
    --------
    >>> earlier_year(IndexDefinition("m", "M", "mss", ("a",)), [2013, 2018, 2024], 2024)
    2018
    """
    before = [found for found in years if found < year]
    if definition.change_years is not None:
        wanted = year - definition.change_years
        return wanted if wanted in before else None
    wanted = year - CHANGE_YEARS.get(definition.method, mss.CHANGE_YEARS)
    return wanted if wanted in before else max(before, default=None)
