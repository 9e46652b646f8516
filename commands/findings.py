"""How findings are told in the shell: as sentences on the error stream, or as JSON."""

import json
import shutil
import sys
from collections.abc import Sequence
from typing import Any

import typer

from commands.terminal import INDENT, wrapped
from intake.findings import Finding

MARKS = {"error": "Fehler", "warning": "Warnung", "info": "Hinweis"}
#: Lines that a list of places may take on a terminal.
PLACES = 2


def print_json(records: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print something as JSON in one line."""
    typer.echo(json.dumps(records, ensure_ascii=False))


def show_findings(findings: Sequence[Finding], *, as_json: bool = False) -> None:
    """Print findings as sentences on the error stream, or as JSON."""
    if as_json:
        print_json({"findings": [finding.as_record() for finding in findings]})
        return
    for finding in findings:
        mark = MARKS[finding.severity]
        if sys.stderr.isatty():
            typer.echo(
                "\n".join(finding_lines(finding, shutil.get_terminal_size().columns)), err=True
            )
        else:
            typer.echo(f"{mark} – {finding.sentence()}", err=True)


def finding_lines(finding: Finding, width: int) -> list[str]:
    """Return a finding as people read it on a terminal: what is wrong, what to do, then where.

    Long lists of places end after two lines; JSON has them all.
    """
    said = wrapped(f"{MARKS[finding.severity]} – {finding.message} {finding.fix}".strip(), width)
    place = f"{finding.file}: {finding.where}" if finding.where else finding.file
    where = wrapped(place, width - 2, INDENT)
    if len(where) > PLACES:
        where = [*where[: PLACES - 1], f"{where[PLACES - 1].rstrip(' ,;')} …"]
    return [*said, *where]
