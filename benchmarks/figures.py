"""All figures of a city: every level and year, all indices, 1,000 draws, and one page's reasons.

Run: .venv/bin/python -m benchmarks.figures [CITY]

The peer is the plain way: one pandas table per draw. It is run for a hundredth of the draws,
over one level and year, and must give the same classes as ours for the same drawn values.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from pandas import DataFrame, Index, Series

from indicators.catalogue import Indicator
from indicators.indices import METHODS, IndexDefinition, IndexInputs, composite
from indicators.indices.draws import draw_together, drawn_classes, rank_intervals
from indicators.indices.inputs import index_inputs, level_rows
from indicators.indices.why import explain
from intake.city import read_city
from intake.model import City
from pipeline import analyse
from pipeline.index import definition_of

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5


def median_seconds(job: Callable[[], object], runs: int = RUNS) -> float:
    job()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def all_figures(city: City) -> int:
    """Figures of all levels and years, every index, and its ranges from 1,000 draws."""
    analysis = analyse(city)
    definitions = {section.id: definition_of(section) for section in city.config.index}
    computed = 0
    for level in [name for name in analysis.levels if name != "city"]:
        rows = level_rows(analysis.figures, level)
        for year in sorted(analysis.figures["year"].unique()):
            results = {}
            for name, definition in definitions.items():
                inputs = index_inputs(
                    rows, definition, analysis.catalogue, level=level, year=int(year)
                )
                if set(definition.indicators) <= set(inputs.values.columns):
                    results[name] = composite(definition, inputs)
            drawn = draw_together(results)
            for result in results.values():
                rank_intervals(result, drawn)
                computed += 1
    return computed


def random_inputs(areas: int, indicators: int) -> IndexInputs:
    """Counts like those of a large city."""
    rng = np.random.default_rng(1)
    persons = rng.integers(300, 12_000, (areas, indicators)).astype(float)
    counts = rng.binomial(persons.astype(int), rng.beta(2, 15, (areas, indicators))).astype(float)
    keys = Index([f"{n:08d}" for n in range(areas)], name="key")
    names = [f"i{n}" for n in range(indicators)]

    def table(cells: np.ndarray) -> DataFrame:
        return DataFrame(cells, index=keys, columns=names)

    return IndexInputs(
        values=table(100 * counts / persons),
        directions=Series(1.0, index=names),
        rated=Series(True, index=keys),
        city=Series(100 * counts.sum(axis=0) / persons.sum(axis=0), index=names),
        numerators=table(counts),
        denominators=table(persons),
        per=Series(100.0, index=names),
    )


def all_methods(inputs: IndexInputs) -> None:
    names = tuple(inputs.values.columns)
    results = {m: composite(IndexDefinition(m, m, m, names), inputs) for m in METHODS}
    drawn = draw_together(dict(results))
    for result in results.values():
        rank_intervals(result, drawn)


def plain_status(values: DataFrame) -> Series:
    """Berlin's status as one would write it with pandas, for one table."""
    z = (values - values.mean()) / values.std(ddof=0)
    total = z.sum(axis=1)
    index = (total - total.mean()) / total.std(ddof=0)
    return pd.cut(index, [-np.inf, -1, 1, 1.5, np.inf], labels=[1, 2, 3, 4]).astype(int)


def beside_pandas(inputs: IndexInputs, draws: int) -> tuple[float, float, float]:
    """Seconds of ours and of one table per draw; share of equal classes."""
    result = composite(IndexDefinition("m", "m", "mss", tuple(inputs.values.columns)), inputs)
    drawn = draw_together({"m": result}, draws=draws)
    rated = result.table["rated"].to_numpy()

    def plain() -> np.ndarray:
        tables = (DataFrame({n: cells[i] for n, cells in drawn.items()}) for i in range(draws))
        return np.column_stack([plain_status(table.astype(float)) for table in tables])

    ours = median_seconds(lambda: drawn_classes(result, rated, drawn))
    peer = median_seconds(plain, runs=3)
    equal = float((drawn_classes(result, rated, drawn)[1] == plain()).mean())
    return ours, peer, equal


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "dortmund"
    city = read_city(folder)
    count = all_figures(city)
    seconds = median_seconds(lambda: all_figures(city))
    print(f"{city.config.city.name}: figures and {count} indices with 1,000 draws {seconds:6.2f} s")
    print(f"  of this the figures alone {median_seconds(lambda: analyse(city)):28.2f} s")
    berlin = random_inputs(542, 4)
    seconds = median_seconds(lambda: all_methods(berlin))
    print(f"542 areas × 4 indicators, six methods, 1,000 draws {seconds:8.2f} s")
    result = composite(IndexDefinition("m", "m", "mss", tuple(berlin.values.columns)), berlin)
    catalogue = {name: Indicator(id=name, label=name) for name in berlin.values.columns}
    key = str(result.table["rank"].idxmin())
    seconds = median_seconds(lambda: explain(result, catalogue, key))
    print(f"„Warum?“ for one of 542 areas {1000 * seconds:26.0f} ms")
    ours, peer, equal = beside_pandas(berlin, 100)
    print(
        f"100 draws: ours {ours:.3f} s, pandas {peer:.3f} s, {peer / ours:.0f} × ({equal:.4%} equal)"
    )


if __name__ == "__main__":
    main()
