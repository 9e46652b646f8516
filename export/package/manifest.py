"""The manifest of a package: files and recipe in, `manifest.json` out; and back again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from export.atomic import WriteError

MANIFEST = "manifest.json"
#: Ends of files that must come out byte for byte when a package is made again.
DATA_ENDINGS = (".csv", ".json", ".jsonld", ".geojson", ".gpkg", ".xlsx", ".xml", ".html")


@dataclass(frozen=True)
class Recipe:
    """What a package was made from and how: enough to make it again.

    Attributes
    ----------
    city : str
        Folder of the city, as it was named.
    inputs : Mapping of str to str
        File of the city folder → SHA-256.
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
    entries_sha256 : str
        Hash of what they say; "" if there were none.
    """

    city: str
    inputs: Mapping[str, str]
    day: str
    audience: str = "public"
    level: str = ""
    categories: tuple[str, ...] = ()
    papers: bool = True
    with_entries: bool = False
    entries: int = 0
    entries_sha256: str = ""


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
        entries = json.loads(path.read_text(encoding="utf-8"))
        recipe = entries["recipe"] | {"categories": tuple(entries["recipe"]["categories"])}
        lists = {name: tuple(entries[name]) for name in ("sources", "notes", "suppressed")}
        return Manifest(**{**entries, **lists, "recipe": Recipe(**recipe)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{path} ist kein Verzeichnis eines Pakets. Die Datei {MANIFEST} eines Pakets nennen."
        raise WriteError(0, msg) from error


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return data files that came out otherwise, and papers that did, by name."""
    changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    data = [name for name in changed if name.endswith(DATA_ENDINGS)]
    return data, [name for name in changed if name not in data]


def changed_inputs(recipe: Recipe, now: Mapping[str, str]) -> Sequence[str]:
    """Return the files of the city folder that are not those of the recipe."""
    return differences(recipe.inputs, now)[0] + differences(recipe.inputs, now)[1]
