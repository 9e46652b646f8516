"""The rooms of docs/architecture.md: who may import whom, and who may do what."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
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
#: Sub-rooms of a room in the order in which they build on each other: each imports earlier ones only.
ORDER = (
    ("geo", "geo/reach", "geo/siting"),
    (
        "indicators",
        "indicators/figures",
        "indicators/indices",
        "indicators/hours",
        "indicators/coverage",
        "indicators/sites",
        "indicators/secrecy",
    ),
    (
        "intake",
        "intake/guard",
        "intake/cells",
        "intake/places",
        "intake/files",
        "intake/offers",
        "intake/gtfs",
        "intake/ways",
        "intake/city",
        "intake/services",
        "intake/new_city",
    ),
    ("layers", "layers/words"),
    (
        "export/drawing",
        "export",
        "export/styles",
        "export/figures",
        "export/writers",
        "export/papers",
        "export/sheets",
        "export/package",
    ),
    (
        "commands",
        "commands/supply",
        "commands/sites",
        "commands/situation",
        "commands/setup",
        "commands/leaving",
    ),
    (
        "app_pages/frame",
        "app_pages/supply",
        "app_pages/sites",
        "app_pages/situation",
        "app_pages/leaving",
        "app_pages/setup",
        "app_pages",
    ),
)
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
    "icalendar": {"export"},
    "holidays": {"indicators"},
}
#: Types behind the release gate: made in this one file only.
GATE = "indicators/secrecy/release.py"
#: The one place in intake that gathers the faults of several files, to raise them together.
GATHERER = "intake/findings.py"


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


def module_of(path: str) -> str:
    """Dotted name of a file."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports_of_ours(root: Path) -> dict[str, set[str]]:
    """File → files of ours that it imports, wherever in the file."""
    paths = [path.relative_to(root).as_posix() for _, path in files_of(root)]
    by_module = {module_of(path): path for path in paths}
    found = {}
    for path in paths:
        tree = ast.parse((root / path).read_text(encoding="utf-8"))
        names = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    names.add(inner if inner in by_module else node.module)
        found[path] = {by_module[name] for name in names & set(by_module)} - {path}
    return found


def subroom_violations(root: Path) -> list[str]:
    """Imports against the order of the sub-rooms, and of files that are a sub-room's own."""
    place = {subroom: (row, at) for row in ORDER for at, subroom in enumerate(row)}
    found: list[str] = []
    for path, others in imports_of_ours(root).items():
        here = path.rpartition("/")[0]
        for other in sorted(others):
            there, _, name = other.rpartition("/")
            if there == here:
                continue
            if name.startswith("_") and name != "__init__.py":
                found.append(f"{path} imports {other}, which is its sub-room's own")
            (row, at), (other_row, other_at) = place.get(here, ("", 0)), place.get(there, ("", 0))
            if row == other_row and other_at > at:
                found.append(f"{path} imports {other} against the order")
    return found


def circles(root: Path) -> list[str]:
    """Files that import each other, directly or by way of others."""
    graph = imports_of_ours(root)
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return [" → ".join(error.args[1])]
    return []


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


def test_sub_rooms_build_on_each_other_in_one_direction():
    assert subroom_violations(ROOT) == []


def test_every_sub_room_has_its_place_in_the_order():
    folders = {path.parent.relative_to(ROOT).as_posix() for _, path in files_of(ROOT)}
    known = {subroom for row in ORDER for subroom in row} | {"pipeline", "store", "wording", "."}
    assert folders == known
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = {subroom.rpartition("/")[2] for subroom in known - {"."}}
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_no_files_import_each_other():
    assert circles(ROOT) == []


@pytest.mark.parametrize(
    ("files", "broken"),
    [
        (
            {"geo/siting/a.py": "", "geo/reach/b.py": "def f():\n    from geo.siting.a import x"},
            ["geo/reach/b.py imports geo/siting/a.py against the order"],
        ),
        (
            {"intake/cells/_own.py": "", "intake/files/b.py": "from intake.cells import _own"},
            ["intake/files/b.py imports intake/cells/_own.py, which is its sub-room's own"],
        ),
        (
            {"geo/reach/_own.py": "", "pipeline/b.py": "from geo.reach._own import x"},
            ["pipeline/b.py imports geo/reach/_own.py, which is its sub-room's own"],
        ),
    ],
)
def test_a_planted_import_against_the_order_is_found(tmp_path, files, broken):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert subroom_violations(tmp_path) == broken


def test_a_planted_circle_is_found(tmp_path):
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo/a.py").write_text("from geo.b import x", encoding="utf-8")
    (tmp_path / "geo/b.py").write_text("def f():\n    from geo import c", encoding="utf-8")
    (tmp_path / "geo/c.py").write_text("import geo.a", encoding="utf-8")
    assert len(circles(tmp_path)) == 1
    (tmp_path / "geo/c.py").write_text("", encoding="utf-8")
    assert circles(tmp_path) == []


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
    heavy = "pandas numpy geopandas shapely scipy streamlit pydantic"
    code = f"import cli, sys; print([m for m in '{heavy}'.split() if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
