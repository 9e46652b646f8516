"""The embedded Dortmund: levels, estimated counts and offers fit what the city published."""

import subprocess
import sys
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from itertools import chain
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from intake.config import CityConfig, read_config

ROOT = Path(__file__).resolve().parents[2]
CITY = ROOT / "data" / "dortmund"
LEVELS = {"bezirke": 62, "stadtbezirke": 12, "sozialraeume": 39, "aktionsraeume": 13}
#: 13 of 2008, in December 2020 without Alt-Scharnhorst (053) and Wickede (064), with
#: Dorstfeld (014) and Bövinghausen/Westrich (103).
AKTIONSRAEUME = [
    "013", "014", "021", "022", "023", "042", "043", "054", "082", "102", "103", "121", "123",
]  # fmt: skip
#: Of the 25 places of the programme these stand in the city's lists too.
DOUBLED = [
    ("bibliothek", "Mackenrothweg 15"),
    ("bibliothek", "Hermannstraße 33"),
    ("begegnungsstaette", "Brambauerstraße 49"),
]


def table(name: str) -> DataFrame:
    return pd.read_csv(CITY / f"{name}.csv", dtype=str, keep_default_na=False)


@cache
def counts(year: int) -> DataFrame:
    return table(f"zahlen_{year}").set_index("key").astype(float)


@cache
def published(year: int) -> DataFrame:
    figures = table("facts/kennzahlen")
    figures = figures[figures["jahr"] == str(year)]
    return figures.set_index("schluessel").drop(columns="jahr").apply(pd.to_numeric)


@cache
def config() -> CityConfig:
    return read_config(CITY / "city.toml")


def script(name: str) -> ModuleType:
    spec = spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---------------------------------------------------------------- levels


@pytest.mark.parametrize("name", LEVELS)
def test_every_level_has_its_areas_and_each_unterbezirk_once(name: str) -> None:
    members = table(name)
    assert list(members.columns) == ["unterbezirk", "key", "name"]
    assert members["key"].nunique() == LEVELS[name]
    assert members["unterbezirk"].is_unique
    assert members.groupby("key")["name"].nunique().eq(1).all()
    assert members["name"].ne("").all()


def test_all_levels_but_the_aktionsraeume_cover_the_city() -> None:
    keys = set(table("facts/gebiete")["schluessel"])
    for name in ("bezirke", "stadtbezirke", "sozialraeume"):
        assert set(table(name)["unterbezirk"]) == keys
        assert counts(2024)["einwohner"].reindex(table(name)["unterbezirk"]).sum() == 614_186


def test_aktionsraeume_are_those_of_december_2020() -> None:
    members = table("aktionsraeume")
    assert sorted(members["key"].unique()) == AKTIONSRAEUME
    rooms = table("sozialraeume").set_index("unterbezirk")["key"]
    assert (rooms.reindex(members["unterbezirk"]).to_numpy() == members["key"]).all()
    assert set(rooms[rooms.isin(AKTIONSRAEUME)].index) == set(members["unterbezirk"])


def test_stadtbezirk_1_and_01_stay_two_areas() -> None:
    names = table("stadtbezirke").drop_duplicates("key").set_index("key")["name"]
    assert (names["1"], names["01"]) == ("Eving", "Innenstadt-West")


# ---------------------------------------------------------------- counts


def test_inhabitants_add_up_to_the_published_city() -> None:
    assert counts(2024)["einwohner"].sum() == 614_186
    # 601,150 in 2016 and 603,609 in 2019: two thirds of the way in 2018.
    assert counts(2018)["einwohner"].sum() == round(601_150 + (603_609 - 601_150) * 2 / 3)


@pytest.mark.parametrize("year", [2018, 2024])
def test_age_groups_add_up(year: int) -> None:
    c = counts(year)
    assert np.allclose(c["u15"] + c["erw"] + c["ue65"], c["einwohner"])
    assert np.allclose(c["u6"] + c["k6_18"], c["u18"])
    assert np.allclose(c["a65_80"] + c["ue80"], c["ue65"])
    assert (c[["u6", "k6_10", "k6_18", "u15", "erw", "ue65", "ue80"]] > 0).all(axis=None)


@pytest.mark.parametrize("year", [2018, 2024])
def test_rates_from_counts_are_the_published_ones(year: int) -> None:
    c, facts = counts(year), published(year).dropna(axis=1, how="all")
    rates = [i for i in config().indicator if i.numerator and i.id in facts]
    assert len(rates) >= 12
    for i in rates:
        per = {"%": 100, "je 1.000": 1000}.get(i.unit, 1)
        value = c[i.numerator] / c[i.denominator] * per
        # Counts have one decimal place, hectares two.
        rounding = per * 0.06 / c[i.denominator] if per > 1 else 0.006 * value / c["bebaut_ha"]
        assert ((value - facts[i.id]).abs() <= rounding + 1e-9).all(), i.id


def test_city_values_are_those_the_city_published() -> None:
    single = table("facts/veroeffentlicht").query("ebene == 'stadt' and jahr == '2018'")
    known = single.set_index("kennzahl")["wert"].astype(float)
    c = counts(2018).sum()
    assert 100 * c["u18"] / c["einwohner"] == pytest.approx(known["anteil_u18"], abs=0.05)
    assert 100 * c["ue65"] / c["einwohner"] == pytest.approx(known["anteil_65plus"], abs=0.15)
    rate = 100 * c["arbeitslose"] / c["erwerbspersonen"]
    assert rate == pytest.approx(known["arbeitslosenquote"], abs=0.05)


def test_transfer_receipt_of_the_city_is_near_15_per_cent() -> None:
    c = counts(2024).sum()
    assert 100 * c["transfer"] / c["einwohner"] == pytest.approx(15.26, abs=0.01)


def test_estimated_inhabitants_fit_the_published_ones_of_single_areas() -> None:
    areas = table("facts/gebiete").set_index("schluessel")
    known = table("facts/veroeffentlicht").query("kennzahl == 'bevoelkerung' and ebene != 'stadt'")
    nearest = {"2018": 2018, "2023": 2024}
    ratios = []
    for row in known[known["jahr"].isin(nearest)].itertuples():
        inside = (
            areas.index == row.schluessel
            if row.ebene == "unterbezirk"
            else (areas[row.ebene] == row.schluessel)
        )
        estimated = counts(nearest[row.jahr])["einwohner"][inside].sum()
        ratios.append(estimated / float(row.wert))
    assert len(ratios) > 15
    assert min(ratios) > 0.95
    assert max(ratios) < 1.05


def test_no_area_has_more_persons_than_its_addresses_can_hold() -> None:
    addresses = table("facts/gebiete").set_index("schluessel")["adressen_2024"].astype(float)
    for year in (2018, 2024):
        per_address = counts(year)["einwohner"] / addresses
        assert per_address.between(1.2, 20).all()


def test_a_common_row_is_spread_by_how_densely_the_areas_are_settled() -> None:
    areas = DataFrame(
        {"flaeche_ha": [100.0, 100.0, 50.0], "einwohner_2024": [500.0, 500.0, 70.0]},
        index=["A", "B", "C"],
    )
    rows = {
        ("A", 2018): (10.0, 10.0), ("B", 2018): (30.0, 30.0), ("C", 2018): (50.0, 3.0),
        ("A", 2024): (20.0, 50.0), ("B", 2024): (20.0, 50.0), ("C", 2024): (40.0, 4.0),
    }  # fmt: skip
    figures = DataFrame.from_dict(
        rows, orient="index", columns=["building_density_pct", "population_density_ha_abs"]
    )
    figures.index = pd.MultiIndex.from_tuples(rows, names=["key", "jahr"])
    persons = script("dortmund_counts").population(2024, areas, figures, DataFrame())
    # A and B share a row: built up 10 ha × 10 persons against 30 ha × 30, so 1 : 9 of 1,000.
    assert persons.to_dict() == {"A": 100, "B": 900, "C": 70}


def test_a_zero_is_hidden_only_where_it_cannot_be_true() -> None:
    young = DataFrame({"j15_25": [1000.0, 1000.0, 100.0, 1000.0]})
    figures = DataFrame(
        {
            "unemployed_under_25_pct": [5.0, 0.0, 0.0, 0.0],
            "unemployed_pct": [10.0, 10.0, 5.0, 0.5],
        }
    )
    # Expected: 50, 50, 100 × 5 % ÷ 2 = 2.5, and 50 ÷ 20 = 2.5 young unemployed.
    hidden = script("dortmund_counts").hidden_zeros(young, figures)
    assert hidden.tolist() == [False, True, False, False]


@pytest.mark.parametrize("year", [2018, 2024])
def test_hidden_zeros_carry_the_suppressed_mark_and_all_else_is_as_published(year: int) -> None:
    shown = table(f"kennzahlen_{year}").set_index("key")
    column = shown.pop("unemployed_under_25_pct")
    facts = published(year).dropna(axis=1, how="all")
    assert (facts.loc[column == "•", "unemployed_under_25_pct"] == 0).all()
    assert 0 < (column == "•").sum() < (facts["unemployed_under_25_pct"] == 0).sum()
    assert shown.apply(pd.to_numeric).equals(facts[shown.columns])


# ---------------------------------------------------------------- offers


def test_offers_are_the_citys_and_the_programmes_each_once() -> None:
    offers, official = table("angebote"), table("facts/angebote_stadt")
    assert offers["id"].is_unique
    assert set(official["id"]) <= set(offers["id"])
    assert len(offers) == 1131 + 25 - len(DOUBLED)
    for category, address in DOUBLED:
        at_place = offers[(offers["category"] == category) & (offers["address"] == address)]
        assert at_place["id"].str.startswith(category).tolist() == [True]
    assert set(offers["area"]) <= set(table("facts/gebiete")["schluessel"])


def test_programme_offers_lie_on_the_citys_area_and_end_when_they_ended() -> None:
    offers = table("angebote").set_index("id")
    ours = offers[offers.index.str.startswith("programm-")]
    cells = table("facts/adresszellen").astype({"x": float, "y": float})
    for row in ours.itertuples():
        of_area = cells[cells["unterbezirk"] == row.area]
        metres = np.hypot(of_area["x"] + 50 - float(row.x), of_area["y"] + 50 - float(row.y))
        assert metres.min() < 150, row.Index
    ended = offers[offers["name"] == "Quartiersbüro Borsigplatz (alt)"].iloc[0]
    assert (ended["valid_from"], ended["valid_to"]) == ("2014-01-01", "2019-12-31")
    successor = offers[offers["name"] == "Quartiersbüro Borsigplatz"].iloc[0]
    assert (successor["valid_from"], successor["valid_to"]) == ("2019-12-01", "")


# ---------------------------------------------------------------- city.toml


def test_the_catalogue_names_only_what_the_tables_hold() -> None:
    variables = set(chain.from_iterable(t.columns for t in config().table))
    for entry in config().table:
        assert set(entry.columns.values()) <= set(table(Path(entry.file).stem).columns)
    for i in config().indicator:
        assert {i.numerator, i.denominator, i.value, i.weight} - {""} <= variables
        assert i.label_en
        assert i.definition
        assert i.caveat
        assert i.source
    assert {g.variable for g in config().target_group} <= variables


def test_all_22_published_figures_are_in_the_catalogue() -> None:
    assert {i.id for i in config().indicator} == set(published(2018).columns)
    refused = {i.id for i in config().indicator if not i.comparable}
    assert refused >= {
        "single_households_over_65_pct", "unemployed_under_25_pct",
        "saldo_births_deaths_pct", "population_density_ha_abs",
    }  # fmt: skip


def test_estimated_counts_and_approximate_boundaries_are_marked() -> None:
    assert all(t.estimated == t.file.startswith("zahlen") for t in config().table)
    assert all("angenähert, nicht amtlich" in level.note for level in config().level)
    assert all("nicht amtlich" in index.label for index in config().index)
    assert all("kein Ziel der Stadt" in target.source for target in config().target)


def test_categories_standards_and_indices_refer_to_what_exists() -> None:
    categories = {c.id for c in config().category}
    assert categories == set(table("angebote")["category"])
    fields = {f.id for f in config().field_of_action}
    assert {c.field_of_action for c in config().category} == fields
    groups = {g.id for g in config().target_group}
    assert all(s.category in categories and s.target_group in groups for s in config().standard)
    assert all(s.source and (s.max_minutes or s.max_metres) for s in config().standard)
    directed = {i.id for i in config().indicator if i.worse != "neither"}
    for index in config().index:
        assert set(index.indicators) <= directed
        assert sum(index.weights.values()) == pytest.approx(1 if index.weights else 0)
        assert set(chain.from_iterable(index.themes.values())) <= set(index.indicators)


# ---------------------------------------------------------------- the folder


def test_the_script_makes_the_same_bytes_again(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "dortmund.py"), "--into", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    made = sorted(path.name for path in tmp_path.iterdir())
    kept = sorted(path.name for path in CITY.glob("*.*") if path.suffix in {".csv", ".geojson"})
    assert made == kept
    different = [n for n in made if (tmp_path / n).read_bytes() != (CITY / n).read_bytes()]
    assert different == []


def test_the_folder_is_small_holds_no_python_and_every_file_is_explained() -> None:
    files = [path for path in CITY.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 3_000_000
    assert not [path for path in files if path.suffix == ".py"]
    sources = (CITY / "SOURCES.md").read_text(encoding="utf-8")
    named = [p for p in files if p.name != "SOURCES.md" and p.name not in sources]
    assert named == []
