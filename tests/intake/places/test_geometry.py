"""Repairs of single polygons."""

import numpy as np
import pandas as pd
import shapely

from intake.places.geometry import flatten, polygonal_parts, valid_polygons


def test_bow_tie_keeps_both_halves_and_is_named() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    square = shapely.box(5, 0, 6, 1)
    table = pd.DataFrame({"key": ["01", "02"], "name": ["West", "Ost"]})
    repaired, (finding,) = valid_polygons(np.array([bow, square]), table, "f")
    assert shapely.is_valid(repaired).all()
    assert shapely.area(repaired).tolist() == [2.0, 1.0]
    assert finding.where == "Objekt 1 (01, West)"
    assert "schneidet sich selbst" in finding.message


def test_valid_polygons_come_back_as_they_are() -> None:
    given = np.array([shapely.box(0, 0, 1, 1)])
    repaired, findings = valid_polygons(given, pd.DataFrame(index=[0]), "f")
    assert repaired is given
    assert findings == ()


def test_very_many_repairs_are_told_in_one_finding() -> None:
    bows = np.array([shapely.Polygon([(i, 0), (i + 2, 2), (i + 2, 0), (i, 2)]) for i in range(301)])
    _, findings = valid_polygons(bows, pd.DataFrame({"key": map(str, range(301))}), "f")
    assert len(findings) == 1
    assert "301 Flächen" in findings[0].message


def test_collection_keeps_only_its_polygons() -> None:
    mixed = shapely.GeometryCollection(
        [shapely.box(0, 0, 1, 1), shapely.Point(5, 5), shapely.box(2, 0, 3, 2)]
    )
    kept = polygonal_parts(np.array([mixed, shapely.box(0, 0, 1, 1)]))
    assert shapely.area(kept).tolist() == [3.0, 1.0]
    assert set(shapely.get_type_id(kept)) <= {3, 6}


def test_height_is_dropped() -> None:
    assert not shapely.has_z(
        flatten(np.array([shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)])]))
    ).any()


def test_a_hole_outside_its_area_does_not_become_an_area():
    shell = [(0, 0), (10, 0), (10, 10), (0, 10)]
    inner = [(2, 2), (4, 2), (4, 4), (2, 4)]
    outer = [(50, 50), (60, 50), (60, 60), (50, 60)]
    broken = np.array([shapely.Polygon(shell, [inner, outer])])
    repaired, findings = valid_polygons(broken, pd.DataFrame({"key": ["01"]}), "a.shp")
    assert repaired[0].area == 96
    assert repaired[0].bounds == (0, 0, 10, 10)
    assert [finding.code for finding in findings] == ["geometry_repaired"]
