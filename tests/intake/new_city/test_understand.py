"""What an office's headings and cells mean is guessed by general rules, and doubts are told."""

from pathlib import Path

import pytest
from pandas import DataFrame, Index, Series

from geo.levels import Level
from intake.findings import InputError
from intake.new_city._areas import guess_key_and_name, level_words
from intake.new_city._indicators import ages_of, indicators_of, standards_of, target_groups_of
from intake.new_city._tables import understand_table
from intake.new_city._variables import (
    Variable,
    bare_heading,
    find_variables,
    variable_id,
    year_of,
)
from intake.new_city.answers import answer, answers_to
from intake.offers.columns import guess_columns


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"rowid": ["91", "92"], "unbeznr": ["001", "002"], "bezeichnun": ["Ost", "West"]}, ("unbeznr", "bezeichnun")),
        ({"OBJECTID": ["1", "2"], "SCHLUESSEL": ["05", "07"], "NAME": ["A", "B"], "Shape_Area": ["1.55", "2.55"]}, ("SCHLUESSEL", "NAME")),
        ({"id": ["01", "02"], "name": ["A", "B"], "einwohner": ["5", "6"]}, ("id", "name")),
        ({"statistischer_bezirk_nr": ["120", "130"], "statistischer_bezirk": ["Eving", "Mitte"], "upload_am": ["2025-10-12", "2025-10-12"]}, ("statistischer_bezirk_nr", "statistischer_bezirk")),
        ({"AGS": ["05913000", "05914000"], "GEN": ["Dortmund", "Hagen"]}, ("AGS", "GEN")),
    ],
)  # fmt: skip
def test_key_and_name_are_told_from_technical_columns(columns, expected):
    assert guess_key_and_name(DataFrame(columns, dtype="str"), "a.shp")[:2] == expected


def test_without_any_key_the_person_is_asked():
    with pytest.raises(InputError) as caught:
        guess_key_and_name(DataFrame({"flaeche": ["1.5", "2.5"]}, dtype="str"), "a.shp")
    assert caught.value.findings[0].code == "ask_key"
    assert "Schlüssel" in caught.value.findings[0].message


def test_a_technical_number_as_key_is_a_question():
    _, _, findings = guess_key_and_name(
        DataFrame({"fid": ["1", "2"], "name": ["A", "A"]}, dtype="str"), "a.shp"
    )
    assert [finding.code for finding in findings] == ["ask_key"]


def test_levels_are_named_by_their_files():
    assert level_words(Path("Sozialräume_2020.gpkg"), []) == ("sozialraum", "Sozialräume")
    assert level_words(Path("export.gpkg"), ["stadtteil_nr"]) == ("stadtteil", "Stadtteile")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("Einwohner", "einwohner"), ("Bevölkerung insgesamt 31.12.2023", "einwohner"), ("EW", "einwohner"), ("Kinder unter 6", "kinder_u6"), ("SGB II-Quote in %", "sgb_ii_quote"), ("Einwohnerdichte", "einwohnerdichte")],
)  # fmt: skip
def test_ids_of_variables(heading, expected):
    assert variable_id(heading) == expected


def test_years_in_headings():
    assert (year_of("Stand: 31.12.2023"), year_of("2018–2024"), year_of("12023")) == (
        2023,
        None,
        None,
    )
    assert bare_heading("Neubau 1999-2016 (%)") == "Neubau 1999-2016"


@pytest.fixture
def levels(squares):
    return {
        "bezirk": Level("bezirk", "Bezirke", squares, Series(squares.index, index=squares.index))
    }


@pytest.fixture
def understood(tmp_path, levels):
    def make(text, name="zahlen_2024.csv", **answers):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return understand_table(path, levels, answers)

    return make


def test_years_side_by_side_become_one_entry_each(understood):
    found = understood("key,EW 2023,EW 2024,Kinder 2024\n01,10,11,1\n02,20,21,2\n03,30,31,3\n")
    assert [(section.year, section.columns) for section in found.sections] == [
        (2023, {"einwohner": "EW 2023"}), (2024, {"einwohner": "EW 2024", "kinder": "Kinder 2024"}),
    ]  # fmt: skip
    assert [figures.values.iloc[:, 0].sum() for figures in found.figures] == [60, 63]


@pytest.mark.parametrize(
    ("answers", "key", "name"),
    [
        ({"table_key": "nr"}, "nr", ""),
        ({"table_name": "ort"}, "", "ort"),
        ({"table_key": "nr", "table_name": "ort"}, "nr", "ort"),
    ],
)
def test_the_column_that_a_person_names_tells_the_area(understood, answers, key, name):
    """Keys and names stand there twice, the second ones turned round."""
    rows = "01,West,03,Ost,5\n02,Mitte,02,Mitte,6\n03,Ost,01,West,7\n"
    found = understood("key,name,nr,ort,EW 2024\n" + rows, **answers)
    (section,) = found.sections
    assert (section.key, section.name) == (key, name)
    (figures,) = found.figures
    assert figures.values.iloc[:, 0].tolist() == [7, 6, 5]


def test_a_long_table_is_recognised(understood):
    rows = [f"{key},{year},{kind},{value}" for key in ("01", "02", "03") for year in (2023, 2024) for kind, value in (("Einwohner", 100), ("Kinder unter 18", 20))]  # fmt: skip
    found = understood("gebiet,jahr,merkmal,wert\n" + "\n".join(rows))
    assert [figures.year for figures in found.figures] == [2023, 2024]
    assert found.figures[0].values.sum().to_dict() == {"einwohner": 300, "kinder_u18": 60}


def test_the_level_with_the_best_match_is_chosen(squares, tmp_path):
    coarse = squares.dissolve(by=["A", "A", "B"]).set_axis(Index(["A", "B"], name="key"))
    both = {
        "bezirk": Level("bezirk", "Bezirke", squares, Series(squares.index, index=squares.index)),
        "raum": Level("raum", "Räume", coarse, Series({"01": "A", "02": "A", "03": "B"})),
    }
    path = tmp_path / "t_2024.csv"
    path.write_text("raum,ew\nA,5\nB,6\n")
    assert understand_table(path, both, {}).sections[0].level == "raum"


def test_fractions_are_read_as_shares_with_a_question(understood):
    found = understood("key;sgb2_quote\n01;0,148\n02;0,332\n03;0,119\n")
    assert found.figures[0].values["sgb2_quote"].tolist() == pytest.approx([14.8, 33.2, 11.9])
    assert "ask_percent" in [finding.code for finding in found.findings]
    other = understood(
        "key;sgb2_quote\n01;0,148\n02;0,332\n03;0,119\n", **{"percent.sgb2_quote": "0-100"}
    )
    assert other.figures[0].values["sgb2_quote"].tolist() == [0.148, 0.332, 0.119]


def test_the_sum_row_gives_the_citys_own_share(understood):
    found = understood(
        "key;name;ew;quote\n01;West;10;5,5\n02;Mitte;20;6,5\n03;Ost;30;7,5\n;insgesamt;60;6,9\n"
    )
    assert found.city_values == {("quote", 2024): 6.9}


def test_a_part_larger_than_the_inhabitants_blocks(understood):
    found = understood("key,einwohner,kinder_u18\n01,10,2\n02,20,30\n03,30,3\n")
    assert [f.code for f in found.findings if f.severity == "error"] == ["part_exceeds_whole"]


def test_without_a_year_the_person_is_asked(understood):
    found = understood("key,ew\n01,1\n02,2\n03,3\n", name="zahlen.csv")
    assert "ask_year" in [finding.code for finding in found.findings]
    said = understood("key,ew\n01,1\n02,2\n03,3\n", name="zahlen.csv", year="2021")
    assert said.figures[0].year == 2021


def test_codes_and_coordinates_are_no_figures(understood):
    found = understood(
        "key,plz,lat,objectid,ew\n01,44135,51.5,7,1\n02,44137,51.6,8,2\n03,44139,51.7,9,3\n"
    )
    assert [variable.id for variable in found.variables] == ["einwohner"]


def test_roles_of_offer_columns():
    columns = DataFrame(columns=["Nr.", "Einrichtung", "Art", "Straße", "Hausnr.", "Rechtswert", "Hochwert", "Träger", "Plätze", "Vertraulich"])  # fmt: skip
    found = guess_columns(columns)
    assert (found["id"], found["name"], found["category"], found["x"], found["y"]) == (
        "Nr.",
        "Einrichtung",
        "Art",
        "Rechtswert",
        "Hochwert",
    )
    assert (found["address"], found["provider"], found["capacity"]) == (
        "Straße + Hausnr.",
        "Träger",
        "Plätze",
    )


COUNT = Variable("einwohner", "EW", "Einwohner", 2024, "count")
CHILDREN = Variable("kinder_u6", "u6", "Kinder unter 6", 2024, "count")
SHARE = Variable("sgb2_quote", "q", "SGB-II-Quote", 2024, "percent")
AREA = Variable("baeume", "b", "Bäume", 2024, "count")


def test_counts_of_persons_become_rates_and_shares_stay():
    entries = {
        entry["id"]: entry
        for entry in indicators_of([COUNT, CHILDREN, SHARE, AREA], {("sgb2_quote", 2024): 16.0})
    }
    assert set(entries) == {"kinder_u6_quote", "sgb2_quote"}
    assert (entries["kinder_u6_quote"]["numerator"], entries["kinder_u6_quote"]["denominator"]) == (
        "kinder_u6",
        "einwohner",
    )
    assert (entries["sgb2_quote"]["worse"], entries["sgb2_quote"]["city_values"]) == (
        "higher",
        {"2024": 16.0},
    )


def test_each_kind_of_offer_gets_the_target_group_nearest_in_age():
    groups = target_groups_of([COUNT, CHILDREN])
    standards = standards_of({"kita": "Kitas", "seniorentreff": "Treff"}, groups)
    assert [(entry["category"], entry["target_group"]) for entry in standards] == [
        ("kita", "kinder_u6"),
        ("seniorentreff", "alle"),
    ]
    assert standards_of({"kita": "Kitas"}, []) == []


def test_ages_are_read_from_ids():
    assert [ages_of(name) for name in ("kinder_u6", "personen_6_bis_unter_10", "ue65", "sgb2")] == [
        (0, 6),
        (6, 10),
        (65, 120),
        None,
    ]


def test_an_answer_for_one_file_wins():
    answers = {"sheet": "A", "sheet@b.xlsx": "B", "rekey.Hoerde": "08", "rekey.X@b.xlsx": "09"}
    assert (answer(answers, "sheet", Path("b.xlsx")), answer(answers, "sheet", Path("c.xlsx"))) == (
        "B",
        "A",
    )
    assert answers_to(answers, "rekey", Path("c.xlsx")) == {"Hoerde": "08"}


def test_columns_of_dates_or_counts_with_words_are_named_in_a_warning():
    """Losing a column of figures is not the same as leaving out a column of names."""
    table = DataFrame(
        {
            "Kinder": ["2024-01-01", "2024-01-02", "2024-01-03"],
            "Leitung": ["Frau A", "Herr B", "Frau C"],
            "Baujahr": ["1950-1960", "1960-1970", "1970-1980"],
            "Treffs": ["3 Stück ca.", "4 Stück ca.", "5 Stück ca."],
        },
        dtype="str",
    )
    variables, findings = find_variables(table, (), decimal=",", file="a.csv")
    assert variables == []
    told = {
        finding.code: (finding.severity, finding.where + finding.message) for finding in findings
    }
    assert told["columns_unread"][0] == "warning"
    assert "„Kinder“, „Treffs“" in told["columns_unread"][1]
    assert "Leitung, Baujahr" in told["columns_left_out"][1]


def test_a_heading_in_thousands_is_asked_about():
    table = DataFrame({"Einwohner in Tsd.": ["53,2", "59,5"]}, dtype="str")
    _, findings = find_variables(table, (), decimal=",", file="a.csv")
    assert [finding.code for finding in findings] == ["ask_thousands"]
    table = DataFrame({"Geburten je 1.000 Einwohner": ["9,2", "8,5"]}, dtype="str")
    assert find_variables(table, (), decimal=",", file="a.csv")[1] == []


def test_units_below_a_heading_do_not_hide_the_inhabitants():
    assert variable_id("Bevölkerung insgesamt Anzahl") == "einwohner"
    assert variable_id("Bevölkerung darunter unter 18 Personen") == "kinder_u18"
