"""A risky reader in, its answer out: run in a child process without network, with limits.

GDAL in a guarded child process: a checked file in, features out; only plain arrays cross back.
"""

import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from intake.features import Features
from intake.findings import Finding, InputError, Kind, UnsafeFileError, told_of, unpacked
from intake.guard._confine import confined_answer
from intake.guard.gdal import as_geojson, damaged, features_of, read_raw

#: What a child may use: CPU seconds, and megabytes beyond what it starts with.
SECONDS = 15.0
MEGABYTES = 600
#: A child that waits instead of computing is ended after so many times its CPU seconds.
PATIENCE = 4.0
#: Larger answers are refused (bytes).
MAX_ANSWER = 1_500_000_000

_CUT_OUT = "Die Datei neu ausgeben lassen, auf die Stadt zugeschnitten."
READING_TOO_LONG = Kind("reading_too_long", "Das Lesen der Datei dauert unverhältnismäßig lange; es wurde abgebrochen.", _CUT_OUT)  # fmt: skip
READING_TOO_LARGE = Kind("reading_too_large", "Die Datei braucht unverhältnismäßig viel Speicher; das Lesen wurde abgebrochen.", _CUT_OUT)  # fmt: skip
READER_CRASHES = Kind("file_damaged", "Die Datei ist so beschädigt, dass das Leseprogramm abbricht.", "Die Datei neu ausgeben lassen.")  # fmt: skip
ANSWER_DAMAGED = Kind("file_damaged", "Die Datei ist beschädigt.", "Neu ausgeben lassen.")


def run_guarded(
    function: Callable[..., bytes],
    *args: Any,
    file: str,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> bytes:
    """Run a function in a child process that cannot reach the network, write files or grow.

    Parameters
    ----------
    function : callable
        A function of a module of intake that returns bytes: the child may have been
        taken over, so nothing it sends is unpickled.
    *args
        Its arguments: texts and truth values.
    file : str
        Name for findings.
    seconds, megabytes : float, int
        Limits of time and of memory beyond what this process has.

    Returns
    -------
    bytes
        What the function returned.

    Raises
    ------
    InputError
        With the findings of the function; or if the child crashed.
    UnsafeFileError
        If the child ran into a limit.
    """
    with_threads = threading.active_count() > 1
    start = _by_program if with_threads else _by_fork
    answer, exitcode = start(function, args, seconds, megabytes)
    return _unwrap(answer, exitcode, file)


def _by_fork(
    function: Callable[..., bytes], args: tuple[Any, ...], seconds: float, megabytes: int
) -> tuple[bytes, int | None]:
    """Run in a copy of this process: quick, and safe where there are no other threads."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(
        target=_child, args=(theirs, function, args, seconds, megabytes), daemon=True
    )
    child.start()
    theirs.close()
    try:
        answer = _receive(ours, seconds)
    finally:
        ours.close()
        _end(child)
    return answer, child.exitcode


def _child(
    connection: Connection,
    function: Callable[..., bytes],
    args: tuple[Any, ...],
    seconds: float,
    megabytes: int,
) -> None:
    connection.send_bytes(confined_answer(function, args, seconds=seconds, megabytes=megabytes))
    connection.close()
    os._exit(0)


def _receive(connection: Connection, seconds: float) -> bytes:
    """Answer of the child; empty if it sent none, b"T" if it took too long."""
    if not connection.poll(PATIENCE * seconds):
        return b"T"
    try:
        return connection.recv_bytes(MAX_ANSWER)
    except (EOFError, OSError):
        return b""


def _end(child: multiprocessing.process.BaseProcess) -> None:
    child.join(0.5)
    if child.is_alive():
        child.kill()
        child.join()


def _by_program(
    function: Callable[..., bytes], args: tuple[Any, ...], seconds: float, megabytes: int
) -> tuple[bytes, int | None]:
    """Run in a fresh program: a copy of a process with threads may hang on their locks."""
    request = {
        "module": function.__module__, "function": function.__name__, "args": args,
        "seconds": seconds, "megabytes": megabytes,
    }  # fmt: skip
    root = str(Path(__file__).resolve().parent.parent.parent)
    paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "intake.guard._confine"],
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
            timeout=PATIENCE * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b"T", None
    return done.stdout, done.returncode


def _unwrap(answer: bytes, exitcode: int | None, file: str) -> bytes:
    """Return the content of an answer, or raise what it says."""
    kind, content = answer[:1], answer[1:]
    if kind == b"R":
        return content
    if kind == b"F":
        raise InputError(_told(content, file))
    if kind == b"T" or exitcode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise UnsafeFileError([READING_TOO_LONG(file)])
    if kind == b"M":
        raise UnsafeFileError([READING_TOO_LARGE(file)])
    raise InputError([READER_CRASHES(file)])


def _told(content: bytes, file: str) -> tuple[Finding, ...]:
    try:
        return unpacked(content)
    except ValueError:
        return (READER_CRASHES(file),)


def read_guarded(path: Path, *, layer: str = "", geometry_only: bool = False) -> Features:
    """Read one layer of a file with GDAL, in a child process.

    Raises
    ------
    InputError, UnsafeFileError
        If the file is damaged, crashes the reader or runs into a limit.
    """
    packed = run_guarded(_packed_features, str(path), layer, geometry_only, file=path.name)
    try:
        return _unpacked(packed)
    except (
        ValueError,
        KeyError,
        OSError,
        zipfile.BadZipFile,
        shapely.errors.GEOSException,
    ) as error:
        raise InputError([ANSWER_DAMAGED(path.name)]) from error


def shapes_guarded(content: bytes, suffix: str, *, file: str, count: int) -> list[dict[str, Any]]:
    """Let GDAL read the geometries of a text that we have checked, in a child process.

    Parameters
    ----------
    content : bytes
        A file with one layer of nothing but geometries.
    suffix : str
        What kind of file it is, e.g. ".kml".
    file : str
        Name for findings.
    count : int
        How many geometries stand in it.

    Returns
    -------
    list of dict
        In the order of the file, in the form of GeoJSON: coordinates [] where GDAL found none.

    Raises
    ------
    InputError, UnsafeFileError
        If GDAL cannot read it, leaves some out, crashes or runs into a limit.
    """
    if not count:
        return []
    with tempfile.TemporaryDirectory(prefix="aktionsraum-") as folder, told_of(file):
        copy = Path(folder) / f"inhalt{suffix}"
        copy.write_bytes(content)
        answer = json.loads(run_guarded(as_geojson, str(copy), file=file))
        shapes = [feature["geometry"] or {"coordinates": []} for feature in answer["features"]]
        if len(shapes) != count:
            raise InputError([damaged(copy, f"{len(shapes)} ≠ {count}")])
    return shapes


def layers_guarded(path: Path) -> list[str]:
    """Names of a file's layers, listed by GDAL in a child process."""
    return list(json.loads(run_guarded(_packed_layers, str(path), file=path.name)))


def _packed_layers(path: str) -> bytes:
    from intake.guard.gdal import list_layers

    return json.dumps(list_layers(Path(path))).encode()


def _packed_features(path: str, layer: str, geometry_only: bool) -> bytes:
    """Read and pack features as arrays."""
    columns, wkb, crs = read_raw(Path(path), layer=layer, geometry_only=geometry_only)
    text = json.dumps({"crs": crs, "attributes": columns}).encode()
    lengths = np.array([-1 if part is None else len(part) for part in wkb], dtype=np.int64)
    stream = io.BytesIO()
    np.savez(
        stream,
        lengths=lengths,
        wkb=np.frombuffer(b"".join(part for part in wkb if part is not None), np.uint8),
        text=np.frombuffer(text, np.uint8),
    )
    return stream.getvalue()


def _unpacked(packed: bytes) -> Features:
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        lengths, wkb = arrays["lengths"], arrays["wkb"].tobytes()
        text = json.loads(arrays["text"].tobytes())
    ends = np.cumsum(np.maximum(lengths, 0)).tolist()
    parts = [
        None if length < 0 else wkb[end - length : end]
        for end, length in zip(ends, lengths.tolist(), strict=True)
    ]
    return features_of(text["attributes"], parts, text["crs"])
