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
    aim = Aim(count, max_minutes=1, objective=options.pop("objective", "coverage"))
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


def test_the_sum_of_the_ranks_is_the_whole_effect():
    rng = np.random.default_rng(3)
    points = street(rng.integers(0, 9, 40).astype(float), today=[1000])
    found = propose(points, places(*range(0, 4000, 100)), 5)
    gained = found.points["covered_after"] & ~found.points["covered"]
    assert found.sites["gained_persons"].sum() == found.points.loc[gained, "persons"].sum()
    assert found.sites["gained_persons"].sum() == found.siting.objective


def test_too_few_places_are_refused():
    with pytest.raises(ValueError, match="nur 1"):
        propose(street([1, 1, 1, 1]), places(100), 2)


def test_need_is_bounded_and_neutral_where_unknown():
    values = Series({"a": 20.0, "b": 0.1, "c": np.nan, "d": 900.0})
    assert need_weights(values, city_value=10, direction=1).tolist() == [2, 0.25, 1, 4]
    assert need_weights(values, city_value=10, direction=-1).tolist() == [0.5, 4, 1, 0.25]


def test_the_input_stays_unchanged():
    points, candidates = street([5, 1, 1, 9]), places(0, 300)
    before = points.copy()
    propose(points, candidates, 1)
    pd.testing.assert_frame_equal(points, before)
