"""How long the release gate takes, and what it withholds: invented cities of Dortmund's size.

Run: python -m benchmarks.secrecy
"""

import time
from statistics import median

import numpy as np
from scipy import sparse

from indicators.secrecy.count_tables import CountTable
from indicators.secrecy.relations import linear_relations
from indicators.secrecy.suppression import suppress
from tests.builders.attack import Equation, attack

AREAS, VARIABLES, MIN_CASES, REPEATS = 170, 40, 3, 5


def invented_year(rate, seed=0):
    """Counts of 170 areas in 62, 39, 13 and 12 larger ones and the city, for 40 variables."""
    draw = np.random.default_rng(seed)
    bezirk = np.sort(draw.integers(0, 62, AREAS))
    sozialraum = np.sort(draw.integers(0, 39, AREAS))
    moved = draw.random(AREAS) < 0.1
    sozialraum[moved] = draw.integers(0, 39, moved.sum())
    aktionsraum = np.where(draw.random(AREAS) < 0.4, draw.integers(0, 13, AREAS), -1)
    divisions = [np.arange(AREAS), bezirk, sozialraum, aktionsraum, bezirk // 6]
    divisions.append(np.zeros(AREAS, dtype=int))
    members = np.vstack([np.equal.outer(np.unique(d[d >= 0]), d) for d in divisions])
    people = np.maximum(draw.lognormal(7.8, 0.9, AREAS), 5).astype(int)
    shares = np.minimum(0.5, rate * (0.3 + np.arange(1, VARIABLES) / 10))
    counts = np.column_stack([people, *[draw.binomial(people, share) for share in shares]])
    return members.astype(float), counts.astype(float)


def table_of(members, counts):
    """Return the year as the suppression sees it: everything is a part of the inhabitants."""
    rows = len(members)
    return CountTable(
        level=np.full(rows, "", dtype=object),
        key=np.arange(rows).astype(object),
        members=sparse.csr_array(members),
        variables=tuple(f"v{number}" for number in range(VARIABLES)),
        values=members @ counts,
        pairs=tuple((part, 0) for part in range(1, VARIABLES)),
        fixed=np.zeros(VARIABLES, dtype=bool),
        concealed=np.zeros((rows, VARIABLES), dtype=bool),
        relations=linear_relations(counts),
    )


def recovered(members, counts, hidden, variable):
    """Small counts of one variable that a reader finds out."""
    values = members @ counts[:, variable]
    shown = np.where(hidden[:, variable], np.nan, values)
    cells = dict(enumerate(shown.tolist()))
    equations = [
        Equation({row: -1.0, **{int(area): 1.0 for area in np.flatnonzero(inside)}})
        for row, inside in enumerate(members)
        if row >= AREAS
    ]
    small = np.flatnonzero((values > 0) & (values < MIN_CASES)).tolist()
    least = {cell: 1.0 for cell, n in cells.items() if np.isnan(n)}
    secrets = [(row, {row: 1.0}) for row in small]
    return len(attack(cells, equations, secrets, min_cases=MIN_CASES, least=least))


def main():
    print(f"{AREAS} areas, {VARIABLES} variables, 6 levels, one year; median of {REPEATS}")
    print("rate   small  withheld  of cells  recovered  seconds")
    for rate in (0.3, 0.03, 0.005):
        members, counts = invented_year(rate)
        seconds = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            chosen = suppress(table_of(members, counts), MIN_CASES)
            seconds.append(time.perf_counter() - began)
        found = sum(recovered(members, counts, chosen.hidden, v) for v in range(VARIABLES))
        print(
            f"{rate:5.1%}  {chosen.primary.sum():5d}  {chosen.hidden.sum():8d}"
            f"  {chosen.hidden.mean():8.2%}  {found:9d}  {median(seconds):7.3f}"
        )


if __name__ == "__main__":
    main()
