"""Small invented cities for tests of secrecy: counts by area in, an analysis out."""

import numpy as np
import pandas as pd

from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.figures.analysis import FIGURE_COLUMNS, Analysis

RATE = Indicator(id="quote", label="Quote", numerator="poor", denominator="all")


def city_of(counts, members, *, min_cases=3, catalogue=(RATE,), released=frozenset(), hidden=()):
    """An analysis of one or more years: `counts` by year, `members` by coarser level.

    `hidden` are (area, year, variable) that the source withholds.
    """
    finest = next(iter(counts.values())).index
    own = pd.Series(finest, index=finest)
    nested = {"area": own, **{k: pd.Series(v, index=finest).dropna() for k, v in members.items()}}
    nested["city"] = pd.Series("city", index=finest)
    levels, tables, reasons, figures = {}, {}, {}, []
    for name, of in nested.items():
        keys = pd.Index(sorted(set(of)), name="key")
        levels[name] = Level(name, name, pd.DataFrame({"name": keys}, index=keys), of)
        for year, table in counts.items():
            sums = table.reindex(of.index).groupby(of).sum(skipna=False).reindex(keys)
            tables[name, year] = sums
            why = pd.DataFrame("", index=sums.index, columns=sums.columns)
            reasons[name, year] = why.mask(sums.isna(), "missing")
            figures += [figures_of(name, year, sums, table, indicator) for indicator in catalogue]
    for key, year, what in hidden:
        reasons["area", year].loc[key, what] = "suppressed"
    return Analysis(
        name="Musterstadt", ags="", min_cases=min_cases, min_population=0, levels=levels,
        catalogue={i.id: i for i in catalogue}, counts=tables, reasons=reasons, estimated={},
        released=dict.fromkeys(counts, frozenset(released)),
        figures=pd.concat(figures, ignore_index=True), offers=None, protected=None, notes=(),
    )  # fmt: skip


def figures_of(level, year, counts, finest, indicator):
    """Figures of one rate: enough of them to see what the gate takes away."""
    above, below = counts[indicator.numerator], counts[indicator.denominator]
    pair = finest[[indicator.numerator, indicator.denominator]].dropna().sum()
    city = indicator.per * pair.iloc[0] / pair.iloc[1]
    value = indicator.per * above / below
    table = pd.DataFrame(
        {
            "level": level, "key": counts.index, "name": counts.index, "indicator": indicator.id,
            "year": year, "numerator": above, "denominator": below, "value": value,
            "city_value": city, "low": value - 1, "high": value + 1, "difference": value - city,
            "probability": 0.5, "below_average": (value > city).astype("boolean"), "rated": True,
            "estimated": False, "reason": np.where(value.isna(), "missing", ""),
        }
    )  # fmt: skip
    return table[list(FIGURE_COLUMNS)].reset_index(drop=True)


def areas(**columns):
    """Counts of one year by areas a to j."""
    keys = list("abcdefghij")[: len(next(iter(columns.values())))]
    return pd.DataFrame(columns, index=pd.Index(keys, name="key"), dtype=float)
