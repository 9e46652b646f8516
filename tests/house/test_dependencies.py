"""What the product imports is declared in pyproject.toml, and what is declared is used."""

import ast
import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OURS = {"app", *PROJECT["tool"]["ruff"]["lint"]["isort"]["known-first-party"]}


def normal(name: str) -> str:
    """Name of a distribution as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def brought_by() -> Mapping[str, list[str]]:
    """Top-level package → distributions that bring it, of everything installed."""
    return metadata.packages_distributions()


def distributions(packages: set[str]) -> set[str]:
    """Distributions that bring these top-level packages; a package that nobody brings stands for itself."""
    return {normal(name) for package in packages for name in brought_by().get(package, [package])}


@cache
def nodes() -> tuple[ast.AST, ...]:
    """Everything in every file of Python that the wheel brings."""
    files = [ROOT / "app.py", ROOT / "cli.py"]
    files += [path for room in OURS for path in (ROOT / room).rglob("*.py")]
    return tuple(node for path in files for node in ast.walk(ast.parse(path.read_text())))


def imported() -> set[str]:
    """Top-level packages that the product imports anywhere, without the standard library."""
    found: set[str] = set()
    for node in nodes():
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - OURS


def named() -> set[str]:
    """Packages that the product names in a text, because it reads their files."""
    texts = {node.value for node in nodes() if isinstance(node, ast.Constant)}
    return texts & set(brought_by())


def declared() -> set[str]:
    """Distributions that pyproject.toml asks for."""
    lines = PROJECT["project"]["dependencies"]
    return {normal(re.split(r"[ ;<>=!~\[]", line)[0]) for line in lines}


def test_everything_imported_is_declared() -> None:
    assert distributions(imported()) - declared() == set()


def test_everything_declared_is_imported_or_its_files_are_read() -> None:
    assert declared() - distributions(imported() | named()) == set()
