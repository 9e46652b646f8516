"""The command `aktionsraum`: everything the pages can do, in the shell."""

import gc
import sys
from typing import Annotated

import typer

from commands.call import SETTINGS, Command, Group
from commands.leaving import export, papers, sheets
from commands.options import spread
from commands.setup import app as web
from commands.setup import fetch, new, offers
from commands.sites import scenario, site, tour
from commands.situation import compare, development, figures, index
from commands.supply import coverage, places, reach, service_area

app = typer.Typer(
    name="aktionsraum",
    cls=Group,
    help="Zeigt, wo die soziale Lage ungünstiger ist als im Stadtdurchschnitt und wo Angebote fehlen.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=SETTINGS,
)
#: The commands by task, in the order of the help.
TASKS = {
    "Lage": (
        figures.indicators,
        figures.flags,
        index.index,
        index.why,
        index.methods,
        compare.compare,
        compare.similar,
        compare.screen,
        development.change,
        development.targets,
        development.moran,
    ),
    "Versorgung": (
        coverage.coverage,
        coverage.gaps,
        coverage.difference,
        service_area.service_area,
        places.capacity,
        places.week,
        places.equity,
        places.freshness,
        reach.reach,
        reach.isochrones,
    ),
    "Standorte": (site.site, tour.tour, tour.quarter),
    "Ausgeben": (
        papers.profile,
        papers.paper,
        papers.booklet,
        sheets.sheet,
        sheets.picture,
        export.export,
        export.reproduce,
    ),
    "Stadt einrichten": (new.new, fetch.fetch, figures.check, offers.offers, web.app),
}
for task, commands in TASKS.items():
    for command in commands:
        app.command(cls=Command, rich_help_panel=task)(spread(command))
app.add_typer(scenario.app, rich_help_panel="Standorte")


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"Aktionsraum-Planer {version('aktionsraum-planer')}")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option("--version", help="Die Version nennen.", is_eager=True, callback=_tell_version),
]


@app.callback()
def options(version: VersionOption = False) -> None:  # noqa: ARG001 - told before anything else
    """Take what stands before the command."""


#: Objects made between two collections of garbage. A command lives for seconds and drops
#: little: collecting as often as Python does by itself costs it a tenth of its time.
OBJECTS_BETWEEN_COLLECTIONS = 100_000


def main() -> None:
    """Run the command; a reader that stops reading (`| head`) is no error."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 100)
    try:
        app(prog_name="aktionsraum")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
