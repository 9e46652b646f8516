"""Chosen sites in, their order and what each adds out, for aims that count more than one offer."""

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from indicators.site_effects import Ranked, ranked_sites
from indicators.site_models import WaysTo
from indicators.site_stakes import AnyStakes, CappedStakes, TwiceStakes

Ints = NDArray[np.int64]


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
    before = _share(persons @ (times >= 1), total)
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
        shares.append(_share(persons @ (times >= 1), total))
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
    shares = tuple(_share(today + part, total) for part in np.cumsum(gained))
    return Ranked(tuple(order), tuple(gained), shares, _share(today, total), after, reached)


def _shortened(points: DataFrame, ways: WaysTo, chosen: Ints) -> NDArray[np.float64]:
    """Return the minutes to the nearest offer with the chosen sites."""
    minutes = points["minutes"].to_numpy(dtype=float).copy()
    here = np.isin(ways.candidate, chosen)
    np.minimum.at(minutes, ways.point[here], ways.minutes[here])
    return minutes


def _share(persons: float, total: float) -> float:
    return float(persons / total) if total > 0 else float("nan")
