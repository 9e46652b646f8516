"""What was understood of an office's files in; the text of `city.toml` and the folder's files out.

Nested dicts in; the text of a TOML file out.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geo.levels import Level
from intake.config import CityConfig, LevelSection, TableSection
from intake.findings import Finding, Kind
from intake.new_city._areas import Boundaries
from intake.new_city._files import boundary_files, offers_file, table_file
from intake.new_city._indicators import indicators_of, standards_of, target_groups_of
from intake.new_city._tables import TableUnderstood
from intake.new_city._variables import POPULATION
from intake.new_city.surroundings import Surroundings
from intake.offers import Offers, slug

_BARE = re.compile(r"[A-Za-z0-9_-]+")

ASK_CITY = Kind("ask_city", "Aus den Angaben lässt sich keine Stadt bilden: {why}.", "Die Antworten prüfen.")  # fmt: skip


def toml_text(content: Mapping[str, Any]) -> str:
    """Return `content` as TOML: tables, lists of tables, values.

    Parameters
    ----------
    content : Mapping
        Values are text, numbers, booleans, lists of these, mappings, or lists of mappings.

    Examples
    --------
    >>> print(toml_text({"city": {"name": "Musterstadt"}, "level": [{"id": "a", "drop": ["1"]}]}))
    [city]
    name = "Musterstadt"
    <BLANKLINE>
    [[level]]
    id = "a"
    drop = ["1"]
    <BLANKLINE>
    """
    parts = []
    for name, value in content.items():
        entries = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        heading = f"[{_key(name)}]" if isinstance(value, Mapping) else f"[[{_key(name)}]]"
        parts += [f"{heading}\n{_lines(entry)}" for entry in entries]
    return "\n".join(parts)


def _lines(entry: Mapping[str, Any]) -> str:
    return "".join(f"{_key(name)} = {_value(value)}\n" for name, value in entry.items())


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _string(text: str) -> str:
    """Text in quotes; JSON's escapes are TOML's, but for one sign that JSON leaves alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:  # noqa: ANN401  (any value that TOML knows)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return (
            "{ "
            + ", ".join(f"{_key(name)} = {_value(item)}" for name, item in value.items())
            + " }"
            if value
            else "{}"
        )
    return "[" + ", ".join(_value(item) for item in value) + "]"


Files = dict[str, Path | bytes]


def draft(
    read: Sequence[Boundaries],
    levels: Mapping[str, Level],
    tables: Sequence[TableUnderstood],
    placed: Mapping[Path, Offers],
    answers: Mapping[str, str],
    around: Surroundings,
) -> tuple[str, Files, tuple[Finding, ...]]:
    """Put `city.toml` and its files together.

    Parameters
    ----------
    read : sequence of Boundaries
        Finest first.
    levels : Mapping of str to Level
    tables : sequence of TableUnderstood
    placed : Mapping of Path to Offers
    answers : Mapping of str to str
    around : Surroundings

    Returns
    -------
    tuple of (str, dict, tuple of Finding)
        Text of `city.toml` ("" if the entries contradict the form), file name → file to
        copy or content, and an error in that case.
    """
    crs = next(iter(levels.values())).areas.crs.to_string()
    files: Files = {}
    names: dict[Path, str] = {}
    for item in read:
        names[item.path] = _free(
            f"{slug(item.path.stem) or 'grenzen'}{item.path.suffix.lower()}", files
        )
        files |= boundary_files(item.path, names[item.path])
    sections = _table_sections(tables, names, files)
    offers = _offer_entries(placed, crs, files)
    variables = [variable for table in tables for variable in table.variables]
    totals = {place: value for table in tables for place, value in table.city_values.items()}
    categories = {
        category: label
        for found in placed.values()
        for category, label in _categories(found).items()
    }
    groups = target_groups_of(variables)
    has_population = any(variable.id == POPULATION for variable in variables)
    content: dict[str, Any] = {
        "city": _city_entry(answers, crs, POPULATION if has_population else ""),
        "level": [_level_entry(item.section, names[item.path]) for item in read],
        "table": [
            _said(section.model_dump(mode="json", exclude_defaults=True)) for section in sections
        ],
        "indicator": [_said(entry) for entry in indicators_of(variables, totals)],
        "target_group": groups,
        "category": [{"id": category, "label": label} for category, label in categories.items()],
        "offers": offers,
        "standard": standards_of(_shown(categories, placed), groups),
        **_around_entries(around, files),
    }
    return _checked({name: value for name, value in content.items() if value}, files)


def _around_entries(around: Surroundings, files: Files) -> dict[str, Any]:
    """Put points of people, streets and timetable among the files, and return their entries."""
    names: dict[str, str] = {}
    for own, path in around.files.items():
        stem, dot, suffix = own.partition(".")
        names[own] = _free(f"{slug(stem) or 'datei'}{dot}{suffix.lower()}", files)
        files |= boundary_files(path, names[own])
    sections = {"population": around.population, "network": around.network}
    return {
        title: {
            entry: names.get(said, said) if entry in ("file", "gtfs") else said
            for entry, said in section.model_dump(mode="json", exclude_defaults=True).items()
        }
        for title, section in sections.items()
        if section is not None
    }


def _shown(categories: Mapping[str, str], placed: Mapping[Path, Offers]) -> dict[str, str]:
    """Categories with public offers: how near a protected place is must not be computed."""
    public = {str(category) for found in placed.values() for category in found.places["category"]}
    return {category: label for category, label in categories.items() if category in public}


def _checked(content: dict[str, Any], files: Files) -> tuple[str, Files, tuple[Finding, ...]]:
    """Return the draft if the city's own rules let it through."""
    try:
        CityConfig.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        fault = ASK_CITY("city.toml", where, why=first["msg"])
        return "", {}, (fault,)
    return toml_text(content), files, ()


def _table_sections(
    tables: Sequence[TableUnderstood], names: Mapping[Path, str], files: Files
) -> list[TableSection]:
    """Name the tables' files, put them among the files, and return their entries."""
    sections = []
    for table in tables:
        wanted = names.get(table.path) or _free(
            f"{slug(table.path.stem) or 'tabelle'}{table.path.suffix.lower()}", files
        )
        name, content, changed = table_file(table, wanted)
        files.setdefault(name, content)
        sections += [
            section.model_copy(update={"file": name, **changed}) for section in table.sections
        ]
    return sections


def _offer_entries(placed: Mapping[Path, Offers], crs: str, files: Files) -> list[dict[str, Any]]:
    """Write the offers in the project's own form, and return their entries."""
    entries = []
    for path, offers in placed.items():
        name = _free(f"{slug(path.stem) or 'angebote'}.csv", files)
        files[name] = offers_file(offers)
        entries.append(
            {"file": name, "x": "x", "y": "y", "crs": crs, "area": "area", "protected": "protected"}
        )
    return entries


def _free(name: str, files: Mapping[str, object]) -> str:
    """Return a file name that is not taken yet."""
    stem, dot, suffix = name.partition(".")
    n, free = 1, name
    while free in files:
        n += 1
        free = f"{stem}_{n}{dot}{suffix}"
    return free


def _city_entry(answers: Mapping[str, str], crs: str, population: str) -> dict[str, Any]:
    limits = {
        name: int(said)
        for name in ("min_cases", "min_population")
        if (said := answers.get(name, "")).isdigit()
    }
    return _said(
        {
            "name": answers.get("name") or "Meine Stadt",
            "ags": answers.get("ags", ""),
            "crs": crs,
            **limits,
            "population": population,
        }
    )


def _level_entry(section: LevelSection, name: str) -> dict[str, Any]:
    return _said({**section.model_dump(mode="json", exclude_defaults=True), "file": name})


def _said(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry without what says nothing."""
    return {name: value for name, value in entry.items() if value not in ("", None, [], {}, ())}


def _categories(offers: Offers) -> dict[str, str]:
    used = dict.fromkeys([*offers.places["category"], *offers.protected])
    return {
        str(category): offers.labels.get(
            str(category), str(category).replace("_", " ").capitalize()
        )
        for category in used
    }
