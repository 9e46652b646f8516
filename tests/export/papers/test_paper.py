"""Council papers: chosen blocks, sums, secrecy, DOCX for editing, and templates of the city."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import docx
import pytest
from docx.oxml.ns import qn

from export.document import Bullets, Figure, Heading, Paragraph, Table
from export.papers._council_closing import _place
from export.papers.content import BLOCKS, Cost, PaperContent
from export.papers.council import council_document, council_paper
from indicators.coverage.scenario_effects import ScenarioEffect, ScenarioSummary
from intake.city.word_template import read_template
from intake.findings import UnsafeFileError
from tests.builders.paper_material import material, structure
from tests.builders.programs import program

SUBJECT = "Bericht zur sozialen Lage"


def content(**more):
    made = more.pop("made", None) or material(earlier=(30.0, 20.0, 30.0))
    return PaperContent(made, SUBJECT, **more)


def headings(paper):
    return [p.text for p in paper.parts if isinstance(p, Heading) and p.level == 1]


def tables(paper):
    return {p.caption: p for p in paper.parts if isinstance(p, Table)}


def text(paper):
    return repr(paper.parts).replace("\\xa0", "\u00a0")


def test_blocks_stand_in_the_chosen_order_and_empty_ones_are_left_out():
    paper = council_document(content(blocks=("method", "situation", "costs")))
    assert headings(paper) == ["Zur Methode", "Soziale Lage"]


def test_all_blocks_with_everything_given():
    given = {
        "resolution": "Der Rat beschließt.",
        "costs": (Cost("Büro", 1.0),),
        "scenarios": (ScenarioSummary("Umzug", ("„Haus“ verlegt",), ()),),
        "attachments": ("Karte",),
    }
    found = headings(council_document(content(**given)))
    assert found == [BLOCKS[b] for b in BLOCKS if b not in ("gaps", "sites")]


def test_a_scenario_tells_its_changes_and_what_is_withheld():
    effects = (
        ScenarioEffect("Kitas: 10 Minuten", 150, 60, 90, 60, 30),
        ScenarioEffect("Bäder", *[float("nan")] * 5),
    )
    made = ScenarioSummary("Umzug", ("„Kita West“ verlegt",), effects)
    paper = council_document(content(blocks=("scenarios",), scenarios=(made,)))
    [table] = tables(paper).values()
    assert table.rows == (
        ("Kitas: 10 Minuten", "150", "60", "90", "60", "30"),
        ("Bäder", *["•"] * 5),
    )
    assert "„Kita West“ verlegt" in text(paper)


def test_the_table_marks_what_is_worse_and_how_sure_it_is():
    """City 90 of 600 = 15 %. West 40 %: certain. Mitte 10 %. Ost 16 of 100: may be chance."""
    made = material(poor=(40.0, 34.0, 16.0), everyone=(100.0, 400.0, 100.0))
    [table] = tables(council_document(content(made=made, blocks=("table",)))).values()
    assert table.rows == (
        ("West", "▲\u00a040,0"),
        ("Mitte", "8,5"),
        ("Ost", "(▲)\u00a016,0"),
        ("Stadt Musterstadt", "15,0"),
    )


def test_costs_are_summed_and_unknown_ones_are_not_zero():
    costs = (Cost("A", 1000.0, 12.5), Cost("B", 500.0), Cost("C"))
    [table] = tables(council_document(content(costs=costs, blocks=("costs",)))).values()
    assert [row[2:] for row in table.rows] == [
        ("1.000", "12,50"),
        ("500", "."),
        (".", "."),
        ("1.500", "12,50"),
    ]
    only_unknown = council_document(content(costs=(Cost("C"),), blocks=("costs",)))
    assert tables(only_unknown)["Kostenrahmen in Euro"].rows[-1] == ("Summe", "", ".", ".")


def test_withheld_values_are_counted_and_never_written():
    """3 of 100 is below min_cases = 5."""
    paper = council_document(content(made=material(poor=(3.0, 20.0, 30.0))))
    assert "wurden" in text(paper)
    assert "zurückgehalten" in text(paper)
    assert "3,0" not in text(paper)
    rows = tables(paper)["Hauptkennzahlen im Vergleich zur Stadt"].rows
    assert rows[0] == ("West", "•")


def test_an_internal_paper_is_not_public():
    paper = council_document(content(made=material(poor=(3.0, 20.0, 30.0), audience="internal")))
    assert ("Öffentlichkeit", "nichtöffentlich") in paper.facts
    assert "darf nicht veröffentlicht werden" in text(paper)


def test_maps_show_the_chosen_indicator_and_say_it_in_words():
    paper = council_document(content(blocks=("maps",), map_indicators=("quote",)))
    [figure] = [p for p in paper.parts if isinstance(p, Figure)]
    assert "höchster: West mit 40,0" in figure.picture.alt.replace("\u00a0", " ")


def test_sources_name_every_indicator_that_is_used():
    paper = council_document(content(blocks=("sources",)))
    [bullets] = [p for p in paper.parts if isinstance(p, Bullets)]
    assert bullets.items[0] == ("Musteramt:", "Quote.")


def test_the_pdf_is_accessible_and_lasting():
    found = structure(council_paper(content()))
    assert (found["ua"], found["a"], found["language"], found["title"]) == (
        "1",
        "2A",
        "de-DE",
        SUBJECT,
    )
    assert len(found["alts"]) == 1
    assert all(found["alts"])


def opened(**more):
    return docx.Document(io.BytesIO(council_paper(content(**more), format="docx")))


def test_the_docx_has_title_language_headings_and_alternative_texts():
    document = opened()
    assert document.core_properties.title == SUBJECT
    assert document.core_properties.created.date() == material().office.date
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"de-DE"}
    assert {p.text for p in document.paragraphs if p.style.name == "Heading 1"} >= {"Soziale Lage"}
    described = [e.get("descr") for e in document.element.iter(qn("wp:docPr"))]
    assert described
    assert all(described)


def test_every_table_of_the_docx_repeats_its_header():
    document = opened()
    with_header = [t for t in document.tables if t._tbl.find(f".//{qn('w:tblHeader')}") is not None]
    assert len(with_header) == len(document.tables) - 2  # the boxes of facts have none


def test_pages_are_numbered_in_the_docx():
    codes = [e.text.strip() for e in opened().sections[0].footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_equal_papers_give_equal_docx():
    assert council_paper(content(), format="docx") == council_paper(content(), format="docx")


def template(*lines):
    """A city's own template, one of its placeholders cut into two runs."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Kopf {{drucksache}}"
    for line in lines:
        paragraph = document.add_paragraph(line[: len(line) // 2])
        paragraph.add_run(line[len(line) // 2 :])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def filled(*lines):
    made = council_paper(content(blocks=("situation",)), format="docx", template=template(*lines))
    return docx.Document(io.BytesIO(made))


def test_a_template_keeps_its_text_and_gets_the_paper_in_its_place():
    document = filled("Betreff: {{betreff}}", "{{inhalt}}", "Gezeichnet, {{unbekannt}}")
    lines = [p.text for p in document.paragraphs if p.text]
    assert lines[:2] == [f"Betreff: {SUBJECT}", "Soziale Lage"]
    assert lines[-1] == "Gezeichnet, {{unbekannt}}"
    assert document.sections[0].header.paragraphs[0].text == "Kopf 0815-26"


def test_a_template_without_a_place_gets_the_paper_at_its_end():
    lines = [p.text for p in filled("Vorwort").paragraphs if p.text]
    assert lines[:2] == ["Vorwort", "Soziale Lage"]


def packed(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"kein zip", "kein Word-Dokument"),
        (packed(a="x"), "kein Word-Dokument"),
        (packed(**{"word__document.xml": "x", "[Content_Types].xml": "macroEnabled"}), "Makros"),
        (packed(**{"word__document.xml": "x", "[Content_Types].xml": "x", "word__vbaProject.bin": "x"}), "Makros"),
    ],
)  # fmt: skip
def test_templates_that_could_run_something_are_refused(tmp_path, data, why):
    path = tmp_path / "vorlage.docx"
    path.write_bytes(data)
    with pytest.raises(UnsafeFileError, match=why):
        read_template(path)


def test_a_plain_template_is_read(tmp_path):
    path = tmp_path / "vorlage.docx"
    path.write_bytes(template("x"))
    assert read_template(path) == path.read_bytes()


@pytest.mark.office
def test_libreoffice_opens_the_docx_and_converts_it(tmp_path):
    office = program("soffice", "libreoffice-writer-nogui")
    reader = program("pdftotext", "poppler-utils")
    (tmp_path / "v.docx").write_bytes(council_paper(content(), format="docx"))
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to",
         "pdf", "v.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    done = subprocess.run([reader, "v.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
    shown = re.sub(r"\s+", " ", done.stdout.decode())
    assert SUBJECT in shown
    assert "Seite 1 von" in shown


def test_paragraphs_of_the_resolution_are_kept_apart():
    paper = council_document(content(resolution="Erstens.\n\nZweitens.", blocks=("resolution",)))
    assert [p.text for p in paper.parts if isinstance(p, Paragraph)] == ["Erstens.", "Zweitens."]


def test_a_contact_is_the_office_alone():
    made = material()
    plain = replace(made, office=replace(made.office, author=""))
    assert "Bearbeitung" not in dict(council_document(content(made=plain)).facts)


def test_a_site_is_told_with_its_coordinates_in_whole_metres():
    """Its name is often that of the whole area."""
    site = SimpleNamespace(name="Ost", x=392_345.6, y=5_700_123.4)
    assert _place(site) == "Ost (392.346 E, 5.700.123 N)"
