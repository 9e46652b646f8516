"""The door to the indices: who is rated, what is refused, which way is worse."""

from dataclasses import replace

import numpy as np
import pytest
from pandas import DataFrame, Index, Series

from indicators.indices import (
    METHODS,
    DefinitionError,
    IndexDefinition,
    IndexInputs,
    composite,
    with_method,
)

AREAS = Index(["a", "b", "c", "d", "e"], name="key")


def inputs(**changes) -> IndexInputs:
    """Five areas; `e` is too small and extreme; `gym` is worse when low."""
    values = DataFrame(
        {"sgb2": [10.0, 20.0, 30.0, 60.0, 999.0], "gym": [50.0, 45.0, 30.0, 5.0, 0.0]}, index=AREAS
    )
    base = IndexInputs(
        values=values,
        directions=Series({"sgb2": 1.0, "gym": -1.0}),
        rated=Series([True, True, True, True, False], index=AREAS),
        city=Series({"sgb2": 25.0, "gym": 20.0}),
    )
    return replace(base, **changes)


def definition(method: str = "mss", **entries) -> IndexDefinition:
    return IndexDefinition("x", "X", method, ("sgb2", "gym"), **entries)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_the_same_worst_and_best_area(method):
    """Area d is worst in both indicators, a best; polarity of `gym` is turned."""
    table = composite(definition(method), inputs()).table
    assert table["rank"].idxmin() == "d"
    assert table["rank"].idxmax() == "a"
    worst_score = table["score"].min() if method == "headline" else table["score"].max()
    assert table.loc["d", "score"] == worst_score


@pytest.mark.parametrize("method", METHODS)
def test_a_small_area_is_not_rated_and_moves_nothing(method):
    """The extreme value of the too small area must not enter mean, deviation or rank."""
    table = composite(definition(method), inputs()).table
    calm = inputs()
    calm.values.loc["e"] = [0.0, 0.0]
    other = composite(definition(method), calm).table
    assert table.loc["e", ["status", "dynamics", "group", "reason"]].tolist() == [
        "",
        "",
        "",
        "too_small",
    ]
    assert np.isnan(table.loc["e", "score"])
    assert table["score"].equals(other["score"])


@pytest.mark.parametrize("method", METHODS)
def test_row_order_does_not_matter(method):
    order = ["c", "e", "a", "d", "b"]
    given = inputs()
    turned = replace(given, values=given.values.loc[order], rated=given.rated.loc[order])
    result = composite(definition(method), turned).table
    assert result.index.tolist() == order
    expected = composite(definition(method), given).table.loc[order]
    np.testing.assert_allclose(result["score"], expected["score"])


def test_excluded_before_too_small_before_missing():
    values = inputs().values.copy()
    values.loc[["a", "e"], "gym"] = np.nan
    values.loc["b", "sgb2"] = np.nan
    reasons = DataFrame("", index=AREAS, columns=values.columns)
    reasons.loc["b", "sgb2"] = "suppressed"
    result = composite(definition(exclude=("c",)), inputs(values=values, reasons=reasons)).table
    assert result["reason"].tolist() == ["missing", "suppressed", "excluded", "", "too_small"]


def test_no_rated_area_gives_an_empty_index():
    result = composite(definition(), inputs(rated=Series(False, index=AREAS))).table
    assert not result["rated"].any()
    assert result["score"].isna().all()


def test_dynamics_stand_on_their_own_areas():
    """An area without a change keeps its status; the others' dynamics do not count it."""
    changes = DataFrame({"d": [1.0, 2.0, np.nan, 9.0, 500.0]}, index=AREAS)
    given = inputs(changes=changes, directions=Series({"sgb2": 1.0, "gym": -1.0, "d": 1.0}))
    table = composite(definition(changes=("d",)), given).table
    known = np.array([1.0, 2.0, 9.0])
    by_hand = (known - known.mean()) / known.std()
    np.testing.assert_allclose(table.loc[["a", "b", "d"], "change_score"], by_hand)
    assert table.loc["c", ["dynamics", "group"]].tolist() == ["", ""]
    assert table.loc["c", "status"] == "mittel"
    assert table.loc["d", "dynamics"] == "negativ"


@pytest.mark.parametrize("method", ["mss", "rise"])
def test_where_lower_is_worse_a_fall_is_the_negative_dynamics(method):
    """More transfers and fewer at the Gymnasium in d, the other way round in a."""
    changes = DataFrame({"d1": [-4.0, 0, 0, 4, 0], "d2": [4.0, 0, 0, -4, 0]}, index=AREAS)
    given = inputs(changes=changes, directions=Series({"sgb2": 1.0, "gym": -1, "d1": 1, "d2": -1}))
    table = composite(definition(method, changes=("d1", "d2")), given).table
    assert table.loc[list("abcd"), "dynamics"].tolist() == [
        "positiv",
        "stabil",
        "stabil",
        "negativ",
    ]
    assert table.loc["d", "change_score"] == pytest.approx(np.sqrt(2))


def test_classes_by_rank_hold_a_tenth_each():
    """Of 20 areas the two worst are sehr niedrig, two niedrig, four hoch."""
    areas = Index([f"{n:02d}" for n in range(20)], name="key")
    values = DataFrame({"sgb2": np.arange(20.0) ** 2, "gym": np.arange(20.0)}, index=areas)
    given = inputs(
        values=values, rated=Series(True, index=areas), directions=Series({"sgb2": 1.0, "gym": 1.0})
    )
    counts = composite(definition("imd"), given).table["status"].value_counts()
    assert counts.to_dict() == {"mittel": 12, "hoch": 4, "niedrig": 2, "sehr niedrig": 2}


def test_thresholds_can_be_configured():
    own = definition(thresholds={"status": (-9.0, 0.0, 9.0)})
    table = composite(own, inputs()).table
    assert table["status"].tolist() == ["mittel", "mittel", "niedrig", "niedrig", ""]


def test_attention_is_configurable():
    changes = DataFrame({"d": [0.0, 0.0, 0.0, 0.0, 0.0]}, index=AREAS)
    given = inputs(changes=changes, directions=Series({"sgb2": 1.0, "gym": -1.0, "d": 1.0}))
    table = composite(definition(changes=("d",), attention=("1+/-",)), given).table
    assert (
        table.index[table["attention"]].tolist() == table.index[table["group"] == "1+/-"].tolist()
    )


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"method": "imd", "weights": {"sgb2": 0.5, "gym": 0.4}}, "zusammen 1 ergeben"),
        ({"method": "imd", "weights": {"sgb2": 1.0}}, "genau diese Teile"),
        ({"method": "imd", "weights": {"sgb2": 1.5, "gym": -0.5}}, "nicht negativ"),
        ({"method": "mss", "weights": {"sgb2": 0.5, "gym": 0.5}}, "gewichtet gleich"),
        ({"method": "svi", "themes": {"arbeit": ("sgb2",)}}, "genau einem Thema"),
        ({"method": "svi", "themes": {"a": ("sgb2", "gym", "kita")}}, "kein Indikator"),
        ({"thresholds": {"status": (1.0, 0.0, 2.0)}}, "aufsteigende Zahlen"),
        ({"thresholds": {"zustand": (1.0,)}}, "nicht für „zustand“"),
        ({"indicators": ("sgb2", "sgb2")}, "doppelt"),
        ({"indicators": ("kita",)}, "keine Werte"),
        ({"indicators": ()}, "keinen Indikator"),
    ],
)
def test_unsound_definitions_are_refused_with_a_sentence(entries, sentence):
    with pytest.raises(DefinitionError, match=sentence):
        composite(replace(definition(), **entries), inputs())


def test_an_indicator_without_a_worse_side_cannot_be_ranked():
    given = inputs(directions=Series({"sgb2": 1.0, "gym": 0.0}))
    with pytest.raises(DefinitionError, match="„gym“ hat keine ungünstige Seite"):
        composite(definition(), given)


def test_count_needs_a_city_value():
    with pytest.raises(DefinitionError, match="keinen Stadtwert"):
        composite(definition("below_average_count"), inputs(city=Series({"sgb2": 25.0})))


def test_switching_the_method_takes_its_own_classes():
    own = definition(thresholds={"status": (-9.0, 0.0, 9.0)})
    assert with_method(own, "svi").status_limits == (0.25, 0.5, 0.75)


def test_rise_says_that_its_limits_are_not_official():
    assert "Klassengrenzen nicht amtlich bestätigt" in composite(definition("rise"), inputs()).notes
