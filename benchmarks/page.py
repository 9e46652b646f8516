"""The web app as one user feels it: start to drawn map, CPU per choice, bytes, memory.

Run: .venv/bin/python -m benchmarks.page [CITY]
"""

import gzip
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import FrameLocator, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BROWSER = "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def start(city: str, port: int) -> subprocess.Popen:
    return subprocess.Popen(
        [str(ROOT / ".venv/bin/aktionsraum"), "app", city, "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def stop(server: subprocess.Popen) -> None:
    os.killpg(server.pid, signal.SIGTERM)
    server.wait()


def wait_until_open(port: int) -> None:
    while True:
        try:
            socket.create_connection(("localhost", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid: int) -> tuple[float, float]:
    """Resident memory now, and at its peak."""
    status = Path(f"/proc/{pid}/status").read_text()
    now, peak = (int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmRSS", "VmHWM"))
    return now / 1024, peak / 1024


def drawn(frame: FrameLocator, other_than: str | None = None) -> str:
    """Wait until a map (another one than before) is drawn; return its name."""
    box = frame.locator(".leaflet-container[data-drawn]")
    box.wait_for(timeout=60_000)
    while (name := box.get_attribute("data-drawn")) == other_than:
        time.sleep(0.005)
    return str(name)


def choose(page: Page, frame: FrameLocator, pid: int, label: str, option: str, before: str) -> dict:
    """Choose an option; return CPU seconds of the server, seconds until drawn, the map's name."""
    page.get_by_role("combobox", name=label, exact=True).click()
    entry = page.get_by_role("option", name=option, exact=True)
    entry.wait_for()
    cpu, clock = cpu_seconds(pid), time.perf_counter()
    entry.click()
    name = drawn(frame, other_than=before)
    seconds = time.perf_counter() - clock
    page.wait_for_timeout(1500)
    return {"cpu": cpu_seconds(pid) - cpu, "drawn": seconds, "name": name}


def options_of(page: Page, label: str) -> list[str]:
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option").first.wait_for()
    names = page.get_by_role("option").all_inner_texts()
    page.keyboard.press("Escape")
    return names


def report(what: str, results: list[dict]) -> None:
    cpu = statistics.median(result["cpu"] for result in results)
    seconds = statistics.median(result["drawn"] for result in results)
    print(f"{what:<44}{cpu * 1000:8.0f} ms CPU   drawn after {seconds * 1000:5.0f} ms")


def measure(page: Page, pid: int) -> None:
    frame = page.frame_locator("iframe").first
    name = drawn(frame)
    page.wait_for_timeout(1500)
    frames = len(page.frames)
    names = options_of(page, "Kennzahl")[:6]
    seen: dict[str, list[dict]] = {"a choice for the first time": [], "a choice seen before": []}
    for title in seen:
        for option in [*names[1:], names[0]]:
            result = choose(page, frame, pid, "Kennzahl", option, name)
            name = result["name"]
            seen[title].append(result)
    for title, results in seen.items():
        report(title, results)
    levels = options_of(page, "Gebiete")
    results = []
    for option in [*levels[1:], levels[0]]:
        results.append(choose(page, frame, pid, "Gebiete", option, name))
        name = results[-1]["name"]
    report("another level", results)
    print(f"frames before and after {frames} {len(page.frames)}")


def main() -> None:
    city = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "data/dortmund")
    port, clock = free_port(), time.perf_counter()
    server = start(city, port)
    addresses: list[str] = []

    def only_here(route: Route) -> None:
        route.continue_() if f"localhost:{port}" in route.request.url else route.abort()

    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
            page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="de-DE")
            page.route(re.compile(r"^https?:"), only_here)
            page.on("response", lambda answer: addresses.append(answer.url))
            wait_until_open(port)
            print(f"{'start to answering server':<44}{time.perf_counter() - clock:8.2f} s")
            page.goto(f"http://localhost:{port}/")
            drawn(page.frame_locator("iframe").first)
            seconds, cpu = time.perf_counter() - clock, cpu_seconds(server.pid)
            print(f"{'start to drawn map':<44}{seconds:8.2f} s, server {cpu:.2f} s CPU")
            shapes = urlopen(next(url for url in addresses if "/shapes/" in url)).read()
            packed = len(gzip.compress(shapes)) / 1000
            print(f"{'shapes of the map':<44}{len(shapes) / 1000:8.0f} kB, gzip {packed:.1f} kB")
            measure(page, server.pid)
            now, peak = memory_mb(server.pid)
            print(f"{'memory of the server':<44}{now:8.0f} MB, at most {peak:.0f} MB")
            browser.close()
    finally:
        stop(server)


if __name__ == "__main__":
    main()
