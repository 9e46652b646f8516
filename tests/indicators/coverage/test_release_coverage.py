"""Coverage behind the release gate: persons of three areas, worked out by hand."""

from copy import copy
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from indicators.coverage import Coverage
from indicators.secrecy.release import release, release_coverage
from tests.builders.invented_city import areas, city_of

PERSONS = {"a": (2.0, 0.0), "b": (900.0, 300.0), "c": (500.0, 700.0)}  # covered, not covered


def coverage_of(persons, *, keys=None, gaps=(), **options):
    """A coverage from covered and uncovered persons of each finest area.

    `keys` leads from the finest areas to the areas reported on.
    """
    keys = keys or {area: area for area in persons}
    rows = [
        {"x": 0.0, "y": 0.0, "area": area, "persons": n, "minutes": 5.0, "covered": inside}
        for area, pair in persons.items()
        for n, inside in zip(pair, (True, False), strict=True)
    ]
    points = pd.DataFrame(rows)
    by_key = points.assign(key=points["area"].map(keys))
    target = by_key.groupby("key")["persons"].sum()
    covered = by_key[by_key["covered"]].groupby("key")["persons"].sum().reindex(target.index)
    city = points.loc[points["covered"], "persons"].sum() / points["persons"].sum()
    share = covered / target
    table = pd.DataFrame(
        {
            "name": target.index, "target_persons": target, "covered_persons": covered,
            "covered_share": share, "city_share": city, "gap_persons": target - covered,
            "nearest_minutes": 5.0, "below_average": (share < city).astype("boolean"),
        }
    )  # fmt: skip
    return Coverage(
        category="kita", category_label="Kita", target_group="u6", target_group_label="unter 6",
        standard="", basis="", level=options.pop("level", "area"), year=2024, areas=table,
        gaps=gaps_at(gaps), points=points, estimated=False, notes=(),
        **{"variable": "poor", "published": False, **options},
    )  # fmt: skip


def gaps_at(rows):
    """Gaps (area, persons, x) along a street."""
    table = pd.DataFrame(rows, columns=["key", "persons", "x"])
    points = gpd.points_from_xy(table["x"].astype(float) + 390_000, np.full(len(table), 5_700_012))
    texts = {"nearest_offer": "Kita 1", "nearest_minutes": 20.0, "reason": "zu weit"}
    frame = table[["key", "persons"]].assign(
        rank=range(1, len(table) + 1), name=table["key"], **texts
    )
    return gpd.GeoDataFrame(frame, geometry=points, crs=25832)


def city(poor=(2, 1200, 1200), **options):
    return city_of({2024: areas(poor=poor, all=[5000, 6000, 7000])}, {}, **options)


def test_published_counts_spread_over_addresses_hold_no_secret():
    given = coverage_of(PERSONS, published=True, gaps=[("a", 0.4, 0), ("b", 300, 500)])
    shown = release_coverage(given, min_cases=3)
    pd.testing.assert_frame_equal(shown.areas, given.areas)
    assert shown.gaps["persons"].sum() == 300.4
    assert shown.suppressed.empty


def test_no_points_pass_the_gate():
    assert not hasattr(release_coverage(coverage_of(PERSONS), min_cases=3), "points")


def test_what_the_analysis_withholds_the_coverage_withholds_too():
    released = release(city())
    hidden = released.counts["area", 2024]["poor"].isna()
    assert hidden["a"]
    assert hidden.sum() == 2
    shown = release_coverage(coverage_of(PERSONS), min_cases=3, released=released).areas
    assert shown["target_persons"].isna().tolist() == hidden.tolist()
    numbers = ["covered_persons", "gap_persons", "covered_share", "below_average"]
    assert shown.loc[hidden, numbers].isna().all(axis=None)
    open_area = shown.loc[~hidden].iloc[0]
    assert open_area["covered_persons"] + open_area["gap_persons"] == 1200


def test_a_larger_area_with_a_withheld_part_shows_a_coarse_share_alone():
    # The weights are public: covered persons of the quarter would give the two of area a.
    quarters = {"a": "q1", "b": "q1", "c": "q2"}
    town = city_of({2024: areas(poor=[2, 1200, 1200], all=[5000, 6000, 7000])},
                   {"quarter": list(quarters.values())})  # fmt: skip
    given = coverage_of(PERSONS, keys=quarters, level="quarter")
    shown = release_coverage(given, min_cases=3, released=release(town)).areas
    assert shown.loc["q1", "target_persons"] == 1202
    assert shown.loc["q1", ["covered_persons", "gap_persons"]].isna().all()
    assert shown.loc["q1", "covered_share"] == pytest.approx(0.75)  # 902 of 1,202 = 0.7504
    assert shown["city_share"].unique() == pytest.approx([0.58])  # 1,402 of 2,402 = 0.5837
    assert shown["below_average"].tolist() == [False, True]


def test_a_coarse_share_of_few_persons_is_withheld():
    # Of 40 persons one per cent is less than half a person.
    persons = {"a": (2.0, 0.0), "b": (30.0, 8.0), "c": (500.0, 700.0)}
    quarters = {"a": "q1", "b": "q1", "c": "q2"}
    town = city_of({2024: areas(poor=[2, 38, 1200], all=[500, 600, 700])},
                   {"quarter": list(quarters.values())})  # fmt: skip
    given = coverage_of(persons, keys=quarters, level="quarter")
    shown = release_coverage(given, min_cases=3, released=release(town)).areas
    assert np.isnan(shown.loc["q1", "covered_share"])


@pytest.mark.parametrize(("persons", "is_shown"), [(598, False), (600, True)])
def test_one_per_cent_must_stand_for_three_persons_either_way(persons, is_shown):
    """A rounded share is true to half a per cent: 2.99 persons of 598 are too few, 3 of 600 not."""
    half = persons / 2
    given = {"a": (2.0, 0.0), "b": (half - 2, half), "c": (500.0, 700.0)}
    quarters = {"a": "q1", "b": "q1", "c": "q2"}
    town = city_of({2024: areas(poor=[2, persons - 2, 1200], all=[5000, 6000, 7000])},
                   {"quarter": list(quarters.values())})  # fmt: skip
    shown = release_coverage(
        coverage_of(given, keys=quarters, level="quarter"), min_cases=3, released=release(town)
    ).areas
    assert shown.loc["q1", ["covered_share", "nearest_minutes"]].notna().tolist() == [is_shown] * 2
    assert shown["city_share"].notna().all()


def test_the_citys_share_of_few_persons_is_withheld():
    """The whole city has 64 persons, of whom one per cent is less than one."""
    given = {"a": (2.0, 0.0), "b": (20.0, 22.0), "c": (10.0, 10.0)}
    town = city(poor=(2, 42, 20))
    shown = release_coverage(coverage_of(given), min_cases=3, released=release(town)).areas
    assert shown["city_share"].isna().all()
    assert shown["below_average"].isna().all()


def test_a_coarse_share_equal_to_the_citys_is_not_below_it():
    # 902 of 1,202, 900 of 1,200 and the city's 1,802 of 2,402 are all 75 %.
    persons = {"a": (2.0, 0.0), "b": (900.0, 300.0), "c": (900.0, 300.0)}
    quarters = {"a": "q1", "b": "q1", "c": "q2"}
    town = city_of({2024: areas(poor=[2, 1200, 1200], all=[5000, 6000, 7000])},
                   {"quarter": list(quarters.values())})  # fmt: skip
    given = coverage_of(persons, keys=quarters, level="quarter")
    shown = release_coverage(given, min_cases=3, released=release(town)).areas
    assert shown["city_share"].tolist() == pytest.approx([0.75, 0.75])
    assert shown["below_average"].tolist() == [False, False]


def test_without_the_rest_of_the_release_no_persons_are_shown():
    shown = release_coverage(coverage_of(PERSONS), min_cases=3)
    assert shown.areas[["target_persons", "covered_persons", "gap_persons"]].isna().all(axis=None)
    assert len(shown.suppressed) == 3


def test_nothing_small_nothing_withheld():
    persons = {"a": (20.0, 10.0), "b": (900.0, 300.0)}
    given = coverage_of(persons)
    pd.testing.assert_frame_equal(release_coverage(given, min_cases=3).areas, given.areas)


def test_real_counts_at_addresses_are_counts_like_others():
    # 2 of area a are covered, 98 not. The target persons may stay; covered and gap go
    # together, and in a second area as well, because the city's covered persons are known.
    persons = {"a": (2.0, 98.0), "b": (40.0, 60.0), "c": (50.0, 50.0)}
    given = coverage_of(persons, variable="")
    released = release(city(poor=(100, 100, 100)))
    shown = release_coverage(given, min_cases=3, released=released).areas
    assert shown["target_persons"].tolist() == [100, 100, 100]
    gone = shown["covered_persons"].isna()
    assert gone.tolist() == shown["gap_persons"].isna().tolist()
    assert gone["a"]
    assert gone.sum() == 2


def test_small_gaps_join_the_nearest_large_one_of_their_area():
    gaps = [("a", 40.0, 0), ("a", 9.0, 1000), ("a", 1.0, 900), ("b", 2.0, 990), ("c", 5.0, 0)]
    shown = release_coverage(coverage_of(PERSONS, published=True, gaps=gaps), min_cases=3).gaps
    assert sorted(shown["persons"]) == [2, 5, 10, 40]
    assert shown["rank"].tolist() == [1, 2, 3, 4]
    assert shown["persons"].tolist() == [40, 10, 5, 2]


def test_a_small_secret_gap_alone_in_its_area_is_left_out_and_listed():
    persons = {"a": (100.0, 50.0), "b": (900.0, 300.0), "c": (500.0, 700.0)}
    gaps = [("a", 49.0, 0), ("b", 2.0, 990), ("c", 5.0, 0)]
    shown = release_coverage(coverage_of(persons, gaps=gaps), min_cases=3)
    assert shown.gaps["key"].tolist() == ["a", "c"]
    assert shown.suppressed[["key", "what"]].values.tolist() == [["b", "gap"]]


def test_gaps_of_withheld_areas_are_not_drawn():
    gaps = [("a", 49.0, 0), ("b", 20.0, 990), ("c", 5.0, 0)]
    given = coverage_of(PERSONS, gaps=gaps)
    shown = release_coverage(given, min_cases=3, released=release(city()))
    hidden = shown.areas.index[shown.areas["gap_persons"].isna()]
    assert len(hidden) == 2
    assert not shown.gaps["key"].isin(hidden).any()
    assert len(shown.gaps) == 1


def test_gaps_lie_in_the_middle_of_cells_of_100_metres():
    given = coverage_of(PERSONS, published=True, gaps=[("a", 40.0, 137)])
    place = release_coverage(given, min_cases=3).gaps.geometry.iloc[0]
    assert (place.x, place.y) == (390_150, 5_700_050)


def test_inside_the_administration_the_coverage_stays_whole_with_a_note():
    given = coverage_of(PERSONS)
    shown = release_coverage(given, min_cases=3, audience="internal")
    pd.testing.assert_frame_equal(shown.areas, given.areas)
    assert any("Dienstgebrauch" in note for note in shown.notes)


def test_the_coverage_is_not_changed():
    given = coverage_of(PERSONS, gaps=[("a", 1.0, 0), ("a", 50.0, 80)])
    before = copy(given.areas), given.gaps.copy()
    release_coverage(given, min_cases=3)
    pd.testing.assert_frame_equal(given.areas, before[0])
    pd.testing.assert_frame_equal(given.gaps, before[1])


def test_a_coverage_without_gaps_has_none_behind_the_gate():
    given = coverage_of({"a": (20.0, 0.0), "b": (30.0, 0.0)})
    assert release_coverage(replace(given), min_cases=3).gaps.empty
