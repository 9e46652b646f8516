"""Options of `aktionsraum paper` beyond those that all papers share."""

from pathlib import Path
from typing import Annotated

import typer

SubjectOption = Annotated[str, typer.Option("--subject", help="Betreff.")]
CommitteeOption = Annotated[
    list[str] | None,
    typer.Option("--committee", help="Beratungsfolge: „Rat; 17.12.2026“ (mehrfach)."),
]
ResolutionOption = Annotated[str, typer.Option("--resolution", help="Beschlussvorschlag.")]
BlockOption = Annotated[
    list[str] | None,
    typer.Option("--block", help="Nur diese Bausteine, in dieser Folge (mehrfach)."),
]
MapOption = Annotated[
    list[str] | None, typer.Option("--map", help="Karte dieses Indikators (mehrfach).")
]
CostOption = Annotated[
    list[str] | None,
    typer.Option("--cost", help="„Was; einmalig; jährlich; Anmerkung“ in Euro (mehrfach)."),
]
SiteOption = Annotated[
    str, typer.Option("--site", help="Standorte vorschlagen: „kita; 3“ (Angebot; Anzahl).")
]
ScenarioOption = Annotated[
    list[str] | None,
    typer.Option("--scenario", help="Gespeichertes Szenario (Name oder Datei), mehrfach."),
]
AttachmentOption = Annotated[
    list[str] | None, typer.Option("--attachment", help="Anlage (mehrfach).")
]
TemplateOption = Annotated[
    Path | None, typer.Option("--template", help="Eigene DOCX-Vorlage der Stadt.")
]
