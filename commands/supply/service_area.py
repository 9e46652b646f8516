"""`aktionsraum service-area`: the ground from which an offer of a category is within reach."""

from typing import TYPE_CHECKING

from commands.city import labels_of
from commands.options import CityWithEntries, Output, ScenarioOptions, WhenOption
from commands.output import emit

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from intake.model import City
    from pipeline.service_areas import ServiceArea


def service_area(
    *, city: CityWithEntries, offers: ScenarioOptions, when: WhenOption = "", output: Output
) -> None:
    """Einzugsgebiet: von wo aus ein Angebot in der Zeit des Standards zu erreichen ist."""
    from pipeline.service_areas import service_area as area_of

    known = city.read()
    found = area_of(known, offers.question(known, when=when))
    notes = (f"Wege: {found.basis}.", *found.notes)
    row, labels = _row(offers.category, found, known), labels_of(known)
    emit(row, output, title="Einzugsgebiet", notes=notes, labels=labels)


def _row(category: str, found: "ServiceArea", city: "City") -> "GeoDataFrame":
    """One row: what is reached in how many minutes, and its share of the city's ground."""
    from geopandas import GeoDataFrame

    ground = float(city.finest.areas.area.sum())
    reached = float(found.area.area.sum())
    row = {
        "category": category,
        "name": found.category_label,
        "offers": found.offers,
        "max_minutes": found.max_minutes,
        "basis": found.basis,
        "km2": reached / 1e6,
        "share_of_city": reached / ground,
    }
    return GeoDataFrame([row], geometry=found.area.to_list(), crs=found.area.crs)
