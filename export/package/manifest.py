"""The manifest of a package: files and recipe in, `manifest.json` out; and back again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from export.atomic import WriteError

MANIFEST = "manifest.json"
#: Ends of files that must come out byte for byte when a package is made again.
DATA_ENDINGS = (".csv", ".json", ".jsonld", ".geojson", ".gpkg", ".xlsx", ".xml", ".html")


@dataclass(frozen=True)
class Recipe:
    """How a package was made: with the city's folder, enough to make it again.

    It tells nothing of what went in (`store.packages`): a hash of a secret number or place
    is found by trying all of them.

    Attributes
    ----------
    city : str
        Name of the city.
    day : str
        Date of the package (ISO).
    audience, level : str
    categories : tuple of str
        Categories whose coverage is inside.
    papers : bool
        Whether PDF and DOCX were made.
    with_entries : bool
        Whether people's entries on offers were put on top (older packages: no).
    entries : int
        How many entries were.
    """

    city: str
    day: str
    audience: Literal["public", "internal"] = "public"
    level: str = ""
    categories: tuple[str, ...] = ()
    papers: bool = True
    with_entries: bool = False
    entries: int = 0


@dataclass(frozen=True)
class Manifest:
    """What lies in a package.

    Attributes
    ----------
    files : Mapping of str to str
        Path in the package → SHA-256.
    sources : tuple of str
        Where the data come from, with their date.
    software : str
        Name and version.
    notes, suppressed : tuple of str
        What every reader must know; what was left out and why.
    recipe : Recipe
    """

    files: Mapping[str, str]
    recipe: Recipe
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    suppressed: tuple[str, ...] = ()
    software: str = field(default_factory=lambda: software())


def software() -> str:
    """Return name and version of this program."""
    return f"Aktionsraum-Planer {version('aktionsraum-planer')}"


def sha256(content: bytes) -> str:
    """Return the SHA-256 of a file's content as hexadecimal text."""
    return hashlib.sha256(content).hexdigest()


def hashes_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder, hidden ones left out, by relative path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    relative = {path.relative_to(folder): path for path in files}
    return {
        name.as_posix(): sha256(path.read_bytes())
        for name, path in relative.items()
        if not any(part.startswith(".") for part in name.parts)
    }


def manifest_text(manifest: Manifest) -> str:
    """Return a manifest as JSON."""
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"


def read_manifest(path: Path) -> Manifest:
    """Read a manifest that this program wrote.

    Raises
    ------
    WriteError
        If there is none, or it is no manifest.
    """
    try:
        manifest = TypeAdapter(Manifest).validate_json(path.read_bytes())
        date.fromisoformat(manifest.recipe.day)
    except (OSError, ValueError) as error:
        msg = f"{path} ist kein Verzeichnis eines Pakets. Die Datei {MANIFEST} eines Pakets nennen."
        raise WriteError(0, msg) from error
    return manifest


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return data files that came out otherwise, and papers that did, by name."""
    changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    data = [name for name in changed if name.endswith(DATA_ENDINGS)]
    return data, [name for name in changed if name not in data]


def changed_inputs(then: Mapping[str, str], now: Mapping[str, str]) -> Sequence[str]:
    """Return the files of the city folder that are others than a package was made from."""
    data, others = differences(then, now)
    return data + others
