"""Time two ways of doing the same in turn, and run a peer that lives in an environment of its own."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

#: Python of the environment in which peers are installed; ours where none is named.
PEERS = os.environ.get("AKTIONSRAUM_PEERS", sys.executable)
HERE = Path(__file__).resolve().parent


def seconds_in_turn(
    runs: Mapping[str, Callable[[], Any]],
    times: int = 5,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Median seconds of each run; one after the other, so that a busy machine is fair."""
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            start = clock()
            run()
            found[name].append(clock() - start)
    return {name: statistics.median(each) for name, each in found.items()}


def peer(script: str, job: str, data: Path, times: int = 3) -> dict[str, Any] | None:
    """Result of a peer's script: `seconds` (median) and its answer; None if it is not installed."""
    done = subprocess.run(
        [PEERS, str(HERE / script), job, str(data), str(times)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 3:
        return None
    if done.returncode:
        print(done.stderr[-2000:])
        return None
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def compared(what: str, ours: float, theirs: float | None, *, aim: str, name: str) -> None:
    """Print one line: our seconds, the peer's, their ratio and what we aim at."""
    if theirs is None:
        print(f"{what:<58} ours {ours:8.4f} s   {name}: peer not installed   ({aim})")
        return
    ratio = theirs / ours
    print(f"{what:<58} ours {ours:8.4f} s   {name} {theirs:8.4f} s   {ratio:7.1f} ×   ({aim})")
