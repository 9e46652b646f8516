"""Scenarios that people save: by name, one JSON file each, whole or not at all."""

import hashlib
import unicodedata
from pathlib import Path

from indicators.coverage.scenarios import Scenario, ScenarioError, from_json, to_json
from store.folder import city_folder, slug, write_whole
from wording import joined, say

#: A scenario is a list of changes by hand: a larger file is none.
MOST_BYTES = 5_000_000
SUFFIX = ".szenario.json"


def scenario_folder(city: str) -> Path:
    """Return the folder of a city's scenarios (not yet made)."""
    return city_folder(city) / "szenarien"


def save_scenario(folder: Path, scenario: Scenario, *, overwrite: bool = True) -> Path:
    """Save a scenario under its name.

    Parameters
    ----------
    folder : Path
        From `scenario_folder`; made if it is not there.
    scenario : Scenario
    overwrite : bool
        Whether an older scenario of the same name is replaced.

    Returns
    -------
    Path
        The file; it can be passed on as it is.

    Raises
    ------
    ScenarioError
        If the name is empty, or taken and not to be replaced, or the folder cannot be
        written to.
    """
    if not scenario.name.strip():
        raise ScenarioError([say("Das Szenario braucht einen Namen.")])
    path = _path(folder, scenario.name)
    if path.exists() and not overwrite:
        raise ScenarioError([say("Ein Szenario „{name}“ gibt es schon.", name=scenario.name)])
    try:
        write_whole(path, to_json(scenario))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        said = "Das Szenario kann in {folder} nicht gespeichert werden: {reason}."
        raise ScenarioError([say(said, folder=folder, reason=reason)]) from error
    return path


def load_scenario(folder: Path, name: str) -> Scenario:
    """Return the saved scenario of a name.

    Raises
    ------
    ScenarioError
        If there is none, naming those that exist; or if its file is damaged.
    """
    path = _path(folder, name)
    if not path.exists():
        known = [say("„{name}“", name=name) for name in scenario_names(folder)]
        names = joined(", ", known) if known else say("keine")
        said = "Ein Szenario „{name}“ gibt es nicht. Gespeichert sind: {names}."
        raise ScenarioError([say(said, name=name, names=names)])
    return read_scenario(path)


def read_scenario(path: Path) -> Scenario:
    """Return the scenario of a file that somebody passed on.

    Raises
    ------
    ScenarioError
        If the file is missing, too large or no scenario.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScenarioError([say("{file} ist zu groß für ein Szenario.", file=path.name)])
        return from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        said = "{file} kann nicht gelesen werden: {reason}."
        raise ScenarioError([say(said, file=path.name, reason=error.strerror)]) from error
    except UnicodeDecodeError as error:
        said = "{file} ist keine Szenario-Datei (nicht in UTF-8)."
        raise ScenarioError([say(said, file=path.name)]) from error


def scenario_names(folder: Path) -> tuple[str, ...]:
    """Return the names of all saved scenarios that can be read, in alphabetical order."""
    names = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            names.append(read_scenario(path).name)
        except ScenarioError:  # a damaged file is no scenario; asking for it says so
            continue
    return tuple(sorted(names, key=str.casefold))


def delete_scenario(folder: Path, name: str) -> None:
    """Delete the saved scenario of a name.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    load_scenario(folder, name)
    _path(folder, name).unlink()


def _path(folder: Path, name: str) -> Path:
    """Return the file of a name: readable, safe, and another one for every other name."""
    plain = unicodedata.normalize("NFC", name.strip())
    mark = hashlib.sha256(plain.encode()).hexdigest()[:8]
    return folder / f"{slug(plain)}-{mark}{SUFFIX}"
