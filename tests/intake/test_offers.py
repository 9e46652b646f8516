"""Offers find their place and area; of protected ones nothing but id and category is left."""

import pytest
from pandas import Series
from shapely import Point

from geo.levels import Level
from intake.config import CityConfig, OffersSection
from intake.findings import InputError
from intake.offers import offers_in, read_offers, slug
from intake.offers._places import area_of_points, settle_areas


@pytest.fixture
def finest(squares):
    return Level("bezirk", "Bezirke", squares, Series(squares.index, index=squares.index))


@pytest.fixture
def read(tmp_path, finest):
    def make(text, *, register="", guess_area=False, **entries):
        path = tmp_path / "o.csv"
        path.write_text(text, encoding="utf-8")
        place = tmp_path / "r.csv"
        place.write_text(register, encoding="utf-8")
        section = OffersSection(file="o.csv", **entries)
        return offers_in(
            path,
            section,
            finest=finest,
            register=place if register else None,
            guess_area=guess_area,
        )

    return make


def codes(offers):
    return [finding.code for finding in offers.findings]


METRES = "id,name,art,x,y\nA1,Kita,Kita,390500,5700500\nA2,Treff,Jugend,392100,5700100\n"


def test_points_get_the_area_they_lie_in(read):
    offers = read(METRES, crs="EPSG:25832")
    assert offers.places["area"].to_dict() == {"A1": "01", "A2": "03"}
    assert offers.places["category"].tolist() == ["kita", "jugend"]
    assert offers.findings == ()


def test_another_system_than_named_is_found_and_told(read):
    offers = read(METRES)
    assert offers.places["area"].to_dict() == {"A1": "01", "A2": "03"}
    assert codes(offers) == ["crs_assumed"]


def test_single_rows_with_swapped_columns_are_found_and_named(read):
    text = METRES + "A3,x,Kita,5700500,391500\nA4,x,Kita,390600,5700500\n"
    offers = read(text, crs="EPSG:25832")
    assert offers.places.at["A3", "area"] == "02"
    [finding] = offers.findings
    assert (finding.code, finding.where) == ("coordinates_mixed", "A3")


def test_a_point_on_a_boundary_belongs_to_exactly_one_area(read):
    offers = read(METRES + "A3,x,Kita,391000,5700500\n", crs="EPSG:25832")
    assert offers.places.at["A3", "area"] == "01"
    assert codes(offers) == ["offer_on_boundary"]


def test_the_files_own_area_code_wins_and_the_difference_is_told(read):
    text = "id,x,y,ubz\nA1,390500,5700500,1\nA2,390500,5700600,03\nA3,390500,5700700,\n"
    offers = read(text, crs="EPSG:25832", area="ubz")
    assert offers.places["area"].tolist() == ["01", "03", "01"]
    [finding] = offers.findings
    assert (finding.code, finding.where) == ("offer_area_differs", "A2")


def test_a_column_of_codes_is_found_only_if_it_agrees_with_the_places(read):
    rows = [(390500, "01", "03"), (391500, "02", "01"), (392500, "03", "02")]
    text = "id,x,y,ubznr,bezirk\n" + "".join(
        f"A{i},{x},5700500,{a},{b}\n" for i, (x, a, b) in enumerate(rows)
    )
    found = read(text, crs="EPSG:25832", guess_area=True)
    assert [f.where for f in found.findings] == ["Spalte „ubznr“"]


def test_offers_outside_and_without_place_are_left_out_by_name(read):
    text = METRES + "A3,x,Kita,0,0\nA4,x,Kita,,\n"
    offers = read(text, crs="EPSG:25832")
    assert offers.places.index.tolist() == ["A1", "A2"]
    assert {f.code: f.where for f in offers.findings} == {
        "offer_outside": "A3",
        "offer_without_place": "A4",
    }


def test_an_address_without_coordinates_is_kept_and_listed(read):
    text = "id,name,adresse,x,y\nA1,a,Am Markt 1,,\nA2,b,Am Markt 9,,\nA3,c,,390500,5700500\n"
    offers = read(text, crs="EPSG:25832")
    assert offers.places.geometry.is_empty.tolist() == [True, True, False]
    assert codes(offers) == ["offer_only_address"]
    found = read(
        text, crs="EPSG:25832", register="strasse,hausnummer,x,y\nAm Markt,1,391500,5700500\n"
    )
    assert found.places["area"].tolist() == ["02", "", "01"]
    assert codes(found) == ["address_not_found", "offer_only_address"]


def test_doubled_ids_name_their_rows(read):
    offers = read(METRES + "A1,x,Kita,390500,5700500\n", crs="EPSG:25832")
    fault = next(f for f in offers.findings if f.severity == "error")
    assert (fault.code, fault.where, "(A1)" in fault.message) == (
        "offer_id_doubled",
        "Zeile 2, 4",
        True,
    )


SECRET = "id,name,art,x,y,geheim,notiz\nA1,Kita,Kita,390500,5700500,,\nFH1,Haus Sonne,Frauenhaus,391234.5,5700678.9,ja,Musterweg 7\nA2,Bad,Bad,392500,5700500,nein,\n"  # fmt: skip


def test_of_a_protected_offer_only_id_and_category_remain(read):
    offers = read(SECRET, crs="EPSG:25832")
    assert offers.protected.to_dict() == {"FH1": "frauenhaus"}
    assert offers.places.index.tolist() == ["A1", "A2"]
    everything = repr(offers.places.to_dict()) + repr(offers.findings) + repr(offers.labels)
    assert not any(word in everything for word in ("391234", "5700678", "Musterweg", "Sonne"))


def test_a_category_that_is_an_address_in_disguise_is_not_kept(read):
    offers = read(SECRET.replace("Frauenhaus", "Frauenhaus Musterweg 7"), crs="EPSG:25832")
    assert offers.protected.to_dict() == {"FH1": "angebot"}
    assert "Musterweg" not in repr(offers.labels)


def test_wrong_coordinates_of_protected_rows_give_no_finding(read):
    text = SECRET.replace("391234.5,5700678.9", "13.405,52.52")
    assert codes(read(text, crs="EPSG:25832")) == ["protected"]


def test_dates_and_capacities_are_brought_into_form(read):
    text = "id,name,x,y,gültig bis,Plätze\nA1,a,390500,5700500,31.12.2024,1.250\nA2,b,390500,5700500,,\n"
    offers = read(text, crs="EPSG:25832").places
    assert offers["valid_to"].tolist() == ["2024-12-31", ""]
    assert offers["capacity"].iloc[0] == 1250
    assert offers["capacity"].isna().tolist() == [False, True]


def test_a_file_without_places_asks_for_them(read):
    assert "ask_coordinates" in codes(read("id,name\nA1,a\n"))


def test_a_file_of_another_city_is_one_error(read):
    offers = read("id,lat,lon\nA1,52.52,13.40\nA2,52.53,13.41\n")
    assert any(f.severity == "error" for f in offers.findings)


def test_read_offers_counts_the_protected_by_category(tmp_path, finest):
    (tmp_path / "o.csv").write_text(SECRET, encoding="utf-8")
    config = CityConfig.model_validate({
        "city": {"name": "A", "crs": "EPSG:25832"}, "level": [{"id": "a", "label": "A"}], "category": [{"id": "kita", "label": "Kita", "field_of_action": "kinder"}],
    })  # fmt: skip
    places, protected, _ = read_offers(
        tmp_path, OffersSection(file="o.csv", crs="EPSG:25832"), finest=finest, config=config
    )
    assert protected.to_dict() == {"frauenhaus": 1}
    assert places["field_of_action"].tolist() == ["kinder", ""]


def test_a_missing_column_is_named(read):
    with pytest.raises(InputError, match="Vorhanden sind: id, name"):
        read(METRES, x="ost", y="nord")


def test_ids_are_short_and_plain():
    assert slug("Städtische Kita (U3)") == "staedtische_kita_u3"


def test_points_just_outside_belong_to_the_nearest_area(squares):
    from geopandas import GeoSeries

    points = GeoSeries([Point(389_990, 5_700_500), Point(389_900, 5_700_500), Point()], crs=25832)
    assert area_of_points(points, squares)[0].tolist() == ["01", "", ""]


def test_unknown_codes_fall_back_to_the_place(squares):
    from geopandas import GeoSeries

    points = GeoSeries([Point(390_500, 5_700_500)], crs=25832)
    labels = Series(["A1"])
    located = area_of_points(points, squares)
    areas, findings = settle_areas(
        located, Series(["99"], dtype="str"), squares, labels=labels, file="o.csv"
    )
    assert areas.tolist() == ["01"]
    assert findings[0].code == "offer_area_unknown"


def test_impossible_capacities_and_dates_are_told_with_their_ids(read):
    text = "id;name;x;y;gültig bis;Plätze\nA1;a;390500;5700500;31.02.2024;20-25\nA2;b;390510;5700500;31.12.2024;ca. 30\nA3;c;390520;5700500;;-5\n"
    offers = read(text, crs="EPSG:25832")
    told = {finding.code: finding.where for finding in offers.findings}
    assert told["offer_date"] == "A1"
    assert told["offer_capacity"] == "A1, A3"
    assert offers.places["capacity"].fillna(-1).tolist() == [-1, 30, -1]
