"""Places per 100 persons, Versorgungsgrad and what is missing, worked out by hand."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from pandas import DataFrame, Series
from shapely import Point, box

from geo.levels import Level
from geo.reach import within_straight
from indicators.coverage.places import Need, full_offers, places_in_reach, without_full
from wording import speak, t

CRS = "EPSG:25832"
WITHIN = partial(within_straight, kmh=6, detour=1.0)  # 100 m a minute
KEYS = pd.Index(["01", "02"], name="key")
LEVEL = Level(
    "ubz", "ubz",
    GeoDataFrame({"name": ["A", "B"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], index=KEYS, crs=CRS),
    Series({"01": "01", "02": "02"}),
)  # fmt: skip
# 100 persons at x = 0 and 300 at x = 1,000 (area 01), 50 at x = 2,000 (area 02)
DEMAND = DataFrame(
    {"x": [0.0, 1000, 2000], "y": 0.0, "area": ["01", "01", "02"], "persons": [100.0, 300, 50]}
)


def offers(*rows: tuple[float, float]) -> GeoDataFrame:
    return GeoDataFrame(
        {"name": [f"K{i}" for i in range(len(rows))], "capacity": [c for _, c in rows]},
        geometry=[Point(x, 0) for x, _ in rows],
        index=pd.Index([f"k{i}" for i in range(len(rows))], name="id"),
        crs=CRS,
    )


def test_places_by_hand() -> None:
    """K0 (20 places) serves 400 persons, K1 (70) serves 350: 5, 25 and 20 places per 100."""
    found = places_in_reach(
        DEMAND, offers((400, 20), (1500, 70)), LEVEL, within=WITHIN, need=Need(6, places_per_100=10)
    )
    assert found.points["places_per_100"].tolist() == pytest.approx([5, 25, 20])
    areas = found.areas
    assert areas["places"].tolist() == pytest.approx([5 + 75, 10])
    assert areas["places_per_100"].tolist() == pytest.approx([20, 20])
    assert areas["supply_degree"].tolist() == pytest.approx([80 / 40, 10 / 5])
    # in area 01 the first point lacks half of its 10 places: 50 persons, although the area has enough
    assert areas["residual_persons"].tolist() == pytest.approx([50, 0])
    assert areas["city_places_per_100"].unique() == pytest.approx([90 / 450 * 100])


def test_what_just_meets_the_standard_or_the_city_is_neither_full_nor_below() -> None:
    """20 places for 400 persons are 5 per 100, for the other 50 persons 2.5 places as well."""
    given = offers((400, 20), (2000, 2.5))
    for standard, full in ((5, []), (5.1, ["k0", "k1"])):
        need = Need(6, places_per_100=standard)
        found = places_in_reach(DEMAND, given, LEVEL, within=WITHIN, need=need)
        assert full_offers(found).tolist() == full
        assert found.areas["places_per_100"].tolist() == pytest.approx([5, 5])
        assert found.areas["below_average"].tolist() == [False, False]
    assert found.areas["residual_persons"].tolist() == pytest.approx([400 / 51, 50 / 51])


def test_full_offers() -> None:
    """K0 has 5 places per 100 persons in reach, K1 has 20; the standard asks for 10."""
    found = places_in_reach(
        DEMAND, offers((400, 20), (1500, 70)), LEVEL, within=WITHIN, need=Need(6, places_per_100=10)
    )
    assert full_offers(found).tolist() == ["k0"]
    assert found.offers["persons_in_reach"].tolist() == [400, 350]


def test_a_full_offer_says_why_it_does_not_count_in_both_languages() -> None:
    """K0 has 5 places per 100 persons in reach; K1 counts, K2 has its own reason already."""
    asked = offers((400, 20), (1500, 70), (9000, 1)).assign(why_not=["", "", "geschlossen"])
    found = places_in_reach(DEMAND, asked, LEVEL, within=WITHIN, need=Need(6, places_per_100=10))
    reasons = without_full(asked, found, 10)["why_not"].tolist()
    said = "voll: 5,0 Plätze je 100 Personen im Einzugsbereich, Standard 10"
    assert reasons == [said, "", "geschlossen"]
    speak("en")
    told = t(reasons[0])
    speak("de")
    assert told == "full: 5.0 places per 100 persons in the catchment, standard 10"


def test_unknown_capacity_gives_no_places_and_is_said() -> None:
    """One of two offers without a figure."""
    found = places_in_reach(
        DEMAND, offers((400, 20), (1500, np.nan)), LEVEL, within=WITHIN, need=Need(6)
    )
    assert found.points["places_per_100"].tolist() == pytest.approx([5, 5, 0])
    assert found.notes == ("1 von 2 Angeboten ohne Platzzahl sind nicht mitgerechnet.",)
    assert found.areas["residual_persons"].isna().all()


def test_no_capacity_at_all_counts_offers() -> None:
    """Each offer counts as one, no Versorgungsgrad is claimed."""
    found = places_in_reach(
        DEMAND, offers((400, np.nan)), LEVEL, within=WITHIN, need=Need(6, places_per_100=10)
    )
    assert not found.by_places
    assert found.points["places_per_100"].tolist() == pytest.approx([0.25, 0.25, 0])
    assert found.areas["supply_degree"].isna().all()


def test_distance_decay_favours_the_near() -> None:
    """With E2SFCA the point at the door has more places than the one at the edge."""
    found = places_in_reach(
        DEMAND, offers((0, 20)), LEVEL, within=WITHIN, need=Need(12, decay="gaussian")
    )
    per_100 = found.points["places_per_100"]
    assert per_100[0] > 5 * per_100[1] > 0
    assert (found.points["persons"] * per_100 / 100).sum() == pytest.approx(20)


def test_unknown_persons_make_the_area_unknown() -> None:
    """A missing count never counts as 0."""
    demand = DEMAND.assign(persons=[100.0, 300, np.nan])
    found = places_in_reach(demand, offers((400, 20)), LEVEL, within=WITHIN, need=Need(6))
    assert found.areas["places_per_100"].isna().tolist() == [False, True]
