"""The child process for risky readers."""

import ctypes
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from intake.findings import Finding, InputError, UnsafeFileError
from intake.guard.sandbox import run_guarded


def doubled(word: str) -> bytes:
    return (2 * word).encode()


def call_network(port: int) -> bytes:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError as error:
        return type(error).__name__.encode()
    return b"reached"


def start_program() -> bytes:
    try:
        subprocess.run(["/bin/true"], check=False)
    except OSError as error:
        return type(error).__name__.encode()
    return b"started"


def write_file(path: str) -> bytes:
    with Path(path).open("wb", buffering=0) as file:
        try:
            file.write(b"x" * 10)
        except OSError as error:
            return type(error).__name__.encode()
    return b"written"


def eat_memory() -> bytes:
    return bytes(4_000_000_000)[:1]


def burn_time() -> bytes:
    while True:
        pass


def crash() -> bytes:
    ctypes.string_at(0)
    return b""


def complain() -> bytes:
    raise InputError([Finding("error", "code", "f", "hier", "Etwas ist falsch.", "Berichtigen.")])


def test_answer_and_findings_come_back() -> None:
    assert run_guarded(doubled, "ab", file="f") == b"abab"
    with pytest.raises(InputError, match="f, hier: Etwas ist falsch"):
        run_guarded(complain, file="f")


def test_network_is_closed_for_the_child_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert run_guarded(call_network, port, file="f") == b"PermissionError"
        assert call_network(port) == b"reached"


def test_programs_and_files_are_out_of_reach(tmp_path: Path) -> None:
    assert run_guarded(start_program, file="f") == b"PermissionError"
    assert run_guarded(write_file, str(tmp_path / "x"), file="f") == b"OSError"
    assert (tmp_path / "x").stat().st_size == 0


def test_limits_end_the_child_with_a_sentence() -> None:
    with pytest.raises(UnsafeFileError, match="Speicher"):
        run_guarded(eat_memory, file="f", megabytes=300)
    started = time.monotonic()
    with pytest.raises(UnsafeFileError, match="lange"):
        run_guarded(burn_time, file="f", seconds=1)
    assert time.monotonic() - started < 15


def test_crash_of_the_child_is_a_damaged_file() -> None:
    with pytest.raises(InputError, match="beschädigt"):
        run_guarded(crash, file="f")


def test_it_works_beside_other_threads() -> None:
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        from intake.guard.sandbox import layers_guarded

        with pytest.raises(InputError):
            layers_guarded(Path("/nirgends.gml"))
    finally:
        stop.set()
        other.join()
