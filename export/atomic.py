"""Files that are either whole or not there: a writer and a path in, the finished file out.

What can go wrong when something is written.

A new folder of files that is either whole or not there: names and contents in, the folder out.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path


class WriteError(OSError):
    """A file could not be written; the message is a German sentence that says what to do."""


#: What an office does about each fault of the operating system.
_WHAT_TO_DO = {
    errno.ENOSPC: "Der Datenträger ist voll. Platz schaffen und noch einmal speichern.",
    errno.EDQUOT: "Der Speicherplatz ist aufgebraucht. Platz schaffen und noch einmal speichern.",
    errno.EACCES: "Hier darf nicht geschrieben werden. Einen anderen Ordner wählen.",
    errno.EPERM: "Hier darf nicht geschrieben werden. Einen anderen Ordner wählen.",
    errno.EROFS: "Der Ordner ist schreibgeschützt. Einen anderen Ordner wählen.",
    errno.ENOENT: "Den Ordner gibt es nicht. Ordner anlegen oder einen anderen wählen.",
    errno.ENOTDIR: "Der Pfad führt durch eine Datei. Einen anderen Ordner wählen.",
    errno.EISDIR: "Unter diesem Namen gibt es einen Ordner. Einen anderen Namen wählen.",
}


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in place at once.

    Parameters
    ----------
    path : Path
        The file to make or replace.
    write : callable
        Gets the temporary path (same ending) and writes the whole file.

    Raises
    ------
    WriteError
        If the folder is missing, read-only or full; an older file stays as it was.

    Notes
    -----
    Temporary file in the same folder, fsync, `os.replace`: a reader sees the old file
    or the new one, never half of one, even if the program is killed.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
        os.close(handle)
    except OSError as error:
        raise _write_error(path, error) from error
    temporary = Path(name)
    try:
        write(temporary)
        _to_disk(temporary)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise _write_error(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file atomically."""
    write_atomically(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a binary file atomically."""
    write_atomically(path, lambda temporary: temporary.write_bytes(content))


def _to_disk(path: Path) -> None:
    """Force a file's content out of the operating system's cache."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _write_error(path: Path, error: OSError) -> WriteError:
    advice = _WHAT_TO_DO.get(error.errno or 0, f"Das System meldet: {error.strerror or error}.")
    return WriteError(error.errno or 0, f"{path} wurde nicht gespeichert. {advice}")


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
