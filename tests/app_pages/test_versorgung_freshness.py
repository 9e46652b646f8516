"""The section *Aktualität* of the page Versorgung: states of offers, coverage without the doubtful."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cli import app as shell
from tests.commands.test_coverage_command import city, degrees  # noqa: F401 - a fixture
from wording import speak

PAGE = str(Path(__file__).resolve().parent.parent.parent / "app_pages" / "versorgung.py")
TODAY = date.today()


@pytest.fixture
def town(city, monkeypatch, tmp_path):  # noqa: F811
    """Kita West confirmed last month; Kita Ost two years ago; one ends soon; one is protected."""
    recent, old = TODAY - timedelta(days=30), TODAY - timedelta(days=800)
    soon, gone = TODAY + timedelta(days=20), TODAY - timedelta(days=20)
    west, lat = degrees(300, 1000)
    east, far = degrees(3400, 1000), degrees(1800, 1000)
    (city / "angebote.csv").write_text(
        "id,name,category,lon,lat,address,valid_to,confirmed_on,protected\n"
        f"k1,Kita West,kita,{west},{lat},Weg 1,,{recent},\n"
        f"k2,Kita Ost,kita,{east[0]},{east[1]},Weg 2,,{old},\n"
        f"k3,Kita Mitte,kita,{far[0]},{far[1]},Weg 3,{soon},{recent},\n"
        f"k4,Kita Alt,kita,{far[0]},{far[1]},Weg 4,{gone},{recent},\n"
        f"k5,Kita Neu,kita,{west},{lat},Weg 5,,,\n"
        f"k6,Haus Geheim,kita,{far[0]},{far[1]},Weg 6,,{old},ja\n"
    )
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(city))
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path / "store"))
    speak("de")
    return city


def opened():
    """The page with the section switched on."""
    app = AppTest.from_file(PAGE, default_timeout=120).run()
    app.toggle(key="versorgung_aktualitaet").set_value(True).run()
    assert not app.exception
    return app


def words(app):
    return " ".join(element.value for element in app.markdown).replace("\\", "")


def test_each_offer_is_counted_in_one_state_and_listed_with_its_dates(town):
    """One of each state; the protected offer is a number only."""
    app = opened()
    figures = {metric.label: metric.value for metric in app.metric}
    for label in ("Im letzten Jahr bestätigt", "Länger nicht bestätigt", "Nie bestätigt"):
        assert figures[label] == "1"
    assert (figures["Enden bald"], figures["Beendet"]) == ("1", "1")
    listed = next(f.value for f in app.dataframe if "state" in f.value)
    assert listed["name"].tolist() == [
        "Kita Alt", "Kita Mitte", "Kita Ost", "Kita Neu", "Kita West"
    ]  # fmt: skip
    assert listed["address"].tolist()[0] == "Weg 4"
    assert listed["confirmed_on"].tolist()[3] == "nie"
    everything = words(app) + " ".join(str(f.value) for f in app.dataframe)
    assert "Haus Geheim" not in everything
    assert "Dazu ein geschütztes Angebot" in everything


def test_coverage_without_the_doubtful_offers_page_and_shell(town):
    """All 150 children with all; without Mitte and Ost 30 in the west and 60 in the east lose."""
    app = opened()
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["Versorgt mit allen Angeboten"] == "100,0\u00a0%"
    assert figures["Versorgt ohne die zweifelhaften"] == "40,0\u00a0%"
    assert figures["Personen mit Angebot: mit allen"] == "150"
    assert figures["Personen mit Angebot: ohne die zweifelhaften"] == "60"
    said = words(app).replace("\u00a0", " ")
    sentence = (
        "Versorgt in der Stadt: 100,0 %; ohne die 3 Angebote, die bald enden oder nicht bestätigt "
        "sind: 40,0 % (90 Personen weniger)."
    )
    assert sentence in said
    call = ["freshness", str(town), "--category", "kita"]
    printed = " ".join(CliRunner().invoke(shell, call).stdout.replace("\u00a0", " ").split())
    assert sentence in printed
    assert "Dazu ein geschütztes Angebot" in printed
    assert "Haus Geheim" not in printed
    out = town / "gebiete.csv"
    CliRunner().invoke(shell, [*call, "--areas", "--out", str(out)])
    rows = pd.read_csv(out, dtype={"key": str}).set_index("name")
    table = next(f.value.set_index("name") for f in app.dataframe if "points" in f.value)
    assert table["persons"].to_dict() == {"Viertel 02": -60, "Viertel 01": -30}
    assert rows["difference_persons"].to_dict() == table["persons"].to_dict()


def test_all_kinds_at_once(town):
    """A table of kinds by state, and coverage by kind only after its own switch."""
    app = opened()
    app.selectbox(key="frische_kita").set_value("alle").run()
    assert not app.exception
    kinds = next(f.value for f in app.dataframe if "aktuell" in f.value)
    assert kinds["all"].tolist() == [5]
    assert not any("doubtful" in f.value for f in app.dataframe)
    app.toggle(key="frische_je_art").set_value(True).run()
    rows = next(f.value for f in app.dataframe if "doubtful" in f.value)
    assert rows[["doubtful", "first_share", "second_share", "persons"]].iloc[0].tolist() == [
        3, 100, 40, -90
    ]  # fmt: skip


def test_areas_need_a_category(town):
    """A wrong call says so."""
    result = CliRunner().invoke(shell, ["freshness", str(town), "--areas"])
    assert result.exit_code == 2
    assert "--areas braucht --category" in " ".join(result.output.replace("│", " ").split())
