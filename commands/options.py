"""The options that several commands share: each is declared here, once.

A parameter of a command may be one of the bundles below; `spread` shows its fields to typer as
options of the command. A field without a default must be said.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.call import EMBEDDED_CITY

if TYPE_CHECKING:
    from commands.city import Chosen
    from indicators.coverage.question import Question
    from intake.model import City

MODES = ("walk", "bike", "transit", "wheelchair", "straight_line")

CityArgument = Annotated[
    Path,
    typer.Argument(
        metavar="STADT", help="Ordner der Stadt (mit city.toml).", show_default="Dortmund"
    ),
]
CityOption = Annotated[
    Path, typer.Option("--city", help="Ordner der Stadt (mit city.toml).", show_default="Dortmund")
]
AreaArgument = Annotated[
    str, typer.Argument(metavar="GEBIET", help="Schlüssel oder Name des Gebiets.")
]
LevelOption = Annotated[
    str,
    typer.Option(
        "--level",
        help="Ebene, zum Beispiel sozialraum; sonst die feinste, in Papieren die der Aktionsräume.",
    ),
]
YearOption = Annotated[int | None, typer.Option("--year", help="Jahr; sonst das neueste.")]
IndicatorOption = Annotated[
    str, typer.Option("--indicator", help="Kennzahl (Kennung aus dem Katalog).")
]
CategoryOption = Annotated[
    str, typer.Option("--category", help="Art des Angebots, zum Beispiel kita.")
]
CategoriesOption = Annotated[
    list[str] | None,
    typer.Option("--category", help="Nur diese Arten von Angeboten (mehrfach)."),
]
OfferOption = Annotated[str, typer.Option("--offer", help="Kennung des Angebots.")]
OnOption = Annotated[
    str, typer.Option("--on", help="Stichtag der Angebote (JJJJ-MM-TT), sonst heute.")
]
NeedOption = Annotated[
    str,
    typer.Option(
        "--need", help="Kennzahl, die den Bedarf misst; er ordnet Lücken und gewichtet Personen."
    ),
]
CandidatesOption = Annotated[
    str,
    typer.Option(
        "--candidates",
        help="Mögliche Orte: cells (Siedlungszellen), offers:KATEGORIE oder eine Datei.",
    ),
]
STREETS = typer.Option(
    "--network", "--streets", help="Straßennetz: OSM-Auszug (.osm.pbf) oder Linien."
)
TIMETABLE = typer.Option("--gtfs", "--timetable", help="Fahrplan (GTFS, .zip).")
LON = typer.Option("--lon", help="Längengrad (WGS 84).")
LAT = typer.Option("--lat", help="Breitengrad (WGS 84).")
StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Ordner der Szenarien; sonst der des Benutzers.")
]
EntriesOption = Annotated[
    bool,
    typer.Option("--without-entries", help="Ohne die Eintragungen von Ortskundigen zu Angeboten."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Maschinenlesbar als JSON ausgeben.")]
DayOption = Annotated[str, typer.Option("--date", help="Datum (JJJJ-MM-TT), sonst heute.")]
AudienceOption = Annotated[
    str, typer.Option("--audience", help="public (alle) oder internal (nur Dienstgebrauch).")
]
MinutesOption = Annotated[
    float | None, typer.Option("--max-minutes", min=0.01, help="Andere Grenze als im Standard.")
]
ModeOption = Annotated[
    str, typer.Option("--mode", help="walk, bike, transit, wheelchair oder straight_line.")
]
GroupOption = Annotated[
    str, typer.Option("--target-group", help="Andere Zielgruppe als im Standard.")
]
WhenOption = Annotated[
    str, typer.Option("--when", help="Nur was dann geöffnet ist, zum Beispiel „Di 15:00“.")
]


@dataclass(frozen=True)
class Output:
    """Where a result goes: the terminal, a file, or JSON."""

    every_row: Annotated[
        bool, typer.Option("--all", help="Auf dem Bildschirm alle Zeilen statt der ersten 20.")
    ] = False
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Ergebnis in diese Datei schreiben (.csv, .xlsx, .geojson, .gpkg)."
        ),
    ] = None
    as_json: JsonOption = False


@dataclass(frozen=True)
class CityWithEntries:
    """A city and whether what people on site entered about its offers counts."""

    city: CityArgument = EMBEDDED_CITY
    without_entries: EntriesOption = False

    def read(self) -> "City":
        """Read the city, with people's entries on top unless they are not wanted."""
        from pipeline.city import read_current_city

        return read_current_city(self.city, entries=not self.without_entries)

    def choose(self) -> "Chosen":
        """Read, analyse and release the city for the public."""
        from commands.city import choose

        return choose(self.city, entries=not self.without_entries)


@dataclass(frozen=True)
class OfferOptions:
    """Which offers are asked about, who goes there and how far: entries of a `Question`."""

    category: CategoryOption
    target_group: GroupOption = ""
    mode: ModeOption = ""
    max_minutes: MinutesOption = None
    max_metres: Annotated[
        float | None,
        typer.Option("--max-metres", min=1, help="Andere Grenze als im Standard, in Metern Weg."),
    ] = None
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="Ohne dieses Angebot (Kennung; mehrfach möglich)."),
    ] = None
    on: OnOption = ""
    confirmed_only: Annotated[
        bool,
        typer.Option(
            "--confirmed-only", help="Nur Angebote, die vor höchstens einem Jahr bestätigt wurden."
        ),
    ] = False
    step_free_only: Annotated[
        bool, typer.Option("--step-free", help="Nur Angebote, die als stufenlos bekannt sind.")
    ] = False

    def __post_init__(self) -> None:
        """Refuse what is a wrong call before anything is read."""
        require_word("--mode", self.mode, ("", *MODES), "ist kein Verkehrsmittel")
        day_of(self.on, "--on")

    def question(self, city: "City", **more: Any) -> "Question":  # noqa: ANN401 - further entries
        """Return what is asked for, with the entries that the call names."""
        from commands.city import scenario_named
        from indicators.coverage.question import Question

        said = {field.name: getattr(self, field.name) for field in fields(self)} | more
        store, scenario = said.pop("store", None), said.pop("scenario", "")
        return Question(
            **said
            | {
                "on": day_of(self.on, "--on"),
                "without": tuple(self.without or ()),
                "scenario": scenario_named(city, store, scenario) if scenario else None,
            }
        )


@dataclass(frozen=True)
class ScenarioOptions(OfferOptions):
    """Also whether the offers are those of a scenario."""

    scenario: Annotated[
        str,
        typer.Option("--scenario", help="Angebote wie in diesem Szenario (Name oder Datei)."),
    ] = ""
    store: StoreOption = None


@dataclass(frozen=True)
class QuestionOptions(ScenarioOptions):
    """All that a coverage can be asked for."""

    when: WhenOption = ""
    not_full: Annotated[
        bool,
        typer.Option("--not-full", help="Nur Angebote mit genug Plätzen für alle in Reichweite."),
    ] = False
    year: YearOption = None


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Show the fields of a command's bundles as options of their own.

    Parameters
    ----------
    command : callable
        Its parameters are keywords; those whose type is a dataclass are bundles.

    Returns
    -------
    callable
        The same command, taking each field by its name; typer reads its options from the signature.
    """
    shown: list[inspect.Parameter] = []
    bundles: dict[str, tuple[type, list[str]]] = {}
    for parameter in inspect.signature(command).parameters.values():
        if isinstance(parameter.annotation, type) and is_dataclass(parameter.annotation):
            own = inspect.signature(parameter.annotation).parameters.values()
            bundles[parameter.name] = (parameter.annotation, [field.name for field in own])
            shown += own
        else:
            shown.append(parameter)

    @wraps(command)
    def call(**said: Any) -> None:  # noqa: ANN401 - whatever the command takes
        for name, (bundle, names) in bundles.items():
            said[name] = bundle(**{field: said.pop(field) for field in names})
        command(**said)

    keywords = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in shown]
    call.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in keywords}
    return call


def require_word(
    option: str, asked: str, known: tuple[str, ...], fault: str = "gibt es hier nicht"
) -> None:
    """Refuse a word that an option does not know: that is a wrong call."""
    if asked not in known:
        msg = f"„{asked}“ {fault}. Zur Wahl stehen: {', '.join(filter(None, known))}."
        raise typer.BadParameter(msg, param_hint=option)


def day_of(text: str, option: str) -> date | None:
    """Return the day of a text such as 2026-11-24; None for none; else a wrong call."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        msg = f"„{text}“ ist kein Tag. Beispiel: 2026-11-24."
        raise typer.BadParameter(msg, param_hint=option) from error
