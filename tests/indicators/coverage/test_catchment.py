"""Floating catchments against the textbook formula worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from indicators.coverage import floating_catchment
from indicators.coverage.catchment import catchment_weights, gaussian, shares_of_supply

# Three demand points, two offers; limit 10:
#   offer 0 is within reach of points 0 and 1, offer 1 of points 1 and 2.
COST = np.array([[4.0, 12.0], [10.0, 3.0], [11.0, 9.0]])
DEMAND, SUPPLY = [100.0, 300.0, 50.0], [20.0, 70.0]


def test_two_steps_by_hand() -> None:
    """R0 = 20 / 400, R1 = 70 / 350; the point in both catchments has the sum."""
    found = floating_catchment(DEMAND, SUPPLY, COST, max_cost=10)
    assert found.tolist() == pytest.approx([0.05, 0.05 + 0.2, 0.2])


def test_enhanced_two_steps_by_hand() -> None:
    """With weights 1 up to 5 and 0.5 beyond: R0 = 20 / 250, R1 = 70 / 325."""
    found = floating_catchment(
        DEMAND, SUPPLY, COST, max_cost=10, decay=lambda c: np.where(c <= 5, 1.0, 0.5)
    )
    r0, r1 = 20 / (100 + 0.5 * 300), 70 / (300 + 0.5 * 50)
    assert found.tolist() == pytest.approx([r0, 0.5 * r0 + r1, 0.5 * r1])


def test_everything_reaches_everything() -> None:
    """Supply divided by demand, everywhere."""
    found = floating_catchment(DEMAND, SUPPLY, np.ones((3, 2)), max_cost=10)
    assert found.tolist() == pytest.approx([90 / 450] * 3)


def test_sparse_costs_mean_the_same_and_a_stored_zero_is_at_the_door() -> None:
    """Entries that are not stored are out of reach; a stored 0 is inside."""
    rows, columns = np.nonzero(COST <= 10)
    costs = COST[rows, columns]
    costs[0] = 0.0
    matrix = sparse.csr_array((costs, (rows, columns)), shape=COST.shape)
    assert matrix.nnz == 4
    found = floating_catchment(DEMAND, SUPPLY, matrix, max_cost=10)
    assert found.tolist() == pytest.approx([0.05, 0.25, 0.2])
    coo = floating_catchment(DEMAND, SUPPLY, sparse.coo_matrix(matrix), max_cost=10)
    assert coo.tolist() == pytest.approx(found.tolist())


def test_nobody_in_reach_and_no_offer_in_reach() -> None:
    """An offer without persons gives nothing; a point without offers has 0, never NaN."""
    found = floating_catchment([0.0, 10.0], [5.0, 8.0], [[1, 99], [99, 1]], max_cost=10)
    assert found.tolist() == pytest.approx([0.0, 0.8])
    assert floating_catchment([3.0], [], np.zeros((1, 0)), max_cost=10).tolist() == [0.0]
    assert floating_catchment([np.nan, 10.0], [5.0], [[1], [1]], max_cost=10)[1] == pytest.approx(
        0.5
    )


def test_gaussian_falls_from_one_to_a_hundredth() -> None:
    """At the door, at half way (0.01 to the power of a quarter), at the limit."""
    found = gaussian(np.array([0.0, 600.0, 1200.0]), max_cost=1200)
    assert found.tolist() == pytest.approx([1.0, 0.01**0.25, 0.01])


def test_unknown_decay_is_refused() -> None:
    """A word that names none."""
    with pytest.raises(ValueError, match="linear"):
        floating_catchment(DEMAND, SUPPLY, COST, max_cost=10, decay="linear")


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from([None, "gaussian"]))
def test_totals_are_conserved(seed: int, decay: str | None) -> None:
    """Places times persons that get them sum to the places of all offers with persons in reach."""
    rng = np.random.default_rng(seed)
    cost = rng.uniform(0, 20, (12, 5))
    demand, supply = rng.uniform(0, 50, 12), rng.uniform(1, 90, 5)
    found = floating_catchment(demand, supply, cost, max_cost=9, decay=decay)
    used = (cost <= 9).any(axis=0)
    assert found @ demand == pytest.approx(supply[used].sum())
    double = floating_catchment(demand, 2 * supply, cost, max_cost=9, decay=decay)
    assert double == pytest.approx(2 * found)
    kept = catchment_weights(cost, max_cost=9, decay=decay)
    assert shares_of_supply(demand, supply, kept) == pytest.approx(found)
