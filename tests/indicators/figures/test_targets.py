"""Targets: path, needed change and persons by hand; both directions."""

import numpy as np
import pytest
from pandas import DataFrame, Series

from indicators.catalogue import Indicator
from indicators.figures.targets import TargetDefinition, path, progress, target_sentence

SGB2 = Indicator(id="sgb2", label="SGB-II-Quote")
GYM = Indicator(id="sgb2", label="Gymnasium", worse="lower")
TARGET = TargetDefinition("sgb2", base_year=2020, value=10.0, year=2030)


def figures(rows) -> DataFrame:
    """Rows (key, year, numerator, denominator) of the level city."""
    table = DataFrame(rows, columns=["key", "year", "numerator", "denominator"])
    return table.assign(
        level="city",
        name="Dortmund",
        indicator="sgb2",
        value=100 * table["numerator"] / table["denominator"],
        reason="",
    )


def row(now, indicator=SGB2, target=TARGET, year=2024, base=20.0):
    """Progress of one area with `now` of 1,001 persons today and `base` per cent at the start."""
    rows = figures([("city", 2020, 10 * base, 1000.0), ("city", year, now, 1001.0)])
    return progress(rows, target, indicator, year=year).loc["city"]


def test_path_is_straight_and_stays_at_the_target():
    line = path(Series({"city": 20.0}), TARGET, [2020, 2024, 2030, 2033]).loc["city"]
    assert line.tolist() == [20.0, 16.0, 10.0, 10.0]


def test_behind_the_path_is_off_track():
    """170 of 1,001 = 16.98 %, the path says 16; to 10 % 69.9 → 70 persons, in 6 years −1.164."""
    found = row(170.0)
    assert found["state"] == "off_track"
    assert found["path_value"] == pytest.approx(16.0)
    assert found["needed_per_year"] == pytest.approx((10 - 17000 / 1001) / 6)
    assert found["change_per_year"] == pytest.approx((17000 / 1001 - 20) / 4)
    assert (found["persons"], found["persons_to_path"]) == (70.0, 10.0)


def test_ahead_of_the_path_is_on_track():
    found = row(150.0)
    assert found["state"] == "on_track"
    assert found["persons_to_path"] == 0.0


def test_reached_needs_nothing_more():
    found = row(99.0)
    assert (found["state"], found["needed_per_year"], found["persons"]) == ("reached", 0.0, 0.0)


def test_where_low_is_worse_the_path_goes_up():
    target = TargetDefinition("sgb2", base_year=2020, value=40.0)
    assert row(290.0, GYM, target)["state"] == "on_track"  # path 28
    behind = row(270.0, GYM, target)
    assert behind["state"] == "off_track"
    assert behind["persons"] == np.ceil(0.4 * 1001 - 270)


def test_just_on_the_path_and_just_on_the_target_is_no_delay():
    """From 20 % the path to 10 % is at 16 % in 2024; 10.0 % themselves are the target."""
    for cases, state in (
        (160.0, "on_track"),
        (161.0, "off_track"),
        (100.0, "reached"),
        (101.0, "on_track"),
    ):
        rows = figures([("city", 2020, 200.0, 1000.0), ("city", 2024, cases, 1000.0)])
        assert progress(rows, TARGET, SGB2, year=2024).loc["city"]["state"] == state, cases


@pytest.mark.parametrize(
    ("year", "needed"), [(2028, -0.5), (2029, -1.0), (2030, -1.0), (2031, -1.0)]
)
def test_what_is_left_is_spread_over_the_years_that_are_left(year, needed):
    """From 11 % to 10 %; in the target year and later all of it at once."""
    rows = figures([("city", 2020, 200.0, 1000.0), ("city", year, 110.0, 1000.0)])
    found = progress(rows, TARGET, SGB2, year=year).loc["city"]
    assert found["needed_per_year"] == pytest.approx(needed)


def test_in_the_target_year_near_is_not_reached():
    assert row(110.0, year=2030)["state"] == "off_track"


def test_without_a_base_the_state_is_unknown():
    rows = figures([("city", 2024, 170.0, 1000.0)])
    found = progress(rows, TARGET, SGB2, year=2024).loc["city"]
    assert (found["state"], found["reason"]) == ("", "no_base")
    assert "unbekannt" in target_sentence(found, SGB2)


def test_only_the_named_areas_have_the_goal():
    rows = figures([("city", 2020, 1.0, 10.0), ("city", 2024, 1.0, 10.0), ("x", 2024, 1.0, 10.0)])
    target = TargetDefinition("sgb2", base_year=2020, value=1.0, keys=("city",))
    assert progress(rows, target, SGB2, year=2024).index.tolist() == ["city"]


def test_sentences():
    off = target_sentence(row(170.0), SGB2).replace("\xa0", " ")
    assert off == (
        "Dortmund: Ziel 10,0 % bis 2030; nicht auf Kurs mit 17,0 % im Jahr 2024. "
        "Nötig sind −1,16 Prozentpunkte im Jahr, insgesamt 70 Personen weniger."
    )
    assert target_sentence(row(101.0), SGB2).endswith("insgesamt 1 Person weniger.")
    assert "erreicht mit 9,9" in target_sentence(row(99.0), SGB2)


def test_where_low_is_worse_more_persons_are_wanted():
    """270 of 1,001 go to the Gymnasium; 40 % of them are 400.4: 131 more, or from 530 130 less."""
    target = TargetDefinition("sgb2", base_year=2020, value=40.0)
    said = target_sentence(row(270.0, GYM, target), GYM)
    assert said.endswith("insgesamt 131 Personen mehr.")
    less = target_sentence(row(530.0, SGB2, target, base=60.0), SGB2)
    assert less.endswith("insgesamt 130 Personen weniger.")
