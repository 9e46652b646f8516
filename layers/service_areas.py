"""Service areas on the map: ground within reach of an offer in, its dashed border out."""

from geopandas import GeoSeries

from layers.colours import SERVICE_AREA
from layers.layer import OutlineLayer
from wording import number, t


def service_area_layer(
    area: GeoSeries, *, offers: str, minutes: float, basis: str, notes: tuple[str, ...] = ()
) -> OutlineLayer:
    """Border of the ground from which an offer is within reach.

    Parameters
    ----------
    area : GeoSeries
        One (multi)polygon, the city's metric CRS.
    offers : str
        Name of the category, as shown.
    minutes : float
    basis : str
        How ways are measured.
    """
    label = t(
        "{offers} in höchstens {minutes} Minuten erreichbar ({basis})",
        offers=offers,
        minutes=number(minutes, 0 if minutes == round(minutes) else 1),
        basis=t(basis),
    )
    return OutlineLayer(label, SERVICE_AREA, area, notes)
