"""Only true metres measure, and only in one system."""

import geopandas as gpd
import pytest
from pyproj import CRS
from shapely import Point

from geo.crs import CrsError, is_metric, require_metric


@pytest.mark.parametrize(
    ("crs", "metric"),
    [
        ("EPSG:25832", True),  # UTM zone 32
        ("EPSG:31466", True),  # Gauß-Krüger zone 2, the axes named the other way round
        ("EPSG:3035", True),
        ("EPSG:2263", False),  # New York, feet
        ("EPSG:3857", False),  # metres on the equator alone
        ("EPSG:4326", False),  # degrees
        ("EPSG:4978", False),  # metres from the centre of the earth
    ],
)
def test_what_counts_as_metres(crs, metric):
    assert is_metric(CRS(crs)) is metric


def test_no_system_is_not_metric():
    assert is_metric(None) is False


def layer(crs):
    return gpd.GeoSeries([Point(0, 0)], crs=crs)


@pytest.mark.parametrize("crs", ["EPSG:2263", "EPSG:3857", "EPSG:4326", None])
def test_a_layer_without_metres_is_refused_wherever_it_stands(crs):
    for layers in ([layer(crs)], [layer(25832), layer(crs)], [layer(crs), layer(25832)]):
        with pytest.raises(CrsError, match="in metres"):
            require_metric(*layers)


def test_layers_in_different_systems_are_refused():
    with pytest.raises(CrsError, match="differ"):
        require_metric(layer(25832), layer(25832), layer(25833))


def test_layers_in_one_system_pass():
    require_metric(layer(25832), layer("EPSG:25832").to_frame("geometry"))
