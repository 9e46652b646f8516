"""The release gate: results in, what a reader may see out. Nothing passes without it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import Literal

import numpy as np
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.coverage import Coverage
from indicators.figures.analysis import Analysis
from indicators.secrecy._coverage_masks import (
    listed_persons,
    mask_coverage,
    mask_gaps,
    withheld_persons,
)
from indicators.secrecy._masks import mask_counts, mask_figures, rows_to_hide, without_numbers
from indicators.secrecy._withheld import withheld_cells
from wording import say
from wording.numbers import mark

__all__ = [
    "Audience",
    "ReleasedAnalysis",
    "ReleasedCoverage",
    "ReleasedTable",
    "mark",
    "release",
    "release_coverage",
    "release_table",
    "withheld_keys",
]

Audience = Literal["public", "internal"]

#: Columns of every `suppressed` table.
SUPPRESSED_COLUMNS = ("level", "key", "year", "what", "why")

#: Written on everything that still shows small counts.
INTERNAL_NOTE = "Nur für den Dienstgebrauch: enthält kleine Fallzahlen, nicht weitergeben."

_GATE = object()


def _require_gate(token: object) -> None:
    if token is not _GATE:
        msg = "Released results are made by the release gate only (indicators.disclosure)."
        raise TypeError(msg)


@dataclass(frozen=True)
class ReleasedAnalysis:
    """An `Analysis` after suppression: what its audience may see.

    Attributes
    ----------
    name … notes
        As in `Analysis`. Withheld counts are NaN in `counts` with the reason
        `suppressed` in `reasons`; rows of `figures` that rest on them have no number
        and the reason `suppressed`.
    audience : {"public", "internal"}
        Internal results show small counts and say so in `notes`.
    suppressed : DataFrame
        `level`, `key`, `year`, `what` (variable), `why`. For the public `why` is always
        "secret": to tell small counts from their partners would narrow them down.
    """

    name: str
    ags: str
    min_cases: int
    min_population: int
    levels: Mapping[str, Level]
    catalogue: Mapping[str, Indicator]
    counts: Mapping[tuple[str, int], DataFrame]
    reasons: Mapping[tuple[str, int], DataFrame]
    estimated: Mapping[int, frozenset[str]]
    released: Mapping[int, frozenset[str]]
    figures: DataFrame
    offers: GeoDataFrame
    protected: Series
    notes: tuple[str, ...]
    audience: Audience
    suppressed: DataFrame
    gate: InitVar[object] = None

    def __post_init__(self, gate: object) -> None:
        """Refuse to be made anywhere but here."""
        _require_gate(gate)


@dataclass(frozen=True)
class ReleasedCoverage:
    """The public part of a `Coverage`: areas and gaps after suppression, no points.

    Attributes
    ----------
    category … notes
        As in `Coverage`.
    audience, suppressed
        As in `ReleasedAnalysis`.
    """

    category: str
    category_label: str
    target_group: str
    target_group_label: str
    standard: str
    basis: str
    level: str
    year: int | None
    areas: DataFrame
    gaps: GeoDataFrame
    estimated: bool
    notes: tuple[str, ...]
    audience: Audience
    suppressed: DataFrame
    gate: InitVar[object] = None

    def __post_init__(self, gate: object) -> None:
        """Refuse to be made anywhere but here."""
        _require_gate(gate)


@dataclass(frozen=True)
class ReleasedTable:
    """Any other table of results after suppression.

    Attributes
    ----------
    table : DataFrame
        The rows; numbers of withheld rows are missing.
    audience, suppressed
        As in `ReleasedAnalysis`.
    """

    table: DataFrame
    audience: Audience
    suppressed: DataFrame
    gate: InitVar[object] = None

    def __post_init__(self, gate: object) -> None:
        """Refuse to be made anywhere but here."""
        _require_gate(gate)


def release(analysis: Analysis, audience: Audience = "public") -> ReleasedAnalysis:
    """Withhold small counts and everything that gives them away.

    Parameters
    ----------
    analysis : Analysis
    audience : {"public", "internal"}
        `internal` (own staff, bound to statistical secrecy) sees small counts with a
        note on every result; protected offers are behind no gate at all.

    Returns
    -------
    ReleasedAnalysis
    """
    withheld = withheld_cells(analysis)
    notes = analysis.notes
    counts, reasons, figures = analysis.counts, analysis.reasons, analysis.figures
    if audience == "public":
        counts, reasons = mask_counts(counts, reasons, withheld)
        figures = mask_figures(
            figures, withheld, analysis.catalogue, population=analysis.population
        )
    elif len(withheld):
        notes = (*notes, say(INTERNAL_NOTE))
    return ReleasedAnalysis(
        name=analysis.name,
        ags=analysis.ags,
        min_cases=analysis.min_cases,
        min_population=analysis.min_population,
        levels=analysis.levels,
        catalogue=analysis.catalogue,
        counts=counts,
        reasons=reasons,
        estimated=analysis.estimated,
        released=analysis.released,
        figures=figures,
        offers=analysis.offers,
        protected=analysis.protected,
        notes=notes,
        audience=audience,
        suppressed=_list_of(withheld, audience),
        gate=_GATE,
    )


def release_coverage(
    coverage: Coverage,
    *,
    min_cases: int,
    audience: Audience = "public",
    released: ReleasedAnalysis | None = None,
) -> ReleasedCoverage:
    """Withhold small numbers of a coverage, and gaps of fewer than `min_cases` persons.

    Parameters
    ----------
    coverage : Coverage
    min_cases : int
        Counts from 1 to `min_cases` − 1 are secret.
    audience : {"public", "internal"}
    released : ReleasedAnalysis, optional
        What is shown of the same city besides, at all levels. Without it, a coverage of
        counts that the statistics office has not published shows no persons at all as
        soon as any of them is secret.

    Returns
    -------
    ReleasedCoverage
        Without the settlement points.
    """
    target, persons = withheld_persons(
        coverage,
        min_cases=min_cases,
        levels=None if released is None else released.levels,
        withheld=None if released is None else released.suppressed,
    )
    hidden_areas = coverage.areas.index[persons]
    shown, dropped = mask_gaps(
        coverage.gaps, hidden_areas, min_cases, keep_small=coverage.published
    )
    suppressed = listed_persons(coverage, persons, dropped)
    areas, gaps, notes = coverage.areas, coverage.gaps, coverage.notes
    if audience == "public":
        areas = mask_coverage(coverage, target, persons, min_cases=min_cases)
        gaps = shown
    elif len(suppressed):
        notes = (*notes, say(INTERNAL_NOTE))
    return ReleasedCoverage(
        category=coverage.category,
        category_label=coverage.category_label,
        target_group=coverage.target_group,
        target_group_label=coverage.target_group_label,
        standard=coverage.standard,
        basis=coverage.basis,
        level=coverage.level,
        year=coverage.year,
        areas=areas,
        gaps=gaps,
        estimated=coverage.estimated,
        notes=notes,
        audience=audience,
        suppressed=_list_of(suppressed, audience),
        gate=_GATE,
    )


def release_table(
    table: DataFrame,
    *,
    counts: Sequence[str],
    min_cases: int,
    audience: Audience = "public",
    hidden: Collection[str] = (),
) -> ReleasedTable:
    """Withhold the rows of any other result that rest on small counts.

    Parameters
    ----------
    table : DataFrame
        Results by area (or anything else); text columns stay.
    counts : sequence of str
        Columns that count persons. If one of a row is secret, all its numbers go, and
        those of partners, so that the sum of the column does not give it away.
    min_cases : int
    audience : {"public", "internal"}
    hidden : collection of str
        Rows (index labels) that are withheld elsewhere, from `withheld_keys`.

    Returns
    -------
    ReleasedTable

    Notes
    -----
    What can be computed from released figures needs no second gate: compute indices,
    ranks and changes from a `ReleasedAnalysis`.
    """
    gone, small = rows_to_hide(table, counts, min_cases, hidden=hidden)
    listed = DataFrame({"key": table.index[gone].astype(str), "what": ", ".join(counts)})
    listed["why"] = np.where(small[gone], "primary", "secondary")
    return ReleasedTable(
        table=table if audience == "internal" else without_numbers(table, gone),
        audience=audience,
        suppressed=_list_of(listed, audience),
        gate=_GATE,
    )


def withheld_keys(
    released: ReleasedAnalysis, *, level: str, year: int, variables: Collection[str] = ()
) -> frozenset[str]:
    """Keys of the areas of which a count is withheld (any, or one of some variables)."""
    cells = released.suppressed
    here = (cells["level"] == level) & (cells["year"] == year)
    if variables:
        here &= cells["what"].isin(list(variables))
    return frozenset(cells.loc[here, "key"])


def _list_of(withheld: DataFrame, audience: Audience) -> DataFrame:
    """Return what was withheld; the public is not told which cells are small themselves."""
    listed = withheld.reindex(columns=list(SUPPRESSED_COLUMNS))
    return listed.assign(why="secret") if audience == "public" else listed
