"""Titles, double headers and footnotes are told from the data."""

import pytest

from intake.cells.header import (
    clean_cell,
    find_layout,
    join_headings,
    lacks_headings,
    require_narrow,
    spread_merged,
)
from intake.findings import InputError


def test_title_lines_and_footnotes_are_left_out():
    rows = [["Sozialbericht 2024", "", ""], ["", "", ""], ["Nr", "Name", "EW"], ["1", "A", "5"], ["2", "B", "6"],
            ["Quelle: Statistikamt", "", ""]]  # fmt: skip
    layout = find_layout(rows)
    assert (layout.start, layout.header_rows, layout.end) == (2, 1, 5)


def test_two_header_rows_are_joined():
    rows = [["Nr", "Bevölkerung", ""], ["", "insgesamt", "unter 18"], ["1", "50", "10"]]
    layout = find_layout(rows)
    assert layout.header_rows == 2
    assert join_headings(rows[:2], 3) == ["Nr", "Bevölkerung insgesamt", "Bevölkerung unter 18"]


def test_years_below_a_heading_belong_to_the_header():
    rows = [["Nr", "Einwohner", ""], ["", "2023", "2024"], ["1", "50", "60"]]
    assert find_layout(rows).header_rows == 2
    assert join_headings(rows[:2], 3) == ["Nr", "Einwohner 2023", "Einwohner 2024"]


def test_a_first_row_of_data_with_a_blank_key_stays_data():
    rows = [["Nr", "EW"], ["", "7"], ["1", "50"]]
    assert find_layout(rows).header_rows == 1


def test_the_person_who_asks_decides():
    rows = [["a", "b"], ["c", "d"], ["1", "2"]]
    layout = find_layout(rows, header_rows=2, skip_rows=0)
    assert (layout.start, layout.header_rows) == (0, 2)


def test_the_last_area_without_numbers_is_no_footnote():
    rows = [["Nr", "EW", "K"], ["1", "5", "2"], ["12", "", ""]]
    assert find_layout(rows).end == 3


def test_no_cells_give_no_table():
    assert find_layout([["", " "], [""]]).start == 2


def test_merged_cells_get_their_text_but_titles_over_all_columns_do_not():
    rows = [["Titel", "", ""], ["Nr", "Zahl", ""], ["1", "2", "3"]]
    assert spread_merged(rows, [((0, 0), (0, 2)), ((1, 1), (1, 2))])
    assert rows[:2] == [["Titel", "", ""], ["Nr", "Zahl", "Zahl"]]


def test_values_instead_of_headings_are_noticed():
    assert lacks_headings(["1", "2.5", "2024-01-01"])
    assert not lacks_headings(["Schlüssel", "2023", "2024"])


def test_hyphens_at_line_ends_vanish_with_the_break():
    assert clean_cell("Ein-\nwohner\u00ad ") == "Einwohner"
    assert clean_cell("SGB II-\nQuote") == "SGB II- Quote"


def test_merged_headings_go_on_until_every_column_has_its_own_name():
    rows = [
        ["Bezirk", "Bezirk", "Bevölkerung"],
        ["Nr.", "Name", "insgesamt"],
        ["01", "Eving", "38900"],
    ]
    assert find_layout(rows).header_rows == 2


def test_a_row_of_units_with_dashes_belongs_to_the_header():
    rows = [["Nr.", "Name", "Einwohner"], ["-", "-", "Personen"], ["01", "Eving", "38900"]]
    assert find_layout(rows).header_rows == 2


def test_a_first_row_of_marks_only_is_data():
    rows = [["Nr.", "Name", "Einwohner"], ["01", "-", "-"], ["02", "Eving", "38900"]]
    assert find_layout(rows).header_rows == 1


def test_too_many_columns_are_refused_before_any_work():
    with pytest.raises(InputError, match="20001 Spalten"):
        require_narrow(20_001, "a.csv")
