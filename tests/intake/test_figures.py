"""Figures of a table reach their areas, or the finding names the row."""

import math

import pytest
from pandas import DataFrame, Series

from geo.levels import Level
from intake.city.figures import rate_findings, read_figures
from intake.config import TableSection
from intake.findings import InputError
from intake.model import Figures


@pytest.fixture
def levels(squares):
    return {
        "bezirk": Level("bezirk", "Bezirke", squares, Series(squares.index, index=squares.index))
    }


@pytest.fixture
def read(tmp_path, levels):
    def make(text, **entries):
        (tmp_path / "t.csv").write_text(text, encoding="utf-8")
        section = {"file": "t.csv", "level": "bezirk", "key": "key", "year": 2024, **entries}
        return read_figures(tmp_path, TableSection(**section), levels)

    return make


def refused(read, text, **entries):
    with pytest.raises(InputError) as caught:
        read(text, **entries)
    return {
        finding.code: finding for finding in caught.value.findings if finding.severity == "error"
    }


def test_values_stand_at_their_areas_in_the_levels_order(read):
    [figures], _ = read("key,ew\n03,30\n01,10\n02,20\n", columns={"einwohner": "ew"})
    assert figures.values["einwohner"].to_dict() == {"01": 10, "02": 20, "03": 30}
    assert (figures.level, figures.year) == ("bezirk", 2024)


def test_an_area_without_a_row_is_missing_not_zero(read):
    [figures], findings = read("key,ew\n01,10\n03,30\n", columns={"einwohner": "ew"})
    assert math.isnan(figures.values.at["02", "einwohner"])
    assert figures.reasons.at["02", "einwohner"] == "missing"
    assert [finding.code for finding in findings] == ["areas_missing"]


def test_marks_keep_their_reason(read):
    [figures], _ = read("key;ew\n01;•\n02;0\n03;k.A.\n", columns={"ew": "ew"})
    assert figures.reasons["ew"].tolist() == ["suppressed", "", "missing"]
    assert figures.values.at["02", "ew"] == 0


def test_long_tables_give_one_figures_per_year(read):
    text = "key,jahr,merkmal,wert\n" + "".join(
        f"{key},{year},{kind},{value}\n"
        for key, base in (("01", 1), ("02", 2), ("03", 3)) for year in (2023, 2024) for kind, value in (("EW", base * year), ("Kinder", base))
    )  # fmt: skip
    figures, _ = read(
        text,
        year=None,
        year_column="jahr",
        variable_column="merkmal",
        value_column="wert",
        columns={"einwohner": "EW", "kinder": "Kinder"},
    )
    assert [one.year for one in figures] == [2023, 2024]
    assert figures[0].values.loc["03"].to_dict() == {"einwohner": 6069, "kinder": 3}


def test_fractions_become_per_cent_only_where_asked(read):
    text = "key;q\n01;0,148\n02;0,2\n03;5 %\n"
    [figures], _ = read(text, columns={"q": "q"}, percent={"q": "0-1"})
    assert figures.values["q"].tolist() == pytest.approx([14.8, 20, 5])


def test_a_doubled_key_names_both_rows(read):
    faults = refused(read, "key,ew\n01,1\n02,2\n01,3\n", columns={"ew": "ew"})
    assert faults["key_double"].where == "Zeile 2, 4"


def test_negative_counts_name_row_and_area(read):
    faults = refused(read, "key,kinder\n01,1\n02,-5\n03,2\n", columns={"kinder": "kinder"})
    assert "Zeile 3 (Gebiet 02)" in faults["number_negative"].where


def test_a_balance_may_be_negative(read):
    [figures], _ = read(
        "key,wanderungssaldo\n01,1\n02,-5\n03,2\n", columns={"saldo": "wanderungssaldo"}
    )
    assert figures.values.at["02", "saldo"] == -5


def test_dates_and_words_among_numbers_are_all_reported_together(read):
    faults = refused(
        read, "key;a;b\n01;12. Mai;1\n02;2;inf\n03;3;viel\n", columns={"a": "a", "b": "b"}
    )
    assert set(faults) == {"date_in_numbers", "number_infinite", "number_unreadable"}


def test_shares_above_a_hundred_are_refused_but_not_quotients(read):
    assert "share_above_100" in refused(
        read, "key;anteil\n01;50,5\n02;150,2\n03;1,5\n", columns={"a": "anteil"}
    )
    [figures], _ = read(
        "key;jugendquotient %\n01;50,5\n02;150,2\n03;1,5\n", columns={"a": "jugendquotient %"}
    )
    assert figures.values.at["02", "a"] == 150.2


@pytest.mark.parametrize("most", ["100 %", "100,0%", "100,00 v.H."])
def test_all_of_them_are_a_share_and_a_tenth_more_is_none(read, most):
    [figures], _ = read(f"key;anteil\n01;50,5 %\n02;{most}\n03;1,5 %\n", columns={"a": "anteil"})
    assert figures.values.at["02", "a"] == 100
    more = most.replace("100,0", "100").replace("100", "100,1", 1)
    faults = refused(read, f"key;anteil\n01;50,5 %\n02;{more}\n03;1,5 %\n", columns={"a": "anteil"})
    assert "Zeile 3 (Gebiet 02)" in faults["share_above_100"].where


def test_figures_of_merged_areas_are_split_by_area_and_estimated(read):
    text = "name,ew,quote\nWest,10,1.5\nMitte und Ost,50,2.5\n"
    [figures], findings = read(
        text,
        key="",
        name="name",
        columns={"ew": "ew", "quote": "quote"},
        merged={"Mitte und Ost": ("02", "03")},
    )
    assert figures.values["ew"].tolist() == [10, 25, 25]
    assert figures.values["quote"].tolist() == [1.5, 2.5, 2.5]
    assert figures.estimated == {"ew", "quote"}
    assert "areas_merged" in [finding.code for finding in findings]


def test_a_missing_column_names_what_there_is(read):
    assert "ew" in refused(read, "key,ew\n01,1\n", columns={"a": "einw"})["column_missing"].message


def test_a_file_outside_the_folder_is_refused(tmp_path, levels):
    with pytest.raises(InputError, match="aus dem Ordner"):
        read_figures(
            tmp_path, TableSection(file="../t.csv", level="bezirk", key="key", year=2024), levels
        )


def figures_with(**columns):
    values = DataFrame(columns, index=["01", "02"], dtype=float)
    return Figures("bezirk", 2024, values, values.map(lambda _: ""))


def test_a_part_cannot_be_larger_than_its_whole():
    [fault] = rate_findings(
        figures_with(kinder=[5, 30], einwohner=[50, 20]), [("kinder", "einwohner")], file="t.csv"
    )
    assert (fault.code, "02: 30 von 20" in fault.where) == ("part_exceeds_whole", True)


def test_nobody_among_nobody_is_fine_but_somebody_is_not():
    pairs = [("kinder", "einwohner")]
    assert rate_findings(figures_with(kinder=[5, 0], einwohner=[50, 0]), pairs, file="t.csv") == ()
    [fault] = rate_findings(figures_with(kinder=[5, 1], einwohner=[50, 0]), pairs, file="t.csv")
    assert fault.code == "denominator_zero"
