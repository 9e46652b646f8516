"""Areas side by side, most alike, screened: missing is never taken for no."""

import numpy as np
import pytest
from pandas import DataFrame, Index, Series

from indicators.figures.compare import (
    Condition,
    ConditionError,
    most_alike,
    parse_conditions,
    screen,
)

AREAS = Index(["a", "b", "c", "d"], name="key")
VALUES = DataFrame(
    {"sgb2": [10.0, 20.0, 30.0, np.nan], "minuten": [5.0, 15.0, np.nan, 20.0]}, index=AREAS
)


def meets(text, city=None):
    conditions, combine = parse_conditions(text)
    return screen(VALUES, conditions, combine=combine, city=city)["meets"].tolist()


def test_and_is_unknown_only_where_it_could_still_be_true():
    """c: 30 > 15, minutes unknown → unknown; a: 10 > 15 is false, so the whole is."""
    import pandas as pd

    assert meets("sgb2 > 15 und minuten > 10") == [False, True, pd.NA, pd.NA]
    assert meets("sgb2 > 35 und minuten > 10")[2] is False


def test_or_is_true_as_soon_as_one_is():
    import pandas as pd

    assert meets("sgb2 > 25 oder minuten > 10") == [False, True, True, True]
    assert meets("sgb2 > 35 oder minuten > 10")[2] is pd.NA


@pytest.mark.parametrize(
    ("sign", "found"),
    [(">", ["c"]), (">=", ["b", "c"]), ("<", ["a"]), ("<=", ["a", "b"]), ("=", ["b"])],
)
def test_a_value_on_the_threshold_meets_it_only_where_the_sign_says_so(sign, found):
    """Area b has 20 as asked, be it as a number or as the city's value; d has none."""
    for threshold in ("20", "stadt"):
        told = meets(f"sgb2 {sign} {threshold}", city=Series({"sgb2": 20.0}))
        assert [area for area, met in zip(AREAS, told, strict=True) if met is True] == found


def test_the_citys_value_is_a_threshold():
    assert meets("sgb2 > stadt", city=Series({"sgb2": 15.0}))[:3] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sgb2", "keine Bedingung"),
        ("sgb2 > viel", "weder eine Zahl"),
        ("sgb2 > 1 und minuten > 2 oder sgb2 < 3", "nicht mit beidem"),
        ("kita > 3", "gibt es hier nicht"),
        ("sgb2 > stadt", "keinen Stadtwert"),
    ],
)
def test_what_cannot_be_read_is_said(text, sentence):
    with pytest.raises(ConditionError, match=sentence):
        meets(text)


def test_conditions_read_commas_and_coverage():
    conditions, combine = parse_conditions("kita:minuten >= 10,5 ODER sgb2 <= -1")
    assert conditions == (Condition("kita:minuten", ">=", 10.5), Condition("sgb2", "<=", -1.0))
    assert combine == "or"


def test_most_alike_does_not_depend_on_units():
    """In raw numbers c is nearer to a (income dominates); standardised it is b."""
    values = DataFrame(
        {"income": [1000.0, 1400.0, 1100.0, 4000.0], "share": [0.1, 0.12, 0.9, 0.5]}, index=AREAS
    )
    assert most_alike(values, "a", count=1).index.tolist() == ["b"]
    scaled = values.assign(share=values["share"] * 1e6)
    np.testing.assert_allclose(
        most_alike(values, "a")["distance"], most_alike(scaled, "a")["distance"]
    )


def test_most_alike_by_hand():
    """One indicator 0, 1, 5: sd √(14/3); distances 1 and 5 in its units."""
    values = DataFrame({"x": [0.0, 1.0, 5.0]}, index=["a", "b", "c"])
    table = most_alike(values, "a")
    np.testing.assert_allclose(table["distance"], np.array([1, 5]) / np.sqrt(14 / 3))
    assert table["most_different"].tolist() == ["x", "x"]


def test_incomplete_and_not_rated_areas_are_no_candidates():
    table = most_alike(VALUES, "a", among=Series([True, False, True, True], AREAS))
    assert table.empty
    assert most_alike(VALUES, "d").empty
    assert most_alike(VALUES, "a").index.tolist() == ["b"]
