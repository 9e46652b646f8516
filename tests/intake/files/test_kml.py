"""KML and KMZ."""

import zipfile
from pathlib import Path

import pytest
import shapely

from intake.files._kml import description_fields, read_kml, read_kmz
from intake.findings import InputError, UnsafeFileError

RING = "7.0,51.0,0 7.1,51.0,0 7.1,51.1,0 7.0,51.1,0 7.0,51.0,0"
HOLE = "7.02,51.02 7.02,51.04 7.04,51.04 7.04,51.02 7.02,51.02"


def polygon(outer: str = RING, inner: str = "") -> str:
    """A polygon element."""
    hole = (
        f"<innerBoundaryIs><LinearRing><coordinates>{inner}</coordinates></LinearRing></innerBoundaryIs>"
        if inner
        else ""
    )
    return f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{outer}</coordinates></LinearRing></outerBoundaryIs>{hole}</Polygon>"


def written(folder: Path, *placemarks: str, head: str = "", more: str = "") -> Path:
    """Write a KML file with these placemarks."""
    body = "".join(f"<Placemark>{mark}</Placemark>" for mark in placemarks)
    path = folder / "gebiete.kml"
    path.write_text(
        f'<?xml version="1.0"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{more}{body}</Document></kml>'
    )
    return path


def test_extended_data_in_both_forms_and_names_are_read(tmp_path: Path) -> None:
    simple = "<name>West</name><ExtendedData><SchemaData><SimpleData name='key'>01</SimpleData></SchemaData></ExtendedData>"
    data = "<name>Ost</name><ExtendedData><Data name='key'><value>02</value></Data></ExtendedData>"
    read = read_kml(written(tmp_path, simple + polygon(), data + polygon(inner=HOLE)))
    assert read.attributes[["key", "name"]].to_numpy().tolist() == [["01", "West"], ["02", "Ost"]]
    assert shapely.area(read.geometry) == pytest.approx([0.01, 0.01 - 0.0004])
    assert read.crs == "EPSG:4326"


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr><td>key</td><td>01</td></tr><tr><th>Name</th><td>West &amp; Ost</td></tr></table>",
        "key: 01<br>Name: West &amp; Ost",
        "<b>key</b> = 01\nName: West &amp; Ost",
    ],
)
def test_attributes_hidden_in_the_description_are_found(text: str) -> None:
    assert description_fields(text) == {"key": "01", "Name": "West & Ost"}


def test_multigeometry_is_one_area(tmp_path: Path) -> None:
    shifted = RING.replace("7.", "8.")
    read = read_kml(
        written(tmp_path, f"<MultiGeometry>{polygon()}{polygon(shifted)}</MultiGeometry>")
    )
    assert read.geometry[0].geom_type == "MultiPolygon"
    assert shapely.area(read.geometry)[0] == pytest.approx(0.02)


def test_placemarks_without_geometry_and_lines_keep_their_row(tmp_path: Path) -> None:
    line = "<LinearRing><coordinates>7,51 8,51 8,52</coordinates></LinearRing>"
    nested = f"<MultiGeometry><MultiGeometry>{polygon()}{polygon()}</MultiGeometry></MultiGeometry>"
    read = read_kml(written(tmp_path, "<name>Nichts</name>", line, nested))
    assert [shape and shape.geom_type for shape in read.geometry] == [
        None,
        "LineString",
        "MultiPolygon",
    ]


def test_open_outline_is_closed_and_told(tmp_path: Path) -> None:
    read = read_kml(written(tmp_path, polygon("7,51 8,51 8,52 7,52")))
    assert shapely.area(read.geometry).tolist() == [1.0]
    assert [(f.code, f.where) for f in read.findings if f.severity == "warning"] == [
        ("ring_closed", "Objekt 1")
    ]


def test_links_are_not_followed_but_told(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    read = read_kml(written(tmp_path, polygon(), more=link))
    assert "kml_links_ignored" in {finding.code for finding in read.findings}
    assert len(read.geometry) == 1


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (polygon(" "), "coordinates_missing"),
        (polygon("7,a 8,51 9,52"), "coordinates_not_numeric"),
        (polygon("7,51 8_0,51 8,52 7,51"), "coordinates_not_numeric"),
        (polygon("7,51 8 8,52 7,51"), "coordinates_missing"),
        (polygon("7,51 8,51"), "ring_too_short"),
        (f"<MultiGeometry>{polygon()}<Polygon></Polygon></MultiGeometry>", "coordinates_missing"),
        (polygon("nan,51 8,51 8,52 nan,51"), "coordinates_not_finite"),
        (f"<MultiPolygon>{polygon()}</MultiPolygon>", "kml_unknown_geometry"),
        ("<Polygon></Polygon>", "coordinates_missing"),
    ],
)
def test_broken_placemark_is_an_error_that_names_it(tmp_path: Path, mark: str, code: str) -> None:
    read = read_kml(written(tmp_path, polygon(), "<name>Ost</name>" + mark))
    assert [
        (finding.code, finding.where) for finding in read.findings if finding.severity == "error"
    ] == [(code, "Objekt 2 (Ost)")]


def test_entities_and_document_types_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(UnsafeFileError, match="DTD"):
        read_kml(written(tmp_path, polygon(), head=bomb))
    outside = '<!DOCTYPE k SYSTEM "file:///etc/passwd">'
    with pytest.raises(UnsafeFileError, match="DTD"):
        read_kml(written(tmp_path, polygon(), head=outside))


def test_cut_and_too_deep_files_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, polygon())
    path.write_text(path.read_text()[:-20])
    with pytest.raises(InputError, match="Zeile 1"):
        read_kml(path)
    with pytest.raises(UnsafeFileError, match="verschachtelt"):
        read_kml(written(tmp_path, "<Folder>" * 500 + "</Folder>" * 500))


def test_kmz_is_read_like_its_kml(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "gebiete.kmz", "w") as archive:
        archive.write(written(tmp_path, "<name>West</name>" + polygon()), "doc.kml")
    read = read_kmz(tmp_path / "gebiete.kmz")
    assert read.attributes["name"].tolist() == ["West"]
    assert {finding.file for finding in read.findings} == {"gebiete.kmz"}
