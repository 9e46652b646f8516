"""Berlin from its own files to the command's output: the published classes, area by area."""

import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

from cli import app

pytestmark = pytest.mark.real

WHAT = (
    "unemployed",
    "long_term_unemployed",
    "transfer_payments_recipients",
    "transfer_payments_recipients_below_15_years",
)
BOUNDARIES = "planungsraeume_bis_2020.geojson"


def city_toml(numbers: tuple[int, ...]) -> str:
    """A city folder's description; the wrong key of one polygon is put right in it."""
    columns = ", ".join(
        f'{kind}{n} = "{kind}{n}_percentage_{WHAT[n - 1]}"' for kind in "sd" for n in numbers
    )
    tables = "".join(
        f'[[table]]\nfile = "mss_{year}_anteile.csv"\nlevel = "planungsraum"\nkey = "id"\n'
        f'year = {year}\ncolumns = {{ einwohner = "inhabitants", {columns} }}\n'
        for year in (2013, 2015)
    )
    indicators = "".join(
        f'[[indicator]]\nid = "{kind}{n}"\nlabel = "{kind.upper()}{n}"\nvalue = "{kind}{n}"\n'
        for kind in "sd"
        for n in numbers
    )
    names = {kind: [f"{kind}{n}" for n in numbers] for kind in "sd"}
    return f"""
[city]
name = "Berlin"
ags = "11000000"
crs = "EPSG:25833"
min_population = 300

[[level]]
id = "planungsraum"
label = "Planungsräume"
file = "{BOUNDARIES}"
key = "id"
name = "name"
rekey = {{ "124" = "04030417" }}

{tables}
{indicators}
[[index]]
id = "mss"
label = "Status und Dynamik"
method = "mss"
indicators = {names["s"]}
changes = {names["d"]}
exclude = ["10010203"]
"""


@pytest.fixture(scope="module")
def berlin(tmp_path_factory, real_data):
    """Berlin's files in a city folder, all four indicators."""
    folder = tmp_path_factory.mktemp("berlin")
    for path in [*(real_data / "berlin").glob("*_anteile.csv"), real_data / "berlin" / BOUNDARIES]:
        shutil.copy(path, folder)
    (folder / "city.toml").write_text(city_toml((1, 2, 3, 4)), encoding="utf-8")
    return folder


def index_table(folder, year):
    """What `aktionsraum index` writes."""
    out = folder / f"index_{year}.csv"
    result = CliRunner().invoke(
        app, ["index", str(folder), "mss", "--year", str(year), "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    return pd.read_csv(out, dtype=str, keep_default_na=False).set_index("key")


@pytest.mark.parametrize(("year", "rated"), [(2013, 434), (2015, 435)])
def test_the_command_gives_the_published_classes(berlin, real_data, year, rated):
    table = index_table(berlin, year)
    path = real_data / "berlin" / f"mss_{year}_klassen.csv"
    classes = pd.read_csv(path, dtype=str).set_index("id")
    assert len(classes) == rated
    assert set(table.index[table["rated"] == "True"]) == set(classes.index)
    ours = table.loc[classes.index]
    assert (ours["status"] == classes["status_index_class"]).all()
    assert (ours["dynamics"] == classes["dynamic_index_class"]).all()
    others = table.drop(index=classes.index)
    assert (others[["score", "status", "dynamics"]] == "").all(axis=None)
    assert others.loc["10010203", "reason"] == "excluded"
    assert (others.drop(index="10010203")["reason"].isin(["too_small", "missing"])).all()


def test_a_later_edition_has_three_indicators(berlin):
    """2019 and 2021 leave out S2: by configuration alone, and some areas change their class."""
    four = index_table(berlin, 2015)
    (berlin / "city.toml").write_text(city_toml((1, 3, 4)), encoding="utf-8")
    three = index_table(berlin, 2015)
    (berlin / "city.toml").write_text(city_toml((1, 2, 3, 4)), encoding="utf-8")
    assert (three["rated"] == four["rated"]).all()
    changed = (three["status"] != four["status"]).sum()
    assert 0 < changed < 60
