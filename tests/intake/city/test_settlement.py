"""Where people live."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from geo.levels import Level
from intake.city.settlement import read_settlement, spread_over
from intake.config import CityConfig
from intake.findings import InputError


@pytest.fixture
def finest(squares: gpd.GeoDataFrame) -> Level:
    """Three squares of 1 km."""
    return Level("fein", "Fein", squares, pd.Series(squares.index, index=squares.index))


def config(**population: Any) -> CityConfig:
    """A city with a population file, or without."""
    section = {"population": {"file": "punkte.csv", **population}} if population else {}
    return CityConfig.model_validate(
        {
            "city": {"name": "M", "crs": "EPSG:25832"},
            "level": [{"id": "fein", "label": "F"}],
            **section,
        }
    )


def test_corner_of_a_cell_becomes_its_middle_and_zero_padded_keys_stay(
    tmp_path: Path, finest: Level
) -> None:
    (tmp_path / "punkte.csv").write_text(
        "area,x,y,n\n01,390100,5700100,4\n02,391100,5700100,2\n03,392500,5700900,1\n"
    )
    settlement, findings = read_settlement(
        tmp_path, config(x="x", y="y", cell_metres=100, area="area", weight="n"), finest
    )
    assert settlement.points.to_dict("list") == {
        "x": [390_150.0, 391_150.0, 392_550.0], "y": [5_700_150.0, 5_700_150.0, 5_700_950.0],
        "area": ["01", "02", "03"], "weight": [4.0, 2.0, 1.0],
    }  # fmt: skip
    assert settlement.basis == "addresses"
    assert settlement.groups.shape == (3, 0)
    assert findings == ()


def test_real_counts_by_group_stay_beside_their_points(tmp_path: Path, finest: Level) -> None:
    text = "x;y;unter6;alle\n390500;5700500;3,5;10\n500000;5700500;9;9\n391500;5700500;;20\n392500;5700500;1;5\n"
    (tmp_path / "punkte.csv").write_text(text)
    settlement, findings = read_settlement(
        tmp_path, config(x="x", y="y", weight="alle", groups={"u6": "unter6"}), finest
    )
    assert settlement.points["area"].tolist() == ["01", "02", "03"]
    assert settlement.groups["u6"].tolist() == [3.5, 0.0, 1.0]
    assert settlement.basis == "persons"
    assert [(finding.code, finding.where) for finding in findings] == [
        ("population_outside", "1 Zeile")
    ]


def test_coordinates_in_degrees_are_placed_by_the_named_crs(tmp_path: Path, finest: Level) -> None:
    middle = finest.areas.geometry.centroid.to_crs(4326)
    rows = "".join(f"{point.x},{point.y}\n" for point in middle)
    (tmp_path / "punkte.csv").write_text("lon,lat\n" + rows)
    settlement, findings = read_settlement(
        tmp_path, config(x="lon", y="lat", crs="EPSG:4326"), finest
    )
    assert settlement.points["area"].tolist() == ["01", "02", "03"]
    assert settlement.points["x"].to_numpy() == pytest.approx([390_500, 391_500, 392_500], abs=0.01)
    assert findings == ()


def test_points_of_a_vector_file_are_read(tmp_path: Path, finest: Level) -> None:
    points = [Point(390_500, 5_700_500), Point(391_500, 5_700_500), Point(392_500, 5_700_500)]
    gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=points, crs=25832).to_file(tmp_path / "punkte.gpkg")
    settlement, _ = read_settlement(tmp_path, config(file="punkte.gpkg", weight="n"), finest)
    assert settlement.points["weight"].tolist() == [1.0, 2.0, 3.0]


def test_area_that_the_file_leaves_out_is_peopled_evenly_and_named(
    tmp_path: Path, finest: Level
) -> None:
    (tmp_path / "punkte.csv").write_text("area,x,y,n\n01,390100,5700100,4\n03,392100,5700100,0\n")
    settlement, (finding,) = read_settlement(
        tmp_path, config(x="x", y="y", area="area", weight="n"), finest
    )
    assert (finding.code, finding.where) == ("area_without_population", "02, 03")
    assert (settlement.points.groupby("area")["weight"].sum() > 0).to_dict() == {
        "01": True,
        "02": True,
        "03": True,
    }
    assert settlement.points["area"].value_counts()["01"] == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("area,x,y,n\n01,390100,5700100,-4\n", "number_negative"),
        ("area,x,y,n\n01,390100,5700100,viele\n", "not_a_number"),
        ("area,x,y,n\n01,inf,5700100,4\n", "not_a_number"),
        ("area,x,y,n\n1,390100,5700100,4\n", "join_population"),
        ("area,x,y\n01,390100,5700100\n", "column_missing"),
        ("area,x,y,n\n01,5,7,4\n", "ask_crs"),
    ],
)
def test_faulty_population_is_refused(tmp_path: Path, finest: Level, text: str, code: str) -> None:
    (tmp_path / "punkte.csv").write_text(text)
    with pytest.raises(InputError) as raised:
        read_settlement(tmp_path, config(x="x", y="y", area="area", weight="n"), finest)
    assert code in {finding.code for finding in raised.value.findings}


def test_without_a_file_people_are_spread_over_the_area_and_it_is_told(
    tmp_path: Path, finest: Level
) -> None:
    settlement, (finding,) = read_settlement(tmp_path, config(), finest)
    assert settlement.basis == "area"
    assert finding.code == "population_spread"
    counts = settlement.points["area"].value_counts()
    assert counts.max() - counts.min() <= 0.05 * counts.max()


def test_spread_points_lie_in_their_area_and_a_tiny_area_has_one() -> None:
    areas = gpd.GeoDataFrame(
        geometry=[box(0, 0, 5000, 5000), box(5000, 0, 5001, 1)],
        index=pd.Index(["a", "b"], name="key"),
        crs=25832,
    )
    points = spread_over(areas)
    placed = gpd.GeoSeries.from_xy(points["x"], points["y"], crs=25832)
    assert placed.within(areas.geometry.loc[points["area"]].reset_index(drop=True)).all()
    assert (points["area"] == "b").sum() == 1
