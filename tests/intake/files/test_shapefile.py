"""Shapefiles with and without all their parts."""

import shutil
import struct
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely import box

from intake.files import _shapefile as shapefile
from intake.files._dbf import codec_of
from intake.files._shapefile import read_shapefile
from intake.files.shapes import read_features
from intake.findings import InputError

read_zipped = partial(shapefile.read_zipped, read_one=read_features)
NAMES = ["Hörde", "Lütgendortmund", "Groß-Barop"]


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """A Shapefile of three squares; the second has a hole."""
    holed = box(1000, 0, 2000, 1000).difference(box(1400, 400, 1600, 600))
    shapes = [box(0, 0, 1000, 1000), holed, box(2000, 0, 3000, 1000)]
    frame = gpd.GeoDataFrame(
        {"key": ["01", "02", "03"], "name": NAMES, "n": [5, None, 7], "q": [1.25, 2.0, None]},
        geometry=shapes,
        crs=25832,
    )
    frame.to_file(tmp_path / "gebiete.shp", encoding="utf-8")
    return tmp_path / "gebiete.shp"


def packed(
    shape: Path, *leave_out: str, change: Callable[[str, bytes], bytes] = lambda _, content: content
) -> Path:
    """Pack the parts of a Shapefile, changed or without some."""
    path = shape.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(shape.parent.glob("gebiete.*")):
            if part.suffix not in {*leave_out, ".zip"}:
                archive.writestr(part.name, change(part.suffix, part.read_bytes()))
    return path


def test_all_parts_give_keys_names_numbers_as_text_and_areas(parts: Path) -> None:
    read = read_zipped(packed(parts))
    assert read.attributes.to_dict("list") == {
        "key": ["01", "02", "03"], "name": NAMES, "n": ["5", "", "7"],
        "q": ["1.25", "2", ""],
    }  # fmt: skip
    assert shapely.area(read.geometry).tolist() == [1e6, 1e6 - 4e4, 1e6]
    assert "UTM" in read.crs
    assert read.findings == ()


def test_folder_of_parts_is_read_like_the_archive(parts: Path) -> None:
    assert read_shapefile(parts).attributes.equals(read_zipped(packed(parts)).attributes)


def test_shape_alone_asks_for_the_other_parts(parts: Path, tmp_path: Path) -> None:
    (tmp_path / "allein").mkdir()
    alone = Path(shutil.copy(parts, tmp_path / "allein" / "gebiete.shp"))
    with pytest.raises(InputError, match=r"\.dbf.*\.zip"):
        read_shapefile(alone)


def test_missing_index_is_rebuilt(parts: Path) -> None:
    read = read_zipped(packed(parts, ".shx"))
    assert [finding.code for finding in read.findings] == ["shx_rebuilt"]
    assert shapely.area(read.geometry).sum() == 3e6 - 4e4


def test_missing_projection_and_table_are_told_apart(parts: Path) -> None:
    assert read_zipped(packed(parts, ".prj")).crs == ""
    with pytest.raises(InputError, match=r"\.dbf-Datei fehlt"):
        read_zipped(packed(parts, ".dbf"))


@pytest.mark.parametrize(
    ("codepage", "encoding", "told"),
    [
        ("ISO-8859-1", "latin-1", False),
        ("1252", "cp1252", False),
        ("UTF-8", "cp1252", True),
        ("ISO-8859-1", "utf-8", True),
        ("", "cp1252", True),
        ("", "utf-8", True),
        ("", "cp850", True),
    ],
)
def test_names_are_right_whatever_the_codepage_says(
    parts: Path, codepage: str, encoding: str, told: bool
) -> None:
    def change(suffix: str, content: bytes) -> bytes:
        if suffix == ".cpg":
            return codepage.encode()
        if suffix == ".dbf":
            for name in NAMES:
                old, new = name.encode(), name.encode(encoding)
                content = content.replace(old.ljust(20), new.ljust(20))
            return content[:29] + b"\x00" + content[30:]
        return content

    read = read_zipped(packed(parts, *([] if codepage else [".cpg"]), change=change))
    assert read.attributes["name"].tolist() == NAMES
    assert [finding.code for finding in read.findings] == ["encoding_read"] * told


def test_number_of_rows_that_is_a_lie_is_refused_at_once(parts: Path) -> None:
    def lie(suffix: str, content: bytes) -> bytes:
        return (
            content[:4] + struct.pack("<I", 2_000_000_000) + content[8:]
            if suffix == ".dbf"
            else content
        )

    with pytest.raises(InputError, match="2000000000 Zeilen"):
        read_zipped(packed(parts, change=lie))


def test_table_with_fewer_rows_than_shapes_is_an_error(parts: Path) -> None:
    def shorten(suffix: str, content: bytes) -> bytes:
        return content[:4] + struct.pack("<I", 2) + content[8:] if suffix == ".dbf" else content

    codes = {
        finding.code: finding.severity
        for finding in read_zipped(packed(parts, change=shorten)).findings
    }
    assert codes == {"shapefile_rows_differ": "error"}


def test_double_column_names_are_an_error(parts: Path) -> None:
    def double(suffix: str, content: bytes) -> bytes:
        return content.replace(b"name\x00", b"key\x00\x00", 1) if suffix == ".dbf" else content

    with pytest.raises(InputError, match="heißen gleich"):
        read_zipped(packed(parts, change=double))


@pytest.mark.parametrize("place", [104, 100 + 8 + 36, 100 + 8 + 40])
def test_record_whose_length_and_content_disagree_is_damaged(parts: Path, place: int) -> None:
    def damage(suffix: str, content: bytes) -> bytes:
        return (
            content[:place] + b"\x00\x10\x00\x7f" + content[place + 4 :]
            if suffix == ".shp"
            else content
        )

    with pytest.raises(InputError, match="beschädigt"):
        read_zipped(packed(parts, change=damage))


def test_cut_shape_is_damaged(parts: Path) -> None:
    def cut(suffix: str, content: bytes) -> bytes:
        return content[:-30] if suffix == ".shp" else content

    with pytest.raises(InputError, match=r"abgeschnitten|beschädigt"):
        read_zipped(packed(parts, change=cut))


def test_deleted_row_takes_its_shape_with_it(parts: Path) -> None:
    def delete(suffix: str, content: bytes) -> bytes:
        if suffix != ".dbf":
            return content
        first = struct.unpack_from("<H", content, 8)[0]
        return content[:first] + b"*" + content[first + 1 :]

    read = read_zipped(packed(parts, change=delete))
    assert read.attributes["key"].tolist() == ["02", "03"]
    assert shapely.area(read.geometry).tolist() == [1e6 - 4e4, 1e6]


def test_several_shapefiles_are_a_question_and_the_layer_answers_it(
    parts: Path, tmp_path: Path
) -> None:
    path = packed(parts)
    with zipfile.ZipFile(path, "a") as archive:
        for part in parts.parent.glob("gebiete.*"):
            if part.suffix in {".shp", ".dbf", ".shx"}:
                archive.writestr(f"alt/alt_2019{part.suffix}", part.read_bytes())
    with pytest.raises(InputError) as raised:
        read_zipped(path)
    assert raised.value.findings[0].code == "ask_layer"
    assert read_zipped(path, "alt_2019").crs == ""


def test_one_other_vector_file_in_the_archive_is_read(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"key": ["01"]}, geometry=[box(7, 51, 7.1, 51.1)], crs=4326)
    with zipfile.ZipFile(tmp_path / "gebiete.zip", "w") as archive:
        archive.writestr("daten/gebiete.geojson", frame.to_json())
    assert read_zipped(tmp_path / "gebiete.zip").attributes["key"].tolist() == ["01"]


@pytest.mark.parametrize(
    ("said", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ("65001", "utf-8"),
        ("88591", "iso8859-1"),
        ("ANSI 1252", "cp1252"),
        ("OEM 850", "cp850"),
        ("quatsch", ""),
        ("", ""),
    ],
)
def test_codepages_are_known_by_their_usual_names(said: str, codec: str) -> None:
    assert codec_of(said) == codec
