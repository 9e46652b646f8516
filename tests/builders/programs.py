"""Programs of the system that tests call."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def program(name: str, package: str) -> str:
    """Where a program of a Debian package lies; without it a test is skipped, in CI it fails."""
    found = shutil.which(name)
    if found is None:
        said = f"{name} is missing (Debian package {package})"
        assert not os.environ.get("CI"), said
        pytest.skip(said)
    return found


@contextmanager
def opened_chromium() -> Iterator[object]:
    """Debian's Chromium without a window."""
    path = program("chromium", "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
