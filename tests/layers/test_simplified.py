"""Display geometry: small, still a coverage, no area lost."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import box
from shapely.geometry import shape

from layers.simplified import display_geometry


def wavy(start, step=7.0, n=150):
    """Two neighbours that share a wavy edge of many vertices."""
    y = np.linspace(0, 1000, n)
    edge = np.column_stack([start + 500 + step * np.sin(y), 5_700_000 + y])
    west = shapely.Polygon([(start, 5_700_000), *edge, (start, 5_701_000)])
    east = shapely.Polygon([(start + 1000, 5_700_000), *edge, (start + 1000, 5_701_000)])
    index = pd.Index(["1", "2"], name="key")
    return gpd.GeoDataFrame({"name": ["W", "O"]}, geometry=[west, east], index=index, crs=25832)


def drawn(areas, **options):
    features = json.loads(display_geometry(areas, **options).text)["features"]
    return {f["properties"]["key"]: shape(f["geometry"]) for f in features}


def test_neighbours_keep_sharing_their_edge():
    """Simplified one by one they would overlap or gape."""
    shapes = list(drawn(wavy(390_000)).values())
    assert shapely.coverage_is_valid(shapes)
    assert sum(map(shapely.get_num_coordinates, shapes)) < 100  # of 304


def test_a_tiny_area_beside_large_ones_is_still_drawn():
    index = pd.Index(["gross", "klein"], name="key")
    boxes = [
        box(390_000, 5_700_000, 395_000, 5_705_000),
        box(395_000, 5_700_000, 395_008, 5_700_008),
    ]
    areas = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=boxes, index=index, crs=25832)
    assert drawn(areas)["klein"].area > 0


def test_the_text_stays_below_its_limit():
    areas = wavy(390_000, step=60.0, n=3000)
    assert len(display_geometry(areas, max_bytes=2000).text) <= 2000


def test_coordinates_are_degrees_of_five_places_and_names_are_escaped(squares):
    result = display_geometry(squares.assign(name=["<b>", "Mitte", "Ost"]))
    west, south, east, north = result.bounds
    assert 7 < west < east < 8
    assert 51 < south < north < 52
    assert "<b>" not in result.text
    coordinates = shapely.get_coordinates(list(drawn(squares).values()))
    assert np.allclose(coordinates, coordinates.round(5), atol=1e-12)


def test_the_same_areas_have_the_same_address_and_moved_ones_another(squares):
    moved = squares.set_geometry(squares.translate(100, 0))
    digests = {display_geometry(areas).digest for areas in (squares, squares.copy(), moved)}
    assert len(digests) == 2


def test_an_area_without_geometry_is_left_out(squares):
    squares.loc["02", "geometry"] = None
    assert display_geometry(squares).keys == ("01", "03")
