"""The section *Vergleichen* of the page Versorgung: a second choice beside the first."""

import json
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cli import app as shell
from tests.commands.test_coverage_command import city  # noqa: F401 - a fixture
from wording import speak

PAGE = str(Path(__file__).resolve().parent.parent.parent / "app_pages" / "versorgung.py")


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    """The embedded city, German words."""
    monkeypatch.delenv("AKTIONSRAUM_CITY", raising=False)
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path))
    speak("de")


def opened(category="jugendtreff"):
    """The page with the section switched on."""
    app = AppTest.from_file(PAGE, default_timeout=120)
    app.query_params["angebot"] = category
    app.run()
    app.toggle(key="versorgung_vergleich").set_value(True).run()
    assert not app.exception
    return app


def words(app):
    """All sentences of the page."""
    return " ".join(element.value for element in app.markdown).replace("\\", "")


def compared(app):
    """The table of all areas in the section, by name of the area."""
    return next(
        frame.value.set_index("name")
        for frame in app.dataframe
        if "first_share" in frame.value and len(frame.value) == 170
    )


def test_equal_choices_are_not_compared():
    """At first both choices are the same: a hint, no table, no figures."""
    app = opened()
    assert app.selectbox(key="zweite_minuten").value == "="
    assert not any("first_share" in frame.value for frame in app.dataframe)
    assert "Erste Wahl" not in words(app)


def test_a_stricter_second_choice_reaches_fewer_and_nowhere_more():
    """Five minutes instead of fifteen: losses, no gain, and both rows of key figures."""
    app = opened()
    app.selectbox(key="zweite_minuten").set_value("5").run()
    assert not app.exception
    table = compared(app)
    assert (table["second"] - table["first"]).tolist() == pytest.approx(table["persons"].tolist())
    assert table["persons"].max() <= 0 < -table["persons"].min()
    assert table["persons"].tolist()[0] == table["persons"].min()
    lost = f"{round(-table['persons'].sum()):,}".replace(",", ".")
    assert f"erreichen in der ganzen Stadt {lost} Personen weniger ein Angebot" in words(app)
    shares = [m.value for m in app.metric if m.label == "Versorgt in der ganzen Stadt"]
    assert len(shares) == 3  # the page's own, first and second
    assert shares[0] == shares[1] != shares[2]


def test_without_an_offer_page_and_shell_say_the_same():
    """The same offers left out: the same persons by area, the same sentence."""
    app = opened()
    options = app.multiselect(key="zweite_ohne_jugendtreff").options
    assert len(options) == 83
    offers = ["jugendtreff-001", "jugendtreff-007", "jugendtreff-011"]
    app.multiselect(key="zweite_ohne_jugendtreff").set_value(offers).run()
    assert not app.exception
    table = compared(app)
    call = ["difference", "--category", "jugendtreff", *(f"--without={id_}" for id_ in offers)]
    printed = CliRunner().invoke(shell, [*call, "--json"])
    rows = pd.DataFrame(json.loads(printed.stdout)).set_index("name")
    assert -rows["difference_persons"].sum() > 1
    for ours, theirs in (
        ("persons", "difference_persons"),
        ("first", "first_persons"),
        ("second", "second_persons"),
    ):
        assert rows[theirs].tolist() == pytest.approx(
            table[ours].reindex(rows.index).tolist(), nan_ok=True
        )
    said = " ".join(CliRunner().invoke(shell, call).stdout.split())
    sentence = next(m.value for m in app.markdown if "in der ganzen Stadt" in m.value)
    assert " ".join(sentence.replace("\\", "").replace("\xa0", " ").split()) in said


def test_a_file_that_is_missing_is_told_in_the_section(city, monkeypatch):  # noqa: F811
    """A timetable that is not there: a sentence below the choices, the page stays."""
    toml = city / "city.toml"
    toml.write_text(toml.read_text() + '\n[network]\ngtfs = "fahrplan.zip"\n')
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(city))
    app = opened("kita")
    app.selectbox(key="zweite_weg").set_value("transit").run()
    assert not app.exception
    assert any("fahrplan.zip" in fault.value.replace("\\", "") for fault in app.error)
    assert len(app.metric) >= 4


def test_a_way_without_a_network_says_what_was_computed(city, monkeypatch):  # noqa: F811
    """By wheelchair without streets: the straight line, and a remark that says so."""
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(city))
    app = opened("kita")
    app.selectbox(key="zweite_weg").set_value("wheelchair").run()
    assert not app.exception
    assert any("kein Straßennetz hinterlegt" in note.value for note in app.info)
    assert "Mit der zweiten Wahl ändert sich nichts" in words(app)


def test_a_small_change_of_secret_counts_is_not_shown(city, monkeypatch):  # noqa: F811
    """Real counts at points, not published: two children live between seven and ten minutes."""
    toml = (city / "city.toml").read_text()
    toml = toml.replace("released = true", "")
    (city / "city.toml").write_text(toml.replace('weight = "weight"', 'groups = { u6 = "u6" }'))
    rows = (city / "zellen.csv").read_text().splitlines()
    persons = ["u6", "58", "2", "30", "60"]
    cells = [",".join([*row.split(",")[:3], n]) for row, n in zip(rows, persons, strict=True)]
    (city / "zellen.csv").write_text("\n".join(cells) + "\n")
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(city))
    app = opened("kita")
    app.selectbox(key="zweite_minuten").set_value("5").run()
    assert not app.exception
    table = next(f.value for f in app.dataframe if "first_share" in f.value).set_index("name")
    assert table.loc["Viertel 01", ["persons", "first", "second", "points"]].isna().all()
    assert "geheim" in table.loc["Viertel 01", "note"]
    assert "geheim bleibt" in words(app)


def test_a_closed_offer_is_named_and_another_group_is_compared_by_share(city, monkeypatch):  # noqa: F811
    """One offer less is named; persons of two groups are not subtracted."""
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(city))
    app = opened("kita")
    app.multiselect(key="zweite_ohne_kita").set_value(["k1"]).run()
    assert "Ohne das Angebot „Kita West“ erreichen in der ganzen Stadt" in words(app)
    app.multiselect(key="zweite_ohne_kita").set_value([]).run()
    app.selectbox(key="zweite_zielgruppe").set_value("arm").run()
    assert not app.exception
    assert "Von der Gruppe „Kinder unter 6“ erreichen" in words(app)
    table = next(f.value for f in app.dataframe if "first_share" in f.value)
    assert "persons" not in table
