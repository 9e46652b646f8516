"""How findings are told in the shell: as sentences on the error stream, or as JSON."""

import json
from collections.abc import Sequence
from typing import Any

import typer

from intake.findings import Finding


def print_json(records: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print something as JSON in one line."""
    typer.echo(json.dumps(records, ensure_ascii=False))


def show_findings(findings: Sequence[Finding], *, as_json: bool = False) -> None:
    """Print findings as sentences on the error stream, or as JSON."""
    if as_json:
        print_json({"findings": [finding.as_record() for finding in findings]})
        return
    marks = {"error": "Fehler", "warning": "Warnung", "info": "Hinweis"}
    for finding in findings:
        typer.echo(f"{marks[finding.severity]} – {finding.sentence()}", err=True)
