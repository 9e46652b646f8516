"""The quick reader for plain CSV."""

from pathlib import Path

import pytest

from intake.files.quick_text import read_plain


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_plain_files_are_read_as_text_with_their_line_numbers(
    tmp_path: Path, separator: str, mark: str, newline: str
) -> None:
    rows = [["key", "name", "n"], ["01", "Hörde", "1.50"], ["02", "", "NA"], ["03", '"Nord"', "x"]]
    text = (
        newline.join(
            separator.join(cell.replace('"Nord"', '"""Nord"""') for cell in row) for row in rows
        )
        + newline
    )
    path = tmp_path / "a.csv"
    path.write_bytes((mark + text).encode())
    table = read_plain(path)
    assert table is not None
    assert table.to_numpy().tolist() == rows[1:]
    assert table.columns.tolist() == rows[0]
    assert table.index.tolist() == [2, 3, 4]


@pytest.mark.parametrize(
    "content",
    [
        b"Tabelle 1: Einwohner\nkey,n\n01,5\n",
        b"key,n\n01,5,6\n",
        b"key,n\n01\n",
        b"key,,n\n01,2,3\n",
        b"key,key\n01,2\n",
        b"01,5\n02,6\n",
        b"key,n\n01,5\n\n02,6\n",
        b'key,n\n"0\n1",5\n',
        b'key,n\n"01,5\n',
        b"key;a,b\n01;5,6\n",
        "key,name\n01,Hörde\n".encode("latin-1"),
        "key,name\n01,x\n".encode("utf-16"),
        b"key\n01\n",
        b"",
    ],
)
def test_anything_doubtful_is_left_to_the_careful_reader(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert read_plain(path) is None
