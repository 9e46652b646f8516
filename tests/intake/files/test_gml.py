"""GML through GDAL in a child process."""

import socket
from pathlib import Path

import pytest
import shapely

from intake.files._gml import read_gml
from intake.files.shapes import read_areas
from intake.findings import InputError, UnsafeFileError

LAT_LON = "51.0 7.0 51.0 7.1 51.1 7.1 51.1 7.0 51.0 7.0"


def written(folder: Path, *members: str, head: str = "") -> Path:
    """Write a WFS 2.0 collection."""
    body = "".join(f"<wfs:member>{member}</wfs:member>" for member in members)
    path = folder / "gebiete.gml"
    spaces = 'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:a="http://a" xmlns:xlink="http://www.w3.org/1999/xlink"'
    path.write_text(
        f'<?xml version="1.0"?>{head}<wfs:FeatureCollection {spaces}>{body}</wfs:FeatureCollection>'
    )
    return path


def member(
    key: str,
    kind: str = "gebiet",
    positions: str = LAT_LON,
    srs: str = "urn:ogc:def:crs:EPSG::4326",
) -> str:
    """One feature with a polygon."""
    ring = f"<gml:LinearRing><gml:posList>{positions}</gml:posList></gml:LinearRing>"
    return (f'<a:{kind} gml:id="{kind}{key}"><a:key>{key}</a:key><a:geom><gml:Polygon gml:id="p{kind}{key}" srsName="{srs}">'
            f"<gml:exterior>{ring}</gml:exterior></gml:Polygon></a:geom></a:{kind}>")  # fmt: skip


def test_latitude_first_is_put_right_and_keys_keep_zeros(tmp_path: Path) -> None:
    areas, findings = read_areas(written(tmp_path, member("01"), member("02")))
    assert areas["key"].tolist() == ["01", "02"]
    assert areas.total_bounds.tolist() == pytest.approx([7.0, 51.0, 7.1, 51.1])
    assert findings == ()


def test_several_feature_types_are_a_question(tmp_path: Path) -> None:
    path = written(tmp_path, member("01"), member("02", "haus"))
    with pytest.raises(InputError, match="Objektarten"):
        read_gml(path)
    assert read_gml(path, "haus").attributes["key"].tolist() == ["02"]


def test_no_side_file_is_read_or_written_and_nothing_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "gebiete.gfs").write_text(
        "<GMLFeatureClassList><GMLFeatureClass><Name>boese</Name></GMLFeatureClass></GMLFeatureClassList>"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.xsd"
        path = written(
            tmp_path, member("01").replace("<a:key>", f'<a:ref xlink:href="{address}"/><a:key>')
        )
        path.write_text(
            path.read_text().replace(
                "<wfs:FeatureCollection ",
                f'<wfs:FeatureCollection xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://a {address}" ',
            )
        )
        assert read_gml(path).attributes["key"].tolist() == ["01"]
        with pytest.raises(TimeoutError):
            server.accept()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["gebiete.gfs", "gebiete.gml"]


def test_curves_become_lines(tmp_path: Path) -> None:
    arc = "<gml:Ring><gml:curveMember><gml:Curve gml:id='c'><gml:segments><gml:ArcString><gml:posList>0 0 1 1 2 0 1 -1 0 0</gml:posList></gml:ArcString></gml:segments></gml:Curve></gml:curveMember></gml:Ring>"
    text = member("01", srs="urn:ogc:def:crs:EPSG::25832").replace(
        f"<gml:LinearRing><gml:posList>{LAT_LON}</gml:posList></gml:LinearRing>", arc
    )
    (shape,) = read_gml(written(tmp_path, text)).geometry
    assert shape.geom_type == "Polygon"
    assert shapely.area(shape) == pytest.approx(3.1416, rel=0.01)


def test_entities_and_cut_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeFileError, match="DTD"):
        read_gml(
            written(
                tmp_path,
                member("01"),
                head='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
            )
        )
    path = written(tmp_path, member("01"))
    path.write_text(path.read_text()[:-30])
    with pytest.raises(InputError, match="XML"):
        read_gml(path)
