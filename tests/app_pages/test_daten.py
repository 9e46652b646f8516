"""The page Daten: uploads become a checked city; a guess is corrected before anything is saved."""

import io
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.frame.uploads import safe_name
from app_pages.setup.templates import ADDRESSES, BOUNDARIES, FIGURES, OFFERS, workbook
from app_pages.setup.view import notes_by_row, zip_bytes
from intake.findings import Finding
from wording import speak

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """Cities and uploads in this test's folder; German words."""
    monkeypatch.delenv("AKTIONSRAUM_CITY", raising=False)
    monkeypatch.setenv("AKTIONSRAUM_CITIES", str(tmp_path / "staedte"))
    (tmp_path / "ablage").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "ablage"))
    speak("de")


def page():
    """The page alone, as the router runs it."""
    app = AppTest.from_file(str(ROOT / "app_pages" / "daten.py"), default_timeout=60).run()
    assert not app.exception
    return app


def upload(app, kind, *files):
    given = [(name, text if isinstance(text, bytes) else text.encode(), "") for name, text in files]
    app.file_uploader(key=f"daten_{kind}").set_value(given)
    return app


def metric(app, label):
    return next(entry.value for entry in app.metric if entry.label == label)


def button(app, key):
    return next(entry for entry in app.button if entry.key == key)


def findings(app):
    """The table of findings."""
    return next(frame.value for frame in app.dataframe if "Schwere" in frame.value.columns)


def test_nothing_is_read_or_written_before_boundaries_come(tmp_path):
    app = page()
    assert "Zuerst die Grenzen" in " ".join(element.proto.body for element in app.get("html"))
    assert not (tmp_path / "staedte").exists()


@pytest.mark.parametrize("table", [("zahlen.csv", FIGURES), ("zahlen.xlsx", workbook())])
def test_the_templates_are_a_city_that_can_be_saved_and_shown(tmp_path, table):
    from intake.city import read_city

    app = upload(page(), "grenzen", ("grenzen.geojson", BOUNDARIES))
    upload(app, "zahlen", table)
    upload(app, "angebote", ("angebote.csv", OFFERS)).run()
    assert not app.exception
    assert metric(app, "Gebiete") == "2"
    assert metric(app, "Angebote") == "2"
    assert metric(app, "davon geschützt") == "0"
    app.text_input(key="daten_name").set_value("Neustadt am Rübenberge").run()
    button(app, "daten_speichern").click().run()
    assert not app.exception
    city = read_city(tmp_path / "staedte" / "neustadt_am_ruebenberge")
    assert city.config.city.name == "Neustadt am Rübenberge"
    assert city.figures[0].values["einwohner"].tolist() == [5200, 4300]
    assert len(city.offers) == 2
    assert app.session_state["stadt_ordner"] == "neustadt_am_ruebenberge"
    button(app, "daten_speichern").click().run()
    assert "gibt es schon" in app.error[0].value


def test_a_fault_stands_beside_its_row_and_blocks_saving(tmp_path):
    """Row 3 of the file holds more young people than people."""
    wrong = FIGURES.replace("4300;920", "4300;-920")
    app = upload(page(), "grenzen", ("grenzen.geojson", BOUNDARIES))
    upload(app, "zahlen", ("zahlen.csv", wrong)).run()
    assert "Fehler" in set(findings(app)["Schwere"])
    rows = next(frame.value for frame in app.dataframe if "Befund" in frame.value.columns)
    assert rows["Befund"].ne("").tolist() == [False, False, True]
    assert rows.index[rows["Befund"].ne("")].tolist() == [3]
    assert not [entry for entry in app.button if entry.key == "daten_speichern"]
    assert not (tmp_path / "staedte").exists()


def sgb2_values(app):
    variables = next(frame.value for frame in app.dataframe if "Größe" in frame.value.columns)
    return variables.set_index("Größe").loc["sgb2", "Werte"]


def test_an_answer_corrects_what_a_sign_means():
    """A dash is no value at first; told that it means zero, it is one."""
    app = upload(page(), "grenzen", ("grenzen.geojson", BOUNDARIES))
    upload(app, "zahlen", ("zahlen.csv", FIGURES.replace("1010", "-"))).run()
    assert sgb2_values(app) == 1
    app.text_input(key="daten_tables_zero@zahlen.csv").set_value("-")
    button(app, "daten_neu_lesen").click().run()
    assert not app.exception
    assert sgb2_values(app) == 2


def test_another_column_can_be_the_key():
    app = upload(page(), "grenzen", ("grenzen.geojson", BOUNDARIES)).run()
    key = app.selectbox(key="daten_boundaries_key@grenzen.geojson")
    assert key.options == ["key", "name"]
    key.select("name")
    button(app, "daten_neu_lesen").click().run()
    assert "Mitte … Nord" in " ".join(element.proto.body for element in app.get("html"))


def test_the_preview_draws_every_area_and_lets_no_name_break_out(squares):
    """West, middle, east: three outlines, north above; a name stays text."""
    from layers.preview import outline_image, outline_svg

    svg = outline_svg(squares.assign(name=["<script>", "Mitte", "Ost"]))
    assert svg.count("<path") == 3
    assert "<script>" not in svg
    assert "Mitte" in svg
    assert outline_image(squares.assign(name="x")).startswith('<img alt="Umrisse von 3 Gebieten"')


def test_the_page_speaks_english():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["sprache"] = "en"
    app.switch_page("app_pages/daten.py").run()
    assert not app.exception
    assert app.title[0].value == "Data"
    assert app.file_uploader[0].label == "Boundaries of the areas"


def test_a_server_that_saves_nothing_offers_the_archive_only(monkeypatch):
    monkeypatch.setenv("AKTIONSRAUM_CITIES", "-")
    app = upload(page(), "grenzen", ("grenzen.geojson", BOUNDARIES)).run()
    assert not [entry for entry in app.button if entry.key == "daten_speichern"]
    keys = [entry.key for entry in app.download_button]
    assert "daten_zip" in keys


def test_the_archive_holds_the_folder_and_is_the_same_each_time(tmp_path):
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    files = {"city.toml": b"[city]", "../a.csv": tmp_path / "a.csv"}
    packed = zip_bytes("stadt", files)
    assert packed == zip_bytes("stadt", dict(reversed(files.items())))
    assert zipfile.ZipFile(io.BytesIO(packed)).namelist() == ["stadt/a.csv", "stadt/city.toml"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [("..\\..\\a.csv", "a.csv"), ("/etc/passwd", "passwd"), ("...", "datei"), ("a\x00b;c.csv", "a_b_c.csv")],
)  # fmt: skip
def test_no_file_name_leaves_its_folder(name, safe):
    assert safe_name(name) == safe


def test_findings_are_told_by_row_and_gathered():
    found = [
        Finding("error", "a", "f", "Zeilen 3, 5 und 7", "Falsch.", ""),
        Finding("error", "b", "f", "Zeile 5, Spalte „EW“", "Auch.", ""),
        Finding("error", "c", "f", "Blatt 2", "Nirgends.", ""),
    ]
    assert notes_by_row(found) == {3: "Falsch.", 5: "Falsch. · Auch.", 7: "Falsch."}


def test_the_address_template_places_an_offer_without_coordinates(tmp_path):
    bare = OFFERS.replace("7.475;51.511", ";")
    app = upload(page(), "grenzen", ("grenzen.geojson", BOUNDARIES))
    upload(app, "angebote", ("angebote.csv", bare.replace("Musterplatz 2;", "Musterplatz 2a;")))
    app.file_uploader(key="daten_adressen").set_value(("adressen.csv", ADDRESSES.encode(), ""))
    app.run()
    assert not app.exception
    assert metric(app, "Angebote") == "2"
