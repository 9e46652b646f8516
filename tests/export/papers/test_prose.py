"""Sentences from figures: singular, plural, case, and caution where a difference may be chance."""

import numpy as np
import pandas as pd
import pytest

from export.papers._prose import (
    change_sentence,
    dative,
    in_words,
    listing,
    situation_sentences,
    step,
)
from indicators.catalogue import Indicator
from indicators.figures.change import Change

QUOTE = Indicator(id="q", label="Quote")


def rows(*values, probability=None, below=None):
    """Rows of figures against a city value of 10 %."""
    names = [f"Ort {n}" for n in range(1, len(values) + 1)]
    value = pd.Series(values, dtype=float)
    flagged = [None if np.isnan(v) else v > 10 for v in value] if below is None else below
    return pd.DataFrame(
        {"name": names, "value": value, "city_value": 10.0, "difference": value - 10,
         "below_average": pd.array(flagged, dtype="boolean"),
         "probability": probability or [0.99] * len(values)}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "case", "words"),
    [(0, "dative", "keinem"), (1, "dative", "einem"), (1, "dative_f", "einer"),
     (1, "feminine", "eine"), (1, "nominative", "ein"), (12, "dative", "zwölf"),
     (13, "dative", "13"), (1234, "dative", "1.234")],
)  # fmt: skip
def test_numbers_in_words(number, case, words):
    assert in_words(number, case) == words


def test_lists_end_with_und():
    assert listing([]) == ""
    assert listing(["A"]) == "A"
    assert listing(["A", "B"]) == "A und B"
    assert listing(["A", "B", "C", "D", "E"], most=3) == "A, B, C und zwei weitere"
    assert listing(["A", "B", "C", "D"], most=3) == "A, B, C und D"  # not „eine weitere"


def test_dative_of_level_names():
    assert dative("Aktionsräume") == "Aktionsräumen"
    assert dative("Sektoren") == "Sektoren"
    assert dative("Statistische Bezirke") == "Gebieten der Ebene „Statistische Bezirke“"


def test_a_difference_of_shares_is_in_percentage_points_with_a_real_minus():
    assert step(-1.25, QUOTE) == "−1,2\u00a0Prozentpunkte"
    assert step(2.0, Indicator(id="d", label="Dichte", unit="je ha")) == "+2,0\u00a0je ha"


def test_all_areas_worse_and_certain():
    text = situation_sentences(rows(20, 15), QUOTE, "Quartiere")
    assert text.startswith("In der Stadt sind es 10,0\u00a0%. In allen 2 Quartieren ist die Lage")
    assert "Das ist überall statistisch gesichert." in text
    assert "sind Ort 1 (20,0\u00a0%, +10,0\u00a0Prozentpunkte) und Ort 2" in text


def test_one_of_three_is_singular():
    text = situation_sentences(rows(20, 5, 6), QUOTE, "Quartiere")
    assert (
        "In einem von 3 Quartieren ist die Lage ungünstiger. Das ist statistisch gesichert." in text
    )
    assert "Am weitesten vom Stadtwert entfernt ist Ort 1" in text


def test_no_area_worse_claims_nothing():
    text = situation_sentences(rows(5, 6), QUOTE, "Quartiere")
    assert "Keines der 2 Gebiete liegt ungünstiger." in text
    assert "gesichert" not in text
    assert "Am nächsten daran liegt Ort 2" in text


def test_where_the_probability_is_low_the_sentence_is_cautious():
    text = situation_sentences(rows(20, 11, 12, probability=[0.99, 0.6, 0.9]), QUOTE, "Quartiere")
    assert "in einem davon statistisch gesichert" in text
    assert "in einem wahrscheinlich, aber nicht gesichert" in text
    assert "in einem kann der Unterschied Zufall sein (Ort 2)" in text
    assert "überall" not in text


def test_only_uncertain_areas_are_never_called_certain():
    text = situation_sentences(rows(11, 5, probability=[0.6, 0.1]), QUOTE, "Quartiere")
    assert "In einem kann der Unterschied Zufall sein (Ort 1)." in text
    assert "gesichert" not in text


def test_missing_values_are_counted_not_hidden():
    text = situation_sentences(rows(20, np.nan, np.nan), QUOTE, "Quartiere")
    assert "Für zwei Gebiete liegt kein Wert vor." in text
    assert "nan" not in text
    assert situation_sentences(rows(np.nan), QUOTE, "Quartiere").endswith("liegt kein Wert vor.")


def test_without_a_city_value_there_is_no_comparison():
    text = situation_sentences(rows(20).assign(city_value=np.nan), QUOTE, "Quartiere")
    assert "ein Vergleich ist nicht möglich" in text


def changes(*steps, low=None, high=None):
    """A change with an interval of ±1 around each step."""
    step_ = pd.Series(steps, dtype=float)
    low = step_ - 1 if low is None else low
    high = step_ + 1 if high is None else high
    table = pd.DataFrame({"change": step_, "low": low, "high": high})
    table["significant"] = (table["low"] > 0) | (table["high"] < 0)
    table["direction"] = np.sign(step_).map({1.0: "worse", -1.0: "better", 0.0: "same"})
    return Change(table, 2018, 2024)


def test_a_change_for_the_better_everywhere():
    text = change_sentence(changes(-3, -2), QUOTE)
    assert (
        text
        == "Seit 2018 hat sich die Lage in allen 2 Gebieten verbessert (überall statistisch gesichert)."
    )


def test_a_mixed_change_says_what_is_certain():
    text = change_sentence(changes(-3, -0.5, 2), QUOTE)
    assert text == (
        "Seit 2018 hat sich die Lage in zwei von 3 Gebieten verbessert (in einem davon gesichert) "
        "und in einem verschlechtert (statistisch gesichert)."
    )


def test_without_counts_a_change_is_not_called_certain():
    nothing = pd.Series([np.nan])
    assert "ohne Fallzahlen nicht prüfbar" in change_sentence(
        changes(4, low=nothing, high=nothing), QUOTE
    )


def test_a_refused_change_says_why():
    refused = Change(pd.DataFrame(), 2018, 2024, refused="Die Grenzen sind verschieden.")
    assert (
        change_sentence(refused, QUOTE)
        == "Ein Vergleich ist nicht möglich: Die Grenzen sind verschieden."
    )


def test_no_change_at_all():
    assert change_sentence(changes(0.0), QUOTE) == "Seit 2018 hat sich die Lage nicht verändert."
