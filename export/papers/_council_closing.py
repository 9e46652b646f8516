"""Blocks of the council paper that close it: sites, costs, method, secrecy, sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from export.document import Bullets, Facts, Paragraph, Part, Table
from export.papers._council_figures import offer_sources
from export.papers.material import main_indicators, notes_of_level
from wording import count, number
from wording.numbers import MARKS

if TYPE_CHECKING:
    from export.papers.content import PaperContent
    from indicators.coverage.scenario_effects import ScenarioSummary


#: How long it took has no place in a paper, and would make each copy different.
_SECONDS = r" \(gerechnet in [^)]*\)"


def resolution_block(content: PaperContent) -> list[Part]:
    """The proposed resolution, as it was written; one paragraph per line."""
    return [Paragraph(line) for line in content.resolution.splitlines() if line.strip()]


def site_block(content: PaperContent) -> list[Part]:
    """Proposed sites with what they would reach, and how far that is proven."""
    if content.sites is None or content.sites.sites.table.empty:
        return []
    rows = [
        (
            count(row.rank),
            _place(row),
            _or_secret(row.gained_persons, 0),
            _or_secret(100 * row.covered_share, 1, "\u00a0%"),
        )
        for row in content.sites.sites.table.itertuples()
    ]
    table = Table(
        "Vorgeschlagene Standorte in der Reihenfolge ihres Nutzens",
        ("Rang", "Ort", "zusätzlich erreichte Personen", "erreichter Anteil danach"),
        tuple(rows),
        text_columns=2,
        widths=(0.6, 4.0, 1.8, 1.6),
        notes=content.sites.notes,
    )
    asked = f"Gesucht: {content.sites_text}." if content.sites_text else ""
    proof = re.sub(_SECONDS, "", content.sites.proof)
    return [Paragraph(f"{asked} {proof}".strip()), table]


def scenario_block(content: PaperContent) -> list[Part]:
    """Each scenario: its changes in words, and who is reached more or no longer."""
    parts: list[Part] = []
    for scenario in content.scenarios:
        changes = tuple((f"{n}.", words) for n, words in enumerate(scenario.changes, start=1))
        parts += [Paragraph(f"Szenario „{scenario.name}“:"), Bullets(changes)]
        if scenario.effects:
            parts.append(_effects_table(scenario))
    return parts


def _effects_table(scenario: ScenarioSummary) -> Table:
    rows = [
        (effect.what, *(_or_secret(value, 0) for value in
         (effect.target, effect.today, effect.after, effect.gained, effect.lost)))
        for effect in scenario.effects
    ]  # fmt: skip
    return Table(
        f"Szenario „{scenario.name}“ im Vergleich mit heute, Personen in der ganzen Stadt",
        ("Angebot", "Zielgruppe", "heute erreicht", "im Szenario", "mehr", "weniger"),
        tuple(rows),
        text_columns=1,
        widths=(3.6, 1.2, 1.3, 1.2, 1.0, 1.0),
    )


def _or_secret(value: float, decimals: int, unit: str = "") -> str:
    """A number, or the sign for a withheld one."""
    return MARKS["suppressed"] if np.isnan(value) else number(value, decimals) + unit


def _place(row: Any) -> str:
    """Name of a site with its coordinates; the name alone is often that of the area."""
    return f"{row.name} ({number(row.x, 0)} E, {number(row.y, 0)} N)"


def cost_block(content: PaperContent) -> list[Part]:
    """The cost frame with its sum."""
    costs = content.costs
    if not costs:
        return []
    rows = [(cost.what, cost.note, _euros(cost.once), _euros(cost.yearly)) for cost in costs]
    once, yearly = _sum([c.once for c in costs]), _sum([c.yearly for c in costs])
    table = Table(
        "Kostenrahmen in Euro",
        ("Maßnahme", "Anmerkung", "einmalig", "jährlich"),
        (*rows, ("Summe", "", _euros(once), _euros(yearly))),
        text_columns=2,
        widths=(3.0, 2.0, 1.2, 1.2),
        bold_last=True,
        notes=_unknown_costs(content),
    )
    return [table]


def _sum(amounts: list[float | None]) -> float | None:
    """Sum of the known amounts; None if none is known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _euros(amount: float | None) -> str:
    return MARKS["missing"] if amount is None else number(amount, 0 if amount % 1 == 0 else 2)


def _unknown_costs(content: PaperContent) -> tuple[str, ...]:
    unknown = any(cost.once is None and cost.yearly is None for cost in content.costs)
    return (". nicht bekannt; die Summe enthält nur bekannte Beträge.",) if unknown else ()


def method_block(content: PaperContent) -> list[Part]:
    """How the figures were made, in plain sentences."""
    material = content.material
    items = [
        ("Vergleich.", "Der Stadtwert ist das Verhältnis der Summen aller Gebiete, nicht der Durchschnitt der Anteile. „Ungünstiger“ heißt: Die Lage ist schlechter als in der Stadt im Ganzen, je nach Kennzahl bei höherem oder bei niedrigerem Wert."),
        ("Sicherheit.", "Kleine Zahlen schwanken. Zu jedem Anteil gehört deshalb ein 95-%-Bereich (Wilson). Als gesichert gilt ein Unterschied ab einer Wahrscheinlichkeit von 95 %, als wahrscheinlich ab 80 %."),
        ("Bewertung.", f"Gebiete mit weniger als {count(material.released.min_population)} Einwohnerinnen und Einwohnern werden gezeigt, aber nicht bewertet."),
    ]  # fmt: skip
    if material.coverages:
        bases = "; ".join(dict.fromkeys(found.basis for found in material.coverages))
        items.append(("Reichweite.", f"Personen gelten als erreicht, wenn ein gültiges Angebot innerhalb des genannten Standards liegt. Wege: {bases}."))  # fmt: skip
    items += [("Hinweis.", note.rstrip(".") + ".") for note in notes_of_level(material)]
    catalogue = main_indicators(material)
    items += [(f"{i.label}.", f"{i.definition} {i.caveat}".strip()) for i in catalogue if i.definition or i.caveat]  # fmt: skip
    return [Bullets(tuple(items))]


def secrecy_block(content: PaperContent) -> list[Part]:
    """What is withheld, and why."""
    released = content.material.released
    if released.audience == "internal":
        return [
            Paragraph(
                "Diese Fassung ist nur für den Dienstgebrauch. Sie enthält kleine Fallzahlen und darf nicht veröffentlicht werden."
            )
        ]
    held = len(released.suppressed) + sum(len(c.suppressed) for c in content.material.coverages)
    rule = f"Fallzahlen unter {count(released.min_cases)} und alle Werte, aus denen sie sich errechnen ließen, bleiben geheim (Zeichen •)."
    if held == 0:
        tally = "In dieser Vorlage musste kein Wert zurückgehalten werden."
    elif held == 1:
        tally = "Für diese Vorlage wurde ein Wert zurückgehalten."
    else:
        tally = f"Für diese Vorlage wurden {count(held)} Werte zurückgehalten."
    shelters = "Orte mit geschützter Adresse sind in keiner Karte und keiner Entfernung enthalten."
    return [Paragraph(f"{rule} {tally} {shelters}")]


def source_block(content: PaperContent) -> list[Part]:
    """Sources of everything that stands in the paper."""
    material = content.material
    used = set(material.figures["indicator"])
    catalogue = material.released.catalogue
    by_source: dict[str, list[str]] = {}
    for name, indicator in catalogue.items():
        if name in used and indicator.source:
            by_source.setdefault(indicator.source, []).append(indicator.label)
    items = [(f"{source}:", ", ".join(labels) + ".") for source, labels in by_source.items()]
    offers = offer_sources(material)
    if offers:
        items.append(("Angebote:", offers + "."))
    return [Bullets(tuple(items))] if items else []


def contact_block(content: PaperContent) -> list[Part]:
    """The office that can be asked; a person's name only if it was given."""
    office = content.material.office
    pairs = [("Dienststelle", office.department)] if office.department else []
    pairs += [("Kontakt", line) for line in office.contact]
    return [Facts(tuple(pairs))] if pairs else []


def attachments_block(content: PaperContent) -> list[Part]:
    """List of attachments."""
    items = tuple((f"Anlage {n}:", text) for n, text in enumerate(content.attachments, start=1))
    return [Bullets(items)] if items else []
