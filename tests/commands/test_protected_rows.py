"""Of a protected row nothing but its category reaches any text: commands, files, page, package."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from app_pages.setup.templates import BOUNDARIES, FIGURES
from cli import app
from store.offers import Entry, Said, entries_file, record

ROOT = Path(__file__).resolve().parent.parent.parent
#: Every cell of the protected rows is a mark of its own; only their category may be seen.
HEAD = "id;name;kategorie;träger;adresse;lon;lat;plätze;öffnungszeiten;gültig_bis;notiz;geschützt"
PUBLIC = "K1;Kita Sonnenblume;Kita;Stadt;Musterstraße 1;7.455;51.505;60;Mo-Fr 07:30-16:30;;;nein"
ROWS = (
    "Qxidgasse 7;Qxname;Zuflucht;Qxtraeger;Qxstrasse 8;7.4613579;51.5124681;Qxplatz;Qxzeit;Qxbis;Qxnotiz;ja",
    "Qzweg9;Qzname;Zuflucht;Qztraeger;Qzstrasse 9;99.4613579;Qzbreite;Qzplatz;Qzzeit;Qzbis;Qznotiz;Qzvielleicht",
    "Qyweg 9;Qyname;Zuflucht;Qytraeger;Qystrasse 9;7.4713579;51.5024681;-77331;Qyzeit;31.13.2477;=Qynotiz;geheim",
)  # fmt: skip
OFFERS = "\n".join([HEAD, PUBLIC, *ROWS, ROWS[0]]) + "\n"
MARKS = ("Qx", "Qy", "Qz", "4613579", "5124681", "4713579", "5024681", "77331", "2477")
TOML = """
[city]
name = "Musterstadt"
crs = "EPSG:25832"
population = "einwohner"
[[level]]
id = "bezirk"
label = "Bezirke"
file = "grenzen.geojson"
key = "key"
name = "name"
[[table]]
file = "zahlen.csv"
level = "bezirk"
key = "key"
year = 2024
columns = { einwohner = "einwohner", u18 = "u18" }
[[indicator]]
id = "jung"
label = "Junge"
numerator = "u18"
denominator = "einwohner"
[[offers]]
file = "angebote.csv"
[[category]]
id = "kita"
label = "Kitas"
[[category]]
id = "zuflucht"
label = "Zuflucht"
[[target_group]]
id = "alle"
label = "Alle"
variable = "einwohner"
[[standard]]
category = "kita"
target_group = "alle"
max_minutes = 10
[[standard]]
category = "zuflucht"
target_group = "alle"
max_minutes = 10
"""
CALLS = [
    ["check"], ["offers"], ["offers", "--category", "kita"], ["freshness"],
    *[[name, "--category", category] for name in ("coverage", "gaps", "capacity", "week", "difference") for category in ("kita", "zuflucht")],
    ["equity", "--category", "kita", "--indicator", "jung"],
]  # fmt: skip


def marks_in(text: str | bytes) -> list[str]:
    """Marks of protected rows in a text or file, unpacked if it is an archive."""
    if isinstance(text, bytes) and text.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(text)) as archive:
            text = b"\n".join(archive.read(name) for name in archive.namelist())
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace") + text.decode("utf-16-le", "replace")
    return [mark for mark in MARKS if mark in text]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """The files of an office."""
    found = {"grenzen.geojson": BOUNDARIES, "zahlen.csv": FIGURES, "angebote.csv": OFFERS}
    for name, text in found.items():
        (tmp_path / name).write_text(text)
    return {name: tmp_path / name for name in found}


@pytest.fixture
def city(files: dict[str, Path]) -> Path:
    """A city folder whose offers are the office's own file."""
    folder = files["zahlen.csv"].parent
    (folder / "city.toml").write_text(TOML)
    return folder


def call(*arguments: str) -> str:
    return CliRunner(env={"COLUMNS": "500"}).invoke(app, list(arguments)).output


def test_the_search_finds_a_mark_in_text_and_archive():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", OFFERS)
    assert marks_in(stream.getvalue()) == marks_in(OFFERS) == list(MARKS)


@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_no_command_tells_of_protected_rows(city: Path, arguments: list[str], form: str):
    name, *more = arguments
    out = city.parent / "aus.csv"
    asked = {"table": [], "json": ["--json"], "csv": ["--out", str(out)]}[form]
    asked = [] if name == "check" and form == "csv" else asked  # it writes no file
    done = CliRunner(env={"COLUMNS": "500"}).invoke(app, [name, str(city), *more, *asked])
    said = done.output
    assert done.exit_code == 0 or "zuflucht" in more, said
    assert said.strip()
    assert not marks_in(said)
    assert not marks_in(out.read_text() if out.exists() else "")


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_new_city_keeps_nothing_of_them(files: dict[str, Path], tmp_path: Path, form: list[str]):
    folder = tmp_path / "neu"
    given = ["--boundaries", "grenzen.geojson", "--table", "zahlen.csv", "--offers", "angebote.csv"]
    said = call("new", str(folder), *[str(files.get(part, part)) for part in given], *form)
    assert not marks_in(said)
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in written} >= {"city.toml", "angebote.csv"}
    assert not [path for path in written if marks_in(path.read_bytes())]
    table = (folder / "angebote.csv").read_text()
    assert table.count("zuflucht") == 3  # counted, and the repeated row once


def test_ids_given_twice_name_no_one(files: dict[str, Path], tmp_path: Path):
    files["angebote.csv"].write_text(OFFERS.replace("Qyweg 9", "Qzweg9"))
    said = call("new", str(tmp_path / "neu"), "--boundaries", str(files["grenzen.geojson"]),
                "--offers", str(files["angebote.csv"]))  # fmt: skip
    assert "Eine Kennung steht mehrmals" in said
    assert not marks_in(said)


@pytest.mark.parametrize("broken", [None, [[7.45, "x"]], [[7.45, 51.5], [7.46, 51.5]]])
def test_faults_of_their_geometry_name_no_one(files: dict[str, Path], tmp_path: Path, broken):
    feature = {
        "type": "Feature",
        "properties": {"id": "Qxhaus 7", "name": "Qxname", "kategorie": "Zuflucht", "geschützt": "ja"},
        "geometry": {"type": "LineString" if broken else "Quadrat", "coordinates": broken},
    }  # fmt: skip
    offers = tmp_path / "orte.geojson"
    offers.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    said = call("new", str(tmp_path / "neu"), "--boundaries", str(files["grenzen.geojson"]),
                "--offers", str(offers), "--json")  # fmt: skip
    told = json.loads(said)["findings"]
    assert [finding for finding in told if finding["file"] == "orte.geojson"]
    assert not marks_in(said)


def test_the_history_of_what_is_protected_by_now_is_not_told(
    city: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("AKTIONSRAUM_SCENARIOS", str(tmp_path / "ablage"))
    path = entries_file(city)
    path.parent.mkdir(parents=True, exist_ok=True)
    known = record(path, Entry("K1"), Said({"address": "Qxstrasse 8"}, note="Qxnotiz"), editor="x")
    assert "Qxnotiz" in call("offers", str(city), "--offer", "K1", "--history")  # public still
    record(path, known, Said({"name": "Frauenhaus Qxname"}, note="Qx"), editor="x")
    for form in ([], ["--json"], ["--history"], ["--history", "--json"]):
        assert not marks_in(call("offers", str(city), "--offer", "K1", *form))
    (city / "angebote.csv").write_text(OFFERS.replace(";nein", ";ja"))
    assert not marks_in(call("offers", str(city), "--offer", "K1", "--history"))


def test_the_package_tells_nothing_of_them(city: Path, tmp_path: Path):
    out = tmp_path / "paket"
    said = call("export", str(city), "--out", str(out), "--no-papers")
    assert not marks_in(said)
    written = [path for path in out.rglob("*") if path.is_file()]
    assert len(written) > 3, said
    assert not [path.name for path in written if marks_in(path.read_bytes())]


def everything_on(page: AppTest) -> str:
    """All text that the page sends: elements, and cells of its tables."""
    frames = [frame.value.reset_index().to_csv() for frame in page.dataframe]
    return "\n".join([str(page.main), str(page._tree), *frames])


@pytest.mark.parametrize("lon", ["lon", "wasanderes"])
def test_the_page_daten_sends_nothing_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lon: str
):
    """Also where the file cannot be read to the end, so that what it protects is unknown."""
    monkeypatch.setenv("AKTIONSRAUM_CITIES", str(tmp_path / "staedte"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    page = AppTest.from_file(str(ROOT / "app_pages" / "daten.py"), default_timeout=60).run()
    given = {"grenzen": ("grenzen.geojson", BOUNDARIES), "zahlen": ("zahlen.csv", FIGURES),
             "angebote": ("angebote.csv", OFFERS.replace("lon", lon))}  # fmt: skip
    for kind, (name, text) in given.items():
        page.file_uploader(key=f"daten_{kind}").set_value([(name, text.encode(), "")])
    page.run()
    assert not page.exception
    assert "Kita Sonnenblume" in everything_on(page) or lon != "lon"
    assert not marks_in(everything_on(page))
