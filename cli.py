"""The command `aktionsraum`: everything the pages can do, in the shell."""

import sys

import typer

from commands import figures

app = typer.Typer(
    name="aktionsraum",
    help="Zeigt, wo die soziale Lage ungünstiger ist als im Stadtdurchschnitt und wo Angebote fehlen.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for command in (figures.check, figures.indicators, figures.flags):
    app.command()(command)


def main() -> None:
    """Run the command; a reader that stops reading (`| head`) is no error."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
