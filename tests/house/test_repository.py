"""The repository keeps what it promises: documented commands, locked packages, free licences."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from typer.main import get_command

from cli import TASKS, app
from commands.sites.scenario import COMMANDS as SCENARIO_COMMANDS
from tests.house.test_architecture import imports_of_ours
from tests.house.test_package import copied

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = get_command(app).commands


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_and_stands_in_the_readme(name):
    assert COMMANDS[name].help
    assert re.search(rf"`{name}`", README), f"README.md does not name `{name}`"


@pytest.mark.parametrize("target", ["run", "test"])
def test_the_readme_names_the_two_commands_that_exist(target):
    assert f"\n./make.sh {target} " in README
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_ci_runs_the_command_of_the_readme():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "./make.sh test"
    assert [line for line in lines if "make" in line] == [lines[-1]]


@pytest.mark.parametrize(
    ("purposes", "code", "wanted"),
    [(["make", "python"], 1, "install -y --no-install-recommends make python3-venv'"), (["tests"], 0, "chromium")],
)  # fmt: skip
def test_who_may_not_install_is_told_the_one_line_to_type(purposes, code, wanted):
    """Debian's own programs, but neither make nor Python nor sudo; without the tests' packages tests are skipped."""
    if shutil.which("apt-get") is None:
        pytest.skip("this is no Debian")
    nobody = {"user": 65534} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory() as programs:
        Path(programs).chmod(0o755)
        for name in ("apt-get", "id", "grep"):
            Path(programs, name).symlink_to(str(shutil.which(name)))
        done = subprocess.run(
            ["/bin/sh", "-s", "--", *purposes], env={"PATH": programs}, cwd="/", text=True,
            input=(ROOT / "scripts" / "debian_packages.sh").read_text(encoding="utf-8"),
            capture_output=True, check=False, **nobody,
        )  # fmt: skip
    assert done.returncode == code
    assert "su -c 'apt-get update && apt-get install" in done.stderr
    assert wanted in done.stderr


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes_and_no_registry_is_named(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9].*==)", text, flags=re.MULTILINE)[1:]
    assert len(packages) > 50
    assert [p.split()[0] for p in packages if "--hash=sha256:" not in p] == []
    assert not re.search(r"https?://|--(extra-)?index-url", text)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_python_gets_the_same_versions(lock):
    names = re.findall(
        r"^([a-z0-9._-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(set(names)) == sorted(names)


def test_every_declared_package_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=\[]", entry)[0].lower() for entry in project["dependencies"]}
    locked = re.findall(
        r"^([a-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert declared - {name.lower() for name in locked} == set()


def test_every_file_says_its_licence(tmp_path):
    """In a copy, since without git the checker takes the environment's files for ours."""
    reuse = [
        sys.executable,
        "-m",
        "reuse",
        "--root",
        str(copied(tmp_path / "source")),
        "lint",
        "--lines",
    ]
    done = subprocess.run(reuse, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_indicator_of_the_embedded_city_is_explained():
    city = tomllib.loads((ROOT / "data" / "dortmund" / "city.toml").read_text(encoding="utf-8"))
    wanted = ("label", "label_en", "unit", "worse", "source", "definition", "caveat")
    missing = [(i["id"], name) for i in city["indicator"] for name in wanted if name not in i]
    assert missing == []
    assert len(city["indicator"]) == 22


def sources() -> dict[str, str]:
    """Product files with their text."""
    rooms = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
    paths = [path for room in rooms for path in room.rglob("*.py")] + list(ROOT.glob("*.py"))
    return {p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8") for p in paths}


def test_files_are_whole_nouns_that_people_read_in_one_go():
    lengths = {path: text.count("\n") for path, text in sources().items()}
    assert len(lengths) > 200
    assert {path: n for path, n in lengths.items() if n > 600} == {}


def test_folders_hold_what_fits_on_a_page():
    folders = Counter(path.rpartition("/")[0] for path in sources())
    assert {folder: n for folder, n in folders.items() if n > 20} == {}


def test_no_fragment_has_a_single_reader():
    """A short file that one other file imports belongs into that file."""
    graph = imports_of_ours(ROOT)
    importers = Counter(other for others in graph.values() for other in others)
    commands = graph["cli.py"]  # a command is a door of its own, however short
    short = [
        path
        for path, text in sources().items()
        if text.count("\n") < 60
        and importers[path] == 1
        and path not in commands
        and "__init__" not in path
    ]
    assert short == []


def test_functions_fit_on_a_screen():
    """At most 50 lines of code, without docstring, comments and empty lines."""
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, text in sources().items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and code_lines(node, text) > 50
    ]
    assert long == []


def test_functions_take_eight_parameters_at_most():
    """A command's own signature is the list of its options, which typer reads."""
    commands = [command for task in TASKS.values() for command in task]
    known = {(c.__module__, c.__name__) for c in [*commands, *SCENARIO_COMMANDS.values()]}
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, text in sources().items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and (path.removesuffix(".py").replace("/", "."), node.name) not in known
        and len([*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]) > 8
    ]
    assert len(known) > 40
    assert long == []


def code_lines(function: ast.FunctionDef, text: str) -> int:
    """Lines of a function that hold code."""
    doc = function.body[0] if ast.get_docstring(function) else None
    skipped = set(range(doc.lineno, (doc.end_lineno or 0) + 1)) if doc else set()
    lines = text.split("\n")
    return sum(
        bool(lines[n - 1].strip()) and not lines[n - 1].strip().startswith("#")
        for n in range(function.lineno, (function.end_lineno or 0) + 1)
        if n not in skipped
    )
