"""The examples run as they stand and print what they promise."""

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"

#: How often each example prints what. By hand: two sites that reach all 750 persons, where
#: the best single site first ends at 660; shares 50/100 and 80/160 of two Kitas; Dortmund's
#: 13 Aktionsräume are all below the average, and it has 12 Stadtbezirke.
EXPECTED = {
    "areas_below_average": {"city: 15.26 %": 1, "worse with probability": 13},
    "best_sites": {"sites 1, 3: 750 of 750 persons": 1, "no two sites reach more than 750": 1},
    "coverage_in_persons": {"Luftlinie × 1,3": 1, " without": 12, "largest gap: ": 1},
    "places_per_child": {"block 2: 1.00 places": 1, "shared out: 130 of 130 places": 1},
}


def test_every_example_is_listed_here():
    """A new example needs a line of what it promises."""
    assert {path.stem for path in EXAMPLES.glob("*.py")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_example_prints_what_it_promises(name, capsys):
    """Each example is a script of at most 60 lines."""
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    printed = capsys.readouterr().out
    assert {words: printed.count(words) for words in EXPECTED[name]} == EXPECTED[name]
    assert len((EXAMPLES / f"{name}.py").read_text(encoding="utf-8").splitlines()) <= 60
