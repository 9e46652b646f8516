"""The steps from a checked city to the coverage of one category of offers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from indicators.coverage import Asked, Coverage, coverage_of
from indicators.coverage.availability import Asking, with_reasons
from indicators.coverage.capacity import Need, supply_of, without_full
from indicators.coverage.demand import persons_at
from indicators.coverage.standards import Standard, standard_of
from indicators.hours.moments import Moment, MomentError, read_moment
from intake.choices import require_category, require_choice, require_level
from intake.config import CategorySection, TargetGroupSection
from intake.findings import ChoiceError, Kind
from intake.model import City
from intake.ways.travel import Travel, travel_of
from pipeline.entries import applied_notes
from pipeline.figures import figures_of_level, level_of
from wording import count, say

NO_MOMENT = Kind(
    "unknown_moment", "{fault}", "Wochentag und Uhrzeit nennen, zum Beispiel „Di 15:00“."
)
#: Said where an area's persons are spread over places, by `Settlement.basis`.
SPREAD = {
    "area": "Die Personen sind gleichmäßig über die Fläche ihrer Gebiete verteilt.",
    "addresses": "Die Personen sind nach Adressen über ihre Gebiete verteilt.",
    "persons": "Die Personen sind über die Wohnpunkte ihrer Gebiete verteilt.",
}


@dataclass(frozen=True)
class Question:
    """What a coverage is asked for, beside category and level; empty entries take the standard.

    Attributes
    ----------
    target_group : str
        Another target group than the standard's.
    mode : str
        `walk`, `bike`, `transit`, `wheelchair` or `straight_line`; "" = the standard's.
    max_minutes : float, optional
        Another limit than the standard's.
    when : str
        Weekday and hour ("Di 15:00"); "" = at any time.
    on : date, optional
        Day on which offers must be valid; default today.
    without : tuple of str
        Ids of offers that are left out.
    confirmed_only, step_free_only : bool
        Only offers confirmed within a year; only step-free ones.
    not_full : bool
        Offers with fewer places per 100 persons in reach than the standard asks for do
        not count (2SFCA; only where the standard and the offers name places).
    offers : GeoDataFrame, optional
        Other offers than the city's (a scenario), columns as `City.offers`.
    """

    target_group: str = ""
    mode: str = ""
    max_minutes: float | None = None
    when: str = ""
    on: date | None = None
    without: tuple[str, ...] = ()
    confirmed_only: bool = False
    step_free_only: bool = False
    not_full: bool = False
    offers: GeoDataFrame | None = None


def cover(
    city: City,
    category: str,
    *,
    level: str = "",
    year: int | None = None,
    question: Question = Question(),
) -> Coverage:
    """Persons of the target group who reach an offer of a category, and the gaps.

    Parameters
    ----------
    city : City
    category : str
    level : str
        "" = the finest.
    year : int, optional
        Year of the persons; default the newest that counts the target group.
    question : Question

    Returns
    -------
    Coverage
        Not for the public: see `indicators.secrecy.release.release_coverage`.

    Raises
    ------
    InputError
        If the category, level, year, target group or time does not exist.
    """
    standard = standard_for(city, category, question)
    persons = persons_of(city, standard.target_group, year)
    demand = demand_of(city, standard.target_group, persons)
    on, when = asked_time(city, question)
    offers, notes = reasoned_offers(city, category, question, on=on, when=when)
    travel = travel_for(city, standard, when)
    level = require_level(city, level)
    asked = Asked(
        category_label=section_label(city.config.category, category),
        target_group_label=section_label(city.config.target_group, standard.target_group),
        basis=travel.basis,
        mode=travel.mode,
        max_minutes=standard.minutes(travel.kmh),
        year=persons.year,
        estimated=persons.estimated,
        variable=persons.variable,
        published=persons.published,
        notes=(
            *_spread(city, standard.target_group),
            *notes,
            *applied_notes(city),
            *(f.sentence() for f in travel.findings if f.severity == "warning"),
        ),
    )
    area = level_of(city, level)
    if question.not_full and standard.places_per_100 is not None:
        need = Need(asked.max_minutes, standard.places_per_100)
        supply = supply_of(demand, offers, area, within=travel.within, need=need)
        offers = without_full(offers, supply, standard.places_per_100)
    return coverage_of(demand, offers, area, reach=travel.reach, standard=standard, asked=asked)


def _spread(city: City, target_group: str) -> tuple[str, ...]:
    """How the persons of an area came to their places; nothing where the places count them."""
    if target_group in city.settlement.groups.columns:
        return ()
    return (say(SPREAD[city.settlement.basis]),)


def standard_for(city: City, category: str, question: Question) -> Standard:
    """Return the standard of a category with what the question changes of it."""
    require_category(city, category)
    groups = [group.id for group in city.config.target_group]
    standard = standard_of(category, city.config.standard, groups=groups)
    if standard is None:
        standard = Standard(category, groups[0] if groups else "")
    changes: dict[str, object] = {}
    if question.max_minutes is not None:
        changes |= {"max_minutes": question.max_minutes, "max_metres": None}
    if question.mode:
        changes["mode"] = question.mode
    if question.target_group:
        changes["target_group"] = question.target_group
    return replace(standard, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Persons:
    """Persons of a target group by finest area, their year, and where they come from."""

    counts: Series
    year: int | None
    estimated: bool
    variable: str = ""
    published: bool = False


def persons_of(city: City, target_group: str, year: int | None) -> Persons:
    """Return the newest (or the asked year's) count of a target group in the finest areas."""
    real = city.settlement.groups
    if target_group in real.columns:
        return Persons(
            real[target_group].groupby(city.settlement.points["area"]).sum(), year, False
        )
    groups = {group.id: group.variable for group in city.config.target_group}
    variable = groups[require_choice("Zielgruppe", target_group, groups)]
    tables = {f.year: f for f in figures_of_level(city, city.finest) if variable in f.values}
    years = [str(found) for found in sorted(tables)]
    newest = years[-1] if years else ""
    chosen = tables[int(require_choice("Jahr", str(year) if year else newest, years))]
    return Persons(
        chosen.values[variable],
        chosen.year,
        variable in chosen.estimated,
        variable,
        variable in chosen.released,
    )


def demand_of(city: City, target_group: str, persons: Persons) -> DataFrame:
    """Persons at each settlement point: real counts of cells, else spread by the weights."""
    points = city.settlement.points
    if target_group in city.settlement.groups.columns:
        points = points.assign(weight=city.settlement.groups[target_group])
    return persons_at(points, persons.counts, places=city.finest.areas.geometry)


def travel_for(city: City, standard: Standard, when: Moment | None) -> Travel:
    """Return how people of the standard's target group travel, at the moment asked for."""
    departure = (when.day, when.minute) if when and when.minute is not None else None
    return travel_of(
        city.config.network,
        city.folder,
        crs=city.config.city.crs,
        mode=standard.mode,
        group=standard.target_group,
        departure=departure,
        extent=tuple(city.finest.areas.total_bounds),
    )


def reasoned_offers(
    city: City, category: str, question: Question, *, on: date, when: Moment | None
) -> tuple[GeoDataFrame, tuple[str, ...]]:
    """Return a category's offers with the reason why one does not count, and remarks."""
    offers = city.offers if question.offers is None else question.offers
    chosen = offers[offers["category"] == category]
    asking = Asking(
        on=on,
        when=when,
        without=question.without,
        confirmed_only=question.confirmed_only,
        step_free_only=question.step_free_only,
    )
    reasoned, notes = with_reasons(chosen, asking)
    placed = reasoned[~(reasoned.geometry.is_empty | reasoned.geometry.isna())]
    missing = len(reasoned) - len(placed)
    unplaced = say("{n} Angebote ohne Ort sind nicht berücksichtigt.", n=count(missing))
    return placed, (*notes, unplaced) if missing else notes


def section_label(sections: Iterable[CategorySection | TargetGroupSection], wanted: str) -> str:
    """Return the label of a category or target group; its id where it has none."""
    return next((section.label for section in sections if section.id == wanted), wanted)


def asked_time(city: City, question: Question) -> tuple[date, Moment | None]:
    """Return the day of a question (today, if it names none) and its moment, if it names one."""
    on = question.on or date.today()
    ags = city.config.city.ags
    return on, require_moment(question.when, on=on, ags=ags) if question.when else None


def require_moment(asked: str, *, on: date, ags: str = "") -> Moment:
    """Return the moment of a text such as "Di 15:00", on or after a day; see `read_moment`.

    Raises
    ------
    ChoiceError
        If the text names none.
    """
    try:
        return read_moment(asked, on=on, ags=ags)
    except MomentError as error:
        raise ChoiceError([NO_MOMENT("Aufruf", "Zeit", fault=error.args[0])]) from error
