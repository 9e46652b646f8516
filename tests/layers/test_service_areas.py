"""Service areas: circles by hand, streets by hand, the same verdict as coverage; shell and map."""

import json
import math
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cli import app
from geo.assign import areas_of_points
from indicators.coverage.question import Question
from intake.city import read_city
from layers.folium_map import group_of
from layers.legend import legend_html
from layers.points import service_area_layer
from pipeline.coverage import cover
from pipeline.service_areas import service_area
from tests.builders.invented_supply import X, degrees, write_city

ROOT = Path(__file__).resolve().parent.parent.parent
#: Straight-line metres of 10 minutes at 5 km/h behind a detour of 1.3.
RADIUS = 10 * 5000 / 60 / 1.3


def with_street(folder):
    """One street through the city from west to east, 1 km from its southern border."""
    ends = [degrees(0, 1000), degrees(6000, 1000)]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": ends}}  # fmt: skip
    streets = {"type": "FeatureCollection", "features": [feature]}
    (folder / "strassen.geojson").write_text(json.dumps(streets))
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write('\n[network]\nfile = "strassen.geojson"\n')
    return folder


def test_by_straight_line_a_circle_around_the_offer(tmp_path):
    """Not of the radius without the detour (833 m), which would be 1.7 times as large."""
    city = read_city(write_city(tmp_path))
    found = service_area(city, Question("treff", without=("w", "o")))
    assert found.area.area.sum() == pytest.approx(math.pi * RADIUS**2, rel=0.01)
    assert found.offers == 1
    assert found.basis == "Luftlinie × 1,3"


def test_ground_outside_the_city_is_left_out(tmp_path):
    """The circle around x = 5,500 m is cut 500 m east of its middle."""
    city = read_city(write_city(tmp_path))
    found = service_area(city, Question("treff", without=("m", "w")))
    assert found.area.total_bounds[2] == pytest.approx(X + 6000, abs=1)


def test_along_streets_only_the_streets(tmp_path):
    """833 m to the east and 600 m to the street's end in the west, 30 m on both sides."""
    city = read_city(with_street(write_city(tmp_path)))
    found = service_area(city, Question("treff", without=("m", "o")))
    strip = 60 * (600 + 10 * 5000 / 60) + math.pi * 30**2 / 2
    assert found.area.area.sum() == pytest.approx(strip, rel=0.01)
    assert found.basis == "Straßennetz zu Fuß"


def test_who_lives_inside_is_covered_and_nobody_else(embedded_city):
    """Dortmund's meeting places: the persons inside are those that coverage counts."""
    category = "begegnungsstaette"
    area = service_area(embedded_city, Question(category)).area.to_numpy()
    coverage = cover(embedded_city, category)
    points = coverage.points
    inside = areas_of_points(points[["x", "y"]].to_numpy(), area)[0] == 0
    assert points.loc[inside, "persons"].sum() == pytest.approx(
        coverage.areas["covered_persons"].sum(), rel=0.005
    )


def test_nobody_draws_a_service_area_of_a_timetable(tmp_path, monkeypatch):
    from dataclasses import replace

    import pipeline.service_areas as steps

    travel_for = steps.travel_for
    monkeypatch.setattr(
        steps, "travel_for", lambda *a, **k: replace(travel_for(*a, **k), mode="transit")
    )
    found = service_area(read_city(write_city(tmp_path)), Question("treff"))
    assert found.area.is_empty.all()
    assert "Bus und Bahn" in found.notes[-1]


def test_map_gets_the_border_in_degrees_and_the_legend_its_words():
    circle = gpd.GeoSeries([shapely.Point(390_000, 5_700_000).buffer(641)], crs=25832)
    layer = service_area_layer(circle, offers="Treffs <b>", minutes=10, basis="Luftlinie × 1,3")
    group = group_of(layer)
    west, south, east, north = shapely.geometry.shape(json.loads(group.spec)["shapes"][0]).bounds
    assert group.function == "outline"
    assert (west, south, east, north) == pytest.approx((7.40, 51.44, 7.42, 51.45), abs=0.02)
    assert "Treffs &#60;b&#62; in höchstens 10 Minuten" in legend_html(_ground(), layer)


def test_shell_writes_the_area_that_the_page_draws(tmp_path, monkeypatch):
    (tmp_path / "stadt").mkdir()
    city = write_city(tmp_path / "stadt")
    out = tmp_path / "gebiet.gpkg"
    done = CliRunner().invoke(app, ["service-area", str(city), "--category", "treff", "--out", str(out)])  # fmt: skip
    assert done.exit_code == 0
    written = gpd.read_file(out)
    drawn = service_area(read_city(city), Question("treff")).area
    assert written.to_crs(drawn.crs).area.sum() == pytest.approx(drawn.area.sum(), rel=1e-6)
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(city))
    page = AppTest.from_file(str(ROOT / "app_pages" / "versorgung.py"), default_timeout=60).run()
    page.checkbox(key="zeige_einzugsgebiete").check().run()
    assert not page.exception
    assert any(
        "in höchstens 10 Minuten erreichbar" in str(html.proto.body) for html in page.get("html")
    )


def _ground():
    """A layer without areas, for its legend alone."""
    from layers.layer import Layer

    nothing = gpd.GeoDataFrame({"flagged": []}, geometry=[], crs=25832)
    return Layer("", "", "", 0, "", "", None, nothing, (), (), float("nan"), "", "", (), nothing)
