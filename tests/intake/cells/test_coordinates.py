"""Coordinates in every form that offices write."""

import pytest
from pandas import DataFrame

from intake.cells.coordinates import read_coordinates, read_degrees, read_pair


@pytest.mark.parametrize(
    ("text", "expected"),
    [("51°30'36\"N", 51.51), ("51° 30,6' N", 51.51), ("7°30'O", 7.5), ("7°30'0\"W", -7.5), ("-7°30'", -7.5), ("N 51° 30' 36''", 51.51), ("37\ufffd36'36\"N", 37.61)],
)  # fmt: skip
def test_degrees_and_minutes(text, expected):
    assert read_degrees(text) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "Hauptstraße 5", "51.5"])
def test_what_is_no_angle_is_missing(text):
    assert read_degrees(text) != read_degrees(text)


@pytest.mark.parametrize(
    "text",
    ["51.5, 7.25", "51,5; 7,25", "[51.5, 7.25]", "POINT (7.25 51.5)", "SRID=4326;POINT(7.25 51.5)", '{"lon": 7.25, "lat": 51.5}', "51°30'N 7°15'E", "7°15'E, 51°30'N"],
)  # fmt: skip
def test_pairs_in_one_cell(text):
    assert read_pair(text) == pytest.approx((7.25, 51.5))


def test_columns_with_decimal_commas_and_thousands():
    table = DataFrame({"x": ["393.915,66", "393.916,5"], "y": ["5.707.910,01", ""]}, dtype="str")
    x, y = read_coordinates(table, "x", "y")
    assert x.tolist() == [393915.66, 393916.5]
    assert y[0] == 5707910.01
    assert y.isna().tolist() == [False, True]


def test_three_decimals_in_degrees_are_decimals():
    table = DataFrame({"lat": ["51.512", "51.513"], "lon": ["7.471", "7.472"]}, dtype="str")
    x, y = read_coordinates(table, "lon", "lat")
    assert (x[0], y[0]) == (7.471, 51.512)


def test_decimal_degrees_with_sign_and_hemisphere():
    assert read_degrees("51,55207 °N") == 51.55207
    assert read_degrees("7.368456° W") == -7.368456


def test_metres_with_points_between_thousands_are_read_by_both_columns_together():
    table = DataFrame({"x": ["397.054", "398.100"], "y": ["5.705.888", "5.706.001"]}, dtype="str")
    x, y = read_coordinates(table, "x", "y")
    assert (x.tolist(), y.tolist()) == ([397054, 398100], [5705888, 5706001])
    table = DataFrame({"x": ["7.468", "7.512"], "y": ["51.51234", "51.5"]}, dtype="str")
    assert read_coordinates(table, "x", "y")[0].tolist() == [7.468, 7.512]
