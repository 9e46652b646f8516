"""`aktionsraum paper`, `profile` and `booklet`: papers that can be handed in."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.leaving._paper_material import (
    PaperChoices,
    PaperOut,
    format_of,
    material_for,
    written,
)
from commands.options import AreaArgument, CityWithEntries, StoreOption

if TYPE_CHECKING:
    from collections.abc import Collection

    from export.papers.content import Cost, PaperContent
    from export.papers.material import Material
    from indicators.coverage.scenario_effects import ScenarioSummary
    from indicators.secrecy.release_sites import SiteTables
    from intake.model import City

TemplateOption = Annotated[
    Path | None, typer.Option("--template", help="Eigene DOCX-Vorlage der Stadt.")
]


def profile(
    *,
    city: CityWithEntries,
    key: AreaArgument,
    out: PaperOut = Path("steckbrief.pdf"),
    choices: PaperChoices,
) -> None:
    """Steckbrief eines Gebiets als PDF, DOCX oder HTML-Seite."""
    from export.papers.profile import profile as profile_of

    format_ = format_of(out)
    _, material, found = material_for(city, choices, key=key)
    written(out, profile_of(material, found, format=format_), material)


def booklet(
    *,
    city: CityWithEntries,
    out: PaperOut = Path("steckbriefe.pdf"),
    choices: PaperChoices,
    title: Annotated[str, typer.Option("--title", help="Titel des Hefts.")] = "",
) -> None:
    """Alle Steckbriefe einer Ebene als Heft mit Inhaltsverzeichnis."""
    from export.papers.booklet import booklet as booklet_of

    format_ = format_of(out)
    _, material, _ = material_for(city, choices)
    with progress_bar() as progress:
        content = booklet_of(material, title=title, format=format_, progress=progress)
    written(out, content, material)


@dataclass(frozen=True)
class Contents:
    """What a council paper holds besides its material, as the call says it."""

    subject: Annotated[str, typer.Option("--subject", help="Betreff.")] = ""
    committee: Annotated[
        list[str] | None,
        typer.Option("--committee", help="Beratungsfolge: „Rat; 17.12.2026“ (mehrfach)."),
    ] = None
    resolution: Annotated[str, typer.Option("--resolution", help="Beschlussvorschlag.")] = ""
    block: Annotated[
        list[str] | None,
        typer.Option("--block", help="Nur diese Bausteine, in dieser Folge (mehrfach)."),
    ] = None
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="Karte dieses Indikators (mehrfach).")
    ] = None
    cost: Annotated[
        list[str] | None,
        typer.Option("--cost", help="„Was; einmalig; jährlich; Anmerkung“ in Euro (mehrfach)."),
    ] = None
    site: Annotated[
        str, typer.Option("--site", help="Standorte vorschlagen: „kita; 3“ (Angebot; Anzahl).")
    ] = ""
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", help="Gespeichertes Szenario (Name oder Datei), mehrfach."),
    ] = None
    store: StoreOption = None
    attachment: Annotated[
        list[str] | None, typer.Option("--attachment", help="Anlage (mehrfach).")
    ] = None


def paper(
    *,
    city: CityWithEntries,
    out: PaperOut = Path("vorlage.pdf"),
    choices: PaperChoices,
    contents: Contents,
    template: TemplateOption = None,
) -> None:
    """Ratsvorlage mit Lage, Tabelle, Karten, Lücken, Szenarien, Kosten, Methode und Quellen."""
    from export.papers.council import council_paper

    format_ = format_of(out)
    own = _template(template, format_)
    costs = tuple(_cost(text) for text in contents.cost or ())
    blocks = _blocks(contents.block)
    read, material, _ = material_for(city, choices)
    content = _content(read, material, contents, blocks, costs)
    written(out, council_paper(content, format=format_, template=own), material)


def _content(
    city: "City",
    material: "Material",
    contents: Contents,
    blocks: tuple[str, ...],
    costs: "tuple[Cost, ...]",
) -> "PaperContent":
    """Return the paper's content with proposed sites and scenarios behind the release gate."""
    from export.papers.content import PaperContent

    for name in contents.map_ or ():
        _require_indicator(material.released.catalogue, name)
    sites, sites_text = _sites(city, material, contents.site)
    return PaperContent(
        material=material,
        subject=contents.subject or f"Soziale Lage in {material.released.name}: {material.label}",
        committees=_pairs(contents.committee),
        resolution=contents.resolution,
        blocks=blocks,
        map_indicators=tuple(contents.map_ or ()),
        sites=sites,
        sites_text=sites_text,
        scenarios=_scenarios(city, material, contents),
        costs=costs,
        attachments=tuple(contents.attachment or ()),
    )


def _scenarios(
    city: "City", material: "Material", contents: Contents
) -> "tuple[ScenarioSummary, ...]":
    from commands.city import scenario_named
    from pipeline.scenarios import summarised

    return tuple(
        summarised(
            city,
            scenario_named(city, contents.store, name),
            released=material.released,
            on=material.office.date,
        )
        for name in contents.scenario or ()
    )


def _pairs(texts: list[str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(_pair(text) for text in texts or ())


def _require_indicator(catalogue: "Collection[str]", name: str) -> None:
    from intake.choices import require_choice

    require_choice("Indikator", name, list(catalogue))


def _template(path: Path | None, format_: str) -> bytes | None:
    if path is None:
        return None
    if format_ != "docx":
        msg = "Eine DOCX-Vorlage gibt es nur für .docx."
        raise typer.BadParameter(msg, param_hint="--template")
    from intake.city.word_template import read_template

    return read_template(path)


def _blocks(asked: list[str] | None) -> tuple[str, ...]:
    from export.papers.content import BLOCKS

    unknown = [name for name in asked or () if name not in BLOCKS]
    if unknown:
        msg = f"Den Baustein „{unknown[0]}“ gibt es nicht. Möglich sind: {', '.join(BLOCKS)}."
        raise typer.BadParameter(msg, param_hint="--block")
    return tuple(asked or BLOCKS)


def _pair(text: str) -> tuple[str, str]:
    name, _, day = text.partition(";")
    return name.strip(), day.strip()


def _cost(text: str) -> "Cost":
    """One line of the cost frame, from „Was; einmalig; jährlich; Anmerkung“."""
    from export.papers.content import Cost

    what, once, yearly, note, *_ = (*(part.strip() for part in text.split(";")), "", "", "")
    return Cost(what, _euros(once, text), _euros(yearly, text), note)


def _euros(text: str, whole: str) -> float | None:
    """An amount as German offices write it; None for nothing."""
    from intake.cells.numerals import read_euros

    try:
        return read_euros(text)
    except ValueError as error:
        msg = f"In „{whole}“ ist „{text}“ kein Betrag. Beispiel: 40.000 oder 1.250,50."
        raise typer.BadParameter(msg, param_hint="--cost") from error


def _sites(city: "City", material: "Material", asked: str) -> "tuple[SiteTables | None, str]":
    """Proposed sites for „Angebot; Anzahl“ behind the release gate, and what was asked."""
    if not asked:
        return None, ""
    from indicators.coverage.question import Question
    from pipeline.sites import SitePlan, released_sites

    name, number = _pair(asked)
    if not number.isdigit() or int(number) < 1:
        msg = "Angebot und Anzahl nennen, zum Beispiel „kita; 3“."
        raise typer.BadParameter(msg, param_hint="--site")
    tables, today = released_sites(
        city,
        Question(name),
        SitePlan(int(number)),
        released=material.released,
        level=material.level,
    )
    return tables, f"{today.category_label}: {today.standard}"


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal; nothing elsewhere."""
    from rich.progress import Progress

    with Progress(transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Rechnen")
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
