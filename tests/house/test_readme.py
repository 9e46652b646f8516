"""What the README shows of the shell is what the shell prints."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app

README = Path(__file__).resolve().parent.parent.parent / "README.md"
PROMPT = "$ .venv/bin/aktionsraum "


def shown():
    """Calls in the README with the lines that it shows of their output."""
    text = README.read_text(encoding="utf-8")
    calls = {}
    for line in text.split("```console\n", 1)[1].split("```", 1)[0].splitlines():
        if line.startswith(PROMPT):
            call = line.removeprefix(PROMPT)
            calls[call] = []
        else:
            calls[call].append(line.removesuffix("…").rstrip())
    return {call: lines for call, lines in calls.items() if lines}


def test_three_calls_show_their_output():
    assert [call.split()[0] for call in shown()] == ["flags", "coverage", "site"]


@pytest.mark.parametrize("call", shown())
def test_output_is_that_of_the_command_on_a_terminal(call, monkeypatch):
    """Each line as printed, in its order, up to the dots."""
    monkeypatch.setattr("commands.output.is_terminal", lambda _: True)
    done = CliRunner(env={"COLUMNS": "100"}).invoke(app, call.split())
    assert done.exit_code == 0
    printed = iter(done.output.replace("\u00a0", " ").splitlines())
    lost = [line for line in shown()[call] if not any(got.startswith(line) for got in printed)]
    assert lost == []
