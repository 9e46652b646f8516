"""The policy for archives."""

import stat
import zipfile
import zlib
from pathlib import Path

import pytest

from intake.findings import InputError, UnsafeFileError
from intake.guard.zips import checked_members, unpack


def archive(folder: Path, members: dict[str, bytes], **options: int) -> Path:
    """Write an archive with these members."""
    path = folder / "archiv.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = options.get("attributes", 0)
            file.writestr(info, content)
    return path


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"../a.shp": b"x"}, "zip_slip"),
        ({"/tmp/a.shp": b"x"}, "zip_slip"),
        ({"..\\a.shp": b"x"}, "zip_slip"),
        ({"C:\\a.shp": b"x"}, "zip_slip"),
        ({"C:/a.shp": b"x"}, "zip_slip"),
        ({"a.shp": b"x", "b.zip": b"PK"}, "zip_nested"),
        ({"a.shp": b"x", "b.vrt": b"<OGRVRTDataSource/>"}, "zip_foreign_member"),
        ({"a.shp": b"x", "b.exe": b"MZ"}, "zip_foreign_member"),
        ({"a.shp": bytes(40_000_000)}, "zip_bomb"),
        ({f"{i}.shp": b"x" for i in range(300)}, "zip_too_many"),
        ({"a.shp": b"x", "A.SHP": b"y"}, "zip_overlap"),
    ],
)
def test_archive_that_breaks_a_rule_is_not_unpacked(
    tmp_path: Path, members: dict[str, bytes], code: str
) -> None:
    with pytest.raises(UnsafeFileError) as raised:
        checked_members(archive(tmp_path, members))
    assert code in {finding.code for finding in raised.value.findings}


def test_link_and_encrypted_member_are_refused(tmp_path: Path) -> None:
    link = archive(tmp_path, {"a.shp": b"/etc/passwd"}, attributes=(stat.S_IFLNK | 0o777) << 16)
    with pytest.raises(UnsafeFileError, match="Verweis"):
        checked_members(link)
    locked = archive(tmp_path, {"a.shp": b"x"})
    raw = bytearray(locked.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(raw)
    with pytest.raises(UnsafeFileError, match="verschlüsselt"):
        checked_members(locked)


def test_something_in_front_of_an_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.shp": b"x"})
    path.write_bytes(b"<html></html>" + path.read_bytes())
    with pytest.raises(UnsafeFileError, match="zugleich"):
        checked_members(path)


def test_a_member_that_is_larger_than_it_says_is_damaged_and_never_unpacked_whole(
    tmp_path: Path,
) -> None:
    """Even if the check sum fits the part that it admits to."""
    path = archive(tmp_path, {"a.shp": b"x" * 1000})
    members = checked_members(path)
    members["a.shp"].file_size = 10
    with pytest.raises(InputError, match="beschädigt"):
        unpack(path, members.values(), tmp_path, "inhalt")
    members["a.shp"].CRC = zlib.crc32(b"x" * 10)
    files = unpack(path, members.values(), tmp_path, "inhalt")
    assert files[".shp"].read_bytes() == b"x" * 10


def test_two_members_at_one_place_are_refused(tmp_path: Path) -> None:
    """Bombs name the same bytes again and again: each member looks small enough."""
    path = archive(tmp_path, {"a.shp": b"x" * 1000, "b.dbf": b"y" * 1000})
    raw = bytearray(path.read_bytes())
    second = raw.rindex(b"PK\x01\x02")
    raw[second + 42 : second + 46] = bytes(4)  # where its local header begins
    path.write_bytes(raw)
    with pytest.raises(UnsafeFileError, match="überlagern"):
        checked_members(path)


def test_clutter_and_folders_are_left_out_and_members_get_our_name(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        {
            "ordner/": b"",
            "ordner/Grenzen.SHP": b"abc",
            "__MACOSX/._Grenzen.SHP": b"x",
            ".DS_Store": b"x",
        },
    )
    members = checked_members(path)
    assert list(members) == ["ordner/Grenzen.SHP"]
    (tmp_path / "ziel").mkdir()
    files = unpack(path, members.values(), tmp_path / "ziel", "inhalt")
    assert files == {".shp": tmp_path / "ziel" / "inhalt.shp"}
    assert files[".shp"].read_bytes() == b"abc"


def test_backslashes_of_windows_programs_are_only_another_spelling(tmp_path: Path) -> None:
    path = archive(tmp_path, {"ordner\\gebiete.shp": b"abc"})
    members = checked_members(path)
    assert list(members) == ["ordner/gebiete.shp"]
    assert unpack(path, members.values(), tmp_path, "inhalt") == {".shp": tmp_path / "inhalt.shp"}


def test_cut_archive_is_damaged_not_an_attack(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.shp": b"x" * 1000})
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(InputError, match="beschädigt") as raised:
        checked_members(path)
    assert not isinstance(raised.value, UnsafeFileError)
