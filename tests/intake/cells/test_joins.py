"""Every row of a table names an area, or somebody hears of it."""

import pytest
from pandas import DataFrame, Index, Series

from geo.levels import Level
from intake.cells.joins import join_rows, merged_parts, require_column
from intake.findings import InputError


@pytest.fixture
def level(squares):
    return Level("bezirk", "Bezirke", squares, Series(squares.index, index=squares.index))


def table(**columns):
    n = len(next(iter(columns.values())))
    return DataFrame(columns, index=Index(range(2, n + 2), name="row"), dtype="str")


def codes(joined):
    return [finding.code for finding in joined.findings if finding.severity == "error"]


def test_keys_join_as_written(level):
    joined = join_rows(table(key=["02", "01"], ew=["5", "6"]), level, file="t.csv", key="key")
    assert joined.keys.to_dict() == {2: "02", 3: "01"}
    assert joined.findings == ()


def test_an_unknown_key_names_row_and_proposal(level):
    joined = join_rows(
        table(key=["01", "09"], name=["West", "Mite"]), level, file="t.csv", key="key"
    )
    assert codes(joined) == ["join_unknown_key"]
    assert joined.findings[-1].where.startswith("Zeile 3")
    assert "Mitte (02)" in joined.findings[-1].message


def test_a_table_of_another_city_is_one_error(level):
    joined = join_rows(table(key=["A", "B"]), level, file="t.csv", key="key")
    assert codes(joined) == ["join_none"]


def test_sum_rows_are_known_by_word(level):
    joined = join_rows(
        table(name=["West", "Mitte", "Stadt insgesamt"], ew=["1", "2", "9"]),
        level,
        file="t.csv",
        name="name",
    )
    assert joined.sums == (4,)
    assert joined.keys.tolist() == ["01", "02"]


def test_sum_rows_are_known_by_their_numbers(level):
    rows = table(key=["01", "02", "03", "99"], ew=["10", "20", "30", "60"])
    assert join_rows(rows, level, file="t.csv", key="key").sums == (5,)
    other = table(key=["01", "02", "03", "99"], ew=["10", "20", "30", "61"])
    assert codes(join_rows(other, level, file="t.csv", key="key")) == ["join_unknown_key"]


def test_a_total_among_several_unknown_rows_is_one_of_them():
    """Where four rows name no area, chance may make one the sum of others: a person decides."""
    level = Level("b", "B", DataFrame({"name": Series(TEN)}), Series(TEN))
    rows = table(key=["01", "02", "03", "96", "97", "98", "99"],
                 ew=["10", "20", "30", "60", "11", "12", "13"])  # fmt: skip
    joined = join_rows(rows, level, file="t.csv", key="key")
    assert joined.sums == ()
    assert codes(joined) == ["join_unknown_key"] * 4


def test_persons_without_a_place_are_left_out_with_a_word(level):
    joined = join_rows(
        table(name=["West", "nicht zuzuordnen"], ew=["1", "2"]), level, file="t.csv", name="name"
    )
    assert joined.keys.tolist() == ["01"]
    assert [finding.code for finding in joined.findings] == ["row_without_area"]


def test_a_person_decides_what_a_cell_means(level):
    joined = join_rows(
        table(key=["01", "Zwo"]), level, file="t.csv", key="key", rekey={"Zwo": "02"}
    )
    assert joined.keys.tolist() == ["01", "02"]


def test_two_areas_in_one_row_are_asked_about(level):
    rows = table(name=["West", "Mitte und Ost"], ew=["1", "2"])
    assert codes(join_rows(rows, level, file="t.csv", name="name")) == ["ask_merged"]
    joined = join_rows(
        rows, level, file="t.csv", name="name", merged={"Mitte und Ost": ("02", "03")}
    )
    assert joined.merged == {3: ("02", "03")}
    assert codes(joined) == []


def test_parts_of_a_name_must_all_be_areas():
    names = Series({"1": "Haus und Hof", "2": "Hof"})
    assert merged_parts("Haus und Hof", names) == ()


def test_rows_that_slipped_are_an_error(level):
    rows = table(key=["01", "02", "03"], name=["Mitte", "Ost", "West"])
    assert "ask_key_name_conflict" in codes(
        join_rows(rows, level, file="t.csv", key="key", name="name")
    )


TEN = {f"{n:02}": name for n, name in enumerate(
    ("Aplerbeck", "Brackel", "Derne", "Eving", "Hombruch", "Huckarde", "Kirchlinde", "Lütgendortmund",
     "Mengede", "Scharnhorst"), start=1)}  # fmt: skip


@pytest.mark.parametrize(
    ("slipped", "severity"), [(0, ""), (2, "warning"), (3, "warning"), (4, "error"), (10, "error")]
)
def test_rows_that_slipped_by_one_are_an_error_from_a_third_on(slipped, severity):
    """Of ten rows the last so many hold the name of the row below, as after a deleted cell."""
    ten = Level("ubz", "Unterbezirke", DataFrame({"name": Series(TEN)}), Series(TEN))
    names = list(TEN.values())
    at = len(names) - slipped
    names[at:] = names[at + 1 :] + names[at : at + 1]
    joined = join_rows(table(key=list(TEN), name=names), ten, file="t.csv", key="key", name="name")
    codes = {"warning": ["key_name_conflict"], "error": ["ask_key_name_conflict"], "": []}
    assert [finding.code for finding in joined.findings] == codes[severity]
    assert [finding.severity for finding in joined.findings] == [severity] * bool(slipped)
    assert joined.keys.tolist() == list(TEN)


def test_headings_are_found_whatever_their_case():
    columns = DataFrame(columns=["Schlüssel", "EW"])
    assert require_column(columns, "schluessel", "t.csv") == "Schlüssel"
    with pytest.raises(InputError, match="Gemeint sein könnte „Schlüssel“"):
        require_column(columns, "Schlüsel", "t.csv")


def test_a_heading_between_areas_is_no_area(level):
    rows = table(name=["Außenstadt", "West"], ew=["", "1"], kinder=["", "2"])
    joined = join_rows(rows, level, file="t.csv", name="name")
    assert joined.keys.tolist() == ["01"]
    assert [finding.code for finding in joined.findings] == ["row_without_area"]


def test_an_empty_key_beside_numbers_is_an_error(level):
    joined = join_rows(table(key=["01", ""], ew=["5", "6"]), level, file="t.csv", key="key")
    assert "Die Zelle ist leer" in joined.findings[-1].message
