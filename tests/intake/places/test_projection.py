"""Which CRS coordinates are in."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer
from shapely import box

from intake.places.projection import Guess, describe, guesses, metric_crs, place_points

# Dortmund's Friedensplatz: 7.4653° O, 51.5114° N; expected numbers by PROJ (cs2cs), rounded.
LON, LAT = 7.4653, 51.5114


def in_crs(code: int) -> tuple[float, float]:
    """The place in another CRS."""
    return Transformer.from_crs(4326, code, always_xy=True).transform(LON, LAT)


@pytest.fixture
def city() -> gpd.GeoDataFrame:
    """A square of 10 km around the place, EPSG:25832."""
    x, y = in_crs(25832)
    return gpd.GeoDataFrame(geometry=[box(x - 5000, y - 5000, x + 5000, y + 5000)], crs=25832)


@pytest.mark.parametrize("code", [25832, 4647, 31466, 31467, 31468, 3857])
@pytest.mark.parametrize("swapped", [False, True])
def test_coordinates_give_their_crs_away(code: int, swapped: bool) -> None:
    x, y = in_crs(code)
    found = guesses(np.array([y if swapped else x]), np.array([x if swapped else y]))
    assert Guess(f"EPSG:{code}", swapped) == found[0]


def test_degrees_in_either_order_are_told_apart() -> None:
    assert guesses(np.array([LON]), np.array([LAT])) == [Guess("EPSG:4326")]
    assert guesses(np.array([LAT]), np.array([LON])) == [Guess("EPSG:4326", swapped=True)]


def test_utm_metres_could_be_of_either_zone_and_the_usual_one_comes_first() -> None:
    x, y = in_crs(25832)
    assert [guess.crs for guess in guesses(np.array([x]), np.array([y]))] == [
        "EPSG:25832",
        "EPSG:25833",
    ]


def test_numbers_that_lie_nowhere_in_germany_give_no_guess() -> None:
    assert guesses(np.array([100.0]), np.array([200.0])) == []
    assert guesses(np.array([]), np.array([])) == []


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [(7.4, 51.5, "EPSG:25832"), (13.4, 52.5, "EPSG:25833"), (2.35, 48.85, "EPSG:32631")],
)
def test_metric_crs_follows_the_longitude(lon: float, lat: float, crs: str) -> None:
    areas = gpd.GeoDataFrame(geometry=[box(lon, lat, lon + 0.1, lat + 0.1)], crs=4326)
    assert metric_crs(areas) == crs


def test_metric_crs_of_a_file_is_kept() -> None:
    assert (
        metric_crs(gpd.GeoDataFrame(geometry=[box(380000, 5800000, 390000, 5810000)], crs=25833))
        == "EPSG:25833"
    )


def test_zone_far_from_the_city_is_not_kept_because_it_stretches_areas() -> None:
    square = gpd.GeoDataFrame(geometry=[box(390_000, 5_700_000, 400_000, 5_710_000)], crs=25832)
    assert square.to_crs(25833).area.iloc[0] > 1.005 * square.area.iloc[0]
    assert metric_crs(square.to_crs(25833)) == "EPSG:25832"


@pytest.mark.parametrize("code", [4326, 25832, 4647, 31466, 31467, 3857])
@pytest.mark.parametrize("swapped", [False, True])
def test_points_fall_on_the_city_in_whatever_crs_they_come(
    city: gpd.GeoDataFrame, code: int, swapped: bool
) -> None:
    x, y = in_crs(code)
    columns = (y, x) if swapped else (x, y)
    points, findings = place_points(
        pd.Series([columns[0]] * 3), pd.Series([columns[1]] * 3), city=city
    )
    assert (
        points.distance(city.geometry.iloc[0].centroid).max() < 3
    )  # metres: datum shift of Gauß-Krüger
    said = " ".join(finding.message for finding in findings)
    assert bool(findings) == (code != 4326 or swapped)
    assert ("vertauscht" in said) == swapped
    assert code == 4326 or str(code) in said


def test_named_crs_wins_without_a_word_and_a_wrong_one_is_told(city: gpd.GeoDataFrame) -> None:
    x, y = in_crs(31466)
    columns = pd.Series([x, x + 10]), pd.Series([y, y])
    assert place_points(*columns, city=city, crs="EPSG:31466")[1] == ()
    points, findings = place_points(*columns, city=city, crs="EPSG:25832")
    assert "31466" in findings[0].message
    assert "statt EPSG:25832" in findings[0].message
    assert city.geometry.iloc[0].contains(points.iloc[0])


def test_missing_coordinates_are_empty_points_and_keep_their_row(city: gpd.GeoDataFrame) -> None:
    x, y = in_crs(25832)
    points, _ = place_points(
        pd.Series([x, np.nan], index=["a", "b"]),
        pd.Series([y, y], index=["a", "b"]),
        city=city,
        crs="EPSG:25832",
    )
    assert points.is_empty.to_dict() == {"a": False, "b": True}


def test_points_that_fit_nowhere_are_a_question(city: gpd.GeoDataFrame) -> None:
    _, findings = place_points(pd.Series([1.0, 2.0]), pd.Series([3.0, 4.0]), city=city)
    assert [(finding.severity, finding.code) for finding in findings] == [("error", "ask_crs")]


def test_unknown_crs_is_an_error(city: gpd.GeoDataFrame) -> None:
    _, findings = place_points(pd.Series([1.0]), pd.Series([2.0]), city=city, crs="EPSG:99")
    assert [finding.code for finding in findings] == ["crs_unknown"]


def test_crs_are_described_by_code_and_german_name() -> None:
    assert describe("EPSG:31467") == "EPSG:31467 (Gauß-Krüger, Zone 3)"
