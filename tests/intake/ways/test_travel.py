"""How people travel in a city, and how the result says so."""

import json
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from intake.config import NetworkSection
from intake.findings import InputError
from intake.ways.travel import travel_of

CRS = "EPSG:25832"
X, Y = 390_000.0, 5_700_000.0
ORIGIN = np.array([[X, Y]])
GOAL = np.array([[X + 3000, Y]])


def degrees(x: float, y: float) -> list[float]:
    back = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    return list(back.transform(X + x, Y + y))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A street with a detour of 1,000 m, and a bus that leaves every ten minutes."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    line = [degrees(0, 0), degrees(1500, 1322.8757), degrees(3000, 0)]
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "LineString", "coordinates": line},
    }
    (tmp_path / "wege.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]})
    )
    (lon, lat), (lon2, lat2) = degrees(0, 0), degrees(3000, 0)
    with zipfile.ZipFile(tmp_path / "bus.zip", "w") as archive:
        archive.writestr(
            "stops.txt",
            f"stop_id,stop_name,stop_lat,stop_lon\nA,A,{lat},{lon}\nB,B,{lat2},{lon2}\n",
        )
        archive.writestr("trips.txt", "trip_id,service_id\nt,w\n")
        archive.writestr(
            "calendar.txt",
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
            "w,1,1,1,1,1,0,0,20260101,20261231\n",
        )
        archive.writestr(
            "stop_times.txt",
            "trip_id,stop_id,arrival_time,departure_time,stop_sequence\nt,A,6:00:00,6:00:00,1\nt,B,6:08:00,6:08:00,2\n",
        )
        archive.writestr(
            "frequencies.txt", "trip_id,start_time,end_time,headway_secs\nt,06:00:00,20:00:00,600\n"
        )
    return tmp_path


def minutes(
    section: NetworkSection, folder: Path, mode: str, **more: object
) -> tuple[float, str, str]:
    travel = travel_of(section, folder, crs=CRS, mode=mode, **more)  # type: ignore[arg-type]
    return float(travel.reach(ORIGIN, GOAL).minutes[0]), travel.basis, travel.mode


def test_without_a_network_straight_line_times_detour(tmp_path: Path) -> None:
    """3,000 m × 1.3 at 5 km/h are 46.8 minutes, by bike at 15 km/h 15.6; both are said."""
    section = NetworkSection()
    assert minutes(section, tmp_path, "walk") == (
        pytest.approx(46.8),
        "Luftlinie × 1,3",
        "straight_line",
    )
    assert minutes(section, tmp_path, "bike") == (
        pytest.approx(15.6),
        "Luftlinie × 1,3 mit dem Rad",
        "bike",
    )


def test_speed_of_the_target_group(tmp_path: Path) -> None:
    """Old people at 3 km/h, all others as the city says."""
    section = NetworkSection(walk_kmh=6, walk_kmh_by_group={"ue80": 3.0}, detour_factor=1.25)
    assert minutes(section, tmp_path, "walk", group="ue80")[0] == pytest.approx(75)
    assert minutes(section, tmp_path, "walk", group="u6")[:2] == (
        pytest.approx(37.5),
        "Luftlinie × 1,25",
    )


def test_over_the_streets(folder: Path) -> None:
    """4,000 m of street; straight_line stays straight although there are streets."""
    section = NetworkSection(file="wege.geojson")
    assert minutes(section, folder, "walk") == (
        pytest.approx(48, abs=0.01),
        "Straßennetz zu Fuß",
        "walk",
    )
    assert minutes(section, folder, "bike")[0] == pytest.approx(16, abs=0.01)
    assert minutes(section, folder, "straight_line")[:2] == (pytest.approx(46.8), "Luftlinie × 1,3")


def test_by_bus_with_waiting(folder: Path) -> None:
    """Every ten minutes, eight minutes' ride: waits of 0 … 9, median 4.5."""
    section = NetworkSection(file="wege.geojson", gtfs="bus.zip")
    found, basis, mode = minutes(
        section, folder, "transit", departure=(date(2026, 11, 24), 15 * 60)
    )
    assert found == pytest.approx(12.5, abs=0.1)
    assert basis == "Fahrplan Di 15:00–16:00 (Median), Fußwege: Straßennetz zu Fuß"
    assert mode == "transit"


def test_transit_without_a_timetable_is_on_foot_and_says_so(tmp_path: Path) -> None:
    """No silent bus."""
    found, basis, mode = minutes(NetworkSection(), tmp_path, "transit")
    assert found == pytest.approx(46.8)
    assert (basis, mode) == ("Luftlinie × 1,3 (kein Fahrplan vorhanden)", "straight_line")


def test_named_files_must_be_there(tmp_path: Path) -> None:
    """A city that names streets it does not have."""
    with pytest.raises(InputError, match=r"weg\.pbf"):
        travel_of(NetworkSection(file="weg.pbf"), tmp_path, crs=CRS)
