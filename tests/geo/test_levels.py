"""Levels and their nesting: counts add up, unknown parts stay unknown."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, Series

from geo.levels import aggregate, nesting

MEMBERS = Series({"01": "A", "02": "A", "03": "B"})


def test_counts_are_summed():
    counts = DataFrame({"persons": [100.0, 20.0, 7.0]}, index=["01", "02", "03"])
    assert aggregate(counts, MEMBERS)["persons"].to_dict() == {"A": 120.0, "B": 7.0}


def test_a_sum_with_an_unknown_part_is_unknown():
    counts = DataFrame({"persons": [100.0, np.nan, 7.0]}, index=["01", "02", "03"])
    sums = aggregate(counts, MEMBERS)["persons"]
    assert np.isnan(sums["A"])
    assert sums["B"] == 7.0


def test_a_member_without_a_row_makes_the_sum_unknown():
    counts = DataFrame({"persons": [100.0, 7.0]}, index=["01", "03"])
    assert np.isnan(aggregate(counts, MEMBERS).loc["A", "persons"])


def test_areas_that_belong_to_none_are_left_out():
    counts = DataFrame({"persons": [100.0, 20.0, 7.0]}, index=["01", "02", "03"])
    assert aggregate(counts, Series({"03": "B"}))["persons"].to_dict() == {"B": 7.0}


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from("ABC")), min_size=1, max_size=60))
def test_the_total_is_the_same_at_every_level(rows):
    keys = [f"{i:03}" for i in range(len(rows))]
    counts = DataFrame({"persons": [float(n) for n, _ in rows]}, index=keys)
    members = Series([area for _, area in rows], index=keys)
    assert aggregate(counts, members)["persons"].sum() == counts["persons"].sum()


@given(st.permutations(["01", "02", "03"]))
def test_row_order_does_not_matter(order):
    counts = DataFrame({"persons": [100.0, 20.0, 7.0]}, index=["01", "02", "03"]).loc[order]
    assert aggregate(counts, MEMBERS)["persons"].to_dict() == {"A": 120.0, "B": 7.0}


def test_a_cut_area_does_not_nest():
    finer = Series({"01": "A", "02": "A", "03": "B"})
    assert nesting(finer, Series({"01": "X", "02": "Y", "03": "Y"})) is None


def test_an_area_half_outside_does_not_nest():
    finer = Series({"01": "A", "02": "A", "03": "B"})
    assert nesting(finer, Series({"01": "X"})) is None


def test_areas_wholly_outside_are_left_out():
    finer = Series({"01": "A", "02": "A", "03": "B"})
    assert nesting(finer, Series({"03": "X"})).to_dict() == {"B": "X"}


def test_a_level_with_ground_that_the_finer_one_does_not_know_is_no_nesting():
    """X holds 04, which lies in no area of the finer level: A and B alone are not X and Y."""
    finer = Series({"01": "A", "02": "A", "03": "B"})
    whole = Series({"01": "X", "02": "X", "03": "Y"})
    assert nesting(finer, whole).to_dict() == {"A": "X", "B": "Y"}
    assert nesting(finer, Series({**whole, "04": "X"})) is None
    assert nesting(finer, Series({**whole, "04": "Z"})) is None


def test_a_level_nests_in_itself_and_in_the_whole_city():
    finer = Series({"01": "A", "02": "A", "03": "B"})
    assert nesting(finer, finer).to_dict() == {"A": "A", "B": "B"}
    assert nesting(finer, Series("city", finer.index)).to_dict() == {"A": "city", "B": "city"}
