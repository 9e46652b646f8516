"""What an index is computed from: the long table of figures in, areas × indicators out."""

from collections.abc import Mapping

import numpy as np
from pandas import DataFrame, Index, Series

from indicators import mss, rise
from indicators.catalogue import Indicator
from indicators.change import incomparable
from indicators.index_types import IndexDefinition, IndexInputs
from wording import t

#: Years between the values of a computed change, where the definition names none.
CHANGE_YEARS = {"mss": mss.CHANGE_YEARS, "rise": rise.CHANGE_YEARS}


def index_inputs(
    figures: DataFrame,
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
    figures : DataFrame
        `FIGURE_COLUMNS`; released or not. What is suppressed there is missing here.
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
    at_level = figures[figures["level"] == level]
    now = at_level[(at_level["year"] == year) & at_level["indicator"].isin(definition.indicators)]
    areas = _areas(at_level, year)
    columns = [name for name in definition.indicators if (now["indicator"] == name).any()]
    wide = _wide(now, areas.index, columns)
    changes, notes = _changes(at_level, definition, catalogue, areas.index, year, vintages or {})
    known = {*definition.indicators, *definition.changes} & set(catalogue)
    return IndexInputs(
        values=wide["value"],
        directions=Series({name: catalogue[name].direction for name in sorted(known)}, dtype=float),
        rated=areas["rated"].astype(bool),
        changes=changes,
        city=now.groupby("indicator")["city_value"].first().reindex(columns),
        reasons=wide["reason"],
        numerators=wide["numerator"],
        denominators=wide["denominator"],
        per=Series({name: catalogue[name].per for name in columns}, dtype=float),
        names=areas["name"],
        change_notes=notes,
    )


def _areas(at_level: DataFrame, year: int) -> DataFrame:
    """Name and rating of each area in the year, in the table's order."""
    rows = at_level[at_level["year"] == year].drop_duplicates("key")
    return rows.set_index(Index(rows["key"], name="key"))[["name", "rated"]]


def _wide(rows: DataFrame, areas: Index, columns: list[str]) -> dict[str, DataFrame]:
    """One table areas × indicators per measure."""
    place = areas.get_indexer(rows["key"]), Index(columns).get_indexer(rows["indicator"])
    tables = {}
    for measure, empty in (("value", np.nan), ("numerator", np.nan), ("denominator", np.nan)):
        cells = np.full((len(areas), len(columns)), empty)
        cells[place] = rows[measure].to_numpy(dtype=float)
        tables[measure] = DataFrame(cells, index=areas, columns=columns)
    reasons = np.full((len(areas), len(columns)), "missing", dtype=object)
    reasons[place] = rows["reason"].to_numpy(dtype=object)
    return tables | {"reason": DataFrame(reasons, index=areas, columns=columns)}


def _changes(
    at_level: DataFrame,
    definition: IndexDefinition,
    catalogue: Mapping[str, Indicator],
    areas: Index,
    year: int,
    vintages: Mapping[int, str],
) -> tuple[DataFrame | None, tuple[str, ...]]:
    """Published or computed changes, and what a reader must know of them."""
    years = sorted({int(found) for found in at_level["year"].unique()})
    if definition.changes:
        return _published(at_level, definition.changes, areas, year)
    earlier = earlier_year(definition, years, year)
    if earlier is None:
        return None, (t("Keine Dynamik: Es gibt kein früheres Jahr zum Vergleich."),)
    names = definition.indicators
    why = [incomparable(catalogue[n], earlier, year, vintages) for n in names if n in catalogue]
    if any(why):
        refused = t("Keine Dynamik: {why}", why=next(filter(None, why)))
        return None, (refused,)
    both = at_level[at_level["indicator"].isin(names) & at_level["year"].isin([earlier, year])]
    values = {
        when: _wide(both[both["year"] == when], areas, list(names))["value"]
        for when in (earlier, year)
    }
    note = t("Dynamik: Veränderung von {earlier} bis {year}", earlier=earlier, year=year)
    return values[year] - values[earlier], (note,)


def _published(
    at_level: DataFrame, changes: tuple[str, ...], areas: Index, year: int
) -> tuple[DataFrame | None, tuple[str, ...]]:
    """Changes that the city published as indicators of their own."""
    rows = at_level[(at_level["year"] == year) & at_level["indicator"].isin(changes)]
    missing = [name for name in changes if not (rows["indicator"] == name).any()]
    if missing:
        listed = ", ".join(missing)
        return None, (t("Keine Dynamik: Für {year} fehlen {names}.", year=year, names=listed),)
    return _wide(rows, areas, list(changes))["value"], ()


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
