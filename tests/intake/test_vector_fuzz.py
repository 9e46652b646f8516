"""Bytes of any kind under any name: a finding or features, never another error."""

import gzip
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import box

from intake.files.shapes import KINDS_BY_SUFFIX, read_areas
from intake.findings import Finding, gathered

SUFFIXES = sorted(KINDS_BY_SUFFIX)
HEADS = [b"", b"SQLite format 3\x00", b"fgb\x03fgb\x00", b"\x00\x00\x27\x0a" + bytes(20), b"PK\x03\x04", b"{", b'{"type":"FeatureCollection","features":[',
         b"<kml xmlns='http://www.opengis.net/kml/2.2'>", b"<a xmlns:gml='http://www.opengis.net/gml'>", b"a;WKT\n1;POLYGON ((", b"\xff\xfe{"]  # fmt: skip
BOUNDED = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read_or_refuse(path: Path) -> None:
    """Read; the only error allowed has German findings with advice."""
    faults: list[Finding] = []
    read = False
    with gathered(faults):
        read_areas(path)
        read = True
    assert read or any(fault.severity == "error" for fault in faults)
    assert all(fault.message and fault.fix for fault in faults)


@BOUNDED
@given(head=st.sampled_from(HEADS), tail=st.binary(max_size=300), suffix=st.sampled_from(SUFFIXES))
def test_random_bytes_under_any_suffix_give_only_findings(
    tmp_path: Path, head: bytes, tail: bytes, suffix: str
) -> None:
    path = tmp_path / f"datei{suffix}"
    path.write_bytes(head + tail)
    read_or_refuse(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "arcs", "objects", "id"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@BOUNDED
@given(
    geometry=JSON,
    kind=st.sampled_from(
        ["Polygon", "MultiPolygon", "Point", "LineString", "GeometryCollection", "Torus"]
    ),
    properties=JSON,
    topology=st.booleans(),
)
def test_random_json_in_the_form_of_features_gives_only_findings(
    tmp_path: Path, geometry: object, kind: str, properties: object, topology: bool
) -> None:
    path = tmp_path / ("datei.topojson" if topology else "datei.geojson")
    if topology:
        root: object = {
            "type": "Topology",
            "arcs": geometry,
            "objects": {"a": {"type": kind, "arcs": [[0]], "properties": properties}},
        }
    else:
        root = {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": properties,
                    "geometry": {"type": kind, "coordinates": geometry, "geometries": geometry},
                }
            ],
        }
    path.write_text(json.dumps(root))
    read_or_refuse(path)


@pytest.fixture(scope="module")
def wholesome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Good files of the binary formats."""
    folder = tmp_path_factory.mktemp("gut")
    frame = gpd.GeoDataFrame(
        {"key": ["01", "02"]},
        geometry=[box(x, 5_700_000, x + 1000, 5_701_000) for x in (390_000, 391_000)],
        crs=25832,
    )
    for name in ("a.gpkg", "a.fgb", "a.shp"):
        frame.to_file(folder / name)
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for part in folder.glob("a.[sdpc]*"):
            archive.write(part, part.name)
    return {
        suffix: gzip.compress((folder / f"a{suffix}").read_bytes())
        for suffix in (".gpkg", ".fgb", ".zip")
    }


@settings(parent=BOUNDED, max_examples=60)
@given(
    suffix=st.sampled_from([".gpkg", ".fgb", ".zip"]),
    place=st.floats(0, 1),
    junk=st.binary(min_size=1, max_size=40),
    cut=st.booleans(),
)
def test_damaged_files_give_only_findings(
    tmp_path: Path, wholesome: dict[str, bytes], suffix: str, place: float, junk: bytes, cut: bool
) -> None:
    content = gzip.decompress(wholesome[suffix])
    at = int(place * len(content))
    path = tmp_path / f"datei{suffix}"
    path.write_bytes(content[:at] + junk + (b"" if cut else content[at + len(junk) :]))
    read_or_refuse(path)
