"""Map sheets: lengths are true in the SVG and in the rendered PDF, and everything is on them."""

import re
import subprocess
from dataclasses import replace
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from shapely import Point, box

from export.figures.frame import Frame
from export.figures.map import MapParts
from export.sheets import Extent, SheetSpec, common_scale, map_sheet, sheet_svg
from export.sheets._panel import fitting_panel
from export.sheets.pdf import sheet_pdf
from layers.layer import Layer, LegendClass, PointLayer
from tests.builders.paper_material import DAY, OFFICE, structure
from tests.builders.programs import program

#: A colour that stands nowhere else on a sheet.
RED = "#ff0000"
A3 = SheetSpec(size="A3", orientation="landscape", scale=25_000)


def layer(*boxes, title="Quote", notes=("Grenzen angenähert",)):
    """One red class over the boxes."""
    index = pd.Index([f"{n:02}" for n in range(len(boxes))], name="key")
    areas = gpd.GeoDataFrame({"name": index}, geometry=list(boxes), index=index, crs=25832)
    table = pd.DataFrame(
        {"name": index, "value": 12.0, "text": "12,0 %", "class": 0, "flagged": False,
         "estimated": False, "reason": "", "reason_text": "", "colour": RED, "pattern": ""},
        index=index,
    )  # fmt: skip
    classes = (LegendClass("bis 12,0 %", RED, -np.inf, 12.0, len(boxes)),)
    return Layer(title, "Gebiete, 2024", "%", 1, "area", "Gebiete", 2024, table, classes, (), 11.5,
                 "ungünstiger", "Musteramt", notes, areas)  # fmt: skip


FIVE_KILOMETRES = box(390_000, 5_700_000, 395_000, 5_701_000)


def made(*boxes, spec=A3, parts=None, **more):
    return map_sheet(layer(*boxes, **more), parts or MapParts(), spec=spec, office=OFFICE,
                     city="Musterstadt")  # fmt: skip


def path_extent(svg: bytes, group: str) -> tuple[float, float]:
    """Width and height of a group's paths, in the drawing's units."""
    root = ElementTree.fromstring(svg)
    [found] = [e for e in root.iter() if e.get("id") == group]
    numbers = [re.findall(r"(-?[\d.]+) (-?[\d.]+)", e.get("d", "")) for e in found.iter()]
    xy = np.array([pair for pairs in numbers for pair in pairs], dtype=float)
    return tuple(np.ptp(xy, axis=0))


def test_five_kilometres_are_two_hundred_millimetres_in_the_svg():
    svg = sheet_svg(made(FIVE_KILOMETRES))
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("420mm", "297mm")
    assert root.get("viewBox") == "0 0 420 297"  # one unit is one millimetre
    assert path_extent(svg, "grenzen") == pytest.approx((200, 40), abs=0.02)


def test_five_kilometres_are_two_hundred_millimetres_in_the_rendered_pdf(tmp_path):
    renderer = program("pdftoppm", "poppler-utils")
    dpi = 150
    (tmp_path / "k.pdf").write_bytes(sheet_pdf([made(FIVE_KILOMETRES)], date=DAY, tables=False))
    subprocess.run(
        [renderer, "-r", str(dpi), "-png", "-singlefile", "k.pdf", "k"], cwd=tmp_path, check=True
    )
    pixels = np.asarray(Image.open(tmp_path / "k.png").convert("RGB")).astype(int)
    assert pixels.shape[:2] == pytest.approx((297 / 25.4 * dpi, 420 / 25.4 * dpi), abs=1.5)
    red = (pixels[..., 0] > 180) & (pixels[..., 1] < 90)
    columns = np.flatnonzero(red[:, : int(300 / 25.4 * dpi)].sum(axis=0) > 20)
    assert np.ptp(columns) / dpi * 25.4 == pytest.approx(200, abs=0.5)


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_the_scale_bar_is_as_long_as_it_says(size):
    """Also on A3, whose panel is drawn larger."""
    svg = sheet_svg(made(FIVE_KILOMETRES, spec=replace(A3, size=size))).decode()
    panel = svg[: svg.index('id="massstabsleiste"')]
    zoom = float(re.findall(r"scale\(([\d.]+)\)", panel)[-1])
    bar = svg[svg.index('id="massstabsleiste"') :]
    first = re.search(r'<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="1.1"', bar)
    stated, unit = re.findall(r">([\d,]+) (k?m)<", bar)[0]
    metres = float(stated.replace(",", ".")) * (1000 if unit == "km" else 1)
    assert 4 * float(first[1]) * zoom * 25 == pytest.approx(metres, abs=0.5)


def test_an_extent_shows_the_same_part_again():
    first = made(FIVE_KILOMETRES, spec=SheetSpec(scale=40_000))
    again = made(FIVE_KILOMETRES, spec=SheetSpec(extent=first.extent))
    assert sheet_svg(again) == sheet_svg(first)


def test_an_extract_is_clipped_to_the_frame_and_keeps_its_centre():
    spec = replace(A3, extent=Extent(390_000, 5_700_500, 25_000))
    sheet = made(FIVE_KILOMETRES, spec=spec)
    left = sheet.frame.width / 2  # the area begins at the centre of the map
    width, _ = path_extent(sheet_svg(sheet), "grenzen")
    assert width == pytest.approx(left + 3, abs=0.05)  # 3 mm beyond the edge, under the clip path
    assert 'clip-path="url(#ausschnitt)"' in sheet_svg(sheet).decode()


def test_a_sheet_carries_all_that_an_office_asks_for():
    text = " ".join(ElementTree.fromstring(sheet_svg(made(FIVE_KILOMETRES))).itertext())
    text = text.replace("\u00a0", " ")
    for wanted in ("Quote (Gebiete, 2024)", "bis 12,0 %", "Stadtwert 11,5 %", "Maßstab 1 : 25.000",
                   "Musteramt", "Grenzen angenähert.", "24.11.2026", "Sozialplanung", "0815-26",
                   "Stadt Musterstadt"):  # fmt: skip
        assert wanted in text


def test_only_a_sheet_of_one_area_has_an_overview():
    boxes = (FIVE_KILOMETRES, box(395_000, 5_700_000, 399_000, 5_704_000))
    one = layer(*boxes).areas.loc[["01"]]
    assert b'id="uebersicht"' in sheet_svg(made(*boxes, parts=MapParts(focus=one)))
    assert b'id="uebersicht"' not in sheet_svg(made(*boxes))


def test_the_series_takes_the_scale_at_which_the_largest_area_fits():
    small, large = box(0, 0, 100, 100), box(0, 0, 5000, 3000)
    alone = common_scale(layer(small).areas, SheetSpec(orientation="landscape"))
    both = common_scale(layer(small, large).areas, SheetSpec(orientation="landscape"))
    assert alone < both == common_scale(layer(large).areas, SheetSpec(orientation="landscape"))


def test_a_long_legend_stays_in_its_panel():
    kinds = [f"Angebot mit einem sehr langen Namen Nummer {n}" for n in range(24)]
    places = pd.DataFrame({"kind": kinds, "letter": "A", "colour": RED, "radius": 8, "name": "",
                           "text": ""})  # fmt: skip
    points = gpd.GeoDataFrame(geometry=[Point(390_000, 5_700_000)] * 24, crs=25832)
    entries = tuple(LegendClass(kind, RED, np.nan, np.nan, 1) for kind in kinds)
    parts = MapParts(points=(PointLayer("Angebote", places, points, entries),))
    frame = Frame(0, 0, 200, 150, 390_000, 5_700_000, 25_000)
    room = (60.0, 150.0)
    drawn = fitting_panel(layer(FIVE_KILOMETRES), parts, frame, [("Stand", "heute")], room=room,
                          zoom=1.0, upright=False)  # fmt: skip
    zoom = float(re.match(r'<g transform="scale\(([\d.]+)\)"', drawn)[1])
    lowest = max(float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"', drawn))
    assert zoom < 1
    assert lowest * zoom < room[1]


def test_hostile_titles_and_long_notes_do_no_harm():
    sheet = made(FIVE_KILOMETRES, title="<b>&" + "Sehr langer Titel " * 30, notes=("Satz. " * 200,))
    root = ElementTree.fromstring(sheet_svg(sheet))
    assert "b" not in {element.tag.split("}")[1] for element in root.iter()}
    assert len(sheet.title_lines) == 3
    assert sheet.frame.height > 100


def test_the_pdf_is_accessible_and_lasting():
    found = structure(sheet_pdf([made(FIVE_KILOMETRES)], date=DAY))
    assert (found["ua"], found["a"], found["language"]) == ("1", "2A", "de-DE")
    assert found["title"] == "Quote (Gebiete, 2024)"
    assert found["marked"]
    assert found["shows_title"]
    assert found["tags"].count("/H1") == 1
    assert found["tags"].count("/Table") == 1
    [alt] = found["alts"]
    assert "bis 12,0 %: 1" in alt
    assert "Maßstab 1 : 25.000" in alt


def test_equal_sheets_give_equal_bytes():
    first, again = (sheet_pdf([made(FIVE_KILOMETRES)], date=DAY) for _ in range(2))
    assert first == again


def test_among_many_areas_only_names_that_fit_are_written():
    """70 areas of 400 m are 16 mm wide at 1:25,000; one has a name of a hundred letters."""
    boxes = [box(x, 5_700_000, x + 400, 5_700_400) for x in range(390_000, 418_000, 400)]
    many = layer(*boxes)
    named = many.areas.assign(name=["kurz"] * 69 + ["lang" * 25])
    extent = Extent(416_000, 5_700_200, 25_000)
    made_ = map_sheet(many, MapParts(named=named), spec=replace(A3, extent=extent), office=OFFICE,
                      city="Musterstadt")  # fmt: skip
    text = " ".join(ElementTree.fromstring(sheet_svg(made_)).itertext())
    assert "kurz" in text
    assert "lang" not in text
