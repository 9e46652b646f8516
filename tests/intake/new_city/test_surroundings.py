"""A new city takes along where people live, its streets and its timetable; checked as it will be read."""

import json
import tomllib
import zipfile

import pytest
from pyproj import Transformer
from typer.testing import CliRunner

from cli import app
from intake.city import read_city
from tests.builders.invented_supply import X, Y, degrees, write_city

TO_GRID = Transformer.from_crs("EPSG:25832", "EPSG:3035", always_xy=True)


@pytest.fixture
def office(tmp_path):
    """An office's files: areas and figures of the invented city, and a grid as the Zensus has it."""
    (tmp_path / "amt").mkdir()
    folder = write_city(tmp_path / "amt")
    rows = ["GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner"]
    for east, people in ((300, "30"), (900, "10"), (3500, "–"), (4300, "5"), (9000, "7")):
        x, y = TO_GRID.transform(X + east, Y + 1000)
        rows.append(f"CRS3035N{y:.0f}E{x:.0f};{x:.0f};{y:.0f};{people}")
    (folder / "gitter.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def streets(folder, east=0.0):
    line = [degrees(east, 1000), degrees(east + 6000, 1000)]
    feature = {"type": "Feature", "properties": {"highway": "residential"},
               "geometry": {"type": "LineString", "coordinates": line}}  # fmt: skip
    path = folder / "Straßen Süd.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def timetable(folder, east=1000.0):
    """One trip every day between two stops 1 km apart."""
    stops = "".join(
        f"{name},{name},{lat},{lon}\n"
        for name, (lon, lat) in (("a", degrees(east, 1000)), ("b", degrees(east + 1000, 1000)))
    )
    tables = {
        "agency": "agency_id,agency_name,agency_url,agency_timezone\n1,V,http://v,Europe/Berlin\n",
        "routes": "route_id,agency_id,route_short_name,route_type\nr,1,1,3\n",
        "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "s,1,1,1,1,1,1,1,20200101,20991231\n",
        "trips": "route_id,service_id,trip_id\nr,s,t\n",
        "stops": "stop_id,stop_name,stop_lat,stop_lon\n" + stops,
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "t,15:10:00,15:10:00,a,1\nt,15:13:00,15:13:00,b,2\n",
    }
    path = folder / "fahrplan.zip"
    with zipfile.ZipFile(path, "w") as feed:
        for name, text in tables.items():
            feed.writestr(f"{name}.txt", text)
    return path


def new(folder, office, *more):
    arguments = ["new", str(folder), "--boundaries", str(office / "viertel.geojson"),
                 "--table", str(office / "zahlen.csv"), "--answer", "year=2025",
                 "--answer", "table_key=key", *more]  # fmt: skip
    return CliRunner().invoke(app, arguments)


def test_grid_streets_and_timetable_come_along(tmp_path, office):
    """The grid's system is found (EPSG:3035), „–“ is nobody, the cell outside is told."""
    city = tmp_path / "stadt"
    done = new(city, office, "--population", str(office / "gitter.csv"),
               "--streets", str(streets(office)), "--timetable", str(timetable(office)))  # fmt: skip
    assert done.exit_code == 0, done.output
    said = tomllib.loads((city / "city.toml").read_text(encoding="utf-8"))
    assert said["population"] == {"file": "gitter.csv", "x": "x_mp_100m", "y": "y_mp_100m",
                                  "crs": "EPSG:3035", "weight": "Einwohner"}  # fmt: skip
    assert said["network"] == {"file": "strassen_sued.geojson", "gtfs": "fahrplan.zip"}
    points = read_city(city).settlement.points
    assert points.groupby("area")["weight"].sum()[["01", "03"]].tolist() == [40, 5]
    assert "Kilometer Straßen: 6." in done.output
    assert "Haltestellen in der Stadt und um sie: 2." in done.output
    assert "in keinem Gebiet" in done.output


@pytest.mark.parametrize(
    ("make", "option", "code"),
    [(streets, "--streets", "Das Straßennetz liegt nicht in der Stadt"),
     (timetable, "--timetable", "Der Fahrplan hat keine Haltestelle in der Stadt")],
)  # fmt: skip
def test_files_of_another_city_are_refused(tmp_path, office, make, option, code):
    """60 km to the east: nothing is written."""
    done = new(tmp_path / "stadt", office, option, str(make(office, east=60_000)))
    assert done.exit_code == 1
    assert code in " ".join(done.output.split())
    assert not (tmp_path / "stadt").exists()


def test_a_grid_without_people_is_asked_about(tmp_path, office):
    (office / "gitter.csv").write_text("zelle;wert\na;1\n", encoding="utf-8")
    done = new(tmp_path / "stadt", office, "--population", str(office / "gitter.csv"))
    assert done.exit_code == 1
    assert "gitter.csv" in done.output
    assert "Traceback" not in done.output
