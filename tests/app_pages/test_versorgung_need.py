"""Coverage by need below the page Versorgung: fifths, classes, poor children, older people."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from indicators.coverage.question import Question
from indicators.coverage.standards import group_in, poor_children
from indicators.secrecy.release import release
from layers.words.need import (
    concentration_sentence,
    lonely_sentences,
    need_sentences,
    need_table,
)
from pipeline import analyse
from pipeline.city import read_current_city
from pipeline.equity import equity_shown, lonely_shown, need_of, status_shown
from tests.builders.invented_supply import write_city
from wording import speak

PAGE = str(Path(__file__).resolve().parent.parent.parent / "app_pages" / "versorgung.py")
DAY = Question("treff", on=date(2026, 6, 3))
INDEX = """
[[index]]
id = "lage"
label = "Soziale Lage"
method = "mss"
indicators = ["armut"]
"""


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    """No entries of others; German words, before and after."""
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path / "store"))
    speak("de")
    yield
    speak("de")


def read(folder, **options):
    """An invented city and its release."""
    city = read_current_city(write_city(folder, **options))
    return city, release(analyse(city))


def equity_of(folder, *, group="arm", **options):
    """Fifths of need by child poverty: 50, 10 and 20 per cent."""
    city, released = read(folder, **options)
    need, direction = need_of(released, "armut")
    return equity_shown(city, released, DAY, need, direction=direction, group=group)


def test_fifths_by_hand(tmp_path):
    """Persons in order of need: 120 (middle at 26 %), 50 (63 %), 60 (87 %): fifths 2, 4 and 5."""
    table = equity_of(tmp_path).table
    assert table.index.tolist() == [2, 4, 5]
    assert table["target_persons"].tolist() == [120, 50, 60]
    assert table["covered_persons"].tolist() == pytest.approx([80, 40, 60])
    assert table["covered_share"].tolist() == pytest.approx([2 / 3, 0.8, 1])


def test_concentration_by_hand(tmp_path):
    """C = 2 Σ w (h − μ)(r − ½) / μ with the ranks above; covered better where need is small."""
    found = equity_of(tmp_path)
    weight = np.array([120, 50, 60]) / 230
    rank = np.array([60, 145, 200]) / 230
    share = np.array([2 / 3, 0.8, 1])
    mean = 180 / 230
    expected = 2 * (weight * (share - mean) * (rank - 0.5)).sum() / mean
    assert found.concentration == pytest.approx(expected)
    assert "wo der Bedarf klein ist" in " ".join(need_sentences(found))


@pytest.mark.parametrize(
    ("value", "said"),
    [(-0.2, "−0,200"), (0.004, "gleich"), (-0.2, "groß ist"), (np.nan, "Niemand ist versorgt")],
)
def test_concentration_in_words(value, said):
    assert said in concentration_sentence(value)


def test_poor_children_without_an_offer(tmp_path):
    """A third of 60 in 01, none of 6 in 02, a fifth of 10 in 03: 22 of 76."""
    gap = equity_of(tmp_path).gap
    assert (gap.persons, gap.target_persons) == (pytest.approx(22), 76)
    everybody = equity_of(tmp_path).all_gap
    assert (everybody.persons, everybody.target_persons) == (pytest.approx(50), 230)


def test_status_classes_worst_first(tmp_path):
    """Poverty 50, 10 and 20 per cent: every class has its areas, and nobody is lost."""
    city, released = read(tmp_path)
    with (tmp_path / "city.toml").open("a") as file:
        file.write(INDEX)
    city = read_current_city(tmp_path)
    found = status_shown(city, released, DAY, "lage")
    assert found.table.index.name == "status"
    assert found.table["target_persons"].sum() == 230
    assert found.table.loc[found.table.index[0], "target_persons"] == 120
    assert found.table["covered_persons"].iloc[0] == pytest.approx(80)


def test_older_people_without_a_meeting_place(tmp_path):
    """The only one lies in 02: 100 of 01 and 40 of 03 have none, 60 of those who live alone."""
    city, released = read(tmp_path)
    found = lonely_shown(city, released, replace(DAY, category="begegnungsstaette"))
    assert [(g.group, g.persons, g.target_persons) for g in found.groups] == [
        ("ue65", pytest.approx(140), 220),
        ("ue65_allein", pytest.approx(60), 80),
    ]
    assert found.areas["gap_persons"].to_dict() == pytest.approx({"01": 50, "03": 10})
    said = lonely_sentences(found)
    assert (
        "Menschen ab 65 ohne Treffpunkt in Reichweite (Begegnungsstätten): 140 von 220" in said[0]
    )


def test_groups_are_found_by_their_usual_names():
    assert group_in("65plus_allein", ["ue65"], exactly=True) == ""
    assert group_in("65plus_allein", ["alle", "ue65_allein"], exactly=True) == "ue65_allein"
    assert poor_children([("alle", "Alle"), ("arbeitslose", "Arbeitslose")]) == ""
    assert poor_children([("u6", "Kinder"), ("x", "Kinder in Armut")]) == "x"


def test_small_counts_are_in_no_fifth_and_in_no_difference(tmp_path):
    """Two children in 02, not published: its area and a partner are left out, and that is said."""
    small = {"children": (120, 2, 50), "poor": (60, 0, 10), "released": False}
    found = equity_of(tmp_path, **small)
    persons = found.table[["target_persons", "covered_persons", "gap_persons"]].to_numpy()
    known = np.unique(persons[~np.isnan(persons)])
    gaps = np.abs(known[:, None] - known[None, :])
    assert set(np.mod(persons.ravel(), 3)) == {0}
    assert not ((gaps > 0) & (gaps < 3)).any()
    assert found.basis.left_out >= 2
    assert found.table["areas"].sum() == 3 - found.basis.left_out
    assert "geheimer Zahl" in " ".join(need_sentences(found))


def test_a_small_group_is_not_told_either(tmp_path):
    """One poor child in 02 (of two): neither the gap nor the whole of the group is off the step."""
    small = {"children": (120, 2, 50), "poor": (60, 0, 10), "released": False}
    gap = equity_of(tmp_path, **small).gap
    assert (gap.persons, gap.target_persons) == (3, 9)  # 2 of 10 in the one area that is left


def test_published_small_counts_lose_nothing(tmp_path):
    found = equity_of(tmp_path, children=(120, 2, 50))
    assert found.table["target_persons"].sum() == 172
    assert found.table["areas"].sum() == 3


def test_page_and_shell_say_the_same(tmp_path, monkeypatch):
    """The fifths, the concentration index and the poor children."""
    from cli import app

    monkeypatch.setenv("AKTIONSRAUM_CITY", str(write_city(tmp_path)))
    page = AppTest.from_file(PAGE, default_timeout=60).run()
    before = len(page.dataframe)
    page.toggle(key="versorgung_bedarf").set_value(True).run()
    assert not page.exception
    assert page.selectbox(key="bedarf_kennzahl").options == ["Kinder in Armut"]
    assert page.selectbox(key="bedarf_zielgruppe").value == "arm"
    out = tmp_path / "bedarf.csv"
    call = ["equity", str(tmp_path), "--category", "treff", "--indicator", "armut"]
    call += ["--group", "arm"]
    assert CliRunner().invoke(app, [*call, "--out", str(out)]).exit_code == 0
    shell, shown = pd.read_csv(out), page.dataframe[before].value
    assert shown["need"].tolist() == shell["quintile"].tolist()
    assert shown["covered_persons"].tolist() == pytest.approx(shell["covered_persons"].tolist())
    said = CliRunner().invoke(app, call).output
    words = " ".join(html.proto.body for html in page.get("html"))
    for sentence in ("Konzentrationsindex 0,092", "22 Personen. Das sind 28,9"):
        assert sentence in said
        assert sentence in words
    page.toggle(key="versorgung_einsam").set_value(True).run()
    assert not page.exception
    assert page.selectbox(key="einsam_angebot").value == "begegnungsstaette"
    assert "140 von 220 Personen" in " ".join(html.proto.body for html in page.get("html"))


def test_shell_wants_a_measure_of_need(tmp_path):
    from cli import app

    result = CliRunner().invoke(app, ["equity", str(write_city(tmp_path)), "--category", "treff"])
    assert result.exit_code == 2
    assert "--indicator oder --index" in result.output


def test_status_classes_speak_english(tmp_path):
    """The classes of an index, and the rule of the coverage, in the reader's language."""
    city, released = read(tmp_path)
    with (tmp_path / "city.toml").open("a") as file:
        file.write(INDEX)
    city = read_current_city(tmp_path)
    found = status_shown(city, released, DAY, "lage")
    german = need_table(found)["need"].tolist()
    speak("en")
    english = need_table(found)["need"].tolist()
    assert set(german) <= {"hoch", "mittel", "niedrig", "sehr niedrig"}
    assert set(english) <= {"high", "medium", "low", "very low"}
