"""What is asked of the disk while something is written: a look over the system's shoulder."""

import os
from pathlib import Path


def watched(monkeypatch):
    """List that fills with (call, file, its content then) of each fsync and rename."""
    calls = []

    def noting(name, call):
        def noted(first, *rest, **options):
            path = Path(f"/proc/self/fd/{first}").readlink() if name == "fsync" else Path(first)
            calls.append((name, path, path.read_bytes() if path.is_file() else b""))
            return call(first, *rest, **options)

        monkeypatch.setattr(os, name, noted)

    for name in ("fsync", "replace", "rename"):
        noting(name, getattr(os, name))
    return calls
