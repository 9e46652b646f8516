"""Which numbers of an analysis must be withheld: all levels and years in, a list of cells out."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame
from scipy import sparse

from indicators.analysis import Analysis
from indicators.catalogue import Indicator
from indicators.count_tables import CountTable, Tabulated, tabulate
from indicators.relations import linear_relations
from indicators.secret_cells import (
    counted_variables,
    implied_counts,
    parts_of_wholes,
    ratios,
)
from indicators.suppression import Suppression, suppress

WITHHELD_COLUMNS = ["level", "key", "year", "what", "why"]
CITY = "city"


def withheld_cells(analysis: Analysis, *, secondary: bool = True) -> DataFrame:
    """Cells that may not be published.

    Parameters
    ----------
    analysis : Analysis
    secondary : bool
        False: small counts alone, for tests of the audit. Never for publication.

    Returns
    -------
    DataFrame
        `level`, `key`, `year`, `what` (variable), `why`: `primary` (a small count, or one
        that leaves a small rest), `secondary` (would give a small count away), `exposed`
        (small, and given away by figures that others have published already).
    """
    found = [DataFrame(columns=WITHHELD_COLUMNS)]
    for year in sorted({year for _, year in analysis.counts}):
        for table in count_tables(analysis, year):
            chosen = suppress(table, analysis.min_cases, secondary=secondary)
            found.append(_listed(table, chosen, year))
        found.append(_shares_of(pd.concat(found), analysis.catalogue, year))
    filled = [table for table in found if len(table)]
    return pd.concat(filled, ignore_index=True).drop_duplicates() if filled else found[0]


def count_tables(analysis: Analysis, year: int) -> Iterator[CountTable]:
    """Counts of one year as `CountTable`s: one for each level on which variables begin."""
    catalogue = list(analysis.catalogue.values())
    tables = {
        level: analysis.counts[level, year]
        for level in analysis.levels
        if (level, year) in analysis.counts
    }
    for base, variables in _by_base(tables, analysis, year).items():
        finest = tables[base][variables]
        counted = counted_variables(finest, catalogue, analysis.estimated.get(year, frozenset()))
        counts = {level: _counts(t, variables, counted, catalogue) for level, t in tables.items()}
        concealed = {
            level: (
                analysis.reasons[level, year].reindex(columns=counts[base].columns) == "suppressed"
            )
            for level in counts
        }
        order = dict.fromkeys([base, *counts])
        yield _count_table(
            tabulate({level: counts[level] for level in order}, analysis.levels, base),
            tabulate({level: concealed[level] for level in order}, analysis.levels, base),
            catalogue,
            analysis.released.get(year, frozenset()),
        )


def _by_base(
    tables: Mapping[str, DataFrame], analysis: Analysis, year: int
) -> dict[str, list[str]]:
    """Variables by the first level that has a number of them."""
    bases: dict[str, list[str]] = {}
    seen: set[str] = set()
    for level, table in tables.items():
        some = table.notna().any() | (analysis.reasons[level, year] == "suppressed").any()
        new = [column for column in table.columns if some[column] and column not in seen]
        seen |= set(new)
        if new:
            bases[level] = new
    return bases


def _counts(
    table: DataFrame, variables: Sequence[str], counted: Sequence[str], catalogue: list[Indicator]
) -> DataFrame:
    """Counts of a level, and the counts that published shares amount to."""
    there = table[[v for v in variables if v in table]]
    return there.reindex(columns=list(counted)).join(implied_counts(there, catalogue))


def _count_table(
    counts: Tabulated, concealed: Tabulated, catalogue: list[Indicator], released: frozenset[str]
) -> CountTable:
    n = counts.members.shape[1]
    finest = counts.values.iloc[:n]
    pairs = parts_of_wholes(finest, catalogue)
    source_hides = concealed.values.to_numpy(dtype=bool)
    counts, source_hides = _with_partial_city(counts, source_hides, ratios(finest, catalogue))
    columns = list(counts.values.columns)
    return CountTable(
        places=counts.places,
        members=counts.members,
        variables=tuple(columns),
        values=counts.values.to_numpy(dtype=float),
        pairs=tuple((columns.index(part), columns.index(whole)) for part, whole in pairs),
        fixed=np.array([column in released for column in columns], dtype=bool),
        concealed=source_hides,
        relations=linear_relations(finest.to_numpy(dtype=float)),
    )


def _with_partial_city(
    counts: Tabulated, concealed: NDArray[np.bool_], pairs: Sequence[tuple[str, str]]
) -> tuple[Tabulated, NDArray[np.bool_]]:
    """Add the sums behind city values that cover only the areas with known counts."""
    n = counts.members.shape[1]
    finest = counts.values.iloc[:n]
    rows, members = [], []
    for part, whole in pairs:
        known = (finest[part].notna() & finest[whole].notna()).to_numpy()
        if known.any() and not known.all():
            members.append(known.astype(float))
            rows.append(finest.loc[known, [part, whole]].sum())
    if not rows:
        return counts, concealed
    added = pd.MultiIndex.from_arrays([[CITY] * len(rows)] * 2, names=["level", "key"])
    wider = Tabulated(
        places=counts.places.append(added),
        members=sparse.csr_array(sparse.vstack([counts.members, np.array(members)], format="csr")),
        values=pd.concat([counts.values, DataFrame(rows)], ignore_index=True),
    )
    return wider, np.vstack([concealed, np.zeros((len(rows), concealed.shape[1]), dtype=bool)])


def _listed(table: CountTable, chosen: Suppression, year: int) -> DataFrame:
    """Hidden cells by name."""
    rows, columns = np.nonzero(chosen.hidden & ~np.isnan(table.values))
    why = np.where(chosen.primary[rows, columns], "primary", "secondary").astype(object)
    exposed = set(chosen.exposed)
    why[[cell in exposed for cell in zip(rows.tolist(), columns.tolist(), strict=True)]] = "exposed"
    return DataFrame(
        {
            "level": table.places.get_level_values("level")[rows],
            "key": table.places.get_level_values("key")[rows],
            "year": year,
            "what": np.array(table.variables, dtype=object)[columns],
            "why": why,
        },
        columns=WITHHELD_COLUMNS,
    )


def _shares_of(withheld: DataFrame, catalogue: Mapping[str, Indicator], year: int) -> DataFrame:
    """Published shares and means whose weight is withheld: together they would give it away."""
    here = withheld[withheld["year"] == year]
    shares = [i for i in catalogue.values() if i.value and i.weight]
    found = [here[here["what"] == i.weight].assign(what=i.value, why="secondary") for i in shares]
    return pd.concat(found) if found else here.iloc[:0]
