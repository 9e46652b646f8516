"""Trend: a straight line is found exactly, and two points are none."""

import numpy as np
import pytest
from pandas import DataFrame
from scipy import stats

from indicators.trend import trend


def test_a_straight_line_is_found_exactly_over_uneven_years():
    values = DataFrame([[10.0, 14.0, 20.0]], index=["a"], columns=[2015, 2017, 2020])
    row = trend(values).loc["a"]
    assert row["slope"] == pytest.approx(2.0)
    assert (row["low"], row["high"]) == (pytest.approx(2.0), pytest.approx(2.0))


def test_interval_is_that_of_least_squares():
    """Compared with scipy's line for each area, one of them with a gap."""
    years = [2016, 2018, 2019, 2021, 2024]
    values = DataFrame(
        [[5.0, 7.0, 6.0, 9.0, 8.0], [5.0, np.nan, 3.0, 4.0, 1.0]], index=["a", "b"], columns=years
    )
    table = trend(values)
    for key, row in values.iterrows():
        known = row.dropna()
        line = stats.linregress(np.array(known.index, dtype=float), known.to_numpy())
        half = stats.t.ppf(0.975, len(known) - 2) * line.stderr
        np.testing.assert_allclose(table.loc[key, "slope"], line.slope)
        np.testing.assert_allclose(table.loc[key, "low"], line.slope - half)
        np.testing.assert_allclose(table.loc[key, "high"], line.slope + half)


def test_fewer_than_three_points_give_no_trend():
    values = DataFrame([[1.0, np.nan, 3.0]], index=["a"], columns=[2018, 2021, 2024])
    row = trend(values).loc["a"]
    assert np.isnan(row["slope"])
    assert (row["points"], row["reason"]) == (2, "too_few_years")


def test_order_of_the_years_does_not_matter():
    values = DataFrame([[10.0, 14.0, 19.0]], columns=[2015, 2017, 2020])
    turned = values[[2020, 2015, 2017]]
    np.testing.assert_allclose(trend(values)["slope"], trend(turned)["slope"])
