"""Papers as PDF/UA-1 and PDF/A-2a: a `Paper` in, bytes out."""

from dataclasses import asdict
from typing import Any

from export.document import Figure, Paper, Part, Table, as_written, remark
from export.drawing.picture import source_lines, svg_text
from export.drawing.typst import pdf_of


def paper_pdf(paper: Paper) -> bytes:
    """Set a paper as PDF; equal papers give equal bytes.

    Parameters
    ----------
    paper : Paper

    Returns
    -------
    bytes
    """
    paper = as_written(paper)
    files: dict[str, bytes] = {}
    data = {
        "title": paper.title,
        "subject": paper.subject,
        "head": paper.head,
        "kind": paper.kind,
        "date": [paper.date.year, paper.date.month, paper.date.day],
        "footer": paper.footer,
        "author": paper.author,
        "cover": paper.cover,
        "facts": paper.facts,
        "parts": [_part(part, files) for part in paper.parts],
    }
    return pdf_of("document", data, files, date=paper.date)


def _part(part: Part, files: dict[str, bytes]) -> dict[str, Any]:
    """One part as JSON; pictures are put into `files`."""
    if isinstance(part, Figure):
        return _figure(part, files)
    data = table_data(part) if isinstance(part, Table) else asdict(part)
    return {"is": type(part).__name__.lower(), **data}


def table_data(table: Table) -> dict[str, Any]:
    """A table as JSON for a template."""
    return {**asdict(table), "notes": remark(table.notes)}


def _figure(figure: Figure, files: dict[str, bytes]) -> dict[str, Any]:
    name = f"bild-{len(files) + 1}.svg"
    files[name] = svg_text(figure.picture).encode("utf-8")
    return {
        "is": "figure",
        "file": name,
        "alt": figure.picture.alt,
        "caption": figure.caption,
        "width": figure.picture.width,
        "notes": remark(source_lines(figure.picture)),
    }
