"""Every written file is a function of its input, not of the clock, the zone or the hash seed."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.builders.invented_supply import write_city

ROOT = Path(__file__).resolve().parents[2]
#: Each kind of file, by the commands that write it; what has a day gets it told.
CALLS = """
export CITY --date 2026-11-22 --out package
paper CITY --date 2026-11-22 --out paper.html
profile CITY 01 --date 2026-11-22 --out profile.docx
booklet CITY --date 2026-11-22 --out booklet.pdf
sheet CITY --date 2026-11-22 --offers treff --out sheet.svg
sheet CITY --date 2026-11-22 --atlas --out sheet.pdf
picture CITY --out picture.png
picture CITY --kind bars --area 01 --out picture.svg
coverage CITY --category treff --on 2026-11-22 --out coverage.gpkg
coverage CITY --category treff --on 2026-11-22 --out coverage.xlsx
coverage CITY --category treff --on 2026-11-22 --out coverage.geojson
coverage CITY --category treff --on 2026-11-22 --out coverage.csv
coverage CITY --category treff --on 2026-11-22 --out coverage.json
tour CITY --category treff --hours 4 --first 2026-11-23 --ics tour.ics --out tour.gpkg
"""
RUN = """
import shlex, sys
from pathlib import Path
from app_pages.setup.view import zip_bytes
from cli import app
for line in sys.argv[2].strip().splitlines():
    app([word.replace("CITY", sys.argv[1]) for word in shlex.split(line)], standalone_mode=False)
files = {path.name: path for path in Path(sys.argv[1]).iterdir()}
Path("city.zip").write_bytes(zip_bytes("city", files))
"""
#: A zone that is a day ahead: there it is tomorrow.
TOMORROW = "AHEAD-24"


def written(city, folder, *, zone, seed):
    """Hash of each file that the commands write in a process of their own."""
    folder.mkdir()
    environment = {
        **os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT),
        "AKTIONSRAUM_STORE": str(folder / ".store"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-P", "-c", RUN, str(city), CALLS], cwd=folder, env=environment,
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and ".store" not in path.parts
    }


def test_a_later_day_and_another_hash_seed_give_the_same_bytes_of_every_kind(tmp_path):
    """The second run begins more than two seconds later (ZIP counts in twos), and tomorrow."""
    (tmp_path / "city").mkdir()
    city = write_city(tmp_path / "city")
    first = written(city, tmp_path / "first", zone="UTC", seed="1")
    time.sleep(2.1)
    second = written(city, tmp_path / "second", zone=TOMORROW, seed="2")
    kinds = {Path(name).suffix for name in first}
    assert kinds >= {".csv", ".docx", ".geojson", ".gpkg", ".html", ".ics", ".json", ".jsonld",
                     ".pdf", ".png", ".svg", ".xlsx", ".xml", ".zip"}  # fmt: skip
    assert {name for name in {*first, *second} if first.get(name) != second.get(name)} == set()
