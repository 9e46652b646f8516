"""The attack finds what is open, and nothing once partners are withheld."""

from copy import copy

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from indicators.secrecy.count_tables import CountTable
from indicators.secrecy.relations import linear_relations
from indicators.secrecy.release import release
from indicators.secrecy.suppression import suppress
from tests.builders.attack import Equation, attack
from tests.builders.audit import audit
from tests.builders.invented_city import areas, city_of

TABLES = 1000
CHUNK = 250


def random_tables(seed):
    """Counts of a small invented city over several years: nested and overlapping areas.

    Returns the limit, the members of every row and, by year, the counts of the areas.
    """
    draw = np.random.default_rng(seed)
    n, levels, min_cases = draw.integers(5, 9), draw.integers(2, 4), int(draw.integers(3, 6))
    quarters = np.sort(draw.integers(0, n // 2, n))
    groups = [np.arange(n), quarters]
    if levels == 3:
        groups.append(quarters // 2)
    groups += [draw.integers(-1, 3, n), np.zeros(n, dtype=int)]  # overlapping areas; the city
    members = np.vstack([np.equal.outer(np.unique(g[g >= 0]), g) for g in groups]).astype(float)
    years = []
    for _ in range(draw.choice([1, 1, 2])):
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


@pytest.mark.parametrize("first", range(0, TABLES, CHUNK))
def test_nothing_is_recovered_from_a_thousand_random_cities(first):
    found, wanted = {}, 0
    for seed in range(first, first + CHUNK):
        found[seed], secret = recovered(seed, secondary=True)
        wanted += secret
    assert wanted > 5 * CHUNK, "the random cities hold too few secrets to prove anything"
    assert {seed: cells for seed, cells in found.items() if cells} == {}


def test_without_partners_most_cities_give_something_away():
    given_away = sum(bool(recovered(seed, secondary=False)[0]) for seed in range(50))
    assert given_away > 25


# The whole way: an analysis through the gate, and the attack on what comes out.


def town(years=1, poor=(2, 30, 40, 25), everyone=(100, 300, 400, 250), **options):
    """Four areas in two quarters; in 2024 area a has a small count, before it has none."""
    counts = {2024: areas(poor=poor, all=everyone)}
    if years > 1:
        counts[2018] = areas(poor=[20, 30, 40, 25], all=everyone)
    return city_of(counts, {"quarter": ["q1", "q1", "q2", "q2"]}, **options)


def leaking(released, **parts):
    """The same release with some tables as they were before the gate."""
    copied = copy(released)
    for name, table in parts.items():
        object.__setattr__(copied, name, table)
    return copied


def test_what_the_gate_lets_through_gives_nothing_away():
    city = town()
    assert not release(city).suppressed.empty
    assert audit(release(city), city).empty


def test_a_count_left_open_is_found_by_subtraction():
    city = town()
    released = release(city)
    table = released.counts["area", 2024].copy()
    table.loc["b", "poor"] = 30
    found = audit(leaking(released, counts={**released.counts, ("area", 2024): table}), city)
    assert found[["key", "what", "low", "high"]].values.tolist() == [["a", "poor", 2, 2]]


def test_a_rate_times_its_denominator_is_found():
    city = town()
    found = audit(leaking(release(city), figures=city.figures), city)
    assert found[["key", "what"]].values.tolist() == [["a", "poor"]]
    assert found[["low", "high"]].to_numpy() == pytest.approx(np.array([[2, 2]]), abs=1e-4)


@pytest.mark.parametrize(("persons", "is_found"), [(100, True), (40_000, False)])
def test_a_rounded_rate_gives_small_denominators_away(persons, is_found):
    # 2 of 100 is 2.0 %: one more would be 3.0. 2 of 40,000 is 0.0 %: so is anything below 20.
    city = town(poor=(2, 30, 40, 25), everyone=(persons, 300, 400, 250))
    released = release(city)
    rounded = city.figures.assign(value=city.figures["value"].round(1)).query("key == 'a'")
    own = rounded.assign(city_value=np.nan)
    assert audit(leaking(released, figures=own), city, decimals=1).empty is not is_found


def test_a_change_published_besides_is_found():
    city = town(years=2)
    released = release(city)
    told = pd.DataFrame(
        [("area", "a", "poor", 2024, 2018, -18.0)],
        columns=["level", "key", "what", "year", "since", "difference"],
    )
    assert audit(released, city).empty
    assert audit(released, city, changes=told)["key"].tolist() == ["a"]


def test_sums_between_variables_are_kept():
    counts = areas(poor=[2, 30, 40, 25], rest=[98, 270, 360, 225], all=[100, 300, 400, 250])
    city = city_of({2024: counts}, {"quarter": ["q1", "q1", "q2", "q2"]})
    law = {"poor": 1.0, "rest": 1.0, "all": -1.0}
    assert audit(release(city), city, sums=[law]).empty
    # The small rest of 2 poor in 100 is not the point: "all − rest" must not give the 2.
    alone = release(city).counts["area", 2024].loc["a", ["rest", "all"]]
    assert alone.isna().any()


def test_overlapping_levels_and_years_of_whole_analyses_give_nothing_away():
    for seed in range(8):
        draw = np.random.default_rng(seed)
        people = {year: draw.poisson(8, 10) for year in (2018, 2024)}
        counts = {
            year: areas(poor=draw.binomial(all_, 0.3), all=all_) for year, all_ in people.items()
        }
        quarters = [f"q{number}" for number in np.sort(draw.integers(0, 4, 10))]
        social = [f"s{number}" for number in draw.integers(0, 3, 10)]
        city = city_of(counts, {"quarter": quarters, "social": social}, min_cases=4)
        assert audit(release(city), city).empty, seed


def test_a_city_value_of_some_areas_gives_nothing_away():
    # Area d has no count, so the city has none either; its rate covers a, b and c.
    city = town(poor=(2, 30, 40, np.nan))
    released = release(city)
    hidden = released.counts["area", 2024]["poor"].isna()
    shown_rate = released.figures.query("key == 'b'")["city_value"].notna().all()
    assert not (shown_rate and hidden.sum() == 2), "72 of 800 less 30 less 40 are 2"


def test_zero_is_possible_where_everybody_knows_the_few_inhabitants():
    city = town(poor=(1, 0, 40, 25), everyone=(2, 3, 400, 250), released={"all"})
    released = release(city)
    assert released.counts["area", 2024].loc[["a", "b"], "poor"].isna().all()
    assert audit(released, city).empty
