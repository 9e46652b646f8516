"""The steps from a checked city to proposed sites for new offers of a category."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from geopandas import GeoSeries
from pandas import DataFrame, Series

from indicators.coverage import Coverage
from indicators.coverage.question import Question
from indicators.coverage.standards import Standard
from indicators.secrecy.release import ReleasedAnalysis, withheld_keys
from indicators.secrecy.release_sites import SiteTables, release_sites
from indicators.sites import (
    Aim,
    Objective,
    Sites,
    need_weights,
    propose_sites,
)
from indicators.sites.variants import NobodyLeftError
from intake.choices import require_choice
from intake.findings import ChoiceError, Kind
from intake.model import City
from intake.ways.travel import Travel
from pipeline.coverage import (
    cover,
    moment_of,
    reasoned_offers,
    standard_for,
    travel_for,
)
from pipeline.figures import level_of
from pipeline.index import index_of
from pipeline.site_places import allowed, cells_of, moved_notes, moving_offers, places_of, thinned
from wording import count as amount
from wording import say

NOBODY_LEFT = Kind(
    "nobody_left",
    "Niemand gewinnt durch einen der möglichen Orte: Kein neuer Standort ist nötig oder keiner hilft.",
    "Anderes Ziel oder andere Orte wählen.",
)
NO_CAPACITY = Kind(
    "capacity",
    "Plätze je Standort gibt es nur beim Ziel „möglichst viele Personen erreichen“ (coverage).",
    "Plätze weglassen oder das Ziel wechseln.",
)
TOO_FEW_PLACES = Kind(
    "too_few_places",
    "Gefragt sind {n} Standorte, möglich sind nur {most} Orte.",
    "Weniger Standorte oder mehr mögliche Orte angeben.",
)
NO_NEED = Kind(
    "no_need",
    "Für „{indicator}“ gibt es keine Werte oder keinen Stadtwert.",
    "Einen anderen Indikator als Gewicht wählen.",
)

#: Most cells that are candidates, by aim, where every pair of cell and person counts.
MOST_CELLS = {"distance": 600, "twice": 600, "everyone": 1000, "coverage": 600}


@dataclass(frozen=True)
class SitePlan:
    """How many new sites are sought, for what, and where they may be.

    Attributes
    ----------
    count : int
    objective : {"coverage", "distance", "twice", "everyone"}
        See `indicators.sites.Aim`.
    candidates : DataFrame, optional
        Index id: `x`, `y` (the city's CRS), `name`; left out: the settlement cells.
    forbidden : GeoSeries, optional
        Polygons in the city's CRS where nothing may be built.
    need : str
        Indicator that weights persons by the need of their area; "" = all alike.
    movable : bool or tuple of str
        Today's offers of the category that may move (True: all; or their ids): they are
        candidates, not fixed, and `count` is the number of all sites that are chosen.
    time_limit : float or None
        Seconds.
    capacity : float, optional
        Persons that each new site can serve; only for `coverage`.
    """

    count: int
    objective: Objective = "coverage"
    candidates: DataFrame | None = None
    forbidden: GeoSeries | None = None
    need: str = ""
    movable: bool | tuple[str, ...] = False
    time_limit: float | None = 60.0
    capacity: float | None = None

    @property
    def weighs_pairs(self) -> bool:
        """Whether every pair of place and person counts, so that fewer cells are weighed."""
        return self.objective != "coverage" or self.capacity is not None


def sites_of(
    city: City,
    question: Question,
    plan: SitePlan,
    *,
    released: ReleasedAnalysis | None = None,
    level: str = "",
) -> tuple[Sites, Coverage]:
    """Propose sites for new offers of a category.

    Parameters
    ----------
    city : City
    question : Question
        What counts as covered.
    plan : SitePlan
    released : ReleasedAnalysis, optional
        Needed for a need weight, and for status classes.
    level : str
        "" = the finest.

    Returns
    -------
    tuple of Sites and Coverage
        The proposal, and today's coverage that it starts from. Not for the public.

    Raises
    ------
    InputError
        If the category, level, indicator … does not exist, or there are too few places.
    """
    _require_fitting(plan)
    today = cover(city, level=level, question=question)
    standard = standard_for(city, question)
    existing, travel = _existing(city, standard, question)
    moving = moving_offers(existing, plan.movable)
    points, candidates = today.points, _candidates(city, today, plan, moving)
    if len(moving):
        without = replace(question, without=(*question.without, *moving.index))
        base = cover(city, level=level, question=without)
        points = base.points.assign(covered_today=points["covered"])
    if plan.objective == "twice":
        staying = existing.drop(moving.index)
        points = points.assign(times=_times(points, staying, travel, standard))
    shown = level_of(city, today.level)
    aim = Aim(
        plan.count, standard.minutes(travel.kmh), plan.objective, plan.time_limit,
        np.inf if plan.capacity is None else plan.capacity,
    )  # fmt: skip
    try:
        sites = propose_sites(
            points, candidates, shown, within=travel.within, aim=aim,
            weights=_weights(city, released, plan.need), classes=classes_of(city, released),
        )  # fmt: skip
    except NobodyLeftError as error:
        raise ChoiceError([NOBODY_LEFT("Aufruf", "Ziel")]) from error
    given_up = tuple(str(id_) for id_ in moving.index if id_ not in set(sites.sites["id"]))
    notes = (*_notes(today, plan, candidates), *moved_notes(moving, given_up))
    return replace(sites, notes=sites.notes + notes, given_up=given_up), today


def released_sites(
    city: City,
    question: Question,
    plan: SitePlan,
    *,
    released: ReleasedAnalysis,
    level: str = "",
) -> tuple[SiteTables, Coverage]:
    """Propose sites and return what may be seen of them: the one call of page and shell.

    Parameters
    ----------
    city, question, plan, level
        As in `sites_of`.
    released : ReleasedAnalysis
        Its audience is the audience of the tables.

    Returns
    -------
    tuple of SiteTables and Coverage
        The coverage (not for the public) carries labels, standard and basis.
    """
    sites, today = sites_of(city, question, plan, released=released, level=level)
    tables = release_sites(
        sites,
        today,
        min_cases=city.config.city.min_cases,
        audience=released.audience,
        withheld=withheld_of(city, released, today),
    )
    return tables, today


def withheld_of(city: City, released: ReleasedAnalysis, today: Coverage) -> frozenset[str]:
    """Finest areas whose count of a coverage's target group is withheld."""
    if today.published or today.year is None:
        return frozenset()
    variables = (today.variable,) if today.variable else ()
    return withheld_keys(released, level=city.finest.id, year=today.year, variables=variables)


def _existing(city: City, standard: Standard, question: Question) -> tuple[DataFrame, Travel]:
    """Return the places of today's offers that count, and how people travel to them."""
    when = moment_of(city, question)
    offers, _ = reasoned_offers(city, question, when)
    return places_of(offers[offers["why_not"] == ""]), travel_for(city, standard, when)


def _require_fitting(plan: SitePlan) -> None:
    """A number of places belongs to the aim of reaching most persons."""
    if plan.capacity is not None and plan.objective != "coverage":
        raise ChoiceError([NO_CAPACITY("Aufruf", "Plätze")])


def _candidates(
    city: City, today: Coverage, plan: SitePlan, moving: DataFrame
) -> DataFrame:  # fmt: skip
    """Return the places that are weighed: those asked for, those of moving offers, none forbidden."""
    candidates = plan.candidates
    if candidates is None:
        candidates = cells_of(today.points, city)
        if plan.weighs_pairs:
            candidates = thinned(candidates, MOST_CELLS[plan.objective])
    if len(moving):
        candidates = pd.concat([moving, candidates.drop(moving.index, errors="ignore")])
    candidates = allowed(candidates, plan.forbidden)
    if plan.count > len(candidates) and plan.objective != "everyone":
        most = amount(len(candidates))
        raise ChoiceError([TOO_FEW_PLACES("Aufruf", "Anzahl", n=amount(plan.count), most=most)])
    return candidates


def _times(
    points: DataFrame, staying: DataFrame, travel: Travel, standard: Standard
) -> Series:  # fmt: skip
    """Return how many of the offers that stay reach each point."""
    origins, offers = (table[["x", "y"]].to_numpy(dtype=float) for table in (points, staying))
    ways = travel.within(origins, offers, standard.minutes(travel.kmh))
    return Series(np.bincount(ways.origin, minlength=len(points)), index=points.index)


def _weights(city: City, released: ReleasedAnalysis | None, need: str) -> Series | None:
    """Need of the finest areas by the newest released values of an indicator."""
    if not need or released is None:
        return None
    entry = released.catalogue[require_choice("Indikator", need, list(released.catalogue))]
    figures = released.figures
    rows = figures[(figures["level"] == city.finest.id) & (figures["indicator"] == entry.id)]
    rows = rows[rows["value"].notna()]
    rows = rows[rows["year"] == rows["year"].max()].set_index("key")
    city_value = rows["city_value"].dropna()
    if rows.empty or city_value.empty or not city_value.iloc[0] > 0:
        raise ChoiceError([NO_NEED("Aufruf", "Gewicht", indicator=entry.label)])
    direction = 1 if (entry.direction or 1) > 0 else -1
    return need_weights(rows["value"], city_value=float(city_value.iloc[0]), direction=direction)


def classes_of(city: City, released: ReleasedAnalysis | None) -> Series | None:
    """Status class of the finest areas by the city's first index with classes."""
    if released is None:
        return None
    for section in city.config.index:
        if section.method in {"mss", "rise"} and section.level in {"", city.finest.id}:
            status = index_of(city, released, section.id, level=city.finest.id).table["status"]
            return status.where(status != "").dropna()
    return None


def _notes(today: Coverage, plan: SitePlan, candidates: DataFrame) -> tuple[str, ...]:
    """Say what the answer rests on."""
    notes: list[str] = [say("Wege: {basis}.", basis=today.basis), *today.notes]
    if today.estimated:
        notes.append(say("Personenzahlen geschätzt."))
    notes.append(say("Mögliche Orte: {n}.", n=amount(len(candidates))))
    if plan.candidates is None and plan.weighs_pairs:
        notes.append(say("Bei diesem Ziel steht je Quadrat nur eine Zelle zur Wahl."))
    return tuple(notes)
