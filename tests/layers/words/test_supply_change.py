"""Two coverages in words, rows and as a map: three areas of 100 persons, by hand."""

import pytest

from indicators.secrecy.release import release
from indicators.secrecy.release_difference import release_difference
from layers.words.change import (
    change_sentence,
    changed_rows,
    full_rows,
    most_changed_sentences,
    side_figures,
)
from layers.words.change_map import GAINS, LOSSES, SAME, change_layer
from layers.words.coverage import OTHERWISE, begin_words, condition_words
from pipeline import Question
from tests.indicators.secrecy.test_difference_release import MOVES, city, pair_of, shown
from wording import speak

NAMES = {"1": "Haus Eins", "2": "Haus Zwei", "3": "Treff", "4": "Laden"}
#: Area a loses 40, b gains 10, c stays.
BOTH_WAYS = {"a": (10, 40, 0, 50), "b": (50, 0, 10, 40), "c": (60, 0, 0, 40)}


@pytest.fixture(autouse=True)
def german():
    speak("de")


def plain(text):
    return text.replace("\u00a0", " ")


def test_a_gain_in_words():
    found = shown(published=True)
    assert plain(change_sentence(found, OTHERWISE)) == (
        "Mit der zweiten Wahl erreichen in der ganzen Stadt 31 Personen mehr ein Angebot: 60,3 % "
        "statt 50,0 % der Gruppe „unter 6“."
    )
    assert most_changed_sentences(found) == [
        "Gewinne gibt es in 2 von 3 Gebieten, die größten in b (+30) und a (+1 Personen)."
    ]


def test_losses_and_gains_are_told_apart():
    found = shown(BOTH_WAYS, published=True)
    losing, gaining = changed_rows(found)
    assert (losing.index.tolist(), gaining.index.tolist()) == (["a"], ["b"])
    assert full_rows(found).index.tolist() == ["a", "c", "b"]
    assert most_changed_sentences(found) == [
        "Verluste gibt es in einem von 3 Gebieten: a (−40 Personen).",
        "Gewinne gibt es in einem von 3 Gebieten: b (+10 Personen).",
    ]


def test_one_person_is_singular():
    found = shown({"a": (40, 1, 0, 59), "b": (50, 0, 0, 50), "c": (60, 0, 0, 40)}, published=True)
    assert "erreicht in der ganzen Stadt eine Person weniger" in change_sentence(found, OTHERWISE)


def test_nothing_changes_is_said_but_not_where_a_change_is_secret():
    still = {"a": (40, 0, 0, 60), "b": (50, 0, 0, 50), "c": (60, 0, 0, 40)}
    assert "ändert sich nichts: 50,0" in plain(
        change_sentence(shown(still, published=True), OTHERWISE)
    )
    secret = shown({"a": (40, 2, 0, 58), "b": (50, 0, 0, 50), "c": (60, 0, 0, 40)})
    assert "geheim bleibt" in change_sentence(secret, OTHERWISE)
    assert side_figures(secret)[1].share == "•"


def test_key_figures_of_both_sides():
    first, second = side_figures(shown(published=True))
    assert (first.reached, first.unreached, first.offers, first.points) == ("150", "150", "5", "")
    assert (second.reached, second.unreached, second.offers) == ("181", "119", "4")
    assert second.points == "+10,3 Prozentpunkte"


@pytest.mark.parametrize(
    ("second", "begin"),
    [
        ({"without": ("1",)}, "Ohne das Angebot „Haus Eins“"),
        ({"without": ("1", "2")}, "Ohne die Angebote „Haus Eins“ und „Haus Zwei“"),
        ({"without": ("1", "2", "3", "4")}, "Ohne diese 4 Angebote"),
        ({"confirmed_only": True}, "Nur mit im letzten Jahr bestätigten Angeboten"),
        ({"step_free_only": True}, "Nur mit stufenlosen Angeboten"),
        ({"max_minutes": 5.0}, OTHERWISE),
        ({"max_minutes": 5.0, "without": ("1",)}, OTHERWISE),
        ({"when": "Di 15:00"}, OTHERWISE),
    ],
)
def test_the_sentence_begins_with_what_is_changed(second, begin):
    assert begin_words(Question(), Question(**second), NAMES) == begin


def test_conditions_in_words():
    asked = Question(when="Di 15:00", without=("2",), confirmed_only=True)
    assert condition_words(asked, NAMES) == [
        "geöffnet Di 15:00",
        "ohne „Haus Zwei“",
        "nur im letzten Jahr bestätigte Angebote",
    ]


def map_of(moves, **options):
    town = city()
    released = release(town)
    pair = pair_of(moves, town, **options)
    return change_layer(release_difference(pair, min_cases=3, released=released), released)


def test_the_map_shows_losses_hatched_and_gains_in_another_hue():
    layer = map_of(BOTH_WAYS, published=True)
    table = layer.table
    assert table["text"].map(plain).tolist() == [
        "−40,0 Prozentpunkte",
        "+10,0 Prozentpunkte",
        "0,0 Prozentpunkte",
    ]
    assert table["flagged"].tolist() == [True, False, False]
    assert table["colour"].tolist()[0] == LOSSES[-1]
    assert table["colour"].tolist()[1] == GAINS[0]
    assert table["colour"].tolist()[2] == SAME
    labels = [layer.classes[n].label for n in table["class"]]
    assert labels[0].endswith("weniger")
    assert labels[1].endswith("mehr")
    assert labels[2] == "unverändert"
    assert sum(entry.count for entry in layer.classes) == 3
    bounds = [entry.upper for entry in layer.classes]
    assert bounds == sorted(bounds)


def test_secret_changes_are_drawn_as_secret():
    layer = map_of(MOVES)
    assert layer.table["pattern"].tolist() == ["suppressed", "suppressed", ""]
    assert not layer.table["flagged"].any()
    assert [entry.count for entry in layer.missing] == [2]


def test_a_map_without_any_change_has_one_class():
    layer = map_of({"a": (40, 0, 0, 60), "b": (50, 0, 0, 50), "c": (60, 0, 0, 40)}, published=True)
    assert [entry.label for entry in layer.classes] == ["unverändert"]
