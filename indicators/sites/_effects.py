"""Chosen sites in, what each of them changes out: ranks, areas and classes before and after.

Chosen sites in, their order and what each adds out, for aims that count more than one offer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

from geo.arrays import Ints
from geo.levels import Level
from indicators.sites._models import WaysTo
from indicators.sites._stakes import AnyStakes, CappedStakes, TwiceStakes

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
    reached : tuple of ndarray
        For each site the row numbers of the points whose persons it gains.
    second : tuple of float
        Persons who reach a second offer by each; empty unless that was asked for.
    """

    order: tuple[int, ...]
    gained: tuple[float, ...]
    covered_share: tuple[float, ...]
    share_before: float
    points: DataFrame
    reached: tuple[NDArray[np.int64], ...]
    second: tuple[float, ...] = ()

    def sources(self, ids: Index) -> dict[str, frozenset[str]]:
        """Return site id → finest areas whose persons it gains."""
        areas = self.points["area"].to_numpy()
        pairs = zip(self.order, self.reached, strict=True)
        return {str(ids[site]): frozenset(areas[rows]) for site, rows in pairs}


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
    before = share = _share(persons, covered, total)
    ways = ways.only(chosen)
    left, order, gained, shares, reached = list(chosen), [], [], [], []
    while left:
        effects = [_effect(ways, site, persons, minutes, covered) for site in left]
        best = left.pop(int(np.lexsort(([-e[1] for e in effects], [-e[0] for e in effects]))[0]))
        here = ways.to(best)
        fresh = here & ways.covers & ~covered[ways.point]
        gained.append(float(persons[ways.point[fresh]].sum()))
        reached.append(ways.point[fresh])
        covered[ways.point[here & (ways.minutes <= max_minutes)]] = True
        np.minimum.at(minutes, ways.point[here], ways.minutes[here])
        share = _share(persons, covered, total)
        order.append(int(best))
        shares.append(share)
    after = points.assign(minutes_after=minutes, covered_after=covered)
    return Ranked(tuple(order), tuple(gained), tuple(shares), before, after, tuple(reached))


def effect_by_area(points: DataFrame, level: Level) -> DataFrame:
    """Return coverage before and after by area of a level.

    Parameters
    ----------
    points : DataFrame
        `area`, `persons`, `covered`, `covered_after` (yes and no, or shares 0–1);
        `covered_today` in the place of `covered`, where offers may move.
    level : Level

    Returns
    -------
    DataFrame
        Index: the level's keys; `name` and `EFFECT_COLUMNS`, and `lost_persons` where
        offers may move. NaN where a part of the area has an unknown number of persons.
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
            "covered_before": persons
            * points.get("covered_today", points["covered"]).astype(float),
            "covered_after": persons * points["covered_after"].astype(float),
        }
    )
    may_lose = "covered_today" in points
    if may_lose:
        less = points["covered_today"].astype(float) - points["covered_after"].astype(float)
        parts["lost_persons"] = persons * less.clip(0)
    sums = parts.groupby(key).sum().where(~persons.isna().groupby(key).any())
    gained = sums["covered_after"] - sums["covered_before"]
    sums["gained_persons"] = gained + sums["lost_persons"] if may_lose else gained
    lived = sums["target_persons"].where(sums["target_persons"] > 0)
    sums["share_before"] = sums["covered_before"] / lived
    sums["share_after"] = sums["covered_after"] / lived
    return sums[[*EFFECT_COLUMNS, *(["lost_persons"] if may_lose else [])]]


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


def _share(
    persons: NDArray[np.float64], covered: Sequence[bool] | NDArray[Any], total: float
) -> float:
    return float(persons[covered].sum() / total) if total > 0 else float("nan")


def ranked_by(
    stakes: AnyStakes, points: DataFrame, ways: WaysTo, chosen: Ints, *, max_minutes: float
) -> Ranked:
    """Order the chosen sites by what each adds to the aim: see `ranked_sites`."""
    if isinstance(stakes, TwiceStakes):
        return _ranked_twice(stakes, points, ways, chosen)
    if isinstance(stakes, CappedStakes):
        return _ranked_capped(stakes, points, ways, chosen)
    return ranked_sites(points, ways, chosen, max_minutes=max_minutes)


def _ranked_twice(
    stakes: TwiceStakes, points: DataFrame, ways: WaysTo, chosen: Ints
) -> Ranked:  # fmt: skip
    """Order by first and second offers brought into reach, counted as the aim counts them."""
    persons = points["persons"].fillna(0).to_numpy(dtype=float)
    times, total = stakes.times.copy(), persons.sum()
    before = _share_of(persons @ (times >= 1), total)
    left, order, first, second, shares, reached = list(chosen), [], [], [], [], []
    while left:
        gains = stakes.gains(times, int(max(chosen)) + 1)
        best = int(left.pop(int(np.argmax(gains[left]))))
        here = stakes.point[stakes.candidate == best]
        first.append(float(persons[here][times[here] == 0].sum()))
        second.append(float(persons[here][times[here] == 1].sum()))
        times[here] += 1
        order.append(best)
        reached.append(here)
        shares.append(_share_of(persons @ (times >= 1), total))
    minutes = _shortened(points, ways, chosen)
    after = points.assign(minutes_after=minutes, covered_after=times >= 1)
    return Ranked(
        tuple(order), tuple(first), tuple(shares), before, after, tuple(reached), tuple(second)
    )


def _ranked_capped(
    stakes: CappedStakes, points: DataFrame, ways: WaysTo, chosen: Ints
) -> Ranked:  # fmt: skip
    """Order by the persons who find their place at each site when all are open."""
    persons = points["persons"].fillna(0).to_numpy(dtype=float)
    covered = points["covered"].to_numpy(dtype=float)
    row, site, served = stakes.placed(chosen)
    by_site = {int(one): float(served[site == one].sum()) for one in chosen}
    order = sorted(by_site, key=lambda one: (-by_site[one], one))
    gained = [by_site[one] for one in order]
    total, today = persons.sum(), float(persons @ covered)
    placed = np.bincount(row, served, len(points))
    share = np.divide(placed, persons, out=np.zeros(len(points)), where=persons > 0)
    after = points.assign(
        minutes_after=_shortened(points, ways, chosen), covered_after=(covered + share).clip(0, 1)
    )
    reached = tuple(row[(site == one) & (served > 0)] for one in order)
    shares = tuple(_share_of(today + part, total) for part in np.cumsum(gained))
    return Ranked(tuple(order), tuple(gained), shares, _share_of(today, total), after, reached)


def _shortened(points: DataFrame, ways: WaysTo, chosen: Ints) -> NDArray[np.float64]:
    """Return the minutes to the nearest offer with the chosen sites."""
    minutes = points["minutes"].to_numpy(dtype=float).copy()
    here = np.isin(ways.candidate, chosen)
    np.minimum.at(minutes, ways.point[here], ways.minutes[here])
    return minutes


def _share_of(persons: float, total: float) -> float:
    return float(persons / total) if total > 0 else float("nan")
