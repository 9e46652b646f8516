"""Tables with a column of geometries."""

from pathlib import Path

import pytest
import shapely

from intake.files._wkt_table import read_wkt_table
from intake.findings import InputError

SQUARE = shapely.box(0, 0, 2, 3)


@pytest.mark.parametrize(
    ("cell", "crs"),
    [
        (SQUARE.wkt, ""),
        (f"SRID=25832;{SQUARE.wkt}", "EPSG:25832"),
        (
            shapely.to_wkb(shapely.set_srid(SQUARE, 31466), hex=True, include_srid=True),
            "EPSG:31466",
        ),
        (shapely.to_geojson(SQUARE), ""),
        ("MultiPolygon (((0 0, 2 0, 2 3, 0 3, 0 0)))", ""),
    ],
)
def test_every_spelling_gives_the_same_area(tmp_path: Path, cell: str, crs: str) -> None:
    path = tmp_path / "gebiete.csv"
    quoted = cell.replace('"', '""')
    path.write_text(f'key;name;umriss\n01;West;"{quoted}"\n02;Ost;"{quoted}"\n')
    read = read_wkt_table(path)
    assert shapely.area(read.geometry).tolist() == [6.0, 6.0]
    assert read.attributes["key"].tolist() == ["01", "02"]
    assert read.crs == crs


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("POLYGON ((0 0, 1 1", "wkt_broken"),
        ("CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 0, 1 -1, 0 0))", "curves"),
        ("POLYGON ((0 0, 1 nan, 1 1, 0 0))", "coordinates_not_finite"),
    ],
)
def test_broken_cell_is_an_error_with_its_row(tmp_path: Path, cell: str, code: str) -> None:
    path = tmp_path / "gebiete.csv"
    path.write_text(f'key;umriss\n01;"{SQUARE.wkt}"\n02;"{cell}"\n03;"{SQUARE.wkt}"\n')
    read = read_wkt_table(path)
    faults = [finding for finding in read.findings if finding.severity == "error"]
    assert [(fault.code, fault.where) for fault in faults] == [(code, "Zeile 3, Objekt 2 (02)")]


def test_table_without_geometry_asks_for_the_areas(tmp_path: Path) -> None:
    path = tmp_path / "zahlen.csv"
    path.write_text("key;einwohner\n01;10\n02;20\n")
    with pytest.raises(InputError) as raised:
        read_wkt_table(path)
    assert raised.value.findings[-1].code == "ask_areas"
