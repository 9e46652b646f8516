"""Styles of a DOCX: page, type, colours, rules of tables, language."""

from typing import Any

ACCENT, INK, MUTED, GREY, LINE = "1F5A7A", "20303C", "5C6B75", "F1F4F6", "C9D1D6"
#: Fonts of Windows, LibreOffice and macOS offices alike.
FONT = "Arial"


def styled_document() -> Any:
    """Return an empty A4 document with the styles of our papers."""
    from docx import Document
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(22), Mm(18)
    section.top_margin, section.bottom_margin = Mm(22), Mm(22)
    normal = document.styles["Normal"]
    _type(normal, 10, INK)
    normal.paragraph_format.space_after = Pt(5)
    normal.paragraph_format.line_spacing = 1.12
    for name, size, colour in (
        ("Title", 18, INK),
        ("Heading 1", 14, ACCENT),
        ("Heading 2", 11.5, INK),
        ("Heading 3", 10, ACCENT),
        ("TOC Heading", 14, ACCENT),
        ("Caption", 9.5, INK),
    ):
        style = style_named(document, name)
        if style is not None:
            _type(style, size, colour, bold=True)
            style.paragraph_format.space_before = Pt(12 if "Heading" in name else 4)
            style.paragraph_format.space_after = Pt(4)
            style.paragraph_format.keep_with_next = True
    _no_rule(document.styles["Title"])
    return document


def _type(style: Any, size: float, colour: str, *, bold: bool | None = None) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.italic = FONT, Pt(size), False
    style.font.color.rgb = RGBColor.from_string(colour)
    if bold is not None:
        style.font.bold = bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)


def _no_rule(style: Any) -> None:
    """Take away the rule that Word's title style draws."""
    from docx.oxml.ns import qn

    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


#: Names of styles in German templates.
_GERMAN = {
    "Heading 1": "Überschrift 1", "Heading 2": "Überschrift 2", "Heading 3": "Überschrift 3",
    "Title": "Titel", "Caption": "Beschriftung", "List Bullet": "Aufzählungszeichen",
    "TOC Heading": "Inhaltsverzeichnisüberschrift",
}  # fmt: skip


def style_named(document: Any, name: str) -> Any:
    """Return a style by its English or German name; None (plain text) if there is none."""
    named = {style.name: style for style in document.styles}
    return named.get(name) or named.get(_GERMAN.get(name, name))


def paint(run: Any, *, size: float, colour: str = "", bold: bool | None = None) -> None:
    """Set size, colour and weight of a run."""
    from docx.shared import Pt, RGBColor

    run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    if bold is not None:
        run.bold = bold


def millimetres(length: float) -> Any:
    """Return a length as Word counts it."""
    from docx.shared import Mm

    return Mm(length)


def cell_ground(cell: Any, colour: str) -> None:
    """Fill a cell."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    ground = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        ground.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(ground)


def narrow_cell(cell: Any) -> None:
    """Leave little room beside a cell's text."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tcMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), "50")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    cell._tc.get_or_add_tcPr().append(margins)


def cell_rule(cell: Any, *, thick: bool) -> None:
    """Draw a line below a cell."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, bottom = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    weight, colour = ("8", INK) if thick else ("4", LINE)
    for name, value in (("w:val", "single"), ("w:sz", weight), ("w:color", colour)):
        bottom.set(qn(name), value)
    borders.append(bottom)
    cell._tc.get_or_add_tcPr().append(borders)


def repeat_header(row: Any) -> None:
    """Mark a row as the header of its table, repeated on each page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def hyphenate(document: Any) -> None:
    """Let Word break words at the end of lines."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:autoHyphenation")
    mark.set(qn("w:val"), "true")
    settings = document.settings.element
    before = settings.find(qn("w:defaultTabStop"))
    settings.insert(0 if before is None else settings.index(before) + 1, mark)


def set_widths(table: Any, widths: list[float]) -> None:
    """Set the widths of columns in millimetres, for the grid and for each cell."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = millimetres(width)
        for cell in column.cells:
            cell.width = millimetres(width)


def set_language(document: Any, language: str) -> None:
    """Set the language of all text, for hyphenation and screen readers."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    targets = [document.styles["Normal"].element.get_or_add_rPr()]
    if properties is not None:
        targets.append(properties)
    for target in targets:
        for old in target.findall(qn("w:lang")):
            target.remove(old)
        mark = OxmlElement("w:lang")
        for name in ("w:val", "w:eastAsia"):
            mark.set(qn(name), language)
        target.append(mark)
