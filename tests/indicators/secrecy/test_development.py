"""Change over changed boundaries: a city folder with two vintages and a crosswalk."""

import geopandas as gpd
import numpy as np
from shapely import box

from indicators.secrecy.release import release
from intake.city import read_city
from pipeline import analyse
from pipeline.development import change_of

CITY = """
[city]
name = "Musterstadt"
ags = "05999000"
crs = "EPSG:25832"
min_population = 0

[[level]]
id = "ubz"
label = "Unterbezirke"
file = "ubz.geojson"
key = "key"
name = "name"
vintage = "2021"

[[table]]
file = "alt.csv"
level = "ubz"
key = "key"
year = 2018
vintage = "2010"
released = {released}
columns = {{ sgb2 = "sgb2", u65 = "u65" }}

[[table]]
file = "neu.csv"
level = "ubz"
key = "key"
year = 2024
released = true
columns = {{ sgb2 = "sgb2", u65 = "u65" }}

[[indicator]]
id = "sgb2_quote"
label = "SGB-II-Quote"
numerator = "sgb2"
denominator = "u65"
{crosswalk}
"""
CROSSWALK = """
[[crosswalk]]
file = "umrechnung.csv"
level = "ubz"
from_vintage = "2010"
to_vintage = "2021"
"""


def folder(path, *, crosswalk=CROSSWALK, released="true"):
    """Old areas 1 and 2; since 2021 half of 2 belongs to X, the rest is Y."""
    boxes = [box(x, 5_700_000, x + 1000, 5_701_000) for x in (390_000, 391_000)]
    areas = gpd.GeoDataFrame(
        {"key": ["X", "Y"], "name": ["West", "Ost"]}, geometry=boxes, crs=25832
    )
    areas.to_crs(4326).to_file(path / "ubz.geojson", driver="GeoJSON")
    (path / "alt.csv").write_text("key,sgb2,u65\n1,200,1000\n2,100,1000\n", encoding="utf-8")
    (path / "neu.csv").write_text("key,sgb2,u65\nX,300,1500\nY,50,500\n", encoding="utf-8")
    walk = "old,new,share\n1,X,1\n2,X,0.5\n2,Y,0.5\n"
    (path / "umrechnung.csv").write_text(walk, encoding="utf-8")
    text = CITY.format(crosswalk=crosswalk, released=released)
    (path / "city.toml").write_text(text, encoding="utf-8")
    return path


def changed(path):
    city = read_city(path)
    released = release(analyse(city))
    return change_of(city, released, "sgb2_quote", level="ubz", from_year=2018, to_year=2024)


def test_counts_are_bridged_by_the_crosswalk(tmp_path):
    """X was (200 + 50) of (1,000 + 500)."""
    result = changed(folder(tmp_path))
    assert result.refused == ""
    assert result.bridged
    np.testing.assert_allclose(result.table["value_from"], [100 * 250 / 1500, 10.0])
    np.testing.assert_allclose(result.table["value_to"], [20.0, 10.0])


def test_without_a_crosswalk_the_change_is_refused(tmp_path):
    """The keys are the same, the areas are not: nothing but the vintage tells."""
    city = folder(tmp_path, crosswalk="")
    (city / "alt.csv").write_text("key,sgb2,u65\nX,200,1000\nY,100,1000\n", encoding="utf-8")
    result = changed(city)
    assert "Stand 2010" in result.refused
    assert result.table.empty


def test_counts_that_were_never_published_are_not_bridged(tmp_path):
    """They have not passed the release gate with today's areas."""
    assert changed(folder(tmp_path, released="false")).refused == "Für 2018 gibt es keine Werte."
