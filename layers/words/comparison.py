"""Areas side by side, alike, or found by conditions: released figures in, tables out."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from pandas import DataFrame

from indicators.catalogue import label_of
from indicators.figures.compare import most_alike
from indicators.figures.flags import with_unit
from indicators.secrecy.release import ReleasedAnalysis
from layers.words.summary import value_words
from wording import t
from wording.numbers import MARKS


def side_by_side_rows(
    released: ReleasedAnalysis, keys: Sequence[str], *, level: str, year: int
) -> DataFrame:
    """One row per indicator: `label`, one text column per area's key, `city`; ▲ marks flags."""
    figures = released.figures
    rows = figures[
        (figures["level"] == level) & (figures["year"] == year) & figures["key"].isin(list(keys))
    ]
    texts = rows.assign(text=[_text(row, released) for row in rows.itertuples()])
    wide = texts.pivot(index="indicator", columns="key", values="text")
    order = [id_ for id_ in released.catalogue if id_ in wide.index]
    table = wide.reindex(index=order, columns=list(keys))
    city = rows.groupby("indicator")["city_value"].first()
    table.insert(0, "label", [label_of(released.catalogue[id_]) for id_ in order])
    table["city"] = [value_words(city[id_], released.catalogue[id_]) for id_ in order]
    return table


def _text(row: Any, released: ReleasedAnalysis) -> str:
    if row.reason or pd.isna(row.value):
        return MARKS.get(row.reason, MARKS["missing"])
    mark = "▲ " if pd.notna(row.below_average) and row.below_average else ""
    return mark + with_unit(row.value, released.catalogue[row.indicator])


def values_of(released: ReleasedAnalysis, *, level: str, year: int) -> DataFrame:
    """Areas × indicators of a level and year."""
    figures = released.figures
    rows = figures[(figures["level"] == level) & (figures["year"] == year)]
    wide = rows.pivot(index="key", columns="indicator", values="value")
    return wide.reindex(released.levels[level].areas.index)


def alike_rows(
    released: ReleasedAnalysis, key: str, *, level: str, year: int, indicators: Sequence[str]
) -> DataFrame:
    """The areas most alike to one: `name`, `distance`, `most_different` (name of an indicator)."""
    figures = released.figures
    rows = figures[(figures["level"] == level) & (figures["year"] == year)]
    rated = rows.drop_duplicates("key").set_index("key")["rated"].astype(bool)
    values = values_of(released, level=level, year=year)[list(indicators)]
    table = most_alike(values, key, count=8, among=rated.reindex(values.index, fill_value=False))
    names = released.levels[level].areas["name"].reindex(table.index)
    labels = {id_: label_of(entry) for id_, entry in released.catalogue.items()}
    return DataFrame(
        {
            "name": names,
            "distance": table["distance"].astype(float),
            "most_different": table["most_different"].map(labels),
        },
        index=table.index,
    )


def complete_indicators(released: ReleasedAnalysis, *, level: str, year: int) -> list[str]:
    """Indicators with a worse side that most areas of the level have (at least nine in ten)."""
    values = values_of(released, level=level, year=year)
    share = values.notna().mean()
    return [
        id_
        for id_, entry in released.catalogue.items()
        if entry.direction and share.get(id_, 0.0) >= 0.9
    ]


def city_values(released: ReleasedAnalysis, *, level: str, year: int) -> pd.Series:
    """City value by indicator."""
    figures = released.figures
    rows = figures[(figures["level"] == level) & (figures["year"] == year)]
    return rows.groupby("indicator")["city_value"].first()


def found_rows(values: DataFrame, found: DataFrame, names: pd.Series) -> tuple[DataFrame, str]:
    """Areas that meet conditions, with the asked values, and a sentence on the unknown ones."""
    meets = found["meets"]
    met = values[meets.fillna(value=False).astype(bool)]
    unknown = int(meets.isna().sum())
    remark = t("{n} weitere Gebiete ohne Aussage, weil Werte fehlen.", n=unknown) if unknown else ""
    return met.assign(name=names.reindex(met.index)), remark
