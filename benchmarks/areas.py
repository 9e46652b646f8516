"""A million points into the areas that hold them, beside geopandas' spatial join.

Run: .venv/bin/python -m benchmarks.areas
"""

import geopandas as gpd
import numpy as np
import shapely

from benchmarks._measuring import compared, seconds_in_turn
from benchmarks.page import ROOT
from geo.assign import areas_of_points

POINTS = 1_000_000


def parts_of_a_city(count: int) -> np.ndarray:
    """So many areas of 30 km square with about 120 corners each."""
    seeds = np.random.default_rng(6).uniform(0, 30_000, (count, 2))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds)))
    inside = shapely.intersection(cells, shapely.box(0, 0, 30_000, 30_000))
    return shapely.segmentize(inside[~shapely.is_empty(inside)], 15)


def into_areas(what: str, shapes: np.ndarray, aims: dict[str, str]) -> None:
    """Ours, the join, and only counting pairs in geopandas' index; the same answer is checked."""
    west, south, east, north = shapely.total_bounds(shapes)
    places = np.random.default_rng(7).uniform([west, south], [east, north], (POINTS, 2))
    points = gpd.GeoDataFrame(geometry=shapely.points(places))
    areas = gpd.GeoDataFrame(geometry=shapes)
    joined = points.sjoin(areas, predicate="intersects", how="left")["index_right"]
    expected = joined.groupby(level=0).min().fillna(-1).to_numpy()
    assert np.array_equal(areas_of_points(places, shapes)[0], expected)
    seconds = seconds_in_turn(
        {
            "ours": lambda: areas_of_points(places, shapes),
            "sjoin": lambda: points.sjoin(areas, predicate="intersects", how="left"),
            "index": lambda: points.sindex.query(areas.geometry, predicate="intersects"),
        }
    )
    for peer, aim in aims.items():
        compared(what, seconds["ours"], seconds[peer], aim=aim, name=peer)


def main() -> None:
    """Dortmund's areas, and many small ones."""
    file = ROOT / "data/dortmund/unterbezirke.geojson"
    dortmund = gpd.read_file(file).to_crs(25832).geometry.to_numpy()
    into_areas(
        "1,000,000 points into 170 areas",
        dortmund,
        {"sjoin": "at least 4 ×", "index": "at least 2 ×"},
    )
    into_areas(
        "1,000,000 points into 5,000 areas",
        parts_of_a_city(5_000),
        {"sjoin": "at least 1.7 ×", "index": "faster"},
    )


if __name__ == "__main__":
    main()
