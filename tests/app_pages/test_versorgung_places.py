"""Places below the page Versorgung: places per 100 persons, what is missing, and what stays secret."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from indicators.coverage.question import Question
from indicators.secrecy.release import release
from layers.words.places import (
    offers_table,
    places_figures,
    places_layer,
    places_sentences,
    places_table,
)
from pipeline import analyse
from pipeline.city import read_current_city
from pipeline.places import places_shown
from tests.builders.invented_supply import write_city
from wording import speak

PAGE = str(Path(__file__).resolve().parent.parent.parent / "app_pages" / "versorgung.py")
DAY = Question("treff", on=date(2026, 6, 3))


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    """No entries of others; German words, before and after."""
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path / "store"))
    speak("de")
    yield
    speak("de")


def places_of(folder, *, decay=None, per_100=None, **options):
    """Places of an invented city, and its release."""
    city = read_current_city(write_city(folder, **options))
    released = release(analyse(city))
    found = places_shown(city, released, DAY, decay=decay, per_100=per_100)
    return found, released


def test_places_by_hand(tmp_path):
    """20 places for 80 of 120 children in 01, 6 for 60 in 02, none for 50 in 03; 40 of 100 needed.

    In 01 the first two points have 10 places for 40 and lack 6 each; the third lacks 16.
    """
    found, _ = places_of(tmp_path)
    areas = found.areas
    assert areas["places"].tolist() == pytest.approx([20, 6, 0])
    assert areas["places_per_100"].tolist() == pytest.approx([20 / 1.2, 10, 0])
    assert areas["supply_degree"].tolist() == pytest.approx([20 / 48, 6 / 24, 0])
    assert areas["missing_places"].tolist() == pytest.approx([6 + 6 + 16, 18, 20])
    city = found.city
    assert (city["offered_places"], city["places"], city["target_persons"]) == (26, 26, 230)
    assert city["supply_degree"] == pytest.approx(26 / 92)
    assert city["missing_places"] == pytest.approx(66)
    assert (found.with_places, found.all_offers) == (2, 3)
    assert "Ohne Platzzahl und nicht mitgerechnet: 1 von 3 Angeboten." in " ".join(
        places_sentences(found)
    )


def test_missing_places_are_not_what_the_sums_say(tmp_path):
    """A target of 20: West has 25 of 100 at two points and nothing at the third, which lacks 8."""
    found, _ = places_of(tmp_path, per_100=20)
    assert found.areas["missing_places"].tolist() == pytest.approx([8, 6, 10])
    assert found.areas["supply_degree"].iloc[0] == pytest.approx(20 / 24)


def test_near_offers_count_more_and_no_place_is_lost(tmp_path):
    """E2SFCA: 300 m each to Treff West on both sides, so that nothing changes there."""
    plain, _ = places_of(tmp_path)
    near, _ = places_of(tmp_path, decay="gaussian")
    assert near.areas["places"].sum() == pytest.approx(plain.areas["places"].sum())
    assert near.areas["places"].iloc[0] == pytest.approx(20)


def test_full_offers_first(tmp_path):
    """The mobile has 10 places per 100 within reach, West 25: both fewer than 40."""
    found, _ = places_of(tmp_path)
    table = offers_table(found)
    assert table["per_100"].tolist() == pytest.approx([10, 25])
    assert table["persons"].tolist() == pytest.approx([60, 80])
    assert set(table["full"]) == {"weniger als das Soll"}


def test_without_any_capacity_offers_stand_in(tmp_path):
    """Three offers for 80, 60 and 40 children: 12.5, 16.7 and 25 per 1,000 within reach."""
    found, released = places_of(tmp_path, places=False)
    assert not found.by_places
    table = places_table(found)
    expected = {"01": 1000 / 120, "02": 1000 / 60, "03": 1000 / 50}
    assert table["per_1000"].to_dict() == pytest.approx(expected)
    assert "missing" not in table
    said = " ".join(places_sentences(found))
    assert "Spalte „Plätze“" in said
    assert "Soll" not in said
    assert places_figures(found)["Angebote je 1.000 Personen"] == "13,04"  # 3 of 230
    assert places_layer(found, released).table["value"].to_dict() == pytest.approx(expected)


def test_without_a_standard_nothing_is_said_to_be_missing(tmp_path):
    """0 = no target: places per 100 stay, degree and missing places go."""
    found, _ = places_of(tmp_path, per_100=0.0)
    assert list(places_figures(found)) == ["Plätze", "Plätze je 100 Personen"]
    assert {"missing", "degree", "needed"}.isdisjoint(places_table(found))
    assert "nicht festgelegt" in " ".join(places_sentences(found))


def test_map_shows_the_places_and_flags_what_lies_below_the_city(tmp_path):
    found, released = places_of(tmp_path)
    layer = places_layer(found, released)
    assert layer.table["value"].tolist() == pytest.approx([20 / 1.2, 10, 0])
    assert layer.table["flagged"].tolist() == [False, True, True]  # the city has 11.3
    assert layer.city_value == pytest.approx(26 / 2.3)


def test_small_counts_are_left_out_and_persons_rounded(tmp_path):
    """Two children in 02, not published: no number of 02, and no difference tells them."""
    found, released = places_of(tmp_path, children=(120, 2, 50), released=False)
    assert np.isnan(found.areas.loc["02", "places_per_100"])
    assert "02" in found.secret
    assert places_layer(found, released).table.loc["02", "reason"] == "suppressed"
    assert found.city["target_persons"] == released.counts["viertel", 2025]["kinder"].sum()
    assert set(np.mod(found.areas["residual_persons"].dropna(), 3)) == {0}
    assert np.mod(found.offers["persons_in_reach"], 3).eq(0).all()
    assert "geheimer Zahl" in " ".join(places_sentences(found))


def test_real_counts_at_addresses_show_no_persons(tmp_path):
    """Ratios with two digits where half a per cent are three children; else nothing."""
    cells = (4001, 3000, 500, 2, 100, 40)
    found, _ = places_of(tmp_path, cells=cells)
    assert found.basis.counted
    persons = ["places", "needed_places", "residual_persons", "missing_places"]
    assert found.areas[persons].isna().all(axis=None)
    assert found.areas["places_per_100"].notna().tolist() == [True, False, False]
    assert found.areas.loc["01", "places_per_100"] == pytest.approx(0.27)  # 20 of 7,501: 0.2666
    assert np.mod(found.offers["persons_in_reach"], found.basis.step).eq(0).all()


def test_page_and_shell_say_the_same(tmp_path, monkeypatch):
    """Key figures, table and sentences."""
    from cli import app

    monkeypatch.setenv("AKTIONSRAUM_CITY", str(write_city(tmp_path)))
    page = AppTest.from_file(PAGE, default_timeout=60).run()
    before = len(page.dataframe)
    page.toggle(key="versorgung_plaetze").set_value(True).run()
    assert not page.exception
    assert len(page.dataframe) == before + 2
    metrics = {metric.label: metric.value for metric in page.metric}
    assert metrics["Fehlende Plätze"] == "66"
    assert metrics["Versorgungsgrad der Stadt"] == "28\u00a0%"
    out = tmp_path / "plaetze.csv"
    call = ["capacity", str(tmp_path), "--category", "treff"]
    assert CliRunner().invoke(app, [*call, "--out", str(out)]).exit_code == 0
    shell = pd.read_csv(out, dtype={"key": str}).set_index("name")
    shown = page.dataframe[before].value.set_index("name")
    assert shown["per_100"].to_dict() == pytest.approx(shell["places_per_100"].to_dict())
    assert shown["missing"].to_dict() == pytest.approx(shell["missing_places"].to_dict())
    said = CliRunner().invoke(app, call).output
    assert "Es fehlen 66 Plätze für 165 Personen" in said
    assert "Es fehlen 66 Plätze für 165 Personen" in " ".join(
        html.proto.body for html in page.get("html")
    )


def test_another_target_changes_what_is_missing(tmp_path, monkeypatch):
    """20 instead of 40 places per 100: 24 missing."""
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(write_city(tmp_path)))
    page = AppTest.from_file(PAGE, default_timeout=60).run()
    page.toggle(key="versorgung_plaetze").set_value(True).run()
    page.number_input(key="plaetze_soll_treff").set_value(20.0).run()
    assert not page.exception
    assert {m.label: m.value for m in page.metric}["Fehlende Plätze"] == "24"
