"""GeoJSON by our own parser."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from intake.files._geojson import read_geojson
from intake.findings import InputError, UnsafeFileError

SQUARE = [[7.0, 51.0], [7.1, 51.0], [7.1, 51.1], [7.0, 51.1], [7.0, 51.0]]


def feature(
    coordinates: Any = None, properties: Any = None, kind: str = "Polygon"
) -> dict[str, Any]:
    """One feature; a unit square where nothing else is asked."""
    return {
        "type": "Feature",
        "properties": {"key": "01", "name": "Hörde"} if properties is None else properties,
        "geometry": {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates},
    }


def written(folder: Path, *features: Any, encoding: str = "utf-8", **members: Any) -> Path:
    """Write a collection and return its path."""
    path = folder / "gebiete.geojson"
    text = json.dumps(
        {"type": "FeatureCollection", **members, "features": list(features)}, ensure_ascii=False
    )
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_every_encoding_gives_the_same_name(tmp_path: Path, encoding: str) -> None:
    read = read_geojson(written(tmp_path, feature(), encoding=encoding))
    assert read.attributes["name"].tolist() == ["Hörde"]
    assert bool(read.findings) == (encoding == "latin-1")


def test_keys_stay_text_and_whole_numbers_stay_whole(tmp_path: Path) -> None:
    rows = [
        {"key": "01", "n": 605490.0, "share": 14.8, "big": 12345678901234567890},
        {"key": "02", "n": None, "share": 15.0, "big": 1},
    ]
    read = read_geojson(written(tmp_path, *(feature(properties=row) for row in rows)))
    assert read.attributes.to_dict("list") == {
        "key": ["01", "02"], "n": ["605490", ""], "share": ["14.8", "15.0"], "big": ["12345678901234567890", "1"],
    }  # fmt: skip


def test_polygon_with_hole_and_multipolygon_have_their_areas(tmp_path: Path) -> None:
    outer = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
    hole = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
    island = [[10, 0], [12, 0], [12, 1], [10, 1], [10, 0]]
    read = read_geojson(
        written(
            tmp_path,
            feature([outer, hole]),
            feature([[outer, hole], [island]], kind="MultiPolygon"),
            feature([island]),
        )
    )
    assert shapely.area(read.geometry).tolist() == [15.0, 17.0, 2.0]


def test_open_ring_is_closed_and_height_is_dropped_with_a_word(tmp_path: Path) -> None:
    ring = [[*position, 80.0] for position in SQUARE[:-1]]
    read = read_geojson(written(tmp_path, feature([ring])))
    assert {finding.code for finding in read.findings} == {"ring_closed", "height_dropped"}
    assert not shapely.has_z(read.geometry).any()
    assert shapely.area(read.geometry)[0] == pytest.approx(0.01)


def test_mixed_heights_in_one_ring_are_read(tmp_path: Path) -> None:
    ring = [SQUARE[0], [*SQUARE[1], 5.0], *SQUARE[2:]]
    assert shapely.area(read_geojson(written(tmp_path, feature([ring]))).geometry)[
        0
    ] == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (feature([[[7, 51], [7, 51], [7, 51], [7, 51]]]), "ring_too_short"),
        (feature([[["7", "51"], ["8", "51"], ["8", "52"], ["7", "51"]]]), "coordinates_not_numeric"),
        (feature([[[7, 51], [], [8, 52], [7, 51]]]), "coordinates_not_numeric"),
        (feature([[[7, 51], [8, None], [8, 52], [7, 51]]]), "coordinates_not_numeric"),
        (feature([[[float("nan"), 51], [8, 51], [8, 52], [7, 51]]]), "coordinates_not_finite"),
        (feature([[[1e300, 51], [8, 51], [8, 52], [7, 51]]]), "coordinates_impossible"),
        (feature([7, 51], kind="MultiPolygon"), "coordinates_depth"),
        (feature([SQUARE], kind="polygon"), "geometry_type"),
        (feature(properties=[1]), "geojson_properties"),
        ({"type": "Feature", "properties": {}}, "geojson_no_geometry"),
        (None, "geojson_not_a_feature"),
        ({"type": "Feature", "properties": {}, "geometry": {"type": "GeometryCollection", "geometries": [
            {"type": "GeometryCollection", "geometries": []}]}}, "collection_nested"),
    ],
)  # fmt: skip
def test_broken_feature_is_an_error_that_names_it_and_keeps_the_others(
    tmp_path: Path, broken: Any, code: str
) -> None:
    read = read_geojson(written(tmp_path, feature(), broken, feature()))
    faults = [finding for finding in read.findings if finding.severity == "error"]
    assert [(fault.code, fault.where[:8]) for fault in faults] == [(code, "Objekt 2")]
    assert shapely.is_missing(read.geometry).tolist() == [False, True, False]
    assert shapely.area(read.geometry[[0, 2]]) == pytest.approx([0.01, 0.01])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type": "FeatureCollection", "features": [', "json_syntax"),
        ('"Text"', "geojson_root"),
        ("false", "geojson_root"),
        ('{"type": "featurecollection", "features": []}', "geojson_type_case"),
        ('{"type": "FeatureCollection"}', "geojson_no_features"),
        ('{"type": "FeatureCollection", "features": []}', "file_without_features"),
        ('{"type": "Polygon", "coordinates": []}', "ask_attributes"),
        ('{"type": "Feature", "type": "FeatureCollection", "features": []}', "ask_doubled_entry"),
        ('{"links": []}', "geojson_type"),
        ('{"type": "FeatureCollection", "features": [' + "9" * 5000 + "]}", "json_number"),
    ],
)
def test_what_is_no_collection_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "gebiete.geojson"
    path.write_text(text)
    with pytest.raises(InputError) as raised:
        read_geojson(path)
    assert [finding.code for finding in raised.value.findings] == [code]


def test_deep_nesting_is_refused_as_unsafe(tmp_path: Path) -> None:
    path = tmp_path / "tief.geojson"
    path.write_text('{"type":"FeatureCollection","features":' + "[" * 100_000)
    with pytest.raises(UnsafeFileError, match="verschachtelt"):
        read_geojson(path)


def test_markup_beside_the_data_is_refused_but_in_names_it_is_only_text(tmp_path: Path) -> None:
    with pytest.raises(UnsafeFileError, match="Code"):
        read_geojson(written(tmp_path, feature(), extra="<script>alert(1)</script>"))
    read = read_geojson(
        written(tmp_path, feature(properties={"name": "<script>alert(1)</script>"}))
    )
    assert read.attributes["name"].tolist() == ["<script>alert(1)</script>"]


def test_doubled_property_takes_the_last_value_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, feature(properties={"key": "01"}))
    path.write_text(path.read_text().replace('"key": "01"', '"key": "01", "key": "02"'))
    read = read_geojson(path)
    assert read.attributes["key"].tolist() == ["02"]
    assert [finding.code for finding in read.findings] == ["json_doubled_entry"]


@pytest.mark.parametrize(
    ("member", "crs"),
    [
        (
            {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
            "urn:ogc:def:crs:EPSG::25832",
        ),
        ({"type": "EPSG", "properties": {"code": 31466}}, "EPSG:31466"),
        ({"type": "link", "properties": {"href": "http://127.0.0.1/crs"}}, ""),
        (None, ""),
    ],
)
def test_old_crs_member_is_read_but_links_are_not_followed(
    tmp_path: Path, member: Any, crs: str
) -> None:
    assert read_geojson(written(tmp_path, feature(), crs=member)).crs == crs


def test_null_geometry_and_feature_id_are_kept(tmp_path: Path) -> None:
    empty = {"type": "Feature", "id": 7, "properties": None, "geometry": None}
    read = read_geojson(written(tmp_path, empty))
    assert read.attributes.to_dict("list") == {"id": ["7"]}
    assert read.geometry.tolist() == [None]


def test_points_and_lines_are_read_as_such(tmp_path: Path) -> None:
    read = read_geojson(
        written(
            tmp_path,
            feature([7, 51], kind="Point"),
            feature([[7, 51], [8, 52]], kind="LineString"),
            feature([], kind="Polygon"),
        )
    )
    assert [None if shape is None else shape.geom_type for shape in read.geometry] == [
        "Point",
        "LineString",
        None,
    ]
    assert np.allclose(shapely.get_coordinates(read.geometry[0]), [[7, 51]])


@pytest.mark.parametrize("lead", ["", "\x1e"])
def test_features_one_in_a_line_are_one_collection(tmp_path: Path, lead: str) -> None:
    """Newline-delimited GeoJSON and GeoJSON text sequences."""
    path = tmp_path / "zeilen.geojson"
    lines = [feature(properties={"key": key}) for key in ("01", "02")]
    path.write_text("\n".join(lead + json.dumps(line) for line in lines), encoding="utf-8")
    read = read_geojson(path)
    assert read.attributes["key"].tolist() == ["01", "02"]
    assert [finding.code for finding in read.findings] == ["geojson_lines"]


def test_half_a_pair_of_escapes_becomes_the_sign_for_unreadable(tmp_path: Path) -> None:
    """A whole pair stays the character that it stands for."""
    path = tmp_path / "halb.geojson"
    text = json.dumps(
        {"type": "FeatureCollection", "features": [feature(properties={"a": "X", "b": "Y"})]}
    )
    path.write_text(text.replace('"X"', '"W\\ud800est"').replace('"Y"', '"\\ud83d\\ude00"'))
    row = read_geojson(path).attributes.iloc[0]
    assert row["a"] == "W\ufffdest"
    assert row["b"] == "\U0001f600"
