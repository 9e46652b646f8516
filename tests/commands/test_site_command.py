"""`aktionsraum site`, `scenario`, `tour` and `quarter` on a street of four points, and Dortmund."""

import json
from pathlib import Path

import pandas as pd
import pytest
from pyproj import Transformer
from typer.testing import CliRunner

from cli import app

CITY = """
[city]
name = "Probe"
crs = "EPSG:25832"
[[level]]
id = "viertel"
label = "Viertel"
file = "viertel.geojson"
key = "key"
name = "name"
[[table]]
file = "zahlen.csv"
level = "viertel"
key = "key"
year = 2025
columns = { kinder = "kinder", arm = "arm" }
released = RELEASED
[[indicator]]
id = "armut"
label = "Kinder in Armut"
numerator = "arm"
denominator = "kinder"
[[target_group]]
id = "u6"
label = "Kinder unter 6"
variable = "kinder"
[[category]]
id = "kita"
label = "Kitas"
[[category]]
id = "schule"
label = "Schulen"
[[offers]]
file = "angebote.csv"
x = "lon"
y = "lat"
crs = "EPSG:4326"
[[standard]]
category = "kita"
target_group = "u6"
max_minutes = 10
places_per_100 = 40
[population]
file = "zellen.csv"
x = "x"
y = "y"
area = "area"
weight = "weight"
"""
X, Y = 390_000.0, 5_700_000.0
BACK = Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True)


def degrees(x, y=1000.0):
    return BACK.transform(X + x, Y + y)


def make_city(folder: Path, counts: str, *, released: bool) -> Path:
    """Two squares of 2 km; points at 203, 907 and 1801 m in 01, at 3503 m in 02; a Kita at 300 m."""
    corners = ((0, 0), (2000, 0), (2000, 2000), (0, 2000), (0, 0))
    features = [
        {"type": "Feature", "properties": {"key": key, "name": f"Viertel {key}"},
         "geometry": {"type": "Polygon", "coordinates": [[degrees(x + a, b) for a, b in corners]]}}
        for key, x in (("01", 0), ("02", 2000))
    ]  # fmt: skip
    (folder / "viertel.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    (folder / "zahlen.csv").write_text(f"key,kinder,arm\n{counts}\n")
    points = [(203, "01"), (907, "01"), (1801, "01"), (3503, "02")]
    rows = "".join(f"{X + x},{Y + 1000},{area},1\n" for x, area in points)
    (folder / "zellen.csv").write_text("x,y,area,weight\n" + rows)
    lon, lat = degrees(300)
    school = degrees(1900)
    (folder / "angebote.csv").write_text(
        f"id,name,category,lon,lat\nk1,Kita West,kita,{lon},{lat}\n"
        f"s1,Schule Mitte,schule,{school[0]},{school[1]}\n"
    )
    (folder / "city.toml").write_text(CITY.replace("RELEASED", str(released).lower()))
    return folder


@pytest.fixture
def city(tmp_path):
    return make_city(tmp_path, "01,90,45\n02,60,6", released=True)


def run(*arguments):
    return CliRunner().invoke(app, [str(part) for part in arguments])


def table(folder, *arguments):
    out = folder / "out.csv"
    result = run(*arguments, "--out", out)
    assert result.exit_code == 0, result.output
    return pd.read_csv(out, dtype={"key": str})


def test_two_sites_by_hand(city):
    """Ten minutes are 641 m: the 60 at 3503 m come first, then the 30 at 1801 m."""
    found = table(city, "site", city, "--category", "kita", "--count", 2)
    assert list(found.columns[:6]) == [
        "rank",
        "id",
        "lon",
        "lat",
        "gained_persons",
        "covered_share",
    ]
    assert found["gained_persons"].tolist() == [60, 30]
    assert found["covered_share"].tolist() == pytest.approx([120 / 150, 1])
    assert found["lon"].tolist() == pytest.approx([degrees(3503)[0], degrees(1801)[0]], abs=1.5e-3)


def test_the_bound_is_printed(city):
    for arguments in ((), ("--json",), ("--out", city / "x.csv")):
        result = run("site", city, "--category", "kita", "--count", 1, *arguments)
        assert "erreicht zusätzlich mehr als 60 Personen" in result.output
        assert "Bewiesen bestmöglich" in result.output


def test_candidates_from_other_offers_from_a_file_and_without_forbidden_areas(city):
    """The school at 1900 m reaches the 30; the file's place at 3600 m the 60, unless forbidden."""
    asked = ("site", city, "--category", "kita", "--count", 1, "--candidates")
    assert table(city, *asked, "offers:schule")[["id", "gained_persons"]].to_numpy().tolist() == [
        ["s1", 30]
    ]
    places = city / "orte.csv"
    places.write_text(
        f"id,lon,lat\na,{degrees(3600)[0]},{degrees(3600)[1]}\nb,{degrees(1900)[0]},{degrees(1900)[1]}\n"
    )
    assert table(city, *asked, places)["id"].tolist() == ["a"]
    forbidden = square(city, 3000, 4000)
    assert table(city, *asked, places, "--forbidden", forbidden)["id"].tolist() == ["b"]


def square(folder, west, east):
    """A file with one forbidden area across the street."""
    corners = [
        degrees(x, y) for x, y in ((west, 0), (east, 0), (east, 2000), (west, 2000), (west, 0))
    ]
    path = folder / f"tabu_{west}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [corners]}}]}))  # fmt: skip
    return path


def test_need_weights_poor_areas(city):
    """In 01 half of the children are poor, in the city a third: 30 × 1.5 < 60 × 0.3 fails."""
    found = table(city, "site", city, "--category", "kita", "--count", 1, "--need", "armut")
    assert found["gained_persons"].tolist() == [30]


def test_movable_offers_are_chosen_anew(city):
    """One site for all: 907 m reaches 203 … 907 (60), 3503 m reaches 60; two reach 120 or more."""
    found = table(city, "site", city, "--category", "kita", "--count", 2, "--movable")
    assert found["gained_persons"].sum() == 120


def test_only_named_offers_may_move_and_who_loses_is_said(city):
    """Kita West may move: one site reaches the 60 at 3503 m, and the 60 in its own reach lose it."""
    asked = ("site", city, "--category", "kita", "--count", 1, "--may-move", "k1")
    areas = table(city, *asked, "--candidates", "offers:schule", "--show", "areas")
    assert areas["covered_before"].tolist() == [60, 0]
    assert areas["lost_persons"].tolist() == [0, 0]
    places = city / "ost.csv"
    places.write_text(f"id,lon,lat\no,{degrees(3503)[0]},{degrees(3503)[1]}\n")
    forbidden = square(city, 0, 500)
    moved = (*asked, "--candidates", places, "--forbidden", forbidden)
    areas = table(city, *moved, "--show", "areas")
    assert areas["lost_persons"].tolist() == [60, 0]
    assert areas["gained_persons"].tolist() == [0, 60]
    assert "Aufgegeben oder verlegt: Kita West." in run(*moved).output
    assert run(*asked, "--may-move", "s1").exit_code == 1


def test_places_a_second_offer_and_everybody(city):
    """20 places: 20 persons. Beside Kita West a second offer for its 60. Everybody: two sites."""
    asked = ("site", city, "--category", "kita")
    assert table(city, *asked, "--capacity", 20)["gained_persons"].tolist() == [20]
    second = table(city, *asked, "--objective", "twice", "--count", 1)
    assert (second["gained_persons"] + second["second_persons"]).tolist() == [60]
    everyone = table(city, *asked, "--objective", "everyone")
    assert everyone["gained_persons"].tolist() == [60, 30]
    assert "mit weniger geht es nicht" in run(*asked, "--objective", "everyone").output
    school = run(*asked, "--objective", "everyone", "--candidates", "offers:schule").output
    assert "60 Personen erreichen keinen der möglichen Orte." in school
    refused = run(*asked, "--objective", "distance", "--capacity", 20)
    assert refused.exit_code == 1
    assert "Plätze je Standort gibt es nur" in refused.output


def test_effects_before_and_after(city):
    areas = table(city, "site", city, "--category", "kita", "--count", 1, "--show", "areas")
    assert areas["covered_before"].tolist() == [60, 0]
    assert areas["covered_after"].tolist() == [60, 60]
    assert areas["key"].tolist() == ["01", "02"]


def test_shortest_ways(city):
    found = table(city, "site", city, "--category", "kita", "--count", 1, "--objective", "distance")
    assert found["gained_persons"].tolist() == [60]


def test_secret_counts_are_not_in_any_table(tmp_path):
    """02 has 2 children, which is secret: no table may name them, the place may stay."""
    city = make_city(tmp_path, "01,90,45\n02,2,1", released=False)
    for show in ("sites", "areas", "elsewhere"):
        result = run("site", city, "--category", "kita", "--count", 2, "--show", show)
        assert result.exit_code == 0, result.output
        assert "mehr als 32 Personen" not in result.output
        assert "0,978" not in result.output
    far = city / "west.csv"
    far.write_text(f"id,lon,lat\nw,{degrees(1801)[0]},{degrees(1801)[1]}\n")
    everyone = ("--objective", "everyone", "--candidates", far)
    assert (
        "Personen erreichen keinen" not in run("site", city, "--category", "kita", *everyone).output
    )
    sites = table(city, "site", city, "--category", "kita", "--count", 2)
    assert sites["covered_share"].isna().all()
    assert len(sites) == 2


def test_wrong_calls_and_wrong_data_end_as_agreed(city):
    assert run("site", city, "--category", "kita", "--count", 1, "--objective", "x").exit_code == 2
    assert run("site", city, "--category", "kit", "--count", 1).exit_code == 1
    assert run("site", city, "--category", "kita", "--count", 99).exit_code == 1
    assert run("site", city, "--category", "kita", "--count", 1, "--need", "x").exit_code == 1
    assert (
        run(
            "site", city, "--category", "kita", "--count", 1, "--candidates", city / "no.csv"
        ).exit_code
        == 1
    )


def test_a_scenario_from_the_first_change_to_the_comparison(city):
    """A new Kita at 3503 m gains 60; without Kita West 60 are lost."""
    store = ("--store", city / "szenarien", "--city", city)
    lon, lat = degrees(3503)
    new = ("--name", "Kita Ost", "--category", "kita", "--lon", lon, "--lat", lat)
    assert run("scenario", "change", "Tausch", "add", "--offer", "k9", *new, *store).exit_code == 0
    assert run("scenario", "change", "Tausch", "close", "--offer", "k1", *store).exit_code == 0
    refused = run("scenario", "change", "Tausch", "close", "--offer", "k1", *store)
    assert refused.exit_code == 1
    assert "gibt es nicht (mehr)" in refused.output
    assert run("scenario", "list", *store).output.strip() == "Tausch"
    found = table(city, "scenario", "compare", "Tausch", "--category", "kita", *store).set_index(
        "key"
    )
    assert found["gained_persons"].to_dict() == {"01": 0, "02": 60}
    assert found["lost_persons"].to_dict() == {"01": 60, "02": 0}
    shared = city / "tausch.json"
    assert run("scenario", "export", "Tausch", "--out", shared, *store).exit_code == 0
    assert run("scenario", "delete", "Tausch", *store).exit_code == 0
    assert run("scenario", "import", shared, *store).exit_code == 0
    shown = run("scenario", "show", "Tausch", *store).output
    assert shown.splitlines() == ["1. „Kita Ost“ neu", "2. „Kita West“ geschlossen"]


def test_a_tour_and_its_calendar(city):
    ics = city / "bus.ics"
    found = table(city, "tour", city, "--category", "kita", "--hours", 2, "--weekdays", "Mi",
                  "--stops-per-day", 1, "--ics", ics, "--first", "2026-11-22")  # fmt: skip
    assert found[["weekday", "begins", "ends", "persons"]].to_numpy().tolist() == [
        ["Mi", "10:00", "12:00", 60]
    ]
    assert "DTSTART;TZID=Europe/Berlin:20261125T100000" in ics.read_text(encoding="utf-8")


def test_a_new_quarter(city):
    """100 dwellings × 2 persons × 0.1 = 20 children beside Kita West: covered, 8 places."""
    lon, lat = degrees(350)
    found = table(
        city, "quarter", city, "--dwellings", 100, "--lon", lon, "--lat", lat, "--share", "u6=0,1"
    )
    assert found[["category", "persons", "covered", "places_needed"]].to_numpy().tolist() == [
        ["kita", 20, True, 8]
    ]


def test_dortmund_three_meeting_places_within_ten_seconds(embedded_city):
    """Three Begegnungsstätten for persons over 65: proven, and the gains add up."""
    from indicators.coverage.question import Question
    from pipeline.sites import SitePlan, sites_of

    sites, today = sites_of(
        embedded_city, Question("begegnungsstaette"), SitePlan(3), level="sozialraum"
    )
    gained = sites.sites["gained_persons"]
    assert sites.siting.proven
    assert sites.siting.seconds < 10
    assert gained.sum() == pytest.approx(sites.siting.bound)
    assert gained.is_monotonic_decreasing
    before, after = today.points["covered"], sites.points["covered_after"]
    persons = today.points["persons"]
    assert persons[after].sum() - persons[before].sum() == pytest.approx(gained.sum())
