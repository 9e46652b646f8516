"""GeoPackage: checked as a database first."""

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from intake.files._geopackage import feature_layers, read_geopackage
from intake.findings import InputError, UnsafeFileError


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A GeoPackage with three squares, one number missing."""
    path = tmp_path / "gebiete.gpkg"
    shapes = [box(x, 0, x + 1000, 1000) for x in (0, 1000, 2000)]
    frame = gpd.GeoDataFrame(
        {"key": ["01", "02", "03"], "n": [5, None, 7], "q": [0.1, 14.8, None]},
        geometry=shapes,
        crs=25832,
    )
    frame.astype({"n": "Int64"}).to_file(path, layer="gebiete")
    return path


def changed(path: Path, *commands: str) -> Path:
    """Run SQL on a database."""
    with closing(sqlite3.connect(path)) as database, database:
        for command in commands:
            database.execute(command)
    return path


@pytest.mark.parametrize("guarded", [True, False])
def test_attributes_are_text_and_whole_numbers_stay_whole(package: Path, guarded: bool) -> None:
    read = read_geopackage(package, guarded=guarded)
    assert read.attributes.to_dict("list") == {
        "key": ["01", "02", "03"],
        "n": ["5", "", "7"],
        "q": ["0.1", "14.8", ""],
    }
    assert read.crs == "EPSG:25832"
    assert read.findings == ()


def test_several_layers_are_a_question_that_lists_them(package: Path) -> None:
    gpd.GeoDataFrame({"a": [1]}, geometry=[box(0, 0, 1, 1)], crs=25832).to_file(
        package, layer="alt_2019"
    )
    with pytest.raises(InputError) as raised:
        read_geopackage(package)
    (question,) = raised.value.findings
    assert question.code == "ask_layer"
    assert "alt_2019 (1 Objekt)" in question.message
    assert len(read_geopackage(package, "alt_2019").geometry) == 1
    with pytest.raises(InputError, match="gibt es nicht; es gibt: gebiete, alt_2019"):
        read_geopackage(package, "neu")


def test_broken_description_of_the_crs_is_replaced_by_its_number(package: Path) -> None:
    changed(
        package,
        "UPDATE gpkg_spatial_ref_sys SET definition = 'undefined', organization_coordsys_id = 0 WHERE srs_id = 25832",
    )
    read = read_geopackage(package)
    assert read.crs == "EPSG:25832"
    assert [finding.code for finding in read.findings] == ["crs_definition_broken"]
    assert "Koordinatensystem" in read.findings[0].message


def test_virtual_tables_and_views_that_reach_outside_are_refused(
    package: Path, tmp_path: Path
) -> None:
    changed(package, "CREATE VIEW boese AS SELECT load_extension('/tmp/x')")
    with pytest.raises(UnsafeFileError, match="andere Dateien"):
        read_geopackage(package)
    other = changed(tmp_path / "anders.gpkg", "CREATE VIRTUAL TABLE x USING fts5(a)")
    with pytest.raises(UnsafeFileError, match="andere Dateien"):
        feature_layers(other)


def test_view_that_counts_for_ever_is_stopped(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.files._geopackage.MAX_SECONDS", 0.5)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    changed(
        package,
        f"CREATE VIEW endlos AS {endless}",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('endlos', 'features', 'endlos', 25832)",
    )
    with pytest.raises(InputError, match="beschädigt"):
        read_geopackage(package)


def test_corrupt_page_is_an_error_and_never_an_empty_layer(package: Path) -> None:
    raw = bytearray(package.read_bytes())
    size = int.from_bytes(raw[16:18], "big")
    for page in range(2, len(raw) // size, 2):
        raw[page * size : page * size + 64] = b"\xff" * 64
    package.write_bytes(raw)
    with pytest.raises(InputError, match="beschädigt"):
        read_geopackage(package)


def test_database_without_layers_says_so(tmp_path: Path) -> None:
    path = changed(tmp_path / "leer.gpkg", "CREATE TABLE a (b)")
    with pytest.raises(InputError, match="beschädigt"):
        read_geopackage(path)


@pytest.mark.parametrize(
    ("word", "damaged"),
    [
        (b"CREATE TABLE gpkg_contents", b"CREATE T\xffBLE gpkg_contents"),
        (b"CREATE TABLE gpkg_contents", b"CREATE TABLE \xfe\xffkg_contents"),
        (b"CREATE TABLE gpkg_spatial_ref_sys", b"\xc3REATE TABLE gpkg_spatial_ref_sys"),
    ],
)
def test_a_schema_that_is_no_utf8_is_a_damaged_file(
    package: Path, word: bytes, damaged: bytes
) -> None:
    """SQLite quotes the broken text in its own words, which then cannot be read either."""
    assert package.read_bytes().count(word) == 1
    package.write_bytes(package.read_bytes().replace(word, damaged))
    with pytest.raises(InputError) as raised:
        read_geopackage(package)
    assert [finding.code for finding in raised.value.findings] == ["file_damaged"]
