"""The handbook and the developers' pages: they build without a warning, and their commands run."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box
from typer.main import get_command
from typer.testing import CliRunner

from cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
CALL = re.compile(r"(?:\$ )?(?:\.venv/bin/)?aktionsraum (?P<call>[a-z].*)")
FENCED = re.compile(r"^```(?:sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(?:\.venv/bin/)?aktionsraum ([a-z][^`]*)`")
#: Commands that wait, ask the network or a person: their words are checked, they are not run.
ONLY_READ = {"app", "fetch", "mcp"}


def calls(text: str) -> list[str]:
    """What a page tells to type, in order, without the comments behind it."""
    lines = [line for block in FENCED.findall(text) for line in block.splitlines()]
    found = [match["call"] for line in lines if (match := CALL.fullmatch(line.strip()))]
    return [call.split("  #")[0].strip() for call in found]


def mentions(text: str) -> list[str]:
    """Calls inside a sentence; capitals stand for what the reader puts in."""
    return INLINE.findall(text)


@pytest.fixture
def at_a_planners_desk(tmp_path, monkeypatch):
    """A folder with the files that the handbook speaks of, under their names there."""
    keys, x = ["01", "02", "03"], (390_000, 391_000, 392_000)
    boxes = [box(e, 5_700_000, e + 1000, 5_701_000) for e in x]
    areas = gpd.GeoDataFrame(
        {"key": keys, "name": ["West", "Mitte", "Ost"]}, geometry=boxes, crs=25832
    )
    areas.to_file(tmp_path / "bezirke.gpkg", driver="GPKG")
    table = "Schlüssel;Einwohner;Arbeitslose\n01;4000;200\n02;5000;500\n03;6000;150\n"
    (tmp_path / "zahlen.csv").write_text(table, encoding="utf-8")
    write_workbook(tmp_path / "zahlen.xlsx", [line.split(";") for line in table.splitlines()])
    offers = "id,name,category,lon,lat\nK17,Kita Nord,kita,7.4223,51.4462\nK18,Kita Süd,kita,7.4263,51.4466\n"
    (tmp_path / "angebote.csv").write_text(offers, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_workbook(path, rows):
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, [int(c) if c.isdigit() and len(c) > 2 else c for c in row])


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_what_a_page_tells_to_type_runs(page, at_a_planners_desk):
    """In the order of the page, from a folder with the files that it names."""
    for call in calls(page.read_text(encoding="utf-8")):
        words = shlex.split(call)
        if words[0] not in ONLY_READ and not {"DIR", "FILE", "ID"} & set(words):
            done = CliRunner().invoke(app, words)
            assert done.exit_code == 0, f"{call}\n{done.output}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_commands_and_options_that_a_page_names_exist(page):
    commands = get_command(app).commands
    text = page.read_text(encoding="utf-8")
    for call in [*mentions(text), *calls(text)]:
        name, *words = call.split()
        command = commands[name]
        if words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words[0]]
        known = {
            option for entry in command.params for option in (*entry.opts, *entry.secondary_opts)
        }
        named = {word.split("=")[0].rstrip(",.;:") for word in words if word.startswith("--")}
        assert named <= known | {"--help"}, f"{page.name}: aktionsraum {call}"


def test_the_pages_build_without_a_warning(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html"))
    assert "In der Befehlszeile" in written
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//[^"']+\.(?:js|css|woff2?)""", written)
