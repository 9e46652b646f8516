"""Flags: which side is worse, who is rated, and the sentence that says why."""

import numpy as np
from pandas import DataFrame

from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.figures import concatenate, figures_of
from indicators.figures.counts import Counts, city_values
from indicators.figures.flags import certainty, flag_reasons, is_below_average
from wording import speak

POOR = Indicator("poor", "Leistungsbezug", numerator="k", denominator="n")
JOBS = Indicator("jobs", "Beschäftigung", numerator="k", denominator="n", worse="lower")


def table(squares, indicator, numerator, denominator, rated=(True, True, True)):
    values = DataFrame({"k": numerator, "n": denominator}, index=squares.index, dtype=float)
    reasons = values.isna().replace({True: "missing", False: ""}).astype(object)
    counts = Counts(values, reasons)
    level = Level("squares", "Quadrate", squares, squares["name"])
    city = city_values({"squares": counts}, [indicator], 2024)
    return concatenate([
        figures_of(
            level, 2024, counts, [indicator],
            city=city, estimated=frozenset(), rated=np.array(rated),
        )
    ])  # fmt: skip


def test_the_share_above_the_city_is_the_worse_one(squares):
    """10/100, 10/20, 20/40: city 40/160 = 25 %; by the median (50 %) none would be worse."""
    figures = table(squares, POOR, [10, 10, 20], [100, 20, 40])
    assert figures["city_value"].tolist() == [25.0, 25.0, 25.0]
    assert figures["below_average"].tolist() == [False, True, True]
    assert figures["difference"].tolist() == [-15.0, 25.0, 25.0]


def test_the_city_value_decides_where_the_mean_of_shares_would_not(squares):
    """20/100, 1/2, 11/100: city 32/202 = 15.8 %, mean of shares 27 %; 20 % is worse."""
    figures = table(squares, POOR, [20, 1, 11], [100, 2, 100])
    assert figures["below_average"].tolist() == [True, True, False]


def test_where_lower_is_worse_the_flag_turns(squares):
    figures = table(squares, JOBS, [10, 10, 20], [100, 20, 40])
    assert figures["below_average"].tolist() == [True, False, False]


def test_small_areas_keep_their_value_but_are_not_rated(squares):
    figures = table(squares, POOR, [10, 10, 20], [100, 20, 40], rated=(True, False, True))
    assert figures["below_average"].isna().tolist() == [False, True, False]
    assert figures["value"].tolist() == [10.0, 50.0, 50.0]


def test_a_missing_count_is_neither_zero_nor_flagged(squares):
    figures = table(squares, POOR, [10, np.nan, 20], [100, 20, 40])
    assert np.isnan(figures["value"][1])
    assert figures["reason"].tolist() == ["", "missing", ""]
    assert figures["below_average"].isna()[1]


def test_an_indicator_without_a_worse_side_flags_nothing():
    assert is_below_average(np.array([3.0, -3.0]), 0, np.array([True, True])).tolist() == [
        None,
        None,
    ]


def test_the_sentence_says_value_city_value_and_difference(squares):
    figures = table(squares, POOR, [100, 100, 200], [1000, 200, 400])
    sentences = flag_reasons(figures, {"poor": POOR}).str.replace("\u00a0", " ").tolist()
    assert sentences[0] == (
        "nicht ungünstiger als der Stadtdurchschnitt: "
        "10,0 % gegenüber 25,0 % in der Stadt (\u221215,0 Prozentpunkte)"
    )
    assert sentences[1] == (
        "ungünstiger als der Stadtdurchschnitt: 50,0 % gegenüber 25,0 % in der Stadt "
        "(+25,0 Prozentpunkte); statistisch gesichert"
    )


def test_a_doubtful_flag_says_so():
    assert certainty(0.6) == "nicht gesichert"
    assert certainty(0.9) == "wahrscheinlich"
    assert certainty(float("nan")) == "Sicherheit nicht berechenbar"


def test_english_falls_back_to_german_where_no_translation_is_known():
    speak("en")
    try:
        assert certainty(0.6)
    finally:
        speak("de")
