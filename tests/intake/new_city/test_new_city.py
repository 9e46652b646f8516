"""`aktionsraum new`: from an office's files to a city folder that reads back with the same numbers."""

import json
from pathlib import Path

import pytest
from geopandas import GeoDataFrame
from typer.testing import CliRunner

import cli
from export.atomic import WriteError, write_folder
from intake.city import read_city
from intake.new_city import understand
from intake.new_city._draft import toml_text
from intake.new_city._files import csv_bytes

TABLE = "Nr.;Gebiet;Einwohner;Kinder unter 18;SGB-II-Quote (%)\n1;West;1.000;200;14,8\n2;Mitte;2.000;•;33,2\n3;Ost;3.000;500;-\n"
OFFERS = "id,name,art,lat,lon,vertraulich,telefon\nA1,Kita,Kita,51.4436,7.4243,,+49 231\nFH1,Haus,Frauenhaus,51.4444,7.4444,ja,0231 4711\n"  # fmt: skip


@pytest.fixture
def office(tmp_path, squares):
    """Files of an office: boundaries without zeros in the table's keys, one protected offer."""
    areas = GeoDataFrame(squares.reset_index(names="schluessel"))
    areas.to_crs(4326).to_file(tmp_path / "bezirke.geojson", driver="GeoJSON")
    (tmp_path / "zahlen_2023.csv").write_text(TABLE, encoding="cp1252")
    (tmp_path / "angebote.csv").write_text(OFFERS, encoding="utf-8")
    return tmp_path


def new(office, *extra, folder="stadt"):
    arguments = [
        "new",
        str(office / folder),
        "--boundaries",
        str(office / "bezirke.geojson"),
        *extra,
    ]
    return CliRunner().invoke(cli.app, arguments)


def with_all(office, *extra):
    return new(
        office,
        "--table",
        str(office / "zahlen_2023.csv"),
        "--offers",
        str(office / "angebote.csv"),
        *extra,
    )


def test_the_folder_reads_back_with_the_numbers_that_were_told(office):
    answer = json.loads(with_all(office, "--json").stdout)
    city = read_city(office / "stadt")
    [figures] = city.figures
    assert answer["summary"]["variables"]["einwohner"] == {
        "n": 3,
        "sum": 6000.0,
        "unit": "count",
        "year": 2023,
    }
    assert figures.values["einwohner"].tolist() == [1000, 2000, 3000]
    assert figures.reasons.loc["02", "kinder_u18"] == "suppressed"
    assert city.offers["area"].to_dict() == answer["summary"]["offers"]["by_area"]
    assert city.protected.to_dict() == {"frauenhaus": 1}
    assert answer["summary"]["offers"]["protected"] == ["FH1"]


def test_a_fresh_city_has_indicators_standards_and_a_population(office):
    with_all(office)
    config = read_city(office / "stadt").config
    assert config.city.population == "einwohner"
    assert {entry.id for entry in config.indicator} == {"kinder_u18_quote", "sgb_ii_quote"}
    assert [entry.category for entry in config.standard] == ["kita"]


def test_no_byte_of_the_folder_or_the_answer_tells_the_protected_place(office):
    told = with_all(office, "--json").stdout
    written = b"".join(path.read_bytes() for path in (office / "stadt").iterdir())
    for word in ("51.4444", "7.4444", "0231 4711", "Haus,"):
        assert word not in told
        assert word.encode() not in written


def test_moving_the_protected_offer_changes_no_byte(office):
    with_all(office)
    before = {path.name: path.read_bytes() for path in (office / "stadt").iterdir()}
    moved = OFFERS.replace("51.4444,7.4444", "51.4439,7.4001")
    (office / "angebote.csv").write_text(moved, encoding="utf-8")
    new(
        office,
        "--table",
        str(office / "zahlen_2023.csv"),
        "--offers",
        str(office / "angebote.csv"),
        folder="andere",
    )
    after = {path.name: path.read_bytes() for path in (office / "andere").iterdir()}
    assert {name: text.replace(b'"Andere"', b'"Stadt"') for name, text in after.items()} == before


def test_errors_write_nothing_and_exit_1(office):
    (office / "zahlen_2023.csv").write_text(TABLE.replace("2;Mitte", "3;Mitte"), encoding="cp1252")
    result = with_all(office)
    assert result.exit_code == 1
    assert not (office / "stadt").exists()
    assert not [path for path in office.iterdir() if path.name.startswith(".")]


def test_a_folder_in_use_is_a_wrong_call(office):
    (office / "stadt").mkdir()
    (office / "stadt" / "brief.txt").write_text("x")
    assert with_all(office).exit_code == 2
    assert new(office, "--answer", "unsinn", folder="neu").exit_code == 2


def test_answers_are_kept_in_city_toml(office):
    result = with_all(
        office,
        "--answer",
        "year=2019",
        "--answer",
        "name=Musterstadt",
        "--answer",
        "suppressed=•",
        "--answer",
        "zero=-",
    )
    assert result.exit_code == 0, result.output
    city = read_city(office / "stadt")
    assert (city.config.city.name, city.figures[0].year) == ("Musterstadt", 2019)
    assert city.figures[0].values.loc["03", "sgb_ii_quote"] == 0


def test_formulas_are_quiet_in_the_copy_and_whole_when_read(office):
    with_all(office)
    assert b",'+49 231," in (office / "stadt" / "angebote.csv").read_bytes()
    assert read_city(office / "stadt").offers.loc["A1", "contact"] == "+49 231"


def test_figures_in_the_boundaries_are_found_without_a_table(tmp_path, squares):
    areas = GeoDataFrame(squares.reset_index(names="key")).assign(einwohner=[1, 2, 3])
    areas.to_file(tmp_path / "gebiete_2022.gpkg")
    understood = understand([tmp_path / "gebiete_2022.gpkg"], [], [], {})
    assert understood.summary["variables"]["einwohner"]["sum"] == 6


def test_two_levels_are_put_in_order_and_nested(tmp_path, squares):
    GeoDataFrame(squares.reset_index(names="key")).to_file(tmp_path / "fein.gpkg")
    coarse = squares.dissolve(by=["A", "A", "B"])[["geometry"]].assign(name=["Groß A", "Groß B"])
    coarse.rename_axis("raumnr").reset_index().to_file(tmp_path / "sozialraum.gpkg")
    understood = understand(
        [tmp_path / "sozialraum.gpkg", tmp_path / "fein.gpkg"], [], [], {"name": "A"}
    )
    write_folder(tmp_path / "stadt", {"city.toml": understood.toml.encode(), **understood.files})
    levels = read_city(tmp_path / "stadt").levels
    assert [len(level.areas) for level in levels.values()] == [3, 2]
    assert levels["sozialraum"].members.to_dict() == {"01": "A", "02": "A", "03": "B"}


def test_a_missing_file_is_a_finding(tmp_path):
    understood = understand([tmp_path / "nichts.gpkg"], [], [], {})
    assert not understood.is_complete
    assert understood.findings[0].severity == "error"


def test_a_macro_workbook_is_copied_as_plain_text(office):
    import zipfile

    from pandas import DataFrame

    path = office / "zahlen_2024.xlsx"
    DataFrame(
        {"key": ["01", "02", "03"], "einwohner": [1, 2, 3], "text": ["=A1", "b", "c"]}
    ).to_excel(path, index=False)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"inert")
    assert new(office, "--table", str(path)).exit_code == 0
    assert sorted(p.name for p in (office / "stadt").iterdir()) == [
        "bezirke.geojson",
        "city.toml",
        "zahlen_2024.csv",
    ]
    assert read_city(office / "stadt").figures[0].values["einwohner"].sum() == 6


def test_half_a_folder_is_never_left(tmp_path):
    with pytest.raises(WriteError):
        write_folder(tmp_path / "stadt", {"a.txt": b"a", "b.txt": tmp_path / "nichts"})
    assert list(tmp_path.iterdir()) == []


def test_file_names_cannot_leave_the_folder(tmp_path):
    write_folder(tmp_path / "stadt", {"../raus.txt": b"a"})
    assert [path.relative_to(tmp_path) for path in tmp_path.rglob("*.txt")] == [
        Path("stadt/raus.txt")
    ]


def test_toml_survives_awkward_text():
    import tomllib

    content = {
        "city": {"name": 'A"\\\n\u007f€', "x": 1.5, "on": True},
        "table": [{"columns": {"a b": "ü", "c": "d"}, "drop": ["1", "2"]}, {"columns": {}}],
    }
    assert tomllib.loads(toml_text(content)) == content


def test_numbers_keep_their_sign_in_copies():
    from pandas import DataFrame

    assert csv_bytes(DataFrame({"a": ["-3.5", "=1+1", "@x"]})).decode() == "a\n-3.5\n'=1+1\n'@x\n"


@pytest.mark.real
def test_the_citys_own_dortmund_is_set_up_by_one_call(real_data):
    folder = real_data / "dortmund"
    kinds = (
        "kindergarten",
        "youth_centers",
        "schools",
        "senior_meetings",
        "seniors_office",
        "playgrounds",
        "libraries",
    )
    understood = understand(
        [folder / "Statist_UnterbezirkePolygon.geojson"], [folder / "do_data2018.geojson", folder / "do_data2024.geojson"],
        [folder / f"{kind}.geojson" for kind in kinds], {"name": "Dortmund"},
    )  # fmt: skip
    summary = understood.summary
    assert (understood.is_complete, summary["areas"]) == (True, 170)
    assert summary["area_m2"] / 1e6 == pytest.approx(280.56, abs=0.01)
    assert sum(finding.code == "geometry_repaired" for finding in understood.findings) == 60
    assert summary["variables"]["transfer_payment_pct"]["n"] == 170
    assert summary["variables"]["transfer_payment_pct_2024"]["n"] == 170
    assert len(summary["offers"]["by_area"]) == summary["offers"]["n"] == 1062


@pytest.mark.real
def test_berlin_joins_completely_once_the_doubled_key_is_mended(real_data):
    folder = real_data / "berlin"
    files = (
        [folder / "planungsraeume_bis_2020.geojson"],
        [folder / "mss_2013_anteile.csv", folder / "mss_2015_anteile.csv"],
        [],
    )
    doubled = [f for f in understand(*files, {}).findings if f.severity == "error"]
    assert ["06010102" in finding.where for finding in doubled] == [True]
    mended = understand(*files, {"area_rekey.124": "04030417"})
    assert mended.is_complete
    assert {name: entry["n"] for name, entry in mended.summary["variables"].items() if name.startswith("s1")} == {
        "s1_percentage_unemployed": 447, "s1_percentage_unemployed_2015": 447,
    }  # fmt: skip
