"""The council paper (Ratsvorlage): released results and choices in; PDF, DOCX or HTML out."""

from collections.abc import Callable

from export.document import Heading, Paper, Part
from export.papers._council_closing import (
    attachments_block,
    contact_block,
    cost_block,
    method_block,
    resolution_block,
    scenario_block,
    secrecy_block,
    site_block,
    source_block,
)
from export.papers._council_figures import (
    coverage_block,
    development_block,
    map_block,
    situation_block,
    table_block,
)
from export.papers.content import BLOCKS, PaperContent
from export.papers.formats import WRITERS, footer, letterhead
from wording import date


def council_paper(
    content: PaperContent, *, format: str = "pdf", template: bytes | None = None  # noqa: A002
) -> bytes:  # fmt: skip
    """The council paper.

    Parameters
    ----------
    content : PaperContent
    format : {"pdf", "docx", "html"}
    template : bytes, optional
        The city's own DOCX; only for `docx`.

    Returns
    -------
    bytes
    """
    paper = council_document(content)
    if format == "docx" and template is not None:
        from export.writers.word import paper_docx

        return paper_docx(paper, template=template)
    return WRITERS[format](paper)


def council_document(content: PaperContent) -> Paper:
    """The council paper as a list of parts."""
    material = content.material
    return Paper(
        title=content.subject,
        subject=f"Vorlage zur sozialen Lage, {material.released.name}, {material.year}",
        head=letterhead(material),
        kind="Vorlage",
        parts=_parts(content),
        date=material.office.date,
        footer=footer(material),
        author=material.office.department,
        facts=_facts(content),
    )


def _facts(content: PaperContent) -> tuple[tuple[str, str], ...]:
    """The box at the top of the paper; only what is known."""
    office = content.material.office
    internal = content.material.released.audience == "internal"
    pairs = [
        ("Drucksache Nr.", office.number),
        ("Datum", date(office.date)),
        ("Fachbereich", office.department),
        ("Bearbeitung", office.author),
        ("Beratungsfolge", "; ".join(f"{name}, {day}".strip(", ") for name, day in content.committees)),
        ("Öffentlichkeit", "nichtöffentlich" if internal else "öffentlich"),
    ]  # fmt: skip
    return tuple((name, text) for name, text in pairs if text)


def _parts(content: PaperContent) -> tuple[Part, ...]:
    """Chosen blocks under their headings; a block without content has none."""
    writers: dict[str, Callable[[PaperContent], list[Part]]] = {
        "resolution": resolution_block,
        "situation": situation_block,
        "table": table_block,
        "maps": map_block,
        "development": development_block,
        "gaps": coverage_block,
        "sites": site_block,
        "scenarios": scenario_block,
        "costs": cost_block,
        "method": method_block,
        "secrecy": secrecy_block,
        "sources": source_block,
        "contact": contact_block,
        "attachments": attachments_block,
    }
    parts: list[Part] = []
    for block in content.blocks:
        inner = writers[block](content)
        if inner:
            parts += [Heading(BLOCKS[block]), *inner]
    return tuple(parts)
