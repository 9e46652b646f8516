"""Key figures and tables beside a map: a layer in, what a reader compares out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame

from indicators.catalogue import Indicator, label_of
from indicators.figures.flags import certainty, flag_reason, with_unit
from indicators.secrecy.release import ReleasedAnalysis
from layers.choropleth import shown_figures
from layers.layer import Layer
from wording import count, number, t
from wording.numbers import MARKS


@dataclass(frozen=True)
class KeyFigures:
    """The line above a map, in words.

    Attributes
    ----------
    city : str
        City value with unit; "." without one.
    flagged, rated : int
        Flagged areas, and areas with a value.
    persons : str
        Persons living in flagged areas and their share; "." where not known.
    """

    city: str
    flagged: int
    rated: int
    persons: str


def key_figures(released: ReleasedAnalysis, layer: Layer, *, population: str) -> KeyFigures:
    """City value, number of flagged areas and persons living there.

    Parameters
    ----------
    released : ReleasedAnalysis
    layer : Layer
    population : str
        Variable that counts all inhabitants ("" if the city names none).
    """
    city = layer.city_value
    unit = f"\u00a0{layer.unit}".rstrip()
    return KeyFigures(
        city=MARKS["missing"] if np.isnan(city) else number(city, layer.decimals) + unit,
        flagged=layer.flagged_count,
        rated=int(layer.table["value"].notna().sum()),
        persons=_persons(released, layer, population),
    )


def _persons(released: ReleasedAnalysis, layer: Layer, population: str) -> str:
    years = sorted(year for level, year in released.counts if level == layer.level)
    year = layer.year if layer.year in years else (years[-1] if years else None)
    counts = released.counts.get((layer.level, year)) if year is not None else None
    if counts is None or population not in counts:
        return MARKS["missing"]
    persons = counts[population].reindex(layer.table.index)
    flagged = persons[layer.table["flagged"]]
    total = released.counts[("city", year)][population].sum() if year is not None else np.nan
    if flagged.isna().any() or not total:
        return MARKS["missing"]
    return f"{count(flagged.sum())} ({number(100 * flagged.sum() / total, 0)}\u00a0%)"


def area_table(released: ReleasedAnalysis, layer: Layer, *, indicator: str) -> DataFrame:
    """Everything the map shows, one row per area: sorts as numbers, worst first.

    Returns
    -------
    DataFrame
        Index `key`; `name`, `value`, `difference`, `flag`, `certainty`, `numerator`,
        `denominator`, `note`.
    """
    entry = released.catalogue[indicator]
    figures = shown_figures(
        released, level=layer.level, indicator=indicator, year=int(layer.year or 0)
    )
    flagged = layer.table["flagged"]
    table = DataFrame(
        {
            "name": layer.table["name"],
            "value": layer.table["value"],
            "difference": figures["difference"].astype(float),
            "flag": np.where(flagged, "▲ " + t("ungünstiger"), ""),
            "certainty": [
                certainty(p) if flag else ""
                for p, flag in zip(figures["probability"].astype(float), flagged, strict=True)
            ],
            "numerator": figures["numerator"].astype(float),
            "denominator": figures["denominator"].astype(float),
            "note": _notes(layer),
        },
        index=layer.table.index,
    )
    if not entry.is_rate:
        table = table.drop(columns=["numerator", "denominator"])
    return table.sort_values("value", ascending=entry.worse == "lower", na_position="last")


def _notes(layer: Layer) -> list[str]:
    guess = t("geschätzt")
    return [
        reason or (guess if estimated else "")
        for reason, estimated in zip(
            layer.table["reason_text"], layer.table["estimated"], strict=True
        )
    ]


def value_words(value: float, entry: Indicator) -> str:
    """A value with its unit; "." alone where there is none."""
    return MARKS["missing"] if pd.isna(value) else with_unit(value, entry)


@dataclass(frozen=True)
class AreaFigures:
    """One area beside the city, for one indicator, in words."""

    name: str
    value: str
    city: str
    flagged: bool
    sentence: str
    note: str


def area_figures(
    released: ReleasedAnalysis, *, level: str, key: str, indicator: str, year: int
) -> AreaFigures:
    """The figures of one area against the city, with the reason of its flag.

    Parameters
    ----------
    released : ReleasedAnalysis
    level, key, indicator : str
    year : int
    """
    entry = released.catalogue[indicator]
    figures = shown_figures(released, level=level, indicator=indicator, year=year)
    row = next(figures.loc[[key]].reset_index().itertuples())
    known = not (row.reason or np.isnan(row.value))
    return AreaFigures(
        name=str(released.levels[level].areas.loc[key, "name"]),
        value=with_unit(row.value, entry) if known else MARKS.get(row.reason, MARKS["missing"]),
        city=value_words(row.city_value, entry),
        flagged=bool(pd.notna(row.below_average) and row.below_average),
        sentence=flag_reason(row, entry),
        note=t("Zähler geschätzt") if row.estimated and known else "",
    )


def all_figures(released: ReleasedAnalysis, *, level: str, key: str, year: int) -> DataFrame:
    """All indicators of one area and year beside the city's, in the catalogue's order.

    Returns
    -------
    DataFrame
        Index indicator id; `label`, `value`, `city` (texts), `flagged`, `sentence`.
    """
    figures = released.figures
    rows = figures[
        (figures["level"] == level) & (figures["key"] == key) & (figures["year"] == year)
    ].set_index("indicator")
    order = [id_ for id_ in released.catalogue if id_ in rows.index]
    lines = []
    for row in rows.loc[order].reset_index().itertuples():
        entry = released.catalogue[row.indicator]
        known = not (row.reason or np.isnan(row.value))
        mark = MARKS.get(row.reason, MARKS["missing"])
        lines.append(
            {
                "indicator": row.indicator,
                "label": label_of(entry),
                "value": with_unit(row.value, entry) if known else mark,
                "city": value_words(row.city_value, entry),
                "flagged": bool(pd.notna(row.below_average) and row.below_average),
                "sentence": flag_reason(row, entry),
            }
        )
    columns = ["indicator", "label", "value", "city", "flagged", "sentence"]
    return DataFrame(lines, columns=columns).set_index("indicator")
