"""Pictures of figures: lengths and places on paper by hand, and the same in words."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from export.figures.areas import outlines
from export.figures.bars import BETTER, NEUTRAL, WORSE, Bar, bar_picture
from export.figures.frame import Frame
from export.figures.lines import OWN, Course, line_picture

NAN = float("nan")
QUOTE = Bar("Quote", "30,0 %", "20,0 %", 30.0, 20.0, "worse")
FRAME = Frame(x=10, y=20, width=240, height=100, east=400_000, north=5_700_000, scale=25_000)


def elements(content, tag):
    root = ElementTree.fromstring(f"<g>{content}</g>")
    return [element.attrib for element in root.iter(tag)]


def bars_of(*bars):
    """Lengths of the bars themselves, without those of the key, by fill."""
    drawn = elements(bar_picture(bars, title="T").content, "rect")
    return [(rect["fill"], float(rect["width"])) for rect in drawn if rect["height"] == "4.2"]


def test_a_bar_is_as_long_as_its_value_on_its_own_scale():
    """170 mm less 61.2 for names, 36 for values and 4: 68.8 mm for 1.04 times the largest figure."""
    full = 68.8 / 1.04
    ((fill, length), (hatch, same)) = bars_of(QUOTE)
    assert (fill, hatch) == (WORSE, "url(#schraffur)")
    assert length == same == pytest.approx(full, abs=0.01)
    better = replace(QUOTE, value=10.0, side="better")
    assert bars_of(better) == [(BETTER, pytest.approx(full / 2, abs=0.01))]
    wide = replace(QUOTE, value=10.0, low=5.0, high=40.0, side="neutral")
    assert bars_of(wide) == [(NEUTRAL, pytest.approx(full / 4, abs=0.01))]
    below = replace(QUOTE, value=-10.0, city=10.0, side="better")
    assert bars_of(below) == [(BETTER, pytest.approx(full / 2, abs=0.01))]


def test_without_a_value_there_is_no_bar_but_a_word():
    picture = bar_picture([replace(QUOTE, value=NAN, text="•")], title="T")
    assert "kein Wert" in picture.content
    assert bars_of(replace(QUOTE, value=NAN)) == []


def test_bars_in_words_name_the_city_and_the_worse_side_where_there_is_one():
    plain = replace(QUOTE, label="Alter", text="42", city=NAN, side="neutral")
    better = replace(QUOTE, label="Gymnasium", side="better")
    assert bar_picture([QUOTE, plain, better], title="Lage").alt == (
        "Balken: Lage. Quote: 30,0 %, Stadt 20,0 %, ungünstiger; Alter: 42; "
        "Gymnasium: 30,0 %, Stadt 20,0 %."
    )


COURSE = Course("Quote", (2020, 2022, 2024), (10.0, NAN, 30.0), (20.0, 20.0, 20.0),
                ("10 %", "•", "30 %"), ("20 %", "20 %", "20 %"))  # fmt: skip


def test_courses_in_words_go_from_the_first_year_to_the_last():
    assert line_picture([COURSE], title="Verlauf", name="Mitte").alt == (
        "Linien: Verlauf. Quote: Mitte 10 % (2020), 30 % (2024); Stadt 20 %, 20 %."
    )


def test_the_areas_line_leaves_out_a_year_without_a_value_and_the_citys_is_dashed():
    """The city's 20 lie in the middle between the area's 10 and 30, its marks are squares."""
    content = line_picture([COURSE], title="V", name="Mitte", width=100, columns=1).content
    circles = [(float(c["cx"]), float(c["cy"])) for c in elements(content, "circle")]
    squares = [float(r["y"]) + 0.7 for r in elements(content, "rect")]
    (left, low), (right, high) = circles[:2]
    assert (left, right) == (3, 97)
    assert low > high
    assert squares[:3] == pytest.approx([(low + high) / 2] * 3)
    dashed = [p for p in elements(content, "path") if "stroke-dasharray" in p]
    assert len(dashed) == 2  # the line and its key
    assert OWN not in {path["stroke"] for path in dashed}
    key_start, key_end = re.findall(r"[ML]([\d.]+)", dashed[1]["d"])
    assert float(key_end) - float(key_start) == pytest.approx(6)


def test_a_frame_holds_what_lies_a_margin_inside_its_edge():
    places = [[10, 70], [250, 70], [130, 20], [130, 120], [130, 70]]
    assert FRAME.holds(np.array(places, dtype=float)).all()
    assert FRAME.holds(np.array(places, dtype=float), margin=1).tolist() == [False] * 4 + [True]
    rim = [[11, 70], [249, 70], [130, 21], [130, 119]]
    assert FRAME.holds(np.array(rim, dtype=float), margin=1).all()
    outside = [[9.9, 70], [250.1, 70], [130, 19.9], [130, 120.1]]
    assert not FRAME.holds(np.array(outside)).any()


def test_outlines_have_a_light_rim_and_nothing_is_drawn_outside_the_frame():
    here = gpd.GeoDataFrame(geometry=[box(399_000, 5_699_500, 401_000, 5_700_500)], index=["a"], crs=25832)  # fmt: skip
    light, dark = elements(outlines(here, FRAME, width=0.45), "path")
    assert light["d"] == dark["d"]
    assert (light["stroke"], float(light["stroke-width"])) == ("#ffffff", 0.95)
    assert float(dark["stroke-width"]) == 0.45
    away = here.set_geometry(here.translate(100_000, 0))
    assert outlines(away, FRAME) == ""
