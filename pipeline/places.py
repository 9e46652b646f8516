"""Weeks and places as they may be seen: a city and its released figures in, shown results out.

With `pipeline.equity` the one way to these results for pages and shell. They are
computed from what is released of the city besides; where a count is withheld, its area is
left out and counted.

The steps from a checked city to places, hours and freshness of one category of offers.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from indicators.coverage import Coverage
from indicators.coverage.freshness import doubtful, freshness_of
from indicators.coverage.places import Need, Places, places_in_reach
from indicators.coverage.question import Question
from indicators.coverage.standards import Standard
from indicators.coverage.week import Week, week_of
from indicators.secrecy.release import ReleasedAnalysis, release_coverage
from indicators.secrecy.release_supply import (
    Basis,
    ShownPlaces,
    ShownWeek,
    release_places,
    release_week,
    step_of,
)
from intake.choices import require_category, require_choice, require_level
from intake.model import City
from pipeline.coverage import (
    Persons,
    cover,
    demand_of,
    moment_of,
    offers_asked,
    persons_of,
    reasoned_offers,
    section_label,
    standard_for,
    travel_for,
)
from pipeline.figures import CITY_LEVEL, level_of


def places(
    city: City,
    question: Question,
    *,
    level: str = "",
    decay: str | None = None,
    per_100: float | None = None,
    persons: Persons | None = None,
) -> Places:
    """Places per 100 persons by floating catchments, and how many are missing.

    Parameters
    ----------
    city : City
    question, level
        As in `pipeline.cover`. Ways are on foot (or by bike): places are shared with
        everybody within the limit.
    decay : "gaussian" or None
        E2SFCA or 2SFCA.
    per_100 : float, optional
        Places that 100 persons need, instead of the standard's; 0 = not known.
    persons : Persons, optional
        Instead of the city's counts (only what is released).

    Returns
    -------
    Places
        Not for the public.

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    standard = standard_for(city, question)
    persons = persons or persons_of(city, standard.target_group, question.year)
    when = moment_of(city, question)
    offers, _ = reasoned_offers(city, question, when)
    travel = travel_for(city, standard, when)
    level = require_level(city, level)
    return places_in_reach(
        demand_of(city, standard.target_group, persons),
        offers,
        level_of(city, level),
        within=travel.within,
        need=Need(standard.minutes(travel.kmh), needed(standard, per_100), decay),
    )


def needed(standard: Standard, per_100: float | None) -> float | None:
    """Places that 100 persons need: those asked for, else the standard's; None = not known."""
    return standard.places_per_100 if per_100 is None else per_100 or None


def week(
    city: City,
    question: Question,
    *,
    level: str = CITY_LEVEL,
    key: str = CITY_LEVEL,
    persons: Persons | None = None,
) -> Week:
    """Coverage by weekday and hour, in the city or in one area.

    Parameters
    ----------
    city : City
    question : Question
        As in `pipeline.cover`; `when` and `not_full` are not used.
    level, key : str
        Area whose persons are counted; the whole city by default.
    persons : Persons, optional
        Instead of the city's counts (only what is released).

    Returns
    -------
    Week
        Not for the public.

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    standard = standard_for(city, question)
    persons = persons or persons_of(city, standard.target_group, question.year)
    demand = demand_of(city, standard.target_group, persons)
    if level != CITY_LEVEL:
        members = city.levels[require_level(city, level)].members
        demand = demand[demand["area"].map(members) == key]
    travel = travel_for(city, standard, None)
    limit = standard.minutes(travel.kmh)
    offers = offers_asked(city, question)
    return week_of(demand, offers, reach=travel.reach, max_minutes=limit, question=question)


def freshness(city: City, *, category: str = "", on: date | None = None) -> DataFrame:
    """Offers by how urgently they must be asked about again.

    Parameters
    ----------
    city : City
    category : str
        "" = all.
    on : date, optional
        Default today.

    Returns
    -------
    DataFrame
        As `indicators.coverage.freshness.freshness_of`.
    """
    offers = city.offers
    if category:
        offers = offers[offers["category"] == require_category(city, category)]
    return freshness_of(offers, on or date.today())


def doubtful_offers(city: City, category: str, *, on: date | None = None) -> tuple[str, ...]:
    """Ids of a category's offers that end soon or are not confirmed: `Question(without=…)`."""
    offers = city.offers[city.offers["category"] == require_category(city, category)]
    return doubtful(offers, on or date.today())


def week_shown(
    city: City,
    released: ReleasedAnalysis,
    question: Question,
    *,
    level: str = CITY_LEVEL,
    key: str = CITY_LEVEL,
    list_level: str = "",
) -> ShownWeek:
    """Coverage by weekday and hour, as it may be seen.

    Parameters
    ----------
    city : City
    released : ReleasedAnalysis
        What is shown of the same city besides.
    question, level, key
        As in `pipeline.places.week`.
    list_level : str
        Level of the list of areas; "" = the finest.

    Returns
    -------
    ShownWeek

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    standard = standard_for(city, question)
    own, shown = shown_persons(city, released, standard.target_group, question.year)
    if level != CITY_LEVEL:
        level = require_level(city, level)
        require_choice("Gebiet", key, [str(k) for k in city.levels[level].areas.index])
    found = week(city, question, level=level, key=key, persons=shown)
    here = _inside(city, level, key)
    basis = _basis(city, released, question, own, found.points["persons"])
    basis = replace(basis, left_out=_left_out(own, shown, here))
    areas = city.levels[require_level(city, list_level)]
    return release_week(found, areas.members, areas.areas["name"], basis=basis)


def places_shown(
    city: City,
    released: ReleasedAnalysis,
    question: Question,
    *,
    level: str = "",
    decay: str | None = None,
    per_100: float | None = None,
) -> ShownPlaces:
    """Places per 100 persons and how many are missing, as they may be seen.

    Parameters
    ----------
    city, released
        As in `week_shown`.
    question, level, decay, per_100
        As in `pipeline.places.places`.

    Returns
    -------
    ShownPlaces

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    standard = standard_for(city, question)
    own, shown = shown_persons(city, released, standard.target_group, question.year)
    level = require_level(city, level)
    found = places(city, question, level=level, decay=decay, per_100=per_100, persons=shown)
    members = level_of(city, level).members
    withheld = own.counts.index[own.counts.notna() & shown.counts.isna()]
    hidden = pd.Index(members.reindex(withheld).dropna().unique())
    basis = _basis(city, released, question, own, found.points["persons"])
    if basis.hides_persons:
        _, gated = released_areas(city, released, level, question)
        hidden = gated.index[gated["covered_persons"].isna()]
    wanted = needed(standard, per_100)
    return release_places(
        found,
        per_100=float(wanted) if wanted and found.by_places else float("nan"),
        level=level,
        hidden=hidden,
        basis=replace(basis, left_out=len(withheld)),
    )


def shown_persons(
    city: City, released: ReleasedAnalysis, target_group: str, year: int | None
) -> tuple[Persons, Persons]:
    """Return the city's count of a target group, and the same without what is withheld."""
    own = persons_of(city, target_group, year)
    if own.published or not own.variable or own.year is None:
        return own, own
    table = released.counts.get((city.finest.id, own.year))
    if table is None or own.variable not in table:
        return own, replace(own, counts=own.counts * np.nan)
    return own, replace(own, counts=own.counts.where(table[own.variable].notna()))


def _inside(city: City, level: str, key: str) -> pd.Index:
    """Finest areas of an area."""
    if level == CITY_LEVEL:
        return city.finest.areas.index
    members = city.levels[level].members
    return members.index[members == key]


def _left_out(own: Persons, shown: Persons, here: pd.Index) -> int:
    gone = own.counts.notna() & shown.counts.isna()
    return int(gone.reindex(here, fill_value=False).sum())


def _basis(
    city: City,
    released: ReleasedAnalysis,
    question: Question,
    own: Persons,
    persons: Series,
) -> Basis:
    """Rule and rounding of a result on the settlement points."""
    standard = standard_for(city, question)
    travel = travel_for(city, standard, None)
    label = section_label(city.config.target_group, standard.target_group)
    counted = not own.variable
    step = step_of(
        persons.to_numpy(dtype=float),
        published=own.published or released.audience == "internal",
        counted=counted,
        min_cases=released.min_cases,
    )
    return Basis(
        category_label=section_label(city.config.category, standard.category),
        target_group_label=label,
        standard=standard.sentence(label, travel.mode),
        ways=travel.basis,
        step=step,
        counted=counted,
        min_cases=released.min_cases,
    )


def released_areas(
    city: City, released: ReleasedAnalysis, level: str, question: Question
) -> tuple[Coverage, DataFrame]:
    """A coverage, and its areas behind the gate; those with withheld persons have no numbers."""
    found = cover(city, level=level, question=question)
    gated = release_coverage(
        found, min_cases=released.min_cases, audience=released.audience, released=released
    )
    areas = gated.areas
    persons = ["target_persons", "covered_persons", "covered_share", "gap_persons"]
    return found, areas.assign(**areas[persons].where(areas["covered_persons"].notna(), np.nan))
