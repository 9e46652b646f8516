"""Every sentence of the pages and layers has an English one with the same places to fill."""

import ast
from pathlib import Path

import pytest

from wording.catalogue import english

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted([*(ROOT / "layers").rglob("*.py"), *(ROOT / "app_pages").rglob("*.py")])
#: Functions of the pages that translate this argument themselves.
TRANSLATED = {"t": 0, "choose": 0, "choose_many": 0, "choose_button": 0, "show_head": 2}
#: Tables of words that are translated where they are used.
TABLES = {
    "TITLES",
    "SCHEMES",
    "MISSING_WORDS",
    "METHOD_NAMES",
    "MODES",
    "DAYS",
    "WORSE",
    "METHODS",
    "SPOTS",
}


def texts(node):
    """Constant texts of an expression that could be shown (a chosen one, a table's values)."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.Tuple):
        for part in node.elts[:2]:
            yield from texts(part)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from texts(value)


def of_call(node):
    """Texts that a call shows."""
    place = TRANSLATED.get(node.func.id)
    if place is not None and len(node.args) > place:
        yield from texts(node.args[place])
    if node.func.id == "show_table":
        yield from texts(node.args[1])
    if node.func.id == "show_metrics" and isinstance(node.args[0], ast.Dict):
        for key in filter(None, node.args[0].keys):
            yield from texts(key)


def of_table(node):
    """Texts of a table of words."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if isinstance(target, ast.Name) and target.id in TABLES and isinstance(node.value, ast.Dict):
        yield from texts(node.value)


def sentences(path):
    """All texts of a file that people see."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from of_call(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from of_table(node)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_sentence_has_an_english_one(path):
    missing = {s for s in sentences(path) if s[:1] not in ("", "#") and s not in english()}
    assert missing == set()
