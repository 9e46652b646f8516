"""The embedded city's boundaries: no gaps, no overlaps, and lines where the addresses say."""

import json
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import shapely
from pandas import DataFrame, Series

ROOT = Path(__file__).resolve().parents[2]
CITY = ROOT / "data" / "dortmund"


def table(name: str) -> DataFrame:
    return pd.read_csv(CITY / f"{name}.csv", dtype=str, keep_default_na=False)


@cache
def shapes() -> Series:
    collection = json.loads((CITY / "unterbezirke.geojson").read_text(encoding="utf-8"))
    features = collection["features"]
    keys = [feature["properties"]["key"] for feature in features]
    return Series([shapely.from_geojson(json.dumps(f["geometry"])) for f in features], index=keys)


@cache
def outline() -> shapely.Polygon:
    return shapely.Polygon(table("facts/umriss").astype(float).to_numpy())


@cache
def script() -> ModuleType:
    path = ROOT / "scripts" / "dortmund_boundaries.py"
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_170_valid_polygons_with_the_keys_of_the_areas() -> None:
    assert len(shapes()) == 170
    assert sorted(shapes().index) == sorted(table("facts/gebiete")["schluessel"])
    assert shapely.is_valid(shapes().to_numpy()).all()
    assert not shapely.is_empty(shapes().to_numpy()).any()


def test_areas_share_their_edges_without_gap_or_overlap() -> None:
    areas = shapes().to_numpy()
    assert shapely.coverage_is_valid(areas)
    city = shapely.union_all(areas)
    assert city.geom_type == "Polygon"
    assert len(city.interiors) == 0
    assert shapely.area(areas).sum() == pytest.approx(city.area, rel=1e-9)


def test_areas_fill_the_outline_of_280_square_kilometres() -> None:
    city = shapely.union_all(shapes().to_numpy())
    assert city.symmetric_difference(outline()).area < 1e-4 * outline().area
    assert shapely.area(shapes().to_numpy()).sum() / 1e6 == pytest.approx(280.6, rel=0.01)


def test_coordinates_are_whole_metres_in_the_citys_crs() -> None:
    text = (CITY / "unterbezirke.geojson").read_text(encoding="utf-8")
    assert json.loads(text)["crs"]["properties"]["name"].endswith("25832")
    coordinates = shapely.get_coordinates(shapes().to_numpy())
    assert (coordinates == np.round(coordinates)).all()
    west, south, east, north = outline().bounds
    assert coordinates.min(axis=0) == pytest.approx([west, south], abs=1)
    assert coordinates.max(axis=0) == pytest.approx([east, north], abs=1)


def test_offers_lie_in_the_area_that_the_city_names() -> None:
    offers = table("facts/angebote_stadt")
    named = shapes().reindex(offers["unterbezirk"]).to_numpy()
    points = shapely.points(offers[["x", "y"]].astype(float).to_numpy())
    assert shapely.intersects(named, points).mean() >= 0.95


def test_addresses_lie_in_their_area_and_sizes_follow_the_published_ones() -> None:
    cells = table("facts/adresszellen").astype({"x": float, "y": float, "adressen": float})
    named = shapes().reindex(cells["unterbezirk"]).to_numpy()
    inside = shapely.intersects(named, shapely.points(cells[["x", "y"]].to_numpy() + 50))
    assert (inside * cells["adressen"]).sum() / cells["adressen"].sum() > 0.95
    by_area = (inside * cells["adressen"]).groupby(cells["unterbezirk"]).sum()
    assert (by_area / cells.groupby("unterbezirk")["adressen"].sum()).min() > 0.5
    areas = table("facts/gebiete").set_index("schluessel")["flaeche_ha"].astype(float)
    measured = Series(shapely.area(shapes().to_numpy()), index=shapes().index)
    assert np.corrcoef(areas, measured.reindex(areas.index))[0, 1] > 0.95


def row_of_cells(*owners: tuple[str, int]) -> DataFrame:
    """Cells side by side from the origin: (owner, addresses) each."""
    table = DataFrame(owners, columns=["unterbezirk", "adressen"])
    return table.assign(x=np.arange(len(owners)) * 100.0, y=0.0)


def toy_areas(cells: DataFrame, offers: list[tuple[str, float, float]]) -> Series:
    width = 100.0 * cells["x"].nunique()
    ring = DataFrame([(0.0, 0.0), (width, 0.0), (width, 100.0), (0.0, 100.0)], columns=["x", "y"])
    seeds = DataFrame(offers, columns=["unterbezirk", "x", "y"])
    seeds = seeds.astype({"x": float, "y": float})
    return script().boundaries(cells, seeds, ring)


def test_the_line_runs_half_way_between_the_addresses() -> None:
    areas = toy_areas(row_of_cells(("A", 3), ("B", 40)), [])
    assert areas["A"].equals(shapely.box(0, 0, 100, 100))
    assert areas["B"].equals(shapely.box(100, 0, 200, 100))


def test_a_detached_part_goes_to_its_neighbour_unless_people_live_there() -> None:
    lone = toy_areas(row_of_cells(("A", 20), ("B", 20), ("A", 1)), [])
    assert lone["B"].equals(shapely.box(100, 0, 300, 100))
    settled = toy_areas(row_of_cells(("A", 20), ("B", 20), ("A", 12)), [])
    assert settled["B"].equals(shapely.box(100, 0, 200, 100))
    assert settled["A"].area == 20_000


def test_an_offer_claims_ground_for_the_area_the_city_names() -> None:
    areas = toy_areas(row_of_cells(("A", 9), ("B", 9)), [("A", 110.0, 50.0)])
    # Half way between the offer at x = 110 and B's cell centre at x = 150.
    assert areas["A"].area == pytest.approx(13_000)


def test_in_a_shared_cell_the_line_moves_towards_the_smaller_share() -> None:
    cells = row_of_cells(("A", 20), ("A", 15), ("B", 20))
    shared = DataFrame({"unterbezirk": ["B"], "adressen": [5], "x": [100.0], "y": [0.0]})
    areas = toy_areas(pd.concat([cells, shared], ignore_index=True), [])
    # A's point: 25 % of 45 m west of the centre (x = 138.75), B's: 75 % of 45 m east (183.75).
    assert areas["A"].area == pytest.approx(100 * (138.75 + 183.75) / 2, abs=100)
