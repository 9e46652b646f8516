"""The steps from a checked city to the ground from which an offer of a category is within reach."""

from dataclasses import dataclass, replace
from typing import Any

from geopandas import GeoSeries

from geo.assign import xy_of
from geo.reach import Points, metres_per_minute
from indicators.coverage.question import Question
from intake.model import City
from intake.ways.travel import Travel
from pipeline.coverage import moment_of, reasoned_offers, section_label, standard_for, travel_for
from wording import say

#: Said where ways depend on the timetable: no line on a map is true for every departure.
NO_TRANSIT = "Für Bus und Bahn wird kein Einzugsgebiet gezeichnet: Es hängt von der Abfahrt ab."


@dataclass(frozen=True)
class ServiceArea:
    """Ground from which people reach an offer that counts, within the standard's time.

    Attributes
    ----------
    category_label : str
    area : GeoSeries
        One (multi)polygon within the city, the city's CRS; empty if nothing is reached.
    offers : int
        Offers that count.
    max_minutes : float
    basis : str
        How ways are measured, as in `Travel`.
    notes : tuple of str
    """

    category_label: str
    area: GeoSeries
    offers: int
    max_minutes: float
    basis: str
    notes: tuple[str, ...]


def service_area(city: City, question: Question) -> ServiceArea:
    """Draw the service area of a category's public offers.

    Parameters
    ----------
    city : City
    question : Question
        `not_full` is not looked at.

    Returns
    -------
    ServiceArea
        Tells of offers alone, not of persons; protected offers have no part in it.

    Raises
    ------
    InputError
        If the category, target group or time does not exist.

    Notes
    -----
    Along the streets it is the buffer of the reached streets (see `geo.reach.isochrones`); by
    straight line a circle around each offer, of the radius that the detour leaves.
    """
    standard = standard_for(city, question)
    when = moment_of(city, question)
    offers, notes = reasoned_offers(city, question, when)
    counting = offers[offers["why_not"] == ""]
    travel = travel_for(city, standard, when)
    minutes = standard.minutes(travel.kmh)
    shape = _reached(travel, xy_of(counting.geometry), minutes, city.config.network.detour_factor)
    inside = shape.intersection(city.finest.areas.union_all())
    by_transit = (say(NO_TRANSIT),) if travel.mode == "transit" else ()
    return ServiceArea(
        category_label=section_label(city.config.category, standard.category),
        area=GeoSeries([inside], crs=city.config.city.crs),
        offers=int(counting.index.nunique()),
        max_minutes=minutes,
        basis=travel.basis,
        notes=(*notes, *by_transit),
    )


def _reached(travel: Travel, places: Points, minutes: float, detour: float) -> Any:
    """Ground from which a place is reached: against one-way streets, since people come."""
    import shapely

    from geo.reach.isochrones import isochrones

    if travel.mode == "transit" or len(places) == 0:
        return shapely.Polygon()
    if travel.network is None:
        radius = minutes * metres_per_minute(travel.kmh) / detour
        return shapely.union_all(shapely.buffer(shapely.points(places), radius))
    network = travel.network
    turned = replace(network, forward=network.backward, backward=network.forward)
    return isochrones(turned, places, minutes=[minutes], kmh=travel.kmh)[0]
