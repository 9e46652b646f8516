"""The cities' own boundary files, defects included."""

from pathlib import Path

import pytest

from intake.config import LevelSection
from intake.files.shapes import read_areas
from intake.findings import InputError
from intake.places.areas import areas_by_key

pytestmark = pytest.mark.real


def section(key: str, name: str, **more: object) -> LevelSection:
    """A level of a real file."""
    return LevelSection(**{"id": "a", "label": "A", "file": "f", "key": key, "name": name, **more})


def test_dortmund_170_areas_60_repairs_280_56_km2(real_data: Path) -> None:
    path = real_data / "dortmund" / "Statist_UnterbezirkePolygon.geojson"
    features, findings = read_areas(path)
    areas, _ = areas_by_key(
        features.to_crs(25832), section("unbeznr", "bezeichnun"), file=path.name
    )
    assert sum(finding.code == "geometry_repaired" for finding in findings) == 60
    assert [finding.code for finding in findings if finding.code != "geometry_repaired"] == [
        "encoding_read"
    ]
    assert len(areas) == areas.index.nunique() == 170
    assert round(areas.area.sum() / 1e6, 2) == 280.56
    assert areas.geometry.is_valid.all()
    assert areas.index.str.len().unique().tolist() == [3]


def test_dortmund_bezirke_overlap_and_leave_holes(real_data: Path) -> None:
    path = real_data / "dortmund" / "statistische_bezirke.geojson"
    features, _ = read_areas(path)
    areas, findings = areas_by_key(
        features.to_crs(25832),
        section("statistischer_bezirk_nr", "statistischer_bezirk"),
        file=path.name,
    )
    codes = [finding.code for finding in findings]
    assert len(areas) == 62
    assert (
        codes.count("areas_overlap") == codes.count("hole_between_areas") == 40 + 1
    )  # named + the rest
    rest = [finding.where for finding in findings if finding.message.startswith("Weitere Überl")]
    assert "weitere" in rest[0]  # more than 40 named and 25 listed pairs
    assert abs(areas.area.sum() - areas.union_all().area) < 1  # each place counts once now


def test_berlin_double_key_is_told_with_both_places_and_rekey_mends_it(real_data: Path) -> None:
    path = real_data / "berlin" / "planungsraeume_bis_2020.geojson"
    features, _ = read_areas(path)
    metric = features.to_crs(25833)
    with pytest.raises(InputError) as raised:
        areas_by_key(metric, section("id", "name"), file=path.name)
    (fault,) = raised.value.findings
    assert (fault.code, fault.where) == ("key_doubled", "Schlüssel 06010102")
    assert "Zeile 124 „Schloßstraße“ bei 52.514" in fault.message
    assert "Zeile 205 „Schloßstraße“ bei 52.459" in fault.message
    areas, _ = areas_by_key(
        metric, section("id", "name", rekey={"124": "04030417"}), file=path.name
    )
    assert len(areas) == areas.index.nunique() == 448
