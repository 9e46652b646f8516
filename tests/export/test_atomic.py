"""Files are whole or not there, and every fault is a sentence."""

import os
import stat

import pytest

from export.atomic import WriteError, write_atomically, write_bytes, write_folder, write_text
from tests.builders.disk import watched


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o022, 0o027])
def umask(request):
    """The umask of an ordinary account, and of one whose files only its group may read."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_a_new_file_is_written(tmp_path):
    write_text(tmp_path / "a.txt", "Hörde")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "Hörde"


def test_a_writer_that_fails_leaves_the_old_file_and_no_rest(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("alt", encoding="utf-8")

    def half(temporary):
        temporary.write_text("neu, halb", encoding="utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, half)
    assert path.read_text(encoding="utf-8") == "alt"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_is_a_sentence_and_keeps_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("alt", encoding="utf-8")

    def full(temporary):
        raise OSError(28, "No space left on device")

    with pytest.raises(WriteError, match="Datenträger ist voll") as caught:
        write_atomically(path, full)
    assert caught.value.errno == 28
    assert caught.value.strerror.startswith(f"{path} wurde nicht gespeichert.")
    assert path.read_text(encoding="utf-8") == "alt"


def test_a_missing_folder_is_a_sentence(tmp_path):
    with pytest.raises(WriteError, match="Ordner gibt es nicht"):
        write_text(tmp_path / "fehlt" / "a.txt", "x")


def test_the_content_is_on_the_disk_before_it_takes_the_files_place(tmp_path, monkeypatch):
    calls = watched(monkeypatch)
    write_text(tmp_path / "a.txt", "neu")
    temporary = calls[0][1]
    assert calls == [
        ("fsync", temporary, b"neu"),
        ("replace", temporary, b"neu"),
    ]


def test_the_temporary_file_lies_beside_its_place_hidden_and_with_its_ending(tmp_path):
    """Another folder may be another disk, and no file can be put in place over two."""
    seen = []

    def write(temporary):
        seen.append((temporary, (tmp_path / "a.gpkg").read_bytes()))
        temporary.write_bytes(b"neu")

    (tmp_path / "a.gpkg").write_bytes(b"alt")
    write_atomically(tmp_path / "a.gpkg", write)
    ((temporary, content),) = seen
    assert temporary.parent == tmp_path
    assert temporary.name.startswith(".")
    assert temporary.suffix == ".gpkg"
    assert content == b"alt", "the old file stays whole while the new one is written"
    assert (tmp_path / "a.gpkg").read_bytes() == b"neu"
    assert [path.name for path in tmp_path.iterdir()] == ["a.gpkg"]


def test_an_open_reader_keeps_the_old_file(tmp_path):
    """Written into the old file, the reader would see the new content, or half of it."""
    write_text(tmp_path / "a.txt", "alt" * 1000)
    with (tmp_path / "a.txt").open(encoding="utf-8") as reader:
        write_text(tmp_path / "a.txt", "neu")
        assert reader.read() == "alt" * 1000


def test_a_written_file_is_readable_by_those_whom_the_umask_lets(tmp_path, umask):
    write_bytes(tmp_path / "a.bin", b"x")
    assert mode(tmp_path / "a.bin") == 0o666 & ~umask
    assert os.umask(umask) == umask, "the umask itself stays"


def test_a_new_folder_comes_whole_from_beside_its_place(tmp_path, monkeypatch):
    calls = watched(monkeypatch)
    (tmp_path / "quelle.csv").write_bytes(b"2")
    write_folder(tmp_path / "stadt", {"a.toml": b"1", "b.csv": tmp_path / "quelle.csv"})
    assert [(name, path.name, content) for name, path, content in calls[:2]] == [
        ("fsync", "a.toml", b"1"),
        ("fsync", "b.csv", b"2"),
    ]
    *_, (name, waiting, _) = calls
    assert name in {"replace", "rename"}
    assert waiting.parent == tmp_path
    assert waiting.name.startswith(".stadt-")
    assert {p.name: p.read_bytes() for p in (tmp_path / "stadt").iterdir()} == {
        "a.toml": b"1",
        "b.csv": b"2",
    }
    assert mode(tmp_path / "stadt") == 0o755
    assert sorted(p.name for p in tmp_path.iterdir()) == ["quelle.csv", "stadt"]


def test_a_folder_with_files_stays_as_it_is(tmp_path):
    (tmp_path / "stadt").mkdir()
    (tmp_path / "stadt" / "alt.toml").write_text("alt")
    with pytest.raises(WriteError, match="gibt es schon"):
        write_folder(tmp_path / "stadt", {"a.toml": b"1"})
    assert [path.name for path in (tmp_path / "stadt").iterdir()] == ["alt.toml"]


def test_a_folder_that_cannot_be_filled_is_not_there(tmp_path):
    with pytest.raises(WriteError, match="lässt sich nicht schreiben"):
        write_folder(tmp_path / "stadt", {"a.toml": b"1", "b.csv": tmp_path / "fehlt.csv"})
    assert list(tmp_path.iterdir()) == []


def test_a_new_folder_takes_no_name_that_leads_elsewhere(tmp_path):
    write_folder(tmp_path / "neu" / "stadt", {"../../heraus.toml": b"1"})
    assert [path.name for path in (tmp_path / "neu" / "stadt").iterdir()] == ["heraus.toml"]
