"""A protected place is protected in every spelling, and in doubt."""

import numpy as np
import pytest
from pandas import DataFrame, Series

from intake.offers.protected import (
    find_protected,
    is_code,
    mark_columns,
    read_mark,
    said_code,
)


@pytest.mark.parametrize("cell", ["ja", "JA ", "x", "1", "1.0", "true", "WAHR", "geheim", "vertraulich", "Schutzadresse", "nicht veröffentlichen", "nicht öffentlich", "✓", "Sperrvermerk"])  # fmt: skip
def test_marks_that_protect(cell):
    assert read_mark(cell) is True


@pytest.mark.parametrize(
    "cell", ["", " ", "nein", "NEIN", "0", "false", "öffentlich", "-", "keine"]
)
def test_marks_that_do_not(cell):
    assert read_mark(cell) is False


@pytest.mark.parametrize("cell", ["evtl.", "siehe Akte", "2", "???", "?", "teilweise"])
def test_unknown_marks_are_not_no(cell):
    assert read_mark(cell) is not False


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("ja", False),
        ("nein", True),
        ("", None),
        ("vielleicht", None),
        ("geheim", True),
        ("öffentlich", False),
    ],
)
def test_a_column_that_says_public_means_the_opposite(cell, expected):
    assert read_mark(cell, means_protected=False) is expected


@pytest.mark.parametrize("heading", ["vertraulich", "Geschützt?", "GEHEIM", "Sperrvermerk", "anonym", "Schutzadresse", "protected", "is_confidential", "nicht veröffentlichen", "Schutzstatus"])  # fmt: skip
def test_headings_of_marks(heading):
    assert mark_columns(DataFrame(columns=["id", heading])) == {heading: True}


@pytest.mark.parametrize(
    "heading",
    ["name", "Kinderschutz", "Datenschutzbeauftragte", "vertrauliche Beratung", "Öffnungszeiten"],
)
def test_headings_that_are_none(heading):
    assert mark_columns(DataFrame(columns=["id", heading])) == {}


def protected(**columns):
    table = DataFrame(columns, dtype="str")
    labels = Series([f"A{row}" for row in table.index], index=table.index)
    return find_protected(table, texts=("name",), labels=labels, public=("A9",), file="t.csv")


def test_unknown_marks_protect_and_ask():
    found, findings = protected(name=["a", "b", "c"], geheim=["", "wird geklärt", "nein"])
    assert found.tolist() == [False, True, False]
    assert [finding.code for finding in findings] == ["ask_protected_mark", "protected"]


def test_a_shelter_without_a_mark_is_protected_and_asked_about():
    found, findings = protected(
        name=["Kita", "Frauenhaus Musterstadt", "Mädchenzuflucht", "Frauenberatung"]
    )
    assert found.tolist() == [False, True, True, False]
    assert findings[0].code == "ask_protected"
    assert "Musterstadt" not in "".join(finding.sentence() for finding in findings)


def test_an_office_that_says_no_is_believed():
    assert protected(name=["Frauenhaus Beratung"], vertraulich=["nein"])[0].tolist() == [False]


def test_a_note_that_the_address_is_secret_protects():
    found, _ = protected(
        name=["a", "b", "c"],
        notiz=["Adresse ist geheim", "Wir beraten vertraulich", "bitte nicht veröffentlichen"],
    )
    assert found.tolist() == [True, False, True]


def test_findings_name_no_row_by_an_id_that_tells_the_place():
    table = DataFrame({"name": ["Frauenhaus"]}, dtype="str")
    labels = Series(["Musterstr. 5, 44135"], index=table.index)
    found, findings = find_protected(table, texts=("name",), labels=labels, file="t.csv")
    assert np.all(found)
    assert "Muster" not in "".join(finding.sentence() for finding in findings)


LABELS = [
    ("A1", True),
    ("kita-17.b", True),
    ("3f2504e0-4f89-11d3-9a0c-", True),  # 24 signs
    ("3f2504e0-4f89-11d3-9a0c-0", False),  # 25: long enough for street and number
    ("Musterstrasse5-44135-Dortmund", False),
    ("Hof-9", True),  # one short word
    ("Hof", False),  # a word without a number
    ("H 9", False),  # with a blank
    ("Markt5", False),  # a word of five letters
    ("Am-See-3", False),  # two words
    ("", False),
]


@pytest.mark.parametrize(("label", "told"), LABELS)
def test_only_a_short_code_with_a_digit_and_no_words_is_told(label, told):
    assert is_code(label) is told
    assert said_code(label) == (f" ({label})" if told else "")
    table = DataFrame({"name": ["Frauenhaus", "Frauenhaus"]}, index=[2, 3], dtype="str")
    labels = Series(["B7", label], index=table.index)
    _, findings = find_protected(table, texts=("name",), labels=labels, file="t.csv")
    (asked,) = [finding for finding in findings if finding.code == "ask_protected"]
    assert asked.where == f"B7, {label if told else 'Zeile 3'}"


@pytest.mark.parametrize(
    "name",
    ["Beratung (geschützt)", "Schutzstelle", "Wohngruppe (Ort anonym)", "Inobhutnahmestelle Nord", "Treff, nicht für die Karte"],
)  # fmt: skip
def test_other_words_for_a_secret_place_protect_too(name):
    table = DataFrame({"name": [name, "Jugendtreff"]}, index=[2, 3], dtype="str")
    protected, _ = find_protected(
        table, texts=("name",), labels=Series(["A1", "A2"], index=[2, 3]), file="a.csv"
    )
    assert protected.tolist() == [True, False]
