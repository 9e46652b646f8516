"""The repository keeps what it promises: documented commands, locked packages, free licences."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from cli import app

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = get_command(app).commands


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_and_stands_in_the_readme(name):
    assert COMMANDS[name].help
    assert re.search(rf"`{name}`", README), f"README.md does not name `{name}`"


@pytest.mark.parametrize("target", ["run", "test"])
def test_the_readme_names_the_two_commands_that_exist(target):
    assert f"make {target}" in README
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes_and_no_registry_is_named(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9].*==)", text, flags=re.MULTILINE)[1:]
    assert len(packages) > 50
    assert [p.split()[0] for p in packages if "--hash=sha256:" not in p] == []
    assert not re.search(r"https?://|--(extra-)?index-url", text)


def test_every_declared_package_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=\[]", entry)[0].lower() for entry in project["dependencies"]}
    locked = re.findall(
        r"^([a-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert declared - {name.lower() for name in locked} == set()


def test_every_file_says_its_licence():
    reuse = [sys.executable, "-m", "reuse", "--root", str(ROOT), "lint", "--lines"]
    done = subprocess.run(reuse, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_indicator_of_the_embedded_city_is_explained():
    city = tomllib.loads((ROOT / "data" / "dortmund" / "city.toml").read_text(encoding="utf-8"))
    wanted = ("label", "label_en", "unit", "worse", "source", "definition", "caveat")
    missing = [(i["id"], name) for i in city["indicator"] for name in wanted if name not in i]
    assert missing == []
    assert len(city["indicator"]) == 22


def test_no_file_is_longer_than_people_read():
    sources = [p for p in ROOT.glob("*/*.py") if p.parent.name not in ("tests", ".venv")]
    assert [p.name for p in sources if p.read_text(encoding="utf-8").count("\n") > 400] == []
