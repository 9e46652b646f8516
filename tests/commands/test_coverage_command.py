"""`aktionsraum coverage`, `gaps` and `reach` on a small city folder and on hand-made streets."""

import json
from pathlib import Path

import pandas as pd
import pytest
from pyproj import Transformer
from typer.testing import CliRunner

from cli import app
from commands.supply.coverage import COVERAGE_TABLE, GAP_TABLE

CITY = """
[city]
name = "Probe"
crs = "EPSG:25832"
min_cases = 3

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
released = true

[[indicator]]
id = "armut"
label = "Kinder in Armut"
numerator = "arm"
denominator = "kinder"
unit = "%"
worse = "higher"

[[target_group]]
id = "u6"
label = "Kinder unter 6"
variable = "kinder"

[[target_group]]
id = "arm"
label = "Kinder in Armut"
variable = "arm"

[[field_of_action]]
id = "kinder"
label = "Kinder"

[[category]]
id = "kita"
label = "Kitas"
field_of_action = "kinder"

[[offers]]
file = "angebote.csv"
x = "lon"
y = "lat"
crs = "EPSG:4326"

[[standard]]
category = "kita"
target_group = "u6"
mode = "walk"
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


def degrees(x: float, y: float) -> tuple[float, float]:
    return BACK.transform(X + x, Y + y)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """Two squares of 2 km: 01 with 90 children at 3 points, 02 with 60 at one."""
    features = [
        {
            "type": "Feature",
            "properties": {"key": key, "name": f"Viertel {key}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        degrees(x + a, b)
                        for a, b in ((0, 0), (2000, 0), (2000, 2000), (0, 2000), (0, 0))
                    ]
                ],
            },
        }
        for key, x in (("01", 0), ("02", 2000))
    ]
    (tmp_path / "viertel.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    (tmp_path / "zahlen.csv").write_text("key,kinder,arm\n01,90,45\n02,60,6\n")
    places = [(203, "01"), (907, "01"), (1801, "01"), (3503, "02")]
    rows = "".join(f"{X + x},{Y + 1000},{area},1\n" for x, area in places)
    (tmp_path / "zellen.csv").write_text("x,y,area,weight\n" + rows)
    lon, lat = degrees(300, 1000)
    far_lon, far_lat = degrees(3400, 1000)
    (tmp_path / "angebote.csv").write_text(
        "id,name,category,lon,lat,opening,valid_to,capacity\n"
        f"k1,Kita West,kita,{lon},{lat},Mo-Fr 07:00-16:00,,12\n"
        f"k2,Kita Ost,kita,{far_lon},{far_lat},Mo-Fr 07:00-12:00,2026-06-30,30\n"
    )
    (tmp_path / "city.toml").write_text(CITY)
    return tmp_path


def table(folder: Path, *arguments: str, name: str = "coverage") -> pd.DataFrame:
    out = folder / "out.csv"
    result = CliRunner().invoke(app, [name, *arguments, "--out", str(out)])
    assert result.exit_code == 0, result.output
    return pd.read_csv(out, dtype={"key": str})


def test_coverage_by_hand(city: Path) -> None:
    """Ten minutes are 641 m of straight line: two of three points in 01, the one in 02."""
    found = table(city, str(city), "--category", "kita", "--on", "2026-06-30")
    assert list(found.columns) == [*COVERAGE_TABLE, "standard", "basis"]
    assert set(found["basis"]) == {"Luftlinie × 1,3"}
    assert found["key"].tolist() == ["01", "02"]
    assert found["target_persons"].tolist() == [90, 60]
    assert found["covered_persons"].tolist() == [60, 60]
    assert found["gap_persons"].tolist() == [30, 0]
    assert found["city_share"].tolist() == pytest.approx([120 / 150] * 2)
    assert found["below_average"].tolist() == [True, False]


def test_ended_offer_does_not_count_the_day_after(city: Path) -> None:
    """Kita Ost ended on 30 June."""
    found = table(city, str(city), "--category", "kita", "--on", "2026-07-01")
    assert found["covered_persons"].tolist() == [60, 0]


def test_time_decides(city: Path) -> None:
    """At 15:00 only Kita West is open, at 6:00 neither, on Sundays neither."""
    day = (str(city), "--category", "kita", "--on", "2026-06-01", "--when")
    assert table(city, *day, "Di 15:00")["covered_persons"].tolist() == [60, 0]
    assert table(city, *day, "Di 06:00")["covered_persons"].tolist() == [0, 0]
    assert table(city, *day, "Di 07:00")["covered_persons"].tolist() == [60, 60]
    assert table(city, *day, "So 10:00")["covered_persons"].tolist() == [0, 0]


def test_without_an_offer(city: Path) -> None:
    """What if Kita West closed?."""
    day = (str(city), "--category", "kita", "--on", "2026-06-01")
    assert table(city, *day, "--without", "k1")["covered_persons"].tolist() == [0, 60]


def test_gaps_by_hand(city: Path) -> None:
    """The one point that is too far, with its place (to a hundred metres) and the reason."""
    found = table(city, str(city), "--category", "kita", "--on", "2026-06-01", name="gaps")
    assert list(found.columns) == [*GAP_TABLE, "standard", "basis"]
    assert found["basis"].iloc[0] == "Luftlinie × 1,3"
    row = found.iloc[0]
    lon, lat = degrees(1801, 1000)
    assert (row["rank"], row["key"], row["persons"]) == (1, "01", 30)
    assert (row["lon"], row["lat"]) == (pytest.approx(lon, abs=2e-3), pytest.approx(lat, abs=1e-3))
    assert row["nearest_offer"] == "Kita West"
    assert row["nearest_minutes"] == pytest.approx(1501 * 1.3 / (5000 / 60), abs=0.01)
    assert row["reason"] == "zu weit: 23 Minuten zu Fuß, Standard 10"


def test_closed_offer_is_the_reason_of_a_gap(city: Path) -> None:
    """At 15:00 Kita Ost is near but closed."""
    day = (str(city), "--category", "kita", "--on", "2026-06-01", "--when", "Di 15:00")
    found = table(city, *day, name="gaps").set_index("key")
    assert found.loc["02", ["nearest_offer", "reason"]].tolist() == [
        "Kita Ost",
        "Di 15:00 geschlossen",
    ]


def test_json_and_geojson(city: Path) -> None:
    """Machine-readable rows; areas as a layer."""
    arguments = ["coverage", str(city), "--category", "kita", "--on", "2026-06-01"]
    result = CliRunner().invoke(app, [*arguments, "--json"])
    assert [row["key"] for row in json.loads(result.stdout)] == ["01", "02"]
    out = city / "k.geojson"
    assert CliRunner().invoke(app, [*arguments, "--out", str(out)]).exit_code == 0
    assert len(json.loads(out.read_text())["features"]) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--category", "kitas"], 1, "„kitas“ gibt es in dieser Stadt nicht"),
        (["--category", "kita", "--level", "ort"], 1, "„ort“ gibt es"),
        (["--category", "kita", "--when", "bald"], 1, "„bald“ ist kein Zeitpunkt"),
        (["--category", "kita", "--mode", "fly"], 2, "kein Verkehrsmittel"),
        (["--category", "kita", "--on", "morgen"], 2, "„morgen“ ist kein Tag"),
        ([], 2, "--category"),
    ],
)
def test_wrong_calls(city: Path, arguments: list[str], code: int, said: str) -> None:
    """A sentence and the right exit code, never a traceback."""
    result = CliRunner().invoke(app, ["coverage", str(city), *arguments])
    assert result.exit_code == code
    assert said in result.output


@pytest.fixture
def streets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An L of 300 m and 400 m, and three points on it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    features = [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "LineString", "coordinates": [degrees(*a), degrees(*b)]},
        }
        for a, b in (((0, 0), (300, 0)), ((300, 0), (300, 400)))
    ]
    (tmp_path / "wege.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    lines = [
        f"{i},{lon},{lat}\n" for i, (lon, lat) in (("01", degrees(0, 0)), ("02", degrees(300, 0)))
    ]
    (tmp_path / "a.csv").write_text("id,lon,lat\n" + "".join(lines))
    lon, lat = degrees(300, 400)
    (tmp_path / "b.csv").write_text(
        f"id;lon;lat\nz;{str(lon).replace('.', ',')};{str(lat).replace('.', ',')}\n"
    )
    return tmp_path


def way(folder: Path, *more: str) -> pd.DataFrame:
    files = ("--origins", str(folder / "a.csv"), "--destinations", str(folder / "b.csv"))
    out = folder / "out.csv"
    result = CliRunner().invoke(app, ["reach", *files, *more, "--out", str(out)])
    assert result.exit_code == 0, result.output
    return pd.read_csv(out, dtype={"from_id": str})


def test_reach_over_streets(streets: Path) -> None:
    """700 and 400 m at 5 km/h; ids keep their zeros."""
    found = way(streets, "--network", str(streets / "wege.geojson"))
    assert list(found.columns) == ["from_id", "to_id", "minutes", "metres"]
    assert found["from_id"].tolist() == ["01", "02"]
    assert found["metres"].tolist() == pytest.approx([700, 400], abs=0.5)
    assert found["minutes"].tolist() == pytest.approx([8.4, 4.8], abs=0.01)


def test_reach_within_a_limit_and_straight(streets: Path) -> None:
    """Five minutes: one pair; without a network 500 m × 1.3."""
    network = ("--network", str(streets / "wege.geojson"))
    assert way(streets, *network, "--max-minutes", "5")["from_id"].tolist() == ["02"]
    assert way(streets)["metres"].tolist() == pytest.approx([650, 520], rel=1e-3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,name\n1,a\n", "Spalten fehlen: lon, lat"),
        ("id,lon,lat\n1,7.4,91.5\n", "Kennung 1"),
        ("id,lon,lat\n1,7.4,51.5\n1,7.5,51.5\n", "Kennungen kommen mehrfach vor"),
    ],
)
def test_wrong_points(streets: Path, text: str, said: str) -> None:
    """Exit 1 with the file, the place and what to do."""
    (streets / "a.csv").write_text(text)
    files = ["--origins", str(streets / "a.csv"), "--destinations", str(streets / "b.csv")]
    result = CliRunner().invoke(app, ["reach", *files])
    assert result.exit_code == 1
    assert said in result.output
    assert "a.csv" in result.output


def test_places_and_what_is_missing(city: Path) -> None:
    """Kita West shares 12 places among 60 children; 40 per 100 are needed everywhere."""
    found = table(city, str(city), "--category", "kita", "--on", "2026-06-01", name="capacity")
    found = found.set_index("key")
    assert found["places"].tolist() == pytest.approx([12, 30])
    assert found["places_per_100"].tolist() == pytest.approx([1200 / 90, 50])
    assert found["supply_degree"].tolist() == pytest.approx([12 / 36, 30 / 24])
    assert found["residual_persons"].tolist() == pytest.approx([30 + 60 - 12 / 0.4, 0])


def test_week_in_the_shell(city: Path) -> None:
    """All of 120 children in the morning, 60 in the afternoon; 30 never."""
    day = (str(city), "--category", "kita", "--on", "2026-06-01")
    hours = table(city, *day, name="week").set_index(["weekday", "hour"])["covered_persons"]
    assert hours[[("Di", 6), ("Di", 7), ("Di", 12), ("Di", 16), ("Sa", 9)]].tolist() == [
        0,
        120,
        60,
        0,
        0,
    ]
    days = table(city, *day, "--days", name="week")
    assert dict(zip(days["days"], days["persons"], strict=True)) == {"Mo–Fr": 120, "nie": 30}


def test_equity_in_the_shell(city: Path) -> None:
    """In 01 half are poor and two thirds covered, in 02 a tenth and all."""
    result = CliRunner().invoke(
        app,
        [
            "equity",
            str(city),
            "--category",
            "kita",
            "--on",
            "2026-06-01",
            "--indicator",
            "armut",
            "--group",
            "arm",
        ],
    )
    assert result.exit_code == 0, result.output
    # ranks 0.3 and 0.8 of the persons: C = 2 · (0.6 · (2/3 − 0.8) · −0.2 + 0.4 · 0.2 · 0.3) / 0.8
    assert "Konzentrationsindex 0,100" in result.output
    assert "wo der Bedarf klein ist" in result.output
    assert "Nicht versorgt aus der genannten Zielgruppe: 15 Personen" in result.output


def test_freshness_in_the_shell(city: Path) -> None:
    """Kita Ost ends within half a year; Kita West was never confirmed."""
    found = table(city, str(city), "--on", "2026-06-01", name="freshness")
    assert found["id"].tolist() == ["k2", "k1"]
    assert found["state"].tolist() == ["endet bald", "nie bestätigt"]
    assert found["days"].tolist()[0] == 29


def test_full_offer_does_not_count_when_asked(city: Path) -> None:
    """Kita West has 20 places per 100 children in reach, the standard asks for 40."""
    day = (str(city), "--category", "kita", "--on", "2026-06-01", "--not-full")
    assert table(city, *day)["covered_persons"].tolist() == [0, 60]
    reasons = table(city, *day, name="gaps").set_index("persons")["reason"]
    assert reasons[30.0].tolist()[0].startswith("voll: 20,0 Plätze je 100")


def test_streets_instead_of_the_straight_line(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A street past all points: no detour; ten minutes are 833 m. Elsewhere it is refused."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(city / "cache"))
    street = {"type": "LineString", "coordinates": [degrees(0, 1000), degrees(4000, 1000)]}
    feature = {"type": "Feature", "properties": {}, "geometry": street}
    collection = {"type": "FeatureCollection", "features": [feature]}
    (city / "wege.geojson").write_text(json.dumps(collection))
    toml = city / "city.toml"
    toml.write_text(toml.read_text() + '\n[network]\nfile = "wege.geojson"\n')
    call = ["coverage", str(city), "--category", "kita", "--on", "2026-06-01", "--max-minutes", "8"]
    result = CliRunner().invoke(app, [*call, "--json"])
    assert [row["covered_persons"] for row in json.loads(result.stdout)] == [60, 60]
    assert "Straßennetz zu Fuß" in CliRunner().invoke(app, call).output
    far = [[x + 3, y] for x, y in street["coordinates"]]
    (city / "wege.geojson").write_text(
        json.dumps(
            collection | {"features": [feature | {"geometry": street | {"coordinates": far}}]}
        )
    )
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 1
    assert "Das Straßennetz liegt nicht in der Stadt" in result.output


def test_isochrones_in_the_shell(streets: Path) -> None:
    """From the end of the L, 250 m and 500 m of street: strips 60 m wide."""
    out = streets / "flaechen.geojson"
    call = [
        "isochrones",
        "--network",
        str(streets / "wege.geojson"),
        "--origins",
        str(streets / "b.csv"),
    ]
    result = CliRunner().invoke(app, [*call, "--minutes", "3,6", "--out", str(out)])
    assert result.exit_code == 0, result.output
    features = json.loads(out.read_text())["features"]
    assert [f["properties"]["minutes"] for f in features] == [3, 6]
    cap = 3.14159 * 30**2
    areas = [f["properties"]["km2"] * 1e6 for f in features]
    assert areas[0] == pytest.approx(250 * 60 + cap, rel=0.02)
    assert areas[1] == pytest.approx(500 * 60 + cap, rel=0.05)
    assert CliRunner().invoke(app, [*call, "--minutes", "bald"]).exit_code == 2


def test_two_answers_side_by_side(city: Path) -> None:
    """In the afternoon Kita Ost is closed: 60 fewer in 02."""
    day = (str(city), "--category", "kita", "--on", "2026-06-01", "--when", "Di 15:00")
    found = table(city, *day, name="difference")
    assert found["first_persons"].tolist() == [60, 60]
    assert found["second_persons"].tolist() == [60, 0]
    assert found["difference_persons"].tolist() == [0, -60]


def test_gaps_by_need(city: Path) -> None:
    """At six in the morning nobody is covered: the poorer area's gaps come first."""
    day = (str(city), "--category", "kita", "--on", "2026-06-01", "--when", "Di 06:00")
    assert table(city, *day, name="gaps")["key"].tolist()[0] == "02"
    by_need = table(city, *day, "--need", "armut", name="gaps")
    assert by_need["key"].tolist() == ["01", "01", "01", "02"]
    assert by_need["need_rank"].tolist() == [1, 2, 3, 4]


def test_coverage_with_and_without_doubtful_offers(city: Path) -> None:
    """Both Kitas are in doubt: without them nobody is covered."""
    call = ["freshness", str(city), "--category", "kita", "--on", "2026-06-01"]
    output = " ".join(CliRunner().invoke(app, call).output.split())
    assert "Versorgt in der Stadt: 80,0 %; ohne die 2 Angebote" in output
    assert "bestätigt sind: 0,0 %" in output


@pytest.mark.parametrize(
    ("population", "said"), [(True, "nach Adressen über ihre Gebiete"), (False, "über die Fläche")]
)
def test_result_says_how_persons_came_to_their_places(city: Path, population, said) -> None:
    """By weights of points, or evenly over the ground where the city has none."""
    config = city / "city.toml"
    text = config.read_text()
    start = text.index("[population]")
    end = text.find("\n[", start + 1)
    if not population:
        config.write_text(text[:start] + (text[end:] if end > 0 else ""))
    shown = CliRunner().invoke(app, ["coverage", str(city), "--category", "kita"])
    assert said in " ".join(shown.output.split())
