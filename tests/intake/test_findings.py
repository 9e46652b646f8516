"""Every kind of finding that intake knows, told in both languages; and their way to another process."""

import ast
import importlib
import json
import pkgutil
import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import intake
from intake.features import counted, decimal, listing, spot
from intake.findings import Finding, InputError, Kind, in_cell, packed, require_none, unpacked
from wording import count, number, percent, say, speak, t
from wording import date as day_of
from wording.catalogue import english

ROOT = Path(intake.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
#: Words that no English sentence has; and signs, except in words that stand in files as they are.
GERMAN = re.compile(
    r"\b(?:der|die|das|den|dem|ein|eine|einen|und|oder|nicht|ist|sind|wird|wurde|wurden|mit|von|zum|zur|"
    r"nur|aus|auf|im|kein|keine|keinen|fehlt|fehlen|Datei|Spalte|Zeile|Gebiet|prüfen|angeben)\b|[äöüßÄÖÜ„]"
)
QUOTED = re.compile(r"“[^”]*”|`[^`]*`|Gauss-Krüger")


def kinds_of(module):
    """Kinds that a module names, alone or in a table."""
    for name, value in vars(module).items():
        for kind in value.values() if isinstance(value, dict) else [value]:
            if isinstance(kind, Kind):
                yield f"{module.__name__}:{name}", kind


MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(intake.__path__, "intake.")
]
KINDS = {id(kind): (name, kind) for module in MODULES for name, kind in kinds_of(module)}


def places(template):
    """Names of the values of a template; anything else than a plain name is no place."""
    parts = [part for part in Formatter().parse(template) if part[1] is not None]
    assert all(name.isidentifier() and not how and not sign for _, name, how, sign in parts)
    return {name for _, name, _, _ in parts}


def untold(kind):
    """What is wrong with the English of a kind."""
    wrong = []
    for german in (kind.message, kind.fix):
        if not re.search(r"[A-Za-zäöüß]{2}", re.sub(r"{\w+}", "", german)):
            continue
        told = english().get(german)
        if told is None or told == german:
            wrong.append(f"no English: {german}")
        elif places(told) != places(german):
            wrong.append(f"other places: {told}")
        elif GERMAN.search(QUOTED.sub("", told)):
            wrong.append(f"German left: {told}")
    return wrong


@pytest.mark.parametrize(
    "kind", [kind for _, kind in KINDS.values()], ids=[name for name, _ in KINDS.values()]
)
def test_every_kind_is_told_in_both_languages(kind):
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", kind.code)
    assert kind.severity in ("error", "warning", "info")
    assert kind.message
    assert untold(kind) == []
    values = dict.fromkeys(places(kind.message) | places(kind.fix), "7")
    finding = kind("a.csv", in_cell(3, "EW"), **values)
    assert finding.sentence().startswith("a.csv, Zeile 3, Spalte „EW“: ")
    assert "{" not in re.sub(r"{ (?:…|\"7\" = .*?) }", "", finding.sentence())
    speak("en")
    try:
        assert t(finding.where) == "row 3, column “EW”"
        assert not GERMAN.search(QUOTED.sub("", t(finding.message) + t(finding.fix)))
    finally:
        speak("de")


def test_the_walk_finds_the_kinds_of_all_rooms_and_what_is_wrong_with_one():
    assert len(KINDS) > 300
    rooms = {name.split(".")[1] for name, _ in KINDS.values()}
    assert {"cells", "city", "files", "guard", "gtfs", "offers", "places", "services"} <= rooms
    assert untold(Kind("planted", "Das hat niemand übersetzt.", "Nichts zu tun."))
    assert untold(Kind("planted", "Die Datei ist leer. {n}", ""))
    assert untold(Kind("empty", "Die Datei ist leer.", "Nichts zu tun.")) == []


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(tree, name):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
            yield node


def test_findings_are_made_by_kinds_alone():
    """So that every one has its words once, and its English; in the rooms that read intake too."""
    rooms = (
        "intake",
        "indicators",
        "layers",
        "store",
        "pipeline",
        "export",
        "app_pages",
        "commands",
    )
    files = [path for room in rooms for path in (ROOT.parent / room).rglob("*.py")]
    assert len(files) > 300
    made = [path for path in files if any(calls(tree_of(path), "Finding"))]
    assert made == [ROOT / "findings.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_kinds_stand_above_the_functions_under_names_of_their_own(path):
    tree = tree_of(path)
    top = [node for node in tree.body if isinstance(node, ast.Assign)]
    names = [target.id for node in top for target in node.targets if isinstance(target, ast.Name)]
    assert len(names) == len(set(names))
    within = {id(node) for statement in top for node in ast.walk(statement)}
    assert [node.lineno for node in calls(tree, "Kind") if id(node) not in within] == []


def test_no_two_kinds_say_the_same_under_one_code():
    said = [(kind.code, kind.message, kind.fix, kind.severity) for _, kind in KINDS.values()]
    assert sorted({one for one in said if said.count(one) > 1}) == []


def test_lists_and_counts_in_findings_are_told_too():
    speak("en")
    try:
        assert t(counted(1, "{n} Zeile", "{n} Zeilen")) == "1 row"
        assert t(counted(1200, "{n} Zeile", "{n} Zeilen")) == "1,200 rows"
        named = [spot(0, {"key": "01"}), spot(4, {}), spot(7, {})]
        assert t(listing(named, 2)) == "object 1 (01), object 5 and 1 more"
        assert t(say("{n} m²", n=decimal(1234.56, 1))) == "1234.6 m²"
    finally:
        speak("de")
    assert counted(1200, "{n} Zeile", "{n} Zeilen") == "1.200 Zeilen"
    assert listing(named, 2) == "Objekt 1 (01), Objekt 5 und 1 weitere"
    assert decimal(1234.56, 1) == "1234,6"


FOUND = Kind(
    "found", "Der Wert „{value}“ passt nicht: {wanted}.", "{n} am {day}, {share}.", "warning"
)


def test_findings_keep_template_and_values_across_processes():
    why = say("„{asked}“ gibt es in dieser Stadt nicht.", asked="{value.x}")
    sent = FOUND("a.csv", in_cell(3, "EW"), value=number(1234.5), wanted=why, n=count(1300),
                 day=day_of(date(2026, 12, 31)), share=percent(12.5))  # fmt: skip
    came = unpacked(packed([sent]))
    assert came == (sent,)
    assert came[0].sentence() == sent.sentence()
    assert "1.234,5" in came[0].message
    speak("en")
    try:
        assert (
            t(came[0].message)
            == t(sent.message)
            == "The value “1,234.5” does not fit: This city has no “{value.x}”.."
        )
        assert t(came[0].fix) == "1,300 am Dec 31, 2026, 12.5\u00a0%."
        assert t(came[0].where) == "row 3, column “EW”"
    finally:
        speak("de")


@pytest.mark.parametrize(
    "message",
    [
        {"template": "{a.__class__}", "values": {"a": "x", "a.__class__": "x"}},
        {"template": "{a[0]}", "values": {"a": "x"}},
        {"template": "{a:>999999999}", "values": {"a": "x"}},
        {"template": "{a!r}", "values": {"a": "x"}},
        {"template": "{b}", "values": {"a": "x"}},
        {"template": "{a", "values": {"a": "x"}},
        {"template": 7, "values": {}},
        {"template": "x", "values": ["a"]},
        {"de": "1"},
        7,
        None,
        ["x"],
    ],
)
def test_a_process_that_was_taken_over_can_send_nothing_but_text(message):
    record = {
        "severity": "error",
        "code": "c",
        "file": "f",
        "where": "",
        "message": message,
        "fix": "",
    }
    with pytest.raises(ValueError):  # noqa: PT011  (of json or of our own)
        unpacked(json.dumps([record]).encode())


@pytest.mark.parametrize(
    "content", [b"", b"[", b"{}x", b"[7]", b'[{"severity": "error"}]', b'{"a": 1}', b"[" * 9999]
)
def test_what_is_no_list_of_findings_is_refused(content):
    with pytest.raises(ValueError):  # noqa: PT011  (of json or of our own)
        unpacked(content)


def test_errors_block_and_carry_everything():
    noted, wrong = (
        FOUND("a", value=1, wanted="x", n=1, day="", share=""),
        Finding("error", "c", "f", "", "M.", "F."),
    )
    require_none([noted])
    with pytest.raises(InputError, match="f: M. F.") as caught:
        require_none([noted, wrong])
    assert caught.value.findings == (noted, wrong)
