"""The way people go in a city: streets, timetable or straight line, as `city.toml` offers them."""

from dataclasses import dataclass

from geo.reach import Nearest, Points, Reach, nearest_straight
from indicators.standards import Standard
from intake.model import City
from wording import number

#: Modes for which a street network is asked.
ON_STREETS = {"walk": "zu Fuß", "bike": "mit dem Rad"}


@dataclass(frozen=True)
class Way:
    """How ways are measured.

    Attributes
    ----------
    reach : Reach
    kmh : float
        Speed that turns a limit in metres into minutes.
    mode : str
        Mode really used.
    basis : str
        What was measured on, for legend and export.
    notes : tuple of str
        Why it is not what the standard asks for.
    """

    reach: Reach
    kmh: float
    mode: str
    basis: str
    notes: tuple[str, ...] = ()


def way_of(city: City, standard: Standard) -> Way:
    """Return how the ways of a standard are measured in a city.

    Parameters
    ----------
    city : City
        Its `[network]` names the streets and the timetable, if there are any.
    standard : Standard

    Returns
    -------
    Way
        Without a street network: the straight line times the detour factor.
    """
    network = city.config.network
    if standard.mode in ON_STREETS and network.file:
        return _streets(city, standard)
    return _straight(city, standard)


def kmh_of(city: City, mode: str, target_group: str) -> float:
    """Return the speed of a mode; walking may differ by target group."""
    network = city.config.network
    if mode == "bike":
        return network.bike_kmh
    return network.walk_kmh_by_group.get(target_group, network.walk_kmh)


def _streets(city: City, standard: Standard) -> Way:
    from geo.network_reach import network_reach
    from intake.streets import read_network

    kmh = kmh_of(city, standard.mode, standard.target_group)
    path = city.folder / city.config.network.file
    streets, findings = read_network(path, crs=city.config.city.crs, mode=standard.mode)
    basis = f"Straßennetz, {ON_STREETS[standard.mode]}, {number(kmh, 1)} km/h"
    notes = tuple(finding.sentence() for finding in findings if finding.severity == "warning")
    return Way(network_reach(streets, kmh=kmh), kmh, standard.mode, basis, notes)


def _straight(city: City, standard: Standard) -> Way:
    detour = city.config.network.detour_factor
    mode = "bike" if standard.mode == "bike" else "straight_line"
    kmh = kmh_of(city, mode, standard.target_group)

    def reach(origins: Points, destinations: Points) -> Nearest:
        return nearest_straight(origins, destinations, kmh=kmh, detour=detour)

    basis = f"Luftlinie × {number(detour, 1)}"
    asked = standard.mode not in ("straight_line", "walk", "bike")
    notes = ("Ohne Fahrplan: gerechnet zu Fuß auf der Luftlinie.",) if asked else ()
    return Way(reach, kmh, mode, basis, notes)
