"""Addresses are found in the city's own register, or listed."""

import pytest
from pandas import Series

from intake.findings import InputError
from intake.offers._addresses import find_addresses, normal_address, read_register

REGISTER = "STRASSE;HAUSNR;ZUSATZ;OSTWERT;NORDWERT\nMünsterstraße;12;a;390100,5;5700100\nAm Markt;1;;391500;5700500\nStraße des Friedens;7;;392500;5700900\n"  # fmt: skip


@pytest.fixture
def register(tmp_path, squares):
    path = tmp_path / "r.csv"
    path.write_text(REGISTER, encoding="cp1252")
    return read_register(path, city=squares)[0]


@pytest.mark.parametrize(
    "text", ["Münsterstr. 12a", "Münster Straße 12 a", "MUENSTERSTRASSE 12A", "Münsterstraße 12a, 44145 Dortmund", "Münsterstr.12a (Hinterhaus)", "Münsterstraße 12a-14"]
)  # fmt: skip
def test_spellings_of_an_address_meet(text):
    assert normal_address(text) == ("muensterstr", "12a")


def test_other_numbers_do_not():
    assert normal_address("Münsterstr. 12") != normal_address("Münsterstr. 12a")


def test_places_come_from_the_register(register, squares):
    points, findings = find_addresses(
        Series({"A1": "Münsterstr. 12a", "A2": "Am Markt 1"}),
        register,
        crs=squares.crs,
        file="o.csv",
    )
    assert [(point.x, point.y) for point in points] == [(390100.5, 5700100), (391500, 5700500)]
    assert findings == ()


def test_a_misspelt_street_is_taken_and_told(register, squares):
    points, findings = find_addresses(
        Series({"A1": "Strasse des Frieden 7"}), register, crs=squares.crs, file="o.csv"
    )
    assert (points.iloc[0].x, findings[0].code) == (392500, "address_similar")


def test_failures_are_listed_and_stay_empty(register, squares):
    points, findings = find_addresses(
        Series({"A1": "Am Markt 99", "A2": "Nirgends 1"}), register, crs=squares.crs, file="o.csv"
    )
    assert points.is_empty.all()
    assert findings[0].code == "address_not_found"
    assert "A1: „Am Markt 99“; A2: „Nirgends 1“" in findings[0].where


def test_a_register_without_coordinates_is_refused(tmp_path, squares):
    path = tmp_path / "r.csv"
    path.write_text("strasse,hausnummer\nAm Markt,1\n")
    with pytest.raises(InputError, match=r"Rechtswert \(x\), Hochwert \(y\)"):
        read_register(path, city=squares)
