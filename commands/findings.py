"""How findings are told in the shell: as sentences on the error stream, or as JSON."""

import json
import shutil
import sys
from collections.abc import Sequence
from typing import Any

import typer

from commands.terminal import INDENT, is_terminal, wrapped
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
        if is_terminal(sys.stderr):
            typer.echo(
                "\n".join(finding_lines(finding, shutil.get_terminal_size().columns)), err=True
            )
        else:
            typer.echo(f"{mark} – {finding.sentence()}", err=True)


def finding_lines(finding: Finding, width: int) -> list[str]:
    """Return a finding as people read it on a terminal: what is wrong, what to do, then where.

    Of a long list of places the middle is left out; JSON has them all.
    """
    said = wrapped(f"{MARKS[finding.severity]} – {finding.message} {finding.fix}".strip(), width)
    place = f"{finding.file}: {finding.where}" if finding.where else finding.file
    room = PLACES * (width - len(INDENT))
    while len(where := wrapped(_without_middle(place, room), width, INDENT)) > PLACES:
        room -= len(INDENT)
    return [*said, *where]


def _without_middle(text: str, room: int) -> str:
    """Leave out words before the last two, which may count the others, where a text is too long."""
    if len(text) <= room:
        return text
    *words, before, last = text.split(" ")
    head, end = "", f"{before} {last}".removeprefix("… ")
    for word in words:
        if len(f"{head} {word} … {end}") > room:
            break
        head = f"{head} {word}".strip()
    return f"{head.rstrip(',;')} … {end}"
