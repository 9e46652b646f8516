"""A chosen area is a level and a key: 011 is a Unterbezirk (Westfalenhalle) and a Sozialraum (City)."""

import pytest

from app_pages.frame import map_view
from app_pages.frame.view import Area, View
from tests.app_pages.test_pages import embedded, opened, texts  # noqa: F401 - the fixture runs for every test

KEY = "011"


def chosen(app):
    """Words of the chosen area, and what the address says of it."""
    return app.selectbox(key="gebiet").value, app.query_params.get("gebiet", "")


def test_a_key_of_another_level_is_no_choice_on_this_one():
    app = opened(gebiet=KEY)
    assert chosen(app) == (f"unterbezirk.{KEY}", f"unterbezirk.{KEY}")
    assert "Westfalenhalle" in texts(app)
    app.selectbox(key="ebene").set_value("sozialraum").run()
    assert chosen(app) == ("", "")
    assert "City" not in texts(app)
    assert "Ein Gebiet auf der Karte anklicken" in texts(app)


@pytest.mark.parametrize(
    ("page", "say"), [("versorgung", "anklicken"), ("profil", "Bitte oben ein Gebiet wählen.")]
)
def test_the_choice_of_another_level_is_dropped_on_every_page(page, say):
    app = opened(page, gebiet=KEY)
    assert say not in texts(app)
    app.selectbox(key="ebene").set_value("sozialraum").run()
    assert not app.exception
    assert say in texts(app)


@pytest.mark.parametrize("address", [KEY, f"sozialraum.{KEY}"])
def test_an_address_opens_the_area_of_the_level_that_it_shows(address):
    """Older addresses hold the key alone."""
    app = opened("profil", ebene="sozialraum", gebiet=address)
    assert [header.value for header in app.header] == ["City"]


def test_areas_side_by_side_are_those_of_one_level():
    app = opened("vergleich", nebeneinander=f"{KEY},012")
    picked = app.multiselect(key="nebeneinander")
    assert picked.value == [f"unterbezirk.{KEY}", "unterbezirk.012"]
    assert list(app.dataframe[0].value.columns) == ["label", KEY, "012", "city"]
    app.selectbox(key="ebene").set_value("sozialraum").run()
    assert app.multiselect(key="nebeneinander").value == []


def test_a_click_chooses_the_area_on_the_level_of_its_map(monkeypatch):
    wished = {}
    drawing = {"last_active_drawing": {"properties": {"key": KEY}}}
    monkeypatch.setattr(map_view.st, "session_state", {"karte": drawing})
    monkeypatch.setattr(map_view, "wish", wished.__setitem__)
    map_view._take_click("karte", "sozialraum")
    assert wished == {"gebiet": f"sozialraum.{KEY}"}


def test_a_view_knows_no_area_of_another_level():
    assert View("unterbezirk", Area("unterbezirk", KEY)).key == KEY
    assert View("sozialraum", Area("unterbezirk", KEY)).key == ""
