"""Fields of a DOCX that Word fills in: page numbers and the table of contents."""

from collections.abc import Sequence
from typing import Any

from export.word_style import MUTED, paint, style_named


def add_field(paragraph: Any, code: str, shown: str) -> None:
    """Add a field with the text that stands there until Word updates it."""
    before = len(paragraph.runs)
    _begin(paragraph, code)
    paragraph.add_run(shown)
    _mark(paragraph, "end")
    for run in paragraph.runs[before:]:
        paint(run, size=8, colour=MUTED)


def _begin(paragraph: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    _mark(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    _mark(paragraph, "separate")


def _mark(paragraph: Any, kind: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def page_of_pages(paragraph: Any) -> None:
    """Add „Seite x von y“."""
    paint(paragraph.add_run("Seite "), size=8, colour=MUTED)
    add_field(paragraph, "PAGE", "1")
    paint(paragraph.add_run(" von "), size=8, colour=MUTED)
    add_field(paragraph, "NUMPAGES", "1")


def add_toc(document: Any, title: str, depth: int, entries: Sequence[str]) -> None:
    """Add a table of contents: the entries, until Word puts in page numbers (F9)."""
    document.add_paragraph(title, style=style_named(document, "TOC Heading"))
    lines = [document.add_paragraph(entry) for entry in entries or ("",)]
    first = lines[0]
    text = first.text
    first.clear()
    _begin(first, f'TOC \\o "1-{depth}" \\h \\z \\u')
    first.add_run(text)
    _mark(lines[-1], "end")
