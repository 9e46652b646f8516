"""Inputs of an index: the right year and level, changes published or computed, or a reason why not."""

import numpy as np
import pytest
from pandas import DataFrame

from indicators.catalogue import Indicator
from indicators.indices import IndexDefinition, composite
from indicators.indices.inputs import earlier_year, index_inputs

CATALOGUE = {
    "sgb2": Indicator(id="sgb2", label="SGB-II-Quote"),
    "gym": Indicator(id="gym", label="Gymnasium", worse="lower"),
    "d": Indicator(id="d", label="Veränderung", value="d"),
}


def figures() -> DataFrame:
    """Three areas in 2018 and 2024, another level beside them, one value suppressed."""
    rows = []
    for year, values in ((2018, (10.0, 20.0, 30.0)), (2024, (12.0, 25.0, np.nan))):
        for key, value in zip(("b", "a", "c"), values, strict=True):
            rows.append(("ubz", key, "sgb2", year, value, key != "a"))
            rows.append(("ubz", key, "gym", year, 100 - 2 * value, key != "a"))
        rows.append(("stadt", "city", "sgb2", year, 15.0, True))
    rows += [("ubz", key, "d", 2024, value, key != "a") for key, value in (("b", 1.0), ("c", 2.0))]
    table = DataFrame(rows, columns=["level", "key", "indicator", "year", "value", "rated"])
    return table.assign(
        name=table["key"].str.upper(),
        numerator=table["value"],
        denominator=100.0,
        city_value=15.0,
        reason=np.where(table["value"].isna(), "suppressed", ""),
    )


def definition(**entries) -> IndexDefinition:
    return IndexDefinition("x", "X", "mss", ("sgb2", "gym"), **entries)


def test_values_of_the_asked_level_and_year():
    inputs = index_inputs(figures(), definition(), CATALOGUE, level="ubz", year=2024)
    assert inputs.values.index.tolist() == ["b", "a", "c"]
    assert inputs.values["sgb2"].tolist()[:2] == [12.0, 25.0]
    assert inputs.names["a"] == "A"
    assert inputs.rated.tolist() == [True, False, True]
    assert inputs.directions.to_dict() == {"gym": -1.0, "sgb2": 1.0}
    assert inputs.reasons.loc["c"].tolist() == ["suppressed", "suppressed"]


def test_changes_are_computed_from_the_earlier_year():
    inputs = index_inputs(figures(), definition(), CATALOGUE, level="ubz", year=2024)
    assert inputs.changes.loc["b"].tolist() == [2.0, -4.0]
    assert inputs.change_notes == ("Dynamik: Veränderung von 2018 bis 2024",)


def test_published_changes_win():
    inputs = index_inputs(figures(), definition(changes=("d",)), CATALOGUE, level="ubz", year=2024)
    assert inputs.changes["d"].tolist()[0::2] == [1.0, 2.0]
    assert np.isnan(inputs.changes.loc["a", "d"])


@pytest.mark.parametrize(
    ("entries", "year", "note"),
    [
        ({}, 2018, "Keine Dynamik: Es gibt kein früheres Jahr zum Vergleich."),
        ({"change_years": 2}, 2024, "Keine Dynamik: Es gibt kein früheres Jahr zum Vergleich."),
        ({"changes": ("d",)}, 2018, "Keine Dynamik: Für 2018 fehlen d."),
    ],
)
def test_without_comparable_years_there_is_no_dynamics_but_a_reason(entries, year, note):
    inputs = index_inputs(figures(), definition(**entries), CATALOGUE, level="ubz", year=year)
    assert inputs.changes is None
    assert inputs.change_notes == (note,)


def test_years_of_different_definition_give_no_dynamics():
    other = CATALOGUE | {"gym": Indicator(id="gym", label="Gymnasium", comparable=False)}
    inputs = index_inputs(figures(), definition(), other, level="ubz", year=2024)
    assert inputs.changes is None
    assert "verschieden erhoben" in inputs.change_notes[0]


def test_years_of_different_boundaries_give_no_dynamics():
    vintages = {2018: "alt", 2024: "neu"}
    inputs = index_inputs(
        figures(), definition(), CATALOGUE, level="ubz", year=2024, vintages=vintages
    )
    assert inputs.changes is None


def test_the_index_of_these_inputs_rates_only_what_it_may():
    inputs = index_inputs(figures(), definition(), CATALOGUE, level="ubz", year=2024)
    table = composite(definition(), inputs).table
    assert table["reason"].to_dict() == {"b": "", "a": "too_small", "c": "suppressed"}


def test_the_order_of_the_rows_does_not_matter():
    shuffled = figures().sample(frac=1, random_state=3)
    first = index_inputs(figures(), definition(), CATALOGUE, level="ubz", year=2024)
    second = index_inputs(shuffled, definition(), CATALOGUE, level="ubz", year=2024)
    assert second.values.loc[first.values.index].equals(first.values)
    assert second.rated.loc[first.rated.index].equals(first.rated)


def test_an_indicator_without_figures_is_told_by_the_index():
    inputs = index_inputs(figures(), definition(), CATALOGUE, level="stadt", year=2024)
    assert inputs.values.columns.tolist() == ["sgb2"]


@pytest.mark.parametrize(
    ("method", "change_years", "year", "expected"),
    [
        ("mss", None, 2021, 2019),
        ("rise", None, 2021, 2018),
        ("mss", None, 2018, 2015),
        ("mss", 3, 2021, 2018),
        ("mss", 5, 2021, None),
        ("mss", None, 2015, None),
    ],
)
def test_the_earlier_year_is_the_methods_own_else_the_nearest(method, change_years, year, expected):
    own = IndexDefinition("x", "X", method, ("a",), change_years=change_years)
    assert earlier_year(own, [2015, 2018, 2019, 2021], year) == expected


@pytest.mark.parametrize(("method", "expected"), [("mss", 2020), ("rise", 2019), ("imd", 2020)])
def test_with_figures_of_every_year_each_method_takes_its_own_distance(method, expected):
    """Berlin's dynamics go over two years, Hamburg's over three."""
    own = IndexDefinition("x", "X", method, ("a",))
    assert earlier_year(own, [2018, 2019, 2020, 2021, 2022], 2022) == expected
