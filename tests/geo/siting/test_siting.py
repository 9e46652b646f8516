"""Siting models against brute force, laws and the published optima of the OR-Library."""

import itertools
import os
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.csgraph import shortest_path

from geo.siting import (
    UnreachableError,
    backup_coverage,
    capacitated_coverage,
    location_set_covering,
    maximal_coverage,
    p_median,
)

REAL = Path(os.environ.get("AKTIONSRAUM_REAL_DATA", Path(__file__).parents[4] / "shared" / "real"))
PMED = REAL / "references"
SEEDS = range(200)


def random_instance(seed):
    """Few points and sites with ties, zero demand, unreachable pairs and fixed sites."""
    rng = np.random.default_rng(seed)
    rows, sites = rng.integers(1, 9), rng.integers(2, 8)
    cost = rng.integers(0, 12, (rows, sites)).astype(float)
    if seed % 3 == 0:
        cost += rng.random((rows, sites))
    if seed % 2:
        cost[rng.random((rows, sites)) < 0.2] = rng.choice([np.inf, np.nan])
    demand = rng.integers(0, 6, rows).astype(float)
    if seed % 5 == 0:
        demand *= rng.random(rows)
    fixed = tuple(rng.permutation(sites)[: rng.integers(0, 2)].tolist())
    count = int(rng.integers(0, sites - len(fixed) + 1))
    return cost, demand, count, fixed


def choices(sites, count, fixed):
    """Every set of open sites with `count` new ones."""
    free = [site for site in range(sites) if site not in fixed]
    return [list(fixed) + list(new) for new in itertools.combinations(free, count)]


def covered_times(cost, opened, max_cost):
    """How many open sites lie within `max_cost` of each point."""
    with np.errstate(invalid="ignore"):
        return (cost[:, opened] <= max_cost).sum(axis=1)


@pytest.mark.parametrize("seed", SEEDS)
def test_maximal_coverage_agrees_with_brute_force(seed):
    cost, demand, count, fixed = random_instance(seed)
    best = max(
        demand[covered_times(cost, opened, 4) > 0].sum()
        for opened in choices(cost.shape[1], count, fixed)
    )
    result = maximal_coverage(cost, demand, max_cost=4, count=count, fixed=fixed)
    assert result.objective == pytest.approx(best)
    assert result.proven
    assert result.bound == pytest.approx(best)
    assert set(fixed) <= set(result.chosen)
    assert len(result.new) == count


def way(cost, demand, opened):
    """Demand × cost to the nearest open site; inf where some demand reaches none."""
    near = np.where(np.isnan(cost[:, opened]), np.inf, cost[:, opened]).min(axis=1, initial=np.inf)
    return demand[demand > 0] @ near[demand > 0]


@pytest.mark.parametrize("seed", SEEDS)
def test_p_median_agrees_with_brute_force(seed):
    cost, demand, count, fixed = random_instance(seed)
    best = min(way(cost, demand, opened) for opened in choices(cost.shape[1], count, fixed))
    if np.isinf(best):
        with pytest.raises(UnreachableError):
            p_median(cost, demand, count=count, fixed=fixed)
        return
    result = p_median(cost, demand, count=count, fixed=fixed)
    assert result.objective == pytest.approx(best)
    assert result.bound == pytest.approx(best)
    assert result.proven
    assert way(cost, demand, list(result.chosen)) == pytest.approx(best)
    assert len(result.new) == count


@pytest.mark.parametrize("seed", SEEDS)
def test_location_set_covering_agrees_with_brute_force(seed):
    cost, demand, _, fixed = random_instance(seed)
    counts = range(cost.shape[1] - len(fixed) + 1)
    enough = [
        count
        for count in counts
        for opened in choices(cost.shape[1], count, fixed)
        if (covered_times(cost, opened, 6)[demand > 0] > 0).all()
    ]
    if not enough:
        everywhere = list(range(cost.shape[1]))
        lost = (covered_times(cost, everywhere, 6) == 0) & (demand > 0)
        with pytest.raises(UnreachableError) as error:
            location_set_covering(cost, demand, max_cost=6, fixed=fixed)
        assert error.value.points == tuple(np.flatnonzero(lost))
        return
    result = location_set_covering(cost, demand, max_cost=6, fixed=fixed)
    assert result.objective == result.bound == min(enough) + len(fixed)
    assert (covered_times(cost, list(result.chosen), 6)[demand > 0] > 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_backup_coverage_agrees_with_brute_force(seed):
    cost, demand, count, fixed = random_instance(seed)
    share = (0.0, 0.3, 0.5, 0.8, 1.0)[seed % 5]

    def reached(opened):
        times = covered_times(cost, opened, 5)
        return (1 - share) * demand[times > 0].sum() + share * demand[times > 1].sum()

    best = max(reached(opened) for opened in choices(cost.shape[1], count, fixed))
    result = backup_coverage(cost, demand, max_cost=5, count=count, fixed=fixed, twice_share=share)
    assert result.objective == pytest.approx(best)
    assert result.bound == pytest.approx(best)
    assert reached(list(result.chosen)) == pytest.approx(best)


def most_served(near, demand, capacity, opened):
    """Most persons that can be served, by the theorem of cuts: least over sets of points."""
    totals = []
    for size in range(len(demand) + 1):
        for inside in itertools.combinations(range(len(demand)), size):
            rest = demand.sum() - demand[list(inside)].sum()
            used = [site for site in opened if near[list(inside), site].any()]
            totals.append(rest + capacity[used].sum())
    return min(totals)


@pytest.mark.parametrize("seed", SEEDS)
def test_capacitated_coverage_agrees_with_brute_force(seed):
    cost, demand, count, fixed = random_instance(seed)
    rng = np.random.default_rng(seed + 1000)
    keep = slice(0, 6)
    cost, demand = cost[keep], demand[keep]
    capacity = rng.integers(0, 10, cost.shape[1]).astype(float)
    near = np.nan_to_num(cost, nan=np.inf) <= 6
    best = max(
        most_served(near, demand, capacity, opened)
        for opened in choices(cost.shape[1], count, fixed)
    )
    result = capacitated_coverage(cost, demand, capacity, max_cost=6, count=count, fixed=fixed)
    assert result.objective == pytest.approx(best)
    assert result.bound == pytest.approx(best)


def pmed(number):
    """Distances and p of an OR-Library file; a later line for the same edge overrides."""
    figures = np.array((PMED / f"pmed{number}.txt").read_text().split(), dtype=int)
    nodes, _, count = figures[:3]
    edges = {frozenset(edge[:2]): edge[2] for edge in figures[3:].reshape(-1, 3).tolist()}
    graph = sparse.dok_array((nodes, nodes))
    for pair, length in edges.items():
        graph[min(pair) - 1, max(pair) - 1] = length
    return shortest_path(graph.tocsr(), directed=False), int(count)


def published(number):
    """The optimum as published."""
    lines = (line.split() for line in (PMED / "pmedopt.txt").read_text().splitlines())
    return {words[0]: float(words[1]) for words in lines if len(words) == 2}[f"pmed{number}"]


@pytest.mark.real
@pytest.mark.skipif(not PMED.exists(), reason="the OR-Library's files are not here")
@pytest.mark.parametrize("number", range(1, 11))
def test_the_or_library_is_solved_to_the_published_optimum(number):
    cost, count = pmed(number)
    result = p_median(cost, np.ones(len(cost)), count=count)
    assert result.objective == result.bound == published(number)
    assert result.proven
    assert cost[:, result.chosen].min(axis=1).sum() == published(number)
