"""`aktionsraum reach` and `isochrones` with points and calls that go wrong: sentences, never guesses."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from click.testing import Result
from shapely.geometry import LineString
from typer.testing import CliRunner

from cli import app

CRS = "EPSG:25832"
WEST, SOUTH = 393_000.0, 5_707_000.0


def degrees(x: float, y: float) -> tuple[float, float]:
    place = gpd.GeoSeries.from_xy([WEST + x], [SOUTH + y], crs=CRS).to_crs("EPSG:4326").iloc[0]
    return place.x, place.y


def points_csv(path: Path, **places: tuple[float, float]) -> Path:
    rows = [f"{name},{lon!r},{lat!r}\n" for name, (lon, lat) in places.items()]
    path.write_text("id,lon,lat\n" + "".join(rows))
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One street of 1,000 m, a point at its start and one at its end."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    street = LineString([(WEST, SOUTH), (WEST + 1000, SOUTH)])
    gpd.GeoDataFrame(geometry=[street], crs=CRS).to_file(tmp_path / "weg.gpkg")
    points_csv(tmp_path / "a.csv", a=degrees(0, 0))
    points_csv(tmp_path / "b.csv", b=degrees(1000, 0))
    return tmp_path


def ask(folder: Path, *more: str, origins: str = "a.csv", network: bool = True) -> Result:
    files = ["--origins", str(folder / origins), "--destinations", str(folder / "b.csv")]
    streets = ["--network", str(folder / "weg.gpkg"), "--crs", CRS] if network else []
    return CliRunner().invoke(app, ["reach", *files, *streets, *more])


def rows(result: Result) -> list[dict]:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_points_beside_the_network_are_named(folder: Path) -> None:
    """600 m count as a straight way and are mentioned; 11 km away nothing begins."""
    points_csv(
        folder / "a.csv", nah=degrees(0, 40), neben=degrees(0, 600), fern=degrees(-11_000, 0)
    )
    result = ask(folder, "--json")
    found = {row["from_id"]: row["metres"] for row in rows(result)}
    assert found == {"nah": pytest.approx(1040, abs=0.2), "neben": pytest.approx(1600, abs=0.2)}
    assert "fern: 1 Punkt liegt mehr als 10 km neben allen Straßen" in result.stderr
    assert (
        "Hinweis – weg.gpkg, neben: 1 Punkt liegt mehr als 500 m (bis 0,6 km) neben allen Straßen"
        in result.stderr
    )


def test_a_long_way_to_the_street_is_a_warning(folder: Path) -> None:
    """3 km count, but not in silence."""
    points_csv(folder / "a.csv", weit=degrees(-3000, 0))
    result = ask(folder, "--json")
    assert rows(result)[0]["metres"] == pytest.approx(4000, abs=0.5)
    assert "Warnung – weg.gpkg, weit: 1 Punkt liegt mehr als 500 m (bis 3,0 km)" in result.stderr


def test_a_network_elsewhere_is_refused(folder: Path) -> None:
    """Nothing is put on a street 100 km away."""
    points_csv(folder / "a.csv", fern=degrees(100_000, 0))
    result = ask(folder)
    assert result.exit_code == 1
    assert "Kein Punkt liegt am Straßennetz; der nächste ist 99,0 km" in result.output


def test_points_in_metres(folder: Path) -> None:
    """With --crs; decimal comma, German column names."""
    table = f"Nr;Ostwert;Nordwert\n01;{WEST + 250:.1f};{SOUTH:.1f}\n".replace(".", ",")
    (folder / "m.csv").write_text(table)
    found = rows(ask(folder, "--json", origins="m.csv"))
    assert (found[0]["from_id"], found[0]["metres"]) == ("01", pytest.approx(750, abs=0.2))
    refused = ask(folder, origins="m.csv", network=False)
    assert refused.exit_code == 1
    assert "--crs" in refused.output


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("id,lon,lat\n1,51.51,7.46\n2,51.52,7.47\n", "vertauscht"),
        ("id,lon,lat\n,7.46,51.51\n2,7.47,51.51\n", "1. Punkt: Die Kennung fehlt"),
        ("id,lon,lat\n1,NaN,51.51\n", "Kennung 1"),
        ("id,lon,lat\n", "keine Punkte"),
    ],
)
def test_points_that_are_none(folder: Path, table: str, said: str) -> None:
    """Each with its own sentence."""
    (folder / "x.csv").write_text(table)
    result = ask(folder, origins="x.csv", network=False)
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--max-minutes", "-1", "Minuten ab 0"),
        ("--max-minutes", "nan", "Minuten ab 0"),
        ("--max-minutes", "viel", "Minuten ab 0"),
        ("--kmh", "0", "km/h von 0,1 bis 300"),
        ("--kmh", "inf", "km/h von 0,1 bis 300"),
        ("--crs", "quatsch", "kein bekanntes Koordinatensystem"),
        ("--crs", "EPSG:4326", "keine Meter"),
        ("--crs", "EPSG:3857", "keine Meter"),
    ],
)
def test_wrong_calls_are_sentences(folder: Path, option: str, value: str, said: str) -> None:
    """Exit 2 and German words."""
    result = ask(folder, option, value, network=False)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_limit_of_zero_and_with_a_comma(folder: Path) -> None:
    """0 minutes: only what is there already; 12 minutes for 1,000 m at 5 km/h."""
    assert rows(ask(folder, "--max-minutes", "0", "--json")) == []
    assert len(rows(ask(folder, "--max-minutes", "12,01", "--json"))) == 1
    assert rows(ask(folder, "--max-minutes", "11,9", "--json")) == []


def test_files_without_a_network_say_how_ways_were_measured(folder: Path) -> None:
    """The file has only its columns; the words go to the terminal."""
    written = ask(folder, "--out", str(folder / "w.csv"), network=False)
    assert "Luftlinie × 1,3" in written.output
    assert "Luftlinie × 1,3" in ask(folder, "--json", network=False).stderr


def test_too_many_pairs_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless a limit makes them fewer."""
    monkeypatch.setattr("commands.supply._reach_checks.MAX_PAIRS", 0)
    assert "--max-minutes" in ask(folder).output
    assert ask(folder, "--max-minutes", "15").exit_code == 0


def test_isochrones_of_odd_limits_and_far_points(folder: Path) -> None:
    """No minutes that are none; a far point has no area and is named."""
    points_csv(folder / "a.csv", nah=degrees(0, 0), fern=degrees(-11_000, 0))
    call = ["isochrones", "--network", str(folder / "weg.gpkg"), "--origins", str(folder / "a.csv"),
            "--crs", CRS, "--json", "--minutes"]  # fmt: skip
    for odd in ("nan", "0", "1e9", "fünf"):
        assert CliRunner().invoke(app, [*call, odd]).exit_code == 2
    result = CliRunner().invoke(app, [*call, "6"])
    areas = {row["id"]: row["km2"] for row in rows(result)}
    assert areas["fern"] == 0
    assert areas["nah"] == pytest.approx(0.5 * 0.06, rel=0.1)
    assert "fern: 1 Punkt liegt mehr als 10 km" in result.stderr
