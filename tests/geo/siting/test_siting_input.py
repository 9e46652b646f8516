"""What the siting models take, refuse and keep: forms of the input, laws, time limits."""

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from geo.programme import Model, SolverError, minimise
from geo.siting import (
    UnreachableError,
    location_set_covering,
    maximal_coverage,
    p_median,
)
from geo.siting.instance import merge_equal_rows


def plane(seed, rows, sites):
    rng = np.random.default_rng(seed)
    people, places = rng.uniform(0, 100, (rows, 2)), rng.uniform(0, 100, (sites, 2))
    cost = np.hypot(*(people[:, None] - places[None]).transpose(2, 0, 1))
    return cost, rng.exponential(10, rows)


def textbook_coverage(cost, demand, max_cost, count):
    """Church & ReVelle's model, written down plainly and solved by SciPy."""
    rows, sites = cost.shape
    near = (cost <= max_cost).astype(float)
    found = milp(
        np.concatenate([np.zeros(sites), -demand]),
        integrality=np.r_[np.ones(sites), np.zeros(rows)],
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(np.hstack([near, -np.eye(rows)]), 0),
            LinearConstraint(np.r_[np.ones(sites), np.zeros(rows)][None], count, count),
        ],
    )
    return -found.fun


def textbook_median(cost, demand, count):
    """Hakimi's model with one variable per pair."""
    rows, sites = cost.shape
    pairs = rows * sites
    serve = np.kron(np.eye(rows), np.ones(sites))
    only_open = sparse.hstack(
        [sparse.kron(np.ones((rows, 1)), -sparse.eye(sites)), sparse.eye(pairs)]
    )
    found = milp(
        np.concatenate([np.zeros(sites), (cost * demand[:, None]).ravel()]),
        integrality=np.r_[np.ones(sites), np.zeros(pairs)],
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(sparse.hstack([sparse.csr_array((rows, sites)), serve]), 1, 1),
            LinearConstraint(only_open, -np.inf, 0),
            LinearConstraint(np.r_[np.ones(sites), np.zeros(pairs)][None], count, count),
        ],
    )
    return found.fun


@pytest.mark.parametrize("seed", range(6))
def test_larger_coverage_agrees_with_the_textbook_model(seed):
    cost, demand = plane(seed, 150, 40)
    best = textbook_coverage(cost, demand, 12, 6)
    found = maximal_coverage(cost, demand, max_cost=12, count=6)
    assert found.objective == pytest.approx(best)
    assert found.proven


@pytest.mark.parametrize("seed", range(6))
def test_larger_medians_agree_with_the_textbook_model(seed):
    cost, demand = plane(seed, 60, 30)
    count = (2, 4, 8)[seed % 3]
    found = p_median(cost, demand, count=count)
    assert found.objective == pytest.approx(textbook_median(cost, demand, count))
    assert found.proven


def test_sparse_and_dense_costs_give_the_same_answer():
    cost, demand = plane(1, 80, 20)
    near = np.where(cost <= 30, cost, np.inf)
    stored = sparse.coo_array(np.where(cost <= 30, cost, 0))
    for form in (stored, stored.tocsr(), stored.tocsc(), sparse.csr_matrix(stored)):
        assert maximal_coverage(form, demand, max_cost=20, count=4).chosen == (
            maximal_coverage(near, demand, max_cost=20, count=4).chosen
        )


def test_a_stored_zero_costs_nothing_and_an_absent_entry_is_out_of_reach():
    """Site 1 serves both points, one of them at cost 0."""
    cost = sparse.coo_array(([5.0, 0.0, 3.0], ([0, 0, 1], [0, 1, 1])), shape=(2, 2))
    assert p_median(cost, [1, 1], count=1).objective == 3
    assert maximal_coverage(cost, [1, 1], max_cost=9, count=1).chosen == (1,)


def test_of_a_pair_stored_twice_the_cheaper_counts():
    """Added up, 3 + 4 would be out of reach."""
    cost = sparse.coo_array(([3.0, 4.0], ([0, 0], [0, 0])), shape=(1, 1))
    assert p_median(cost, [2], count=1).objective == 6
    assert maximal_coverage(cost, [2], max_cost=5, count=1).objective == 2


def test_a_site_exactly_at_the_limit_covers():
    assert maximal_coverage([[15.0]], [3], max_cost=15, count=1).objective == 3
    assert maximal_coverage([[15.0]], [3], max_cost=14.999, count=1).objective == 0


def test_fixed_sites_are_open_and_not_counted():
    """The fixed site covers the 9; the one new site takes the 4, not the 9 again."""
    found = maximal_coverage([[1, 9, 1], [9, 1, 9]], [9, 4], max_cost=2, count=1, fixed=(2,))
    assert (found.chosen, found.new, found.objective) == ((1, 2), (1,), 13)


def test_no_site_no_demand_and_no_point():
    assert maximal_coverage([[1, 9]], [4], max_cost=2, count=0).objective == 0
    assert maximal_coverage([[1, 9]], [0], max_cost=2, count=1).objective == 0
    empty = maximal_coverage(np.zeros((0, 3)), [], max_cost=2, count=2)
    assert (empty.objective, len(empty.chosen), empty.proven) == (0, 2, True)
    assert p_median(np.zeros((0, 3)), [], count=1).objective == 0


def test_twice_the_demand_is_twice_the_objective():
    cost, demand = plane(5, 60, 15)
    once = p_median(cost, demand, count=3)
    twice = p_median(cost, 2 * demand, count=3)
    assert twice.chosen == once.chosen
    assert twice.objective == pytest.approx(2 * once.objective)


def test_the_order_of_rows_does_not_matter():
    cost, demand = plane(6, 60, 15)
    order = np.random.default_rng(0).permutation(60)
    assert maximal_coverage(cost[order], demand[order], max_cost=15, count=3).objective == (
        pytest.approx(maximal_coverage(cost, demand, max_cost=15, count=3).objective)
    )


def test_more_sites_never_cover_less():
    cost, demand = plane(7, 80, 20)
    covered = [maximal_coverage(cost, demand, max_cost=12, count=n).objective for n in range(8)]
    assert covered == sorted(covered)


def test_the_input_stays_as_it_is():
    cost, demand = plane(8, 30, 8)
    kept = cost.copy(), demand.copy()
    p_median(cost, demand, count=2)
    assert np.array_equal(cost, kept[0])
    assert np.array_equal(demand, kept[1])


@pytest.mark.parametrize(
    ("cost", "demand", "options", "match"),
    [
        ([[1, 2, 3], [1, 2, 3]], [1, 1, 1], {"count": 1}, "swapped"),
        ([1, 2, 3], [1, 1, 1], {"count": 1}, "shape"),
        ([[1, 2]], [[1]], {"count": 1}, "demand"),
        ([[1, 2]], [-1], {"count": 1}, r"rows \[0\]"),
        ([[1, 2]], [np.nan], {"count": 1}, "finite"),
        ([[1, -2]], [1], {"count": 1}, "cost must be >= 0"),
        ([[1, 2]], [1], {"count": 3}, "only 2"),
        ([[1, 2]], [1], {"count": 2, "fixed": (0,)}, "only 1"),
        ([[1, 2]], [1], {"count": -1}, "count"),
        ([[1, 2]], [1], {"count": 1.5}, "count"),
        ([[1, 2]], [1], {"count": 1, "fixed": (2,)}, "fixed"),
        ([[1, 2]], [1], {"count": 1, "fixed": (0.5,)}, "fixed"),
        ([[1, 2]], [1], {"count": 1, "time_limit": 0}, "time_limit"),
    ],
)
def test_wrong_input_is_refused_with_the_values(cost, demand, options, match):
    for model in (p_median, lambda *a, **k: maximal_coverage(*a, max_cost=2, **k)):
        with pytest.raises(ValueError, match=match):
            model(cost, demand, **options)


def test_points_out_of_reach_of_all_sites_are_named():
    cost = np.array([[1.0, 9], [np.inf, np.nan], [9, 1], [np.inf, np.inf]])
    with pytest.raises(UnreachableError) as error:
        p_median(cost, [1, 1, 1, 0], count=2)
    assert error.value.points == (1,)
    with pytest.raises(UnreachableError) as error:
        location_set_covering(cost, max_cost=2)
    assert error.value.points == (1, 3)


def test_too_few_sites_to_reach_everybody():
    with pytest.raises(UnreachableError, match="open more"):
        p_median([[1, np.inf], [np.inf, 1]], [1, 1], count=1)


def test_the_best_so_far_comes_with_a_true_bound_when_time_is_up():
    cost, demand = plane(9, 400, 120)
    whole = p_median(cost, demand, count=9)
    cut = p_median(cost, demand, count=9, time_limit=0.02)
    assert cut.bound <= whole.objective * (1 + 1e-9)
    assert cut.objective >= whole.objective * (1 - 1e-9)
    assert cut.gap == pytest.approx((cut.objective - cut.bound) / cut.objective)
    assert cut.proven == (cut.gap == 0)
    covered = maximal_coverage(cost, demand, max_cost=9, count=9, time_limit=0.001)
    assert covered.bound >= maximal_coverage(cost, demand, max_cost=9, count=9).objective - 1e-9


def test_rows_with_the_same_sites_are_merged():
    row, column = np.array([0, 1, 1, 2, 0, 3]), np.array([0, 0, 1, 0, 1, 2])
    _, _, demand = merge_equal_rows(row, column, np.array([1.0, 2.0, 4.0, 8.0, 16.0]))
    assert sorted(demand) == [3, 4, 8]


def test_an_unbounded_model_is_an_error_and_no_solution():
    free = Model(
        np.array([-1.0]), np.zeros(1), np.full(1, np.inf), np.zeros(1, dtype=bool),
        sparse.csr_array((1, 1)), np.array([-np.inf]), np.array([np.inf]),
    )  # fmt: skip
    with pytest.raises(SolverError, match=r"(?i)unbounded"):
        minimise(free)
