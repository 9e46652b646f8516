"""The page Standorte: the same sites as the shell, with proof; scenarios kept beside the offers."""

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from app_pages.sites._scenarios import scenario_of
from cli import app as shell
from indicators.coverage.scenarios import ScenarioError
from wording import speak

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    """The embedded Dortmund, scenarios in this test's folder, German words."""
    monkeypatch.delenv("AKTIONSRAUM_CITY", raising=False)
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path))
    speak("de")


def opened(**params):
    """The page, with choices from the address."""
    app = AppTest.from_file(str(ROOT / "app_pages" / "standorte.py"), default_timeout=120)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def metric(app, label):
    return next(entry.value for entry in app.metric if entry.label == label)


def table(app, column):
    """The first table that has a column."""
    return next(frame.value for frame in app.dataframe if column in frame.value.columns)


def press(app, label):
    next(entry for entry in app.button if entry.label == label).click()
    return app.run()


def shell_sites():
    call = ["site", "--category", "begegnungsstaette", "--count", "3", "--json"]
    result = CliRunner().invoke(shell, call)
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_page_and_shell_propose_the_same_proven_sites_and_a_scenario_of_them_adds_up(tmp_path):
    app = opened(angebot="begegnungsstaette", ebene="stadtbezirk")
    assert not app.success
    app = press(app, "Vorschlag rechnen")
    proof = app.success[0].value.replace("\\", "")
    assert proof.startswith("Bewiesen bestmöglich: Keine andere Wahl von 3 Standorten")
    page, shell = table(app, "room"), shell_sites()
    assert page["rank"].tolist() == [1, 2, 3]
    for column in ("name", "lon", "lat"):
        assert page[column].tolist() == [row[column] for row in shell]
    gained = [row["gained_persons"] for row in shell]
    assert np.allclose(page["gained_persons"], gained)
    areas = table(app, "share_before")
    assert len(areas) == 12
    assert areas["gained_persons"].sum() == pytest.approx(sum(gained))
    assert app.query_params["vorschlag"] == "1"

    app.text_input(key="szenario_name").set_value("Drei neue")
    press(app, "Speichern")
    app.multiselect(key="szenarien").select("Drei neue").run()
    assert not app.exception
    compared = table(app, "lost_persons")
    assert compared["gained_persons"].iloc[0] == pytest.approx(sum(gained), abs=0.5)
    assert compared["lost_persons"].iloc[0] == 0
    assert len(list(tmp_path.rglob("*.szenario.json"))) == 1


def test_a_changed_choice_waits_for_the_button():
    app = opened(angebot="begegnungsstaette", neu="1", orte="offers:kita", vorschlag="1")
    before = table(app, "room")
    assert len(before) == 1
    app.selectbox(key="neu").select("2").run()
    assert table(app, "room").equals(before)
    assert app.query_params["neu"] == "2"
    app = press(app, "Vorschlag rechnen")
    assert len(table(app, "room")) == 2
    before_share, after_share = (
        float(metric(app, label).removesuffix("\u00a0%").replace(",", "."))
        for label in ("Versorgt heute", "Versorgt mit dem Vorschlag")
    )
    assert after_share > before_share


@pytest.mark.parametrize("content", [b"\xff\xfe", b"{}", b"[" * 100_000, b"x" * 5_000_001])
def test_a_file_that_is_no_scenario_is_refused_in_a_sentence(content):
    with pytest.raises(ScenarioError, match=r"[Ss]zenario"):
        scenario_of(content)
