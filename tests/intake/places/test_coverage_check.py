"""Overlaps and gaps between areas."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from intake.findings import InputError
from intake.places._edges import settle_coverage


def areas(**boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Areas from (west, south, east, north) in metres."""
    shapes = [box(*corners) for corners in boxes.values()]
    return gpd.GeoDataFrame(
        {"name": list(boxes)}, geometry=shapes, index=pd.Index(list(boxes), name="key"), crs=25832
    )


def test_neighbours_without_overlap_come_back_unchanged() -> None:
    given = areas(a=(0, 0, 100, 100), b=(100, 0, 200, 100))
    settled, findings = settle_coverage(given, file="f")
    assert findings == ()
    assert settled.equals(given)


def test_overlap_stays_with_the_area_that_stands_first() -> None:
    given = areas(b=(0, 0, 120, 100), a=(100, 0, 200, 100))
    settled, (finding,) = settle_coverage(given, file="f")
    assert settled.area.to_dict() == {"b": 12_000.0, "a": 8_000.0}
    assert (finding.severity, finding.code, finding.where) == (
        "warning",
        "areas_overlap",
        "b und a",
    )
    assert "0,20 ha" in finding.message
    assert given.area.to_dict() == {"b": 12_000.0, "a": 10_000.0}


def test_three_areas_on_one_place_give_it_to_the_first() -> None:
    settled, _ = settle_coverage(
        areas(a=(0, 0, 100, 100), b=(80, 0, 180, 100), c=(90, -400, 100, 50)), file="f"
    )
    assert settled.area.to_dict() == {"a": 10_000.0, "b": 8_000.0, "c": 4_000.0}


def test_sliver_is_cut_and_told_in_one_remark() -> None:
    settled, (finding,) = settle_coverage(areas(a=(0, 0, 101, 100), b=(100, 0, 200, 100)), file="f")
    assert (finding.severity, finding.code, finding.where) == ("info", "slivers_cut", "a/b")
    assert "100 m²" in finding.message
    assert settled.area.sum() == 20_000


def test_overlap_as_fine_as_rounding_is_not_worth_a_word() -> None:
    assert settle_coverage(areas(a=(0, 0, 100.00005, 100), b=(100, 0, 200, 100)), file="f")[1] == ()


def test_two_areas_on_the_same_place_are_an_error() -> None:
    with pytest.raises(InputError, match="dieselbe Fläche"):
        settle_coverage(
            areas(a=(0, 0, 100, 100), b=(20, 0, 100, 100), c=(100, 0, 200, 100)), file="f"
        )


def test_sum_row_that_covers_the_others_is_named_alone() -> None:
    parts = {"a": (0, 0, 100, 100), "b": (100, 0, 200, 100), "c": (200, 0, 300, 100)}
    with pytest.raises(InputError) as raised:
        settle_coverage(areas(**parts, summe=(0, 0, 300, 100)), file="f")
    (fault,) = raised.value.findings
    assert (fault.code, fault.where) == ("area_holds_others", "summe")
    assert "a, b, c" in fault.message
    assert 'drop = ["summe"]' in fault.fix


def test_wide_gap_names_the_neighbours_and_a_narrow_one_is_only_counted() -> None:
    ring = {
        "s": (0, 0, 300, 100),
        "n": (0, 200, 300, 300),
        "w": (0, 100, 100, 200),
        "o": (200, 100, 300, 200),
    }
    _, (finding,) = settle_coverage(areas(**ring), file="f")
    assert finding.code == "hole_between_areas"
    assert "1,00 ha" in finding.message
    assert set(finding.where.split(", ")) == {"s", "n", "w", "o"}
    ring["w"] = (0, 100, 199, 200)
    _, (narrow,) = settle_coverage(areas(**ring), file="f")
    assert (narrow.severity, narrow.code) == ("info", "gaps_between_areas")
    assert "100 m²" in narrow.message
