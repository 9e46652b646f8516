"""Coverage in persons: demand points, offers and reach in, persons reached and gaps out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame, Series

from geo.levels import Level
from geo.reach import Nearest, Reach
from indicators.coverage._gaps import Rule, gap_table
from indicators.coverage.catchment import floating_catchment
from indicators.coverage.question import Question
from wording import say

__all__ = ["COVERAGE_COLUMNS", "Coverage", "coverage_of", "covered_by_area", "floating_catchment"]

#: Columns of `Coverage.areas`.
COVERAGE_COLUMNS = (
    "name", "target_persons", "covered_persons", "covered_share", "city_share", "gap_persons",
    "nearest_minutes", "below_average",
)  # fmt: skip

#: Covered persons are kept in steps of 2⁻²⁰, so that covered + gap = target holds to the last bit.
STEPS_PER_PERSON = 2.0**20

#: Fewer persons than this come from those steps and from the rounding of sums.
CRUMB_PERSONS = 2 / STEPS_PER_PERSON


@dataclass(frozen=True)
class Coverage:
    """Who reaches an offer of one category, who does not, and where. Not for the public.

    Attributes
    ----------
    category, category_label, target_group, target_group_label : str
    standard : str
        The rule in a readable German sentence.
    basis : str
        What the ways were measured on: "Luftlinie × 1,3", "Straßennetz zu Fuß" …
    level : str
    year : int or None
        Year of the persons.
    areas : DataFrame
        Index `key`; `COVERAGE_COLUMNS`. `target_persons` = `covered_persons` +
        `gap_persons` in every row; `covered_share`, `city_share` 0–1;
        `nearest_minutes`: within so many minutes half of the target group reaches an
        offer that counts (NaN: none can be reached); `below_average` nullable
        boolean: the share is below the city's.
    gaps : GeoDataFrame
        `rank`, `key`, `name`, `persons`, `nearest_offer`, `nearest_minutes`, `reason`,
        `geometry` (points, the city's CRS); sorted by persons, largest first.
    points : DataFrame
        One row per settlement point: `x`, `y`, `area` (finest key), `persons`,
        `minutes`, `covered`, `nearest_offer` (id). Internal only: never shown.
    estimated : bool
        Whether the persons are estimated.
    notes : tuple of str
    variable : str
        Count variable of the target group; "" where points have real counts of their own.
    published : bool
        Whether the statistics office has published that variable: then nothing is secret
        that its spread over settlement points gives.
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
    points: DataFrame
    estimated: bool
    notes: tuple[str, ...]
    variable: str = ""
    published: bool = False


@dataclass(frozen=True)
class Terms:
    """By what a coverage is computed, in words: labels and notes that travel with the result.

    Attributes
    ----------
    standard : str
        The rule in a readable German sentence.
    basis : str
        "Luftlinie × 1,3", "Straßennetz zu Fuß", …
    """

    category_label: str
    target_group_label: str
    standard: str
    basis: str
    estimated: bool = False
    notes: tuple[str, ...] = ()
    variable: str = ""
    published: bool = False


def coverage_of(
    demand: DataFrame,
    offers: GeoDataFrame,
    level: Level,
    *,
    reach: Reach,
    question: Question,
    terms: Terms,
) -> Coverage:
    """Persons of the target group that reach an offer that counts, by area, and the gaps.

    Parameters
    ----------
    demand : DataFrame
        `x`, `y` (metres), `area` (finest key), `persons`, from `demand.persons_at`.
    offers : GeoDataFrame
        The category's offers with a place, the city's CRS; index id; `name`; `why_not`
        ("" = counts, else the reason why not), from `availability.with_reasons`.
        Offers that do not count only give gaps their reason.
    level : Level
        Level to report on; its `members` lead from the finest areas to its areas.
    reach : callable
        Origins (n, 2), destinations (m, 2) → `Nearest`; see `geo.reach`.
    question : Question
        With its entries resolved: category, target group, the mode really used, the limit
        in minutes (metres already turned into minutes) and the year.
    terms : Terms

    Returns
    -------
    Coverage

    Notes
    -----
    A point is covered if the nearest offer that counts lies within the limit. The
    city's share is the ratio of the sums over **all** areas of the city with a known
    count, whether or not they belong to an area of the level.

    Examples
    --------
    See `tests/indicators/coverage/test_coverage.py`.
    """
    limit = float("inf") if question.max_minutes is None else question.max_minutes
    origins = demand[["x", "y"]].to_numpy(dtype=float)
    counting = offers[offers["why_not"] == ""]
    found = reach(origins, _places(counting))
    points = demand.assign(
        minutes=found.minutes,
        covered=found.minutes <= limit,
        nearest_offer=_named(found.destination, counting.index),
    )
    first = found if len(counting) == len(offers) else reach(origins, _places(offers))
    rule = Rule(max_minutes=limit, mode=question.mode)
    return Coverage(
        category=question.category,
        category_label=terms.category_label,
        target_group=question.target_group,
        target_group_label=terms.target_group_label,
        standard=terms.standard,
        basis=terms.basis,
        level=level.id,
        year=question.year,
        areas=covered_by_area(points, level),
        gaps=gap_table(_gap_points(points, first, offers), level, rule=rule),
        points=points,
        estimated=terms.estimated,
        notes=terms.notes + _unknown_note(points),
        variable=terms.variable,
        published=terms.published,
    )


def covered_by_area(points: DataFrame, level: Level) -> DataFrame:
    """Target persons, covered persons and the gap of each area of a level.

    Parameters
    ----------
    points : DataFrame
        `area`, `persons`, `minutes`, `covered` per settlement point.
    level : Level

    Returns
    -------
    DataFrame
        Index: the level's keys in its order; `COVERAGE_COLUMNS`. An area of which any
        part has an unknown count is NaN; an area without target persons has no share.
    """
    key = points["area"].map(level.members)
    keys = level.areas.index
    target = _sums_if_known(points["persons"], key).reindex(keys)
    reached = points["persons"].where(points["covered"], 0.0 * points["persons"])
    covered = _sums_if_known(reached, key).reindex(keys)
    covered = (covered * STEPS_PER_PERSON).round() / STEPS_PER_PERSON
    covered = covered.where(target - covered > CRUMB_PERSONS, target)
    gap = target - covered
    share = (covered / target).where(target > 0)
    city_share = share_of(points)
    lacking = city_share * target - covered
    below = (lacking > CRUMB_PERSONS).astype("boolean").where(share.notna())
    return DataFrame(
        {
            "name": level.areas["name"],
            "target_persons": covered + gap,
            "covered_persons": covered,
            "covered_share": share,
            "city_share": city_share,
            "gap_persons": gap,
            "nearest_minutes": _median_minutes(points, key).reindex(keys),
            "below_average": below,
        },
        index=pd.Index(keys, name="key"),
    )


def share_of(points: DataFrame) -> float:
    """Covered persons ÷ persons over all points with a known count; NaN without persons."""
    persons = points["persons"].fillna(0.0)
    total = float(persons.sum())
    return float(persons[points["covered"]].sum()) / total if total > 0 else float("nan")


def _sums_if_known(persons: Series, key: Series) -> Series:
    """Sums by area that are unknown as soon as one summand is."""
    sums = persons.groupby(key).sum()
    return sums.where(~persons.isna().groupby(key).any()).astype(float)


def _median_minutes(points: DataFrame, key: Series) -> Series:
    """Minutes within which half of each area's persons reach an offer (by persons)."""
    ordered = points.assign(key=key).sort_values("minutes", kind="stable")
    weights = ordered["persons"].where(ordered["persons"] > 0)
    ordered = ordered[weights.notna() & ordered["key"].notna()]
    groups = ordered.groupby("key")["persons"]
    reached = groups.cumsum() >= ordered["key"].map(groups.sum()) / 2
    return ordered[reached].groupby("key")["minutes"].first().replace(np.inf, np.nan)


def _gap_points(points: DataFrame, first: Nearest, offers: GeoDataFrame) -> DataFrame:
    """Uncovered points with the nearest of all offers and why that one does not count."""
    nearest = first.destination
    known = nearest >= 0
    reason = np.full(len(points), "", dtype=object)
    reason[known] = offers["why_not"].to_numpy(dtype=object)[nearest[known]]
    seen = points.assign(
        nearest_offer=_named(nearest, offers["name"]),
        minutes=first.minutes,
        why_not=Series(reason, index=points.index, dtype=object),
    )
    return seen[~points["covered"].to_numpy(dtype=bool) & (points["persons"] > 0).to_numpy()]


def _unknown_note(points: DataFrame) -> tuple[str, ...]:
    unknown = points.loc[points["persons"].isna(), "area"].nunique()
    if not unknown:
        return ()
    if unknown == 1:
        return (say("Für ein Gebiet fehlt die Zahl der Zielgruppe; der Stadtwert gilt für die übrigen."),)  # fmt: skip
    said = "Für {n} Gebiete fehlt die Zahl der Zielgruppe; der Stadtwert gilt für die übrigen."
    return (say(said, n=unknown),)


def _places(offers: GeoDataFrame) -> NDArray[np.float64]:
    """Coordinates of the offers; NaN for an offer without a place."""
    empty = offers.geometry.is_empty | offers.geometry.isna()
    points = offers.geometry.where(~empty)
    return np.column_stack([points.x.to_numpy(dtype=float), points.y.to_numpy(dtype=float)])


def _named(position: NDArray[np.int64], names: "pd.Index | Series") -> NDArray[np.object_]:
    """Names by row number; "" for -1."""
    padded = np.append(np.asarray(names, dtype=object), "")
    return padded[position]
