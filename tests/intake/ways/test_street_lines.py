"""Line files as cities have them: levels, heights, other columns, fine bends, several layers."""

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, Point

from geo.reach.network import Network
from geo.reach.network_reach import nearest_metres
from geo.reach.snapping import snap
from intake.findings import InputError
from intake.ways._lines import level_of, same_places, street_tags
from intake.ways.streets import read_network

CRS = "EPSG:25832"
WEST, SOUTH = 393_000.0, 5_707_000.0


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def line(*points: tuple[float, ...]) -> LineString:
    return LineString([(WEST + x, SOUTH + y, *z) for x, y, *z in points])


def network(path: Path, lines: list[LineString], mode: str = "walk", **columns: object) -> Network:
    gpd.GeoDataFrame(columns, geometry=lines, crs=CRS).to_file(path)
    return read_network(path, crs=CRS, mode=mode)[0]


def metres(streets: Network, start: tuple[float, float], end: tuple[float, float]) -> float:
    corner = np.array([WEST, SOUTH])
    points = (snap(streets, np.array([p]) + corner) for p in (start, end))
    return float(nearest_metres(streets, *points)[0][0])


OVER = [line((0, 0), (100, 0), (200, 0)), line((100, -100), (100, 0), (100, 100))]
ROUND = line((200, 0), (200, 100), (100, 100))


@pytest.mark.parametrize(
    "columns", [{}, {"bridge": ["F", "F", "F"]}, {"layer": [0, 0, 0]}, {"bridge": ["no", "", ""]}]
)
def test_lines_on_one_level_meet_at_a_common_vertex(tmp_path: Path, columns: dict) -> None:
    """Across the junction it is 100 + 100 m."""
    streets = network(tmp_path / "l.gpkg", [*OVER, ROUND], **columns)
    assert metres(streets, (0, 0), (100, 100)) == pytest.approx(200, abs=0.01)


@pytest.mark.parametrize(
    "columns",
    [
        {"bridge": ["T", "F", "F"]},
        {"bridge": ["yes", None, None]},
        {"LAYER": [1, 0, 0]},
        {"tunnel": ["ja", "", ""]},
        {"ebene": ["1", "0", "0"]},
    ],
)
def test_a_bridge_does_not_meet_the_street_below(tmp_path: Path, columns: dict) -> None:
    """One has to go on to its end (200 m) and round: 200 m more."""
    streets = network(tmp_path / "l.gpkg", [*OVER, ROUND], **columns)
    assert metres(streets, (0, 0), (100, 100)) == pytest.approx(400, abs=0.01)


def test_heights_keep_a_bridge_and_a_street_apart(tmp_path: Path) -> None:
    """6 m above the street; the ends of the bridge lie on the ground."""
    over = line((0, 0, 50), (100, 0, 56), (200, 0, 50))
    below = line((100, -100, 50), (100, 0, 50), (100, 100, 50))
    round_ = line((200, 0, 50), (200, 100, 50), (100, 100, 50))
    streets = network(tmp_path / "l.gpkg", [over, below, round_])
    assert metres(streets, (0, 0), (100, 100)) == pytest.approx(400, abs=0.01)


def test_a_finely_drawn_bend_keeps_its_length(tmp_path: Path) -> None:
    """A half circle of 100 m radius with a vertex every 4 cm is π · 100 m long."""
    angle = np.linspace(0, np.pi, 8000)
    bend = line(*np.column_stack([100 - 100 * np.cos(angle), 100 * np.sin(angle)]))
    streets = network(
        tmp_path / "l.gpkg", [bend, line((0, 0), (0, -50)), line((200, 0), (200, -50))]
    )
    assert metres(streets, (0, -50), (200, -50)) == pytest.approx(100 + np.pi * 100, abs=0.3)


def test_near_ends_meet_and_a_line_meets_itself_where_it_touches() -> None:
    """8 mm between two ends, 8 mm and 8 cm between inner vertices; a line back to its middle."""
    xy = np.array([[0.0, 0], [10, 0], [10.008, 0], [20, 0], [10, 5], [20, 5], [30, 5], [20, 5]])
    place = same_places(xy, np.array([0, 0, 1, 1, 2, 2, 2, 2]))
    assert place[1] == place[2]
    assert place[5] == place[7]
    assert len(set(place)) == 6
    inner = np.array([[0, 0], [5, 0], [9, 0], [0, 1], [5, 0.008], [9, 0.08], [10, 1]], dtype=float)
    place = same_places(inner, np.array([0, 0, 0, 1, 1, 1, 1]))
    assert place[1] == place[4]
    assert place[2] == place[5]  # an end of the first line
    place = same_places(np.vstack([inner[:3], [[12, 0]], inner[3:]]), np.repeat([0, 1], 4))
    assert place[2] != place[6]


def test_columns_of_extracts_as_shape_files(tmp_path: Path) -> None:
    """`fclass` closes a motorway; `oneway` F and T bind bikes, B does not."""
    square = [line((0, 0), (100, 0)), line((100, 100), (100, 0)), line((0, 0), (0, 100)),
              line((0, 100), (100, 100)), line((0, 0), (100, 100))]  # fmt: skip
    kinds = ["residential", "residential", "unknown", "track_grade1", "motorway"]
    streets = network(tmp_path / "l.gpkg", square, "bike", fclass=kinds, oneway=list("FTBBB"))
    assert metres(streets, (0, 0), (100, 0)) == pytest.approx(100, abs=0.01)
    assert metres(streets, (100, 0), (0, 0)) == pytest.approx(300, abs=0.01)
    assert streets.metres.sum() == pytest.approx(400, abs=0.01)


@pytest.mark.parametrize(
    ("written", "meant"), [("T", "-1"), ("FT", "yes"), ("1.0", "yes"), ("nein", "no"), ("-1", "-1")]
)
def test_spellings_of_one_way(written: str, meant: str) -> None:
    """Each spelling as OSM would write it."""
    assert street_tags({"Einbahn": written})["oneway"] == meant


def test_level_of_odd_columns() -> None:
    """What is no number is the ground."""
    assert [level_of({"layer": text}) for text in ("2", "-1", "", "oben", "nan")] == [
        2,
        -1,
        0,
        0,
        0,
    ]


def test_layers_whose_kinds_of_geometry_are_unknown_stay_a_question(tmp_path: Path) -> None:
    path = tmp_path / "netz.gpkg"
    for layer in ("strassen", "gleise"):
        gpd.GeoDataFrame(geometry=OVER, crs=CRS).to_file(path, layer=layer)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("ALTER TABLE gpkg_geometry_columns RENAME TO gone")
    with pytest.raises(InputError) as raised:
        read_network(path, crs=CRS)
    (asked,) = raised.value.findings
    assert asked.message == "Die Datei hat mehrere Layer: strassen (2 Objekte), gleise (2 Objekte)."


def test_the_only_layer_with_lines_is_taken_and_several_are_a_question(tmp_path: Path) -> None:
    """Points beside the streets are no question; two layers of lines are one about streets."""
    path = tmp_path / "l.gpkg"
    streets = gpd.GeoDataFrame(geometry=OVER, crs=CRS)
    streets.to_file(path, layer="strassen")
    gpd.GeoDataFrame(geometry=[Point(WEST, SOUTH)], crs=CRS).to_file(path, layer="masten")
    assert read_network(path, crs=CRS)[0].metres.sum() == pytest.approx(400, abs=0.1)
    streets.iloc[:1].to_file(path, layer="gleise")
    with pytest.raises(InputError, match=r"strassen, gleise.*--layer"):
        read_network(path, crs=CRS)
    assert read_network(path, crs=CRS, layer="gleise")[0].metres.sum() == pytest.approx(
        200, abs=0.1
    )
