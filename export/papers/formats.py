"""What all papers share: letterhead, foot, and the writers of the three formats."""

from collections.abc import Callable

from export.document import Paper
from export.papers.material import Material
from wording import date


def letterhead(material: Material) -> tuple[str, ...]:
    """City and department."""
    lines = (f"Stadt {material.released.name}", material.office.department)
    return tuple(line for line in lines if line)


def footer(material: Material) -> str:
    """Audience, number and date of the paper."""
    internal = material.released.audience == "internal"
    who = "Nur für den Dienstgebrauch – enthält kleine Fallzahlen" if internal else "Öffentlich"
    number = f"Drucksache {material.office.number}" if material.office.number else ""
    day = f"Stand {date(material.office.date)}"
    return " · ".join(part for part in (number, day, who) if part)


def _pdf(paper: Paper) -> bytes:
    from export.writers.pdf import paper_pdf

    return paper_pdf(paper)


def _docx(paper: Paper) -> bytes:
    from export.writers.word import paper_docx

    return paper_docx(paper)


def _html(paper: Paper) -> bytes:
    from export.writers.html import paper_html

    return paper_html(paper)


#: Format → writer of a paper.
WRITERS: dict[str, Callable[[Paper], bytes]] = {"pdf": _pdf, "docx": _docx, "html": _html}
