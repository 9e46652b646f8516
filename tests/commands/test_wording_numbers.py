"""Numbers as people read them have a real minus; those for machines do not."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from commands.output import column_cells, records
from export.tables import write_table
from wording import count, number, percent, signed, speak


@pytest.fixture(autouse=True)
def _german():
    speak("de")
    yield
    speak("de")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (number(-1234.56), "−1.234,6"), (count(-1000), "−1.000"), (percent(-0.25, 2), "−0,25\u00a0%"),
        (number(-0.04), "0,0"), (signed(-2.5), "−2,5"), (number(-2.5), signed(-2.5)),
    ],
)  # fmt: skip
def test_negative_numbers_have_a_real_minus(written, expected):
    assert written == expected


def test_the_english_minus_is_the_same():
    speak("en")
    assert number(-1234.5) == "−1,234.5"


def test_tables_on_the_terminal_have_it_and_files_do_not(tmp_path):
    table = pd.DataFrame({"key": ["a", "b"], "value": [-1.5, 2.0]})
    assert column_cells(table["value"]) == ["−1,5", "2,0"]
    assert json.loads(json.dumps(records(table)))[0]["value"] == -1.5
    for name in ("t.csv", "t.xlsx"):
        write_table(table, tmp_path / name)
    text = (tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    assert "\u2212" not in text
    assert "-1" in text
    assert pd.read_excel(tmp_path / "t.xlsx", engine="calamine")["value"].tolist() == [-1.5, 2.0]


def test_many_possible_places_have_their_dot():
    from cli import app

    result = CliRunner().invoke(app, ["site", "--category", "kita", "--count", "1"])
    assert result.exit_code == 0, result.output
    assert "Mögliche Orte: 13.245." in result.output
