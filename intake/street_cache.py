"""Street networks read before: a file's content and the rules in, the kept network out."""

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from geo.network import Dropped, Network

#: Changes whenever the form of the kept file does.
FORM = "1"

Built = tuple[Network, Dropped]


def cache_folder() -> Path:
    """Folder of the user for results that can be made again (`XDG_CACHE_HOME`)."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "aktionsraum" / "networks"


def cached_network(path: Path, how: Sequence[str], build: Callable[[], Built]) -> Built:
    """Return the network kept for a file's content and the rules, or build and keep it.

    Parameters
    ----------
    path : Path
        File that the network is read from.
    how : sequence of str
        Everything else that decides the result: rules, mode, CRS, layer.
    build : callable
        Reads the network anew.

    Notes
    -----
    The name of the kept file is a hash of content and rules, so that a changed file is
    never answered with an old network. A folder that cannot be written is no fault: the
    network is then built each time. The file is plain arrays (no pickle).
    """
    kept = cache_folder() / f"{content_hash(path, how)}.npz"
    found = _load(kept)
    if found is not None:
        return found
    built = build()
    _keep(built, kept)
    return built


def content_hash(path: Path, how: Sequence[str]) -> str:
    """Hash of a file's (and its side files') bytes and of the rules."""
    digest = hashlib.sha256(repr((FORM, *how)).encode())
    for part in sorted(path.parent.glob(f"{path.stem}.*")) if path.suffix == ".shp" else [path]:
        with part.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:40]


def _load(kept: Path) -> Built | None:
    """Read a kept network; None if there is none or it is damaged."""
    if not kept.is_file():
        return None
    try:
        with kept.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            parts = {field.name: arrays[field.name] for field in fields(Network)}
            lost = arrays["dropped"].tolist()
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError):
        return None
    network = Network(**(parts | {"mode": str(parts["mode"])}))
    return network, Dropped(int(lost[0]), int(lost[1]), lost[2], lost[3])


def _keep(built: Built, kept: Path) -> None:
    """Write a network in one step, so that a broken-off write leaves nothing behind."""
    network, dropped = built
    arrays = {field.name: np.asarray(getattr(network, field.name)) for field in fields(Network)}
    lost = np.array([dropped.parts, dropped.edges, dropped.metres, dropped.share])
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
            try:
                np.savez(file, allow_pickle=False, dropped=lost, **arrays)
                file.flush()
                part.replace(kept)
            finally:
                part.unlink(missing_ok=True)
    except OSError:
        return
