"""What a file really is."""

import os
import zipfile
from pathlib import Path

import pytest

from intake.findings import InputError, UnsafeFileError
from intake.guard.sniff import kind_of, require_kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"type": "FeatureCollection", "features": []}', "json"),
        (b'\xef\xbb\xbf {"type":"Topology","objects":{}}', "topojson"),
        ('{"type": "FeatureCollection"}'.encode("utf-16"), "json"),
        ('{"features": []}'.encode("utf-16-le"), "json"),
        (b"SQLite format 3\x00rest", "sqlite"),
        (b"fgb\x03fgb\x00", "flatgeobuf"),
        (b"\x00\x00\x27\x0a" + bytes(96), "shp"),
        (b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "indirect"),
        (b"<?xml version='1.0'?><!-- x --><OGRWFSDataSource/>", "indirect"),
        (b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline"}', "indirect"),
        (b'{"links": [{"href": "http://x"}], "conformsTo": []}', "indirect"),
        (b"<kml xmlns='http://www.opengis.net/kml/2.2'/>", "kml"),
        (b"<wfs:FeatureCollection xmlns:gml='http://www.opengis.net/gml/3.2'/>", "gml"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"key;name\n01;Eving\n", "text"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"  \n", "empty"),
        (b"\x01\x02\x03\x00\x05\x00\x07", "binary"),
    ],
)
def test_content_decides_the_kind(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "datei.geojson"
    path.write_bytes(content)
    assert kind_of(path) == kind


@pytest.mark.parametrize(
    ("member", "kind"), [("xl/workbook.xml", "xlsx"), ("doc.kml", "kmz"), ("a.shp", "zip")]
)
def test_members_tell_what_a_zip_is(tmp_path: Path, member: str, kind: str) -> None:
    path = tmp_path / "archiv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    assert kind_of(path) == kind


def test_picture_with_a_false_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gebiete.gpkg"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(UnsafeFileError, match="PNG-Bild"):
        require_kind(path, {"sqlite"})


def test_pipes_and_folders_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rohr.geojson")
    for path in (tmp_path / "rohr.geojson", tmp_path, Path("/dev/zero")):
        with pytest.raises(InputError, match="fehlt"):
            kind_of(path)


def test_empty_and_missing_files_are_no_attacks(tmp_path: Path) -> None:
    (tmp_path / "leer.geojson").write_bytes(b"")
    with pytest.raises(InputError, match="leer") as empty:
        require_kind(tmp_path / "leer.geojson", {"json"})
    assert not isinstance(empty.value, UnsafeFileError)
    with pytest.raises(InputError, match="fehlt"):
        kind_of(tmp_path / "nirgends.geojson")
