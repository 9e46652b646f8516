"""Cities by the names of their districts."""

import pytest

from intake.places.placing import known_cities, recognised_city
from intake.places.projection import GERMANY


def test_every_city_lies_in_germany_and_names_enough_districts() -> None:
    west, south, east, north = GERMANY
    for city in known_cities():
        assert west < city.lon < east
        assert south < city.lat < north
        assert len(set(city.districts)) >= 10
        assert 10 <= city.radius_km <= 40


@pytest.mark.parametrize(
    ("names", "city"),
    [
        (["WALSUM", "Hamborn", "Rheinhausen ", "Baerl", "Mitte", "Süd"], "Duisburg"),
        (["Eving", "Hörde", "Mengede"], None),
        (["Eving", "Hörde", "Mengede", "Brackel", *map(str, range(20))], None),
        (["Mitte", "Nord", "Ost", "Süd", "West"], None),
        ([], None),
    ],
)
def test_some_names_recognise_a_city_and_few_or_common_ones_do_not(
    names: list[str], city: str | None
) -> None:
    found = recognised_city(names)
    assert (found.name if found else None) == city


def test_distance_is_in_kilometres() -> None:
    dortmund = next(city for city in known_cities() if city.name == "Dortmund")
    assert dortmund.distance_km(13.405, 52.518) == pytest.approx(423, abs=8)  # to Berlin
