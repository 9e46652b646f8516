"""Where people's own entries lie on this machine, and how a file of them is written whole or not at all."""

import os
import re
import secrets
import unicodedata
from pathlib import Path

#: Where people's own entries lie; else the usual folder of the user's data.
STORE = "AKTIONSRAUM_STORE"


def store_home() -> Path:
    """Return the folder of everything that is entered on this machine (not yet made)."""
    own = os.environ.get(STORE, "")
    return Path(own) if own else Path.home() / ".local" / "share" / "aktionsraum"


def city_folder(city: str) -> Path:
    """Return the folder of what is entered for a city (not yet made)."""
    return store_home() / slug(city)


def slug(text: str) -> str:
    """Return a name that every file system takes: letters, digits and hyphens."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:60] or "ohne-namen"


def write_whole(path: Path, text: str) -> None:
    """Write beside the file and put it in place at once: never half a file.

    Raises
    ------
    OSError
        If the folder cannot be made or written to; an older file stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{secrets.token_hex(8)}.neu")
    try:
        with temporary.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
