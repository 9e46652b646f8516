"""What a coverage is asked for beside its standard: each entry changes just what it says."""

import pytest

from intake.city import read_city
from pipeline import Question, cover
from tests.builders.invented_supply import write_city

STANDARD = 'mode = "walk"\nmax_minutes = 10\nplaces_per_100 = 40'


def city_with(folder, limit):
    """The invented city, with another limit in its standard for children; ways are straight lines."""
    write_city(folder)
    text = (folder / "city.toml").read_text(encoding="utf-8")
    assert STANDARD in text
    text = text.replace(STANDARD, f'mode = "straight_line"\n{limit}')
    (folder / "city.toml").write_text(text, encoding="utf-8")
    return read_city(folder)


@pytest.mark.parametrize(
    ("limit", "minutes", "covered", "words"),
    [
        ("max_metres = 100", None, 0, "höchstens 100 m Weg"),
        ("max_metres = 100", 10, 180, "höchstens 10 Minuten"),
        ("max_metres = 100\nmax_minutes = 5", 10, 180, "höchstens 10 Minuten"),
        ("max_minutes = 10", None, 180, "höchstens 10 Minuten"),
        ("max_minutes = 10", 2, 100, "höchstens 2 Minuten"),
    ],
)
def test_minutes_that_are_asked_for_take_the_place_of_the_whole_limit(
    tmp_path, limit, minutes, covered, words
):
    """Ten minutes reach 80 of 120, 60 of 60 and 40 of 50 children; 100 m of way nobody.

    Two minutes, 128 m in a straight line, reach the 60 and the 40.
    """
    found = cover(city_with(tmp_path, limit), "treff", question=Question(max_minutes=minutes))
    assert found.areas["covered_persons"].sum() == pytest.approx(covered)
    assert words in str(found.standard)
    assert ("m Weg" in str(found.standard)) == ("m Weg" in words)
