"""Two coverages of one category in (two times, two modes, with and without an offer), the difference out."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from pandas import DataFrame, Series

from geo.levels import Level
from indicators.coverage import Coverage, covered_by_area


class HasAreas(Protocol):
    """A `Coverage`, or a `ReleasedCoverage` behind the gate."""

    @property
    def level(self) -> str: ...  # noqa: D102
    @property
    def target_group(self) -> str: ...  # noqa: D102
    @property
    def areas(self) -> DataFrame: ...  # noqa: D102


@dataclass(frozen=True)
class CoverPair:
    """Two coverages of one category, by area and for the whole city. Not for the public.

    Attributes
    ----------
    first, second : Coverage
        On the level asked for.
    first_city, second_city : Coverage
        The same for the city as one area, over all persons that are known.
    first_offers, second_offers : int
        Offers with a place that count (a mobile one once).
    """

    first: Coverage
    second: Coverage
    first_city: Coverage
    second_city: Coverage
    first_offers: int
    second_offers: int


def difference_of(first: HasAreas, second: HasAreas) -> DataFrame:
    """Covered persons and shares of two coverages side by side, and what the second adds.

    Parameters
    ----------
    first, second : Coverage or ReleasedCoverage
        Of the same level; missing stays missing.

    Returns
    -------
    DataFrame
        Index `key`; `name`, `target_persons`, `first_persons`, `second_persons`,
        `difference_persons` (NaN where the target groups differ: their persons are not
        the same), `first_share`, `second_share`, `difference_share` (0–1),
        `first_minutes`, `second_minutes`, `second_target_persons`.

    Raises
    ------
    ValueError
        If the levels differ.
    """
    if first.level != second.level:
        msg = f"Coverages of the levels {first.level} and {second.level} cannot be compared."
        raise ValueError(msg)
    a, b = first.areas, second.areas.reindex(first.areas.index)
    difference = b["covered_persons"] - a["covered_persons"]
    if first.target_group != second.target_group:
        difference = Series(np.nan, index=a.index)
    return DataFrame(
        {
            "name": a["name"],
            "target_persons": a["target_persons"],
            "first_persons": a["covered_persons"],
            "second_persons": b["covered_persons"],
            "difference_persons": difference,
            "first_share": a["covered_share"],
            "second_share": b["covered_share"],
            "difference_share": b["covered_share"] - a["covered_share"],
            "first_minutes": a["nearest_minutes"],
            "second_minutes": b["nearest_minutes"],
            "second_target_persons": b["target_persons"],
        }
    )


def moved_persons(first: Coverage, second: Coverage) -> DataFrame:
    """Persons that only the second coverage reaches, and those that only the first does.

    Parameters
    ----------
    first, second : Coverage
        Of the same persons at the same settlement points.

    Returns
    -------
    DataFrame
        Index: finest keys; `gained`, `lost` (persons, unknown ones left out). Their
        difference is the change of the covered persons.

    Raises
    ------
    ValueError
        If the coverages do not rest on the same persons.
    """
    before, after = first.points, second.points
    if len(before) != len(after) or not before["persons"].equals(after["persons"]):
        msg = "Only coverages of the same persons tell who is gained and who is lost."
        raise ValueError(msg)
    persons = after["persons"].fillna(0.0)
    moved = DataFrame(
        {
            "gained": persons.where(after["covered"] & ~before["covered"], 0.0),
            "lost": persons.where(before["covered"] & ~after["covered"], 0.0),
        }
    )
    return moved.groupby(after["area"]).sum()


def of_whole_city(coverage: Coverage, city: Level) -> Coverage:
    """The same coverage for the city as one area, over all persons that are known.

    Parameters
    ----------
    coverage : Coverage
    city : Level
        The level with the city as its only area.

    Returns
    -------
    Coverage
        Without gaps.
    """
    known = coverage.points[coverage.points["persons"].notna()]
    return replace(
        coverage,
        level=city.id,
        areas=covered_by_area(known, city),
        gaps=coverage.gaps.iloc[:0],
    )
