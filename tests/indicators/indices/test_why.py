"""Reasons: contributions add up, and the persons named really change the class, no fewer do."""

from dataclasses import replace

import numpy as np
import pytest
from pandas import DataFrame, Index, Series

from indicators.catalogue import Indicator
from indicators.indices import METHODS, IndexDefinition, IndexInputs, composite
from indicators.indices._class_change import needed_changes, needed_together, smallest
from indicators.indices.why import explain, field_sentences, needed_sentence
from wording import speak

RNG = np.random.default_rng(5)
PERSONS = RNG.integers(400, 4000, (40, 3)).astype(float)
COUNTS = np.rint(PERSONS * RNG.beta(2, 10, (40, 3)))
AREAS = Index([f"{n:02d}" for n in range(40)], name="key")
NAMES = ["sgb2", "alo", "gym"]
CATALOGUE = {
    "sgb2": Indicator(id="sgb2", label="SGB-II-Quote"),
    "alo": Indicator(id="alo", label="Arbeitslosenquote"),
    "gym": Indicator(id="gym", label="Übergang zum Gymnasium", worse="lower"),
}


def inputs(counts=COUNTS) -> IndexInputs:
    """Forty areas; the third indicator is worse when low; area 07 is too small."""

    def table(cells):
        return DataFrame(cells, index=AREAS, columns=NAMES)

    rated = Series(True, index=AREAS)
    rated["07"] = False
    return IndexInputs(
        values=table(100 * counts / PERSONS),
        directions=Series({"sgb2": 1.0, "alo": 1.0, "gym": -1.0}),
        rated=rated,
        city=Series(100 * COUNTS.sum(axis=0) / PERSONS.sum(axis=0), index=NAMES),
        numerators=table(counts),
        denominators=table(PERSONS),
        per=Series(100.0, index=NAMES),
        names=Series([f"Ort {key}" for key in AREAS], index=AREAS),
    )


def index(method: str = "mss", counts=COUNTS):
    return composite(IndexDefinition("x", "X", method, tuple(NAMES)), inputs(counts))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("better", [True, False])
def test_the_persons_named_change_the_class_and_one_fewer_does_not(method, better):
    """Recompute the whole index with the counts changed by the answer."""
    result = index(method)
    order = result.table["rank"].dropna().sort_values().index
    checked = 0
    for key in order[[0, 3, 10, 20, 35]]:
        number = result.table.at[key, "status_number"]
        changes = needed_changes(result, CATALOGUE, key, better=better)
        for column, name in enumerate(NAMES):
            persons = changes.at[name, "persons"]
            if np.isnan(persons):
                continue
            for step, changed in ((persons, True), (persons - np.sign(persons), False)):
                counts = COUNTS.copy()
                counts[AREAS.get_loc(key), column] += step
                new = index(method, counts).table.at[key, "status_number"]
                assert (new < number if better else new > number) == changed
            checked += 1
    assert checked > 3


def test_the_change_in_points_is_the_change_in_persons():
    result = index()
    key = result.table["rank"].idxmin()
    changes = needed_changes(result, CATALOGUE, key, better=True)
    persons = Series(PERSONS[AREAS.get_loc(key)], index=NAMES)
    np.testing.assert_allclose(changes["points"], 100 * changes["persons"] / persons)
    assert (changes["persons"].drop("gym").dropna() < 0).all()
    assert not changes["persons"]["gym"] < 0


def test_there_is_no_class_beyond_the_last():
    result = index()
    best = result.table["status_number"].idxmin()
    assert needed_changes(result, CATALOGUE, best, better=True).isna().all(axis=None)


def test_shares_without_counts_change_in_points_alone():
    given = replace(inputs(), numerators=None, denominators=None)
    result = composite(IndexDefinition("x", "X", "mss", tuple(NAMES)), given)
    key = result.table["score"].sub(1.1).abs().idxmin()
    changes = needed_changes(result, CATALOGUE, key, better=True)
    assert changes["persons"].isna().all()
    assert changes["points"].notna().any()


def test_coming_closer_to_the_mean_together():
    """At the share named the class is better, a thousandth less it is not."""
    result = index()
    key = result.table["rank"].idxmin()
    share = needed_together(result, key)
    mean = result.inputs.values[result.table["rated"]].mean()
    direction = result.inputs.directions[NAMES]
    for part, changed in ((share, True), (share - 0.001, False)):
        values = result.inputs.values.copy()
        way = ((values.loc[key] - mean) * direction).clip(lower=0) * direction
        values.loc[key] = values.loc[key] - part * way
        new = composite(result.definition, replace(result.inputs, values=values)).table
        better = new.at[key, "status_number"] < result.table.at[key, "status_number"]
        assert better == changed


@pytest.mark.parametrize("method", ["mss", "rise", "imd", "below_average_count"])
def test_contributions_add_up_to_the_score(method):
    result = index(method)
    reason = explain(result, CATALOGUE, "03")
    assert reason.contributions["contribution"].sum() == pytest.approx(reason.score)


def test_contributions_are_ordered_and_know_their_side():
    """`gym` is worse when low: a value below the mean is a burden."""
    reason = explain(index(), CATALOGUE, "03")
    parts = reason.contributions
    assert parts["contribution"].is_monotonic_decreasing
    worse = (parts["value"] > parts["mean"]) != (parts.index == "gym")
    assert (parts["direction"] == np.where(worse, "worse", "better")).all()


def test_the_sentence_names_status_driver_and_way():
    result = index()
    key = result.table["rank"].idxmin()
    sentence = explain(result, CATALOGUE, key).sentence
    assert sentence.startswith(f"Ort {key}: Status sehr niedrig (Indexwert ")
    assert "Rang 1 von 39" in sentence
    assert "Am stärksten belastet: „" in sentence
    assert "„niedrig“" in sentence


def test_the_best_class_has_nothing_above_it():
    result = index()
    reason = explain(result, CATALOGUE, result.table["rank"].idxmax())
    assert reason.status == "hoch"
    assert reason.better == ""
    assert "Eine bessere Klasse gibt es nicht." in reason.sentence


def test_a_small_area_is_told_to_be_not_rated():
    reason = explain(index(), CATALOGUE, "07")
    assert reason.sentence == "Ort 07 ist nicht bewertet: Dort wohnen zu wenige Menschen."
    assert reason.contributions.empty


@pytest.mark.parametrize(
    ("points", "persons", "clause"),
    [
        (-0.25, -1.0, "bei „SGB-II-Quote“ 1 Person weniger gezählt würde (−0,2 Prozentpunkte)"),
        (3.0, 1200.0, "bei „SGB-II-Quote“ 1.200 Personen mehr gezählt würden (+3,0 Prozentpunkte)"),
        (-3.0, np.nan, "„SGB-II-Quote“ sich um −3,0 Prozentpunkte änderte"),
    ],
)
def test_one_person_is_singular(points, persons, clause):
    assert (
        needed_sentence(Series({"points": points, "persons": persons}), CATALOGUE["sgb2"]) == clause
    )


def test_bisection_finds_the_first_step():
    first = np.array([1, 7, 100, 5])
    found = smallest(lambda n: n >= first, np.array([100, 7, 100, 4]))
    np.testing.assert_array_equal(found, [1, 7, 100, np.nan])


def test_the_same_in_english():
    speak("en")
    try:
        result = index()
        sentence = explain(result, CATALOGUE, result.table["rank"].idxmin()).sentence
    finally:
        speak("de")
    assert "status very low (index " in sentence
    assert not set("äöüß„") & set(sentence.replace("Übergang zum Gymnasium", ""))


def test_svi_names_how_many_indicators_are_among_the_worst_tenth():
    """Percentile rank (rank − 1) ÷ 39 of 40 areas, one of them not rated: 0.9 from rank 35 of 39."""
    result = index("svi")
    rated = result.table.index[result.table["rated"]]
    worse = (inputs().values * inputs().directions).loc[rated].rank()
    for key in result.table["rank"].dropna().sort_values().index[[0, 20]]:
        flags = int((worse.loc[key] - 1 >= 0.9 * (len(rated) - 1)).sum())
        sentence = explain(result, CATALOGUE, key).sentence
        assert (
            f"Bei {flags} von 3 Kennzahlen gehört das Gebiet zum ungünstigsten Zehntel." in sentence
        )
    assert "Zehntel" not in explain(index("mss"), CATALOGUE, "03").sentence


def test_unfavourable_indicators_are_told_by_field_of_action():
    """Two of two in one field, with the less certain of both; none in the other."""
    rows = [("03", "sgb2", True, 0.97), ("03", "alo", True, 0.81), ("03", "gym", False, 0.1)]
    rows += [("04", name, True, 0.5) for name in NAMES]
    figures = DataFrame(rows, columns=["key", "indicator", "below_average", "probability"])
    fields = {"sgb2": "arbeit", "alo": "arbeit", "gym": ""}
    catalogue = {name: replace(CATALOGUE[name], field_of_action=fields[name]) for name in NAMES}
    labels = {"arbeit": "Arbeit"}
    told = field_sentences(figures, catalogue, labels, index("below_average_count"), "03")
    assert [sentence.replace("\u00a0", " ") for sentence in told] == [
        "Arbeit: 2 von 2 Kennzahlen ungünstiger als die Stadt, jede mit mindestens 81 % Sicherheit.",
        "ohne Handlungsfeld: 0 von 1 Kennzahlen ungünstiger als die Stadt.",
    ]
    assert field_sentences(figures, catalogue, labels, index("mss"), "03") == ()
