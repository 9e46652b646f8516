"""Figures that would be wrong in silence are asked about at the door, with the answer to type."""

import json
from pathlib import Path

import pytest

from intake.new_city import understand

KEYS = ("01", "02", "03", "04", "05")


def square(number: int, key: str) -> dict[str, object]:
    """An area of a row of five."""
    west, east = 7.40 + 0.02 * number, 7.42 + 0.02 * number
    ring = [[west, 51.5], [east, 51.5], [east, 51.52], [west, 51.52], [west, 51.5]]
    return {
        "type": "Feature",
        "properties": {"key": key, "name": f"Ort {'ABCDE'[number]}"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture
def boundaries(tmp_path: Path) -> Path:
    path = tmp_path / "grenzen.geojson"
    features = [square(number, key) for number, key in enumerate(KEYS)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def told(boundaries: Path, table: str = "", offers: str = "", **answers: str):
    """The city understood from a table or offers, and the codes of what blocks it."""
    path = boundaries.parent / ("zahlen.csv" if table else "angebote.csv")
    path.write_text(table or offers)
    found = understand([boundaries], [path] if table else [], [path] if offers else [], answers)
    return found, {finding.code for finding in found.findings if finding.severity == "error"}


def quotas(*cells: str) -> str:
    rows = [f"{key};2024;{1000 + number};{cell}" for number, (key, cell) in enumerate(zip(KEYS, cells, strict=True))]  # fmt: skip
    return "\n".join(["key;jahr;einwohner;SGB-II-Quote (%)", *rows]) + "\n"


def test_the_worst_area_does_not_become_the_best_by_its_scale(boundaries: Path):
    """33.2 per cent written as 0.332 is above all others, whatever their largest."""
    table = quotas("0.332", "14.8", "12.1", "9.5", "20.0")
    city, blocked = told(boundaries, table)
    assert blocked == {"ask_percent"}
    (asked,) = [finding for finding in city.findings if finding.code == "ask_percent"]
    assert "Gebiet 01" in asked.where
    assert "percent.sgb_ii_quote=0-100" in asked.fix


def test_the_answer_to_type_is_believed(boundaries: Path):
    table = quotas("0.332", "14.8", "12.1", "9.5", "20.0")
    city, blocked = told(boundaries, table, **{"percent.sgb_ii_quote": "0-100"})
    assert not blocked
    assert city.is_complete
    assert 'sgb_ii_quote = "0-100"' in city.toml


@pytest.mark.parametrize("cells", [
    ("0.3", "14.8", "12.1", "9.5", "20.0"),  # as many decimals as the others: a small share
    ("0.332", "14.812", "12.1", "9.5", "20.0"),
    ("0.0", "14.8", "12.1", "9.5", "20.0"),
    ("0.332", "2.1", "1.4", "3.5", "2.0"),  # all are small
])  # fmt: skip
def test_small_shares_among_others_block_nothing(boundaries: Path, cells: tuple[str, ...]):
    assert not told(boundaries, quotas(*cells))[1]


def test_a_column_of_two_kinds_of_keys_is_refused(boundaries: Path):
    table = (
        quotas("1", "2", "3", "4", "5").replace("04;", "05913004;").replace("05;2", "05913005;2")
    )
    assert told(boundaries, table)[1] == {"join_unknown_key"}


@pytest.mark.parametrize("label", ["Summe", "Ort A bis E insgesamt"])
def test_sums_in_a_row_of_their_own_are_no_area(boundaries: Path, label: str):
    table = quotas("1.5", "2.5", "3.5", "4.5", "5.5") + f"{label};2024;5010;3.5\n"
    city, blocked = told(boundaries, table)
    assert not blocked
    assert city.summary["variables"]["einwohner"]["sum"] == 1000 + 1001 + 1002 + 1003 + 1004


def test_a_mean_in_a_row_without_a_name_is_refused(boundaries: Path):
    """The row may be the city or an area whose key got lost."""
    table = quotas("1.5", "2.5", "3.5", "4.5", "5.5") + ";2024;5010;3.5\n"
    assert told(boundaries, table)[1] == {"join_unknown_key"}


@pytest.mark.parametrize(("cell", "year"), [("2024", 2024), ("31.12.2024", 2024), ("20241231", 2024), ("Stand 2024", 2024), ("42019", None), ("120193", None), ("20249", None), ("45657", None)])  # fmt: skip
def test_a_year_is_not_cut_out_of_a_longer_number(cell: str, year: int | None):
    """42019 is a day of spreadsheets in January 2015, not the year 2019."""
    from pandas import DataFrame

    from intake.city.figures import _years
    from intake.config import TableSection

    section = TableSection(file="a.csv", level="b", year_column="jahr")
    years, findings = _years(DataFrame({"jahr": [cell]}, index=[2]), section, "a.csv")
    assert years.tolist() == [year or 0]
    assert [finding.code for finding in findings] == ([] if year else ["year_unreadable"])


OFFERS = "id;name;kategorie;lon;lat\nK1;Kita;Kita;{};{}\nK2;Treff;Treff;7.43;51.51\n"


def test_degrees_with_points_between_thousands_are_asked_about(boundaries: Path):
    city, blocked = told(boundaries, offers=OFFERS.format("7.412.345", "51.512.345"))
    assert "ask_coordinates" in blocked
    (asked,) = [finding for finding in city.findings if finding.code == "ask_coordinates"]
    assert (asked.where, "51.512.345" in asked.message) == ("K1", True)
    assert "51,512345" in asked.fix


def test_metres_with_points_between_thousands_are_read(boundaries: Path):
    """The place 7.43, 51.51 in UTM zone 32: 391 km east, 5707 km north."""
    text = (
        "id;name;kategorie;x;y\nK1;Kita;Kita;391.027;5.707.727\nK2;Treff;Treff;392.027;5.707.727\n"
    )
    city, blocked = told(boundaries, offers=text, offers_crs="EPSG:25832")
    assert not blocked
    assert city.summary["offers"]["n"] == 2
