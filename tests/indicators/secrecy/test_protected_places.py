"""A protected place leaves no trace: moved to the other end of the city, every byte stays."""

import pickle

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box
from typer.testing import CliRunner

from cli import app
from indicators.secrecy.release import release, release_coverage
from intake.city import read_city
from pipeline import analyse, cover

CITY = """
[city]
name = "Probe"
crs = "EPSG:25832"
min_cases = 3

[[level]]
id = "viertel"
label = "Viertel"
file = "viertel.gpkg"
key = "key"
name = "name"

[[table]]
file = "zahlen.csv"
level = "viertel"
key = "key"
year = 2025
columns = { frauen = "frauen", arm = "arm" }

[[indicator]]
id = "arm_quote"
label = "Quote"
numerator = "arm"
denominator = "frauen"

[[target_group]]
id = "frauen"
label = "Frauen"
variable = "frauen"

[[category]]
id = "beratung"
label = "Beratung"

[[category]]
id = "frauenhaus"
label = "Frauenhaus"

[[offers]]
file = "angebote.csv"
x = "x"
y = "y"
crs = "EPSG:25832"
columns = { id = "id", name = "name", category = "typ", address = "adresse", protected = "schutz" }

[[standard]]
category = "beratung"
target_group = "frauen"
mode = "straight_line"
max_metres = 800

[[standard]]
category = "frauenhaus"
target_group = "frauen"
mode = "straight_line"
max_metres = 800
"""

#: West end, and east end: 2 km apart, in different areas.
PLACES = [(390_100, 5_700_200, "Geheimweg 1"), (392_900, 5_700_800, "Versteckgasse 9")]


def write_city(folder, place, mark):
    """A city of three areas with a public advice centre and a protected place."""
    folder.mkdir(exist_ok=True)
    squares = [box(x, 5_700_000, x + 1000, 5_701_000) for x in (390_000, 391_000, 392_000)]
    areas = gpd.GeoDataFrame({"key": ["01", "02", "03"], "name": ["West", "Mitte", "Ost"]},
                             geometry=squares, crs=25832)  # fmt: skip
    if not (folder / "viertel.gpkg").exists():
        areas.to_file(folder / "viertel.gpkg")
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    (folder / "zahlen.csv").write_text("key;frauen;arm\n01;500;50\n02;400;60\n03;300;20\n")
    x, y, address = place
    (folder / "angebote.csv").write_text(
        "id;name;typ;adresse;x;y;schutz\n"
        "b1;Beratung Mitte;beratung;Markt 1;391500;5700500;nein\n"
        f"s1;Zuflucht;frauenhaus;{address};{x};{y};{mark}\n",
        encoding="utf-8",
    )


def everything_released(folder):
    """All that the gate lets through, as bytes."""
    city = read_city(folder)
    released = release(analyse(city))
    left = [pickle.dumps(part) for part in (released.figures, released.offers, released.protected)]
    left += [f.sentence().encode() for f in city.findings]
    for category in ("beratung", "frauenhaus"):
        shown = release_coverage(cover(city, category), min_cases=3, released=released)
        left += [shown.areas.to_csv().encode(), shown.gaps.to_csv().encode()]
    return left


def everything_printed(folder):
    """All that the commands print and write."""
    out = folder.parent / "out.csv"
    calls = [
        ["check", str(folder)],
        ["coverage", str(folder), "--category", "frauenhaus", "--out", str(out)],
        ["gaps", str(folder), "--category", "beratung", "--out", str(out)],
    ]
    left = []
    for call in calls:
        out.unlink(missing_ok=True)
        result = CliRunner().invoke(app, call)
        left += [result.output.encode(), out.read_bytes() if out.exists() else b""]
    return left


@pytest.mark.parametrize("mark", ["ja", "vielleicht"])
def test_every_byte_stays_when_a_protected_place_moves(tmp_path, mark):
    seen = []
    for place in PLACES:
        write_city(tmp_path / "stadt", place, mark)
        seen.append(everything_released(tmp_path / "stadt"))
        if mark == "ja":
            seen[-1] += everything_printed(tmp_path / "stadt")
    assert seen[0] == seen[1]
    assert not any(address.encode() in part for *_, address in PLACES for part in seen[0])


def test_a_public_place_that_moves_is_noticed(tmp_path):
    """The comparison itself sees places: the same move of an open offer changes bytes."""
    seen = []
    for place in PLACES:
        write_city(tmp_path / "stadt", place, "nein")
        text = (tmp_path / "stadt" / "angebote.csv").read_text(encoding="utf-8")
        open_offer = text.replace("Zuflucht;frauenhaus", "Beratung Zwei;beratung")
        (tmp_path / "stadt" / "angebote.csv").write_text(open_offer, encoding="utf-8")
        seen.append(everything_released(tmp_path / "stadt"))
    assert seen[0] != seen[1]


def test_protected_places_are_counted_for_the_whole_city_alone(tmp_path):
    write_city(tmp_path / "stadt", PLACES[0], "ja")
    released = release(analyse(read_city(tmp_path / "stadt")), "internal")
    assert released.protected.to_dict() == {"frauenhaus": 1}
    assert released.offers.index.tolist() == ["b1"]
    assert isinstance(released.offers.loc["b1", "name"], str)
    assert pd.notna(released.offers.geometry.iloc[0])
