"""Which numbers of an analysis must be withheld: all levels and years in, a list of cells out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame

from indicators.catalogue import Indicator
from indicators.figures.analysis import Analysis
from indicators.secrecy._cells import (
    counted_variables,
    implied_counts,
    is_small,
    parts_of_wholes,
    ratios,
)
from indicators.secrecy.count_tables import CountTable, Rows, rows_of
from indicators.secrecy.relations import linear_relations

if TYPE_CHECKING:
    from indicators.secrecy.suppression import Suppression

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
            from indicators.secrecy.suppression import suppress

            chosen = suppress(table, analysis.min_cases, secondary=secondary)
            found.append(_listed(table, chosen, year))
        found.append(_shares_of(pd.concat(found[1:] or found), analysis.catalogue, year))
    filled = [table for table in found if len(table)]
    return pd.concat(filled, ignore_index=True).drop_duplicates() if filled else found[0]


def count_tables(analysis: Analysis, year: int) -> Iterator[CountTable]:
    """Counts of one year as `CountTable`s: one for each level on which variables begin."""
    catalogue = list(analysis.catalogue.values())
    tables = {n: analysis.counts[n, year] for n in analysis.levels if (n, year) in analysis.counts}
    levels = {name: analysis.levels[name] for name in tables}
    estimated = analysis.estimated.get(year, frozenset())
    released = analysis.released.get(year, frozenset())
    for base, variables in _by_base(tables, analysis, year).items():
        counted = counted_variables(tables[base][variables], catalogue, estimated)
        counts = {name: _counts(t, variables, counted, catalogue) for name, t in tables.items()}
        concealed = {
            name: _concealed(analysis.reasons[name, year], t) for name, t in counts.items()
        }
        if _has_secrets(counts, concealed, catalogue, released, analysis.min_cases):
            rows = rows_of(levels, base)
            relations = _relations(analysis, base, counts[base])
            yield _count_table(
                rows, counts, concealed, catalogue=catalogue, released=released, relations=relations
            )


def _relations(analysis: Analysis, base: str, counts: DataFrame) -> NDArray[np.float64]:
    """Sums between variables that hold in all years that have these variables."""
    catalogue = list(analysis.catalogue.values())
    same = [counts.to_numpy(dtype=float)]
    for (level, _), table in analysis.counts.items():
        if level == base and set(counts.columns) <= set(table.columns):
            implied = implied_counts(table, catalogue)
            counted = table[[c for c in counts.columns if c not in implied]]
            same.append(counted.join(implied)[counts.columns].to_numpy(dtype=float))
    return linear_relations(np.vstack(same))


def _has_secrets(
    counts: Mapping[str, DataFrame],
    concealed: Mapping[str, DataFrame],
    catalogue: list[Indicator],
    released: frozenset[str],
    min_cases: int,
) -> bool:
    """Whether anything can be secret at all: small counts or rests, or concealed cells."""
    for name, table in counts.items():
        closed = [column for column in table if column not in released]
        pairs = [pair for pair in ratios(table, catalogue) if not released.issuperset(pair)]
        rests = [table[whole] - table[part] for part, whole in pairs]
        numbers = np.column_stack([table[closed].to_numpy(dtype=float), *rests])
        if is_small(numbers, min_cases).any() or concealed[name].to_numpy().any():
            return True
    return False


def _by_base(
    tables: Mapping[str, DataFrame], analysis: Analysis, year: int
) -> dict[str, list[str]]:
    """Variables by the first level that has a number of them."""
    bases: dict[str, list[str]] = {}
    seen: set[str] = set()
    for level, table in tables.items():
        some = table.notna().any() | _concealed(analysis.reasons[level, year], table).any()
        new = [column for column in table.columns if some[column] and column not in seen]
        seen |= set(new)
        if new:
            bases[level] = new
    return bases


def _concealed(reasons: DataFrame, table: DataFrame) -> DataFrame:
    """Where the source withholds a number of a table."""
    hidden = reasons.reindex(columns=table.columns).to_numpy(dtype=object) == "suppressed"
    return DataFrame(hidden, index=table.index, columns=table.columns)


def _counts(
    table: DataFrame, variables: Sequence[str], counted: Sequence[str], catalogue: list[Indicator]
) -> DataFrame:
    """Counts of a level, and the counts that published shares amount to."""
    there = table[[v for v in variables if v in table]]
    return there.reindex(columns=list(counted)).join(implied_counts(there, catalogue))


def _count_table(
    rows: Rows,
    counts: Mapping[str, DataFrame],
    concealed: Mapping[str, DataFrame],
    *,
    catalogue: list[Indicator],
    released: frozenset[str],
    relations: NDArray[np.float64],
) -> CountTable:
    finest = next(counts[name] for name in rows.picked)
    columns = list(finest.columns)
    pairs = parts_of_wholes(finest, catalogue)
    table = CountTable(
        level=rows.level,
        key=rows.key,
        members=rows.members,
        variables=tuple(columns),
        values=rows.gather(counts, columns).astype(float),
        pairs=tuple((columns.index(part), columns.index(whole)) for part, whole in pairs),
        fixed=np.array([column in released for column in columns], dtype=bool),
        concealed=rows.gather(concealed, columns).astype(bool),
        relations=relations,
    )
    published = ratios(finest, catalogue)
    return _with_partial_city(table, [(columns.index(a), columns.index(b)) for a, b in published])


def _with_partial_city(table: CountTable, published: Sequence[tuple[int, int]]) -> CountTable:
    """Add the sums behind city values that cover only the areas with known counts."""
    from scipy import sparse

    finest = table.values[: table.areas]
    members, values = [], []
    for pair in published:
        known = ~np.isnan(finest[:, pair]).any(axis=1)
        if known.any() and not known.all():
            members.append(known.astype(float))
            values.append(np.full(len(table.variables), np.nan))
            values[-1][list(pair)] = finest[known][:, pair].sum(axis=0)
    if not members:
        return table
    added = np.full(len(members), CITY, dtype=object)
    return replace(
        table,
        level=np.append(table.level, added),
        key=np.append(table.key, added),
        members=sparse.csr_array(sparse.vstack([table.members, np.array(members)], format="csr")),
        values=np.vstack([table.values, values]),
        concealed=np.vstack([table.concealed, np.zeros((len(members), finest.shape[1]), bool)]),
    )


def _listed(table: CountTable, chosen: "Suppression", year: int) -> DataFrame:
    """Hidden cells by name."""
    rows, columns = np.nonzero(chosen.hidden & ~np.isnan(table.values))
    why = np.where(chosen.primary[rows, columns], "primary", "secondary").astype(object)
    exposed = set(chosen.exposed)
    why[[cell in exposed for cell in zip(rows.tolist(), columns.tolist(), strict=True)]] = "exposed"
    return DataFrame(
        {
            "level": table.level[rows],
            "key": table.key[rows],
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
