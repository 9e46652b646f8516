"""Scenarios: pure changes of the offers, saved whole, compared in persons."""

import json

import geopandas
import geopandas.testing
import pandas as pd
import pytest
from pandas import DataFrame, Series
from shapely import Point, box

from geo.levels import Level
from indicators.coverage import Coverage
from indicators.coverage.scenario_effects import city_effect, compare_by_area, compare_by_class
from indicators.coverage.scenarios import (
    Change,
    Scenario,
    ScenarioError,
    apply_scenario,
    change_sentences,
    from_json,
    to_json,
)
from store.scenarios import (
    delete_scenario,
    load_scenario,
    read_scenario,
    save_scenario,
    scenario_names,
)


def offers():
    table = {
        "name": ["Haus A", "Haus B"], "category": ["treff", "treff"], "capacity": [20.0, 30.0],
        "opening": ["Mo-Fr 9-17", ""],
    }  # fmt: skip
    places = geopandas.GeoSeries([Point(7.4, 51.5), Point(7.5, 51.5)], crs=4326).to_crs(25832)
    return geopandas.GeoDataFrame(table, geometry=places.to_numpy(), crs=25832,
                                  index=pd.Index(["a", "b"], name="id"))  # fmt: skip


NEW = Change("add", "c", {"name": "Haus C", "category": "kita", "lon": 7.45, "lat": 51.51})


def test_each_change_does_what_it_says_and_nothing_else():
    before = offers()
    scenario = Scenario("Probe", (
        NEW,
        Change("move", "a", {"lon": 7.41, "lat": 51.49}),
        Change("hours", "a", {"opening": "Sa 10-12"}),
        Change("places", "a", {"capacity": 45}),
        Change("close", "b"),
    ))  # fmt: skip
    after = apply_scenario(before, scenario)
    assert after.index.tolist() == ["a", "c"]
    assert after.loc["a", ["name", "capacity", "opening"]].tolist() == ["Haus A", 45, "Sa 10-12"]
    assert after.loc["c", ["name", "category"]].tolist() == ["Haus C", "kita"]
    assert pd.isna(after.loc["c", "capacity"])
    degrees = after.geometry.to_crs(4326)
    assert (degrees["a"].x, degrees["a"].y) == pytest.approx((7.41, 51.49))
    assert (degrees["c"].x, degrees["c"].y) == pytest.approx((7.45, 51.51))
    assert after.crs == before.crs
    assert list(after.columns) == list(before.columns)


def test_the_real_offers_are_never_changed():
    before = offers()
    kept = before.copy(deep=True)
    apply_scenario(
        before,
        Scenario("Probe", (NEW, Change("places", "a", {"capacity": 1}), Change("close", "b"))),
    )
    geopandas.testing.assert_geodataframe_equal(before, kept)


def test_a_scenario_without_changes_is_today():
    geopandas.testing.assert_geodataframe_equal(
        apply_scenario(offers(), Scenario("leer")), offers()
    )


def test_all_faults_are_named_together():
    scenario = Scenario("falsch", (
        Change("close", "x"),
        Change("add", "a", {"name": "Haus", "category": "treff", "lon": 7, "lat": 51}),
        Change("move", "b", {"lon": 700.0, "lat": 51.0}),
        Change("move", "b", {"lat": 51.0}),
        Change("places", "b", {"capacity": float("nan")}),
        Change("hours", "b", {"opening": "manchmal"}),
        Change("close", "b"), Change("close", "b"),
    ))  # fmt: skip
    with pytest.raises(ScenarioError) as error:
        apply_scenario(offers(), scenario)
    numbers = [fault.split(" ")[1] for fault in error.value.faults]
    assert numbers == ["1", "2", "3", "4", "5", "6", "8"]
    assert "„700.0“" in error.value.faults[2]
    assert "Es fehlt: lon" in error.value.faults[3]


def test_a_new_offer_can_be_changed_later_in_the_same_scenario():
    scenario = Scenario("Probe", (NEW, Change("places", "c", {"capacity": 12})))
    assert apply_scenario(offers(), scenario).loc["c", "capacity"] == 12


def test_sentences_name_the_offers():
    scenario = Scenario(
        "Probe", (NEW, Change("close", "b"), Change("places", "a", {"capacity": 5}))
    )
    assert change_sentences(scenario, offers()) == (
        "„Haus C“ neu", "„Haus B“ geschlossen", "„Haus A“ andere Zahl der Plätze: 5",
    )  # fmt: skip


def test_a_shared_file_is_the_same_scenario():
    scenario = Scenario("Süd & „Nord“", (NEW, Change("close", "b")), "Eine Notiz", "Dortmund")
    assert from_json(to_json(scenario)) == scenario


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "anderes"}', "[" * 100_000,
     json.dumps({"format": "aktionsraum-szenario/1", "name": "", "changes": []}),
     json.dumps({"format": "aktionsraum-szenario/1", "name": "x", "changes": [{"kind": "bomb"}]}),
     json.dumps({"format": "aktionsraum-szenario/1", "name": "x", "changes": {"a": 1}}),
     json.dumps({"format": "aktionsraum-szenario/1", "name": ["x"]})],
)  # fmt: skip
def test_damaged_files_are_refused(text):
    with pytest.raises(ScenarioError):
        from_json(text)


def test_scenarios_are_saved_by_name(tmp_path):
    first, second = Scenario("Mehr Kitas", (NEW,)), Scenario("mehr-kitas!", (Change("close", "b"),))
    save_scenario(tmp_path / "neu", first)
    save_scenario(tmp_path / "neu", second)
    assert load_scenario(tmp_path / "neu", "Mehr Kitas") == first
    assert load_scenario(tmp_path / "neu", "mehr-kitas!") == second
    assert set(scenario_names(tmp_path / "neu")) == {"Mehr Kitas", "mehr-kitas!"}
    delete_scenario(tmp_path / "neu", "Mehr Kitas")
    assert scenario_names(tmp_path / "neu") == ("mehr-kitas!",)


@pytest.mark.parametrize(
    "name", ["../../fort", "/etc/passwd", "a\x00b", "..", "CON", "ä" * 400, "💡"]
)
def test_no_name_leaves_the_folder(tmp_path, name):
    folder = tmp_path / "szenarien"
    path = save_scenario(folder, Scenario(name))
    assert path.parent == folder
    assert [p.name for p in tmp_path.iterdir()] == ["szenarien"]
    assert load_scenario(folder, name).name == name


def test_saving_replaces_whole_files_and_leaves_nothing_behind(tmp_path):
    save_scenario(tmp_path, Scenario("x", (NEW,)))
    path = save_scenario(tmp_path, Scenario("x"))
    assert list(tmp_path.iterdir()) == [path]
    assert read_scenario(path).changes == ()
    with pytest.raises(ScenarioError, match="gibt es schon"):
        save_scenario(tmp_path, Scenario("x"), overwrite=False)


def test_a_missing_scenario_names_those_that_exist(tmp_path):
    save_scenario(tmp_path, Scenario("Eins"))
    with pytest.raises(ScenarioError, match="„Eins“"):
        load_scenario(tmp_path, "Zwei")


def coverage(covered, persons=(4.0, 6.0, 10.0)):
    points = DataFrame({"x": 0.0, "y": 0.0, "area": ["a", "a", "b"], "persons": persons,
                        "minutes": 1.0, "covered": covered})  # fmt: skip
    empty = geopandas.GeoDataFrame(geometry=[], crs=25832)
    return Coverage("treff", "Treffs", "alle", "Alle", "", "", "ub", 2024, DataFrame(), empty,
                    points, False, ())  # fmt: skip


def level():
    shapes = geopandas.GeoDataFrame({"name": ["West", "Ost"]}, geometry=[box(0, 0, 1, 1)] * 2,
                                    index=pd.Index(["a", "b"], name="key"), crs=25832)  # fmt: skip
    return Level("ub", "UB", shapes, Series({"a": "a", "b": "b"}))


def test_gains_and_losses_do_not_hide_each_other():
    """In area a 4 persons are lost and 6 gained: net 2, but both stand there."""
    today, after = coverage([True, False, False]), coverage([False, True, False])
    table = compare_by_area(today, {"Probe": after}, level()).set_index("key")
    assert table.loc[
        "a", ["covered_today", "covered_persons", "gained_persons", "lost_persons"]
    ].tolist() == [4, 6, 6, 4]
    assert table.loc["b", ["gained_persons", "covered_share"]].tolist() == [0, 0]
    assert city_effect(today, after)["covered_share"] == pytest.approx(6 / 20)


def test_comparison_by_need():
    table = compare_by_class(
        coverage([True, False, False]),
        {"Eins": coverage([True, True, False]), "Zwei": coverage([True, False, True])},
        Series({"a": "niedrig", "b": "hoch"}),
    ).set_index(["scenario", "status"])
    assert table["gained_persons"].to_dict() == {
        ("Eins", "hoch"): 0, ("Eins", "niedrig"): 6, ("Zwei", "hoch"): 10, ("Zwei", "niedrig"): 0,
    }  # fmt: skip


def test_other_persons_cannot_be_compared():
    with pytest.raises(ValueError, match="same persons"):
        city_effect(coverage([True] * 3), coverage([True] * 3, persons=(1.0, 1.0, 1.0)))
