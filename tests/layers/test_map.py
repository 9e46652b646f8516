"""The map as folium writes it: nothing from outside, values only, no power for texts."""

import json
import re

import folium
import pytest
from streamlit_folium import generate_leaflet_string

from layers.choropleth import indicator_layer
from layers.folium_map import PlainMap, area_group, place_group, with_tiles
from layers.layer import PointLayer
from layers.legend import legend_html
from layers.points import letters_of, offer_layer
from layers.simplified import display_geometry

ATTACK = "<img src=x onerror=alert(1)>`${alert(2)}`"


@pytest.fixture
def layer(released_squares):
    released = released_squares(
        poor=[10, 21, 59], everyone=[100, 100, 200], names=("West", ATTACK, "Ost")
    )
    return indicator_layer(released, level="area", indicator="quote", year=2024, scheme="city", k=2)


def rendered(map_, *groups):
    """What the browser is sent: scripts, styles and the map's own script."""
    for group in groups:
        map_.add_child(group)
    links = [url for _, url in (*map_.default_js, *map_.default_css)]
    return "\n".join([*links, generate_leaflet_string(map_)])


def test_no_address_of_another_host_is_in_the_page(layer):
    """Folium itself names seven."""
    shapes = display_geometry(layer.areas)
    page = rendered(PlainMap(shapes.bounds), area_group(layer, shapes))
    assert "http://" not in page
    assert "https://" not in page
    assert "../../vendor/leaflet/leaflet.js" in page


def test_a_changed_choice_brings_values_but_no_geometry(layer):
    shapes = display_geometry(layer.areas)
    spec = json.loads(area_group(layer, shapes).spec)
    assert "coordinates" not in json.dumps(spec)
    assert spec["url"].endswith(f"/{shapes.digest}.geojson")
    assert [value[0] for value in spec["values"]] == [0, 0, 1]
    assert [value[2] for value in spec["values"]] == [0, 0, 1]


def test_values_follow_the_order_of_the_shapes(layer):
    """The table may be sorted otherwise; the browser goes by position."""
    shapes = display_geometry(layer.areas.iloc[::-1])
    spec = json.loads(area_group(layer, shapes).spec)
    assert shapes.keys == ("03", "02", "01")
    assert [value[0] for value in spec["values"]] == [1, 0, 0]


def test_texts_of_areas_and_places_reach_the_browser_escaped(layer):
    places = PointLayer(
        "Angebote",
        layer.table.assign(text=ATTACK, letter="<", colour="#005a8c", radius=8),
        layer.areas.set_geometry(layer.areas.centroid),
        (),
    )
    shapes = display_geometry(layer.areas)
    page = rendered(PlainMap(shapes.bounds), place_group(places))
    for text in (shapes.text, page, legend_html(layer)):
        assert "<img" not in text
        assert "${" not in text


def test_tile_attribution_is_escaped_and_tiles_come_only_on_request(layer):
    shapes = display_geometry(layer.areas)
    page = rendered(
        with_tiles(PlainMap(shapes.bounds), "https://tiles.example/{z}/{x}/{y}.png", ATTACK)
    )
    assert "<img" not in page
    assert "tiles.example" in page
    assert re.search(r"tile_layer\w+\.addTo\(map", page)


def test_the_selected_area_is_named_by_its_key(layer):
    shapes = display_geometry(layer.areas)
    assert json.loads(area_group(layer, shapes, selected="02").spec)["selected"] == "02"


def test_a_changed_value_has_another_name_on_the_drawn_map(layer):
    shapes = display_geometry(layer.areas)
    other = type(layer)(**{**vars(layer), "title": "Andere Quote"})
    ids = {json.loads(area_group(entry, shapes).spec)["id"] for entry in (layer, layer, other)}
    assert len(ids) == 2


def test_own_assets_do_not_change_foliums_defaults():
    assert any("leaflet" in url for _, url in folium.Map.default_js)
    assert all(url.startswith("http") for _, url in folium.Map.default_js)


def test_the_legend_names_classes_flags_and_missing_values_with_their_numbers(released_squares):
    released = released_squares(poor=[10, None, 60], everyone=[100, 100, 200])
    layer = indicator_layer(released, level="area", indicator="quote", year=2024)
    page = legend_html(layer)
    assert "keine Angabe" in page
    assert layer.flagged_count == 1
    assert "ungünstiger als der Stadtdurchschnitt" in page
    assert "Quelle: Musteramt" in page


def test_kinds_of_offers_have_different_letters():
    letters = letters_of(["Kita", "Kirche", "Ki", "Kik"])
    assert len(set(letters.values())) == 4


def test_offers_are_drawn_by_category_and_those_without_a_place_are_not(released_squares, squares):
    offers = squares.set_geometry(squares.centroid).assign(
        category=["kita", "schule", "kita"], address=["A 1", None, "C 3"]
    )
    offers.loc["03", "geometry"] = None
    released = released_squares(poor=[10, 21, 59], everyone=[100, 100, 200], offers=offers)
    places = offer_layer(released, ["kita"], {"kita": "Kita"})
    assert places.table.index.tolist() == ["01"]
    assert places.table.loc["01", "text"] == "West\nKita\nA 1"
    assert places.classes[0].count == 1
