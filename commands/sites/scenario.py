"""`aktionsraum scenario`: what if offers were added, moved, closed or changed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.call import EMBEDDED_CITY, SETTINGS, Command, Group
from commands.city import folder_of, scenario_named
from commands.options import (
    LAT,
    LON,
    CategoryOption,
    CityOption,
    EntriesOption,
    LevelOption,
    OfferOption,
    OfferOptions,
    Output,
    StoreOption,
    WhenOption,
    YearOption,
    require_word,
    spread,
)
from commands.output import emit

if TYPE_CHECKING:
    from pandas import DataFrame

    from indicators.coverage.question import Question
    from indicators.coverage.scenarios import Scenario
    from intake.model import City
    from pipeline.scenarios import Comparison


NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name des Szenarios.")]
NamesArgument = Annotated[
    list[str], typer.Argument(metavar="SZENARIO", help="Namen oder Dateien von Szenarien.")
]
TitleOption = Annotated[str, typer.Option("--name", help="Name eines neuen Angebots.")]
OpeningOption = Annotated[
    str, typer.Option("--opening", help="Öffnungszeiten, z. B. „Mo-Fr 9-17“.")
]
PlacesOption = Annotated[float | None, typer.Option("--capacity", help="Zahl der Plätze.")]
ByOption = Annotated[
    str, typer.Option("--by", help="area (je Gebiet), need (nach Status) oder city.")
]


def list_scenarios(city: CityOption = EMBEDDED_CITY, store: StoreOption = None) -> None:
    """Namen der gespeicherten Szenarien."""
    from store.scenarios import scenario_names

    for name in scenario_names(folder_of(_read(city), store)):
        typer.echo(name)


def change(
    name: NameArgument,
    kind: Annotated[
        str, typer.Argument(metavar="ART", help="add, move, close, hours oder places.")
    ],
    offer: OfferOption,
    city: CityOption = EMBEDDED_CITY,
    lon: Annotated[float | None, LON] = None,
    lat: Annotated[float | None, LAT] = None,
    title: TitleOption = "",
    category: CategoryOption = "",
    opening: OpeningOption = "",
    capacity: PlacesOption = None,
    store: StoreOption = None,
) -> None:
    """Nimmt eine Änderung in ein Szenario auf; ein neuer Name legt es an."""
    from indicators.coverage.scenarios import KINDS, Change

    if kind not in KINDS:
        msg = f"„{kind}“ gibt es nicht. Zur Wahl stehen: {', '.join(KINDS)}."
        raise typer.BadParameter(msg)
    given = {"name": title, "category": category, "lon": lon, "lat": lat, "opening": opening,
             "capacity": capacity}  # fmt: skip
    values = {key: value for key, value in given.items() if value not in ("", None)}
    read = _read(city)
    _add_change(read, folder_of(read, store), name, Change(kind, offer, values))  # type: ignore[arg-type]


def show(name: NameArgument, city: CityOption = EMBEDDED_CITY, store: StoreOption = None) -> None:
    """Änderungen eines Szenarios in Worten."""
    from indicators.coverage.scenarios import change_sentences

    read = _read(city)
    scenario = scenario_named(read, store, name)
    for number, sentence in enumerate(change_sentences(scenario, read.offers), start=1):
        typer.echo(f"{number}. {sentence}")


def delete(name: NameArgument, city: CityOption = EMBEDDED_CITY, store: StoreOption = None) -> None:
    """Löscht ein gespeichertes Szenario."""
    from indicators.coverage.scenarios import ScenarioError
    from pipeline.coverage import scenario_faults
    from store.scenarios import delete_scenario

    try:
        delete_scenario(folder_of(_read(city), store), name)
    except ScenarioError as error:
        raise scenario_faults(error, name) from error


def export_scenario(
    name: NameArgument,
    out: Annotated[Path, typer.Option("--out", help="Datei zum Weitergeben (.json).")],
    city: CityOption = EMBEDDED_CITY,
    store: StoreOption = None,
) -> None:
    """Schreibt ein Szenario in eine Datei zum Weitergeben."""
    from export.atomic import write_atomically
    from indicators.coverage.scenarios import to_json

    text = to_json(scenario_named(_read(city), store, name))
    write_atomically(out, lambda path: path.write_text(text, encoding="utf-8"))
    typer.echo(f"Geschrieben: {out}", err=True)


def import_scenario(
    file: Annotated[Path, typer.Argument(metavar="DATEI", help="Szenario-Datei.")],
    city: CityOption = EMBEDDED_CITY,
    store: StoreOption = None,
) -> None:
    """Nimmt eine Szenario-Datei auf, wenn sie zu den Angeboten der Stadt passt."""
    from pipeline.coverage import offers_with
    from store.scenarios import save_scenario
    from wording import count

    read = _read(city)
    scenario = scenario_named(read, None, str(file))
    offers_with(read, scenario)
    save_scenario(folder_of(read, store), scenario)
    typer.echo(
        f"Aufgenommen: {scenario.name} ({count(len(scenario.changes))} Änderungen)", err=True
    )


def compare(
    *,
    names: NamesArgument,
    offers: OfferOptions,
    city: CityOption = EMBEDDED_CITY,
    by: ByOption = "area",
    level: LevelOption = "",
    when: WhenOption = "",
    year: YearOption = None,
    store: StoreOption = None,
    without_entries: EntriesOption = False,
    output: Output,
) -> None:
    """Vergleicht Szenarien mit heute und untereinander, in Personen."""
    require_word("--by", by, ("area", "need", "city"))
    read = _read(city, entries=not without_entries)
    scenarios = [scenario_named(read, store, name) for name in names]
    question = offers.question(read, when=when, year=year)
    table, title, notes = compared(read, question, scenarios, by=by, level=level)
    emit(table, output, title=title, notes=notes)


def compared(
    city: "City", question: "Question", scenarios: "list[Scenario]", *, by: str, level: str
) -> "tuple[DataFrame, str, tuple[str, ...]]":
    """Return the comparison behind the release gate, its title and notes."""
    from indicators.secrecy.release import release
    from pipeline import analyse
    from pipeline.scenarios import compare_scenarios, release_comparison

    public = release(analyse(city))
    found: Comparison = compare_scenarios(city, question, scenarios, released=public, level=level)
    table = release_comparison(found, city, public, by=by).table
    today = found.today
    estimated = ("Personenzahlen geschätzt.",) if today.estimated else ()
    notes = (f"Wege: {today.basis}.", *estimated, *today.notes)
    return table, f"{today.category_label}: {today.standard}", notes


def _add_change(city: "City", folder: Path, name: str, change: Any) -> None:
    """Save a scenario with one more change, if that fits the city's offers."""
    from indicators.coverage.scenarios import Scenario, ScenarioError, change_sentences
    from pipeline.coverage import offers_with, scenario_faults
    from store.scenarios import load_scenario, save_scenario, scenario_names

    try:
        is_known = name in scenario_names(folder)
        known = (
            load_scenario(folder, name) if is_known else Scenario(name, city=city.config.city.name)
        )
        scenario = known.with_change(change)
        offers_with(city, scenario)
        save_scenario(folder, scenario)
    except ScenarioError as error:
        raise scenario_faults(error, name) from error
    typer.echo(change_sentences(scenario, city.offers)[-1])


def _read(city: Path, *, entries: bool = True) -> "City":
    from pipeline.city import read_current_city

    return read_current_city(city, entries=entries)


app = typer.Typer(
    name="scenario",
    cls=Group,
    rich_markup_mode=None,
    context_settings=SETTINGS,
    help="Szenarien: Angebote hinzufügen, verlegen, schließen oder ändern und mit heute vergleichen.",
    no_args_is_help=True,
)
COMMANDS: dict[str, Callable[..., None]] = {
    "list": list_scenarios,
    "change": change,
    "show": show,
    "delete": delete,
    "export": export_scenario,
    "import": import_scenario,
    "compare": compare,
}
for name, command in COMMANDS.items():
    app.command(name, cls=Command)(spread(command))
