"""Every page runs on the embedded city; choices change what it says; faults become sentences."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from wording import speak

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted(path.stem for path in (ROOT / "app_pages").glob("*.py"))


@pytest.fixture(autouse=True)
def embedded(monkeypatch):
    """The embedded Dortmund, and German words before and after."""
    monkeypatch.delenv("AKTIONSRAUM_CITY", raising=False)
    speak("de")
    yield
    speak("de")


def opened(page="lage", **params):
    """The app on a page, with choices from the address."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    if page != "lage":
        for name, value in params.items():
            app.query_params[name] = value
        app.switch_page(f"app_pages/{page}.py").run()
    assert not app.exception
    return app


def metric(app, label):
    return next(entry.value for entry in app.metric if entry.label == label)


def texts(app):
    """All HTML of a page as one text."""
    return " ".join(element.proto.body for element in app.get("html"))


def test_lage_names_city_value_flagged_areas_and_persons():
    """The city value of transfer receipt lies near 15 %; a mean of shares lies near 13."""
    app = opened()
    assert app.title[0].value == "Lage · Dortmund"
    value = float(metric(app, "Stadtwert").removesuffix("\u00a0%").replace(",", "."))
    assert 14.5 < value < 15.5
    assert metric(app, "Gebiete ungünstiger als die Stadt").endswith("von 170")


def test_the_table_holds_every_area_of_the_map_worst_first():
    table = opened().dataframe[0].value
    assert len(table) == 170
    known = table["value"].dropna()
    assert known.is_monotonic_decreasing


def test_another_indicator_and_level_change_figures_and_address():
    app = opened()
    before = metric(app, "Stadtwert")
    app.selectbox(key="kennzahl").select("unemployed_pct").run()
    app.selectbox(key="ebene").select("sozialraum").run()
    assert metric(app, "Stadtwert") != before
    assert len(app.dataframe[0].value) == 39
    assert app.query_params["kennzahl"] == "unemployed_pct"
    assert app.query_params["ebene"] == "sozialraum"


def test_an_address_opens_the_choices_it_names():
    app = opened(kennzahl="unemployed_pct", ebene="stadtbezirk", jahr="2018", gebiet="01")
    assert app.selectbox(key="kennzahl").value == "unemployed_pct"
    assert app.selectbox(key="jahr").value == "2018"
    assert len(app.dataframe[0].value) == 12
    assert "Innenstadt-West" in texts(app)


def test_an_address_with_unknown_choices_opens_the_standard_ones():
    app = opened(kennzahl="<script>", ebene="x", jahr="1", gebiet="'; drop", klassen="y")
    assert len(app.dataframe[0].value) == 170
    assert "<script>" not in texts(app)


def test_a_chosen_area_is_explained_against_the_city():
    app = opened(gebiet="054")
    page = texts(app)
    assert "Nordmarkt-Ost" in page
    assert "ungünstiger als der Stadtdurchschnitt" in page
    assert "statistisch gesichert" in page


def test_a_year_that_an_indicator_lacks_is_asked_again_where_it_exists():
    """`secondary_school_recommendation_pct` has 2018 only; afterwards 2024 is shown again."""
    app = opened(jahr="2024")
    app.selectbox(key="kennzahl").select("secondary_school_recommendation_pct").run()
    assert app.selectbox(key="jahr").value == "2018"
    app.selectbox(key="kennzahl").select("unemployed_pct").run()
    assert app.selectbox(key="jahr").value == "2024"


@pytest.mark.parametrize("scheme", ["city", "quantiles", "jenks", "equal", "haeufungen"])
def test_every_scheme_of_classes_counts_all_areas_in_the_legend(scheme):
    app = opened(klassen=scheme, ebene="sozialraum")
    legend = pd.Series(texts(app)).str.extractall(r"<span class='n'>(\d+)</span></li>")[0]
    flagged = int(metric(app, "Gebiete ungünstiger als die Stadt").split()[0])
    assert legend.astype(int).sum() - flagged == 39


def test_versorgung_counts_persons_and_lists_gaps_and_offers():
    app = opened("versorgung", angebot="kita", ebene="sozialraum")
    assert app.title[0].value == "Versorgung · Dortmund"
    areas, gaps, offers = (frame.value for frame in app.dataframe)
    assert len(areas) == 39
    assert gaps["persons"].is_monotonic_decreasing
    assert len(offers) == 330
    assert "15 Minuten" in texts(app)
    assert "Luftlinie × 1,3" in texts(app)


def test_a_stricter_limit_reaches_fewer_persons():
    app = opened("versorgung", angebot="kita", ebene="stadtbezirk")
    share = metric(app, "Versorgt in der ganzen Stadt")
    app.selectbox(key="minuten").select("5").run()
    stricter = metric(app, "Versorgt in der ganzen Stadt")
    assert float(stricter[:4].replace(",", ".")) < float(share[:4].replace(",", "."))


def test_export_says_what_is_withheld_before_it_offers_files():
    app = opened("export")
    assert "unterdrückt" in texts(app)
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Excel (.xlsx)", "CSV (.csv)", "GeoPackage (.gpkg)", "GeoJSON (.geojson)"]


def test_export_without_a_choice_asks_for_one():
    app = opened("export")
    app.multiselect(key="kennzahlen").set_value([]).run()
    assert not app.exception
    assert "mindestens" in app.info[0].value


def test_the_pages_speak_english_on_request():
    app = opened(sprache="en")
    assert app.title[0].value == "Situation · Dortmund"
    assert "worse than the city average" in texts(app)


def test_a_city_that_cannot_be_read_shows_findings_not_a_stack_trace(tmp_path, monkeypatch):
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(tmp_path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert "Fehler in den Daten" in app.error[0].value
    assert "city.toml" in app.text[0].value


def test_a_fault_deep_in_the_folder_names_file_and_place(tmp_path, monkeypatch):
    (tmp_path / "city.toml").write_text(
        '[city]\nname = "X"\ncrs = "EPSG:25832"\n', encoding="utf-8"
    )
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(tmp_path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert "level" in app.text[0].value


def test_the_index_switches_its_method_by_one_click_and_answers_why():
    app = opened(ansicht="index", gebiet="054")
    berlin = app.dataframe[0].value
    assert set(berlin["status"].dropna()) <= {"hoch", "mittel", "niedrig", "sehr niedrig", ""}
    assert "Rang 1 von" in texts(app)
    app.segmented_control(key="verfahren").set_value("svi").run()
    assert not app.exception
    assert app.query_params["verfahren"] == "svi"
    assert not app.dataframe[0].value["score"].equals(berlin["score"])


def test_the_range_of_a_rank_and_the_six_methods_come_on_request():
    app = opened(ansicht="index", gebiet="054")
    app.toggle(key="sicherheit").set_value(True).run()
    assert "1.000 Ziehungen" in texts(app)
    app.toggle(key="verfahren_zeigen").set_value(True).run()
    table = app.dataframe[-1].value
    assert {"mss", "rise", "headline", "imd", "svi", "below_average_count"} <= set(table.columns)


def test_entwicklung_shows_targets_lines_and_changes():
    app = opened("entwicklung", kennzahl="children_under_15_SGB_II_pct", gebiet="054")
    assert "Ziel 25,0" in texts(app)
    lines, changes = (frame.value for frame in app.dataframe)
    assert set(lines["series"]) == {"Dortmund insgesamt", "Nordmarkt-Ost", "Weg zum Ziel"}
    assert lines.loc[lines["series"] == "Weg zum Ziel", "year"].tolist() == [2018, 2030]
    assert len(changes) == 170


def test_entwicklung_refuses_to_compare_what_was_counted_differently():
    app = opened("entwicklung", kennzahl="unemployed_under_25_pct")
    assert "verschieden erhoben" in texts(app)
    assert len(app.dataframe) == 1


def test_profil_of_an_area_tells_situation_offers_and_neighbours():
    app = opened("profil", gebiet="054")
    assert metric(app, "Angebote im Gebiet") == str(len(app.dataframe[0].value))
    neighbours = app.dataframe[1].value
    assert "Nordmarkt-Ost" in set(neighbours["name"])
    assert 3 <= len(neighbours) <= 15
    app.toggle(key="profil_versorgung").set_value(True).run()
    assert "Spielplätze" in texts(app)


def test_profil_without_an_area_asks_for_one():
    assert "Bitte oben ein Gebiet wählen." in texts(opened("profil"))


def test_vergleich_puts_areas_beside_the_city_and_finds_by_conditions():
    app = opened("vergleich", nebeneinander="054,011", gebiet="054")
    beside = app.dataframe[0].value
    assert list(beside.columns) == ["label", "054", "011", "city"]
    app.text_input(key="suche").set_value("transfer_payment_pct > stadt und kita:minuten > 8").run()
    found = app.dataframe[-1].value
    assert (found["kita:minuten"] > 8).all()
    assert (found["transfer_payment_pct"] > 15).all()


def test_a_condition_that_cannot_be_read_is_explained():
    app = opened("vergleich")
    app.text_input(key="suche").set_value("<b>quatsch").run()
    assert not app.exception
    assert "ist keine Bedingung" in texts(app)
    assert "<b>quatsch" not in texts(app)


def test_the_catalogue_tells_every_indicator_and_method():
    app = opened("katalog")
    page = texts(app)
    assert page.count("<div class='card'>") >= 20
    assert "Sagt nicht" in page
    assert len(app.get("markdown")) + len(app.get("latex")) >= 6
