"""The export package: complete, described, the same again, and nothing behind the gate in it."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from xml.etree import ElementTree

import openpyxl
import pytest

from export.atomic import WriteError
from export.package import write_package
from export.package._standalone import default_choices, standalone_map
from export.package.facts import PackageContent
from export.package.manifest import Recipe, differences, read_manifest

DAY = date(2026, 11, 22)
RECIPE = Recipe(city="Musterstadt", day="2026-11-22")


@pytest.fixture
def content(released_squares):
    released = released_squares(
        poor=[2, 21, 59], everyone=[100, 100, 200], names=("</script>", "=1+1", "Ost")
    )
    return PackageContent(released, day=DAY, source="Musteramt")


def test_a_package_is_complete_and_its_manifest_names_every_file(content, tmp_path):
    manifest = write_package(content, tmp_path / "p", recipe=RECIPE, papers={})
    on_disk = {
        p.relative_to(tmp_path / "p").as_posix() for p in (tmp_path / "p").rglob("*") if p.is_file()
    }
    assert set(manifest.files) == on_disk - {"manifest.json"}
    assert {"aktionsraum.gpkg", "kennzahlen.xlsx", "kennzahlen.csv", "karte.html"} <= on_disk
    assert read_manifest(tmp_path / "p" / "manifest.json") == manifest


def test_the_same_recipe_gives_the_same_bytes(content, tmp_path):
    first = write_package(content, tmp_path / "a", recipe=RECIPE, papers={})
    second = write_package(content, tmp_path / "b", recipe=RECIPE, papers={})
    assert differences(first.files, second.files) == ([], [])


def test_a_secret_count_is_in_no_file_and_the_manifest_says_so(content, tmp_path):
    manifest = write_package(content, tmp_path / "p", recipe=RECIPE, papers={})
    assert any("unterdrückt" in line and "Nichts" not in line for line in manifest.suppressed)
    csv = (tmp_path / "p" / "kennzahlen.csv").read_text(encoding="utf-8")
    secret = [line for line in csv.splitlines() if line.startswith("area,01,")]
    assert len(secret) == 1
    assert re.search(r"suppressed", secret[0])
    assert not re.search(r",2\.0,", secret[0])


def test_no_cell_of_the_workbook_is_a_formula_and_keys_are_text(content, tmp_path):
    write_package(content, tmp_path / "p", recipe=RECIPE, papers={})
    book = openpyxl.load_workbook(tmp_path / "p" / "kennzahlen.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert book["Gebiete"]["A2"].value == "01"
    assert book["Gebiete"]["B3"].value == "=1+1"
    assert {sheet.sheet_state for sheet in book} == {"visible"}


def test_a_workbook_names_no_person_or_program_of_this_machine(content, tmp_path):
    write_package(content, tmp_path / "p", recipe=RECIPE, papers={})
    archive = zipfile.ZipFile(io.BytesIO((tmp_path / "p" / "kennzahlen.xlsx").read_bytes()))
    core = archive.read("docProps/core.xml").decode()
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)<", core) == []


def test_notes_of_some_offers_name_them_and_notes_of_all_stand_once(content):
    """Spread persons hold for both kinds, offers without a place for one; what is general stays so."""
    kita = SimpleNamespace(
        category_label="Kita", notes=("Verteilt.", "3 ohne Ort.", "Eingetragen.")
    )
    club = SimpleNamespace(category_label="Treff", notes=("Verteilt.", "Eingetragen."))
    told = replace(content, coverages=(kita, kita, club), remarks=("Eingetragen.",)).notes
    assert told[-3:] == ("Eingetragen.", "Verteilt.", "Kita: 3 ohne Ort.")
    assert told[:-3] == tuple(dict.fromkeys(content.released.notes))


def test_metadata_name_the_city_its_place_and_the_notes(content, tmp_path):
    write_package(content, tmp_path / "p", recipe=RECIPE, papers={})
    iso = ElementTree.parse(tmp_path / "p" / "metadaten" / "iso19139.xml")
    text = " ".join(iso.getroot().itertext())
    assert "Soziale Lage und Versorgung, Musterstadt" in text
    dcat = json.loads((tmp_path / "p" / "metadaten" / "dcat-ap.jsonld").read_text(encoding="utf-8"))
    files = {entry["dct:title"] for entry in dcat["dcat:distribution"]}
    assert "aktionsraum.gpkg" in files
    assert dcat["dct:spatial"]["locn:geometry"].startswith("POLYGON((7.4")


def test_the_standalone_map_fetches_nothing_and_runs_no_name_as_script(content):
    page = standalone_map(content, default_choices(content, "area"))
    fetched = re.findall(
        r"""(?:src|href)=["'](?!data:)([^"'#]+)|url\((?!#|data:)["']?([^)"']+)""",
        page.split("<script>")[0],
    )
    assert [link for pair in fetched for link in pair if link.startswith(("http", "//"))] == []
    assert page.count("</script>") == 3
    assert "default-src 'none'" in page


def test_a_folder_that_cannot_be_made_is_a_sentence(content, tmp_path):
    (tmp_path / "p").write_text("", encoding="utf-8")
    with pytest.raises(WriteError, match="lässt sich nicht anlegen"):
        write_package(content, tmp_path / "p", recipe=RECIPE, papers={})


def test_a_file_that_is_no_manifest_is_a_sentence(tmp_path):
    (tmp_path / "manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(WriteError, match="kein Verzeichnis eines Pakets"):
        read_manifest(tmp_path / "manifest.json")
