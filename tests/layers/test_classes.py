"""Class breaks on values whose classes can be said by hand."""

import mapclassify
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.classes import breaks, class_of, natural_breaks


def values(*numbers):
    return pd.Series(numbers, index=[f"a{i}" for i in range(len(numbers))], dtype=float)


def test_the_city_value_is_a_bound_and_the_others_lie_symmetrically():
    """Distances 5, 10, 10, 20: two steps a side, the inner one at their median."""
    assert breaks(values(5, 20, 25, 35), scheme="city", k=4, city_value=15) == [5, 15, 25, 35]


def test_the_city_value_stays_exact_however_the_other_bounds_are_rounded():
    bounds = breaks(values(10, 14.94, 14.96, 20), scheme="city", k=4, city_value=14.95, decimals=1)
    assert 14.95 in bounds
    assert class_of(values(14.94, 14.96), bounds).diff().iloc[-1] == 1


def test_without_areas_on_one_side_of_the_city_no_empty_class_is_left_there():
    bounds = breaks(values(20, 25, 30), scheme="city", k=4, city_value=15)
    assert min(bounds) >= 20


def test_equal_classes_have_equal_widths_not_equal_counts():
    assert breaks(values(0, 1, 2, 30), scheme="equal", k=3) == [10, 20, 30]


def test_quantiles_put_as_many_areas_in_each_class():
    bounds = breaks(values(1, 2, 3, 4, 50, 60), scheme="quantiles", k=3)
    assert class_of(values(1, 2, 3, 4, 50, 60), bounds).tolist() == [0, 0, 1, 1, 2, 2]


def test_natural_breaks_lie_in_the_gaps():
    assert breaks(values(1, 2, 3, 50, 51, 90), scheme="jenks", k=3) == [3, 51, 90]


def test_a_value_equal_to_a_bound_belongs_below_it():
    assert class_of(values(10, 10.1), [10, 20]).tolist() == [0, 1]


def test_a_missing_value_belongs_to_no_class():
    assert class_of(values(np.nan, 5), [10.0]).tolist() == [-1, 0]


@pytest.mark.parametrize("scheme", ["city", "quantiles", "jenks", "equal"])
def test_equal_values_and_no_values_make_one_class_and_none(scheme):
    assert breaks(values(7, 7, 7), scheme=scheme, k=5, city_value=7) == [7]
    assert breaks(values(np.nan), scheme=scheme, k=5, city_value=7) == []


@pytest.mark.filterwarnings("ignore:Numba not installed")
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 400), min_size=8, max_size=40, unique=True),
    st.integers(2, 6),
)
def test_natural_breaks_fit_as_well_as_those_of_mapclassify(numbers, k):
    """Several groupings may be equally good: the fit is compared, not the bounds."""
    known = np.sort(np.array(numbers, dtype=float))
    ours = [*natural_breaks(known, k), known[-1]]
    theirs = mapclassify.FisherJenks(known, k=k).bins

    def misfit(bounds):
        group = np.searchsorted(bounds, known)
        return sum(((known[group == g] - known[group == g].mean()) ** 2).sum() for g in set(group))

    assert misfit(ours) <= misfit(theirs) + 1e-6


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=60),
    st.sampled_from(["city", "quantiles", "jenks", "equal"]),
    st.integers(3, 8),
    st.floats(0, 100),
)
def test_every_value_has_a_class_and_bounds_ascend(numbers, scheme, k, city_value):
    series = pd.Series(numbers)
    bounds = breaks(series, scheme=scheme, k=k, city_value=city_value)
    assert bounds == sorted(set(bounds))
    assert len(bounds) <= k
    assert class_of(series, bounds).between(0, len(bounds) - 1).all()
