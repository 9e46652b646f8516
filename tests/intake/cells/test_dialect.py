"""Delimited text is read back as it was written, whatever the office's program."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intake.cells.dialect import decode, find_encoding, find_separator, read_records
from intake.findings import InputError

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüÄÖÜßABCXYZ -0123456789"
DIALECTS = [
    (",", "utf-8"),
    (";", "cp1252"),
    (";", "utf-8-sig"),
    ("\t", "utf-16"),
    ("|", "utf-8"),
    (";", "utf-8"),
]


def as_bytes(rows, separator, encoding):
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode(encoding)


cells = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: "w" + text)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=3, max_size=8)
)


@pytest.mark.parametrize(("separator", "encoding"), DIALECTS)
@given(rows=tables)
@example(rows=[["w0", "w0"], ["w0", "w0"], ["w0", "wÄÄÄ"]])
@settings(max_examples=25, deadline=None)
def test_any_table_reads_back_as_written(separator, encoding, rows):
    """A word such as wÄÄÄ tells no one-byte encoding from another: it is asked about, never guessed."""
    data, said = as_bytes(rows, separator, encoding), ""
    if encoding == "cp1252" and [finding.code for finding in faults_of(data)] == ["ask_encoding"]:
        said = encoding
    assert read_records(data, "t.csv", encoding=said)[0].rows == rows


@given(data=st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_random_bytes_give_records_or_an_input_error(data):
    assert all(finding.message and finding.fix for finding in faults_of(data))


def faults_of(data):
    """Findings of a refusal, none if the bytes could be read; any other error fails the test."""
    try:
        records, _ = read_records(data, "t.csv")
    except InputError as error:
        return error.findings
    return () if len(records.rows) == len(records.lines) else None


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "utf-8"), ("cp1252", "cp1252"), ("cp850", "cp850"), ("mac_roman", "mac_roman")],
)
def test_german_words_tell_the_encoding(encoding, expected):
    words = "Schlüssel;Straße\n01;Hörde\n02;Lütgendortmund\n03;Große Heimstraße\n"
    assert find_encoding(words.encode(encoding), "t.csv") == expected


def test_utf16_without_a_mark_is_recognised():
    assert find_encoding("a;b\n1;2\n".encode("utf-16-le"), "t.csv") == "utf-16-le"


def test_greek_letters_are_asked_about_not_guessed():
    data = "id;name\n1;Λεωνίδας\n2;Αλέξανδρος\n".encode("iso8859-7")
    with pytest.raises(InputError) as caught:
        find_encoding(data, "t.csv")
    assert caught.value.findings[0].code == "ask_encoding"
    assert decode(data, "t.csv", encoding="iso8859-7")[0].endswith("Αλέξανδρος\n")


def test_umlauts_encoded_twice_are_turned_back_with_a_finding():
    broken = "name\nHörde\n".encode().decode("cp1252").encode()
    text, _, findings = decode(broken, "t.csv")
    assert text == "name\nHörde\n"
    assert [finding.code for finding in findings] == ["encoding_twice"]


def test_commas_inside_numbers_do_not_part_cells():
    assert find_separator("key;quote\n01;14,8\n02;33,2\n") == ";"


def test_an_open_quote_names_its_line():
    data = 'key;name\n01;Eving\n02;"Hörde\n03;Mengede\n'.encode()
    with pytest.raises(InputError, match="Anführungszeichen in Zeile 3"):
        read_records(data, "t.csv")


def test_two_stray_quotes_that_swallow_rows_are_an_error():
    data = b'k;a;b;c\n1;"x;1;1\n2;y;1;1\n3;z";1;1\n4;u;1;1\n'
    with pytest.raises(InputError, match="Anführungszeichen"):
        read_records(data, "t.csv")


def test_lines_count_line_breaks_inside_cells():
    records, _ = read_records(b'a,b\n"x\ny",1\nz,2\n', "t.csv")
    assert records.lines == [1, 2, 4]


def test_excels_own_separator_line_is_obeyed_and_counted():
    records, _ = read_records(b"sep=|\na|b\n1|2\n", "t.csv")
    assert (records.rows, records.lines) == ([["a", "b"], ["1", "2"]], [2, 3])


def test_a_key_written_as_quoted_formula_keeps_its_zeros():
    records, _ = read_records(b'key;n\r\n="01";5\r\n="=1+1";6\r\n', "a.csv")
    assert records.rows == [["key", "n"], ["01", "5"], ["=1+1", "6"]]
