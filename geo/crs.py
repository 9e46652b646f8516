"""Coordinate reference systems: layers in, the assurance that they are metric out."""

from geopandas import GeoDataFrame, GeoSeries
from pyproj import CRS


class CrsError(ValueError):
    """A layer has no CRS, a geographic one, or another one than its neighbour."""


def is_metric(crs: CRS | None) -> bool:
    """Whether lengths and areas in `crs` are true metres (EPSG:3857 is not)."""
    return (
        crs is not None
        and crs.is_projected
        and crs.to_epsg() != 3857
        and all(axis.unit_name in {"metre", "meter"} for axis in crs.axis_info[:2])
    )


def require_metric(*layers: GeoDataFrame | GeoSeries) -> None:
    """Raise unless all layers share one projected CRS in metres.

    Parameters
    ----------
    *layers : GeoDataFrame or GeoSeries
        Layers whose lengths, areas or distances are about to be measured.

    Raises
    ------
    CrsError
        If a CRS is missing, geographic, EPSG:3857, or differs between layers.
    """
    for layer in layers:
        if not is_metric(layer.crs):
            msg = (
                f"Expected a projected CRS in metres, got {layer.crs}. Reproject with to_crs first."
            )
            raise CrsError(msg)
        if layer.crs != layers[0].crs:
            msg = f"The layers' CRSs differ: {layers[0].crs} and {layer.crs}."
            raise CrsError(msg)
