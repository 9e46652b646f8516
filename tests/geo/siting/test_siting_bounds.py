"""Bounds say no more than is proven: stopped early, with a poor start, and drawn together."""

import itertools
import time

import numpy as np
import pytest

from geo.siting import (
    backup_coverage,
    capacitated_coverage,
    location_set_covering,
    maximal_coverage,
    p_median,
    served_persons,
)
from geo.siting._dual import choice, lagrangian
from geo.siting._problem import require_problem
from geo.siting._result import siting
from geo.siting._solve import branch_and_bound, solve, solve_exactly
from geo.siting.instance import coverage_instance, median_instance, value_of

#: Two clusters of five at −10 and 10 and one person between; sites at −10, 0 and 10.
PEOPLE, SITES = np.array([-10.0, 0, 10]), np.array([-10.0, 0, 10])
WAYS, PERSONS = np.abs(PEOPLE[:, None] - SITES), np.array([5.0, 1, 5])


def plane(seed, rows, sites):
    rng = np.random.default_rng(seed)
    people, places = rng.uniform(0, 100, (rows, 2)), rng.uniform(0, 100, (sites, 2))
    cost = np.hypot(*(people[:, None] - places[None]).transpose(2, 0, 1))
    return cost, rng.integers(1, 20, rows).astype(float)


def least_value(instance):
    """Least value over all choices of an instance's columns."""
    positions = itertools.combinations(range(instance.size), instance.count)
    return min(value_of(instance, np.array(chosen, dtype=np.int64)) for chosen in positions)


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [(100.0, 99.0, 0.01), (100.0, 101.0, 0.01), (-4.0, -5.0, 0.25), (100.0, 100.001, 1e-5), (0.0, 1.0, 1e12)],
)  # fmt: skip
def test_a_gap_is_told_as_it_is(objective, bound, gap):
    problem = require_problem([[1.0]], [1.0], count=1)
    told = siting(problem, np.array([0]), objective, bound, time.perf_counter())
    assert not told.proven
    assert (told.bound, told.gap) == (bound, pytest.approx(gap))


@pytest.mark.parametrize("bound", [100.0, 100.000001, 99.999999])
def test_a_gap_of_rounding_is_none(bound):
    problem = require_problem([[1.0]], [1.0], count=1)
    told = siting(problem, np.array([0]), 100.0, bound, time.perf_counter())
    assert (told.proven, told.bound, told.gap) == (True, 100.0, 0.0)


def test_median_stopped_at_once_promises_nothing_it_does_not_know():
    """Greedy opens the middle (100 instead of 110) and stays at 50; both ends would cost 10."""
    instance = median_instance(require_problem(WAYS, PERSONS, count=2))
    best, bound = solve(instance, deadline=0.0)
    assert best.value == 50
    assert bound <= 10
    assert solve(instance)[1] == 10


def test_coverage_stopped_at_once_promises_nothing_it_does_not_know():
    """Greedy takes the site that covers 6, then 2 more; the two others cover all 10."""
    near = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 1], [0, 0, 1]])
    cost, persons = np.where(near, 1.0, np.inf), [2.0, 3, 3, 2]
    instance = coverage_instance(require_problem(cost, persons, count=2, max_cost=1))
    best, bound = solve(instance, deadline=0.0)
    assert best.value == 2
    assert bound <= 0
    found = maximal_coverage(cost, persons, max_cost=1, count=2)
    assert (found.objective, found.bound) == (10, 10)


@pytest.mark.parametrize("seed", range(25))
def test_the_dual_keeps_every_column_of_a_better_choice(seed):
    """With the worst choice known or the next best, after any number of steps: nothing is lost."""
    cost, persons = plane(seed, 20, 11)
    instance = median_instance(require_problem(cost, persons, count=3))
    if seed % 3 == 0:
        instance = coverage_instance(require_problem(cost, persons, count=3, max_cost=35))
    ranked = sorted(
        itertools.combinations(range(11), 3), key=lambda c: value_of(instance, np.array(c))
    )
    values = [value_of(instance, np.array(chosen)) for chosen in ranked]
    next_best = int(np.argmax(np.array(values) > values[0] + 1e-6))
    none = np.zeros(len(instance.base))
    for known, steps in itertools.product((next_best, next_best + 8, -1), (1, 4, 20, 150)):
        known_choice = choice(instance, np.array(ranked[known]))
        dual = lagrangian(instance, known_choice, none, instance.base, steps=steps, try_every=9999)
        assert dual.bound <= values[0] + 1e-6
        assert least_value(dual.instance) == pytest.approx(values[0])


@pytest.mark.parametrize("seed", range(6))
def test_a_search_that_is_stopped_knows_no_more_than_its_open_nodes(seed):
    cost, persons = plane(seed, 30, 12)
    instance = median_instance(require_problem(cost, persons, count=4))
    optimum, start = least_value(instance), np.zeros(len(instance.base))
    dual = lagrangian(instance, choice(instance, np.arange(4)), start, instance.base, steps=4)
    assert dual.bound < optimum
    for stop in ({"nodes": 0, "deadline": np.inf}, {"nodes": 99, "deadline": 0.0}):
        assert branch_and_bound(dual, **stop) == (dual.best, dual.bound)
    for nodes in (1, 2, 3, 5):
        best, bound = branch_and_bound(dual, nodes=nodes, deadline=np.inf)
        assert bound <= optimum + 1e-6 <= best.value + 2e-6
    best, bound = branch_and_bound(dual, nodes=10**6, deadline=np.inf)
    assert best.value == pytest.approx(optimum)
    assert bound == pytest.approx(optimum)


@pytest.mark.parametrize("seed", range(20))
def test_the_exact_model_finds_the_optimum_whatever_is_known(seed):
    """From the worst choice, alike medians with many costs a row and coverings with one."""
    cost, persons = plane(seed, 15, 9)
    if seed % 2:
        cost = np.round(cost / 10)  # ties
    instance = median_instance(require_problem(cost, persons, count=3))
    if seed % 4 == 0:
        instance = coverage_instance(require_problem(cost, persons, count=3, max_cost=30))
    optimum, everything = least_value(instance), itertools.combinations(range(9), 3)
    worst = max(everything, key=lambda chosen: value_of(instance, np.array(chosen)))
    best, bound = solve_exactly(instance, choice(instance, np.array(worst)), deadline=np.inf)
    assert best.value == pytest.approx(optimum)
    assert bound == pytest.approx(optimum)
    assert value_of(instance, best.sites) == pytest.approx(optimum)


def test_with_capacities_the_bound_holds_when_time_is_up():
    """The choice of the model without capacities, filled up, is one that must be possible."""
    cost, persons = plane(1, 300, 90)
    places = np.random.default_rng(2).uniform(20, 400, 90)
    known = maximal_coverage(cost, persons, max_cost=12, count=8).chosen
    served = served_persons(cost[:, known], persons, places[list(known)], max_cost=12)[2].sum()
    cut = capacitated_coverage(cost, persons, places, max_cost=12, count=8, time_limit=0.01)
    assert cut.bound >= served - 1e-6
    assert cut.bound >= cut.objective
    assert cut.proven == (cut.gap == 0)


def test_covering_twice_has_a_bound_that_holds_when_time_is_up():
    """A quarter counts twice: the best choice for covering once must be possible."""
    cost, persons = plane(3, 400, 120)
    known = list(maximal_coverage(cost, persons, max_cost=12, count=8).chosen)
    times = (cost[:, known] <= 12).sum(axis=1)
    reached = 0.75 * persons[times > 0].sum() + 0.25 * persons[times > 1].sum()
    cut = backup_coverage(cost, persons, max_cost=12, count=8, twice_share=0.25, time_limit=0.01)
    assert cut.bound >= reached - 1e-6


def test_covering_everybody_has_a_bound_that_holds_when_time_is_up():
    """Ten hidden sites with 60 points each cover all; 400 others have 66 at random."""
    rng = np.random.default_rng(4)
    cost = np.full((600, 410), 9.0)
    for site in range(10):
        cost[60 * site : 60 * site + 60, 400 + site] = 1
    for site in range(400):
        cost[rng.permutation(600)[:66], site] = 1
    cut = location_set_covering(cost, max_cost=1, time_limit=0.01)
    assert (cost[:, cut.chosen] == 1).any(axis=1).all()
    assert cut.bound <= 10


def test_models_that_end_in_time_prove_their_answer():
    """By hand: the middle reaches all; both ends serve 5 + 4; twice, the middle and an end: 11 and 6."""
    assert p_median(WAYS, PERSONS, count=2).proven
    assert location_set_covering(WAYS, max_cost=10).bound == 1
    full = capacitated_coverage(WAYS, PERSONS, [5, 5, 4], max_cost=0, count=2)
    assert (full.objective, full.bound, full.proven) == (9, 9, True)
    twice = backup_coverage(WAYS, PERSONS, max_cost=10, count=2, twice_share=0.5)
    assert (twice.objective, twice.bound) == (8.5, 8.5)
