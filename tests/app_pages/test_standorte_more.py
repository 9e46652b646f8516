"""Page Standorte on a street of four points: whatever the shell answers, the page answers too."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cli import app as shell
from tests.commands.test_site_command import degrees, make_city, square
from wording import speak

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def city(tmp_path, monkeypatch):
    """The street as the page's city; scenarios in this test's folder; people may enter."""
    folder = tmp_path / "stadt"
    folder.mkdir()
    make_city(folder, "01,90,45\n02,60,6", released=True)
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(folder))
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path / "ablage"))
    monkeypatch.setenv("AKTIONSRAUM_ENTRIES", "1")
    speak("de")
    return folder


def opened(**params):
    app = AppTest.from_file(str(ROOT / "app_pages" / "standorte.py"), default_timeout=60)
    for name, value in {"angebot": "kita", "neu": "1", **params}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def press(app, label):
    next(entry for entry in app.button if entry.label == label).click()
    app.run()
    assert not app.exception
    return app


def table(app, column):
    return next(frame.value for frame in app.dataframe if column in frame.value.columns)


def asked_in_shell(*arguments):
    result = CliRunner().invoke(shell, [*map(str, arguments), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def same_sites(app, *options, count=1):
    """The page's sites are the shell's."""
    page = table(app, "room")
    found = asked_in_shell(
        "site", Path(app_city()), "--category", "kita", "--count", count, *options
    )
    columns = [c for c in ("rank", "name", "lon", "lat", "gained_persons", "second_persons")
               if c in found[0]]  # fmt: skip
    assert page[columns].to_dict("records") == [{c: row[c] for c in columns} for row in found]
    return page


def app_city():
    import os

    return os.environ["AKTIONSRAUM_CITY"]


@pytest.mark.parametrize(
    ("params", "options"),
    [
        ({"plaetze": "20"}, ["--capacity", 20]),
        ({"ziel": "twice"}, ["--objective", "twice"]),
        ({"ziel": "everyone"}, ["--objective", "everyone"]),
        ({"ziel": "distance"}, ["--objective", "distance"]),
        ({"bedarf": "armut"}, ["--need", "armut"]),
        ({"orte": "offers:schule"}, ["--candidates", "offers:schule"]),
        ({"wandern": "alle"}, ["--movable"]),
        ({"wandern": "einige", "verlegbar": "k1"}, ["--may-move", "k1"]),
    ],
)
def test_every_aim_gives_the_sites_of_the_shell(params, options):
    same_sites(press(opened(**params), "Vorschlag rechnen"), *options)


def test_aims_differ_from_each_other():
    """Else the equality above could not fail: places, need and aim each change the answer."""
    plain = table(press(opened(), "Vorschlag rechnen"), "room")["gained_persons"].tolist()
    for params in ({"plaetze": "20"}, {"ziel": "everyone"}, {"bedarf": "armut"}):
        app = press(opened(**params), "Vorschlag rechnen")
        assert table(app, "room")["gained_persons"].tolist() != plain


def test_own_places_and_forbidden_areas_come_from_files(city):
    """The file's place in the east is forbidden: the other one is left, as in the shell."""
    places = f"id,lon,lat\na,{degrees(3600)[0]},{degrees(3600)[1]}\nb,{degrees(1900)[0]},{degrees(1900)[1]}\n"
    (city / "orte.csv").write_text(places)
    forbidden = square(city, 3000, 4000)
    app = opened(orte="datei")
    button = next(entry for entry in app.button if entry.label == "Vorschlag rechnen")
    assert button.disabled
    app.file_uploader(key="orte_datei").set_value(("orte.csv", places.encode(), "text/csv")).run()
    app = press(app, "Vorschlag rechnen")
    assert same_sites(app, "--candidates", city / "orte.csv")["gained_persons"].tolist() == [60]
    app.file_uploader(key="tabu_datei").set_value(
        (forbidden.name, forbidden.read_bytes(), "application/json")
    ).run()
    app = press(app, "Vorschlag rechnen")
    page = same_sites(app, "--candidates", city / "orte.csv", "--forbidden", forbidden)
    assert page["gained_persons"].tolist() == [30]


def test_a_file_that_holds_no_places_is_refused_in_a_sentence():
    app = opened(orte="datei")
    app.file_uploader(key="orte_datei").set_value(("x.csv", b"a,b\n1,2\n", "text/csv")).run()
    app = press(app, "Vorschlag rechnen")
    assert "Spalten fehlen: lon, lat" in app.error[0].value.replace("\\", "")


def test_moving_offers_become_a_scenario_that_closes_them(city, tmp_path):
    """Kita West gives way to the place in the east: 60 lose, 60 gain, in proposal and scenario."""
    places = f"id,lon,lat\na,{degrees(3600)[0]},{degrees(3600)[1]}\n"
    forbidden = square(city, 0, 500)
    app = opened(orte="datei", wandern="alle")
    app.file_uploader(key="orte_datei").set_value(("orte.csv", places.encode(), "text/csv"))
    app.file_uploader(key="tabu_datei").set_value(
        (forbidden.name, forbidden.read_bytes(), "application/json")
    ).run()
    app = press(app, "Vorschlag rechnen")
    areas = table(app, "share_before")
    assert areas["lost_persons"].sum() == areas["gained_persons"].sum() == 60
    app.text_input(key="szenario_name").set_value("Umzug")
    app = press(app, "Speichern")
    kept = json.loads(next((tmp_path / "ablage").rglob("*.szenario.json")).read_text())
    assert sorted(change["kind"] for change in kept["changes"]) == ["add", "close"]
    app.multiselect(key="szenarien").select("Umzug").run()
    assert not app.exception
    compared = table(app, "covered_today")
    assert compared[["gained_persons", "lost_persons"]].iloc[0].tolist() == [60, 60]


def test_the_week_of_a_mobile_offer_is_that_of_the_shell(city):
    app = opened(frage="tour", halte_je_tag="1")
    app.number_input(key="tour_stunden").set_value(4.0)
    app.multiselect(key="tour_tage").set_value(["Mi", "Fr"]).run()
    assert not app.metric
    app = press(app, "Wochenplan rechnen")
    found = asked_in_shell("tour", city, "--category", "kita", "--hours", 4, "--weekdays", "Mi,Fr",
                           "--stops-per-day", 1)  # fmt: skip
    page = table(app, "begins")
    columns = ["weekday", "begins", "ends", "name", "persons", "lon", "lat"]
    assert page[columns].to_dict("records") == [{c: row[c] for c in columns} for row in found]
    assert page["persons"].tolist() == [60, 30]
    assert "erreichen 90 Personen" in app.success[0].value
    app.text_input(key="tour_depot").set_value("Rathaus").run()
    assert "ist kein Ort" in app.error[0].value


def test_a_new_quarter_needs_what_the_shell_says(city):
    """100 dwellings × 2 × 10 % = 20 children at the place of the shell's call."""
    app = opened(frage="quartier", gebiet="02")
    assert not app.metric
    app.number_input(key="quartier_wohnungen").set_value(100)
    app.number_input(key="quartier_anteil_u6").set_value(10.0).run()
    app = press(app, "Bedarf rechnen")
    lon = app.number_input(key="quartier_lon_viertel_02").value
    lat = app.number_input(key="quartier_lat_viertel_02").value
    found = asked_in_shell("quarter", city, "--dwellings", 100, "--lon", lon, "--lat", lat,
                           "--share", "u6=0,1")  # fmt: skip
    columns = ["label", "persons", "nearest_minutes", "uncovered_persons", "places_needed"]
    page = table(app, "uncovered_persons")
    assert page[columns].to_dict("records") == [{c: row[c] for c in columns} for row in found]
    assert page["persons"].tolist() == [20]
    assert not found[0]["covered"]
    assert "Nicht in Reichweite: Kitas" in app.warning[0].value.replace("\\", "")


def test_a_scenario_is_made_by_hand_and_deleted_after_a_second_click(city, tmp_path):
    app = opened()
    app.text_input(key="hand_name").set_value("Ohne West")
    app.selectbox(key="hand_art").set_value("close").run()
    app = press(app, "Änderung aufnehmen")
    assert any("Ohne West" in entry.value.replace("\\", "") for entry in app.success)
    app.run()
    app.multiselect(key="szenarien").select("Ohne West").run()
    assert not app.exception
    assert table(app, "covered_today")["lost_persons"].iloc[0] == 60
    app = press(app, "Endgültig löschen")
    assert list((tmp_path / "ablage").rglob("*.szenario.json")) == []


def test_nobody_deletes_where_entries_are_closed(city, monkeypatch):
    monkeypatch.setenv("AKTIONSRAUM_ENTRIES", "0")
    app = opened(vorschlag="1")
    app.text_input(key="szenario_name").set_value("Eins")
    app = press(app, "Speichern")
    app.multiselect(key="szenarien").select("Eins").run()
    assert all(entry.label != "Endgültig löschen" for entry in app.button)


def test_a_tour_without_any_stop_worth_it_is_said_in_words():
    """The only possible stop lies 8 km off the street."""
    lon, lat = degrees(1000, 9000)
    app = opened(frage="tour", halte="datei")
    far = f"id,lon,lat\nfern,{lon},{lat}\n".encode()
    app.file_uploader(key="halte_datei").set_value(("fern.csv", far, "text/csv")).run()
    app = press(app, "Wochenplan rechnen")
    assert "Kein Halt lohnt" in app.info[0].value
    assert not app.metric
