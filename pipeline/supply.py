"""The steps from a checked city to places, hours and freshness of one category of offers."""

from datetime import date

from pandas import DataFrame

from indicators.availability import Asking
from indicators.capacity import Need, Supply, supply_of
from indicators.freshness import doubtful, freshness_of
from indicators.slots import Limits, Week, week_of
from indicators.standards import Standard
from intake.choices import require_category, require_level
from intake.model import City
from pipeline.coverage import (
    Persons,
    Question,
    demand_of,
    offers_of,
    persons_of,
    require_moment,
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
    on = question.on or date.today()
    when = require_moment(question.when, on=on) if question.when else None
    offers, _ = offers_of(city, category, question, on=on, when=when)
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
        As `indicators.freshness.freshness_of`.
    """
    offers = city.offers
    if category:
        offers = offers[offers["category"] == require_category(city, category)]
    return freshness_of(offers, on or date.today())


def doubtful_offers(city: City, category: str, *, on: date | None = None) -> tuple[str, ...]:
    """Ids of a category's offers that end soon or are not confirmed: `Question(without=…)`."""
    offers = city.offers[city.offers["category"] == require_category(city, category)]
    return doubtful(offers, on or date.today())
