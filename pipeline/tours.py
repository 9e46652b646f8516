"""The steps from a checked city to the week plan of a mobile offer, and to a new quarter's needs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
from geopandas import GeoDataFrame, GeoSeries, points_from_xy
from pandas import DataFrame

from geo.reach import Nearest
from indicators.coverage import Coverage
from indicators.coverage.housing import Quarter, needed_coverage
from indicators.coverage.question import Question
from indicators.coverage.standards import Standard, standard_of
from indicators.secrecy.release import ReleasedAnalysis, release_table
from indicators.sites.tours import Vehicle, Week, clock, plan_week, schedule_text, week_sentence
from intake.findings import ChoiceError, Kind
from intake.model import City
from pipeline.coverage import (
    cover,
    reasoned_offers,
    section_label,
    standard_for,
    travel_for,
)
from pipeline.site_places import cells_of
from pipeline.sites import withheld_of

IMPOSSIBLE_VEHICLE = Kind("vehicle", "{fault}", "Angaben zum mobilen Angebot berichtigen.")
IMPOSSIBLE_QUARTER = Kind("quarter", "{fault}", "Angaben zum Quartier berichtigen.")


@dataclass(frozen=True)
class WeekTables:
    """The week of a mobile offer as its audience may see it: the same on the page and in the shell.

    Attributes
    ----------
    stops : GeoDataFrame
        From `released_week`, with places in the city's CRS.
    label, standard : str
        Category whose gaps are filled, and what counts as reached.
    sentence : str
        What the plan reaches and what is proven; "" where persons are withheld.
    schedule : str
        The plan as the `mobile_schedule` of an offer.
    proven : bool
    notes : tuple of str
    """

    stops: GeoDataFrame
    label: str
    standard: str
    sentence: str
    schedule: str
    proven: bool
    notes: tuple[str, ...]


def week_tables(
    city: City,
    question: Question,
    vehicle: Vehicle,
    *,
    released: ReleasedAnalysis,
    candidates: DataFrame | None = None,
) -> WeekTables:
    """Plan the week of a mobile offer and return what may be seen of it.

    Parameters
    ----------
    city, question, vehicle, candidates
        As in `week_of`.
    released : ReleasedAnalysis
        Its audience is the audience of the tables.
    """
    week, today = week_of(city, question, vehicle, candidates=candidates)
    shown = released_week(week, today, city, released)
    places = points_from_xy(week.stops["x"], week.stops["y"], crs=city.config.city.crs)
    is_open = bool(shown["persons"].notna().all())
    return WeekTables(
        stops=GeoDataFrame(shown, geometry=places),
        label=today.category_label,
        standard=today.standard,
        sentence=week_sentence(week, vehicle) if is_open else "",
        schedule=schedule_text(week.stops, lon_lat(week.stops, city)),
        proven=week.proven,
        notes=week.notes,
    )


def week_of(
    city: City,
    question: Question,
    vehicle: Vehicle,
    *,
    candidates: DataFrame | None = None,
    time_limit: float = 30.0,
) -> tuple[Week, Coverage]:
    """Plan the week of a mobile offer for the persons who reach no offer of a category.

    Parameters
    ----------
    city : City
    question : Question
        Whose gaps the mobile offer is to fill; its standard says how far people walk.
    vehicle : Vehicle
    candidates : DataFrame, optional
        Possible stops; left out: the settlement cells.
    time_limit : float
        Seconds.

    Returns
    -------
    tuple of Week and Coverage
        Not for the public.

    Raises
    ------
    InputError
        If a choice does not exist, or the vehicle's numbers do not fit.
    """
    today = cover(city, question=question)
    standard = standard_for(city, question)
    travel = travel_for(city, standard, None)
    places = cells_of(today.points, city) if candidates is None else candidates
    try:
        week = plan_week(
            today.points, places, within=travel.within, max_minutes=standard.minutes(travel.kmh),
            vehicle=vehicle, time_limit=time_limit,
        )  # fmt: skip
    except ValueError as error:
        raise ChoiceError(
            [IMPOSSIBLE_VEHICLE("Aufruf", "Fahrzeug", fault=error.args[0])]
        ) from error
    return week, today


def released_week(week: Week, today: Coverage, city: City, released: ReleasedAnalysis) -> DataFrame:
    """Return what may be seen of a week plan.

    Parameters
    ----------
    week, today
        From `week_of`.
    city : City
    released : ReleasedAnalysis
        Its audience is the audience of the table.

    Returns
    -------
    DataFrame
        `weekday`, `begins`, `ends`, `id`, `name`, `lon`, `lat` (WGS 84), `persons` (NaN
        where withheld).
    """
    degrees = lon_lat(week.stops, city)
    table = week.stops.assign(
        begins=[clock(hour) for hour in week.stops["arrival"]],
        ends=[clock(hour) for hour in week.stops["departure"]],
        lon=[round(lon, 5) for lon, _ in degrees],
        lat=[round(lat, 5) for _, lat in degrees],
    )
    withheld = withheld_of(city, released, today)
    ids = table["id"].astype(str)
    gone = [bool(week.sources.get(stop, frozenset()) & withheld) for stop in ids]
    persons = release_table(
        table[["persons"]].set_axis(ids), counts=("persons",),
        min_cases=1 if today.published else city.config.city.min_cases,
        audience=released.audience, hidden=ids[gone].tolist(),
    ).table  # fmt: skip
    columns = ["weekday", "begins", "ends", "id", "name", "lon", "lat", "persons"]
    return table.assign(persons=persons["persons"].to_numpy(dtype=float))[columns]


def needs_of(city: City, quarter: Quarter, *, on: date | None = None) -> GeoDataFrame:
    """Say what a new quarter needs, for every category with a standard.

    Parameters
    ----------
    city : City
    quarter : Quarter
        In the city's CRS.
    on : date, optional
        Day on which offers must be valid; default today.

    Returns
    -------
    GeoDataFrame
        `label` and the columns of `indicators.coverage.housing.needed_coverage`; every row lies
        at the quarter's middle.

    Raises
    ------
    InputError
        If the quarter's numbers do not fit.
    """
    standards: dict[str, tuple[Standard, float]] = {}
    ways: dict[str, Nearest] = {}
    for category in categories_for(city, quarter.shares):
        question = Question(category, on=on)
        standard = standard_for(city, question)
        travel = travel_for(city, standard, None)
        offers, _ = reasoned_offers(city, question, None)
        places = offers[offers["why_not"] == ""].geometry
        destinations = np.column_stack([places.x, places.y]) if len(places) else np.zeros((0, 2))
        standards[category] = (standard, standard.minutes(travel.kmh))
        ways[category] = travel.reach(np.array([[quarter.x, quarter.y]]), destinations)
    try:
        table = needed_coverage(quarter, standards, ways)
    except ValueError as error:
        raise ChoiceError(
            [IMPOSSIBLE_QUARTER("Aufruf", "Quartier", fault=error.args[0])]
        ) from error
    labels = [section_label(city.config.category, category) for category in table["category"]]
    table.insert(1, "label", labels)
    place = points_from_xy([quarter.x] * len(table), [quarter.y] * len(table))
    return GeoDataFrame(table, geometry=place, crs=city.config.city.crs)


def metric_place(city: City, lon: float, lat: float) -> tuple[float, float]:
    """Return x and y (the city's CRS) of a longitude and latitude (WGS 84)."""
    place = GeoSeries.from_xy([lon], [lat], crs="EPSG:4326").to_crs(city.config.city.crs)
    return float(place.x.iloc[0]), float(place.y.iloc[0])


def groups_with_standard(city: City) -> list[str]:
    """Return the target groups for which some category of offers has a standard."""
    groups = [group.id for group in city.config.target_group]
    return [group for group in groups if categories_for(city, [group])]


def lon_lat(table: DataFrame, city: City) -> list[tuple[float, float]]:
    """Return longitude and latitude of a table's `x` and `y`."""
    places = points_from_xy(table["x"], table["y"], crs=city.config.city.crs)
    degrees = GeoDataFrame(geometry=places).to_crs("EPSG:4326").geometry
    return list(zip(degrees.x, degrees.y, strict=True))


def categories_for(city: City, groups: Collection[str]) -> list[str]:
    """Return the categories whose standard is for one of the target groups."""
    named = [entry.category for entry in city.config.standard]
    named += [str(category) for category in city.offers["category"].dropna().unique()]
    found = {name: standard_of(name, city.config.standard) for name in dict.fromkeys(named)}
    return [name for name, rule in found.items() if rule and rule.target_group in groups]
