"""Change between years: refused where years cannot be compared, bridged by persons."""

import numpy as np
import pytest
from pandas import DataFrame

from indicators.catalogue import Indicator
from indicators.figures.change import bridge, change, difference_interval

SGB2 = Indicator(id="sgb2", label="SGB-II-Quote", numerator="sgb2", denominator="u65")


def figures(rows) -> DataFrame:
    """Rows (key, year, numerator, denominator) as figures of one level."""
    table = DataFrame(rows, columns=["key", "year", "numerator", "denominator"])
    return table.assign(
        level="ubz",
        name=table["key"].str.upper(),
        indicator="sgb2",
        value=100 * table["numerator"] / table["denominator"],
        estimated=False,
        reason=np.where(table["numerator"].isna(), "suppressed", ""),
    )


TWO_YEARS = figures(
    [
        ("a", 2018, 200.0, 1000.0),
        ("b", 2018, 100.0, 1000.0),
        ("c", 2018, np.nan, 500.0),
        ("a", 2024, 150.0, 1000.0),
        ("b", 2024, 101.0, 1000.0),
        ("c", 2024, 50.0, 500.0),
    ]
)
YEARS = {"level": "ubz", "from_year": 2018, "to_year": 2024}


def test_change_is_in_points_with_its_direction():
    table = change(TWO_YEARS, SGB2, **YEARS).table
    assert table["change"].round(6).tolist()[:2] == [-5.0, 0.1]
    assert table["direction"].tolist() == ["better", "worse", ""]
    assert table["significant"].tolist() == [True, False, False]
    assert table["reason"].tolist() == ["", "", "suppressed"]


def test_more_can_be_better():
    gym = Indicator(id="sgb2", label="Gymnasium", worse="lower")
    assert change(TWO_YEARS, gym, **YEARS).table["direction"].tolist()[:2] == ["worse", "better"]


def test_newcombes_own_example():
    """56/70 against 48/80: difference 0.2, 95 % interval 0.0524 … 0.3339 (Newcombe 1998, a)."""
    before = DataFrame({"numerator": [48.0], "denominator": [80.0]})
    after = DataFrame({"numerator": [56.0], "denominator": [70.0]})
    low, high = difference_interval(before, after, 1.0)
    assert low[0] == pytest.approx(0.0524, abs=5e-5)
    assert high[0] == pytest.approx(0.3339, abs=5e-5)


def test_years_of_different_definition_are_refused():
    other = Indicator(id="sgb2", label="SGB-II-Quote", comparable=False)
    result = change(TWO_YEARS, other, **YEARS)
    assert result.refused == "„SGB-II-Quote“ ist 2018 und 2024 verschieden erhoben worden."
    assert result.table.empty


def test_years_of_different_boundaries_are_refused():
    result = change(TWO_YEARS, SGB2, **YEARS, vintages={2018: "2010", 2024: "2021"})
    assert "Stand 2010" in result.refused
    assert result.table.empty


def test_counted_and_estimated_years_are_refused():
    mixed = TWO_YEARS.assign(estimated=TWO_YEARS["year"] == 2018)
    assert "geschätzt" in change(mixed, SGB2, **YEARS).refused


def test_a_year_without_values_is_refused():
    result = change(TWO_YEARS, SGB2, level="ubz", from_year=2012, to_year=2024)
    assert result.refused == "Für 2012 gibt es keine Werte."


def test_a_crosswalk_bridges_counts_not_shares():
    """New x = old a and half of b: (200 + 50) of (1,000 + 500), not the mean of 20 % and 10 %."""
    walk = DataFrame({"old": ["a", "b", "b"], "new": ["x", "x", "y"], "share": [1.0, 0.5, 0.5]})
    new = figures([("x", 2024, 300.0, 1500.0), ("y", 2024, 50.0, 500.0)])
    both = figures([("a", 2018, 200.0, 1000.0), ("b", 2018, 100.0, 1000.0)])
    rows = DataFrame({c: [*both[c], *new[c]] for c in both.columns})
    vintages = {2018: "2010", 2024: "2021"}
    result = change(rows, SGB2, **YEARS, vintages=vintages, crosswalk=walk)
    assert result.bridged
    np.testing.assert_allclose(result.table["value_from"], [100 * 250 / 1500, 10.0])
    np.testing.assert_allclose(result.table["change"], [20 - 100 * 250 / 1500, 0.0], atol=1e-9)


def test_a_share_without_counts_cannot_be_bridged():
    walk = DataFrame({"old": ["a"], "new": ["x"], "share": [1.0]})
    rows = TWO_YEARS.assign(numerator=np.nan, denominator=np.nan)
    vintages = {2018: "2010", 2024: "2021"}
    result = change(rows, SGB2, **YEARS, vintages=vintages, crosswalk=walk)
    assert "ohne Fallzahlen" in result.refused


def test_a_new_area_with_an_unknown_part_is_missing():
    old = DataFrame({"numerator": [10.0], "denominator": [100.0]}, index=["a"])
    walk = DataFrame({"old": ["a", "z"], "new": ["x", "x"], "share": [1.0, 0.1]})
    assert bridge(old, walk, per=100)["reason"].tolist() == ["missing"]
