"""Frames to scale: expectations by hand, 1 mm at 1:25,000 being 25 m."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from export.figures.frame import Frame, fitting_scale, frame_for, paths_in_frame
from export.figures.legend import bar_length

FRAME = Frame(x=10, y=20, width=240, height=100, east=400_000, north=5_700_000, scale=25_000)


def areas(*boxes):
    index = pd.Index([f"{n:02}" for n in range(len(boxes))], name="key")
    return gpd.GeoDataFrame({"name": index}, geometry=list(boxes), index=index, crs=25832)


def points_of(path):
    return np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", path), dtype=float)


def test_the_centre_lies_in_the_middle_and_north_is_up():
    xy = np.array([[400_000.0, 5_700_000.0], [400_000.0, 5_700_025.0], [400_025.0, 5_700_000.0]])
    expected = [[130, 70], [130, 69], [131, 70]]
    assert FRAME.to_paper(xy).tolist() == expected


def test_five_kilometres_are_two_hundred_millimetres():
    ends = np.array([[397_500.0, 5_700_000.0], [402_500.0, 5_700_000.0]])
    left, right = FRAME.to_paper(ends)
    assert right[0] - left[0] == pytest.approx(200, abs=1e-9)


def test_bounds_are_what_the_paper_holds():
    assert FRAME.bounds == (397_000, 5_698_750, 403_000, 5_701_250)


@pytest.mark.parametrize(
    ("wide", "high", "scale"),
    [(5000, 1000, 25_000), (5001, 1000, 30_000), (1000, 5000, 50_000), (10, 10, 2_500)],
)
def test_the_largest_usual_scale_that_fits_both_ways_is_taken(wide, high, scale):
    """206 × 106 mm with a rim of 3 mm leave 200 × 100."""
    assert fitting_scale((0, 0, wide, high), 206, 106) == scale


def test_beyond_the_usual_scales_the_next_full_hundred_thousand_fits():
    assert fitting_scale((0, 0, 250_000, 10), 206, 106) == 1_300_000


def test_a_given_scale_is_kept_though_the_extent_does_not_fit():
    frame = frame_for((0, 0, 50_000, 50_000), 0, 0, 100, 100, scale=25_000)
    assert (frame.scale, frame.east, frame.north) == (25_000, 25_000, 25_000)


def test_a_path_is_the_area_on_paper():
    path = paths_in_frame(areas(box(400_000, 5_700_000, 401_000, 5_700_500)), FRAME)["00"]
    xy = points_of(path)
    assert (xy.min(axis=0).tolist(), xy.max(axis=0).tolist()) == ([130, 50], [170, 70])


def test_areas_outside_the_frame_are_left_out():
    inside, outside = box(400_000, 5_700_000, 400_100, 5_700_100), box(0, 0, 10, 10)
    assert list(paths_in_frame(areas(outside, inside), FRAME)) == ["01"]


def test_neighbours_keep_their_common_edge():
    wavy = [(x, 5_700_000 + 0.3 * np.sin(x / 7)) for x in np.arange(399_000, 401_000, 5.0)]
    north = gpd.GeoSeries.from_wkt(
        [f"POLYGON(({', '.join(f'{x} {y}' for x, y in wavy)}, 400995 5701000, 399000 5701000, {wavy[0][0]} {wavy[0][1]}))"]
    ).iloc[0]  # fmt: skip
    south = gpd.GeoSeries.from_wkt(
        [f"POLYGON(({', '.join(f'{x} {y}' for x, y in wavy)}, 400995 5699000, 399000 5699000, {wavy[0][0]} {wavy[0][1]}))"]
    ).iloc[0]  # fmt: skip
    paths = paths_in_frame(areas(north, south), FRAME)
    first, second = ({tuple(p) for p in points_of(path)} for path in paths.values())
    corners = 2  # each area has two corners of its own
    assert len(first - second) == len(second - first) == corners
    assert len(first) < len(wavy) / 4


def test_an_empty_level_has_no_paths():
    assert paths_in_frame(areas(), FRAME) == {}


@pytest.mark.parametrize(("scale", "metres"), [(10_000, 500), (25_000, 1000), (100_000, 5000)])
def test_a_scale_bar_has_the_longest_round_length_that_fits(scale, metres):
    assert bar_length(Frame(0, 0, 100, 100, 0, 0, scale), longest=50) == metres
