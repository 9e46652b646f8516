"""Two coverages in, what may be seen of their difference out: each number through the release gate."""

from dataclasses import dataclass

from pandas import DataFrame

from indicators.coverage import Coverage
from indicators.coverage.difference import CoverPair, difference_of
from indicators.secrecy._masks import withheld_changes
from indicators.secrecy.release import (
    Audience,
    ReleasedAnalysis,
    ReleasedCoverage,
    ReleasedTable,
    release_coverage,
    release_table,
)


@dataclass(frozen=True)
class Side:
    """What one of two coverages was asked for, in words; no numbers of persons.

    Attributes
    ----------
    standard, basis, target_group_label : str
        As in `Coverage`.
    year : int or None
    estimated : bool
    notes : tuple of str
    offers : int
        Offers that count.
    """

    standard: str
    basis: str
    target_group_label: str
    year: int | None
    estimated: bool
    notes: tuple[str, ...]
    offers: int


@dataclass(frozen=True)
class ShownDifference:
    """Two coverages of one category side by side, after suppression.

    Attributes
    ----------
    category_label, level : str
    first, second : Side
    areas, city : ReleasedTable
        As `coverage_change.difference_of`: one row per area of the level, and one for
        the whole city. Where the change is secret the row has no number at all.
    same_group : bool
        Whether both count the same persons; else there is no difference in persons.
    secret : frozenset of str
        Keys of areas of which a number is withheld, for whatever reason.
    """

    category_label: str
    level: str
    first: Side
    second: Side
    areas: ReleasedTable
    city: ReleasedTable
    same_group: bool
    secret: frozenset[str]


def release_difference(
    pair: CoverPair,
    *,
    min_cases: int,
    audience: Audience = "public",
    released: ReleasedAnalysis | None = None,
) -> ShownDifference:
    """Withhold what either coverage keeps secret, and changes of fewer than `min_cases` persons.

    Parameters
    ----------
    pair : CoverPair
    min_cases : int
        Counts from 1 to `min_cases` − 1 are secret.
    audience : {"public", "internal"}
    released : ReleasedAnalysis, optional
        What is shown of the same city besides; may be left out only where the counts of
        both are published. Otherwise no number is shown.

    Returns
    -------
    ShownDifference

    Notes
    -----
    Two coverages that may each be shown can together tell a small count: 40 persons are
    reached in 14 minutes, 41 in 15. Where the statistics office has published the counts
    nothing of this is secret. Elsewhere an area's row goes as soon as its change is small,
    or if it would give a small one away by subtraction.
    """

    def gate(coverage: Coverage) -> ReleasedCoverage:
        return release_coverage(coverage, min_cases=min_cases, audience=audience, released=released)

    def table(first: ReleasedCoverage, second: ReleasedCoverage) -> ReleasedTable:
        numbers = difference_of(first, second)
        hidden = _hidden(numbers, first.level, cells)
        return release_table(numbers, counts=(), min_cases=1, audience=audience, hidden=hidden)

    cells = _secret_changes(pair, min_cases, audience, released)
    first, second = gate(pair.first), gate(pair.second)
    areas = table(first, second)
    secret = _hidden(areas.table, first.level, cells) | _secret_of(first) | _secret_of(second)
    return ShownDifference(
        category_label=first.category_label,
        level=first.level,
        first=_side(first, pair.first_offers),
        second=_side(second, pair.second_offers),
        areas=areas,
        city=table(gate(pair.first_city), gate(pair.second_city)),
        same_group=first.target_group == second.target_group,
        secret=secret,
    )


def _secret_changes(
    pair: CoverPair, min_cases: int, audience: Audience, released: ReleasedAnalysis | None
) -> DataFrame | None:
    """Areas whose change is secret; None if nobody can say: then all."""
    if audience == "internal" or (pair.first.published and pair.second.published):
        return DataFrame({"level": [], "key": []}, dtype=object)
    if released is None:
        return None
    return withheld_changes(pair.first, pair.second, released.levels, min_cases=min_cases)


def _hidden(table: DataFrame, level: str, cells: DataFrame | None) -> frozenset[str]:
    if cells is None:
        return frozenset(table.index.astype(str))
    return frozenset(cells.loc[cells["level"] == level, "key"].astype(str))


def _secret_of(coverage: ReleasedCoverage) -> frozenset[str]:
    if coverage.audience == "internal":
        return frozenset()
    cells = coverage.suppressed
    return frozenset(cells.loc[cells["what"] != "gap", "key"].astype(str))


def _side(coverage: ReleasedCoverage, offers: int) -> Side:
    return Side(
        standard=coverage.standard,
        basis=coverage.basis,
        target_group_label=coverage.target_group_label,
        year=coverage.year,
        estimated=coverage.estimated,
        notes=coverage.notes,
        offers=offers,
    )
