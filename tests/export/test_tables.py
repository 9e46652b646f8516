"""Tables as files: text stays text, numbers stay numbers, nothing becomes a formula."""

import io
import sqlite3
from contextlib import closing
from datetime import datetime

import openpyxl
import pandas as pd
import pyogrio
import pytest

from export.atomic import WriteError
from export.tables import (
    csv_bytes,
    geojson_bytes,
    gpkg_bytes,
    settled_geopackage,
    write_table,
    xlsx_bytes,
)

ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1"]


def table():
    return pd.DataFrame({"key": ["01", "002"], "name": ["Hörde", "=1+1"], "value": [1234.5, None]})


def test_csv_keeps_keys_as_text_and_points_as_decimals():
    lines = csv_bytes(table()).decode("utf-8").splitlines()
    assert lines == ["key,name,value", "01,Hörde,1234.5", "002,'=1+1,"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_csv_starts_like_a_formula(attack):
    text = csv_bytes(pd.DataFrame({attack: [attack]})).decode("utf-8")
    back = pd.read_csv(io.StringIO(text), dtype=str)
    assert [back.columns[0][0], back.iloc[0, 0][0]] == ["'", "'"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_workbook_is_a_formula(attack):
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(pd.DataFrame({attack: [attack]}))))
    types = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert types == {"s"}


def test_a_workbook_has_real_numbers_and_text_keys():
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table()))).active
    assert [cell.value for cell in sheet[2]] == ["01", "Hörde", 1234.5]
    assert sheet["C3"].value is None


@pytest.mark.parametrize("kind", ["bool", "boolean", "object"])
def test_yes_no_and_unknown_are_words_in_a_workbook(kind):
    """And no numbers 1 and 0, which a spreadsheet would sum."""
    told = [True, False] if kind == "bool" else [True, False, None]
    flags = pd.DataFrame({"flag": pd.Series(told, dtype=kind)})
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(flags))).active
    said = [sheet.cell(row, 1).value for row in range(2, 2 + len(told))]
    assert said == ["ja", "nein", None][: len(told)]


def test_a_workbook_leaves_cells_without_a_finite_number_empty():
    numbers = pd.DataFrame({"n": [1.5, float("inf"), float("-inf"), float("nan")]})
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(numbers))).active
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == [1.5, None, None, None]


def test_a_layer_in_wgs84_and_one_in_metres_lie_at_the_same_place(squares, tmp_path):
    (tmp_path / "a.geojson").write_bytes(geojson_bytes(squares.reset_index()))
    (tmp_path / "a.gpkg").write_bytes(gpkg_bytes(squares.reset_index()))
    degrees = pyogrio.read_dataframe(tmp_path / "a.geojson")
    metres = pyogrio.read_dataframe(tmp_path / "a.gpkg")
    assert (degrees.crs.to_epsg(), metres.crs.to_epsg()) == (4326, 25832)
    assert degrees["key"].tolist() == ["01", "02", "03"]
    assert degrees.to_crs(25832).area.tolist() == pytest.approx([1e6] * 3, rel=1e-3)


@pytest.mark.parametrize("transactions", [1, 7])
def test_a_geopackage_does_not_tell_how_often_it_was_written(squares, tmp_path, transactions):
    """The same content after one or seven more transactions, an hour later: the same sound file."""
    path = tmp_path / "a.gpkg"
    path.write_bytes(gpkg_bytes(squares.reset_index()))
    once = settled_geopackage(path, datetime(2026, 11, 22))
    with closing(sqlite3.connect(path)) as database:
        for number in range(transactions):
            database.execute("UPDATE gpkg_contents SET last_change = ?", (f"{number}",))
            database.commit()
    assert path.read_bytes()[24:28] != once[24:28]
    assert settled_geopackage(path, datetime(2026, 11, 22)) == once
    path.write_bytes(once)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        stamps = database.execute("SELECT last_change FROM gpkg_contents").fetchall()
    assert stamps == [("2026-11-22T00:00:00.000Z",)]
    assert len(pyogrio.read_dataframe(path)) == len(squares)


def test_an_unknown_ending_is_a_sentence(tmp_path):
    with pytest.raises(WriteError, match="Endung „.doc“"):
        write_table(table(), tmp_path / "a.doc")


def test_a_table_without_places_is_no_layer(tmp_path):
    with pytest.raises(WriteError, match="keine Orte"):
        write_table(table(), tmp_path / "a.gpkg")
