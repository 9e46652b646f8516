"""A whole city folder in."""

import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from intake.city import merge_figures, read_city
from intake.findings import InputError
from intake.model import OFFER_COLUMNS, Figures

TOML = """
[city]
name = "Musterstadt"
crs = "EPSG:25832"
[[level]]
id = "fein"
label = "Fein"
file = "fein.gpkg"
key = "key"
name = "name"
[[table]]
file = "a.csv"
level = "fein"
key = "key"
year = 2024
columns = { alle = "alle" }
[[table]]
file = "b.csv"
level = "fein"
key = "key"
year = 2024
columns = { arm = "arm" }
[[indicator]]
id = "quote"
label = "Quote"
numerator = "arm"
denominator = "alle"
"""


@pytest.fixture
def folder(tmp_path: Path, squares: gpd.GeoDataFrame) -> Path:
    """A city of three squares with two tables of one year."""
    squares.reset_index().to_file(tmp_path / "fein.gpkg")
    (tmp_path / "city.toml").write_text(TOML)
    (tmp_path / "a.csv").write_text("key,alle\n01,100\n02,200\n03,300\n")
    (tmp_path / "b.csv").write_text("key,arm\n03,30\n01,10\n02,20\n")
    return tmp_path


def figures(**columns: list[float]) -> Figures:
    """Figures of three areas in 2024."""
    values = pd.DataFrame(columns, index=pd.Index(["01", "02", "03"], name="key"), dtype=float)
    return Figures(
        "fein",
        2024,
        values,
        values.isna().replace({True: "missing", False: ""}),
        released=frozenset(columns),
    )


def test_tables_of_one_year_are_put_together_in_the_order_of_the_areas(folder: Path) -> None:
    city = read_city(folder)
    (found,) = city.figures
    assert found.values.to_dict("list") == {
        "alle": [100.0, 200.0, 300.0],
        "arm": [10.0, 20.0, 30.0],
    }
    assert city.finest.areas.index.tolist() == ["01", "02", "03"]
    assert city.settlement.basis == "area"
    assert len(city.offers) == 0
    assert list(city.offers.columns) == [*OFFER_COLUMNS, "geometry"]
    assert city.protected.sum() == 0
    assert not any(finding.severity == "error" for finding in city.findings)


def test_faults_of_all_files_show_at_once(folder: Path) -> None:
    (folder / "a.csv").unlink()
    (folder / "b.csv").write_text("key,arm\n01,-5\n02,20\n03,30\n")
    more = '[[offers]]\nfile = "fehlt.csv"\nx = "x"\ny = "y"\n[population]\nfile = "auch_nicht.csv"\nx = "x"\ny = "y"\n'
    (folder / "city.toml").write_text(TOML + more)
    with pytest.raises(InputError) as raised:
        read_city(folder)
    assert {finding.file for finding in raised.value.findings if finding.severity == "error"} == {
        "a.csv",
        "b.csv",
        "fehlt.csv",
        "auch_nicht.csv",
    }


def test_part_larger_than_its_whole_is_an_error_that_names_the_area(folder: Path) -> None:
    (folder / "b.csv").write_text("key,arm\n01,10\n02,201\n03,30\n")
    with pytest.raises(InputError, match="02"):
        read_city(folder)


def test_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="aktionsraum new"):
        read_city(tmp_path / "nirgends")


def test_gaps_of_one_table_are_filled_by_the_other() -> None:
    (merged,), findings = merge_figures(
        [figures(a=[1, np.nan, np.nan]), figures(a=[1, 2, np.nan], b=[7, 8, 9])]
    )
    assert merged.values["a"].tolist()[:2] == [1.0, 2.0]
    assert np.isnan(merged.values["a"].iloc[2])
    assert merged.reasons["a"].tolist() == ["", "", "missing"]
    assert merged.values["b"].tolist() == [7.0, 8.0, 9.0]
    assert merged.released == {"a", "b"}
    assert findings == ()


def test_tables_that_contradict_each_other_are_an_error_with_keys() -> None:
    _, (finding,) = merge_figures([figures(a=[1, 2, 3]), figures(a=[1, 5, np.nan])])
    assert (finding.severity, finding.code) == ("error", "values_contradict")
    assert "Gebiete 02" in finding.where


def test_years_and_levels_stay_apart() -> None:
    later = Figures("fein", 2025, figures(a=[4, 5, 6]).values, figures(a=[4, 5, 6]).reasons)
    merged, _ = merge_figures([figures(a=[1, 2, 3]), later])
    assert [part.year for part in merged] == [2024, 2025]


def test_embedded_city_is_read_quickly_and_is_whole() -> None:
    folder = Path(__file__).resolve().parent.parent.parent / "data" / "dortmund"
    read_city(folder)
    started = time.process_time()
    city = read_city(folder)
    assert time.process_time() - started < 2.0  # about 0.4 s on an idle machine
    assert len(city.finest.areas) == 170
    assert sum(city.finest.areas.area) == pytest.approx(280.6e6, rel=0.01)
    assert set(city.settlement.points["area"]) == set(city.finest.areas.index)


def test_areas_far_from_germany_are_only_a_remark_in_an_accepted_city(folder: Path) -> None:
    boxes = [box(x, 0, x + 1, 1) for x in (0, 1, 2)]
    frame = gpd.GeoDataFrame(
        {"key": ["01", "02", "03"], "name": list("abc")}, geometry=boxes, crs=25832
    )
    frame.to_file(folder / "fein.gpkg")
    assert "outside_germany" in {finding.code for finding in read_city(folder).findings}
