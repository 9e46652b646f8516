"""Numbers as offices write them; what is none has a reason and never becomes 0."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from intake.cells.numerals import evidence, find_decimal, marks_with, read_cell, to_numbers


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("53210", 53210), ("53.210", 53210), ("1.234.567", 1234567), ("14,8", 14.8), ("1.234,5", 1234.5), ("-0,7", -0.7), ("−3", -3),
        ("12 345", 12345), ("12\u202f345,6", 12345.6), ("14,8 %", 14.8), ("( 12 )", 12), ("123 r", 123), ("99*", 99), ("5,2 ha", 5.2), ("1e3", 1000),
    ],
)  # fmt: skip
def test_german_numbers(cell, expected):
    assert read_cell(cell, ",", marks_with())[0] == pytest.approx(expected)


def test_the_point_is_decimal_where_the_table_says_so():
    assert read_cell("1.234", ".", marks_with())[0] == 1.234
    assert read_cell("1,234", ".", marks_with())[0] == 1234


def test_a_leading_zero_settles_the_decimal_sign():
    assert read_cell("0.123", ",", marks_with())[0] == 0.123


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("", "missing"), ("-", "missing"), ("k.A.", "missing"), (".", "suppressed"), ("•", "suppressed"), ("<5", "suppressed"), ("unter 3", "suppressed"), ("x", "not_applicable")],
)  # fmt: skip
def test_marks_are_reasons_not_zeros(cell, reason):
    value, why, _, _ = read_cell(cell, ",", marks_with())
    assert math.isnan(value)
    assert why == reason


def test_a_city_can_say_that_a_dash_is_zero():
    marks = marks_with(zero=["–"], suppressed=["x"])
    assert read_cell("–", ",", marks)[0] == 0
    assert read_cell("x", ",", marks)[1] == "suppressed"


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("01. Mai", "date"), ("Jan 12", "date"), ("2024-05-01", "date"), ("inf", "infinite"), ("1e999", "infinite"), ("#REF!", "error"), ("#FORMEL!", "formula"), ("viele", "text")],
)  # fmt: skip
def test_what_is_no_number_is_flagged(cell, flag):
    assert read_cell(cell, ",", marks_with())[2] == flag


def test_ungrouped_thousands_in_the_column_make_the_point_decimal():
    read = to_numbers(["53210", "8.120"])
    assert read.values.tolist() == [53210, 8.12]
    assert read.guessed == "8.120"


def test_the_table_settles_what_one_column_cannot():
    table = DataFrame({"ew": ["53.210", "8.120"], "quote": ["14,8", "33,2"]}, dtype="str")
    assert find_decimal(table) == ","
    assert to_numbers(table["ew"].tolist(), decimal=find_decimal(table)).values.tolist() == [
        53210,
        8120,
    ]


def test_a_file_parted_by_commas_has_decimal_points():
    assert find_decimal(DataFrame({"a": ["1.234"]}, dtype="str"), ",") == "."


def test_evidence_counts_only_what_is_clear():
    assert evidence(["1.234", "1,234", "7", "14,8", "0.5", "1.234,5"]) == {",": 2, ".": 1}


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1, max_size=20),
    st.sampled_from(".,"),
)
def test_any_floats_read_back_if_their_sign_is_known(numbers, sign):
    cells = [repr(number).replace(".", sign) for number in numbers]
    assert to_numbers(cells, asked=sign).values.tolist() == pytest.approx(numbers)


def test_mixed_reading_and_simple_reading_agree():
    cells = ["1.5", "2", "", "-3.25"]
    simple, mixed = to_numbers(cells), to_numbers([*cells, "x"])
    assert simple.values[[0, 1, 3]].tolist() == mixed.values[[0, 1, 3]].tolist() == [1.5, 2, -3.25]
    assert simple.reasons.tolist() == ["", "", "missing", ""]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("14,8 Prozent", 14.8), ("14,8 v. H.", 14.8), ("120-", -120), ("1.234,5-", -1234.5), ("59.480 ²", 59480), ("53.210¹⁾", 53210)],
)  # fmt: skip
def test_words_and_signs_behind_a_number(cell, expected):
    assert read_cell(cell, ",", marks_with())[0] == pytest.approx(expected)


def test_a_percent_word_counts_as_the_sign():
    assert read_cell("14,8 Prozent", ",", marks_with())[3]
    assert not read_cell("14,8 Personen", ",", marks_with())[3]


def test_a_range_in_place_of_a_count_is_withheld_not_a_number():
    value, reason, flag, _ = read_cell("1–3", ",", marks_with())
    assert math.isnan(value)
    assert (reason, flag) == ("suppressed", "mark")
