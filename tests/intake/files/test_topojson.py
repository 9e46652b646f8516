"""TopoJSON."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from intake.files._topojson import read_topojson
from intake.findings import InputError

# Two squares that share the arc (1,0)–(1,1); the right one walks it backwards.
ARCS = [[[1, 0], [1, 1]], [[1, 1], [0, 1], [0, 0], [1, 0]], [[1, 0], [3, 0], [3, 1], [1, 1]]]
LEFT = {"type": "Polygon", "arcs": [[0, 1]], "properties": {"key": "01"}}
RIGHT = {"type": "Polygon", "arcs": [[2, -1]], "id": "02"}


def written(folder: Path, **members: Any) -> Path:
    """Write a topology with both squares."""
    path = folder / "gebiete.topojson"
    root = {
        "type": "Topology",
        "arcs": ARCS,
        "objects": {"a": {"type": "GeometryCollection", "geometries": [LEFT, RIGHT]}},
    }
    path.write_text(json.dumps(root | members))
    return path


def test_shared_arcs_close_both_rings(tmp_path: Path) -> None:
    read = read_topojson(written(tmp_path))
    assert shapely.area(read.geometry).tolist() == [1.0, 2.0]
    assert read.attributes.to_dict("list") == {"key": ["01", ""], "id": ["", "02"]}
    assert read.findings == ()


def test_stored_differences_are_added_up_and_scaled(tmp_path: Path) -> None:
    deltas = [
        [[1, 0], [0, 1]],
        [[1, 1], [-1, 0], [0, -1], [1, 0]],
        [[1, 0], [2, 0], [0, 1], [-2, 0]],
    ]
    read = read_topojson(
        written(tmp_path, arcs=deltas, transform={"scale": [0.1, 0.1], "translate": [7, 51]})
    )
    assert shapely.area(read.geometry) == pytest.approx([0.01, 0.02])
    assert shapely.total_bounds(read.geometry).tolist() == pytest.approx([7.0, 51.0, 7.3, 51.1])


def test_arc_that_does_not_exist_is_an_error_that_names_the_area(tmp_path: Path) -> None:
    wrong = {"a": {"type": "GeometryCollection", "geometries": [LEFT, RIGHT | {"arcs": [[9]]}]}}
    (fault,) = read_topojson(written(tmp_path, objects=wrong)).findings
    assert (fault.severity, fault.code, fault.where) == ("error", "topojson_arcs", "Objekt 2 (02)")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"objects": {}}, "topojson_no_objects"),
        ({"objects": {"a": LEFT, "b": RIGHT}}, "ask_layer"),
        ({"arcs": [["x"]]}, "topojson_arcs"),
        ({"arcs": None}, "topojson_arcs"),
        ({"transform": {"scale": [0.1], "translate": [7]}}, "topojson_arcs"),
    ],
)
def test_broken_topology_is_refused(tmp_path: Path, members: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as raised:
        read_topojson(written(tmp_path, **members))
    assert raised.value.findings[0].code == code


def test_layer_answers_the_question(tmp_path: Path) -> None:
    path = written(tmp_path, objects={"a": LEFT, "b": RIGHT})
    assert shapely.area(read_topojson(path, "b").geometry).tolist() == [2.0]


def test_arcs_with_heights_are_read_without_them(tmp_path: Path) -> None:
    heights = [[[*position, 77] for position in arc] for arc in ARCS]
    read = read_topojson(written(tmp_path, arcs=heights))
    assert shapely.area(read.geometry).tolist() == [1.0, 2.0]


@pytest.mark.parametrize("gap", [{"arcs": [[1]]}, {"arcs": [[0, 2]]}])
def test_outline_whose_arcs_do_not_meet_is_an_error_not_closed_in_silence(
    tmp_path: Path, gap: dict[str, Any]
) -> None:
    objects = {"a": {"type": "GeometryCollection", "geometries": [LEFT | gap, RIGHT]}}
    read = read_topojson(written(tmp_path, objects=objects))
    (fault,) = read.findings
    assert (fault.code, fault.where) == ("topojson_arcs", "Objekt 1 (01)")
    assert shapely.area(read.geometry[1:]).tolist() == [2.0]


@pytest.mark.parametrize(
    ("arc", "code"),
    [([[1], [1]], "topojson_arcs"), ([[1, 0], [1, float("nan")]], "coordinates_not_finite")],
)
def test_arc_of_half_positions_or_none_is_an_error_of_its_areas(
    tmp_path: Path, arc: list[list[float]], code: str
) -> None:
    """Both squares share the arc; GDAL alone would read 0, 0."""
    read = read_topojson(written(tmp_path, arcs=[arc, *ARCS[1:]]))
    assert [(fault.code, fault.where) for fault in read.findings] == [
        (code, "Objekt 1 (01)"),
        (code, "Objekt 2 (02)"),
    ]


def test_members_without_geometry_keep_their_row(tmp_path: Path) -> None:
    nothing = {"type": None, "properties": {"key": "00"}}
    objects = {"a": {"type": "GeometryCollection", "geometries": [nothing, LEFT]}}
    read = read_topojson(written(tmp_path, objects=objects))
    assert read.attributes["key"].tolist() == ["00", "01"]
    assert shapely.is_missing(read.geometry).tolist() == [True, False]
