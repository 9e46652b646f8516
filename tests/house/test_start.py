"""What a new user does first, each in a process of its own: export, write a paper, start the app."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("aktionsraum")
CITY = Path(__file__).resolve().parents[2] / "data" / "dortmund"
pytestmark = pytest.mark.newest


def run(*arguments):
    done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr


def test_the_embedded_city_is_exported(tmp_path):
    run("export", "--out", str(tmp_path), "--no-papers")
    named = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert len(named) > 20
    assert all((tmp_path / name).stat().st_size for name in named)


def test_a_council_paper_is_written(tmp_path):
    run("paper", str(CITY), "--out", str(tmp_path / "vorlage.pdf"))
    assert (tmp_path / "vorlage.pdf").read_bytes().startswith(b"%PDF-")


def test_the_app_starts_and_answers():
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    app = subprocess.Popen([COMMAND, "app", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("localhost", port)) == 0:
                    break
            time.sleep(0.1)
        with urllib.request.urlopen(f"http://localhost:{port}/health", timeout=30) as answer:
            assert json.load(answer) == {"status": "ok"}
    finally:
        app.terminate()
        app.wait()
