"""Any vector file in, areas or places out."""

import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import GeometryCollection, LineString, Point, box

from intake.files.shapes import read_areas, read_attributes, read_features, read_places
from intake.findings import InputError, UnsafeFileError
from intake.guard.gdal import list_layers

WEST, EAST = (
    box(390_000, 5_700_000, 391_000, 5_701_000),
    box(391_000, 5_700_000, 392_000, 5_701_000),
)


def frame(*shapes: object, crs: int = 25832) -> gpd.GeoDataFrame:
    """Features with the keys 01, 02 and so on."""
    keys = [f"{number + 1:02d}" for number in range(len(shapes))]
    return gpd.GeoDataFrame(
        {"key": keys, "name": [f"Gebiet {key}" for key in keys]}, geometry=list(shapes), crs=crs
    )


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".gml", ".shp"])
def test_every_format_gives_the_same_areas(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"gebiete{suffix}"
    given = frame(WEST, EAST)
    given.to_file(
        path,
        **(
            {"driver": "GML"}
            if suffix == ".gml"
            else {"SPATIAL_INDEX": "NO"}
            if suffix == ".fgb"
            else {}
        ),
    )
    areas, findings = read_areas(path)
    assert areas["key"].tolist() == ["01", "02"]
    assert areas.to_crs(25832).area.tolist() == pytest.approx([1e6, 1e6])
    assert [finding.severity for finding in findings if finding.severity == "error"] == []


def test_points_and_empty_rows_among_areas_are_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "gebiete.geojson"
    mixed = GeometryCollection([EAST, Point(0, 0)])
    frame(
        WEST,
        None,
        Point(390_500, 5_700_500),
        mixed,
        LineString([(390_000, 5_700_000), (391_000, 5_700_000)]),
    ).to_crs(4326).to_file(path)
    areas, findings = read_areas(path)
    assert areas["key"].tolist() == ["01", "04"]
    told = {finding.code: finding.where for finding in findings}
    assert "02" in told["geometry_missing"]
    assert "03" in told["not_a_polygon"]
    assert "05" in told["not_a_polygon"]
    assert "04" in told["collection_split"]


def test_file_of_points_asks_for_the_areas_but_gives_places(tmp_path: Path) -> None:
    path = tmp_path / "orte.geojson"
    frame(Point(7.4, 51.5), None, crs=4326).to_file(path)
    with pytest.raises(InputError) as raised:
        read_areas(path)
    assert raised.value.findings[-1].code == "ask_areas"
    places, _ = read_places(path)
    assert places.geometry.is_empty.tolist() == [False, True]
    assert places["key"].tolist() == ["01", "02"]


def test_polygons_become_a_point_on_them(tmp_path: Path) -> None:
    path = tmp_path / "hoefe.gpkg"
    horseshoe = box(0, 0, 300, 300).difference(box(100, 100, 200, 300))
    moved = gpd.GeoSeries([horseshoe]).translate(390_000, 5_700_000).iloc[0]
    frame(moved).to_file(path)
    places, _ = read_places(path)
    assert moved.contains(places.geometry.iloc[0])


def test_repairs_are_listed_with_the_feature(tmp_path: Path) -> None:
    path = tmp_path / "gebiete.geojson"
    bow = {
        "type": "Polygon",
        "coordinates": [[[7, 51], [7.1, 51.1], [7.1, 51], [7, 51.1], [7, 51]]],
    }
    flat = {"type": "Polygon", "coordinates": [[[7, 51], [7.5, 51], [7.25, 51], [7, 51]]]}
    features = [
        {"type": "Feature", "properties": {"key": key}, "geometry": shape}
        for key, shape in (("01", bow), ("02", flat))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    areas, findings = read_areas(path)
    assert areas["key"].tolist() == ["01"]
    assert areas.geometry.is_valid.all()
    assert {
        finding.code: finding.where for finding in findings if finding.code == "geometry_collapsed"
    } == {"geometry_collapsed": "Objekt 2 (02)"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"),
        ("a.gpkg", b"<OGRVRTDataSource/>"),
        ("a.fgb", b"<VRTDataset/>"),
        ("a.shp", b"<OGRWFSDataSource><URL>http://127.0.0.1:9/</URL></OGRWFSDataSource>"),
        ("a.geojson", b'{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read /etc/passwd"}'),
        ("a.json", b'{"conformsTo":["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"],"links":[]}'),
        ("a.gml", b"<VRTDataset/>"),
        ("a.kml", b"<OGRVRTDataSource/>"),
        ("a.vrt", b"<OGRVRTDataSource/>"),
        ("a.pickle", b"\x80\x04"),
        ("a", b"{}"),
    ],
)  # fmt: skip
def test_disguised_references_are_never_opened(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnsafeFileError):
        read_features(tmp_path / name)


def test_odd_file_names_are_only_names(tmp_path: Path) -> None:
    for name in (
        "!test.geojson",
        "zip:a.geojson",
        "a b#c?d.geojson",
        "CSV:x.gpkg",
        "/vsicurl/".replace("/", "_") + "x.gpkg",
    ):
        frame(WEST, EAST).to_crs(4326).to_file(tmp_path / "x.geojson")
        frame(WEST, EAST).to_file(tmp_path / "x.gpkg")
        path = (tmp_path / f"x{Path(name).suffix}").rename(tmp_path / name)
        assert len(read_areas(path)[0]) == 2


def test_attributes_alone_are_read_as_text(tmp_path: Path) -> None:
    frame(WEST, EAST).to_file(tmp_path / "a.gpkg")
    assert read_attributes(tmp_path / "a.gpkg")["key"].tolist() == ["01", "02"]


@pytest.mark.parametrize(
    "order", ["import fiona, pyogrio, intake", "import pyogrio, fiona, intake", "import intake"]
)
def test_two_gdals_in_one_process_read_the_same_in_any_order(tmp_path: Path, order: str) -> None:
    if "fiona" in order:
        pytest.importorskip("fiona", reason="fiona has no wheel for this Python or machine")
    frame(WEST, EAST).to_file(tmp_path / "a.gpkg")
    script = (
        f"{order}\n"
        "from pathlib import Path; from intake.files.shapes import read_areas; from intake.guard.gdal import list_layers\n"
        "p = Path('a.gpkg'); a = read_areas(p)[0]\n"
        "assert list_layers(p) == ['a'] and a['key'].tolist() == ['01', '02']\n"
    )
    root = Path(__file__).resolve().parent.parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("without", [(), ("fiona",)])
def test_layers_are_listed_in_order_whether_fiona_is_there_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without: tuple[str, ...]
) -> None:
    """A damaged file is a finding either way."""
    for name in without:
        monkeypatch.setitem(sys.modules, name, None)
    for layer in ("Zwei", "Eins"):
        frame(WEST, EAST).to_file(tmp_path / "a.gpkg", layer=layer)
    assert list_layers(tmp_path / "a.gpkg") == ["Zwei", "Eins"]
    (tmp_path / "b.gpkg").write_bytes(b"SQLite format 3\x00" + b"x" * 90)
    with pytest.raises(InputError) as caught:
        list_layers(tmp_path / "b.gpkg")
    assert [finding.code for finding in caught.value.findings] == ["file_damaged"]
