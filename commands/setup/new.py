"""`aktionsraum new`: set up a city folder from an office's own files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.findings import print_json, show_findings
from commands.options import STREETS, TIMETABLE, JsonOption

if TYPE_CHECKING:
    from intake.new_city import Understood

Boundaries = Annotated[
    list[Path],
    typer.Option("--boundaries", help="Datei mit Gebietsgrenzen; mehrmals für mehrere Ebenen."),
]
Tables = Annotated[
    list[Path] | None,
    typer.Option("--table", help="Tabelle mit Zahlen je Gebiet (mehrmals möglich)."),
]
OfferFiles = Annotated[
    list[Path] | None, typer.Option("--offers", help="Datei mit Angeboten (mehrmals möglich).")
]
PopulationFile = Annotated[
    Path | None,
    typer.Option("--population", help="Wohnpunkte oder Zensus-Gitter: wo die Menschen wohnen."),
]
Answers = Annotated[
    list[str] | None,
    typer.Option(
        "--answer", help="Antwort auf eine Frage, z. B. key=schluessel oder year@zahlen.csv=2024."
    ),
]


def new(
    folder: Annotated[Path, typer.Argument(metavar="ORDNER", help="Ordner, der angelegt wird.")],
    boundaries: Boundaries,
    table: Tables = None,
    offers: OfferFiles = None,
    addresses: Annotated[
        Path | None, typer.Option("--addresses", help="Adressregister mit Koordinaten.")
    ] = None,
    population: PopulationFile = None,
    streets: Annotated[Path | None, STREETS] = None,
    timetable: Annotated[Path | None, TIMETABLE] = None,
    answer: Answers = None,
    as_json: JsonOption = False,
) -> None:
    """Eine neue Stadt aus eigenen Dateien anlegen: Grenzen, Tabellen, Angebote."""
    from export.atomic import write_folder
    from intake.new_city import understand
    from intake.new_city.surroundings import Sources

    _require_free(folder)
    answers = {"name": folder.resolve().name.replace("_", " ").title(), **_answers(answer or [])}
    understood = understand(
        boundaries,
        table or [],
        offers or [],
        answers,
        register=addresses,
        around=Sources(population, streets, timetable),
    )
    if understood.is_complete:
        write_folder(folder, {"city.toml": understood.toml.encode(), **understood.files})
    _show(understood, folder, as_json=as_json)
    if not understood.is_complete:
        raise typer.Exit(1)


def _require_free(folder: Path) -> None:
    """Refuse a folder that holds files already: that is a wrong call."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        typer.echo(f"Fehler – {folder} gibt es schon. Einen anderen Ordner wählen.", err=True)
        raise typer.Exit(2)


def _answers(said: list[str]) -> dict[str, str]:
    """Part "question=answer"; anything else is a wrong call."""
    answers = {}
    for text in said:
        question, sign, value = text.partition("=")
        if not sign or not question.strip():
            message = f"„{text}“ ist keine Antwort; geschrieben wird sie als frage=antwort."
            raise typer.BadParameter(message, param_hint="--answer")
        answers[question.strip()] = value.strip()
    return answers


def _show(understood: "Understood", folder: Path, *, as_json: bool) -> None:
    if as_json:
        records = [finding.as_record() for finding in understood.findings]
        print_json({"findings": records, "summary": understood.summary})
        return
    show_findings(understood.findings)
    for line in _sentences(understood.summary):
        typer.echo(line)
    if understood.is_complete:
        typer.echo(f"Angelegt: {folder} – ansehen mit `aktionsraum app {folder}`.")
    else:
        typer.echo(
            "Nichts geschrieben: Erst die Fehler beheben oder Fragen mit --answer beantworten."
        )


def _sentences(summary: Any) -> list[str]:  # noqa: ANN401  (JSON-ready mapping)
    """Say in words what was understood."""
    from wording import count, number

    if not summary:
        return []
    keys = summary["keys"]
    lines = [
        f"Gebiete: {count(summary['areas'])} ({keys[0]} … {keys[-1]}), {number(summary['area_m2'] / 1e6)} km²."
    ]
    units = {"count": "Anzahl", "percent": "Prozent", "number": "Zahl"}
    for name, entry in summary.get("variables", {}).items():
        total = f", Summe {number(entry['sum'], 0)}" if entry["unit"] == "count" else ""
        lines.append(
            f"  {name} {entry['year']}: {count(entry['n'])} Werte ({units[entry['unit']]}{total})"
        )
    offers = summary.get("offers", {})
    for entry, words in (
        ("population_points", "Wohnpunkte in der Stadt"),
        ("street_km", "Kilometer Straßen"),
        ("stops", "Haltestellen in der Stadt und um sie"),
    ):
        if entry in summary:
            lines.append(f"{words}: {count(summary[entry])}.")
    if offers.get("n"):
        lines.append(
            f"Angebote: {count(offers['n'])}, davon geschützt: {count(len(offers['protected']))}."
        )
    return lines
