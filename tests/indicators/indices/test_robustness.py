"""Methods side by side and one indicator left out: small tables by hand."""

import pytest
from pandas import DataFrame, Index, Series

from indicators.indices import IndexDefinition, IndexInputs, composite, with_method
from indicators.indices.robustness import (
    classes_that_change,
    leave_one_out,
    methods_side_by_side,
    without,
)

AREAS = Index(["a", "b", "c", "d", "e", "f"], name="key")
VALUES = DataFrame(
    {
        "sgb2": [10.0, 11.0, 12.0, 13.0, 14.0, 15.0],
        "alo": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        "alt": [0.0, 0.0, 0.0, 0.0, 0.0, 90.0],
    },
    index=AREAS,
)


def index(method="mss", indicators=("sgb2", "alo", "alt"), **entries):
    inputs = IndexInputs(
        VALUES,
        Series(1.0, index=VALUES.columns),
        Series([True] * 5 + [True], index=AREAS),
        city=VALUES.mean(),
    )
    return composite(IndexDefinition("x", "X", method, indicators, **entries), inputs)


def test_methods_side_by_side_say_where_they_differ():
    first = index()
    results = {"mss": first, "svi": composite(with_method(first.definition, "svi"), first.inputs)}
    table = methods_side_by_side(results)
    assert table.loc["a", ["mss", "svi"]].tolist() == [
        first.table.loc["a", "status"],
        results["svi"].table.loc["a", "status"],
    ]
    agree = table["mss"] == table["svi"]
    assert (table["methods_agree"] == agree).all()
    assert (table.loc[agree, "classes_apart"] == 0).all()
    changed = classes_that_change(*results.values())
    assert set(changed.index) == set(table.index[~agree])


def test_one_index_beside_itself_changes_nothing():
    assert classes_that_change(index(), index()).empty


def test_leaving_out_the_one_that_decides():
    """Without `alt` the last area is no outlier any more; without the others it stays one."""
    table = leave_one_out(index())
    assert table.loc["f", "status"] == "sehr niedrig"
    assert table.loc["f", "decisive"] == "alt"
    assert table.loc["f", "classes"] == 2


def test_leave_one_out_needs_two_indicators():
    assert leave_one_out(index(indicators=("sgb2",))).empty


def test_leaving_out_a_domain_spreads_its_weight():
    definition = IndexDefinition(
        "x", "X", "imd", ("sgb2", "alo", "alt"), weights={"sgb2": 0.5, "alo": 0.3, "alt": 0.2}
    )
    assert without(definition, "sgb2").weights == pytest.approx({"alo": 0.6, "alt": 0.4})


def test_leaving_out_one_of_a_theme_keeps_the_theme():
    definition = IndexDefinition(
        "x", "X", "svi", ("sgb2", "alo", "alt"), themes={"arbeit": ("sgb2", "alo"), "alt": ("alt",)}
    )
    assert without(definition, "sgb2").themes == {"arbeit": ("alo",), "alt": ("alt",)}
    assert without(definition, "alt").themes == {"arbeit": ("sgb2", "alo")}
