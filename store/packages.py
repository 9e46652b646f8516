"""What packages were made from, remembered on this machine alone: a package tells nothing of its inputs.

A hash of a secret number or place is as good as the secret for whoever tries all values. So the manifest
of a package names its own files only; what went in stands here, under the name of what came out.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from store.folder import store_home, write_whole


@dataclass(frozen=True)
class Origin:
    """What a package was made from.

    Attributes
    ----------
    folder : str
        Folder of the city.
    inputs : Mapping of str to str
        File of the folder → SHA-256.
    entries : str
        SHA-256 of what people's entries say; "" if there were none.
    """

    folder: str
    inputs: Mapping[str, str]
    entries: str = ""


def remember_origin(files: Mapping[str, str], origin: Origin) -> bool:
    """Keep what a package was made from; False where this machine keeps nothing (full, read-only).

    Parameters
    ----------
    files : Mapping of str to str
        The package's files → SHA-256, as in its manifest.
    origin : Origin
    """
    try:
        write_whole(_path(files), json.dumps(asdict(origin), ensure_ascii=False))
    except OSError:
        return False
    return True


def origin_of(files: Mapping[str, str]) -> Origin | None:
    """Return what a package was made from; None where it was made elsewhere or long ago."""
    try:
        return TypeAdapter(Origin).validate_json(_path(files).read_bytes())
    except (OSError, ValidationError):
        return None


def _path(files: Mapping[str, str]) -> Path:
    said = json.dumps(sorted(files.items())).encode()
    return store_home() / "pakete" / f"{hashlib.sha256(said).hexdigest()}.json"
