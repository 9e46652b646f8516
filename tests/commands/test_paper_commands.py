"""The commands for papers and sheets, on the embedded Dortmund."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from tests.builders.paper_material import structure

CITY = str(Path(__file__).resolve().parents[2] / "data" / "dortmund")


def run(*arguments, code=0):
    """Run a command; return what it said."""
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module", autouse=True)
def read_once(embedded_city, embedded_analysis):
    """The commands read Dortmund anew each time; here they find what was read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("intake.city.read_city", lambda _folder: embedded_city)
        patch.setattr("pipeline.results.analyse", lambda _city: embedded_analysis)
        yield


def test_a_profile_is_found_by_key_and_by_name(tmp_path):
    """022 is the key of an Aktionsraum, a Sozialraum and an Unterbezirk: the programme's wins."""
    for number, asked in enumerate(("022", "Nordmarkt")):
        out = tmp_path / f"{number}.pdf"
        run("profile", CITY, asked, "--out", out, "--category", "kita", "--date", "2026-11-24")
    first, second = (tmp_path / f"{n}.pdf" for n in range(2))
    assert first.read_bytes() == second.read_bytes()
    found = structure(first.read_bytes())
    assert (found["title"], found["ua"], found["a"]) == ("Nordmarkt", "1", "2A")


def test_the_level_can_be_chosen(tmp_path):
    out = tmp_path / "u.html"
    run("profile", CITY, "022", "--level", "unterbezirk", "--out", out, "--category", "kita")
    assert "<h1>Dorstfelder Brücke</h1>" in out.read_text(encoding="utf-8")


def test_a_sheet_can_be_made_again_from_its_extent(tmp_path):
    first, again, extent = tmp_path / "a.svg", tmp_path / "b.svg", tmp_path / "e.json"
    day = ("--date", "2026-11-24", "--size", "A3")
    run("sheet", CITY, "--out", first, "--scale", 25000, "--save-extent", extent, *day)
    assert json.loads(extent.read_text())["scale"] == 25000
    run("sheet", CITY, "--out", again, "--extent", extent, *day)
    assert first.read_bytes() == again.read_bytes()


def test_the_series_has_a_sheet_per_area_and_the_table_once(tmp_path):
    out = tmp_path / "atlas.pdf"
    run("sheet", CITY, "--atlas", "--out", out, "--no-table")
    assert structure(out.read_bytes())["pages"] == 13


def test_pictures_carry_their_source(tmp_path):
    svg, png = tmp_path / "k.svg", tmp_path / "b.png"
    run("picture", CITY, "--out", svg)
    assert "Quelle: Stadt Dortmund" in svg.read_text(encoding="utf-8")
    run("picture", CITY, "--kind", "bars", "--area", "022", "--out", png, "--dpi", 60)
    assert png.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("profile", CITY, "999"), 1, "„999“ gibt es in dieser Stadt nicht"),
        (("profile", CITY, "022", "--out", "x.txt"), 1, "Möglich sind .pdf, .docx und .html"),
        (("profile", CITY, "022", "--date", "morgen"), 2, "ist kein Tag"),
        (("profile", CITY, "022", "--audience", "alle"), 2, "public und internal"),
        (("paper", CITY, "--block", "gibtsnicht"), 2, "Den Baustein „gibtsnicht“ gibt es nicht"),
        (("paper", CITY, "--cost", "Büro; viel"), 2, "kein Betrag"),
        (("paper", CITY, "--template", "x.docx"), 2, "nur für .docx"),
        (("paper", CITY, "--template", "x.docx", "--out", "y.docx"), 1, "lässt sich nicht lesen"),
        (("sheet", CITY, "--size", "A2"), 2, "A4, A3"),
        (("sheet", CITY, "--centre", "hier"), 2, "ist keine Mitte"),
        (("sheet", CITY, "--extent", "fehlt.json"), 1, "lässt sich nicht lesen"),
        (("sheet", CITY, "--atlas", "--out", "x.svg"), 1, "Möglich: .pdf"),
        (("sheet", CITY, "--indicator", "armut"), 1, "„armut“ gibt es in dieser Stadt nicht"),
        (("picture", CITY, "--kind", "torte"), 2, "„map“ oder „bars“"),
    ],
)
def test_wrong_calls_get_a_sentence(arguments, code, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    output = " ".join(run(*arguments, code=code).replace("│", " ").split())
    assert said in output
    assert "Traceback" not in output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "[]", '{"east": 1}', '{"east": 1, "north": "x", "scale": 1}',
                                  '{"east": NaN, "north": 1, "scale": 1}'])  # fmt: skip
def test_a_broken_extent_is_refused(text, tmp_path):
    from intake.choices import read_extent
    from intake.findings import InputError

    path = tmp_path / "e.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="Ausschnitt|Zahlen"):
        read_extent(path)
