"""Where a file's features lie on earth."""

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS, Transformer

from intake.features import Features
from intake.places.placing import settle_crs

DORTMUND = ["Eving", "Hörde", "Mengede", "Brackel"]


def squares(
    code: int,
    crs: str = "",
    *,
    lon: float = 7.46,
    lat: float = 51.51,
    swapped: bool = False,
    names: list[str] | None = None,
) -> Features:
    """Four squares in Dortmund (or at another longitude), coordinates in the CRS `code`."""
    x, y = Transformer.from_crs(4326, code, always_xy=True).transform(lon, lat)
    size = 0.01 if code == 4326 else 1000.0
    boxes = np.array([shapely.box(x + i * size, y, x + (i + 1) * size, y + size) for i in range(4)])
    if swapped:
        boxes = shapely.transform(boxes, lambda at: at[:, ::-1])
    return Features(pd.DataFrame({"name": names or list("abcd")}), boxes, crs)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:25832", "urn:ogc:def:crs:OGC:1.3:CRS84"])
def test_usual_declared_crs_needs_no_word(crs: str) -> None:
    code = 25832 if "25832" in crs else 4326
    placed = settle_crs(squares(code, crs), "f")
    assert placed.findings == ()
    assert CRS.from_user_input(placed.crs).is_geographic == (code == 4326)


def test_degrees_without_declaration_need_no_word() -> None:
    assert settle_crs(squares(4326), "f").findings == ()


def test_gauss_krueger_is_named_when_declared() -> None:
    (finding,) = settle_crs(squares(31466, "EPSG:31466"), "f").findings
    assert (finding.severity, finding.code) == ("info", "crs_converted")
    assert "31466" in finding.message


@pytest.mark.parametrize("code", [25832, 31466, 4647])
def test_missing_crs_is_assumed_by_the_numbers_and_told(code: int) -> None:
    placed = settle_crs(squares(code), "f")
    assert placed.crs == f"EPSG:{code}"
    assert [(finding.severity, finding.code) for finding in placed.findings] == [
        ("warning", "crs_assumed")
    ]
    assert str(code) in placed.findings[0].message
    assert ".prj" in placed.findings[0].message


@pytest.mark.parametrize(("code", "crs"), [(4326, ""), (4326, "EPSG:4326"), (25832, "EPSG:25832")])
def test_swapped_axes_are_swapped_back_and_told(code: int, crs: str) -> None:
    placed = settle_crs(squares(code, crs, swapped=True), "f")
    assert "vertauscht" in placed.findings[0].message
    assert np.allclose(shapely.bounds(placed.geometry), shapely.bounds(squares(code).geometry))


@pytest.mark.parametrize(
    ("code", "crs"), [(25832, "EPSG:4326"), (4326, "EPSG:25832"), (31466, "EPSG:4326")]
)
def test_declaration_that_the_numbers_contradict_is_replaced_and_told(code: int, crs: str) -> None:
    placed = settle_crs(squares(code, crs), "f")
    assert placed.crs == f"EPSG:{code}"
    assert [finding.code for finding in placed.findings] == ["crs_assumed"]


def test_place_outside_germany_is_a_question_unless_the_city_is_known() -> None:
    paris = squares(4326, "EPSG:4326", lon=-3.0)
    (question,) = settle_crs(paris, "f").findings
    assert (question.severity, question.code) == ("error", "ask_location")
    assert "außerhalb" in question.message
    assert "3,0° westlicher Länge" in question.message
    (remark,) = settle_crs(paris, "f", anywhere=True).findings
    assert remark.severity == "warning"


def test_zone_33_moves_dortmund_to_where_it_is_not_and_its_names_tell() -> None:
    (question,) = settle_crs(squares(25832, "EPSG:25833", names=DORTMUND), "f").findings
    assert question.code == "ask_location"
    assert "außerhalb" in question.message
    assert "EPSG:25832" in question.message
    assert (
        settle_crs(squares(25832, "EPSG:25833"), "f").findings == ()
    )  # without names nobody can know
    assert settle_crs(squares(25832, "EPSG:25832", names=DORTMUND), "f").findings == ()


def test_wrong_declaration_of_metres_names_the_system_that_fits() -> None:
    (question,) = settle_crs(squares(25832, "EPSG:31467"), "f").findings
    assert question.code == "ask_location"
    assert "Als EPSG:25832" in question.message


def test_names_decide_between_the_zones_where_no_crs_is_given() -> None:
    berlin = ["Pankow", "Spandau", "Neukölln", "Reinickendorf"]
    assert settle_crs(squares(25833, lon=13.4, lat=52.5, names=berlin), "f").crs == "EPSG:25833"


def test_confirmed_crs_wins_over_the_declared_one() -> None:
    placed = settle_crs(squares(25832, "EPSG:25833", names=DORTMUND), "f", confirmed="EPSG:25832")
    assert (placed.crs, placed.findings) == ("EPSG:25832", ())


def test_confirmed_crs_that_does_not_exist_is_an_error() -> None:
    assert [
        finding.code for finding in settle_crs(squares(25832), "f", confirmed="EPSG:1").findings
    ] == ["crs_unknown"]


def test_numbers_that_fit_nothing_are_a_question() -> None:
    features = Features(
        pd.DataFrame({"name": ["a"]}), np.array([shapely.box(2000, 3000, 2001, 3001)])
    )
    assert [finding.code for finding in settle_crs(features, "f").findings] == ["ask_crs"]
