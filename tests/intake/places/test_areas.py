"""Areas by key: keys, names, parts, doubles."""

import geopandas as gpd
import pytest
from shapely import MultiPolygon, Polygon, box

from intake.config import LevelSection
from intake.findings import InputError
from intake.places.areas import areas_by_key


def section(**more: object) -> LevelSection:
    """A level whose key and name stand in the columns `key` and `name`."""
    return LevelSection(
        **{"id": "a", "label": "A", "file": "f", "key": "key", "name": "name", **more}
    )


def features(*rows: tuple[str, str, object]) -> gpd.GeoDataFrame:
    """Rows of (key, name, geometry)."""
    keys, names, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {"key": list(keys), "name": list(names)}, geometry=list(shapes), crs=25832
    )


def square(x: float, y: float = 0, size: float = 1000) -> object:
    """A square with its south-west corner at (x, y)."""
    return box(x, y, x + size, y + size)


def test_keys_keep_zeros_and_file_order() -> None:
    areas, findings = areas_by_key(
        features((" 02 ", "Ost", square(1000)), ("01", "West", square(0))), section(), file="f"
    )
    assert areas.index.tolist() == ["02", "01"]
    assert areas["name"].tolist() == ["Ost", "West"]
    assert findings == ()


def test_two_touching_parts_of_one_area_are_united() -> None:
    rows = ("01", "West", square(0)), ("02", "Ost", square(2000)), ("01", "West", square(1000))
    areas, (finding,) = areas_by_key(features(*rows), section(), file="f")
    assert areas.area.to_dict() == {"01": 2e6, "02": 1e6}
    assert (finding.code, finding.where) == ("parts_united", "Schlüssel 01")
    assert "Zeilen 1, 3" in finding.message


@pytest.mark.parametrize(
    ("other", "name"), [(square(0), "West"), (square(1000), "Anders"), (square(9000), "West")],
    ids=["same place", "other name", "far away"],
)  # fmt: skip
def test_key_of_two_areas_is_an_error_with_both_places(other: object, name: str) -> None:
    rows = ("01", "West", square(0)), ("02", "Ost", square(2000)), ("01", name, other)
    with pytest.raises(InputError) as raised:
        areas_by_key(features(*rows), section(), file="f")
    (fault,) = raised.value.findings
    assert (fault.code, fault.where) == ("key_doubled", "Schlüssel 01")
    assert "Zeile 1" in fault.message
    assert "Zeile 3" in fault.message
    assert 'rekey = { "3"' in fault.fix


def test_rekey_sets_a_double_key_right() -> None:
    rows = ("01", "West", square(0)), ("01", "Ost", square(9000))
    areas, _ = areas_by_key(features(*rows), section(rekey={"2": "02"}), file="f")
    assert areas.index.tolist() == ["01", "02"]
    with pytest.raises(InputError, match="keine Zeile 3"):
        areas_by_key(features(*rows), section(rekey={"3": "02"}), file="f")


def test_sum_rows_are_dropped_when_the_city_says_so() -> None:
    rows = ("01", "West", square(0)), ("99", "unbekannt", square(0))
    areas, (finding,) = areas_by_key(features(*rows), section(drop=("99",)), file="f")
    assert areas.index.tolist() == ["01"]
    assert finding.code == "areas_dropped"


def test_missing_key_is_an_error_that_names_the_row() -> None:
    with pytest.raises(InputError, match="Zeile 2"):
        areas_by_key(
            features(("01", "West", square(0)), ("", "Ost", square(1000))), section(), file="f"
        )


def test_missing_column_lists_what_there_is() -> None:
    with pytest.raises(InputError, match="es gibt: key, name"):
        areas_by_key(features(("01", "West", square(0))), section(key="UBZ"), file="f")


def test_crumb_in_a_foreign_area_is_dropped() -> None:
    crumb = MultiPolygon([square(0), box(1500, 500, 1500.001, 500.001)])
    areas, (finding,) = areas_by_key(
        features(("01", "West", crumb), ("02", "Ost", square(1000))), section(), file="f"
    )
    assert areas.geometry.geom_type.tolist() == ["Polygon", "Polygon"]
    assert (finding.code, finding.where) == ("crumbs_dropped", "01")


def test_crumb_in_a_row_of_its_own_is_dropped_too() -> None:
    rows = (
        ("01", "West", square(0)),
        ("02", "Ost", square(1000)),
        ("01", "West", box(9000, 0, 9000.001, 0.001)),
    )
    areas, findings = areas_by_key(features(*rows), section(), file="f")
    assert areas.area.to_dict() == {"01": 1e6, "02": 1e6}
    assert {finding.code for finding in findings} == {"parts_united", "crumbs_dropped"}


def test_small_island_of_a_small_area_is_kept() -> None:
    island = MultiPolygon([box(0, 0, 10, 10), box(20, 0, 20.9, 0.9)])
    areas, findings = areas_by_key(features(("01", "Hof", island)), section(), file="f")
    assert areas.area.iloc[0] == pytest.approx(100.81)
    assert findings == ()


def test_area_far_from_the_city_is_an_error() -> None:
    rows = [(f"0{i}", f"Gebiet {i}", square(390_000 + 1000 * i, 5_700_000)) for i in range(4)]
    with pytest.raises(InputError, match="km von der Stadt entfernt") as raised:
        areas_by_key(
            features(*rows, ("09", "Fern", square(390_000, 5_800_000))), section(), file="f"
        )
    assert raised.value.findings[0].where == "Schlüssel 09"


def test_given_table_is_not_changed() -> None:
    given = features(("01", "West", square(0)), ("02", "Ost", square(900)))
    before = given.copy()
    areas_by_key(given, section(rekey={"1": "07"}), file="f")
    assert given.equals(before)


def test_one_misplaced_corner_is_an_error_that_names_the_area() -> None:
    """A long straight edge alone is none: a strip may be as long as the city."""
    rows = [(f"0{n}", "", square(1000 * n)) for n in range(5)]
    spike = Polygon([(5000, 0), (6000, 0), (60_000, 500), (6000, 1000), (5000, 1000)])
    with pytest.raises(InputError, match="gerade Kante von 54 km") as caught:
        areas_by_key(features(*rows, ("09", "", spike)), section(), file="a.shp")
    assert [finding.code for finding in caught.value.findings] == ["corner_far_off"]
    strip = box(0, 1000, 5000, 1200)
    areas, _ = areas_by_key(features(*rows, ("09", "", strip)), section(), file="a.shp")
    assert len(areas) == 6
