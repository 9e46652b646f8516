"""What a workbook shows is what is read: percents, errors, formulas, hidden and merged cells."""

import zipfile
from datetime import date

import openpyxl
import pytest

from intake.files._sheets import cell_name, read_sheet
from intake.findings import InputError, UnsafeFileError


@pytest.fixture
def book(tmp_path):
    def make(fill):
        workbook = openpyxl.Workbook()
        fill(workbook, workbook.active)
        path = tmp_path / "t.xlsx"
        workbook.save(path)
        return path

    return make


def codes(findings):
    return [finding.code for finding in findings]


def test_keys_stay_text_and_numbers_plain(book):
    path = book(lambda _, sheet: sheet.append(["01", 53210, 14.8, 1.234, True, date(2024, 5, 1)]))
    sheet, _ = read_sheet(path)
    assert sheet.rows == [["01", "53210", "14.8", "1.2340", "WAHR", "2024-05-01"]]


def test_percent_cells_carry_their_sign(book):
    def fill(_, sheet):
        sheet.append([0.148, 0.148, 0.332])
        sheet["A1"].number_format = "0.0%"
        sheet["C1"].number_format = '0" von 100"'

    assert read_sheet(book(fill))[0].rows == [["14.8 %", "0.148", "0.332"]]


def test_a_formula_without_result_is_not_zero(book):
    sheet, findings = read_sheet(book(lambda _, sheet: sheet.append(["a", "=1+1"])))
    assert sheet.rows == [["a", "#FORMEL!"]]
    assert codes(findings) == ["formula_without_value"]
    assert "B1" in findings[0].where


def test_error_values_keep_their_name(book):
    def fill(_, sheet):
        sheet.append(["a", "#REF!"])
        sheet["B1"].data_type = "e"

    assert read_sheet(book(fill))[0].rows == [["a", "#REF!"]]


def test_hidden_sheets_rows_and_other_sheets_are_told(book):
    def fill(workbook, sheet):
        sheet.append(["a", "b"])
        sheet.append(["1", "2"])
        sheet.row_dimensions[2].hidden = True
        workbook.create_sheet("Zweites").append(["c"])
        workbook.create_sheet("Geheim").sheet_state = "hidden"

    _, findings = read_sheet(book(fill))
    assert codes(findings) == ["hidden_sheets", "ask_sheet", "hidden_cells"]


def test_the_first_sheet_with_cells_is_read(book):
    path = book(lambda workbook, _: workbook.create_sheet("Daten").append(["x"]))
    assert read_sheet(path)[0].name == "Daten"
    with pytest.raises(InputError, match="gibt es nicht"):
        read_sheet(path, sheet="Tabelle9")


def test_1904_dates_are_dates(tmp_path, book):
    def fill(workbook, sheet):
        workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        sheet.append([date(2000, 1, 1)])

    assert read_sheet(book(fill))[0].rows == [["2000-01-01"]]


def repacked(path, change):
    """Return the workbook with one member changed."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


def test_a_document_type_definition_is_refused(book):
    path = book(lambda _, sheet: sheet.append(["a"]))
    attack = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY h SYSTEM "file:///etc/passwd">]>'
    bad = repacked(path, lambda name, data: attack + data if name.endswith("sheet1.xml") else data)
    with pytest.raises(UnsafeFileError, match="DTD"):
        read_sheet(bad)


def test_a_definition_in_utf16_is_refused_too(book):
    path = book(lambda _, sheet: sheet.append(["a"]))
    attack = (
        '\ufeff<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY h "a">]><a/>'.encode(
            "utf-16-le"
        )
    )
    bad = repacked(path, lambda name, data: attack if name.endswith("sheet1.xml") else data)
    with pytest.raises(UnsafeFileError, match="DTD"):
        read_sheet(bad)


def test_macros_are_told_and_not_run(book):
    path = book(lambda _, sheet: sheet.append(["a"]))
    target = path.with_name("m.xlsx")
    target.write_bytes(path.read_bytes())
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/vbaProject.bin", b"inert")
    assert codes(read_sheet(target)[1]) == ["macros"]


def test_half_a_workbook_is_damaged(book):
    path = book(lambda _, sheet: sheet.append(["a"]))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(InputError, match="beschädigt"):
        read_sheet(path)


def test_a_sheet_that_claims_all_cells_of_excel_is_refused_in_time(book):
    path = book(lambda _, sheet: (sheet.append(["key"]), sheet.cell(1_048_576, 16_384, "x")))
    with pytest.raises(InputError):
        read_sheet(path)


def open_document(tmp_path, rows, **repeated):
    """Write an ODS file; floats become percentages."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    table = Table(name="Blatt")
    for values in rows:
        row = TableRow(**repeated)
        for value in values:
            cell = (
                TableCell(valuetype="string")
                if isinstance(value, str)
                else TableCell(valuetype="percentage", value=value)
            )
            cell.addElement(P(text=str(value)))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    path = tmp_path / "t.ods"
    document.save(path)
    return path


def test_open_document_percents(tmp_path):
    path = open_document(tmp_path, [["key", "quote"], ["01", 0.148]])
    assert read_sheet(path)[0].rows == [["key", "quote"], ["01", "14.8 %"]]


def test_repeated_open_document_rows_are_counted(tmp_path):
    path = open_document(tmp_path, [["key", 0.5]], numberrowsrepeated="3")
    assert read_sheet(path)[0].rows == [["key", "50 %"]] * 3


def test_millions_of_repeated_cells_are_refused(tmp_path):
    with pytest.raises(InputError):
        read_sheet(open_document(tmp_path, [[0.5] * 9], numberrowsrepeated="1000000"))


@pytest.mark.parametrize(
    ("place", "name"),
    [((0, 0), "A1"), ((9, 25), "Z10"), ((0, 26), "AA1"), ((0, 701), "ZZ1"), ((0, 702), "AAA1")],
)
def test_cells_are_named_as_excel_names_them(place, name):
    assert cell_name(*place) == name
