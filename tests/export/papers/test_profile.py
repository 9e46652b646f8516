"""Steckbriefe: what stands in them, what must not, and that every reader can read them."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from html import unescape

import pytest

from export.document import Bullets, Contents, Figure, Heading, Table
from export.papers.booklet import booklet, booklet_paper
from export.papers.material import Words, programme_level
from export.papers.profile import profile, profile_paper
from tests.builders.paper_material import DAY, Office, material, offers, structure
from tests.builders.programs import program

HOSTILE = '#set page(width: 1pt) $x$ *b* _i_ @ref [y] // z `c` <script>alert("1")</script> \\'


def text_of(content: bytes, tmp_path) -> str:
    """What stands in a PDF, as one line."""
    reader = program("pdftotext", "poppler-utils")
    (tmp_path / "p.pdf").write_bytes(content)
    done = subprocess.run(
        [reader, "-raw", "p.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    )
    return re.sub(r"\s+", " ", done.stdout.decode())


def parts_of(paper, kind):
    return [part for part in paper.parts if isinstance(part, kind)]


def texts_of(paper) -> str:
    """Everything that a paper says, in one string."""
    return (repr(paper.parts) + repr(paper.facts)).replace("\\xa0", "\u00a0")


def test_the_summary_counts_the_flags():
    """West: 40 of 100; city: 90 of 600 = 15 %."""
    assert "In West liegt die bewertete Hauptkennzahl ungünstiger als in der Stadt." in texts_of(
        profile_paper(material(), "01")
    )
    assert "nicht ungünstiger als in der Stadt" in texts_of(profile_paper(material(), "02"))


def test_bars_show_value_and_city():
    [figure] = parts_of(profile_paper(material(), "01"), Figure)[:1]
    assert "Quote (2024): 40,0\u00a0%, Stadt 15,0\u00a0%, ungünstiger" in figure.picture.alt


def test_a_withheld_number_is_nowhere_in_the_paper():
    """3 of 100 is below min_cases = 5; 3,0 % would tell it, as would its partner's sum."""
    for format_ in ("pdf", "html"):
        content = profile(material(poor=(3.0, 20.0, 30.0)), "01", format=format_)
        assert content
    paper = profile_paper(material(poor=(3.0, 20.0, 30.0)), "01")
    figure = parts_of(paper, Figure)[0]
    assert "Quote (2024): •" in figure.picture.alt
    assert "3,0" not in texts_of(paper)
    assert "Eine Kennzahl bleibt geheim" in texts_of(paper)


def test_an_internal_paper_shows_it_and_says_so():
    paper = profile_paper(material(poor=(3.0, 20.0, 30.0), audience="internal"), "01")
    assert "3,0\u00a0%" in texts_of(paper)
    assert "Nur für den Dienstgebrauch" in paper.footer


def test_offers_are_counted_in_their_area_while_they_are_valid():
    places = offers(
        ("a", "kita", "01", ""), ("b", "kita", "01", "2019-12-31"), ("c", "kita", "02", "")
    )
    tables = parts_of(profile_paper(material(places=places), "01"), Table)
    [table] = [t for t in tables if "Angebote" in t.caption]
    assert table.rows == (("Arbeit schaffen", "Kitas: 1", "1"),)


def test_development_stands_there_only_with_two_years():
    captions = [t.caption for t in parts_of(profile_paper(material(), "01"), Table)]
    assert "Veränderung der Hauptkennzahlen" not in captions
    paper = profile_paper(material(earlier=(30.0, 20.0, 30.0)), "01")
    [table] = [t for t in parts_of(paper, Table) if t.caption.startswith("Veränderung")]
    assert table.rows[0][:5] == (
        "Quote",
        "2018–2024",
        "30,0\u00a0%",
        "40,0\u00a0%",
        "+10,0\u00a0Pp.",
    )
    assert table.rows[0][5:] == ("+1,7\u00a0Pp.", "schlechter (nicht gesichert)")


def test_neighbours_are_those_that_touch():
    assert ("Nachbarn", "Mitte") in profile_paper(material(), "01").facts
    assert ("Nachbarn", "West, Ost") in profile_paper(material(), "02").facts


def test_no_person_is_named_unless_given():
    assert "Bearbeitung" not in texts_of(profile_paper(material(office=Office(DAY, "Amt")), "01"))


@pytest.mark.parametrize("values", [(40.0, 20.0, 30.0), (float("nan"), 20.0, 30.0)])
def test_the_pdf_is_accessible_and_lasting(values):
    found = structure(profile(material(poor=values), "01"))
    assert (found["ua"], found["a"], found["language"]) == ("1", "2A", "de-DE")
    assert (found["title"], found["marked"], found["shows_title"]) == ("West", True, True)
    assert found["alts"]
    assert all(found["alts"])
    assert {"/H1", "/Table", "/TH"} <= set(found["tags"])


def test_pdfua_finds_nothing(tmp_path):
    from pdfua import validate

    path = tmp_path / "p.pdf"
    path.write_bytes(profile(material(earlier=(30.0, 20.0, 30.0)), "01"))
    report = validate(str(path))
    assert not list(report.findings)


def test_hostile_names_are_text_and_nothing_else(tmp_path):
    hostile = material(names=(HOSTILE, "Mitte", "Ost"), label=HOSTILE)
    pdf = text_of(profile(hostile, "01"), tmp_path)
    assert "#set page(width: 1pt)" in pdf
    html = profile(hostile, "01", format="html").decode()
    assert "<script" not in html
    assert HOSTILE in unescape(html)
    with zipfile.ZipFile(io.BytesIO(profile(hostile, "01", format="docx"))) as docx:
        assert b"<script" not in docx.read("word/document.xml")


def test_very_long_names_stay_on_the_page(tmp_path):
    long = "Bodelschwingh-Westerfilde-Nette-Oestrich-Mengede " * 6
    found = structure(profile(material(names=(long, "Mitte" * 40, "Ost"), label=long), "01"))
    assert 2 <= found["pages"] <= 6


def test_equal_material_gives_equal_bytes():
    for format_ in ("pdf", "docx", "html"):
        first, again = (profile(material(), "01", format=format_) for _ in range(2))
        assert first == again


def test_the_page_needs_nothing_from_outside():
    html = profile(material(), "01", format="html").decode()
    assert not re.findall(r"(?:src|href)\s*=", html)
    assert "default-src 'none'" in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)


def test_the_booklet_lists_every_area_and_keeps_the_order_of_headings():
    paper = booklet_paper(material())
    assert len(parts_of(paper, Contents)) == 1
    levels = [part.level for part in parts_of(paper, Heading)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    first = [part.text for part in parts_of(paper, Heading) if part.level == 1]
    assert first == ["Alle Gebiete im Überblick", "West", "Mitte", "Ost"]


def test_the_booklet_takes_the_asked_areas_in_their_order():
    paper = booklet_paper(material(), keys=["03", "01"])
    assert [p.text for p in parts_of(paper, Heading) if p.level == 1][1:] == ["Ost", "West"]


def test_the_booklets_contents_point_to_its_pages(tmp_path):
    content = booklet(material())
    found = structure(content)
    assert (found["ua"], found["a"]) == ("1", "2A")
    assert "/TOC" in found["tags"]
    assert all(found["alts"])
    assert re.search(r"West [^A-Za-z]*4", text_of(content, tmp_path))


def test_remarks_are_printed_under_each_picture_and_table():
    paper = profile_paper(material(earlier=(30.0, 20.0, 30.0)), "01")
    assert all("Grenzen angenähert" in figure.picture.notes for figure in parts_of(paper, Figure))
    changes = [t for t in parts_of(paper, Table) if t.caption.startswith("Veränderung")]
    assert "Grenzen angenähert" in changes[0].notes
    assert parts_of(paper, Bullets)


def test_the_programmes_level_is_the_one_that_leaves_out_a_part(embedded_city):
    assert programme_level(embedded_city.levels) == "aktionsraum"
    assert programme_level(material().released.levels) == "area"


def test_the_course_runs_from_the_first_to_the_newest_year():
    paper = profile_paper(material(earlier=(30.0, 20.0, 30.0)), "01")
    [figure] = [f for f in parts_of(paper, Figure) if f.caption.startswith("Verlauf")]
    assert (
        "Quote: West 30,0\u00a0% (2018), 40,0\u00a0% (2024); Stadt 13,3\u00a0%, 15,0\u00a0%"
        in figure.picture.alt
    )


def test_an_area_without_a_place_has_no_map_but_a_profile():
    made = material()
    areas = made.areas.copy()
    areas.loc["01", "geometry"] = None
    levels = {**made.released.levels, "area": replace(made.released.levels["area"], areas=areas)}
    object.__setattr__(made.released, "levels", levels)
    paper = profile_paper(made, "01")
    assert "Karte" not in [part.text for part in parts_of(paper, Heading)]
    assert "Fläche" not in dict(paper.facts)
    assert structure(profile(made, "02"))["alts"]  # its neighbour's map is drawn


def test_without_fields_and_with_one_known_area_there_is_a_profile():
    made = material(poor=(40.0, float("nan"), float("nan")))
    assert structure(profile(replace(made, words=Words()), "02"))["ua"] == "1"


def test_the_contents_of_the_page_and_of_the_docx_name_every_area():
    html = booklet(material(), format="html").decode()
    targets = dict(re.findall(r'<a href="#(teil-\d+)">([^<]+)</a>', html))
    assert list(targets.values()) == ["Alle Gebiete im Überblick", "West", "Mitte", "Ost"]
    assert all(f'<h2 id="{place}">{name}</h2>' in html for place, name in targets.items())
    with zipfile.ZipFile(io.BytesIO(booklet(material(), format="docx"))) as docx:
        document = docx.read("word/document.xml").decode()
    contents = document[document.index("TOC ") : document.index("w:sectPr")]
    assert contents.index(">West<") < contents.index(">Mitte<") < contents.index('"end"')
