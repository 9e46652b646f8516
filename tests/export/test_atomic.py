"""Files are whole or not there, and every fault is a sentence."""

import pytest

from export.atomic import WriteError, write_atomically, write_text


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

    with pytest.raises(WriteError, match="Datenträger ist voll"):
        write_atomically(path, full)
    assert path.read_text(encoding="utf-8") == "alt"


def test_a_missing_folder_is_a_sentence(tmp_path):
    with pytest.raises(WriteError, match="Ordner gibt es nicht"):
        write_text(tmp_path / "fehlt" / "a.txt", "x")
