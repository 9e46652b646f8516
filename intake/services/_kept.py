"""Answers of services, kept: the last good one stays until a better one is whole."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO


@dataclass(frozen=True)
class Kept:
    """One answer that was checked and kept.

    Attributes
    ----------
    path : Path
        The file, under a name that fits its content.
    fetched : str
        When, ISO 8601.
    n : int
        Number of features, -1 if unknown.
    title, source : str
    """

    path: Path
    fetched: str
    n: int = -1
    title: str = ""
    source: str = ""


def kept_folder() -> Path:
    """Folder of the user for fetched data (`XDG_CACHE_HOME`)."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "aktionsraum" / "services"


def keep(
    folder: Path, question: str, suffix: str, write: Callable[[IO[bytes]], dict[str, object]]
) -> Kept:
    """Write an answer beside the older one and put it in its place at once.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    question : str
        What was asked: names the place.
    suffix : str
    write : callable
        Fills a binary file and returns `n`, `title`, `source`; if it raises, the older
        answer stays.

    Notes
    -----
    The content is named by its hash, and a small file names the content: whoever
    reads meanwhile sees the old answer or the new one, never a mixture.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=suffix)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            about = write(file)
            file.flush()
            os.fsync(file.fileno())
        content = folder / f"{_place(question)}-{_digest(temporary)[:16]}{suffix}"
        temporary.replace(content)
        entry = {"file": content.name, "fetched": datetime.now().astimezone().isoformat(timespec="seconds"), **about}  # fmt: skip
        _replace_text(_entry_path(folder, question), json.dumps(entry, ensure_ascii=False))
    finally:
        temporary.unlink(missing_ok=True)
    for old in folder.glob(f"{_place(question)}-*"):
        if old != content:
            old.unlink(missing_ok=True)
    return Kept(content, **{key: value for key, value in entry.items() if key != "file"})  # type: ignore[arg-type]


def last_good(folder: Path, question: str) -> Kept | None:
    """Return the answer that was kept, if it is still whole."""
    try:
        entry = json.loads(_entry_path(folder, question).read_text(encoding="utf-8"))
        path = folder / Path(str(entry.pop("file"))).name
        whole = path.stem.rpartition("-")[2] == _digest(path)[:16]
        return Kept(path, **entry) if whole else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _entry_path(folder: Path, question: str) -> Path:
    return folder / f"{_place(question)}.json"


def _place(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:24]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _replace_text(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
