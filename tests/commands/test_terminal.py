"""Results as people read them on a terminal: German headings, whole words, whole persons, few rows."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cli import app
from commands.columns import COLUMNS, column_of
from commands.findings import finding_lines
from commands.terminal import lines, wrapped
from intake.findings import Finding
from tests.commands.test_site_command import degrees, make_city

ROOT = Path(__file__).resolve().parents[2]
#: Calls on the embedded Dortmund.
DORTMUND = (
    "flags --level aktionsraum --year 2024 --indicator transfer_payment_pct",
    "flags --level aktionsraum",
    "indicators --level stadtbezirk",
    "coverage --category kita",
    "gaps --category kita --need transfer_payment_pct",
    "offers",
    "index mss --robust",
    "why mss 051",
    "methods mss",
    "compare 001 Nordmarkt-Süd",
    "similar 051",
    "screen",
    "change transfer_payment_pct --from 2018",
    "targets",
    "moran transfer_payment_pct",
    "difference --category kita --max-minutes 10",
    "capacity --category kita",
    "week --category begegnungsstaette",
    "week --category begegnungsstaette --days",
    "equity --category kita --indicator transfer_payment_pct",
    "equity --category kita --index mss",
    "freshness",
    "site --category begegnungsstaette --count 3",
)
#: Calls on a street of four points.
STREET = (
    "service-area --category kita",
    "freshness --category kita --areas",
    "reach --origins ORTE --destinations ORTE",
    "isochrones --origins ORTE --network WEG",
    "site --category kita --objective twice",
    "site --category kita --show areas",
    "site --category kita --show classes",
    "site --category kita --show alternatives",
    "site --category kita --show elsewhere",
    "tour --category kita --hours 8",
    "quarter --dwellings 100 --lon 7.46 --lat 51.44 --share u6=0,08",
    "offers --offer k1 --confirm --editor ab",
    "offers --offer k1 --history",
    "scenario compare Probe --category kita --by area",
    "scenario compare Probe --category kita --by city",
)
WIDTHS = (80, 100, 120)


def run(*arguments):
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    """A street of four points, a file of places and a scenario."""
    folder = tmp_path_factory.mktemp("strasse")
    city = make_city(folder, "01,60,30\n02,90,9\n", released=True)
    first, second = degrees(0), degrees(900)
    rows = "".join(
        f"{name},{lon},{lat}\n" for name, (lon, lat) in zip("ab", (first, second), strict=True)
    )
    (folder / "orte.csv").write_text(f"id,lon,lat\n{rows}")
    way = {"type": "LineString", "coordinates": [first, second]}
    feature = {"type": "Feature", "properties": {}, "geometry": way}
    (folder / "weg.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]})
    )
    run("scenario", "change", "Probe", "close", "--offer", "k1", "--city", city, "--store", folder)
    return city


@pytest.fixture(scope="module")
def shown(embedded_city, embedded_analysis, street):
    """What each call shows a person: its table, title, notes and words of the city."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("commands.output.is_terminal", lambda _: True)
        patch.setattr(
            "commands.output.show", lambda table, **said: found.update(last=(table, said))
        )

        def asked(call, *arguments):
            run(*arguments)
            found[call] = found.pop("last")

        patch.setenv("XDG_CACHE_HOME", str(street / "cache"))
        files = {"ORTE": street / "orte.csv", "WEG": street / "weg.geojson"}
        for call in STREET:
            words = [str(files.get(word, word)) for word in call.split()]
            place = {
                "reach": [],
                "isochrones": [],
                "scenario": ["--city", street, "--store", street],
            }
            asked(call, *words, *place.get(words[0], [street]))
        patch.setattr("intake.city.read_city", lambda *_, **_more: embedded_city)
        patch.setattr("pipeline.analyse", lambda _city: embedded_analysis)
        condition = "transfer_payment_pct > stadt und kita:minuten > 5"
        for call in DORTMUND:
            asked(call, *call.split(), *([condition] if call == "screen" else []))
    return found


def test_every_command_that_shows_a_table_is_looked_at():
    commands = get_command(app).commands
    tables = {n for n, c in commands.items() if "every_row" in {p.name for p in c.params}}
    assert tables | {"scenario"} == {call.split()[0] for call in (*DORTMUND, *STREET)}


@pytest.mark.parametrize("call", [*DORTMUND, *STREET])
def test_every_column_has_a_german_heading(shown, call):
    """From the table of headings or from the city; ids of areas and conditions are its own."""
    table, said = shown[call]
    unknown = [
        name
        for name in map(str, table.columns)
        if name != "geometry" and name not in COLUMNS and name not in said["labels"]
    ]
    assert [name for name in unknown if ">" not in name] == []
    known = [str(name) for name in table.columns if ">" not in str(name)]
    heads = {column_of(name, said["labels"]).head() for name in known}
    assert not [head for head in heads if re.search(r"_|\bpersons|\bshare|\bkey\b", head)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("call", [*DORTMUND, *STREET])
def test_no_word_is_broken_and_no_line_is_too_long(shown, call, width):
    """Each word on a narrow terminal is one of those that an endless one shows."""
    table, said = shown[call]
    narrow = printed(table, said, width)
    assert max(map(len, narrow)) <= width
    assert words(narrow) - words(printed(table, said, 100_000)) - headings(table, said) == set()


def printed(table, said, width):
    title = wrapped(said["title"], width)
    return [*title, *lines(table, said["notes"], said["labels"], width=width, every_row=True)]


def words(text):
    """Words without the signs that stand beside them."""
    return {word.strip("():·,") for line in text for word in line.split()} - {
        "─" * len(w) for w in text
    }


def headings(table, said):
    """Words of headings and units: a column without a place in the row is told under it."""
    heads = [column_of(str(name), said["labels"]) for name in table.columns]
    return words([word for head in heads for word in (head.heading, head.unit, head.head())])


@pytest.mark.parametrize("call", DORTMUND)
def test_twenty_rows_are_shown_and_how_to_see_the_rest(shown, call):
    table, said = shown[call]
    text = "\n".join(lines(table, said["notes"], said["labels"], width=100))
    rest = len(table) - 20
    hint = re.search(r"… und ([\d.]+) weitere Zeilen: alle mit --all, als Datei mit --out", text)
    assert bool(hint) == (rest > 0)
    assert hint is None or hint[1].replace(".", "") == str(rest)


@pytest.fixture
def persons():
    """Two areas whose persons are estimated, one standard, and a reason."""
    return pd.DataFrame(
        {
            "key": ["01", "02"],
            "name": ["Dorstfelder Brücke", "Nordmarkt"],
            "target_persons": [1234.5, 0.4],
            "year": [2024, 2024],
            "city_share": [0.5, 0.5],
            "note": ["", ""],
            "reason": ["zu weit: 20 Minuten zu Fuß, Standard 15", ""],
        }
    )


def test_a_small_table_line_by_line(persons):
    """Constant columns above, persons whole and marked, the reason under its row."""
    assert lines(persons, ["Wege: Luftlinie."], {}, width=60) == [
        "Jahr: 2024\u00a0· Stadt: 50,0 %\u00a0· ohne Angabe: Notiz",
        "",
        "Gebiet  Name                Zielgruppe",
        "                               (Pers.)",
        "──────────────────────────────────────",
        "01      Dorstfelder Brücke     ≈ 1.234",
        "     zu weit: 20 Minuten zu Fuß, Standard 15",
        "02      Nordmarkt                  ≈ 0",
        "",
        "Hinweis: Wege: Luftlinie.",
        "≈ geschätzt und auf ganze Personen gerundet.",
    ]


def test_counted_persons_have_no_mark(persons):
    whole = persons.assign(target_persons=[1234.0, 7.0])
    text = "\n".join(lines(whole, [], {}, width=60))
    assert "1.234" in text
    assert "≈" not in text


def test_what_has_no_place_stands_under_its_row_with_its_heading(persons):
    """On 26 columns the persons go below; a no is not told, a yes by its heading."""
    table = persons.assign(below_average=[True, False])
    text = lines(table, [], {}, width=40)
    at = next(n for n, line in enumerate(text) if line.startswith("01"))
    assert text[at + 1].strip() == "ungünstiger als Stadt"
    assert not [line for line in text if "nein" in line]


def test_one_row_is_a_list():
    one = pd.DataFrame({"key": ["city"], "covered_share": [0.984], "state": ["off_track"]})
    assert lines(one, [], {}, width=80) == [
        "",
        "Gebiet        Stadt",
        "erreicht (%)  98,4",
        "Stand         nicht auf Kurs",
        "",
    ]


def test_equal_columns_are_told_once(persons):
    table = persons.assign(second_target_persons=persons["target_persons"])
    assert "Zielgruppe danach: wie Zielgruppe" in " ".join(lines(table, [], {}, width=90))


def test_a_table_without_rows_says_so_by_its_notes_alone():
    assert lines(pd.DataFrame({"key": []}), ["Nichts."], {}, width=80) == ["", "Hinweis: Nichts."]


def test_a_finding_tells_its_sentence_with_the_count_before_the_ids():
    ids = ", ".join(f"kita-{n:03}" for n in range(200)) + " … (200 Angebote)"
    finding = Finding("warning", "x", "angebote.csv", ids, "Bei 200 Angeboten fehlt die Lage.", "Ergänzen.")  # fmt: skip
    told = finding_lines(finding, 80)
    assert told[0] == "Warnung – Bei 200 Angeboten fehlt die Lage. Ergänzen."
    assert told[1].startswith("     angebote.csv: kita-000, kita-001")
    assert len(told) == 3
    assert told[2].endswith(" … (200 Angebote)")
    assert max(map(len, told)) <= 80


@pytest.mark.parametrize("columns", [80, 120])
def test_on_a_real_terminal_people_read_words_and_a_pipe_gets_the_machines_columns(street, columns):
    call = [sys.executable, "-c", "import cli; cli.main()", "coverage", str(street), "--category", "kita"]  # fmt: skip
    leader, follower = pty.openpty()
    settings = {**os.environ, "COLUMNS": str(columns)}
    subprocess.run(call, cwd=ROOT, env=settings, stdout=follower, stderr=follower, check=True)
    os.close(follower)
    text = os.read(leader, 100_000).decode()
    assert "Zielgruppe" in text
    assert "target_persons" not in text
    assert max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in text.splitlines()) <= columns
    piped = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "target_persons" in piped
    assert "Zielgruppe" not in piped
    as_json = subprocess.run(
        [*call, "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "target_persons" in json.loads(as_json.stdout)[0]


def pictures():
    """Calls in the handbook's chapter on the shell with the lines that it shows."""
    text = (ROOT / "docs" / "handbuch.md").read_text(encoding="utf-8")
    chapter = text.split("\n## In der Befehlszeile\n", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"```console\n\$ aktionsraum (.*)\n((?:.*\n)*?)```", chapter)
    return {call: shown.splitlines() for call, shown in blocks}


def test_the_handbook_shows_six_commands():
    assert [call.split()[0] for call in pictures()] == [
        "flags", "coverage", "gaps", "offers", "index", "check",
    ]  # fmt: skip


@pytest.mark.parametrize("call", pictures())
def test_the_handbook_shows_what_a_terminal_of_100_columns_shows(
    call, monkeypatch, embedded_city, embedded_analysis
):
    """Every line of it, in its order; „…“ stands for lines left out."""
    monkeypatch.setattr("commands.output.is_terminal", lambda _: True)
    monkeypatch.setattr("commands.findings.is_terminal", lambda _: True)
    monkeypatch.setattr("intake.city.read_city", lambda *_, **_more: embedded_city)
    monkeypatch.setattr("pipeline.analyse", lambda _city: embedded_analysis)
    done = CliRunner(env={"COLUMNS": "100"}).invoke(app, call.split())
    assert done.exit_code == 0
    printed = iter(line.rstrip() for line in done.output.splitlines())
    left_out = False
    for line in pictures()[call]:
        if line == "…":
            left_out = True
            continue
        found = next((got for got in printed if got == line), None) if left_out else next(printed)
        assert found == line
        left_out = False
    assert left_out or list(printed) == []
