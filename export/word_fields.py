"""Fields of a DOCX that Word fills in: page numbers and the table of contents."""

from typing import Any

from export.word_style import MUTED, paint, style_named


def add_field(paragraph: Any, code: str, shown: str, *, size: float = 8) -> None:
    """Add a field with the text that stands there until Word updates it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "separate", shown, "end"):
        run = paragraph.add_run()
        paint(run, size=size, colour=MUTED)
        if kind in {"begin", "separate", "end"}:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            run._r.append(instruction)
        else:
            run.text = shown


def page_of_pages(paragraph: Any) -> None:
    """Add „Seite x von y“."""
    paint(paragraph.add_run("Seite "), size=8, colour=MUTED)
    add_field(paragraph, "PAGE", "1")
    paint(paragraph.add_run(" von "), size=8, colour=MUTED)
    add_field(paragraph, "NUMPAGES", "1")


def add_toc(document: Any, title: str, depth: int) -> None:
    """Add a table of contents; Word and LibreOffice fill it in when fields are updated."""
    document.add_paragraph(title, style=style_named(document, "TOC Heading"))
    hint = "Inhaltsverzeichnis: mit F9 aktualisieren."
    add_field(document.add_paragraph(), f'TOC \\o "1-{depth}" \\h \\z \\u', hint, size=10)
