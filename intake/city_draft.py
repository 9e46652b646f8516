"""What was understood of an office's files in; the text of `city.toml` and the folder's files out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geo.levels import Level
from intake.city_files import boundary_files, offers_file, table_file
from intake.config import CityConfig, LevelSection, TableSection
from intake.findings import Finding
from intake.offers import Offers, slug
from intake.surroundings import Surroundings
from intake.toml_text import toml_text
from intake.understand_areas import Boundaries
from intake.understand_indicators import indicators_of, standards_of, target_groups_of
from intake.understand_tables import TableUnderstood
from intake.understand_variables import POPULATION

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
        fault = Finding("error", "ask_city", "city.toml", where, f"Aus den Angaben lässt sich keine Stadt bilden: {first['msg']}.", "Die Antworten prüfen.")  # fmt: skip
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
