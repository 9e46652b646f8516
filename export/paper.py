"""The council paper (Ratsvorlage): released results and choices in; PDF, DOCX or HTML out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from export.document import Heading, Paper, Part
from export.material import Material
from export.paper_blocks import (
    coverage_block,
    development_block,
    map_block,
    situation_block,
    table_block,
)
from export.paper_closing import (
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
from export.paper_formats import WRITERS, footer, letterhead
from indicators.scenario_summary import ScenarioSummary
from indicators.site_release import SiteTables
from wording import date

#: Building blocks in the order in which they stand: id → heading.
BLOCKS = {
    "resolution": "Beschlussvorschlag",
    "situation": "Soziale Lage",
    "table": "Kennzahlen im Überblick",
    "maps": "Karten",
    "development": "Entwicklung",
    "gaps": "Versorgung und Lücken",
    "sites": "Standortvorschläge",
    "scenarios": "Szenarien im Vergleich mit heute",
    "costs": "Kostenrahmen",
    "method": "Zur Methode",
    "secrecy": "Geheimhaltung",
    "sources": "Quellen",
    "contact": "Ansprechstelle",
    "attachments": "Anlagen",
}


@dataclass(frozen=True)
class Cost:
    """One line of a cost frame, in euros; None where nothing is known."""

    what: str
    once: float | None = None
    yearly: float | None = None
    note: str = ""


@dataclass(frozen=True)
class PaperContent:
    """What a council paper is made of.

    Attributes
    ----------
    material : Material
    subject : str
        Betreff.
    committees : tuple of (str, str)
        Beratungsfolge: committee and date, as they are to be printed.
    resolution : str
        Beschlussvorschlag; "" leaves the block out.
    blocks : sequence of str
        Ids of `BLOCKS`; their order is the paper's.
    map_indicators : tuple of str
        Indicators with a map; () = the first two main indicators.
    sites : SiteTables, optional
        Proposed sites behind the release gate.
    sites_text : str
        What sites were looked for: category and standard.
    scenarios : tuple of ScenarioSummary
        Scenarios behind the release gate.
    costs : tuple of Cost
    attachments : tuple of str
    """

    material: Material
    subject: str
    committees: tuple[tuple[str, str], ...] = ()
    resolution: str = ""
    blocks: Sequence[str] = tuple(BLOCKS)
    map_indicators: tuple[str, ...] = ()
    sites: SiteTables | None = None
    sites_text: str = ""
    scenarios: tuple[ScenarioSummary, ...] = ()
    costs: tuple[Cost, ...] = ()
    attachments: tuple[str, ...] = ()


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
        from export.word import paper_docx

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
