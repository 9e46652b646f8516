"""The command `aktionsraum`: everything the pages can do, in the shell."""

import gc
import sys

import typer

from commands.leaving import export, papers, sheets
from commands.setup import app as web
from commands.setup import fetch, new, offers
from commands.sites import scenario, site, tour
from commands.situation import compare, development, figures, index
from commands.supply import coverage, reach, service_area, supply

app = typer.Typer(
    name="aktionsraum",
    help="Zeigt, wo die soziale Lage ungünstiger ist als im Stadtdurchschnitt und wo Angebote fehlen.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS = (
    figures.check,
    new.new,
    offers.offers,
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
    coverage.coverage,
    coverage.gaps,
    coverage.difference,
    supply.capacity,
    supply.week,
    supply.equity,
    supply.freshness,
    reach.reach,
    reach.isochrones,
    service_area.service_area,
    site.site,
    tour.tour,
    tour.quarter,
    fetch.fetch,
    export.export,
    export.reproduce,
    papers.profile,
    papers.paper,
    papers.booklet,
    sheets.sheet,
    sheets.picture,
    web.app,
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(scenario.app)


#: Objects made between two collections of garbage. A command lives for seconds and drops
#: little: collecting as often as Python does by itself costs it a tenth of its time.
OBJECTS_BETWEEN_COLLECTIONS = 100_000


def main() -> None:
    """Run the command; a reader that stops reading (`| head`) is no error."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 100)
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
