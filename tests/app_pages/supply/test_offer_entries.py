"""The form for local knowledge: an entry shows on the page at once, and only where it is allowed."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from wording import speak

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PAGE = '''
from pathlib import Path
import streamlit as st
from app_pages.frame.city import loaded
from app_pages.supply.offer_entries import show_entries
shown_city = loaded()
st.write(shown_city.city.offers["opening"].loc["t1"] + "|" + shown_city.city.offers["confirmed_on"].loc["t1"])
show_entries(shown_city.city.folder, shown_city.city.offers, "treff")
'''  # fmt: skip


@pytest.fixture
def page(tmp_path, monkeypatch):
    """A small city with one offer; the store beside it."""
    from app_pages.setup.templates import BOUNDARIES

    folder = tmp_path / "stadt"
    folder.mkdir()
    (folder / "g.geojson").write_text(BOUNDARIES, encoding="utf-8")
    (folder / "a.csv").write_text("id,name,category,lon,lat\nt1,Treff,treff,7.46,51.51\n", encoding="utf-8")  # fmt: skip
    (folder / "city.toml").write_text(
        '[city]\nname = "X"\ncrs = "EPSG:25832"\n[[level]]\nid = "area"\nlabel = "Gebiete"\nfile = "g.geojson"\n'
        'key = "key"\nname = "name"\n[[category]]\nid = "treff"\nlabel = "Treff"\n[[offers]]\nfile = "a.csv"\nx = "lon"\ny = "lat"\ncrs = "EPSG:4326"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(folder))
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("AKTIONSRAUM_ENTRIES", "1")
    speak("de")
    return AppTest.from_string(PAGE, default_timeout=60)


def fill(app, **fields):
    for name, text in fields.items():
        key = next(e.key for e in app.text_input if e.key.endswith(name))
        app.text_input(key=key).set_value(text)
    return app


def submit(app):
    next(entry for entry in app.button if entry.key == "eintragen").click().run()
    assert not app.exception
    return app


def test_a_correction_is_on_the_page_at_once(page):
    from datetime import date

    app = page.run()
    assert app.markdown[0].value == "|"
    app.checkbox[0].check()
    submit(fill(app, wer="jk", opening="Di 15:00-18:00"))
    assert app.markdown[0].value == f"Di 15:00-18:00|{date.today().isoformat()}"


def test_an_entry_without_a_name_is_refused_in_words(page):
    app = submit(fill(page.run(), opening="Mo"))
    assert "Name oder Kürzel" in app.error[0].value
    assert app.markdown[0].value == "|"


def test_where_entries_are_not_allowed_there_is_no_form(page, monkeypatch):
    monkeypatch.setenv("AKTIONSRAUM_ENTRIES", "0")
    assert not page.run().text_input
