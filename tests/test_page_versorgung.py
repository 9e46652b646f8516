"""The sections below the page Versorgung: a second choice beside the first, and the week."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from wording import speak

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    """The embedded city, German words."""
    monkeypatch.delenv("AKTIONSRAUM_CITY", raising=False)
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path))
    speak("de")


@pytest.mark.parametrize(
    "switch", ["versorgung_vergleich", "versorgung_woche", "versorgung_bedarf"]
)
def test_section_appears_only_when_asked_for(switch):
    """Each switch adds one table, and nothing fails."""
    app = AppTest.from_file(str(ROOT / "app_pages" / "versorgung.py"), default_timeout=120).run()
    assert not app.exception
    before = len(app.dataframe)
    app.toggle(key=switch).set_value(True).run()
    assert not app.exception
    assert len(app.dataframe) == before + 1
