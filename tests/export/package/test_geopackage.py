"""The GeoPackage: QGIS opens it styled as the app, it says what columns mean, same bytes again."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import date
from xml.etree import ElementTree

import pyogrio
import pytest
from shapely import Point

from export.package._geopackage import geopackage_bytes
from export.package._layers import package_layers
from export.package.facts import PackageContent
from layers.choropleth import indicator_layer

DAY = date(2026, 11, 22)


@pytest.fixture
def content(released_squares, squares):
    offers = squares.assign(category="kita", address="", name=["=1+1", "<b>", "Kita"])
    offers = offers.set_geometry([Point(390_100 + 900 * i, 5_700_500) for i in range(3)])
    released = released_squares(poor=[10, 21, 59], everyone=[100, 100, 200], offers=offers)
    return PackageContent(released, categories={"kita": "Kitas"}, day=DAY, source="Musteramt")


@pytest.fixture
def package(content, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(geopackage_bytes(package_layers(content), day=DAY, metadata="<a/>"))
    return path


def rows(path, sql):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def test_all_layers_are_in_metres_and_have_a_default_style(package):
    layers = {name for name, kind in pyogrio.list_layers(package) if kind is not None}
    styled = {
        name
        for (name,) in rows(package, "SELECT f_table_name FROM layer_styles WHERE useAsDefault")
    }
    assert layers == styled == {"area", "angebote"}
    assert pyogrio.read_info(package, layer="area")["crs"] == "EPSG:25832"


def test_values_and_flags_are_those_of_the_app(package):
    table = pyogrio.read_dataframe(package, layer="area")
    assert table["key"].tolist() == ["01", "02", "03"]
    assert table["quote_2024"].tolist() == [10.0, 21.0, 29.5]
    assert table["quote_2024_flag"].tolist() == [0, 0, 1]


def test_class_bounds_and_colours_of_the_style_equal_the_app(package, content):
    layer = indicator_layer(content.released, level="area", indicator="quote", year=2024)
    qml = rows(package, "SELECT styleQML FROM layer_styles WHERE f_table_name = 'area'")[0][0]
    root = ElementTree.fromstring(qml.split("\n", 1)[1])
    colours = [
        option.get("value")
        for symbol in root.iter("symbol")
        for option in symbol.findall("layer[@class='SimpleFill']/Option/Option[@name='color']")
    ]
    wanted = [tuple(int(c.colour[i : i + 2], 16) for i in (1, 3, 5)) for c in layer.classes]
    drawn = [tuple(map(int, colour.split(",")[:3])) for colour in colours]
    assert drawn[: len(wanted)] == wanted
    filters = [rule.get("filter") for rule in root.iter("rule")]
    inner = [entry.upper for entry in layer.classes][:-1]
    assert [
        bound for bound in inner if f'"quote_2024" <= {bound!r}' in filters[inner.index(bound)]
    ] == inner
    assert '"quote_2024" IS NULL' in filters
    assert "\"quote_2024_flag\" = '1'" in filters


def test_columns_say_what_they_count(package):
    words = dict(
        rows(package, "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'area'")
    )
    assert words["quote_2024"] == "Quote 2024 (%)"


def test_the_same_content_gives_the_same_bytes(content):
    once, again = (geopackage_bytes(package_layers(content), day=DAY) for _ in range(2))
    assert once == again


def test_no_free_page_is_left(package):
    assert rows(package, "PRAGMA freelist_count") == [(0,)]
    assert rows(package, "PRAGMA integrity_check") == [("ok",)]


QGIS_CHECK = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(sys.argv[1] + "|layername=area", "area", "ogr")
for rule in layer.renderer().rootRule().children():
    print(rule.filterExpression(), rule.symbol().color().name(), sep="\\t")
print(layer.attributeAlias(layer.fields().indexOf("quote_2024")))
"""


def test_qgis_loads_the_style(package, content):
    """Where QGIS is installed, it draws the same classes in the same colours."""
    python = shutil.which("python3", path="/usr/bin")
    if (
        python is None
        or subprocess.run(
            [python, "-c", "import qgis.core"], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("QGIS (python3-qgis) is not installed")
    done = subprocess.run(
        [python, "-c", QGIS_CHECK, str(package)],
        capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"], "HOME": str(package.parent)},
    )  # fmt: skip
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    layer = indicator_layer(content.released, level="area", indicator="quote", year=2024)
    assert [line[1] for line in lines[: len(layer.classes)]] == [c.colour for c in layer.classes]
    assert lines[-1] == ["Quote 2024 (%)"]


def test_no_page_keeps_what_had_been_in_memory(content):
    """Between the list of a page's cells and the cells lie zeros, whatever SQLite left there."""
    made = geopackage_bytes(package_layers(content), day=content.day)
    size = int.from_bytes(made[16:18], "big")
    gaps = []
    for page in range(0, len(made), size):
        head = page + 100 * (page == 0)
        if made[head] in (2, 5, 10, 13):
            cells, first = (int.from_bytes(made[head + i : head + i + 2], "big") for i in (3, 5))
            gaps.append(made[head + {2: 12, 5: 12}.get(made[head], 8) + 2 * cells : page + first])
    assert len(gaps) > 10
    assert b"".join(gaps).strip(b"\0") == b""
