"""The week below the page Versorgung: hours, days, the mobile offer, and what must stay secret."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pandas import DataFrame, read_csv
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from indicators.coverage.question import Question
from indicators.secrecy.release import release
from indicators.secrecy.release_supply import in_steps, step_of
from layers.colours import luminance
from layers.words.week import BOUNDS, NOBODY, colour_of, days_text, week_html, week_sentences
from pipeline import analyse
from pipeline.city import read_current_city
from pipeline.coverage import cover
from pipeline.places import week_shown
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


@pytest.fixture
def page(tmp_path, monkeypatch):
    """The page on the invented city."""
    write_city(tmp_path)
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(tmp_path))
    return AppTest.from_file(PAGE, default_timeout=60).run()


def week_of(folder, **options):
    """The week of an invented city, and the city."""
    city = read_current_city(write_city(folder, **options))
    released = release(analyse(city))
    return week_shown(city, released, DAY), city, released


def share_at(week, day, hour):
    """Covered share of one hour."""
    rows = week.hours.set_index(["weekday", "hour"])["covered_share"]
    return rows[day, hour]


def cells(html):
    """Numbers of the heat strip: weekday → hour → text."""
    hours = re.findall(r"text-decoration:none'>(\d+)<", html)
    rows = re.findall(r"<th scope='row'[^>]*>(\w+)</th>(.*?)</tr>", html)
    return {
        day: dict(zip(hours, re.findall(r"<td [^>]*>([^<]*)</td>", row), strict=True))
        for day, row in rows
    }


def test_mobile_offer_shows_on_its_day_and_in_its_hours(tmp_path):
    """Tuesday 14–17: 60 of 230 children; Treff West 9–12: 80 of 230; Treff Ost counts nowhere."""
    week, _, _ = week_of(tmp_path)
    tuesday = [share_at(week, "Di", hour) for hour in (13, 14, 15, 16, 17)]
    assert tuesday == pytest.approx([0, 60 / 230, 60 / 230, 60 / 230, 0])
    assert [share_at(week, "Mi", hour) for hour in (8, 9, 11, 12, 14)] == pytest.approx(
        [0, 80 / 230, 80 / 230, 0, 0]
    )
    assert share_at(week, "So", 10) == 0
    assert (week.offers, week.unknown, week.maybe_persons) == (3, 1, 40)


def test_persons_by_days_and_areas_of_one_day(tmp_path):
    """80 on working days, 60 on Tuesdays only, 50 never, 40 nobody can tell: together all 230."""
    week, _, _ = week_of(tmp_path)
    persons = dict(zip(week.days["days"], week.days["persons"], strict=True))
    assert persons == {"Mo–Fr": 80, "nur Di": 60, "nie": 50, "unbekannt": 40}
    assert week.one_day[["name", "persons", "share"]].to_numpy().tolist() == [
        ["Viertel 02", 60, 1.0]
    ]
    said = " ".join(week_sentences(week))
    assert "Nur dienstags versorgt: 60 Personen." in said
    assert "An keinem Tag versorgt: 50 Personen." in said
    assert "Ohne bekannte Öffnungszeiten: 1 von 3 Angeboten." in said


def test_an_hour_equals_the_coverage_asked_for_then(tmp_path):
    """What the strip says of Tuesday at 15 is what the map says of "Di 15:00"."""
    week, city, _ = week_of(tmp_path)
    city = replace(city, offers=city.offers[city.offers.index != "o"])
    for day, hour in (("Di", 15), ("Mo", 9), ("Sa", 9)):
        asked = replace(DAY, when=f"{day} {hour}:00")
        found = cover(city, level="city", question=asked)
        assert share_at(week, day, hour) == pytest.approx(found.areas["covered_share"].iloc[0])


def test_one_area_alone(tmp_path):
    """Of area 01 two of three points are reached on working days."""
    city = read_current_city(write_city(tmp_path))
    week = week_shown(city, release(analyse(city)), DAY, level="viertel", key="01")
    assert share_at(week, "Mo", 9) == pytest.approx(2 / 3)
    assert share_at(week, "Di", 15) == 0


def test_strip_is_a_table_for_screen_readers(tmp_path):
    """Caption, heads of rows and columns, a number in every cell, no text that could run."""
    week, _, _ = week_of(tmp_path)
    html = week_html(week, "<script>alert(1)</script>")
    assert "<script" not in html
    assert html.count("<caption") == 1
    assert html.count("scope='row'") == 7
    assert html.count("scope='col'") == 17
    strip = cells(html)
    assert strip["Dienstag"]["14"] == "26"
    assert strip["Mittwoch"]["14"] == "0"
    assert all(text for row in strip.values() for text in row.values())


def test_scale_darkens_steadily():
    """The order shows without colour; nobody is white."""
    grounds = [colour_of(bound) for bound in BOUNDS]
    lightness = [luminance(ground) for ground in (NOBODY, *grounds)]
    assert lightness == sorted(lightness, reverse=True)
    assert len(set(grounds)) == len(BOUNDS)
    assert colour_of(0) == NOBODY
    assert colour_of(0.4) == grounds[0]
    assert colour_of(20.1) == grounds[1]


def test_days_in_english():
    speak("en")
    assert days_text("nur Di") == "on Tuesdays only"
    assert days_text("Mo, Mi") == "Mon, Wed"


def test_page_and_shell_say_the_same(page, tmp_path):
    """The same hours in the strip and in the file, the same sentences."""
    from cli import app

    before = len(page.dataframe)
    assert not [h for h in page.get("html") if "class='week'" in h.proto.body]
    page.toggle(key="versorgung_woche").set_value(True).run()
    assert not page.exception
    assert len(page.dataframe) == before + 2
    strip = cells(next(h.proto.body for h in page.get("html") if "class='week'" in h.proto.body))
    out = tmp_path / "woche.csv"
    call = ["week", str(tmp_path), "--category", "treff"]
    assert CliRunner().invoke(app, [*call, "--out", str(out)]).exit_code == 0
    hours = read_csv(out).set_index(["weekday", "hour"])["covered_share"]
    assert strip["Dienstag"]["14"] == f"{100 * hours['Di', 14]:.0f}"
    assert strip["Freitag"]["9"] == f"{100 * hours['Fr', 9]:.0f}"
    said = CliRunner().invoke(app, call).output
    shown = " ".join(h.proto.body for h in page.get("html"))
    for sentence in ("Nur dienstags versorgt: 60 Personen.", "1 von 3 Angeboten."):
        assert sentence in said
        assert sentence in shown


def test_a_seen_week_is_not_computed_again(page, monkeypatch):
    """Switching off and on: the pipeline is not asked twice."""
    import pipeline.places

    page.toggle(key="versorgung_woche").set_value(True).run()

    def refuse(*_args, **_options):
        msg = "computed again"
        raise AssertionError(msg)

    monkeypatch.setattr(pipeline.places, "week", refuse)
    page.toggle(key="versorgung_woche").set_value(False).run()
    page.toggle(key="versorgung_woche").set_value(True).run()
    assert not page.exception


# ---------------------------------------------------------------- secrecy

SMALL = {
    "children": (120, 2, 50),
    "released": False,
    "mobile": "Di 09:00-12:00",
    "east": "Mo-Fr 08:00-12:00",
}


def differences(values):
    """All differences of two numbers of a result."""
    known = np.unique(np.asarray(values, dtype=float))
    return np.abs(known[:, None] - known[None, :]).ravel()


def is_secret(numbers, min_cases=3):
    """Whether any number tells a small count."""
    return bool(((numbers > 1e-6) & (numbers < min_cases - 1e-6)).any())


def test_two_children_are_told_by_no_hour_and_no_difference(tmp_path):
    """On Tuesday at 10 the mobile reaches two children more than on Monday: nobody may see that."""
    week, _, released = week_of(tmp_path, **SMALL)
    assert released.counts["viertel", 2025]["kinder"].isna()["02"]
    persons = [*week.hours["covered_persons"], *week.days["persons"], *week.one_day["persons"]]
    assert not is_secret(np.asarray(persons))
    assert not is_secret(differences(persons))
    assert share_at(week, "Di", 10) == share_at(week, "Mo", 10) > 0
    assert "02" not in week.one_day.index
    assert week.basis.left_out >= 2
    said = " ".join(week_sentences(week))
    assert "Gebiete mit geheimer Zahl der Zielgruppe sind nicht mitgerechnet." in said


def test_published_counts_lose_nothing(tmp_path):
    """The same two children, published by the office: every person is there."""
    week, _, _ = week_of(tmp_path, **{**SMALL, "released": True})
    persons = dict(zip(week.days["days"], week.days["persons"], strict=True))
    assert persons["nur Di"] == 2
    assert share_at(week, "Di", 10) - share_at(week, "Mo", 10) == pytest.approx(2 / 172)
    assert (week.basis.left_out, week.basis.step) == (0, 0)


def test_real_counts_at_addresses_show_coarse_shares_alone(tmp_path):
    """Cells of 1 and 2 children: steps of 6 persons, and no persons in words or files."""
    week, _, _ = week_of(tmp_path, cells=(400, 1, 2, 300, 100, 2), mobile="Di 09:00-12:00")
    assert week.basis.counted
    assert week.basis.step == 9  # one per cent of 805 children, rounded up
    assert not is_secret(differences(week.hours["covered_persons"]), week.basis.step)
    from layers.words.week import days_table, rows_shown

    assert days_table(week)["persons"].isna().all()
    assert rows_shown(week.hours, week.basis)["covered_persons"].isna().all()
    assert not re.search(r"\d+ Personen", " ".join(week_sentences(week)))


@pytest.mark.parametrize(
    ("options", "step"),
    [
        ({"published": True, "counted": False}, 0),
        ({"published": False, "counted": False}, 3),
        ({"published": False, "counted": True}, 6),
    ],
)
def test_steps(options, step):
    """Published: exact; spread counts: the limit; real counts with small ones: twice that at least."""
    assert step_of(np.array([1.0, 50, 60]), min_cases=3, **options) == step


def test_real_counts_without_small_ones_stay_exact():
    assert step_of(np.array([0.0, 3, 60]), published=False, counted=True, min_cases=3) == 0


def test_steps_keep_order_and_zero():
    """Rounding never turns the order round; nobody stays nobody."""
    table = DataFrame({"persons": np.arange(0, 40, 0.7)})
    rounded = in_steps(table["persons"], 3)
    assert rounded.is_monotonic_increasing
    assert rounded.iloc[0] == 0
    assert set(np.mod(rounded, 3)) == {0}
    assert (rounded - table["persons"]).abs().max() <= 1.5
