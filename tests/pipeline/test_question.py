"""What the entries of a question change of a coverage, on the embedded Dortmund."""

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from cli import app as shell
from indicators.coverage.question import Question
from indicators.coverage.scenarios import Change, Scenario, to_json
from intake.findings import InputError
from pipeline import cover

DAY = date(2026, 6, 1)
KITA = Question("kita", on=DAY)


def persons(city, question):
    """Covered persons of the city."""
    return float(cover(city, level="city", question=question).areas["covered_persons"].iloc[0])


@pytest.fixture(scope="module")
def closed(embedded_city):
    """A scenario in which all kindergartens are closed."""
    offers = embedded_city.offers
    ids = offers.index[offers["category"] == "kita"]
    return Scenario("Alle zu", tuple(Change("close", str(id_)) for id_ in ids), city="Dortmund")


def test_a_limit_in_metres_is_one_in_minutes_at_walking_speed(embedded_city):
    per_minute = embedded_city.config.network.walk_kmh * 1000 / 60
    metres = persons(embedded_city, replace(KITA, max_metres=300))
    assert metres == persons(embedded_city, replace(KITA, max_minutes=300 / per_minute))
    assert 0 < metres < persons(embedded_city, KITA)
    both = replace(KITA, max_metres=300, max_minutes=60)
    assert persons(embedded_city, both) == metres


def test_a_scenario_changes_the_answer_and_not_the_city(embedded_city, closed):
    before = len(embedded_city.offers)
    found = cover(embedded_city, level="city", question=replace(KITA, scenario=closed))
    assert found.areas["covered_persons"].tolist() == [0]
    assert "Gerechnet ist mit den Angeboten des Szenarios „Alle zu“." in found.notes
    assert len(embedded_city.offers) == before
    assert persons(embedded_city, KITA) > 0


def test_a_scenario_that_does_not_fit_is_refused(embedded_city):
    wrong = Scenario("Falsch", (Change("close", "gibt es nicht"),))
    with pytest.raises(InputError, match="gibt es nicht"):
        cover(embedded_city, question=replace(KITA, scenario=wrong))


def test_category_and_year_may_be_said_beside_the_question(embedded_city):
    """The documented call; the year of the persons changes their number."""
    old = cover(embedded_city, "kita", level="city", year=2018, question=Question(on=DAY))
    same = cover(embedded_city, level="city", question=replace(KITA, year=2018))
    assert old.areas.equals(same.areas)
    assert old.year == same.year == 2018
    newest = cover(embedded_city, level="city", question=KITA)
    assert newest.areas["target_persons"].iloc[0] != old.areas["target_persons"].iloc[0]


def test_the_shell_takes_a_scenario_from_a_file(tmp_path, closed):
    file = tmp_path / "zu.json"
    file.write_text(to_json(closed), encoding="utf-8")
    call = ["coverage", "--category", "kita", "--level", "stadtbezirk", "--scenario", str(file)]
    done = CliRunner().invoke(shell, [*call, "--on", "2026-06-01", "--json"])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert {row["covered_persons"] for row in rows} == {0}
    assert min(row["target_persons"] for row in rows) > 0
