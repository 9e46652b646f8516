"""Parts of a paper as paragraphs, tables and pictures of a DOCX.

Fields of a DOCX that Word fills in: page numbers and the table of contents.
"""

import io
from collections.abc import Callable, Sequence
from typing import Any

from export.document import (
    Bullets,
    Contents,
    Facts,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Part,
    Table,
    remark,
)
from export.drawing.picture import rendered, source_lines
from export.writers._word_style import (
    GREY,
    MUTED,
    cell_ground,
    cell_rule,
    millimetres,
    narrow_cell,
    paint,
    repeat_header,
    set_widths,
    style_named,
)


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


#: Widest table and picture on an A4 page, millimetres.
MOST_WIDTH = 170.0
MOST_PICTURE = 168.0


def add_part(document: Any, part: Part) -> None:
    """Append one part of a paper to a document."""
    WRITERS[type(part)](document, part)


def _heading(document: Any, part: Heading) -> None:
    document.add_paragraph(part.text, style=style_named(document, f"Heading {part.level}"))


def _contents(document: Any, part: Contents) -> None:
    add_toc(document, part.title, part.depth, part.entries)


def _pagebreak(document: Any, _: PageBreak) -> None:
    document.add_page_break()


def _paragraph(document: Any, part: Paragraph) -> None:
    run = document.add_paragraph().add_run(part.text)
    if part.style == "lead":
        paint(run, size=11.5)
    elif part.style == "note":
        paint(run, size=8.5, colour=MUTED)


def _bullets(document: Any, part: Bullets) -> None:
    for lead, text in part.items:
        item = document.add_paragraph(style=style_named(document, "List Bullet"))
        if lead:
            item.add_run(f"{lead} ").bold = True
        item.add_run(text)


def add_facts(document: Any, pairs: tuple[tuple[str, str], ...]) -> None:
    """Append pairs of a name and what stands for it, as a small grey box."""
    table = document.add_table(rows=0, cols=2)
    for pair in pairs:
        for column, cell in enumerate(table.add_row().cells):
            cell_ground(cell, GREY)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = 0
            paint(paragraph.add_run(pair[column]), size=9.5, bold=column == 1)
    set_widths(table, [48.0, MOST_WIDTH - 48.0])
    _gap(document)


def _gap(document: Any) -> None:
    """A small distance after a table or its notes."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = 0
    paint(paragraph.add_run(" "), size=5)


def _caption(document: Any, text: str) -> None:
    paragraph = document.add_paragraph(style=style_named(document, "Caption"))
    paragraph.add_run(text)
    paragraph.paragraph_format.keep_with_next = True


def _notes(document: Any, lines: tuple[str, ...]) -> None:
    if lines:
        paragraph = document.add_paragraph()
        paint(paragraph.add_run(remark(lines)), size=8, colour=MUTED)
        paragraph.paragraph_format.space_after = 0
    _gap(document)


def _table(document: Any, part: Table) -> None:
    _caption(document, part.caption)
    n = len(part.header)
    table = document.add_table(rows=0, cols=n)
    size = 7.0 if n > 6 else 8.5 if n > 4 else 9.0
    lines = (part.header, *part.rows)
    for number, line in enumerate(lines):
        strong = number == 0 or (part.bold_last and number == len(lines) - 1)
        cells = table.add_row().cells
        for column, (cell, text) in enumerate(zip(cells, line, strict=True)):
            cell_rule(cell, thick=number == 0)
            _cell(cell, text, size=size, bold=strong, right=column >= part.text_columns)
    relative = part.widths or tuple(1.6 if i < part.text_columns else 1.0 for i in range(n))
    set_widths(table, [MOST_WIDTH * share / sum(relative) for share in relative])
    repeat_header(table.rows[0])
    _notes(document, part.notes)


def _cell(cell: Any, text: str, *, size: float, bold: bool, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    narrow_cell(cell)
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = 0
    paint(paragraph.add_run(text), size=size, bold=bold)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _figure(document: Any, part: Figure) -> None:
    _caption(document, part.caption)
    picture = part.picture
    width = min(picture.width, MOST_PICTURE)
    paragraph = document.add_paragraph()
    shape = paragraph.add_run().add_picture(
        io.BytesIO(rendered(picture, dpi=200)), millimetres(width)
    )
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
    described = shape._inline.docPr
    described.set("descr", picture.alt)
    described.set("title", picture.title)
    described.set("name", picture.title[:60])
    _notes(document, tuple(source_lines(picture)))


#: Kind of part → function that appends it.
WRITERS: dict[type, Callable[[Any, Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Facts: lambda document, part: add_facts(document, part.pairs),
    Table: _table,
    Figure: _figure,
    Contents: _contents,
    PageBreak: _pagebreak,
}
