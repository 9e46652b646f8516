"""Levels from files and tables of members."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import box

from intake.city.levels import read_levels
from intake.config import CityConfig
from intake.findings import InputError
from intake.guard import inside

FINE = {"id": "fein", "label": "Fein", "file": "fein.gpkg", "key": "key", "name": "name"}


def config(*coarse: dict[str, Any], fine: dict[str, Any] | None = None) -> CityConfig:
    """A city with the fine level and others."""
    return CityConfig.model_validate(
        {"city": {"name": "M", "crs": "EPSG:25832"}, "level": [fine or FINE, *coarse]}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four fine squares of 1 km in a row."""
    shapes = [box(390_000 + x, 5_700_000, 391_000 + x, 5_701_000) for x in (0, 1000, 2000, 3000)]
    names = ["A", "B", "C", "D"]
    gpd.GeoDataFrame(
        {"key": ["01", "02", "03", "04"], "name": names}, geometry=shapes, crs=25832
    ).to_file(tmp_path / "fein.gpkg")
    return tmp_path


def members(folder: Path, text: str) -> dict[str, str]:
    """Write a table of members; return the section."""
    (folder / "raeume.csv").write_text(text)
    return {"id": "raum", "label": "Räume", "members": "raeume.csv"}


def test_members_unite_fine_areas_and_leave_out_the_others(folder: Path) -> None:
    section = members(folder, "fein,key,name\n02,R2,Ost\n01,R1,West\n03,R2,Ost\n")
    levels, findings = read_levels(folder, config(section))
    raum = levels["raum"]
    assert list(levels) == ["fein", "raum"]
    assert raum.areas["name"].to_dict() == {"R1": "West", "R2": "Ost"}
    assert raum.areas.area.to_dict() == {"R1": 1e6, "R2": 2e6}
    assert raum.members.to_dict() == {"01": "R1", "02": "R2", "03": "R2"}
    assert [(finding.code, finding.where) for finding in findings] == [("members_left_out", "04")]
    assert levels["fein"].members.to_dict() == {key: key for key in ("01", "02", "03", "04")}


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("fein,key,name\n01,R1,West\n99,R1,West\n", "join_members_unknown", "99"),
        ("fein,key,name\n01,R1,West\n01,R2,Ost\n", "member_doubled", "01"),
        ("fein,key,name\n01,R1,West\n02,R1,Ost\n", "member_names_differ", "R1"),
        ("fein,schluessel,name\n01,R1,West\n", "column_missing", "key"),
        ("fein,key,name\n,,\n", "members_empty", ""),
    ],
)
def test_faulty_members_are_named(folder: Path, text: str, code: str, where: str) -> None:
    with pytest.raises(InputError) as raised:
        read_levels(folder, config(members(folder, text)))
    assert (code, where) in [(finding.code, finding.where) for finding in raised.value.findings]


def test_level_with_its_own_file_is_nested_by_place_and_cut_areas_are_named(folder: Path) -> None:
    shapes = [
        box(390_000, 5_700_000, 391_400, 5_701_000),
        box(391_400, 5_700_000, 393_000, 5_701_000),
    ]
    gpd.GeoDataFrame(
        {"key": ["W", "O"], "name": ["West", "Ost"]}, geometry=shapes, crs=25832
    ).to_crs(4326).to_file(folder / "grob.geojson")
    levels, findings = read_levels(folder, config({**FINE, "id": "grob", "file": "grob.geojson"}))
    assert levels["grob"].members.to_dict() == {"01": "W", "02": "O", "03": "O"}
    assert {finding.code: finding.where for finding in findings} == {
        "level_not_nested": "02",
        "members_left_out": "04",
    }
    assert levels["grob"].areas.crs == levels["fein"].areas.crs


def test_faults_of_all_levels_show_at_once(folder: Path) -> None:
    one, other = (
        {**FINE, "id": "x", "file": "fehlt.gpkg"},
        {**FINE, "id": "y", "file": "fehlt_auch.gpkg"},
    )
    with pytest.raises(InputError) as raised:
        read_levels(folder, config(one, other))
    assert [finding.file for finding in raised.value.findings] == ["fehlt.gpkg", "fehlt_auch.gpkg"]


def test_finest_level_needs_a_file(folder: Path) -> None:
    with pytest.raises(InputError, match="Umrissen"):
        read_levels(folder, config(fine={"id": "raum", "label": "R", "members": "raeume.csv"}))


@pytest.mark.parametrize("name", ["../geheim.gpkg", "/etc/passwd", "a/../../b.gpkg"])
def test_names_that_lead_out_of_the_folder_are_refused(folder: Path, name: str) -> None:
    with pytest.raises(InputError, match="hinaus"):
        inside(folder, name)


def test_link_that_leads_out_of_the_folder_is_refused(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("anderswo") / "geheim.csv"
    secret.write_text("x")
    (folder / "harmlos.csv").symlink_to(secret)
    with pytest.raises(InputError, match="hinaus"):
        inside(folder, "harmlos.csv")
