"""Where the next offers should go: persons, candidate places and reach in, proven sites out."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from geo.levels import Level
from geo.reach import Within
from geo.siting import Siting
from indicators.sites._effects import Ranked, effect_by_area, effect_by_class, ranked_by
from indicators.sites._models import Demand, solve_coverage, solve_distance
from indicators.sites._reasons import second_best, why_not_elsewhere
from indicators.sites.variants import solve_capped, solve_everyone, solve_twice
from wording import count as people
from wording import number, percent, say

Objective = Literal["coverage", "distance", "twice", "everyone"]
SOLVERS = {
    "coverage": solve_coverage,
    "distance": solve_distance,
    "twice": solve_twice,
    "everyone": solve_everyone,
}


@dataclass(frozen=True)
class Aim:
    """What the new sites are to achieve.

    Attributes
    ----------
    count : int
        Number of new sites; of no meaning for `everyone`.
    max_minutes : float
        A person is covered when an offer lies within so many minutes.
    objective : {"coverage", "distance", "twice", "everyone"}
        Most persons covered; the shortest ways (persons × minutes); most persons with a
        first and a second offer in reach; the fewest sites that cover everybody.
    time_limit : float or None
        Seconds after which the best found is taken, with its bound.
    capacity : float
        Persons that each new site can serve, only for `coverage`; infinite = no limit.
    """

    count: int
    max_minutes: float
    objective: Objective = "coverage"
    time_limit: float | None = 60.0
    capacity: float = np.inf


@dataclass(frozen=True)
class Sites:
    """The proposed sites, what they change, and how far they are proven. Not for the public.

    Attributes
    ----------
    aim : Aim
    sites : DataFrame
        One row per new site: `rank`, `id`, `name`, `x`, `y` (metres), `gained_persons`
        (newly covered by this one, those before it in rank already open), `covered_share`
        (the city's, with the sites up to this rank); for `twice` also `second_persons`
        (who reach a second offer by it).
    areas : DataFrame
        Index `key`: `name`, `target_persons`, `covered_before`, `covered_after`,
        `gained_persons`, `share_before`, `share_after`; where offers may move also
        `lost_persons`.
    classes : DataFrame
        Index: status class; the same columns without `name`; empty without classes.
    alternatives : DataFrame
        Places that can stand in for one of the sites at a loss of at most 1 % of the
        effect: `rank` (of that site), `id`, `name`, `x`, `y`, `lost` (in the objective's
        unit), `metres`.
    elsewhere : DataFrame
        Promising places that were not chosen: `id`, `name`, `x`, `y`, `alone` (gained if
        it were the only new site), `extra` (on top of the chosen ones), `reason`.
    points : DataFrame
        The points with `minutes_after`, `covered_after`. Internal only.
    siting : Siting
        Objective, bound, gap, seconds; in (weighted) persons or persons × minutes.
    share_before, share_after : float
    is_weighted : bool
        Whether persons were weighted by need; then `siting` is in weighted persons.
    sources : mapping
        Site id → finest areas whose persons it gains.
    notes : tuple of str
    given_up : tuple of str
        Ids of today's offers that would not stay, where offers may move.
    """

    aim: Aim
    sites: DataFrame
    areas: DataFrame
    classes: DataFrame
    alternatives: DataFrame
    elsewhere: DataFrame
    points: DataFrame
    siting: Siting
    share_before: float
    share_after: float
    is_weighted: bool
    sources: dict[str, frozenset[str]]
    notes: tuple[str, ...]
    given_up: tuple[str, ...] = ()


def propose_sites(
    points: DataFrame,
    candidates: DataFrame,
    level: Level,
    *,
    within: Within,
    aim: Aim,
    weights: Series | None = None,
    classes: Series | None = None,
) -> Sites:
    """Choose the places for new offers and say what they change.

    Parameters
    ----------
    points : DataFrame
        `x`, `y` (metres), `area` (finest key), `persons`, `minutes` to the nearest offer
        of today (inf: none), `covered`, as in `Coverage.points`; where offers may move
        these are without them, and `covered_today` is with them; for `twice` also
        `times`, the number of offers in reach.
    candidates : DataFrame
        Index id (text): `x`, `y` (metres, same CRS), `name`.
    level : Level
        Level of the tables before and after.
    within : callable
        See `geo.reach.Within`.
    aim : Aim
    weights : Series, optional
        Finest key → weight of a person there (need); left out: 1 everywhere.
    classes : Series, optional
        Finest key → status class.

    Returns
    -------
    Sites

    Raises
    ------
    ValueError
        If there are fewer candidates than sites asked for.
    NobodyLeftError
        If everybody is to be covered and no candidate covers anybody more.

    Notes
    -----
    Today's offers stay and count. The choice is that of `geo.siting.maximal_coverage`,
    `p_median`, `backup_coverage`, `location_set_covering` or `capacitated_coverage`, with a
    proven bound; `gained_persons` are unweighted persons.

    Examples
    --------
    See `tests/indicators/sites/test_sites.py`.
    """
    if aim.count > len(candidates) and aim.objective != "everyone":
        msg = f"{aim.count} sites are asked for, there are only {len(candidates)} candidates."
        raise ValueError(msg)
    demand = Demand(
        points,
        candidates,
        _weight_of_points(points, weights),
        within,
        aim.max_minutes,
        aim.capacity,
    )
    solve = SOLVERS[aim.objective] if np.isinf(aim.capacity) else solve_capped
    siting, ways, stakes, notes = solve(demand, count=aim.count, time_limit=aim.time_limit)
    chosen = np.array(siting.new, dtype=np.int64)
    ranked = ranked_by(stakes, points, ways, chosen, max_minutes=aim.max_minutes)
    after = ranked.points
    order = np.array(ranked.order, dtype=np.int64)
    return Sites(
        aim=aim,
        sites=_listed(ranked, candidates),
        areas=effect_by_area(after, level),
        classes=effect_by_class(after, classes),
        alternatives=second_best(stakes, candidates, order),
        elsewhere=why_not_elsewhere(stakes, candidates, order),
        points=after,
        siting=siting,
        share_before=ranked.share_before,
        share_after=ranked.covered_share[-1] if len(order) else ranked.share_before,
        is_weighted=weights is not None,
        sources=ranked.sources(candidates.index),
        notes=notes,
    )


def _listed(ranked: Ranked, candidates: DataFrame) -> DataFrame:
    """Return the chosen sites by rank with what each adds."""
    table = candidates.iloc[list(ranked.order)].rename_axis("id").reset_index()
    table = table[["id", "name", "x", "y"]]
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    table["gained_persons"], table["covered_share"] = ranked.gained, ranked.covered_share
    return table.assign(second_persons=ranked.second) if ranked.second else table


def proof_sentence(sites: Sites) -> str:
    """Say in German what is proven of the choice.

    Examples
    --------
    "Bewiesen bestmöglich: Keine andere Wahl von 3 Standorten erreicht mehr als 6.123 Personen
    zusätzlich (gerechnet in 0,8 Sekunden)."
    """
    siting, aim = sites.siting, sites.aim
    if aim.objective == "everyone":
        return _fewest(sites)
    said = (
        "Bewiesen bestmöglich: Keine andere Wahl von {what} {limit} (gerechnet in {seconds} Sekunden)."
        if siting.proven
        else "Noch nicht bewiesen: Sicher ist, dass keine andere Wahl von {what} {limit}; das sind {gap} Abstand (gerechnet in {seconds} Sekunden)."
    )
    what = say("1 Standort" if aim.count == 1 else "{n} Standorten", n=people(aim.count))
    gap, seconds = percent(100 * siting.gap, 2), number(siting.seconds)
    return say(said, what=what, limit=_limit(sites), gap=gap, seconds=seconds)


def _fewest(sites: Sites) -> str:
    """Say how many sites are needed to reach everybody."""
    found, least = len(sites.sites), people(round(sites.siting.bound))
    said = (
        "Bewiesen bestmöglich: {many} alle, die ein möglicher Ort erreicht; mit weniger geht es nicht (gerechnet in {seconds} Sekunden)."
        if sites.siting.proven
        else "Noch nicht bewiesen: {many} alle, die ein möglicher Ort erreicht; mit weniger als {least} geht es nicht (gerechnet in {seconds} Sekunden)."
    )
    many = say("1 Standort erreicht" if found == 1 else "{n} Standorte erreichen", n=people(found))
    return say(said, many=many, least=least, seconds=number(sites.siting.seconds))


def _limit(sites: Sites) -> str:
    """Say the bound in words: it goes down for ways and up for persons."""
    weighted = say(" (nach Bedarf gewichtet)") if sites.is_weighted else ""
    bound, capacity = people(sites.siting.bound), sites.aim.capacity
    if sites.aim.objective == "distance":
        return say("kommt unter {n} Personenminuten Weg{weighted}", n=bound, weighted=weighted)
    if sites.aim.objective == "twice":
        said = "bringt je Person gezählt mehr als {n} erste und zweite Angebote in Reichweite{weighted}"
        return say(said, n=bound, weighted=weighted)
    places = "" if np.isinf(capacity) else say(", mit je {n} Plätzen", n=people(capacity))
    said = "erreicht zusätzlich mehr als {n} Personen{weighted}{places}"
    return say(said, n=bound, weighted=weighted, places=places)


def need_weights(values: Series, *, city_value: float, direction: int) -> Series:
    """Weight of a person by the need of the area: how far it is from the city's value.

    Parameters
    ----------
    values : Series
        Indicator by finest key, > 0; NaN where unknown.
    city_value : float
    direction : {1, -1}
        +1: higher is worse; -1: lower is worse.

    Returns
    -------
    Series
        1 at the city's value, 2 where the situation is twice as bad, never below 0.25 or
        above 4; 1 where the value is unknown.

    Examples
    --------
    >>> need_weights(Series({"a": 20.0, "b": 5.0}), city_value=10, direction=1).tolist()
    [2.0, 0.5]
    """
    ratio = values / city_value if direction > 0 else city_value / values
    return ratio.clip(0.25, 4.0).fillna(1.0).rename("weight")


def _weight_of_points(points: DataFrame, weights: Series | None) -> Series:
    if weights is None:
        return pd.Series(1.0, index=points.index)
    return points["area"].map(weights).fillna(1.0).astype(float)
