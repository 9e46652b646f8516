"""Keys that lost zeros or carry prefixes, names in other spellings: found, or not at all."""

import pytest
from pandas import Index, Series

from intake.cells.keys import ambiguous_names, match_keys, match_names, proposals

KEYS = Index([f"{number:02}" for number in range(1, 13)])
NAMES = Series({"01": "Innenstadt-West", "08": "Hörde", "10": "Lütgendortmund", "12": "Mengede"})


@pytest.mark.parametrize(
    ("cells", "method"),
    [
        (["01", "12"], "exact"), ([" 01", "1 2"], "blanks"), (["1", "12"], "zeros"), (["1.0", "12,0"], "zeros"), (["001", "012"], "zeros"),
        (["05913001", "05913012"], "prefix"), (["Bezirk 01", "Bezirk 12"], "prefix"), (["S1", "T12"], "letters"), (["1 West", "12 Mengede"], "letters"),
    ],
)  # fmt: skip
def test_one_way_of_reading_fits_the_whole_column(cells, method):
    match = match_keys(Series(cells, dtype="str"), KEYS)
    assert match.keys.tolist() == ["01", "12"]
    assert match.method == method


def test_two_spellings_of_one_key_do_not_both_match():
    assert match_keys(Series(["01", "1", "02"], dtype="str"), KEYS).keys.tolist() == [
        "01",
        "",
        "02",
    ]


def test_a_short_common_beginning_is_no_prefix():
    assert match_keys(Series(["1101", "1102"], dtype="str"), KEYS).n == 0


def test_keys_that_differ_only_in_zeros_stay_apart():
    match = match_keys(Series(["1"], dtype="str"), Index(["1", "01"]))
    assert match.keys.tolist() == ["1"]
    assert match_keys(Series(["001"], dtype="str"), Index(["1", "01"])).n == 0


def test_changed_cells_are_told():
    match = match_keys(Series(["1", "12"], dtype="str"), KEYS)
    assert match.changed.to_dict() == {"1": "01"}


@pytest.mark.parametrize(
    "cell",
    [
        "Hoerde",
        "HÖRDE",
        "Hörde ",
        "Ho\u0308rde",
        "Hör\u00adde",
        "08 Hörde",
        "Hörde (Süd)",
        "Stadtbezirk Hörde",
        "Hörde*",
    ],
)
def test_spellings_of_a_name_match(cell):
    assert match_names(Series([cell], dtype="str"), NAMES).keys.tolist() == ["08"]


def test_similar_names_are_proposed_not_taken():
    assert match_names(Series(["Hörda"], dtype="str"), NAMES).n == 0
    assert proposals("Hörda", NAMES) == ["Hörde (08)"]


def test_a_name_of_two_areas_matches_neither():
    names = Series({"1": "Westerfilde", "2": "Westerfilde", "3": "Nette"})
    cells = Series(["Westerfilde", "Nette"], dtype="str")
    assert match_names(cells, names).keys.tolist() == ["", "3"]
    assert ambiguous_names(cells, names) == ["Westerfilde"]


def test_a_full_name_wins_over_one_without_its_brackets():
    names = Series({"1": "Nette", "2": "Nette (Nord)"})
    assert match_names(Series(["Nette (Nord)", "Nette"], dtype="str"), names).keys.tolist() == [
        "2",
        "1",
    ]
