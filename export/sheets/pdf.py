"""Map sheets as PDF/UA-1 and PDF/A-2a: one page per sheet, then the figures as tables."""

import datetime
from collections.abc import Sequence

from export.drawing.svg import drawing
from export.drawing.typst import pdf_of
from export.sheets import MARGIN, Sheet
from export.writers.pdf import table_data


def sheet_pdf(
    sheets: Sequence[Sheet], *, title: str = "", date: datetime.date, author: str = "", tables: bool = True
) -> bytes:  # fmt: skip
    """Return sheets as one PDF at their true size.

    Parameters
    ----------
    sheets : sequence of Sheet
        At least one.
    title : str
        Title of the document; default that of the first sheet.
    date : date
    author : str
        Department, for the metadata.
    tables : bool
        Append what each map shows as a table (equal tables once).
    """
    files = {f"karte-{n}.svg": _map_svg(sheet) for n, sheet in enumerate(sheets)}
    data = {
        "title": title or sheets[0].title,
        "author": author,
        "date": [date.year, date.month, date.day],
        "margin": MARGIN,
        "sheets": [
            {
                "file": name,
                "title": list(sheet.title_lines),
                "title_size": sheet.title_size,
                "alt": sheet.alt,
                "width": sheet.width,
                "height": sheet.height,
            }
            for name, sheet in zip(files, sheets, strict=True)
        ],
        "tables": [table_data(t) for t in dict.fromkeys(s.table for s in sheets)] if tables else [],
    }
    return pdf_of("sheet", data, files, date=date)


def _map_svg(sheet: Sheet) -> bytes:
    """A sheet without its title, which the PDF sets as a heading."""
    return drawing(
        sheet.content, sheet.width, sheet.height, title=sheet.title, defs=sheet.defs
    ).encode("utf-8")
