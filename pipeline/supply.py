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
from indicators.coverage.availability import Asking
from indicators.coverage.capacity import Need, Supply, supply_of
from indicators.coverage.freshness import doubtful, freshness_of
from indicators.coverage.standards import Standard
from indicators.coverage.week import Limits, Week, week_of
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
    Question,
    asked_time,
    cover,
    demand_of,
    persons_of,
    reasoned_offers,
    section_label,
    standard_for,
    travel_for,
)
from pipeline.figures import CITY_LEVEL, level_of

#: Nothing but the category is asked for.
STANDARD = Question()


def places(
    city: City,
    category: str,
    *,
    level: str = "",
    year: int | None = None,
    decay: str | None = None,
    per_100: float | None = None,
    persons: Persons | None = None,
    question: Question = STANDARD,
) -> Supply:
    """Places per 100 persons by floating catchments, and how many are missing.

    Parameters
    ----------
    city : City
    category, level, year, question
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
    Supply
        Not for the public.

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    standard = standard_for(city, category, question)
    persons = persons or persons_of(city, standard.target_group, year)
    on, when = asked_time(city, question)
    offers, _ = reasoned_offers(city, category, question, on=on, when=when)
    travel = travel_for(city, standard, when)
    level = require_level(city, level)
    return supply_of(
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
    category: str,
    *,
    level: str = CITY_LEVEL,
    key: str = CITY_LEVEL,
    year: int | None = None,
    persons: Persons | None = None,
    question: Question = STANDARD,
) -> Week:
    """Coverage by weekday and hour, in the city or in one area.

    Parameters
    ----------
    city : City
    category, year, question
        As in `pipeline.cover`; `question.when` is not used.
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
    standard = standard_for(city, category, question)
    persons = persons or persons_of(city, standard.target_group, year)
    demand = demand_of(city, standard.target_group, persons)
    if level != CITY_LEVEL:
        members = city.levels[require_level(city, level)].members
        demand = demand[demand["area"].map(members) == key]
    travel = travel_for(city, standard, None)
    offers = city.offers if question.offers is None else question.offers
    limits = Limits(standard.minutes(travel.kmh), question.on or date.today())
    asking = Asking(
        on=limits.on,
        without=question.without,
        confirmed_only=question.confirmed_only,
        step_free_only=question.step_free_only,
    )
    chosen = offers[offers["category"] == require_category(city, category)]
    return week_of(demand, chosen, reach=travel.reach, limits=limits, asking=asking)


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
    category: str,
    *,
    level: str = CITY_LEVEL,
    key: str = CITY_LEVEL,
    list_level: str = "",
    year: int | None = None,
    question: Question = STANDARD,
) -> ShownWeek:
    """Coverage by weekday and hour, as it may be seen.

    Parameters
    ----------
    city : City
    released : ReleasedAnalysis
        What is shown of the same city besides.
    category, level, key, year, question
        As in `pipeline.supply.week`.
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
    standard = standard_for(city, category, question)
    own, shown = shown_persons(city, released, standard.target_group, year)
    if level != CITY_LEVEL:
        level = require_level(city, level)
        require_choice("Gebiet", key, [str(k) for k in city.levels[level].areas.index])
    found = week(city, category, level=level, key=key, year=year, persons=shown, question=question)
    here = _inside(city, level, key)
    basis = _basis(city, released, category, question, own, found.points["persons"])
    basis = replace(basis, left_out=_left_out(own, shown, here))
    areas = city.levels[require_level(city, list_level)]
    return release_week(found, areas.members, areas.areas["name"], basis=basis)


def places_shown(
    city: City,
    released: ReleasedAnalysis,
    category: str,
    *,
    level: str = "",
    year: int | None = None,
    decay: str | None = None,
    per_100: float | None = None,
    question: Question = STANDARD,
) -> ShownPlaces:
    """Places per 100 persons and how many are missing, as they may be seen.

    Parameters
    ----------
    city, released, category
        As in `week_shown`.
    level, year, decay, per_100, question
        As in `pipeline.supply.places`.

    Returns
    -------
    ShownPlaces

    Raises
    ------
    InputError
        As `pipeline.cover`.
    """
    standard = standard_for(city, category, question)
    own, shown = shown_persons(city, released, standard.target_group, year)
    level = require_level(city, level)
    found = places(
        city, category, level=level, year=year, decay=decay, per_100=per_100, persons=shown,
        question=question,
    )  # fmt: skip
    members = level_of(city, level).members
    withheld = own.counts.index[own.counts.notna() & shown.counts.isna()]
    hidden = pd.Index(members.reindex(withheld).dropna().unique())
    basis = _basis(city, released, category, question, own, found.points["persons"])
    if basis.hides_persons:
        _, gated = released_areas(city, released, category, level, year, question)
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
    category: str,
    question: Question,
    own: Persons,
    persons: Series,
) -> Basis:
    """Rule and rounding of a result on the settlement points."""
    standard = standard_for(city, category, question)
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
        category_label=section_label(city.config.category, category),
        target_group_label=label,
        standard=standard.sentence(label, travel.mode),
        ways=travel.basis,
        step=step,
        counted=counted,
        min_cases=released.min_cases,
    )


def released_areas(
    city: City,
    released: ReleasedAnalysis,
    category: str,
    level: str,
    year: int | None,
    question: Question,
) -> tuple[Coverage, DataFrame]:
    """A coverage, and its areas behind the gate; those with withheld persons have no numbers."""
    found = cover(city, category, level=level, year=year, question=question)
    gated = release_coverage(
        found, min_cases=released.min_cases, audience=released.audience, released=released
    )
    areas = gated.areas
    persons = ["target_persons", "covered_persons", "covered_share", "gap_persons"]
    return found, areas.assign(**areas[persons].where(areas["covered_persons"].notna(), np.nan))
