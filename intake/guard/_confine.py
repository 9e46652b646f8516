"""The walls around a risky reader: limits of time and memory, no network, no writing (Linux).

The program of a guarded child: a request on standard input, the function's answer on standard output.
"""

import ctypes
import faulthandler
import importlib
import json
import os
import platform
import resource
import struct
import sys
from collections.abc import Callable
from typing import Any

from intake.findings import Finding, gathered, packed

# System calls that a reader of files never needs, by machine (Linux, asm/unistd.h):
# socket, connect, bind, sendto, execve, ptrace, execveat.
FORBIDDEN_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 49, 44, 59, 101, 322)),
    "aarch64": (0xC00000B7, (198, 203, 200, 206, 221, 117, 281)),
}
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


def confined_answer(
    function: Callable[..., bytes], args: tuple[Any, ...], *, seconds: float, megabytes: int
) -> bytes:
    """Confine this process for good, run a function, and return its answer.

    Parameters
    ----------
    function : callable
        Returns bytes.
    args : tuple
    seconds, megabytes : float, int
        CPU time, and memory beyond what the process has now.

    Returns
    -------
    bytes
        `R` + what the function returned, `F` + its findings as JSON, or `M` if it ran
        out of memory.
    """
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
    return answer or b"F" + packed(faults)


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


def main() -> None:
    """Run the function of intake that the request names, behind walls, and write its answer."""
    request = json.loads(sys.stdin.buffer.read())
    if not request["module"].startswith("intake."):
        raise SystemExit(2)
    function = getattr(importlib.import_module(request["module"]), request["function"])
    out = os.dup(1)
    answer = confined_answer(
        function, tuple(request["args"]), seconds=request["seconds"], megabytes=request["megabytes"]
    )
    with os.fdopen(out, "wb") as stream:
        stream.write(answer)


if __name__ == "__main__":
    main()
