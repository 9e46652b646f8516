"""Chosen sites in, what nearly was chosen out: stand-ins within 1 %, and why not elsewhere."""

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from geo.arrays import Floats, Ints
from indicators.sites._stakes import AnyStakes, Unit
from wording import count as amount
from wording import say

UNITS: dict[Unit, str] = {
    "persons": "{n} Personen",
    "person_minutes": "{n} Personenminuten",
    "offers": "{n} Angebote in Reichweite",
}
#: A stand-in may cost this share of what all new sites achieve together.
NEARLY_AS_GOOD = 0.01
#: Most stand-ins listed per site, and most places in "why not elsewhere".
MOST_LISTED = 5
#: Places in "why not elsewhere" lie at least so far apart (metres).
APART_METRES = 500.0

ALTERNATIVE_COLUMNS = ("rank", "id", "name", "x", "y", "lost", "metres")
ELSEWHERE_COLUMNS = ("id", "name", "x", "y", "alone", "extra", "reason")


def second_best(stakes: AnyStakes, candidates: DataFrame, order: Ints) -> DataFrame:
    """Places that can stand in for one site while the others stay, at a loss of at most 1 %.

    Parameters
    ----------
    stakes : Stakes, TwiceStakes or CappedStakes
    candidates : DataFrame
        Index id; `name`, `x`, `y`.
    order : ndarray of int
        Row numbers of the chosen candidates, by rank.

    Returns
    -------
    DataFrame
        `ALTERNATIVE_COLUMNS`: for each rank the best `MOST_LISTED`, least loss first;
        `lost` in the objective's unit, `metres` from the site they stand in for.
    """
    own = stakes.only(order)
    achieved = stakes.total(stakes.today) - stakes.total(own.with_sites(order))
    parts = []
    for rank, site in enumerate(order, start=1):
        gains = stakes.gains(own.with_sites(order[order != site]), len(candidates))
        loss = gains[site] - gains
        loss[order] = np.inf
        near = np.flatnonzero(loss <= NEARLY_AS_GOOD * achieved + 1e-9)
        near = near[np.lexsort((_metres(candidates, near, site), loss[near]))][:MOST_LISTED]
        part = candidates.iloc[near].rename_axis("id").reset_index()
        part["rank"], part["lost"] = rank, loss[near].clip(0)
        part["metres"] = _metres(candidates, near, site).round()
        parts.append(part)
    return _together(parts, ALTERNATIVE_COLUMNS)


def why_not_elsewhere(stakes: AnyStakes, candidates: DataFrame, order: Ints) -> DataFrame:
    """Promising places that were not chosen, with the reason.

    Returns
    -------
    DataFrame
        `ELSEWHERE_COLUMNS`: the places that alone would achieve most, none nearer than
        500 m to a chosen one or to another in the list; `alone` and `extra` (on top of the
        chosen sites) in the objective's unit.
    """
    alone = stakes.gains(stakes.today, len(candidates))
    extra = stakes.gains(stakes.with_sites(order), len(candidates))
    listed: list[int] = []
    for place in np.argsort(-alone, kind="stable"):
        if len(listed) == MOST_LISTED or alone[place] <= 0:
            break
        taken = np.array([*order, *listed], dtype=np.int64)
        if not len(taken) or _metres(candidates, taken, int(place)).min() >= APART_METRES:
            listed.append(int(place))
    table = candidates.iloc[listed].rename_axis("id").reset_index()
    table["alone"], table["extra"] = alone[listed], extra[listed]
    least = _least(stakes.only(order), order)
    reasons = [
        _reason(of_all, more, least, stakes.unit)
        for of_all, more in zip(alone[listed], extra[listed], strict=True)
    ]
    table = table.assign(reason=Series(reasons, index=table.index, dtype=object))
    return _together([table], ELSEWHERE_COLUMNS)


def _reason(alone: float, extra: float, least: float, unit: Unit) -> str:
    """Say why a place was not chosen."""
    shared = alone - extra
    if shared >= 0.5 * alone:
        of_all = say(UNITS[unit], n=amount(alone))
        said = "{n} der {all} gewinnen schon die gewählten Standorte."
        return say(said, n=amount(shared), all=of_all)
    more = say(UNITS[unit], n=amount(extra))
    said = "Gewänne zusätzlich {more}; ohne einen der gewählten Standorte gingen mindestens {least} verloren."
    return say(said, more=more, least=amount(least))


def _least(stakes: AnyStakes, order: Ints) -> float:
    """Return what would be lost without the least important of the chosen sites."""
    all_open = stakes.total(stakes.with_sites(order))
    losses = [stakes.total(stakes.with_sites(order[order != site])) - all_open for site in order]
    return min(losses, default=0.0)


def _metres(candidates: DataFrame, some: Ints, one: int) -> Floats:
    places = candidates[["x", "y"]].to_numpy(dtype=float)
    return np.hypot(*(places[some] - places[one]).T)


def _together(parts: list[DataFrame], columns: tuple[str, ...]) -> DataFrame:
    filled = [part for part in parts if len(part)]
    if not filled:
        return DataFrame(columns=list(columns))
    return pd.concat(filled, ignore_index=True)[list(columns)]
