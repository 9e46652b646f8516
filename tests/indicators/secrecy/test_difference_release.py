"""The difference of two coverages behind the release gate: persons of three areas, by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from indicators.coverage import covered_by_area
from indicators.coverage.difference import CoverPair, difference_of, moved_persons, of_whole_city
from indicators.secrecy.release import release
from indicators.secrecy.release_difference import release_difference
from tests.builders.invented_city import areas, city_of
from tests.indicators.coverage.test_release_coverage import coverage_of

#: By area: persons covered both times, only at first, only then, never.
MOVES = {"a": (40, 0, 1, 59), "b": (50, 0, 30, 20), "c": (60, 0, 0, 40)}


def city(members=None):
    """Three areas of 100 persons each."""
    counts = areas(poor=[100, 100, 100], all=[500, 500, 500])
    return city_of({2024: counts}, members or {})


def pair_of(moves, town, *, level="area", published=False, variable=""):
    """Two coverages of the same persons on a level of the town, and of the whole town."""
    sides = []
    for covered in ((True, True, False, False), (True, False, True, False)):
        points = pd.DataFrame(
            [
                {
                    "x": 0.0,
                    "y": 0.0,
                    "area": area,
                    "persons": float(n),
                    "minutes": 5.0,
                    "covered": c,
                }
                for area, persons in moves.items()
                for n, c in zip(persons, covered, strict=True)
            ]
        )
        plain = coverage_of({"a": (1.0, 1.0)}, level=level, published=published, variable=variable)
        sides.append(
            replace(plain, points=points, areas=covered_by_area(points, town.levels[level]))
        )
    whole = town.levels["city"]
    return CoverPair(*sides, *(of_whole_city(side, whole) for side in sides), 5, 4)


def shown(moves=MOVES, members=None, **options):
    """The released difference."""
    town = city(members)
    pair = pair_of(moves, town, **options)
    return release_difference(pair, min_cases=3, released=release(town))


def differences(found):
    return found.areas.table["difference_persons"]


def test_published_counts_hold_no_secret():
    found = shown(published=True)
    assert differences(found).tolist() == [1, 30, 0]
    assert found.city.table["difference_persons"].tolist() == [31]
    assert found.secret == frozenset()


def test_a_small_change_goes_with_a_partner_and_what_gives_it_away():
    # One more in a. The city's 31 stay: without b they would tell the one.
    found = shown()
    assert differences(found).isna().tolist() == [True, True, False]
    gone = found.areas.table.loc[["a", "b"]]
    numbers = ["first_persons", "second_persons", "first_share", "second_share"]
    assert gone[[*numbers, "difference_share"]].isna().all(axis=None)
    assert differences(found)["c"] == 0
    assert found.city.table["difference_persons"].tolist() == [31]
    assert {"a", "b"} <= found.secret


def test_each_coverage_alone_would_have_been_shown():
    # 40 and 41 of 100 are no small counts: the gate for one coverage alone lets both pass.
    from indicators.secrecy.release import release_coverage

    town = city()
    pair = pair_of(MOVES, town)
    for side in (pair.first, pair.second):
        areas_ = release_coverage(side, min_cases=3, released=release(town)).areas
        assert areas_["covered_persons"].notna().all()


def test_a_coarser_level_does_not_give_a_small_change_away():
    # Quarter one is a alone: its change is the same small one, and quarter two its rest.
    members = {"quarter": ["q1", "q2", "q2"]}
    assert differences(shown(members=members, level="quarter")).isna().all()
    together = shown(members={"quarter": ["q1", "q1", "q2"]}, level="quarter")
    assert differences(together).tolist() == [31, 0]


def test_a_small_balance_of_large_moves_is_withheld():
    # 20 gained, 21 lost.
    moves = {"a": (20, 21, 20, 39), "b": (30, 0, 25, 45), "c": (50, 0, 25, 25)}
    found = differences(shown(moves))
    assert np.isnan(found["a"])
    assert found.isna().sum() >= 2


def test_a_small_change_of_the_whole_city_is_withheld():
    found = shown({"a": (40, 2, 0, 58), "b": (50, 0, 0, 50), "c": (60, 0, 0, 40)})
    assert found.city.table[["difference_persons", "second_share"]].isna().all(axis=None)
    assert np.isnan(differences(found)["a"])


def test_spread_counts_that_are_not_published_show_no_small_change_either():
    found = shown(variable="poor")
    visible = differences(found).dropna().abs()
    assert not ((visible > 0) & (visible < 3)).any()
    assert np.isnan(differences(found)["a"])


def test_without_the_rest_of_the_release_no_number_is_shown():
    found = release_difference(pair_of(MOVES, city()), min_cases=3)
    assert differences(found).isna().all()
    assert found.city.table["difference_persons"].isna().all()


def test_inside_the_administration_nothing_is_withheld():
    town = city()
    found = release_difference(
        pair_of(MOVES, town), min_cases=3, audience="internal", released=release(town)
    )
    assert differences(found).tolist() == [1, 30, 0]


def test_another_group_has_no_difference_in_persons():
    pair = pair_of(MOVES, city(), published=True)
    other = replace(pair.second, target_group="65plus")
    table = difference_of(pair.first, other)
    assert table["difference_persons"].isna().all()
    assert table["difference_share"].tolist() == pytest.approx([0.01, 0.3, 0])


def test_persons_that_move():
    moves = {"a": (20, 21, 20, 39), "b": (30, 0, 25, 45), "c": (50, 0, 25, 25)}
    pair = pair_of(moves, city())
    table = moved_persons(pair.first, pair.second)
    assert table["gained"].tolist() == [20, 25, 25]
    assert table["lost"].tolist() == [21, 0, 0]


def test_persons_of_different_points_do_not_move():
    pair = pair_of(MOVES, city())
    fewer = replace(pair.second, points=pair.second.points.iloc[1:])
    with pytest.raises(ValueError, match="same persons"):
        moved_persons(pair.first, fewer)


def test_different_levels_are_refused():
    pair = pair_of(MOVES, city())
    with pytest.raises(ValueError, match="levels"):
        difference_of(pair.first, pair.second_city)


def test_the_city_counts_the_persons_that_are_known():
    town = city()
    pair = pair_of(MOVES, town)
    points = pair.first.points.copy()
    points.loc[points["area"] == "c", "persons"] = np.nan
    whole = of_whole_city(replace(pair.first, points=points), town.levels["city"])
    assert whole.areas["target_persons"].tolist() == [200]
    assert whole.areas["covered_persons"].tolist() == [90]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_shown_leaves_at_least_three_possibilities(seed):
    """A reader subtracts what all levels show: each small loss may still be three numbers."""
    from scipy.optimize import linprog

    rng = np.random.default_rng(seed)
    keys = list("abcdefgh")
    lost = rng.choice([0, 0, 1, 2, 5, 40], size=8)
    moves = {key: (30, int(n), 0, 170 - int(n)) for key, n in zip(keys, lost, strict=True)}
    poor = [sum(persons) for persons in moves.values()]
    quarters = ["q1", "q1", "q1", "q2", "q2", "q3", "q3", "q3"]
    halves = ["h1", "h1", "h1", "h1", "h2", "h2", "h2", "h2"]
    members = {"quarter": quarters, "half": halves}
    town = city_of({2024: areas(poor=poor, all=[900] * 8)}, members)
    levels = {"area": keys, **members, "city": ["city"] * 8}
    rows, sums = [], []
    for level, of in levels.items():
        pair = pair_of(moves, town, level=level)
        found = differences(release_difference(pair, min_cases=3, released=release(town)))
        for key, value in found.dropna().items():
            rows.append([float(k == key) for k in of])
            sums.append(-value)
    if not rows:
        return
    for place in np.flatnonzero((lost > 0) & (lost < 3)):
        goal = np.eye(8)[place]
        low, high = (
            linprog(sign * goal, A_eq=rows, b_eq=sums, bounds=(0, 200)).fun * sign
            for sign in (1, -1)
        )
        assert np.floor(high + 1e-6) - np.ceil(low - 1e-6) >= 2
