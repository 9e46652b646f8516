"""A new folder of files that is either whole or not there: names and contents in, the folder out."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from export.errors import WriteError


def write_folder(folder: Path, files: Mapping[str, Path | bytes]) -> None:
    """Write files into a new folder, all or none.

    Parameters
    ----------
    folder : Path
        Must not exist, or be empty.
    files : Mapping of str to Path or bytes
        Name → file to copy, or content.

    Raises
    ------
    WriteError
        If the folder holds files already, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WriteError(
            17, f"{folder} gibt es schon. Einen anderen Ordner wählen oder den alten umbenennen."
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        waiting = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    except OSError as error:
        raise WriteError(
            error.errno or 0, f"{folder} lässt sich nicht anlegen: {error.strerror}."
        ) from error
    try:
        for name, content in files.items():
            _write(waiting / Path(name).name, content)
        waiting.chmod(0o755)
        waiting.replace(folder)
    except OSError as error:
        raise WriteError(
            error.errno or 0, f"{folder} lässt sich nicht schreiben: {error.strerror}."
        ) from error
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _write(path: Path, content: Path | bytes) -> None:
    """Write or copy one file and force it out of the system's cache."""
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        shutil.copyfile(content, path)
    with path.open("rb") as file:
        os.fsync(file.fileno())
