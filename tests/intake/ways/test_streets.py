"""Real streets of Heidelberg against a published route and against networkx; line files; cache."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from geo.reach.network import Dropped, Network
from geo.reach.network_reach import nearest_metres, pairs_within
from geo.reach.snapping import snap
from intake.findings import InputError
from intake.ways._lines import same_places
from intake.ways.streets import osm_ways, read_network

ROOT = Path(__file__).resolve().parent.parent.parent.parent
REAL = Path(os.environ.get("AKTIONSRAUM_REAL_DATA", ROOT.parent / "shared" / "real"))
EXTRACT = REAL / "heidelberg" / "heidelberg.osm.pbf"
CRS = "EPSG:25832"

needs_extract = pytest.mark.skipif(not EXTRACT.is_file(), reason=f"no file {EXTRACT}")


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def heidelberg() -> Network:
    return read_network(EXTRACT, crs=CRS)[0]


def metric(*lonlat: tuple[float, float]) -> np.ndarray:
    turn = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    return np.array([turn.transform(*point) for point in lonlat])


@pytest.mark.real
@needs_extract
def test_published_route_on_foot(heidelberg: Network) -> None:
    """Published by openrouteservice: 2,097.2 m and 1,510 s."""
    start, end = (
        snap(heidelberg, metric(p)) for p in ((8.676023, 49.416809), (8.696837, 49.411839))
    )
    metres = nearest_metres(heidelberg, start, end)[0][0]
    assert metres == pytest.approx(2097.2, rel=0.01)
    assert metres / 5 * 3.6 == pytest.approx(1510, rel=0.01)


@pytest.mark.real
@needs_extract
def test_random_pairs_equal_networkx(heidelberg: Network) -> None:
    """500 pairs against Dijkstra by networkx over every single segment of the raw ways."""
    import networkx

    ways = osm_ways(EXTRACT, crs=CRS, mode="walk")
    graph = networkx.Graph()
    way = np.repeat(np.arange(len(ways.start) - 1), np.diff(ways.start))
    same = way[1:] == way[:-1]
    steps = np.hypot(*np.diff(ways.xy, axis=0).T)
    for a, b, length in zip(
        ways.vertex[:-1][same], ways.vertex[1:][same], steps[same], strict=True
    ):
        if not graph.has_edge(a, b) or graph[a][b]["weight"] > length:
            graph.add_edge(int(a), int(b), weight=float(length))
    part = max(networkx.connected_components(graph), key=len)
    place = dict(zip(ways.vertex.tolist(), ways.xy, strict=True))
    rng = np.random.default_rng(7)
    vertices = rng.choice(np.array(sorted(part)), 105, replace=False)
    starts, ends = vertices[:5], vertices[5:]
    pairs = pairs_within(
        heidelberg,
        snap(heidelberg, np.array([place[v] for v in starts])),
        snap(heidelberg, np.array([place[v] for v in ends])),
        max_metres=np.inf,
    )
    table = np.full((5, 100), np.nan)
    table[pairs.origin, pairs.destination] = pairs.metres
    for row, start in enumerate(starts):
        far = networkx.single_source_dijkstra_path_length(graph, int(start))
        assert table[row] == pytest.approx([far[int(v)] for v in ends], rel=1e-3)


@pytest.mark.real
@needs_extract
def test_walking_is_symmetric_and_keeps_the_triangle_inequality(heidelberg: Network) -> None:
    """Random places in the extract, way to the street included."""
    rng = np.random.default_rng(2)
    low, high = heidelberg.xy.min(axis=0), heidelberg.xy.max(axis=0)
    snapped = snap(heidelberg, rng.uniform(low, high, (25, 2)))
    pairs = pairs_within(heidelberg, snapped, snapped, max_metres=np.inf)
    table = pairs.metres.reshape(25, 25)
    assert np.allclose(table, table.T)
    assert (table[:, None, :] <= table[:, :, None] + table[None] + 1e-6).all()


@pytest.mark.real
@needs_extract
def test_bikes_ride_round_one_way_streets_and_wheelchairs_round_steps(heidelberg: Network) -> None:
    """Fewer streets for both; disconnected parts are a finding."""
    bike, found = read_network(EXTRACT, crs=CRS, mode="bike")
    wheelchair, _ = read_network(EXTRACT, crs=CRS, mode="wheelchair")
    assert not bike.backward.all()
    assert wheelchair.metres.sum() < heidelberg.metres.sum()
    assert [finding.code for finding in found] == ["network_parts"]


def line_file(path: Path, lines: list[list[list[float]]], tags: dict[int, dict[str, str]]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": tags.get(i, {"name": "x"}),
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for i, line in enumerate(lines)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def degrees(*points: tuple[float, float]) -> list[list[float]]:
    back = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    return [list(back.transform(390_000 + x, 5_700_000 + y)) for x, y in points]


def test_line_file_becomes_a_network(tmp_path: Path) -> None:
    """An L of 300 and 400 m in a GeoJSON in degrees: 700 m, not the 500 of the straight line."""
    lines = [degrees((0, 0), (300, 0)), degrees((300, 0), (300, 400))]
    network, findings = read_network(line_file(tmp_path / "l.geojson", lines, {}), crs=CRS)
    ends = [
        snap(network, np.array([[390_000.0 + x, 5_700_000.0 + y]])) for x, y in ((0, 0), (300, 400))
    ]
    assert nearest_metres(network, *ends)[0][0] == pytest.approx(700, abs=0.1)
    assert findings == ()


def test_line_file_with_osm_tags_keeps_their_rules(tmp_path: Path) -> None:
    """A motorway in the file is no way on foot."""
    lines = [degrees((0, 0), (300, 0)), degrees((300, 0), (300, 400))]
    path = line_file(tmp_path / "m.geojson", lines, {1: {"highway": "motorway"}})
    assert read_network(path, crs=CRS)[0].metres.sum() == pytest.approx(300, abs=0.1)


def test_changed_file_is_read_anew(tmp_path: Path) -> None:
    """Same name, other content: the cache must not answer with the old streets."""
    path = line_file(tmp_path / "s.geojson", [degrees((0, 0), (300, 0))], {})
    assert read_network(path, crs=CRS)[0].metres.sum() == pytest.approx(300, abs=0.1)
    line_file(path, [degrees((0, 0), (200, 0))], {})
    assert read_network(path, crs=CRS)[0].metres.sum() == pytest.approx(200, abs=0.1)


def test_second_reading_comes_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kept network equals the built one, and nothing is read from the source again."""
    path = line_file(tmp_path / "c.geojson", [degrees((0, 0), (300, 0), (300, 9))], {})
    built, _ = read_network(path, crs=CRS)
    monkeypatch.setattr("intake.ways.streets.line_ways", lambda *_, **__: pytest.fail("read again"))
    kept, _ = read_network(path, crs=CRS)
    assert kept.mode == "walk"
    assert np.array_equal(kept.shape_xy, built.shape_xy)
    assert np.array_equal(kept.metres, built.metres)


def test_damaged_cache_is_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kept file cut in half is no reason to fail."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = line_file(tmp_path / "d.geojson", [degrees((0, 0), (300, 0))], {})
    read_network(path, crs=CRS)
    kept = next((tmp_path / "cache").rglob("*.npz"))
    kept.write_bytes(kept.read_bytes()[:300])
    assert len(read_network(path, crs=CRS)[0].metres) == 1


def test_any_damaged_byte_of_the_cache_is_noticed(tmp_path: Path) -> None:
    """Also where the archive then claims to be encrypted or packed in another way."""
    from intake.ways import streets as street_cache

    path = line_file(tmp_path / "d.geojson", [degrees((0, 0), (300, 0))], {})
    kept = tmp_path / "kept.npz"
    built = read_network(path, crs=CRS)[0], Dropped(0, 0, 0.0, 0.0)
    street_cache._keep(built, kept)
    whole = kept.read_bytes()
    noticed, places = 0, range(0, len(whole), 3)
    for place in places:
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 0x0D]) + whole[place + 1 :])
        found = street_cache._load(kept)
        noticed += found is None
        assert found is None or np.array_equal(found[0].metres, built[0].metres)
    assert noticed > len(places) / 3, "a loader that reads whatever is there notices none"


def test_a_folder_that_cannot_be_written_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache's place is a file: the network is built each time, and nothing is left behind."""
    (tmp_path / "cache").write_text("keine Ablage")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = line_file(tmp_path / "d.geojson", [degrees((0, 0), (300, 0))], {})
    assert len(read_network(path, crs=CRS)[0].metres) == 1


@pytest.mark.parametrize("name", ["weg.osm.pbf", "leer.osm.pbf"])
def test_missing_or_broken_extract_is_a_sentence(tmp_path: Path, name: str) -> None:
    """No traceback: a finding that names the file."""
    if name.startswith("leer"):
        (tmp_path / name).write_bytes(b"no extract")
    with pytest.raises(InputError, match=name):
        read_network(tmp_path / name, crs=CRS)


def test_vertices_closer_than_ten_centimetres_are_one_place() -> None:
    """5 cm apart: one place; 50 cm apart: two."""
    number = same_places(np.array([[0.0, 0], [0.05, 0], [0.55, 0]]))
    assert number[0] == number[1] != number[2]


def osm_file(path: Path, *, missing: tuple[int, ...] = ()) -> Path:
    """Three nodes in a row, and a way round: 1-2-3 and 1-4-3."""
    import osmium
    from osmium.osm.mutable import Node, Way

    places = {1: (8.68, 49.41), 2: (8.681, 49.41), 3: (8.682, 49.41), 4: (8.681, 49.412)}
    writer = osmium.SimpleWriter(str(path))
    for number, place in places.items():
        if number not in missing:
            writer.add_node(Node(id=number, location=place))
    writer.add_way(Way(id=1, nodes=[1, 2, 3], tags={"highway": "residential"}))
    writer.add_way(Way(id=2, nodes=[1, 4, 3], tags={"highway": "residential"}))
    writer.close()
    return path


def test_nothing_leaps_over_nodes_that_an_extract_lacks(tmp_path: Path) -> None:
    """Without the node in the middle the direct way is gone, and the way round is left."""
    whole, _ = read_network(osm_file(tmp_path / "a.osm.pbf"), crs=CRS)
    cut, _ = read_network(osm_file(tmp_path / "b.osm.pbf", missing=(2,)), crs=CRS)
    assert len(whole.metres) == 2
    assert cut.metres.tolist() == [pytest.approx(whole.metres.max())]


@pytest.mark.parametrize("form", ["osm.pbf", "osm", "osm.bz2", "osm.gz"])
@pytest.mark.parametrize("name", ["netz.dat", "netz.osm", "netz.osm.pbf"])
def test_content_decides_and_not_the_name(tmp_path: Path, form: str, name: str) -> None:
    """A renamed extract is read as what it is."""
    written = osm_file(tmp_path / f"echt.{form}")
    renamed = written.rename(tmp_path / name)
    assert len(read_network(renamed, crs=CRS)[0].metres) == 2
