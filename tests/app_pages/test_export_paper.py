"""Page Export: the council paper is byte for byte that of the shell where both say the same."""

import io
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from pandas import DataFrame
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from app_pages.frame.city import loaded
from app_pages.frame.router import uploader_style
from app_pages.leaving._parts import Additions, costs_of, search_for_paper
from app_pages.leaving.council import PaperTexts, council_bytes
from cli import app as shell
from export.papers.content import Cost
from indicators.coverage.scenarios import Change, Scenario
from store.scenarios import save_scenario, scenario_folder
from tests.commands.test_site_command import degrees, make_city
from wording import speak

ROOT = Path(__file__).resolve().parent.parent.parent
BLOCKS = ("resolution", "gaps", "sites", "scenarios", "costs", "attachments")


@pytest.fixture
def city(tmp_path, monkeypatch):
    """A street of four points as the page's city, with a saved scenario."""
    folder = tmp_path / "stadt"
    folder.mkdir()
    make_city(folder, "01,90,45\n02,60,6", released=True)
    monkeypatch.setenv("AKTIONSRAUM_CITY", str(folder))
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path / "ablage"))
    speak("de")
    lon, lat = degrees(3503)
    new = Change("add", "k9", {"name": "Kita Ost", "category": "kita", "lon": lon, "lat": lat})
    save_scenario(scenario_folder("Probe"), Scenario("Ausbau", (new,), city="Probe"))
    return folder


def template(path):
    """A city's own file with a header and the place where the paper goes."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Stadt Probe – Der Oberbürgermeister"
    document.add_paragraph("{{inhalt}}")
    document.save(str(path))
    return path


def from_shell(city, out, *more):
    options = ["--subject", "Kitas", "--number", "7/26", "--department", "Amt 51",
               "--resolution", "Der Rat beschließt.", "--committee", "Rat; 17.12.2026",
               "--contact", "Telefon 0000", "--attachment", "Karte", "--site", "kita; 2",
               "--scenario", "Ausbau", "--cost", "Büro; 40.000; 1.250,50; Miete",
               "--cost", "Leitung"]  # fmt: skip
    blocks = [part for name in BLOCKS for part in ("--block", name)]
    call = ["paper", str(city), "--out", str(out), *options, *blocks, *map(str, more)]
    result = CliRunner().invoke(shell, call)
    assert result.exit_code == 0, result.output
    return out.read_bytes()


def wishes(template_=None):
    table = DataFrame(
        {"what": ["Büro", "Leitung", " "], "once": ["40.000", None, "3"],
         "yearly": ["1.250,50 €", "", None], "note": ["Miete", None, None]}
    )  # fmt: skip
    added = Additions(
        search_for_paper("kita", 2, "viertel"), ("Ausbau",), costs_of(table), template_
    )
    return PaperTexts(
        "Kitas", "7/26", "Amt 51", "", "Der Rat beschließt.", BLOCKS, (("Rat", "17.12.2026"),),
        ("Telefon 0000",), ("Karte",), (), added,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_sites_scenarios_and_costs_make_the_same_bytes_as_in_the_shell(city, tmp_path, kind):
    own = from_shell(city, tmp_path / f"v.{kind}")
    assert council_bytes(loaded(), "viertel", kind, wishes()) == own


def test_an_own_template_makes_the_same_bytes_as_in_the_shell(city, tmp_path):
    path = template(tmp_path / "stadt.docx")
    own = from_shell(city, tmp_path / "v.docx", "--template", path)
    made = council_bytes(loaded(), "viertel", "docx", wishes(path.read_bytes()))
    assert made == own
    document = docx.Document(io.BytesIO(made))
    assert document.sections[0].header.paragraphs[0].text.startswith("Stadt Probe")
    words = "".join(node.text or "" for node in document.element.iter(qn("w:t")))
    for said in ("Kita Ost", "40.000", "1.250,50", "Bewiesen bestmöglich", "Gesucht: Kitas"):
        assert said in words


def test_the_lines_of_the_cost_table_are_those_with_a_name_and_amounts_must_be_amounts():
    lines = {"what": [None, "x"], "once": ["1", "2"], "yearly": ["", None], "note": ["", None]}
    assert costs_of(DataFrame(lines)) == (Cost("x", 2.0, None, ""),)
    with pytest.raises(ValueError, match="In „x“ ist „viel“ kein Betrag"):
        costs_of(DataFrame(lines | {"once": ["", "viel"]}))


def opened():
    app = AppTest.from_file(str(ROOT / "app_pages" / "export.py"), default_timeout=60)
    app.query_params["was"] = "papiere"
    app.run()
    assert not app.exception
    return app


def test_the_page_offers_blocks_scenarios_and_says_what_is_no_template(city):
    app = opened()
    assert app.multiselect(key="bausteine").value[:2] == ["resolution", "situation"]
    assert app.multiselect(key="papier_szenarien").options == ["Ausbau"]
    app.file_uploader(key="papier_vorlage").set_value(("brief.docx", b"kein Word", "")).run()
    assert not app.exception
    assert "Die Datei ist kein Word-Dokument" in app.error[0].value.replace("\\", "")
    app.selectbox(key="papier_standorte").set_value("neu").run()
    assert app.number_input(key="papier_anzahl").value == 3
    assert not app.exception


def test_the_uploader_speaks_german_and_is_left_alone_in_english():
    try:
        assert 'content: "Datei wählen"' in uploader_style(50)
        assert "50\\00a0MB" in uploader_style(50)
        speak("en")
        assert uploader_style(50) == ""
    finally:
        speak("de")
