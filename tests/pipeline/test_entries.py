"""Entries of people on top of a city: read as files are, the same for commands and pages."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cli import app
from intake.findings import InputError
from pipeline.city import read_current_city
from pipeline.entries import with_entries
from store.offers import Entry, Said, entries_file, entries_of, entry_of, record

CITY = """
[city]
name = "Kleinstadt"
crs = "EPSG:25832"
[[level]]
id = "area"
label = "Gebiete"
file = "gebiete.geojson"
key = "key"
name = "name"
[[table]]
file = "kinder.csv"
level = "area"
key = "gebiet"
year = 2024
columns = { kinder = "kinder" }
[[target_group]]
id = "kinder"
label = "Kinder unter sechs"
variable = "kinder"
[[field_of_action]]
id = "bildung"
label = "Bildung"
[[field_of_action]]
id = "treffen"
label = "Treffen"
[[category]]
id = "kita"
label = "Kindertagesstätte"
field_of_action = "bildung"
[[category]]
id = "treff"
label = "Treffpunkt"
field_of_action = "treffen"
[[standard]]
category = "kita"
target_group = "kinder"
max_minutes = 20
[[standard]]
category = "treff"
target_group = "kinder"
max_minutes = 20
[[offers]]
file = "angebote.csv"
x = "lon"
y = "lat"
crs = "EPSG:4326"
"""
INDICATOR = """
[[indicator]]
id = "anzahl"
label = "Kinder unter sechs"
numerator = "kinder"
unit = "Kinder"
worse = "higher"
"""
OFFERS = """id,name,category,opening,lon,lat
k1,Kita West,kita,Mo-Fr 07:00-17:00,7.465,51.515
k2,Kita Ost,kita,Mo-Fr 07:00-17:00,7.555,51.515
t1,Treff,treff,,7.465,51.515
"""


def square(key, west):
    ring = [[west, 51.51], [west + 0.01, 51.51], [west + 0.01, 51.52], [west, 51.52], [west, 51.51]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"key": key, "name": f"Gebiet {key}"}, "geometry": geometry}  # fmt: skip


@pytest.fixture
def city(tmp_path, monkeypatch):
    """Two areas six kilometres apart, each with its Kita; the west with 100 children, the east with 40."""
    import json

    folder = tmp_path / "kleinstadt"
    folder.mkdir()
    areas = {"type": "FeatureCollection", "features": [square("01", 7.46), square("02", 7.55)]}
    (folder / "gebiete.geojson").write_text(json.dumps(areas), encoding="utf-8")
    (folder / "kinder.csv").write_text("gebiet,kinder\n01,100\n02,40\n", encoding="utf-8")
    (folder / "angebote.csv").write_text(OFFERS, encoding="utf-8")
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path / "ablage"))
    return folder


@pytest.fixture
def path(city):
    return entries_file(city)


def run(*arguments, code=0):
    result = CliRunner().invoke(app, [str(part) for part in arguments])
    assert result.exit_code == code, result.output
    return result


def covered(city, *more, category="kita"):
    """Persons covered by area, as the shell says it."""
    out = city.parent / "versorgt.csv"
    run("coverage", city, "--category", category, "--on", "2026-06-01", *more, "--out", out)
    table = pd.read_csv(out, sep=None, engine="python", dtype={"key": str}, encoding="utf-8-sig")
    return dict(zip(table["key"], table["covered_persons"], strict=True))


def codes(city):
    return {f.code: f for f in read_current_city(city).findings}


def test_an_ended_offer_covers_nobody_in_the_shell(city, path):
    assert covered(city) == {"01": 100, "02": 40}
    record(path, Entry("k2"), Said(ends_on=date(2026, 5, 31)), editor="jk")
    assert covered(city) == {"01": 100, "02": 0}
    assert covered(city, "--without-entries") == {"01": 100, "02": 40}


def test_corrected_hours_decide_who_is_covered_when(city, path):
    tuesday = ("--when", "Di 18:00")
    assert covered(city, *tuesday) == {"01": 0, "02": 0}
    record(path, Entry("k2"), Said({"opening": "Mo-Fr 7-17 Uhr, Di bis 19 Uhr"}), editor="jk")
    record(path, Entry("k1"), Said({"opening": "Mo-Di 07:00-19:00"}), editor="jk")
    assert covered(city, *tuesday)["01"] == 100
    assert covered(city, "--when", "Do 10:00")["01"] == 0


def test_hours_that_nobody_understands_are_told_and_count_as_unknown(city, path):
    record(path, Entry("k1"), Said({"opening": "wenn Licht brennt"}), editor="jk")
    assert codes(city)["entry_opening"].where == "k1"
    assert covered(city, "--when", "So 03:00")["01"] == 100


@pytest.mark.parametrize("written", ["treff", "Treffpunkt", " TREFF "])
def test_a_category_may_be_written_as_people_do(city, path, written):
    record(path, Entry("k2"), Said({"category": written}), editor="jk")
    offers = read_current_city(city).offers
    assert offers.loc["k2", ["category", "field_of_action"]].tolist() == ["treff", "treffen"]
    assert covered(city)["02"] == 0
    assert covered(city, category="treff")["02"] == 40


def test_a_category_that_does_not_exist_is_told_and_left_out(city, path):
    record(path, Entry("k2"), Said({"category": "schwimmbad", "name": "Kita Neu"}), editor="jk")
    assert "„schwimmbad“ gibt es in dieser Stadt nicht" in codes(city)["entry_category"].message
    offers = read_current_city(city).offers
    assert offers.loc["k2", ["name", "category"]].tolist() == ["Kita Neu", "kita"]


def test_an_offer_that_is_gone_is_told_but_not_counted(city, path):
    record(path, Entry("weg-7"), Said(confirmed_on=date(2026, 1, 1)), editor="jk")
    record(path, Entry("k1"), Said(confirmed_on=date(2026, 1, 1)), editor="jk")
    record(path, Entry("k2"), Said(note="Eingang im Hof"), editor="jk")
    found = codes(city)
    assert found["entry_offer_gone"].where == "weg-7"
    assert "Ortskundigen: 1 (berichtigt oder beendet: 0, bestätigt: 1)" in found["entries_applied"].message  # fmt: skip
    assert with_entries(read_current_city(city, entries=False))[1].number == 1


def test_a_name_that_tells_of_a_shelter_takes_the_place_away(city, path):
    record(path, Entry("t1"), Said({"name": "Frauenhaus"}), editor="jk")
    known = read_current_city(city)
    assert "t1" not in known.offers.index
    assert known.protected.to_dict() == {"treff": 1}
    assert all("Frauenhaus" not in finding.sentence() for finding in known.findings)


def test_the_hash_tells_what_was_entered_not_who_did(city, path):
    plain = read_current_city(city, entries=False)
    assert with_entries(plain)[1].sha256 == ""
    record(path, Entry("k1"), Said({"name": "A"}), editor="jk")
    first = with_entries(plain)[1].sha256
    record(path, entry_of(path, "k1"), Said({"name": "A"}), editor="ml")
    assert with_entries(plain)[1].sha256 == first
    record(path, entry_of(path, "k1"), Said({"name": "B"}), editor="ml")
    assert with_entries(plain)[1].sha256 != first


def test_a_store_that_cannot_be_read_is_an_error_in_words(city, path):
    path.parent.mkdir(parents=True)
    path.write_text("kein SQLite " * 100, encoding="utf-8")
    with pytest.raises(InputError, match="lassen sich nicht lesen"):
        read_current_city(city)
    assert "lassen sich nicht lesen" in run("check", city, code=1).output
    run("check", city, "--without-entries")


def test_gaps_by_need_leave_the_entries_aside_when_asked_to(city, path):
    """The need is read from the same city as the gaps: a broken store is never opened."""
    path.parent.mkdir(parents=True)
    path.write_text("kein SQLite " * 100, encoding="utf-8")
    with (city / "city.toml").open("a", encoding="utf-8") as config:
        config.write(INDICATOR)
    day = ("--on", "2026-06-01", "--when", "Mo 06:00")
    call = (
        "gaps",
        city,
        "--category",
        "kita",
        "--need",
        "anzahl",
        *day,
        "--without-entries",
        "--json",
    )
    found = json.loads(run(*call).stdout)
    assert {(gap["key"], gap["need_rank"]) for gap in found} >= {("01", 1)}


def test_check_tells_of_the_entries(city, path):
    record(path, Entry("k2"), Said(ends_on=date(2026, 5, 31)), editor="jk")
    assert "Eingearbeitete Eintragungen von Ortskundigen: 1" in run("check", city).output


PAGE = """
from app_pages.frame.city import loaded
from pipeline import Question, cover
import streamlit as st, datetime
found = cover(loaded().city, "kita", question=Question(on=datetime.date(2026, 6, 1)))
st.write(";".join(f"{key}={persons:g}" for key, persons in found.areas["covered_persons"].items()))
"""


def test_page_and_shell_say_the_same_after_an_entry(city, path, monkeypatch):
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(city))
    page = AppTest.from_string(PAGE, default_timeout=60).run()
    assert page.markdown[0].value == "01=100;02=40"
    run("offers", city, "--offer", "k2", "--end", "2026-05-31", "--editor", "jk")
    assert page.run().markdown[0].value == "01=100;02=0"
    assert covered(city) == {"01": 100, "02": 0}


def test_the_shell_confirms_corrects_and_notes_as_one_entry(city, path):
    today = date.today().isoformat()
    run("offers", city, "--offer", "k1", "--confirm", "--correct", "opening=Mo 08:00-12:00",
        "--correct", "capacity=30", "--note", "Klingel defekt", "--editor", "jk")  # fmt: skip
    entry = entries_of(path)["k1"]
    assert (entry.version, entry.confirmed_on, entry.note, entry.editor) == (1, today, "Klingel defekt", "jk")  # fmt: skip
    assert dict(entry.fields) == {"opening": "Mo 08:00-12:00", "capacity": "30"}
    listed = run("offers", city, "--category", "kita").output
    assert "Mo 08:00-12:00" in listed
    assert "Klingel defekt" in listed
    assert "Treff" not in listed


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--offer", "k9", "--confirm", "--editor", "jk"], "„k9“ gibt es in dieser Stadt nicht"),
        (["--offer", "k1", "--confirm"], "Name oder Kürzel fehlt"),
        (["--offer", "k1", "--editor", "jk", "--correct", "capacity=viele"], "keine Zahl von Plätzen"),
        (["--offer", "k1", "--editor", "jk", "--correct", "opening"], "FELD=WERT"),
        (["--offer", "k1", "--editor", "jk", "--correct", "category=bad"], "„bad“ gibt es in dieser Stadt nicht"),
        (["--confirm", "--editor", "jk"], "--offer"),
        (["--offer", "k1", "--end", "bald", "--editor", "jk"], "kein Datum"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_in_words(city, path, more, words):
    result = CliRunner().invoke(app, ["offers", str(city), *more])
    assert result.exit_code in (1, 2)
    assert words in " ".join(result.output.split())
    assert not path.exists()


def test_hours_that_nobody_understands_are_saved_with_a_warning(city, path):
    told = run("offers", city, "--offer", "k1", "--correct", "opening=nach Gefühl", "--editor", "jk")  # fmt: skip
    assert "zu jeder Zeit als geöffnet" in told.output
    assert entries_of(path)["k1"].fields == {"opening": "nach Gefühl"}


def test_who_saw_an_older_version_sees_the_conflict(city, path):
    run("offers", city, "--offer", "k1", "--confirm", "--editor", "jk")
    told = run("offers", city, "--offer", "k1", "--note", "x", "--editor", "ml", "--version", 0, code=1)  # fmt: skip
    assert "wurde inzwischen von jk geändert" in told.output
    run("offers", city, "--offer", "k1", "--note", "x", "--editor", "ml", "--version", 1)
    history = run("offers", city, "--offer", "k1", "--history").output
    assert history.index("jk") < history.index("ml")


def test_a_package_says_which_entries_it_holds_and_reproduce_sees_a_change(city, path, tmp_path):
    import json

    record(path, Entry("k1"), Said(confirmed_on=date(2026, 1, 1)), editor="jk")
    package = tmp_path / "paket"
    run("export", city, "--out", package, "--date", "2026-06-01", "--no-papers")
    recipe = json.loads((package / "manifest.json").read_text(encoding="utf-8"))["recipe"]
    assert (recipe["entries"], recipe["with_entries"]) == (1, True)
    assert "Geändert" not in run("reproduce", package / "manifest.json").output
    record(path, Entry("k2"), Said(ends_on=date(2026, 5, 31)), editor="jk")
    told = run("reproduce", package / "manifest.json", code=1).output
    assert "Geänderte Eingabe: Eintragungen von Ortskundigen (2 statt 1)" in told
    assert "versorgung_kita" in told


def test_a_package_without_entries_comes_out_the_same_whatever_is_entered(city, path, tmp_path):
    package = tmp_path / "paket"
    run("export", city, "--out", package, "--date", "2026-06-01", "--no-papers", "--without-entries")  # fmt: skip
    record(path, Entry("k2"), Said(ends_on=date(2026, 5, 31)), editor="jk")
    assert "Geändert" not in run("reproduce", package / "manifest.json").output


def test_every_command_reads_the_city_through_the_one_door():
    root = Path(__file__).resolve().parent.parent.parent
    allowed = {"fetch.py", "figures.py"}  # a trial run; figures alone
    users = {
        path.name
        for path in [*(root / "commands").rglob("*.py"), *(root / "app_pages").rglob("*.py")]
        if "from intake.city import" in path.read_text(encoding="utf-8")
    }
    assert users - allowed == set()
