"""The wheel: one import folder that works anywhere, built alike from checkout and source archive."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.commands.test_app_command import free_port, get, listening, started

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "aktionsraum_planer"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: Moment that both wheels carry (2024-01-01), so that only their content can differ.
ENVIRONMENT = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"} | {
    "SOURCE_DATE_EPOCH": "1704067200"
}
pytestmark = pytest.mark.newest


def made(*arguments, cwd, **options):
    done = subprocess.run(
        list(map(str, arguments)), cwd=cwd, env=ENVIRONMENT | options,
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pip(*arguments, cwd):
    return made(sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments, cwd=cwd)


def copied(folder):
    """The checkout without what can be made again: nothing is written into the one under test."""

    def made_again(path, names):
        return [name for name in names if name.startswith(".") and name not in {".ci", ".streamlit"}
                or name in {"build", "dist", "out", "__pycache__"} or name.endswith(".egg-info")
                or Path(path, name, "pyvenv.cfg").exists()]  # fmt: skip

    return shutil.copytree(ROOT, folder, ignore=made_again)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of the checkout, in whose `build` an earlier one left a file."""
    source = copied(tmp_path_factory.mktemp("wheel") / "source")
    left = source / "build" / "lib" / FOLDER / "geo" / "left_behind.py"
    left.parent.mkdir(parents=True)
    left.touch()
    pip("wheel", ".", "--no-deps", "--no-build-isolation", "-w", source.parent, cwd=source)
    return next(source.parent.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory, wheel):
    """An environment of its own that holds our wheel, and sees the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    pip("--python", folder / "venv", "install", "--no-deps", "--no-index", "--ignore-installed",
        wheel, cwd=folder)  # fmt: skip
    site = next((folder / "venv" / "lib").glob("python*")) / "site-packages"
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "venv"


@pytest.fixture
def elsewhere(tmp_path):
    """A folder whose own modules have the names of ours: none of them may be taken for ours."""
    for name in ("geo", "data", "intake", "commands"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('not ours')\n")
    (tmp_path / "app.py").write_text("raise SystemExit('not ours')\n")
    return tmp_path


def aktionsraum(installed, elsewhere, *arguments):
    return made(installed / "bin" / "aktionsraum", *arguments, cwd=elsewhere)


def test_everything_of_ours_lies_in_one_folder(installed, elsewhere):
    shown = pip("--python", installed, "show", "-f", PROJECT["name"], cwd=elsewhere)
    files = [Path(line.strip()) for line in shown.split("Files:\n")[1].splitlines()]
    folders = {path.parts[0] for path in files}
    assert folders == {FOLDER, f"{FOLDER}-{PROJECT['version']}.dist-info", ".."}
    assert [path.name for path in files if path.parts[0] == ".."] == ["aktionsraum"]


def test_the_wheel_holds_each_file_of_the_rooms_and_nothing_else(wheel):
    """A new room, template or catalogue must not be forgotten; of an old build nothing stays."""
    rooms = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
    paths = [ROOT / "app.py", ROOT / "cli.py", ROOT / ".streamlit" / "config.toml"]
    paths += [path for folder in (*rooms, ROOT / "data" / "dortmund") for path in folder.rglob("*")]
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name.removeprefix(f"{FOLDER}/") for name in archive.namelist()
                if name.startswith(f"{FOLDER}/")}  # fmt: skip
    assert held == wanted | {"__init__.py", "__main__.py"}
    assert len(wanted) > 400


def test_the_source_archive_builds_the_same_wheel(wheel, tmp_path):
    source = copied(tmp_path / "source")
    backend = "import setuptools.build_meta as backend; backend.build_sdist('dist')"
    made(sys.executable, "-c", backend, cwd=source)
    archive = next((source / "dist").glob("*.tar.gz"))
    pip("wheel", archive, "--no-deps", "--no-build-isolation", "-w", tmp_path, cwd=tmp_path)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()
    with tarfile.open(archive) as held:
        names = {name.partition("/")[2] for name in held.getnames()}
    for name in ("Makefile", "requirements.lock", "LICENSES/EUPL-1.2.txt", "tests/conftest.py"):
        assert name in names


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout of git")
def test_the_source_archive_names_each_file_of_the_checkout():
    """Whatever lies in a folder that `MANIFEST.in` does not name would be lost."""
    named = re.findall(
        r"^(?:graft|include) (.*)$", (ROOT / "MANIFEST.in").read_text(), re.MULTILINE
    )
    patterns = [word for line in named for word in line.split()]
    always = {"LICENSE", "MANIFEST.in", "README.md", "pyproject.toml", "setup.py"}
    lost = [
        path
        for path in made("git", "ls-files", cwd=ROOT).split()
        if path not in always
        and not any(path.startswith(f"{p}/") or fnmatch(path, p) for p in patterns)
    ]
    assert lost == []


def test_flags_lists_the_thirteen_areas(installed, elsewhere):
    wanted = ("--level", "aktionsraum", "--year", "2024", "--indicator", "transfer_payment_pct")
    rows = json.loads(aktionsraum(installed, elsewhere, "flags", *wanted, "--json"))
    assert len(rows) == 13
    by_module = made(installed / "bin" / "python", "-m", FOLDER, "flags", *wanted, "--json",
                     cwd=elsewhere)  # fmt: skip
    assert json.loads(by_module) == rows


def test_only_modules_of_the_wheel_are_loaded(installed, elsewhere):
    """All rooms, named by their own files; a child that reads a foreign file too."""
    look = """
import importlib, json, pkgutil, sys, threading
from pathlib import Path
import aktionsraum_planer as planer

rooms = [m.name for m in pkgutil.walk_packages([str(planer.ROOT)]) if m.name.split(".")[0] in sys.argv[1:]]
loaded = [importlib.import_module(name).__file__ for name in rooms if "app_pages" not in name]
from intake.guard.sandbox import layers_guarded

city = planer.ROOT / "data" / "dortmund" / "unterbezirke.geojson"
waiting = threading.Event()
threading.Thread(target=waiting.wait, daemon=True).start()  # so the child is a program of its own
layers = layers_guarded(city)
waiting.set()
print(json.dumps([loaded, layers]))
"""
    rooms = [path.parent.name for path in ROOT.glob("*/__init__.py")]
    output = made(installed / "bin" / "python", "-c", look, *rooms, cwd=elsewhere)
    loaded, layers = json.loads(output)
    site = installed / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    assert len(loaded) > 200
    assert {path for path in loaded if not Path(path).is_relative_to(site / FOLDER)} == set()
    assert layers == ["unterbezirke"]


def test_package_and_council_paper_are_written(installed, elsewhere):
    aktionsraum(installed, elsewhere, "export", "--no-papers", "--out", "paket")
    manifest = json.loads((elsewhere / "paket" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["software"] == f"Aktionsraum-Planer {PROJECT['version']}"
    city = installed.glob(f"lib/python*/site-packages/{FOLDER}/data/dortmund")
    aktionsraum(installed, elsewhere, "paper", next(city), "--out", "vorlage.pdf")
    assert (elsewhere / "vorlage.pdf").read_bytes().startswith(b"%PDF-")


def test_the_app_answers_on_this_machine_only(installed, elsewhere):
    port, program = free_port(), (installed / "bin" / "aktionsraum",)
    with started((elsewhere, ENVIRONMENT), port, "--port", str(port), program=program):
        assert listening(port) == {"0100007F"}
        assert get(port, "/health") == (200, '{"status":"ok"}')
        assert "<title>Aktionsraum-Planer</title>" in get(port, "/")[1]


def test_one_version_is_told_everywhere(installed, elsewhere):
    """That of `pyproject.toml`: by the command, on top of the changes, and in the public catalogue."""
    version = PROJECT["version"]
    assert aktionsraum(installed, elsewhere, "--version") == f"Aktionsraum-Planer {version}\n"
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, day = re.findall(r"^## \[(\d.*)\] – (\S+)$", changes, re.MULTILINE)[0]
    catalogue = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
    told = dict(re.findall(r'^(softwareVersion|releaseDate): "(.*)"$', catalogue, re.MULTILINE))
    assert (newest, told) == (version, {"softwareVersion": version, "releaseDate": day})
