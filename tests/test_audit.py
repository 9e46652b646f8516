"""The attack finds what is open, and nothing once partners are withheld."""

import numpy as np
from scipy import sparse

from indicators.attack import Equation, attack
from indicators.count_tables import CountTable
from indicators.relations import linear_relations
from indicators.suppression import suppress

TABLES = 1000


def random_tables(seed):
    """Counts of a small invented city over several years: nested and overlapping areas.

    Returns the limit, the members of every row and, by year, the counts of the areas.
    """
    draw = np.random.default_rng(seed)
    n, levels, min_cases = draw.integers(5, 10), draw.integers(2, 4), int(draw.integers(3, 6))
    quarters = np.sort(draw.integers(0, n // 2, n))
    groups = [np.arange(n), quarters]
    if levels == 3:
        groups.append(quarters // 2)
    groups += [draw.integers(0, 3, n), np.zeros(n, dtype=int)]  # overlapping areas, and the city
    members = np.vstack([np.equal.outer(np.unique(g), g) for g in groups]).astype(float)
    years = []
    for _ in range(draw.integers(1, 3)):
        people = draw.poisson(draw.choice([1.5, 5, 20]), n)
        poor = draw.binomial(people, 0.3)
        years.append(np.column_stack([poor, people, people - poor])[:, : draw.integers(1, 4)])
    return min_cases, members, [counts.astype(float) for counts in years]


def table_of(members, counts, years):
    """The same counts as the suppression sees them: poor, all and, with three columns, the rest."""
    rows, variables = len(members), counts.shape[1]
    return CountTable(
        level=np.full(rows, "", dtype=object),
        key=np.arange(rows).astype(object),
        members=sparse.csr_array(members),
        variables=("poor", "all", "rest")[:variables],
        values=members @ counts,
        pairs=((0, 1),) if variables > 1 else (),
        fixed=np.zeros(variables, dtype=bool),
        concealed=np.zeros((rows, variables), dtype=bool),
        relations=linear_relations(np.vstack([y for y in years if y.shape == counts.shape])),
    )


def puzzle(members, years, hidden):
    """What a reader sees of all years: cells (year, row, variable), and how they hang together."""
    areas, cells, equations = members.shape[1], {}, []
    for year, counts in enumerate(years):
        values = np.where(hidden[year], np.nan, members @ counts)
        cells |= {(year, *at): n for at, n in np.ndenumerate(values)}
        for row, inside in enumerate(members):
            for variable in range(counts.shape[1]):
                parts = {(year, int(area), variable): 1.0 for area in np.flatnonzero(inside)}
                if row >= areas:
                    equations.append(Equation({(year, row, variable): -1.0, **parts}))
            if counts.shape[1] > 1:
                part_of = {(year, row, 0): 1.0, (year, row, 1): -1.0}
                equations.append(Equation(part_of, low=-np.inf))
            if counts.shape[1] > 2:
                equations.append(Equation({**part_of, (year, row, 2): 1.0}))
    return cells, equations


def secrets(members, years, min_cases):
    """Small counts, and small rests of counts that are not 0."""
    numbers = []
    for year, counts in enumerate(years):
        values = members @ counts
        for row, variable in zip(*np.nonzero((values > 0) & (values < min_cases)), strict=True):
            cell = (year, int(row), int(variable))
            numbers.append((cell, {cell: 1.0}))
        if counts.shape[1] > 1:
            rest = values[:, 1] - values[:, 0]
            for row in np.flatnonzero((rest > 0) & (rest < min_cases) & (values[:, 0] > 0)):
                terms = {(year, int(row), 1): 1.0, (year, int(row), 0): -1.0}
                numbers.append(((year, int(row), "rest"), terms))
    return numbers


def recovered(seed, *, secondary):
    """Secret numbers of one random city that a reader finds out; how many there are."""
    min_cases, members, years = random_tables(seed)
    hidden = [
        suppress(table_of(members, counts, years), min_cases, secondary=secondary).hidden
        for counts in years
    ]
    cells, equations = puzzle(members, years, hidden)
    least = dict.fromkeys((cell for cell, n in cells.items() if np.isnan(n)), 1.0)
    wanted = secrets(members, years, min_cases)
    found = attack(cells, equations, wanted, min_cases=min_cases, least=least)
    return found, len(wanted)


def test_nothing_is_recovered_from_a_thousand_random_cities():
    found, wanted = {}, 0
    for seed in range(TABLES):
        found[seed], secret = recovered(seed, secondary=True)
        wanted += secret
    assert wanted > 5 * TABLES, "the random cities hold too few secrets to prove anything"
    assert {seed: cells for seed, cells in found.items() if cells} == {}


def test_without_partners_most_cities_give_something_away():
    given_away = sum(bool(recovered(seed, secondary=False)[0]) for seed in range(50))
    assert given_away > 25
