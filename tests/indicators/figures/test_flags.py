"""Flags: which side is worse, who is rated, and the sentence that says why."""

from types import SimpleNamespace

import numpy as np
import pytest
from pandas import DataFrame

from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.figures import concatenate, figures_of
from indicators.figures.counts import Counts, city_values
from indicators.figures.flags import certainty, flag_reason, flag_reasons, is_below_average
from wording import speak, t

POOR = Indicator("poor", "Leistungsbezug", numerator="k", denominator="n")
JOBS = Indicator("jobs", "Beschäftigung", numerator="k", denominator="n", worse="lower")


def table(squares, indicator, numerator, denominator, rated=(True, True, True), why=None):
    """Figures of three areas; `why` says of each count that is missing (k, n) for what reason."""
    values = DataFrame({"k": numerator, "n": denominator}, index=squares.index, dtype=float)
    reasons = values.isna().replace({True: "missing", False: ""}).astype(object)
    if why is not None:
        reasons[:] = np.array(why, dtype=object)
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


@pytest.mark.parametrize(
    ("indicator", "flags"), [(POOR, [False, True, False]), (JOBS, [False, False, True])]
)
def test_an_area_equal_to_the_city_is_on_neither_side_flagged(squares, indicator, flags):
    """5/20, 30/100, 5/40: the city has 40/160 = 25 % as well as the first area."""
    figures = table(squares, indicator, [5, 30, 5], [20, 100, 40])
    assert figures["difference"].tolist() == [0.0, 5.0, -12.5]
    assert figures["below_average"].tolist() == flags


def test_the_probability_is_that_of_the_worse_side(squares):
    """One of one, the city 6/12: Beta(1.5, 0.5) lies above a half with 1/2 + 1/π."""
    counts = [1, 0, 5], [1, 1, 10]
    assert table(squares, POOR, *counts)["probability"][0] == pytest.approx(0.5 + 1 / np.pi)
    assert table(squares, JOBS, *counts)["probability"][0] == pytest.approx(0.5 - 1 / np.pi)


def test_small_areas_keep_their_value_but_are_not_rated(squares):
    figures = table(squares, POOR, [10, 10, 20], [100, 20, 40], rated=(True, False, True))
    assert figures["below_average"].isna().tolist() == [False, True, False]
    assert figures["value"].tolist() == [10.0, 50.0, 50.0]


def test_a_missing_count_is_neither_zero_nor_flagged(squares):
    figures = table(squares, POOR, [10, np.nan, 20], [100, 20, 40])
    assert np.isnan(figures["value"][1])
    assert figures["reason"].tolist() == ["", "missing", ""]
    assert figures["below_average"].isna()[1]


def test_secrecy_is_named_before_every_other_reason(squares):
    """Whichever of the two counts is secret; a count that is only missing comes second."""
    why = [("missing", "suppressed"), ("suppressed", "missing"), ("missing", "not_applicable")]
    figures = table(squares, POOR, [np.nan] * 3, [np.nan] * 3, why=why)
    assert figures["reason"].tolist() == ["suppressed", "suppressed", "missing"]


def test_a_rate_without_anybody_says_that_it_cannot_be_formed(squares):
    """Nobody lives in the first area; in the second the count of the poor is missing besides."""
    figures = table(squares, POOR, [0, np.nan, 20], [0, 0, 40])
    assert figures["reason"].tolist() == ["not_applicable", "missing", ""]
    assert figures["value"].isna().tolist() == [True, True, False]


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


SHARE = Indicator("share", "Anteil", value="s", unit="%")
NEITHER = Indicator("age", "Alter", value="a", unit="Jahre", worse="neither")


@pytest.mark.parametrize(
    ("changes", "indicator", "sentence"),
    [
        ({}, SHARE, "ungünstiger als der Stadtdurchschnitt: 50,0 % gegenüber 25,0 % in der Stadt (+25,0 Prozentpunkte); wahrscheinlich"),
        ({"below_average": False}, SHARE, "nicht ungünstiger als der Stadtdurchschnitt: 50,0 % gegenüber 25,0 % in der Stadt (+25,0 Prozentpunkte)"),
        ({"rated": False, "below_average": None}, SHARE, "50,0 % gegenüber 25,0 % in der Stadt (+25,0 Prozentpunkte); nicht bewertet, weil zu wenige Menschen dort wohnen"),
        ({"below_average": None}, NEITHER, "50,0 Jahre gegenüber 25,0 Jahre in der Stadt (+25,0 Jahre); ohne Wertung"),
        ({"city_value": np.nan}, SHARE, "Kein Vergleich: Für die Stadt liegt kein Wert vor."),
        ({"value": np.nan}, SHARE, "Keine Angabe: Es liegt kein Wert vor."),
        ({"reason": "suppressed"}, SHARE, "Keine Angabe: Die Zahl ist zu klein und bleibt geheim."),
        ({"reason": "too_small"}, SHARE, "Nicht bewertet: Hier wohnen zu wenige Menschen."),
        ({"reason": "not_applicable"}, SHARE, "Keine Angabe: Der Wert lässt sich für dieses Gebiet nicht bilden."),
    ],
)  # fmt: skip
def test_every_kind_of_row_has_a_sentence_of_its_own(changes, indicator, sentence):
    row = {"value": 50.0, "city_value": 25.0, "rated": True, "below_average": True,
           "probability": 0.9, "reason": ""}  # fmt: skip
    said = flag_reason(SimpleNamespace(**row | changes), indicator)
    assert str(said).replace("\u00a0", " ") == sentence


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.95, "statistisch gesichert"), (0.9499, "wahrscheinlich"), (0.8, "wahrscheinlich"), (0.7999, "nicht gesichert")],
)  # fmt: skip
def test_the_limits_of_certainty_belong_to_the_surer_word(probability, words):
    assert certainty(probability) == words


def test_english_falls_back_to_german_where_no_translation_is_known():
    speak("en")
    try:
        assert certainty(0.6) == "not certain"
        assert t("Das übersetzt niemand.") == "Das übersetzt niemand."
    finally:
        speak("de")
