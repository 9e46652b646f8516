"""A risky reader in, its answer out: run in a child process without network, with limits."""

import ctypes
import faulthandler
import multiprocessing
import os
import platform
import resource
import signal
import struct
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from intake.errors import InputError, UnsafeFileError, gathered
from intake.findings import Finding

#: What a child may use.
SECONDS = 15.0
MEGABYTES = 600
#: Larger answers are refused (bytes).
MAX_ANSWER = 1_500_000_000

# System calls that a reader of files never needs, by machine (Linux, asm/unistd.h):
# socket, connect, bind, sendto, execve, ptrace, execveat.
FORBIDDEN_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 49, 44, 59, 101, 322)),
    "aarch64": (0xC00000B7, (198, 203, 200, 206, 221, 117, 281)),
}
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
PRELOAD = ["pyogrio", "shapely", "pandas", "intake.drivers"]


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
        A function of a module (not a lambda) that returns bytes: the child may have
        been taken over, so nothing it sends is unpickled.
    *args
        Its arguments.
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
    context: Any = multiprocessing.get_context(_start_method())
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(
        target=_child, args=(theirs, megabytes, seconds, function, args), daemon=True
    )
    child.start()
    theirs.close()
    try:
        answer = _receive(ours, seconds)
    finally:
        ours.close()
        _end(child)
    return _unwrap(answer, child.exitcode, file)


def _start_method() -> str:
    """Fork is quick but only safe without other threads; else a server that forks for us."""
    if threading.active_count() == 1 and threading.current_thread() is threading.main_thread():
        return "fork"
    multiprocessing.set_forkserver_preload(PRELOAD)
    return "forkserver"


def _receive(connection: Connection, seconds: float) -> bytes:
    """Answer of the child; empty if it sent none, b"T" if it took too long."""
    if not connection.poll(seconds + 5.0):
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


def _unwrap(answer: bytes, exitcode: int | None, file: str) -> bytes:
    """Return the content of an answer, or raise what it says."""
    kind, content = answer[:1], answer[1:]
    if kind == b"R":
        return content
    if kind == b"F":
        raise InputError(_findings_of(content))
    if kind == b"T" or exitcode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise UnsafeFileError([Finding("error", "reading_too_long", file, "", "Das Lesen der Datei dauert unverhältnismäßig lange; es wurde abgebrochen.",
                                       "Die Datei neu ausgeben lassen, auf die Stadt zugeschnitten.")])  # fmt: skip
    if kind == b"M":
        raise UnsafeFileError([Finding("error", "reading_too_large", file, "", "Die Datei braucht unverhältnismäßig viel Speicher; das Lesen wurde abgebrochen.",
                                       "Die Datei neu ausgeben lassen, auf die Stadt zugeschnitten.")])  # fmt: skip
    raise InputError([Finding("error", "file_damaged", file, "", "Die Datei ist so beschädigt, dass das Leseprogramm abbricht.",
                              "Die Datei neu ausgeben lassen.")])  # fmt: skip


def _child(
    connection: Connection,
    megabytes: int,
    seconds: float,
    function: Callable[..., bytes],
    args: tuple[Any, ...],
) -> None:
    """Limit this process, run the function, send its answer."""
    faulthandler.disable()  # a crash is told by the exit code
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    _limit(megabytes, seconds)
    _forbid_network()
    answer, faults = b"", list[Finding]()
    try:
        with gathered(faults):
            answer = b"R" + function(*args)
    except MemoryError:
        answer = b"M"
    answer = answer or b"F" + _bytes_of(faults)
    connection.send_bytes(answer)
    connection.close()
    os._exit(0)


def _limit(megabytes: int, seconds: float) -> None:
    with open("/proc/self/statm") as file:  # noqa: PTH123 – the kernel's own figure, not a foreign file
        used = int(file.read().split()[0]) * resource.getpagesize()
    most = used + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forbid_network() -> None:
    """Let the kernel refuse sockets and other programs for the rest of this process (seccomp)."""
    known = FORBIDDEN_CALLS.get(platform.machine())
    if known is None:
        return
    architecture, calls = known
    program = _filter_program(architecture, calls)
    buffer = ctypes.create_string_buffer(program, len(program))
    count = len(program) // 8
    header = struct.pack("HxxxxxxQ", count, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        libc.prctl(
            PR_SET_SECCOMP,
            SECCOMP_MODE_FILTER,
            ctypes.create_string_buffer(header, len(header)),
            0,
            0,
        )


def _filter_program(architecture: int, calls: tuple[int, ...]) -> bytes:
    """Berkeley packet filter over (number, architecture): refuse `calls`, allow the rest."""
    load, equal, answer = 0x20, 0x15, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | 13  # EACCES
    lines = [(load, 0, 0, 4), (equal, 1, 0, architecture), (answer, 0, 0, refuse), (load, 0, 0, 0)]
    lines += [(equal, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    lines += [(answer, 0, 0, allow), (answer, 0, 0, refuse)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _bytes_of(findings: list[Finding]) -> bytes:
    import json

    return json.dumps([finding.as_record() for finding in findings]).encode()


def _findings_of(content: bytes) -> list[Finding]:
    import json

    return [Finding(**record) for record in json.loads(content)]
