"""The steps from a checked city to the coverage of one category of offers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from indicators.coverage import Coverage, Terms, coverage_of
from indicators.coverage.availability import with_reasons
from indicators.coverage.demand import persons_at
from indicators.coverage.places import Need, places_in_reach, without_full
from indicators.coverage.question import Question
from indicators.coverage.scenarios import Scenario, ScenarioError, apply_scenario
from indicators.coverage.standards import Standard, standard_of
from indicators.hours.moments import Moment, MomentError, read_moment
from intake.choices import require_category, require_choice, require_level
from intake.config import CategorySection, TargetGroupSection
from intake.findings import ChoiceError, InputError, Kind
from intake.model import City
from intake.ways.travel import Travel, travel_of
from pipeline.entries import applied_notes
from pipeline.figures import figures_of_level, level_of
from wording import count, say

UNFIT = Kind("scenario", "{fault}", "Szenario berichtigen.")
NO_MOMENT = Kind(
    "unknown_moment", "{fault}", "Wochentag und Uhrzeit nennen, zum Beispiel „Di 15:00“."
)
#: Said where an area's persons are spread over places, by `Settlement.basis`.
SPREAD = {
    "area": "Die Personen sind gleichmäßig über die Fläche ihrer Gebiete verteilt.",
    "addresses": "Die Personen sind nach Adressen über ihre Gebiete verteilt.",
    "persons": "Die Personen sind über die Wohnpunkte ihrer Gebiete verteilt.",
}


#: Nothing but the category is asked for.
STANDARD = Question()


def cover(
    city: City,
    category: str = "",
    *,
    level: str = "",
    year: int | None = None,
    question: Question = STANDARD,
) -> Coverage:
    """Persons of the target group who reach an offer of a category, and the gaps.

    Parameters
    ----------
    city : City
    category, year
        Instead of the question's.
    level : str
        "" = the finest.
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
    question = replace(question, category=category or question.category, year=year or question.year)
    standard = standard_for(city, question)
    persons = persons_of(city, standard.target_group, question.year)
    demand = demand_of(city, standard.target_group, persons)
    when = moment_of(city, question)
    offers, notes = reasoned_offers(city, question, when)
    travel = travel_for(city, standard, when)
    area = level_of(city, require_level(city, level))
    minutes = standard.minutes(travel.kmh)
    if question.not_full and standard.places_per_100 is not None:
        need = Need(minutes, standard.places_per_100)
        places = places_in_reach(demand, offers, area, within=travel.within, need=need)
        offers = without_full(offers, places, standard.places_per_100)
    notes = (
        *_spread(city, standard.target_group),
        *_changed(question.scenario),
        *notes,
        *applied_notes(city),
        *(f.sentence() for f in travel.findings if f.severity == "warning"),
    )
    return coverage_of(
        demand, offers, area, reach=travel.reach,
        question=replace(
            question, category=standard.category, target_group=standard.target_group,
            mode=travel.mode, max_minutes=minutes, year=persons.year,
        ),
        terms=terms_of(city, standard, travel, persons, notes),
    )  # fmt: skip


def terms_of(
    city: City, standard: Standard, travel: Travel, persons: "Persons", notes: tuple[str, ...]
) -> Terms:
    """Say by what a coverage is computed."""
    group = section_label(city.config.target_group, standard.target_group)
    return Terms(
        category_label=section_label(city.config.category, standard.category),
        target_group_label=group,
        standard=standard.sentence(group, travel.mode),
        basis=travel.basis,
        estimated=persons.estimated,
        notes=notes,
        variable=persons.variable,
        published=persons.published,
    )


def _changed(scenario: Scenario | None) -> tuple[str, ...]:
    """Say whose offers are meant."""
    if scenario is None:
        return ()
    return (say("Gerechnet ist mit den Angeboten des Szenarios „{name}“.", name=scenario.name),)


def _spread(city: City, target_group: str) -> tuple[str, ...]:
    """How the persons of an area came to their places; nothing where the places count them."""
    if target_group in city.settlement.groups.columns:
        return ()
    return (say(SPREAD[city.settlement.basis]),)


def standard_for(city: City, question: Question) -> Standard:
    """Return the standard of a category with what the question changes of it."""
    category = require_category(city, question.category)
    groups = [group.id for group in city.config.target_group]
    standard = standard_of(category, city.config.standard, groups=groups)
    if standard is None:
        standard = Standard(category, groups[0] if groups else "")
    if question.max_minutes is not None or question.max_metres is not None:
        standard = replace(
            standard, max_minutes=question.max_minutes, max_metres=question.max_metres
        )
    return replace(
        standard,
        mode=question.mode or standard.mode,
        target_group=question.target_group or standard.target_group,
    )


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


def years_of_group(city: City, target_group: str) -> list[int]:
    """Return the years that count a target group in the finest areas, latest first."""
    variable = next((g.variable for g in city.config.target_group if g.id == target_group), "")
    if target_group in city.settlement.groups.columns:
        return []
    found = {f.year for f in figures_of_level(city, city.finest) if variable in f.values}
    return sorted(found, reverse=True)


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
    city: City, question: Question, when: Moment | None
) -> tuple[GeoDataFrame, tuple[str, ...]]:
    """Return a category's offers with the reason why one does not count, and remarks.

    Raises
    ------
    InputError
        If the question's scenario does not fit the offers.
    """
    reasoned, notes = with_reasons(offers_asked(city, question), question, when)
    placed = reasoned[~(reasoned.geometry.is_empty | reasoned.geometry.isna())]
    missing = len(reasoned) - len(placed)
    unplaced = say("{n} Angebote ohne Ort sind nicht berücksichtigt.", n=count(missing))
    return placed, (*notes, unplaced) if missing else notes


def offers_with(city: City, scenario: Scenario) -> GeoDataFrame:
    """Return the city's offers as a scenario would have them.

    Raises
    ------
    InputError
        With one finding per fault of the scenario.
    """
    try:
        return apply_scenario(city.offers, scenario)
    except ScenarioError as error:
        raise scenario_faults(error, scenario.name) from error


def offers_asked(city: City, question: Question) -> GeoDataFrame:
    """Return the offers of the question's category, as its scenario would have them."""
    offers = offers_with(city, question.scenario) if question.scenario else city.offers
    return offers[offers["category"] == require_category(city, question.category)]


def scenario_faults(error: ScenarioError, name: str = "") -> InputError:
    """Return the faults of a scenario as findings."""
    return InputError([UNFIT("Szenario", name, fault=fault) for fault in error.faults])


def section_label(sections: Iterable[CategorySection | TargetGroupSection], wanted: str) -> str:
    """Return the label of a category or target group; its id where it has none."""
    return next((section.label for section in sections if section.id == wanted), wanted)


def moment_of(city: City, question: Question) -> Moment | None:
    """Return when offers must be open; None: at any time."""
    if not question.when:
        return None
    return require_moment(question.when, on=question.day, ags=city.config.city.ags)


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
