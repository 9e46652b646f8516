"""Papers as DOCX that an office can edit: a `Paper` in, bytes out.

The zip of a DOCX, made the same each time: bytes in, bytes out.
"""

import datetime
import io
import zipfile
from typing import Any

from export.document import Paper, as_written
from export.writers._word_parts import MOST_WIDTH, add_facts, add_part, page_of_pages
from export.writers._word_style import (
    ACCENT,
    MUTED,
    hyphenate,
    millimetres,
    paint,
    set_language,
    style_named,
    styled_document,
)


def fixed_package(content: bytes, date: datetime.date) -> bytes:
    """Return an Office package whose members all carry the paper's date."""
    moment = (max(date.year, 1980), date.month, date.day, 0, 0, 0)
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, source.read(name))
    return buffer.getvalue()


#: Where the paper goes in a template of the city.
PLACEHOLDER = "{{inhalt}}"


def paper_docx(paper: Paper, *, template: bytes | None = None) -> bytes:
    """Return a paper as DOCX; equal papers give equal bytes.

    Parameters
    ----------
    paper : Paper
    template : bytes, optional
        The city's own DOCX: its page, header, footer and styles stay. The paper takes the
        place of a paragraph `{{inhalt}}`, else it follows at the end; `{{titel}}`,
        `{{datum}}`, `{{drucksache}}` and other names of the paper's facts are filled in.
    """
    paper = as_written(paper)
    from docx import Document

    if template is None:
        document = styled_document()
        _letterhead(document, paper)
        _footer(document, paper)
    else:
        document = Document(io.BytesIO(template))
        fill_placeholders(document, placeholders(paper))
    _properties(document, paper)
    set_language(document, paper.language)
    hyphenate(document)
    start = len(document.element.body)
    if template is None:
        document.add_paragraph(paper.title, style=style_named(document, "Title"))
        if paper.facts:
            add_facts(document, paper.facts)
    if paper.cover:
        document.add_page_break()
    for part in paper.parts:
        add_part(document, part)
    if template is not None:
        _move_to_placeholder(document, start)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_package(buffer.getvalue(), paper.date)


def placeholders(paper: Paper) -> dict[str, str]:
    """What a template's placeholders stand for."""
    short = {"drucksache nr.": "drucksache"}
    named = {short.get(name.lower(), name.lower()): text for name, text in paper.facts}
    known = {"titel": paper.title, "betreff": paper.title, "fachbereich": "", "drucksache": "",
             "datum": "", "bearbeitung": "", "beratungsfolge": "", "öffentlichkeit": ""}  # fmt: skip
    return known | named


def fill_placeholders(document: Any, values: dict[str, str]) -> None:
    """Fill in `{{name}}` in body, tables, headers and footers; unknown ones stay."""
    regions = [document.element.body]
    for section in document.sections:
        regions += [part._element for part in (section.header, section.footer)]
    for region in regions:
        for paragraph in region.iter(_tag("p")):
            _fill(paragraph, values)


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _fill(paragraph: Any, values: dict[str, str]) -> None:
    """Fill in one paragraph; Word may have cut a placeholder into several runs."""
    texts = list(paragraph.iter(_tag("t")))
    whole = "".join(node.text or "" for node in texts)
    filled = whole
    for name, value in values.items():
        filled = filled.replace("{{" + name + "}}", value)
    if filled != whole:
        texts[0].text = filled
        texts[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        for node in texts[1:]:
            node.text = ""


def _move_to_placeholder(document: Any, start: int) -> None:
    """Move what was appended after `start` to the paragraph `{{inhalt}}`, if there is one."""
    body = document.element.body
    for paragraph in list(body.iter(_tag("p"))):
        if "".join(node.text or "" for node in paragraph.iter(_tag("t"))).strip() != PLACEHOLDER:
            continue
        # The section's properties are the last child; new parts stand before it.
        added = [child for child in list(body)[start - 1 :] if child.tag != _tag("sectPr")]
        for child in added:
            paragraph.addprevious(child)
        paragraph.getparent().remove(paragraph)
        return


def _properties(document: Any, paper: Paper) -> None:
    """Metadata: nothing of the machine or of the template's author."""
    moment = datetime.datetime(paper.date.year, paper.date.month, paper.date.day)
    properties = document.core_properties
    properties.title, properties.subject = paper.title, paper.subject
    properties.author = properties.last_modified_by = paper.author
    properties.created = properties.modified = moment
    properties.language, properties.comments, properties.keywords = paper.language, "", ""
    properties.revision = 1


def _letterhead(document: Any, paper: Paper) -> None:
    first = document.add_paragraph()
    paint(first.add_run(paper.head[0]), size=13, colour=ACCENT, bold=True)
    paint(first.add_run(f"\t{paper.kind}"), size=13, colour=MUTED)
    first.paragraph_format.tab_stops.add_tab_stop(millimetres(MOST_WIDTH), _right())
    first.paragraph_format.space_after = 0
    for line in paper.head[1:]:
        paint(document.add_paragraph().add_run(line), size=9.5, colour=MUTED)


def _footer(document: Any, paper: Paper) -> None:
    line = document.sections[0].footer.paragraphs[0]
    line.style = document.styles["Normal"]
    paint(line.add_run(f"{paper.footer}\t"), size=8, colour=MUTED)
    line.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(millimetres(MOST_WIDTH), _right())
    page_of_pages(line)


def _right() -> Any:
    from docx.enum.text import WD_TAB_ALIGNMENT

    return WD_TAB_ALIGNMENT.RIGHT
