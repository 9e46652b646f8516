"""Large text tables: the quick way reads what the careful one reads, or leaves it to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.files import quick_text as large_text
from intake.files import read_table

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6)


@pytest.fixture(autouse=True)
def large(monkeypatch):
    """Every file counts as large."""
    monkeypatch.setattr(large_text, "LARGE_BYTES", 1)


def both(path):
    """What either way reads: table and findings."""
    quick = large_text.read_large_text(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large_text, "LARGE_BYTES", 10**12)
        careful = read_table(path)
    return quick, careful


def same(quick, careful):
    return quick[0].equals(careful[0]) and quick[0].index.equals(careful[0].index) and quick[1] == careful[1]  # fmt: skip


def lines(*rows, end="\n"):
    return (end.join(rows) + end).encode()


PLAIN = [f"{i:03d};Größe {i};{i},5" for i in range(1, 1000)]


@pytest.mark.parametrize(
    "rows",
    [
        ["key;name;wert", *PLAIN],
        ["key;name;wert", *PLAIN[:500], ";;", *PLAIN[500:]],
        ["key;name;wert", *PLAIN[:500], "777;=1+1;-5", *PLAIN[500:]],
        ["key;name;wert", *PLAIN[:500], "777;＝cmd;x", *PLAIN[500:]],
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_quick_and_careful_read_the_same(tmp_path, rows, end):
    """Blank rows are left out and keep their number; formulas are told."""
    path = tmp_path / "a.csv"
    path.write_bytes(lines(*rows, end=end))
    quick, careful = both(path)
    assert quick is not None
    assert same(quick, careful)


@pytest.mark.parametrize(
    "content",
    [
        lines("Statistik 2024;;", "key;name;wert", *PLAIN),
        lines("key;name;wert", *PLAIN, "Quelle: Stadt;;"),
        lines("key;name;wert", "Nr.;Text;in %", *PLAIN),
        lines("key;name;wert", *PLAIN, '"a;b";c;d'),
        lines("key;name;wert", *PLAIN).decode().encode("cp1252"),
        lines("1;2;3", *PLAIN),
        lines("key;name;name", *PLAIN),
    ],
    ids=["title", "footnote", "units", "quotes", "cp1252", "no head", "doubled"],
)
def test_doubtful_files_are_left_to_the_careful_reader(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert large_text.read_large_text(path) is None


def test_a_ragged_row_is_left_to_the_careful_reader(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(lines("key;name;wert", *PLAIN[:500], "777;zu;viele;Felder", *PLAIN[500:]))
    assert large_text.read_large_text(path) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12))
def test_whatever_is_written_both_ways_agree(tmp_path_factory, cells):
    """Any cells between well-formed rows: read alike, or not read the quick way."""
    path = tmp_path_factory.mktemp("a") / "a.csv"
    rows = [";".join(cell.replace(";", "") for cell in row) for row in cells]
    path.write_bytes(lines("key;name;wert", *PLAIN[:400], *rows, *PLAIN[400:]))
    quick = large_text.read_large_text(path)
    if quick is not None:
        assert same(quick, both(path)[1])
