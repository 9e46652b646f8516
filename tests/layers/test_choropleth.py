"""Choropleths on three squares: values, classes, flags and missing values."""

import numpy as np
import pytest

from layers import colours
from layers.choropleth import indicator_layer

ASKED = {"level": "area", "indicator": "quote", "year": 2024}


def test_classes_count_areas_around_the_ratio_of_sums(released_squares):
    """City: 90 of 400 = 22.5 %; the mean of the shares would be 20 % and move the middle square."""
    released = released_squares(poor=[10, 21, 59], everyone=[100, 100, 200])
    layer = indicator_layer(released, **ASKED, scheme="city", k=2)
    assert layer.city_value == 22.5
    assert [entry.count for entry in layer.classes] == [2, 1]
    assert layer.classes[0].upper == 22.5
    assert layer.table["class"].tolist() == [0, 0, 1]
    assert layer.table["flagged"].tolist() == [False, False, True]


def test_where_lower_is_worse_the_low_area_is_flagged_and_dark(released_squares):
    released = released_squares(poor=[10, 21, 59], everyone=[100, 100, 200], worse="lower")
    layer = indicator_layer(released, **ASKED, scheme="city", k=2)
    assert layer.table["flagged"].tolist() == [True, True, False]
    assert layer.table["colour"].map(colours.luminance).diff().iloc[-1] > 0


def test_a_missing_value_is_white_with_a_pattern_and_in_the_legend(released_squares):
    released = released_squares(poor=[10, np.nan, 60], everyone=[100, 100, 200])
    layer = indicator_layer(released, **ASKED)
    row = layer.table.loc["02"]
    assert (row["colour"], row["pattern"], row["class"]) == (colours.MISSING, "missing", -1)
    assert row["text"] == "."
    assert not row["flagged"]
    assert [(entry.pattern, entry.count) for entry in layer.missing] == [("missing", 1)]


def test_zero_is_a_value_not_a_missing_one(released_squares):
    released = released_squares(poor=[0, 20, 60], everyone=[100, 100, 200])
    layer = indicator_layer(released, **ASKED)
    assert layer.table.loc["01", "class"] == 0
    assert layer.table.loc["01", "text"] == "0,0\u00a0%"
    assert layer.missing == ()


def test_a_secret_count_leaves_no_number_behind(released_squares):
    """2 persons of 100 are secret, and so is a neighbour that would give them away."""
    released = released_squares(poor=[2, 20, 60], everyone=[100, 100, 200])
    layer = indicator_layer(released, **ASKED)
    secret = layer.table[layer.table["reason"] == "suppressed"]
    assert "01" in secret.index
    assert len(secret) >= 2
    assert secret["value"].isna().all()
    assert set(secret["text"]) == {"•"}
    assert {entry.pattern for entry in layer.missing} == {"suppressed"}


def test_counts_of_the_legend_add_up_to_the_areas(released_squares):
    released = released_squares(poor=[10, np.nan, 60], everyone=[100, 100, 200])
    layer = indicator_layer(released, **ASKED, scheme="quantiles", k=3)
    assert sum(entry.count for entry in (*layer.classes, *layer.missing)) == 3


def test_labels_of_classes_are_german_and_say_their_bounds(released_squares):
    released = released_squares(poor=[10, 21, 59], everyone=[100, 100, 200])
    layer = indicator_layer(released, **ASKED, scheme="equal", k=3)
    labels = [entry.label for entry in layer.classes]
    assert labels == ["bis 16,5\u00a0%", "über 16,5 bis 23,0\u00a0%", "über 23,0\u00a0%"]


def test_estimated_figures_are_marked(released_squares):
    released = released_squares(
        poor=[10, 21, 59], everyone=[100, 100, 200], estimated=frozenset({"poor"})
    )
    assert indicator_layer(released, **ASKED).table["estimated"].all()


def test_the_boundary_note_and_the_source_travel_with_the_layer(released_squares):
    layer = indicator_layer(released_squares(poor=[10, 21, 59], everyone=[100, 100, 200]), **ASKED)
    assert "angenähert" in layer.notes
    assert layer.source == "Musteramt"


def test_only_released_results_can_be_drawn(squares):
    """An analysis that has not passed the gate has no `audience`; it cannot be disguised as one."""
    from indicators.secrecy.release import ReleasedAnalysis

    with pytest.raises(TypeError, match="gate"):
        ReleasedAnalysis(
            name="", ags="", min_cases=3, min_population=0, levels={}, catalogue={}, counts={},
            reasons={}, estimated={}, released={}, figures=None, offers=squares, protected=None,
            notes=(), audience="public", suppressed=None,
        )  # fmt: skip
