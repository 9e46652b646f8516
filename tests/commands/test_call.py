"""How the shell is called: help by task and faults of use in German, the city left out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cli import TASKS, app
from commands.call import EMBEDDED_CITY, with_city

ROOT = Path(__file__).resolve().parents[2]
CITY = str(EMBEDDED_CITY)
COMMANDS = get_command(app).commands
SCENARIOS = COMMANDS["scenario"].commands
CALLS = [(name,) for name in COMMANDS] + [("scenario", name) for name in SCENARIOS]
WITH_CITY_AND_MORE = [
    name
    for name, command in COMMANDS.items()
    if [p.name for p in command.params if p.param_type_name == "argument"][:1] == ["city"]
    and sum(p.param_type_name == "argument" for p in command.params) > 1
]


def run(*arguments, code=0):
    """Run a command in a terminal of 100 columns; return what it printed."""
    done = CliRunner(env={"COLUMNS": "100"}).invoke(app, list(arguments))
    assert done.exit_code == code, done.output
    return done.output


def test_help_shows_every_command_under_its_task():
    lines = run("--help").splitlines()
    tasks = [line.removesuffix(":") for line in lines if re.fullmatch(r"[A-Z][a-z ]+:", line)]
    assert tasks == ["Optionen", *TASKS]
    assert tasks[1:] == ["Lage", "Versorgung", "Standorte", "Ausgeben", "Stadt einrichten"]
    shown = [line.split()[0] for line in lines if re.match(r"  [a-z]", line)]
    assert sorted(shown) == sorted(COMMANDS)
    assert lines.index("Versorgung:") < lines.index(next(x for x in lines if " gaps " in x))
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_help_is_german_from_the_first_word_to_the_last(call):
    text = run(*call, "--help")
    assert text.startswith("Aufruf: ")
    assert "Diese Hilfe zeigen." in text
    assert not re.search(r"Usage|Options|Arguments|Commands|default|required|<\w|\bint\b", text)


def test_help_says_what_holds_without_an_option_and_what_must_be_said():
    text = " ".join(run("site", "--help").split())
    assert "--count ZAHL Zahl der neuen Standorte (nicht bei everyone). [sonst 1; ab 1]" in text
    assert "--category TEXT Art des Angebots, zum Beispiel kita. [Pflicht]" in text
    assert "[sonst 60; ab 0.1]" in text


def test_help_loads_nothing_heavy():
    """A tenth of a second is spent on the interpreter and typer, nothing else."""
    code = "import sys, cli; sys.argv = ['aktionsraum', '--help']; import atexit\n"
    code += "atexit.register(lambda: print(sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr))\n"
    done = subprocess.run([sys.executable, "-c", code + "cli.main()"], cwd=ROOT, capture_output=True, text=True, check=True)  # fmt: skip
    loaded = set(re.findall(r"'(\w+)'", done.stderr))
    assert "typer" in loaded
    assert loaded & {"rich", "pandas", "numpy", "geopandas", "pydantic", "shapely"} == set()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("coverage", "--category fehlt: Art des Angebots"),
        ("coverage --category", "Nach --category fehlt der Wert."),
        ("site --categry kita", "Die Option --categry gibt es nicht. Gemeint ist vielleicht --category"),
        ("check --xyzzy", "Die Option --xyzzy gibt es nicht."),
        ("check --json=1", "Zu --json gehört kein Wert."),
        ("site --category kita --count x", "--count: „x“ ist keine ganze Zahl."),
        ("site --category kita --count 0", "--count: „0“ ist zu klein; möglich ist 1 und mehr."),
        ("site --category kita --time-limit 7,5", "--time-limit: „7,5“ ist keine Zahl"),
        ("app --port 99999", "--port: „99999“ ist zu groß; möglich ist 65535 und weniger."),
        ("check data/dortmund x y", "Das ist zu viel: x y."),
        ("index data/dortmund mss zwei", "Das ist zu viel: zwei."),
        ("fla", "Den Befehl „fla“ gibt es nicht. Gemeint ist vielleicht flags."),
        ("xyzzy", "Den Befehl „xyzzy“ gibt es nicht."),
        ("scenario lst", "Den Befehl „lst“ gibt es nicht. Gemeint ist vielleicht list."),
        ("scenario show", "NAME fehlt: Name des Szenarios."),
        ("--foo", "Die Option --foo gibt es nicht."),
        ("coverage --category kita --mode fly", "--mode: „fly“ ist kein Verkehrsmittel."),
    ],
)  # fmt: skip
def test_faults_of_use_are_told_in_german(call, said):
    text = run(*call.split(), code=2)
    assert said in " ".join(text.split())
    assert "Aufruf: " in text
    assert " --help\n" in text
    assert not re.search(r"Usage|Error|Try|Invalid|No such|Missing|unexpected", text)


def test_a_city_and_something_else_are_taken_by_these_commands():
    assert WITH_CITY_AND_MORE == [
        "index", "why", "methods", "compare", "similar", "screen", "change", "moran", "profile",
    ]  # fmt: skip


@pytest.mark.parametrize("name", WITH_CITY_AND_MORE)
def test_the_city_may_be_left_out_or_named(name, monkeypatch):
    """As its folder, from within it, by a path that does not exist; options may stand before."""
    command = COMMANDS[name]
    needed = ["x"] * max(sum(p.param_type_name == "argument" for p in command.params) - 1, 1)
    assert with_city(command, needed) == [CITY, *needed]
    assert with_city(command, [CITY, *needed]) == [CITY, *needed]
    assert with_city(command, ["no/such", *needed]) == ["no/such", *needed]
    assert with_city(command, ["--year", "2024", *needed]) == [CITY, "--year", "2024", *needed]
    assert with_city(command, ["--year", "2024", CITY, *needed])[0] == "--year"
    monkeypatch.chdir(CITY)
    assert with_city(command, [".", *needed]) == [".", *needed]


def test_a_name_with_a_slash_is_no_city(tmp_path, monkeypatch):
    """„Westerfilde/Bodelschwingh“ is an area; a folder that holds no city is none alone."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "022").mkdir()
    profile = COMMANDS["profile"]
    for word in ("Westerfilde/Bodelschwingh", "022"):
        assert with_city(profile, [word]) == [CITY, word]
        assert with_city(profile, [word, "031"]) == [word, "031"]


def test_a_command_that_takes_only_a_city_reads_its_word_as_one():
    assert with_city(COMMANDS["check"], ["dortmunt"]) == ["dortmunt"]
    assert "city.toml: Die Datei fehlt." in run("check", "dortmunt", code=1)


#: Words of options that mean something of its own in each command.
OWN_MEANING = {
    "--out", "--count", "--capacity", "--name", "--offers", "--table", "--title", "--when",
    "--max-minutes",
}  # fmt: skip


def test_an_option_has_one_help_wherever_it_appears():
    """And one word for one thing: a help stands behind no second word."""
    every = [c for n, c in COMMANDS.items() if n != "scenario"] + list(SCENARIOS.values())
    options = [p for c in every for p in c.params if p.param_type_name == "option"]
    assert len(options) > 250
    helps = {}
    for option in options:
        helps.setdefault((option.opts[0], option.multiple), set()).add(option.help)
    doubled = {name for (name, _), said in helps.items() if len(said) > 1}
    assert doubled <= OWN_MEANING
    words = {}
    for option in options:
        words.setdefault(option.help, set()).add(option.opts[0])
    assert {said: names for said, names in words.items() if len(names) > 1} == {}
    assert "" not in words
    assert None not in words


def test_bundles_become_options_of_their_own_and_reach_the_command():
    """A required field of a bundle is required; the command gets one object."""
    from dataclasses import dataclass
    from typing import Annotated

    import typer

    from commands.options import spread

    @dataclass(frozen=True)
    class Pair:
        left: Annotated[int, typer.Option("--left")]
        right: Annotated[str, typer.Option("--right")] = "r"

    got = []

    def command(*, first: Annotated[str, typer.Argument()], pair: Pair) -> None:
        got.append((first, pair))

    shell = typer.Typer()
    shell.command()(spread(command))
    assert CliRunner().invoke(shell, ["a", "--left", "3"]).exit_code == 0
    assert got == [("a", Pair(3, "r"))]
    assert CliRunner().invoke(shell, ["a"]).exit_code == 2
