#!/usr/bin/env python3
"""Wrong changes to a copy of the tree, one at a time: says how many the tests notice.

    scripts/mutate.py                       all of scripts/mutations/*.toml
    scripts/mutate.py --only geo/           those whose file begins so
    scripts/mutate.py --random 60 --seed 7  so many drawn by simple operators over five rooms

Prints each as caught or survived, the survivors as a diff, and how many of how many were caught.
Not part of `make test`: a run takes the time of the related tests for each change.
"""

import argparse
import ast
import difflib
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTS = sorted((ROOT / "scripts" / "mutations").glob("*.toml"))
ROOMS = ("indicators", "geo", "intake", "store", "export")
#: A change that makes the tests run for ever is noticed too, seconds.
PATIENCE = 600
TURNED = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """A wrong change: the text that must stand once in a file, what takes its place, the tests."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    what: str
    at: int | None = None  # where `old` stands, if not but once


class StaleError(Exception):
    """The text that a mutation replaces is not there (any more), or not once."""


def main() -> int:
    """Apply the wanted mutations one after the other; 1 if one survives or is stale."""
    asked = _arguments()
    wanted = drawn(asked.random, asked.seed) if asked.random else listed(asked.lists or LISTS)
    wanted = [one for one in wanted if one.file.startswith(asked.only)]
    print(f"{len(wanted)} wrong changes")
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        tree = copied(Path(folder) / "tree")
        fates = [tried(tree, mutation) for mutation in wanted]
    print(f"{fates.count('caught')} of {len(fates)} caught")
    return int(set(fates) - {"caught"} != set())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("lists", nargs="*", type=Path, metavar="LIST", help="files of mutations")
    parser.add_argument("--only", default="", help="beginning of the file's path")
    parser.add_argument("--random", type=int, default=0, help="draw so many instead")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def listed(lists: list[Path]) -> list[Mutation]:
    """Mutations written down by hand."""
    entries = [
        entry
        for path in lists
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mutation"]
    ]
    return [Mutation(**entry | {"tests": tuple(entry["tests"])}) for entry in entries]


def copied(tree: Path) -> Path:
    """Copy what git knows of the tree."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    return tree


def tried(tree: Path, mutation: Mutation) -> str:
    """Apply a mutation, run its tests, take it back: caught, survived, stale or broken."""
    path = tree / mutation.file
    try:
        before = path.read_text(encoding="utf-8")
        after = mutated(before, mutation)
    except (OSError, StaleError) as error:
        print(f"stale     {mutation.file}: {mutation.what} ({error})", flush=True)
        return "stale"
    path.write_text(after, encoding="utf-8")
    fate = fate_of(tree, mutation.tests or related(ROOT / mutation.file))
    path.write_text(before, encoding="utf-8")
    print(f"{fate:9} {mutation.file}: {mutation.what}", flush=True)
    if fate != "caught":
        lines = (text.splitlines(keepends=True) for text in (before, after))
        print("".join(difflib.unified_diff(*lines, mutation.file, mutation.file, n=2)), flush=True)
    return fate


def mutated(text: str, mutation: Mutation) -> str:
    """Return the text with the mutation."""
    old, at = mutation.old, mutation.at
    if at is None:
        if text.count(old) != 1:
            msg = f"its text stands there {text.count(old)} times"
            raise StaleError(msg)
        at = text.index(old)
    after = text[:at] + mutation.new + text[at + len(old) :]
    ast.parse(after)
    return after


def fate_of(tree: Path, tests: tuple[str, ...]) -> str:
    """Run the tests; a failed test has caught the change, a fault on import says nothing."""
    there = [test for test in tests if (tree / test.partition("::")[0]).exists()]
    if not there:
        return "untested"
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *there]
    try:
        done = subprocess.run(command, cwd=tree, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return "caught"
    return {0: "survived", 1: "caught"}.get(done.returncode, "broken")


def drawn(number: int, seed: int) -> list[Mutation]:
    """Draw mutations over the rooms, every one from another function where there are enough."""
    found = [
        m for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) for m in of_file(path)
    ]
    dice = random.Random(seed)  # noqa: S311
    return sorted(dice.sample(found, min(number, len(found))), key=lambda m: (m.file, m.at or 0))


def of_file(path: Path) -> Iterator[Mutation]:
    """All mutations of a file that the operators know."""
    text, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
    lines = [0]
    for line in text.encode().splitlines(keepends=True):
        lines.append(lines[-1] + len(line))

    def span(node: ast.AST) -> tuple[int, int]:
        ends = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        start, end = (lines[line - 1] + column for line, column in ends)
        return len(text.encode()[:start].decode()), len(text.encode()[:end].decode())

    for node in ast.walk(ast.parse(text)):
        for target, new, what in changes(node):
            start, end = span(target)
            line = text.count("\n", 0, start) + 1
            yield Mutation(name, text[start:end], new, (), f"line {line}: {what}", start)


def changes(node: ast.AST) -> Iterator[tuple[ast.AST, str, str]]:
    """What to put in the place of which node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
        sign = TURNED[type(node.ops[0])]
        yield node, f"{left} {sign} {right}", f"comparison becomes {sign}"
    elif isinstance(node, ast.BoolOp):
        turned = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield node, f"({ast.unparse(ast.BoolOp(turned, node.values))})", "and/or"
    elif isinstance(node, ast.AugAssign | ast.Expr):
        if not isinstance(node.value, ast.Constant):  # a docstring
            yield node, "pass", "line gone"
    else:
        yield from _changes_of_numbers(node)


def _changes_of_numbers(node: ast.AST) -> Iterator[tuple[ast.AST, str, str]]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        turned = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield node, f"({ast.unparse(ast.BinOp(node.left, turned, node.right))})", "plus/minus"
    elif isinstance(node, ast.UnaryOp):
        yield node, f"({ast.unparse(node.operand)})", "sign or negation gone"
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield node, f"({node.value + 1})", "constant + 1"
    elif isinstance(node, ast.Call) and len(node.args) == 2:
        first, second = map(ast.unparse, node.args)
        if first != second and "*" not in first[:1]:
            yield node, ast.unparse(ast.Call(node.func, node.args[::-1], node.keywords)), "swapped"


def related(path: Path) -> tuple[str, ...]:
    """Tests that import what leads to the file in its room, and those beside them.

    Not those of pages, commands and the house, which take long and go through everything.
    """
    room = ROOT / path.relative_to(ROOT).parts[0]
    files = {_module(file): file for file in room.rglob("*.py")}
    texts = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
    leading, new = set(), {_module(path)}
    while new:
        leading |= new
        new = {name for name, text in texts.items() if _imports(text, new)} - leading
    folders = {ROOT / "tests" / files[name].parent.relative_to(ROOT) for name in leading}
    tests = {
        test
        for room in ROOMS
        for test in (ROOT / "tests" / room).rglob("test_*.py")
        if test.parent in folders or _imports(test.read_text(encoding="utf-8"), leading)
    }
    return tuple(sorted(test.relative_to(ROOT).as_posix() for test in tests))


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _imports(text: str, modules: set[str]) -> bool:
    """Whether a text imports from one of some modules: "from a.b import …", "from a import b"."""
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    named = {node.module for node in found}
    named |= {f"{node.module}.{name.name}" for node in found for name in node.names}
    return bool(named & modules)


if __name__ == "__main__":
    sys.exit(main())
