"""The rooms of docs/architecture.md: who may import whom, and who may do what."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EVERYTHING_BUT_PAGES = {
    "wording",
    "geo",
    "indicators",
    "intake",
    "pipeline",
    "layers",
    "export",
    "store",
}

#: Room → rooms it may import.
MAY_IMPORT = {
    "wording": set(),
    "geo": set(),
    "indicators": {"geo", "wording"},
    "intake": {"geo", "wording"},
    "pipeline": {"intake", "geo", "indicators", "store", "wording"},
    "layers": {"geo", "indicators", "wording"},
    "export": {"layers", "indicators", "geo", "wording"},
    "store": {"geo", "wording", "indicators"},
    "commands": EVERYTHING_BUT_PAGES,
    "cli": EVERYTHING_BUT_PAGES | {"commands"},
    "app_pages": EVERYTHING_BUT_PAGES,
    "app": EVERYTHING_BUT_PAGES | {"app_pages"},
}
#: Library → rooms that may import it.
ONLY_IN = {
    "streamlit": {"app", "app_pages"},
    "streamlit_folium": {"app_pages"},
    "folium": {"layers"},
    "fiona": {"intake"},
    "pyogrio": {"intake", "export"},
    "osmium": {"intake"},
    "python_calamine": {"intake"},
    "typst": {"export"},
    "docx": {"export"},
    "xlsxwriter": {"export"},
}
#: Types behind the release gate: made in this one file only.
GATE = "indicators/disclosure.py"
#: The one place in intake that gathers the faults of several files, to raise them together.
GATHERER = "intake/errors.py"


def files_of(root: Path) -> list[tuple[str, Path]]:
    """Every Python file of a room, with its room."""
    found = []
    for room in MAY_IMPORT:
        folder = root / room
        paths = sorted(folder.rglob("*.py")) if folder.is_dir() else [root / f"{room}.py"]
        found += [(room, path) for path in paths if path.exists()]
    return found


def imported(tree: ast.AST) -> set[str]:
    """Top-level modules that a file imports, wherever in the file."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def violations(root: Path) -> list[str]:
    """Every line of the rules that a file under `root` breaks."""
    found = []
    for room, path in files_of(root):
        where = path.relative_to(root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = imported(tree)
        foreign = (names & set(MAY_IMPORT)) - MAY_IMPORT[room] - {room}
        found += [f"{where} imports {name}" for name in sorted(foreign)]
        found += [
            f"{where} imports {lib}"
            for lib, rooms in ONLY_IN.items()
            if lib in names and room not in rooms
        ]
        found += gate_violations(where, tree)
        if room not in {"app", "app_pages", "commands", "cli"} and where != GATHERER:
            found += [f"{where} catches InputError" for _ in catches(tree, "InputError")]
        found += [f"{where} catches Exception" for _ in catches(tree, "Exception")]
    return found


def gate_violations(where: str, tree: ast.AST) -> list[str]:
    """Calls that make a released type anywhere but at the gate."""
    if where == GATE:
        return []
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [getattr(func, "id", getattr(func, "attr", "")) for func in calls]
    return [f"{where} makes {name}" for name in names if name.startswith("Released")]


def catches(tree: ast.AST, name: str) -> list[ast.ExceptHandler]:
    """Handlers of an exception, in `except` clauses."""
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    return [
        h
        for h in handlers
        if h.type is None
        or name in ast.unparse(h.type).replace("(", " ").replace(")", " ").replace(",", " ").split()
    ]


def test_the_rooms_keep_to_their_doors():
    assert files_of(ROOT), "no files found"
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("geo/planted.py", "from indicators import flags", "geo/planted.py imports indicators"),
        (
            "intake/planted.py",
            "def f():\n    import layers.layer",
            "intake/planted.py imports layers",
        ),
        ("layers/planted.py", "import streamlit as st", "layers/planted.py imports streamlit"),
        ("export/planted.py", "import app_pages.lage", "export/planted.py imports app_pages"),
        (
            "layers/planted.py",
            "from indicators.disclosure import ReleasedAnalysis\nReleasedAnalysis()",
            "layers/planted.py makes ReleasedAnalysis",
        ),
        (
            "geo/planted.py",
            "try:\n    pass\nexcept Exception:\n    pass",
            "geo/planted.py catches Exception",
        ),
    ],
)
def test_a_planted_violation_is_found(tmp_path, file, line, broken):
    path = tmp_path / file
    path.parent.mkdir()
    path.write_text(line, encoding="utf-8")
    assert violations(tmp_path) == [broken]


def test_command_line_loads_nothing_heavy_before_it_knows_the_command():
    """`aktionsraum --help` and the start of the app wait for no table or geometry library."""
    heavy = "pandas numpy geopandas shapely scipy streamlit matplotlib pydantic"
    code = f"import cli, sys; print([m for m in '{heavy}'.split() if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
