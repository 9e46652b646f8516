"""Chosen sites in, what each of them changes out: ranks, areas and classes before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

from geo.levels import Level
from indicators.site_models import WaysTo

EFFECT_COLUMNS = (
    "target_persons", "covered_before", "covered_after", "gained_persons",
    "share_before", "share_after",
)  # fmt: skip


@dataclass(frozen=True)
class Ranked:
    """Chosen candidates in the order of their marginal effect.

    Attributes
    ----------
    order : tuple of int
        Row numbers of the candidates.
    gained, covered_share : tuple of float
        Newly covered persons by each, and the city's share after it.
    share_before : float
    points : DataFrame
        The points with `minutes_after`, `covered_after`.
    owners : ndarray
        For each point the row number of the candidate that covers it first, -1 = none.
    """

    order: tuple[int, ...]
    gained: tuple[float, ...]
    covered_share: tuple[float, ...]
    share_before: float
    points: DataFrame
    owners: NDArray[np.int64]

    def sources(self, ids: Index) -> dict[str, frozenset[str]]:
        """Return site id → finest areas whose persons it gains."""
        areas = self.points["area"]
        return {str(ids[site]): frozenset(areas[self.owners == site]) for site in self.order}


def ranked_sites(
    points: DataFrame, ways: WaysTo, chosen: NDArray[np.int64], *, max_minutes: float
) -> Ranked:
    """Order the chosen sites: first the one that covers most new persons, then the next.

    Parameters
    ----------
    points : DataFrame
    ways : WaysTo
    chosen : ndarray of int
        Row numbers of candidates.
    max_minutes : float

    Returns
    -------
    Ranked
        The gains sum to the persons that all sites together cover newly. Where sites
        cover equally many, the one that saves more person-minutes comes first.
    """
    persons = points["persons"].fillna(0).to_numpy(dtype=float)
    minutes = points["minutes"].to_numpy(dtype=float).copy()
    covered = points["covered"].to_numpy(dtype=bool).copy()
    total = persons.sum()
    owners = np.full(len(points), -1, dtype=np.int64)
    before = share = _share(persons, covered, total)
    left, order, gained, shares = list(chosen), [], [], []
    while left:
        effects = [_effect(ways, site, persons, minutes, covered) for site in left]
        best = left.pop(int(np.lexsort(([-e[1] for e in effects], [-e[0] for e in effects]))[0]))
        here = ways.to(best)
        fresh = here & ways.covers & ~covered[ways.point]
        gained.append(float(persons[ways.point[fresh]].sum()))
        owners[ways.point[fresh]] = best
        covered[ways.point[here & (ways.minutes <= max_minutes)]] = True
        np.minimum.at(minutes, ways.point[here], ways.minutes[here])
        share = _share(persons, covered, total)
        order.append(int(best))
        shares.append(share)
    after = points.assign(minutes_after=minutes, covered_after=covered)
    return Ranked(tuple(order), tuple(gained), tuple(shares), before, after, owners)


def effect_by_area(points: DataFrame, level: Level) -> DataFrame:
    """Return coverage before and after by area of a level.

    Parameters
    ----------
    points : DataFrame
        `area`, `persons`, `covered`, `covered_after`.
    level : Level

    Returns
    -------
    DataFrame
        Index: the level's keys; `name` and `EFFECT_COLUMNS`. NaN where a part of the
        area has an unknown number of persons.
    """
    table = _effect_table(points, points["area"].map(level.members)).reindex(level.areas.index)
    table.insert(0, "name", level.areas["name"])
    return table.rename_axis("key")


def effect_by_class(points: DataFrame, classes: Series | None) -> DataFrame:
    """Return coverage before and after by status class of the finest areas."""
    if classes is None:
        return DataFrame(columns=list(EFFECT_COLUMNS), index=pd.Index([], name="status"))
    return _effect_table(points, points["area"].map(classes)).rename_axis("status")


def _effect_table(points: DataFrame, key: Series) -> DataFrame:
    persons = points["persons"]
    parts = DataFrame(
        {
            "target_persons": persons,
            "covered_before": persons.where(points["covered"], 0.0 * persons),
            "covered_after": persons.where(points["covered_after"], 0.0 * persons),
        }
    )
    sums = parts.groupby(key).sum().where(~persons.isna().groupby(key).any())
    sums["gained_persons"] = sums["covered_after"] - sums["covered_before"]
    lived = sums["target_persons"].where(sums["target_persons"] > 0)
    sums["share_before"] = sums["covered_before"] / lived
    sums["share_after"] = sums["covered_after"] / lived
    return sums[list(EFFECT_COLUMNS)]


def _effect(
    ways: WaysTo, site: int, persons: NDArray[np.float64], minutes: NDArray[np.float64],
    covered: NDArray[np.bool_],
) -> tuple[float, float]:  # fmt: skip
    """Return the newly covered persons and the person-minutes saved by one more site."""
    here = ways.to(site)
    point = ways.point[here]
    fresh = ways.covers[here] & ~covered[point]
    saved = np.minimum(minutes[point], 1e6) - ways.minutes[here]
    return float(persons[point[fresh]].sum()), float((persons[point] * saved.clip(0)).sum())


def _share(persons: NDArray[np.float64], covered: Sequence[bool] | NDArray, total: float) -> float:
    return float(persons[covered].sum() / total) if total > 0 else float("nan")
