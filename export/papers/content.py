"""What a council paper holds: its blocks, its costs, the material they are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from export.papers.material import Material
from indicators.coverage.scenario_effects import ScenarioSummary
from indicators.secrecy.release_sites import SiteTables

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
