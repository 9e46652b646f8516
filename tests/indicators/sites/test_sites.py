"""Proposed sites on a street of a few points, with every number worked out by hand."""

import geopandas
import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame, Series
from shapely import box

from geo.levels import Level
from geo.reach import Ways
from indicators.sites import Aim, need_weights, proof_sentence, propose_sites
from indicators.sites.variants import NobodyLeftError
from wording import speak, t


def street(persons, today=()):
    """Points 100 m apart on a street; `today` holds the places of today's offers (metres)."""
    x = np.arange(len(persons)) * 100.0
    minutes = np.min(
        [np.abs(x - place) / 100 for place in today] or [np.full(len(x), np.inf)], axis=0
    )
    return DataFrame(
        {"x": x, "y": 0.0, "area": ["a"] * 3 + ["b"] * (len(x) - 3), "persons": persons,
         "minutes": minutes, "covered": minutes <= 1}
    )  # fmt: skip


def within(origins, destinations, max_minutes):
    """A minute for every 100 metres."""
    minutes = np.hypot(*(origins[:, None] - destinations[None]).transpose(2, 0, 1)) / 100
    origin, destination = np.nonzero(minutes <= max_minutes)
    return Ways(origin, destination, minutes[origin, destination])


def places(*x):
    """Candidates on the street."""
    return DataFrame({"name": [f"Ort {n}" for n in x], "x": list(map(float, x)), "y": 0.0},
                     index=pd.Index([f"o{n}" for n in x], name="id"))  # fmt: skip


def areas():
    shapes = geopandas.GeoDataFrame(
        {"name": ["West", "Ost"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
        index=pd.Index(["a", "b"], name="key"), crs=25832,
    )  # fmt: skip
    return Level("unterbezirk", "Unterbezirke", shapes, Series({"a": "a", "b": "b"}))


def propose(points, candidates, count, **options):
    aim = Aim(
        count, max_minutes=1, objective=options.pop("objective", "coverage"),
        capacity=options.pop("capacity", np.inf),
    )  # fmt: skip
    return propose_sites(points, candidates, areas(), within=within, aim=aim, **options)


def test_sites_are_ranked_by_what_each_adds():
    """Persons 5 1 1 9 9 1 8: o300 gains 1 + 9 + 9, then o600 gains 1 + 8 (not the 9 again)."""
    found = propose(street([5, 1, 1, 9, 9, 1, 8]), places(0, 300, 600), 2)
    assert found.sites["id"].tolist() == ["o300", "o600"]
    assert found.sites["gained_persons"].tolist() == [19, 9]
    assert found.sites["covered_share"].tolist() == pytest.approx([19 / 34, 28 / 34])
    assert found.siting.proven
    assert found.siting.objective == 28


def test_persons_who_are_covered_today_are_not_gained():
    """An offer at 400 m covers 300–500 today; o600 then gains only its own 8."""
    found = propose(street([5, 1, 1, 9, 9, 1, 8], today=[400]), places(0, 300, 600), 1)
    assert found.sites["id"].tolist() == ["o600"]
    assert found.sites["gained_persons"].tolist() == [8]
    assert found.share_before == pytest.approx(19 / 34)
    assert found.share_after == pytest.approx(27 / 34)


def test_areas_before_and_after_add_up():
    found = propose(street([5, 1, 1, 9, 9, 1, 8]), places(0, 300, 600), 1)
    assert found.areas["gained_persons"].tolist() == [1, 18]
    assert found.areas["target_persons"].tolist() == [7, 27]
    assert found.areas["share_after"].tolist() == pytest.approx([1 / 7, 18 / 27])
    assert (found.areas["covered_after"] - found.areas["covered_before"]
            == found.areas["gained_persons"]).all()  # fmt: skip


def test_an_unknown_count_stays_unknown_in_its_area():
    found = propose(street([np.nan, 1, 1, 9, 9, 1, 8]), places(300), 1)
    assert np.isnan(found.areas.loc["a", "gained_persons"])
    assert found.areas.loc["b", "gained_persons"] == 18
    assert "unbekannt" in " ".join(found.notes)


def test_need_moves_the_site():
    """Unweighted o300 wins (19); with weight 4 in the west o0 wins: 4 × 6 > 4 × 1 + 18."""
    found = propose(street([5, 1, 1, 9, 9, 1, 8]), places(0, 300), 1, weights=Series({"a": 4.0}))
    assert found.sites["id"].tolist() == ["o0"]
    assert found.sites["gained_persons"].tolist() == [6]
    assert found.siting.objective == 24
    assert "gewichtet" in proof_sentence(found)


def test_gains_by_class():
    classes = Series({"a": "niedrig", "b": "hoch"})
    found = propose(street([5, 1, 1, 9, 9, 1, 8]), places(300), 1, classes=classes)
    assert found.classes["gained_persons"].to_dict() == {"niedrig": 1, "hoch": 18}


def test_short_ways_and_many_persons_are_different_aims():
    """Coverage takes the 14 at the east end; the shortest ways lie nearer to the middle of all persons."""
    persons = [6, 6, 0, 0, 0, 7, 7]
    assert propose(street(persons), places(100, 300, 600), 1).sites["id"].tolist() == ["o600"]
    found = propose(street(persons), places(100, 300, 600), 1, objective="distance")
    assert found.sites["id"].tolist() == ["o300"]
    assert found.siting.objective == 6 * 3 + 6 * 2 + 7 * 2 + 7 * 3
    assert "Personenminuten" in proof_sentence(found)


def test_distance_keeps_todays_offers():
    """With an offer at 0 a new one at 600 saves 7 × 5 − 7 × 1 + 7 × 6 person-minutes."""
    persons = [6, 6, 0, 0, 0, 7, 7]
    points = street(persons, today=[0])
    found = propose(points, places(100, 600), 1, objective="distance")
    assert found.sites["id"].tolist() == ["o600"]
    assert found.siting.objective == 6 * 0 + 6 * 1 + 7 * 1 + 7 * 0


def test_stand_ins_lose_at_most_one_per_cent():
    """o310 covers the same points as o300; o600 would lose far more."""
    persons = [0, 0, 0, 9, 9, 1, 8]
    found = propose(street(persons), places(350, 340, 600), 1)
    assert found.sites["id"].tolist() == ["o350"]
    assert found.alternatives["id"].tolist() == ["o340"]
    assert found.alternatives["lost"].tolist() == [0]
    assert found.alternatives["metres"].tolist() == [10]


def test_why_not_elsewhere_names_shared_and_too_few_persons():
    points = street([0, 0, 0, 9, 9, 9, 0, 0, 0, 0, 0, 2])
    found = propose(points, places(400, 1100, 1000), 1)
    reasons = found.elsewhere.set_index("id")
    assert reasons.loc["o1100", ["alone", "extra"]].tolist() == [2, 2]
    assert "mindestens 27" in reasons.loc["o1100", "reason"]
    speak("en")
    told = t(reasons.loc["o1100", "reason"])
    speak("de")
    assert (
        told
        == "Would additionally gain 2 persons; without one of the chosen sites at least 27 would be lost."
    )


def test_the_sum_of_the_ranks_is_the_whole_effect():
    rng = np.random.default_rng(3)
    points = street(rng.integers(0, 9, 40).astype(float), today=[1000])
    found = propose(points, places(*range(0, 4000, 100)), 5)
    gained = found.points["covered_after"] & ~found.points["covered"]
    assert found.sites["gained_persons"].sum() == found.points.loc[gained, "persons"].sum()
    assert found.sites["gained_persons"].sum() == found.siting.objective


def test_too_few_places_are_refused():
    with pytest.raises(ValueError, match="only 1"):
        propose(street([1, 1, 1, 1]), places(100), 2)


def test_need_is_bounded_and_neutral_where_unknown():
    values = Series({"a": 20.0, "b": 0.1, "c": np.nan, "d": 900.0})
    assert need_weights(values, city_value=10, direction=1).tolist() == [2, 0.25, 1, 4]
    assert need_weights(values, city_value=10, direction=-1).tolist() == [0.5, 4, 1, 0.25]


def test_places_are_limited_and_shared():
    """12 places each: o300 reaches 19 and serves 12, o600 its 9 (or 8 and less of the 19), o0 its 6."""
    points = street([5, 1, 1, 9, 9, 1, 8, 0, 0, 0, 0, 2])
    found = propose(points, places(0, 300, 600, 1100), 2, capacity=12)
    assert found.siting.proven
    assert found.siting.objective == pytest.approx(12 + 9)
    assert sorted(found.sites["gained_persons"].tolist()) == pytest.approx([9, 12])
    assert found.sites["covered_share"].iloc[-1] == pytest.approx(21 / 36)
    assert found.areas["gained_persons"].sum() == pytest.approx(21)
    assert "mit je 12 Plätzen" in proof_sentence(found)
    other = found.elsewhere.set_index("id")
    assert other.loc["o1100", ["alone", "extra"]].tolist() == pytest.approx([2, 2])


def test_places_without_a_limit_that_binds_give_the_same_as_covering():
    points = street([5, 1, 1, 9, 9, 1, 8], today=[0])
    free = propose(points, places(200, 300, 600), 2)
    wide = propose(points, places(200, 300, 600), 2, capacity=1000)
    assert set(wide.sites["id"]) == set(free.sites["id"])
    assert wide.share_after == pytest.approx(free.share_after)


def test_need_decides_who_gets_the_few_places():
    """Six places at o200 (1 and 9 in reach): the one in the west counts fourfold, so he is served."""
    weights = Series({"a": 4.0})
    found = propose(street([0, 0, 1, 9]), places(200), 1, capacity=6, weights=weights)
    assert found.siting.objective == pytest.approx(4 * 1 + 5)
    assert found.areas["gained_persons"].tolist() == pytest.approx([1, 5])


def test_a_second_offer_counts_where_a_first_one_is():
    """Today o300 reaches 1 + 9 + 9 once. At 400 a new one brings 9 + 9 a second and 1 a first offer."""
    persons = [5, 1, 1, 9, 9, 1, 8, 0, 0, 0, 0, 2]
    points = street(persons, today=[300]).assign(times=[0, 0, 1, 1, 1, *[0] * 7])
    found = propose(points, places(0, 400, 600, 1000), 1, objective="twice")
    assert found.sites[["id", "gained_persons", "second_persons"]].to_numpy().tolist() == [
        ["o400", 1, 18]
    ]
    assert found.siting.objective == pytest.approx(19)
    assert found.siting.proven
    assert "mehr als 19 erste und zweite Angebote" in proof_sentence(found)
    reasons = found.elsewhere.set_index("id")
    assert reasons.loc["o1000", ["alone", "extra"]].tolist() == pytest.approx([2, 2])


def test_everybody_needs_as_few_sites_as_possible():
    """Every 300 m one site reaches three points: seven points need three; nobody reaches 1100 m."""
    points = street([5, 1, 1, 9, 9, 1, 8, 0, 0, 0, 0, 4])
    found = propose(points, places(*range(0, 700, 100)), 1, objective="everyone")
    assert len(found.sites) == 3
    assert found.siting.proven
    assert found.sites["gained_persons"].sum() == 34
    assert "3 Standorte erreichen alle" in proof_sentence(found)
    assert "4 Personen erreichen keinen der möglichen Orte." in found.notes


def test_nobody_left_is_said():
    with pytest.raises(NobodyLeftError):
        propose(street([1, 1, 1, 1], today=[100, 300]), places(100), 1, objective="everyone")


def test_who_loses_when_offers_move_is_counted_beside_who_gains():
    """The offer at 0 (6 + 6) moves to 600 (7 + 7): the west loses 12, the east gains 14."""
    points = street([6, 6, 0, 0, 0, 7, 7]).assign(covered_today=[True] * 2 + [False] * 5)
    found = propose(points, places(600), 1)
    assert found.areas["lost_persons"].tolist() == [12, 0]
    assert found.areas["gained_persons"].tolist() == [0, 14]
    assert found.areas["covered_before"].tolist() == [12, 0]


def test_the_input_stays_unchanged():
    points, candidates = street([5, 1, 1, 9]), places(0, 300)
    before = points.copy()
    propose(points, candidates, 1)
    pd.testing.assert_frame_equal(points, before)
