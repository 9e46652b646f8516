"""An attack on a release: what was published in, the small counts a reader could find out.

The reader knows every published number, how areas make up larger ones, that a part is no
larger than its whole, that a count of 0 is always shown, and sums between variables that
somebody tells. Nothing here shares a line with the code that chooses what to withhold.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from pandas import DataFrame

from indicators.figures.analysis import Analysis
from indicators.secrecy._cells import counted_variables, implied_counts, is_small
from indicators.secrecy.release import ReleasedAnalysis
from tests.builders.attack import SLACK, Cell, Equation, Terms, attack

#: Columns of what `audit` returns.
AUDIT_COLUMNS = ["level", "key", "year", "what", "low", "high"]

Counts = dict[Cell, float]


def audit(
    released: ReleasedAnalysis,
    analysis: Analysis,
    *,
    sums: Sequence[Mapping[str, float]] = (),
    changes: DataFrame | None = None,
    decimals: int | None = None,
) -> DataFrame:
    """Small counts that a reader could find, or narrow down too far.

    Parameters
    ----------
    released : ReleasedAnalysis
        What the reader sees.
    analysis : Analysis
        The truth: which counts are secret.
    sums : sequence of mappings
        Relations that the reader knows, as coefficients that give 0:
        ``{"u18": 1, "from_18": 1, "all": -1}``.
    changes : DataFrame, optional
        Differences that somebody published besides: `level`, `key`, `what`, `year`,
        `since`, `difference`.
    decimals : int, optional
        Published values are rounded so; exact if not given.

    Returns
    -------
    DataFrame
        `AUDIT_COLUMNS`: each small count, or small rest ("whole − part"), for which fewer
        than `min_cases` whole numbers are possible, with the interval that is left.
    """
    cells = counts_of(released)
    equations = [
        *area_sums(released, cells),
        *parts(released, cells),
        *values(released, decimals),
        *told_sums(cells, sums),
        *told_changes(changes),
    ]
    found = attack(
        cells,
        equations,
        secret_numbers(analysis),
        min_cases=analysis.min_cases,
        least=_least(cells, tiny_wholes(analysis)),
    )
    wholes = tiny_wholes(analysis)
    rows = [
        (*narrowed.name, narrowed.low, narrowed.high)
        for narrowed in found
        if not narrowed.possible > wholes.get(narrowed.name, np.inf)
    ]
    return DataFrame(rows, columns=AUDIT_COLUMNS)


def counts_of(analysis: Analysis | ReleasedAnalysis) -> Counts:
    """Counts by (level, key, year, variable), with those that published percentages amount to."""
    catalogue = list(analysis.catalogue.values())
    cells: Counts = {}
    for (level, year), table in analysis.counts.items():
        estimated = analysis.estimated.get(year, frozenset())
        counted = table[counted_variables(table, catalogue, estimated)]
        for what, column in counted.join(implied_counts(table, catalogue)).items():
            numbers = column.to_numpy(dtype=float).tolist()
            keys = column.index
            cells |= {
                (level, key, year, str(what)): n for key, n in zip(keys, numbers, strict=True)
            }
    return cells


def secret_numbers(analysis: Analysis) -> list[tuple[Cell, Terms]]:
    """Numbers nobody may learn: small counts and small rests, each as a sum of cells."""
    cells = counts_of(analysis)
    limit = analysis.min_cases
    numbers: list[tuple[Cell, Terms]] = [
        (cell, {cell: 1.0})
        for cell, n in cells.items()
        if is_small(np.array([n]), limit)[0] and not _is_open(analysis, cell[2], {cell[3]})
    ]
    for part, whole in _pairs(analysis, cells):
        for (level, key, year, what), n in cells.items():
            all_of_it = (level, key, year, whole)
            if what != part or not n > SLACK or _is_open(analysis, year, {part, whole}):
                continue
            if is_small(np.array([cells.get(all_of_it, np.nan) - n]), limit)[0]:
                name = (level, key, year, f"{whole} − {part}")
                numbers.append((name, {all_of_it: 1.0, (level, key, year, part): -1.0}))
    return numbers


def _is_open(analysis: Analysis, year: int, variables: set[str]) -> bool:
    return variables <= analysis.released.get(year, frozenset())


def _pairs(analysis: Analysis | ReleasedAnalysis, cells: Counts) -> list[tuple[str, str]]:
    """Numerators that are, as far as one can see, nowhere larger than their denominator."""
    pairs = {(i.numerator, i.denominator) for i in analysis.catalogue.values() if i.is_rate}
    pairs |= {(i.value, i.weight) for i in analysis.catalogue.values() if i.unit == "%"}
    known = {what for *_, what in cells}
    larger = {
        (part, whole)
        for part, whole in pairs
        for (*place, what), n in cells.items()
        if what == part and n > cells.get((*place, whole), np.nan) + SLACK
    }
    return sorted(p for p in pairs - larger if set(p) <= known and p[0] != p[1])


def area_sums(released: ReleasedAnalysis, cells: Counts) -> Iterator[Equation]:
    """An area's count is the sum of its finest areas' counts."""
    finest, *coarser = released.levels
    columns = dict.fromkeys((year, what) for _, _, year, what in cells)
    for level in coarser:
        members = released.levels[level].members
        for key, inside in members.groupby(members):
            for year, what in columns:
                terms = {(finest, member, year, what): 1.0 for member in inside.index}
                whole = (level, str(key), year, what)
                if whole in cells and all(cell in cells for cell in terms):
                    yield Equation({whole: -1.0, **terms})


def parts(released: ReleasedAnalysis, cells: Counts) -> Iterator[Equation]:
    """A part is no larger than its whole."""
    for part, whole in _pairs(released, cells):
        for level, key, year, what in cells:
            if what == part:
                terms = {(level, key, year, part): 1.0, (level, key, year, whole): -1.0}
                yield Equation(terms, low=-np.inf)


def values(released: ReleasedAnalysis, decimals: int | None) -> Iterator[Equation]:
    """A published value is the ratio of its counts, rounded; a city value that of the city's."""
    half = SLACK if decimals is None else 0.5 * 10.0**-decimals
    for row in released.figures.itertuples():
        indicator = released.catalogue[str(row.indicator)]
        if not indicator.is_rate:
            continue
        shown = [((row.level, row.key), row.value), (("city", "city"), row.city_value)]
        for place, value in shown:
            above = (*place, row.year, indicator.numerator)
            below = (*place, row.year, indicator.denominator)
            if not np.isnan(value):
                yield Equation({above: indicator.per, below: half - value}, high=np.inf)
                yield Equation({above: indicator.per, below: -half - value}, low=-np.inf)


def told_sums(cells: Counts, sums: Sequence[Mapping[str, float]]) -> Iterator[Equation]:
    """Sums between variables, in every area and year that has them."""
    for level, key, year in dict.fromkeys(cell[:3] for cell in cells):
        for relation in sums:
            terms = {(level, key, year, what): factor for what, factor in relation.items()}
            if all(cell in cells for cell in terms):
                yield Equation(terms)


def told_changes(changes: DataFrame | None) -> Iterator[Equation]:
    """Differences between two years that stand somewhere else."""
    for r in () if changes is None else changes.itertuples():
        terms = {(r.level, r.key, r.year, r.what): 1.0, (r.level, r.key, r.since, r.what): -1.0}
        yield Equation(terms, float(r.difference), float(r.difference))


def tiny_wholes(analysis: Analysis) -> dict[Cell, float]:
    """Cells of which the whole was published by others and is at most `min_cases`, with it.

    There a 0 is withheld too, and no gate can leave more than 0 … whole possible.
    """
    cells = counts_of(analysis)
    return {
        (level, key, year, part): n
        for part, whole in _pairs(analysis, cells)
        for (level, key, year, what), n in cells.items()
        if what == whole and 0 < n <= analysis.min_cases and _is_open(analysis, year, {whole})
    }


def _least(cells: Counts, tiny: Mapping[Cell, float]) -> dict[Cell, float]:
    """1 for hidden counts of variables in whole numbers (a 0 would be shown), else 0."""
    broken = {what for (*_, what), n in cells.items() if abs(n - round(n if n == n else 0)) > SLACK}
    return {
        cell: 0.0 if cell[3] in broken or cell in tiny else 1.0
        for cell, n in cells.items()
        if np.isnan(n)
    }
