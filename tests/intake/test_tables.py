"""Tables of every office program become the same text table."""

import gzip
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from intake.files import read_table
from intake.findings import InputError, UnsafeFileError

TABLE = DataFrame(
    {
        "Schlüssel": ["01", "02", "10"],
        "Straße": ["Hörde", "a;b", 'sagt "ja"'],
        "Quote": ["14,8", "", "0,5"],
    }
)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_written_by_pandas_reads_back_equal(tmp_path, separator, encoding):
    path = tmp_path / "t.csv"
    TABLE.to_csv(path, sep=separator, encoding=encoding, index=False)
    table, _ = read_table(path)
    assert table.columns.tolist() == TABLE.columns.tolist()
    assert table.to_numpy().tolist() == TABLE.to_numpy().tolist()
    assert table.index.tolist() == [2, 3, 4]


DIALECTS = [(";", "cp1252", ","), (",", "utf-8", "."), ("\t", "utf-16", ","), ("|", "utf-8-sig", "."), (";", "utf-8", "."), ("\t", "utf-8", ",")]  # fmt: skip


@pytest.mark.parametrize(("separator", "encoding", "decimal"), DIALECTS)
@given(
    values=st.lists(
        st.tuples(st.integers(0, 10**6), st.floats(0, 1e6).map(lambda x: round(x, 4))),
        min_size=2,
        max_size=12,
    )
)
@settings(max_examples=20, deadline=None)
def test_numbers_written_by_pandas_read_back_equal(
    tmp_path_factory, separator, encoding, decimal, values
):
    from intake.cells.numerals import find_decimal, to_numbers

    frame = DataFrame(values, columns=["anzahl", "wert"]).assign(ort="Hörde")
    path = tmp_path_factory.mktemp("t") / "t.csv"
    frame.to_csv(path, sep=separator, encoding=encoding, decimal=decimal, index=False)
    table, _ = read_table(path)
    for column in ("anzahl", "wert"):
        read = to_numbers(
            table[column].tolist(), decimal=find_decimal(table, separator), asked=decimal
        )
        assert read.values.tolist() == pytest.approx(frame[column].tolist())


@given(data=st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda b: b"PK\x03\x04" + b), st.binary(max_size=200).map(lambda b: b"\x1f\x8b\x08" + b), st.binary(max_size=200).map(lambda b: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b), st.text(max_size=200).map(lambda t: ("<table><tr><td>" + t).encode())))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_random_bytes_raise_nothing_but_input_errors(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("t") / "t.xlsx"
    path.write_bytes(data)
    assert all(finding.message and finding.fix for finding in refusal(path))


def refusal(path):
    """Findings of a refusal, none if the file could be read; any other error fails the test."""
    try:
        read_table(path)
    except InputError as error:
        return error.findings
    return ()


def test_a_damaged_workbook_raises_nothing_but_input_errors(tmp_path):
    stream = io.BytesIO()
    TABLE.to_excel(stream, index=False)
    whole = bytearray(stream.getvalue())
    path = tmp_path / "t.xlsx"
    found = []
    for place in range(60, len(whole), 211):
        broken = whole.copy()
        broken[place] ^= 0xFF
        path.write_bytes(broken)
        found.append(refusal(path))
    assert sum(bool(findings) for findings in found) > len(found) / 2
    assert all(finding.fix for findings in found for finding in findings)


def test_ragged_rows_name_their_lines(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n1,2,3\n4,5\n6,7,8,9\n")
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert "Zeile 3, 4" in caught.value.findings[0].where


def test_decimal_commas_in_a_comma_file_are_recognised_as_the_cause(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2,5\n2,3,5\n")
    with pytest.raises(InputError, match="Dezimalkommas"):
        read_table(path, separator=",")


def test_empty_trailing_columns_are_dropped(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a;b;;\n1;2;;\n")
    assert read_table(path)[0].columns.tolist() == ["a", "b"]


def test_formulas_stay_text_and_their_content_is_not_repeated(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('a;b;c\n1;"=HYPERLINK(""http://x"")";-3\n2;+49 231;-4,5\n')
    table, findings = read_table(path)
    assert table["b"].tolist() == ['=HYPERLINK("http://x")', "+49 231"]
    assert [finding.code for finding in findings] == ["formula_text"]
    assert "HYPERLINK" not in findings[0].sentence()


def test_gzip_is_unpacked_but_not_without_limit(tmp_path, monkeypatch):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert read_table(path)[0].to_numpy().tolist() == [["1", "2"]]
    monkeypatch.setattr("intake.files.tables.MAX_BYTES", 1000)
    path.write_bytes(gzip.compress(b"a,b\n" * 10_000))
    with pytest.raises(InputError, match="zu groß"):
        read_table(path)


def test_html_that_calls_itself_xls_is_read_with_a_word(tmp_path):
    path = tmp_path / "t.xls"
    path.write_text(
        "<html><table><tr><th>key<th>ew</tr><tr><td>01</td><td>5&nbsp;</td></tr></table></html>"
    )
    table, findings = read_table(path)
    assert table["ew"].str.strip().tolist() == ["5"]
    assert findings[0].code == "kind_mismatch"


def test_a_login_page_is_no_table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("<!DOCTYPE html><html><body><h1>Anmeldung</h1></body></html>")
    with pytest.raises(InputError, match="HTML"):
        read_table(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"\0" * 60_000_000)
    with pytest.raises(UnsafeFileError, match="Fache"):
        read_table(path)
