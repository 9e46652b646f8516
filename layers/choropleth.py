"""Choropleths: released figures of one level, year and indicator in, a `Layer` out."""

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from indicators.catalogue import label_of
from indicators.secrecy.release import ReleasedAnalysis
from layers import colours
from layers.classes import Scheme, breaks, class_of
from layers.layer import TABLE_COLUMNS, Layer, LegendClass
from wording import count, number, t
from wording.numbers import MARKS

#: Reasons for a missing value, in the order of the legend.
MISSING_WORDS = {
    "missing": "keine Angabe",
    "suppressed": "geheim (kleine Fallzahl)",
    "too_small": "nicht bewertet (zu wenige Menschen)",
    "not_applicable": "nicht bildbar",
}
BELOW_AVERAGE = "ungünstiger als der Stadtdurchschnitt"


def indicator_layer(
    released: ReleasedAnalysis,
    *,
    level: str,
    indicator: str,
    year: int,
    scheme: Scheme = "city",
    k: int = 6,
) -> Layer:
    """One indicator of one year on the areas of one level.

    Parameters
    ----------
    released : ReleasedAnalysis
    level, indicator : str
        Ids.
    year : int
    scheme : {"city", "quantiles", "jenks", "equal"}
    k : int
        Number of classes wanted.

    Returns
    -------
    Layer
        One row per area of the level, in its order; areas without a figure are
        `missing`.
    """
    entry, areas = released.catalogue[indicator], released.levels[level]
    figures = shown_figures(released, level=level, indicator=indicator, year=year)
    table = value_table(
        areas.areas,
        figures["value"],
        reason=figures["reason"],
        flagged=figures["below_average"],
        estimated=figures["estimated"],
        rated=figures["rated"],
        unit=t(entry.unit),
        decimals=entry.decimals,
    )
    city_values = figures["city_value"].dropna()
    city_value = float(city_values.iloc[0]) if len(city_values) else np.nan
    notes = [areas.note, *notes_of_city(released), _unrated(released, figures), entry.caveat]
    return classified(
        Layer(
            title=label_of(entry),
            subtitle=f"{t(areas.label)}, {year}",
            unit=t(entry.unit),
            decimals=entry.decimals,
            level=level,
            level_label=t(areas.label),
            year=year,
            table=table,
            classes=(),
            missing=(),
            city_value=city_value,
            flag_label=t(BELOW_AVERAGE),
            source=entry.source,
            notes=tuple(dict.fromkeys(t(note) for note in notes if note)),
            areas=areas.areas,
        ),
        scheme=scheme,
        k=k,
        worse=entry.worse,
    )


def notes_of_city(released: ReleasedAnalysis) -> list[str]:
    """Notes that hold for every level: those of other levels' boundaries are left out."""
    of_levels = {level.note for level in released.levels.values()}
    return [note for note in released.notes if note not in of_levels]


def _unrated(released: ReleasedAnalysis, figures: DataFrame) -> str:
    """Say how many areas show a value but are too small to be rated."""
    rated = figures["rated"].astype("boolean").fillna(value=True).astype(bool)
    number_unrated = int((figures["value"].notna() & ~rated).sum())
    if not number_unrated:
        return ""
    return t(
        "{n} Gebiete mit weniger als {least} Menschen sind gezeigt, aber nicht bewertet",
        n=count(number_unrated),
        least=count(released.min_population),
    )


def shown_figures(
    released: ReleasedAnalysis, *, level: str, indicator: str, year: int
) -> DataFrame:
    """Rows of one level, indicator and year, index `key` in the level's order."""
    figures = released.figures
    rows = figures[
        (figures["level"] == level)
        & (figures["indicator"] == indicator)
        & (figures["year"] == year)
    ]
    complete = rows.set_index("key").reindex(released.levels[level].areas.index)
    return complete.assign(
        reason=complete["reason"].fillna("missing"),
        estimated=complete["estimated"].fillna(value=False),
        indicator=indicator,
        level=level,
        year=year,
    )


def classified(layer: Layer, *, scheme: Scheme, k: int, worse: colours.Direction) -> Layer:
    """Return the layer with classes, colours and legend.

    Parameters
    ----------
    layer : Layer
        Its table holds values, flags and reasons; classes are put in here.
    scheme, k
        As in `indicator_layer`.
    worse : {"higher", "lower", "neither"}
        The side that gets the dark colours.
    """
    values = layer.table["value"]
    bounds = breaks(
        values, scheme=scheme, k=k, city_value=layer.city_value, decimals=layer.decimals
    )
    if scheme == "city" and not np.isnan(layer.city_value) and worse != "neither":
        palette = colours.around_city(bounds, layer.city_value, worse)
    else:
        palette = colours.sequential(len(bounds), worse)
    numbers = class_of(values, bounds)
    colour = Series(
        [palette[n] if n >= 0 else colours.MISSING for n in numbers],
        index=values.index,
        dtype=object,
    )
    table = layer.table.assign(**{"class": numbers, "colour": colour})[list(TABLE_COLUMNS)]
    legend = _legend(bounds, palette, numbers, layer)
    return Layer(
        **{**vars(layer), "table": table, "classes": legend, "missing": missing_classes(table)}
    )


def value_table(
    areas: GeoDataFrame,
    values: Series,
    *,
    reason: Series,
    flagged: Series,
    estimated: Series,
    rated: Series,
    unit: str,
    decimals: int,
) -> DataFrame:
    """Columns of a layer that do not depend on its classes.

    Parameters
    ----------
    areas : GeoDataFrame
    values, reason, flagged, estimated, rated : Series
        By area, in the areas' order; `reason` counts only where there is no value.
    unit : str
    decimals : int
    """
    value = values.astype(float)
    why = reason.where(value.isna(), "")
    why = why.mask(value.isna() & (why == ""), "missing")
    unrated = value.notna() & ~rated.astype("boolean").fillna(value=True).astype(bool)
    words = [
        t(MISSING_WORDS.get(code, MISSING_WORDS["missing"])) if code else ""
        for code in why.mask(unrated, "too_small")
    ]
    text = [
        MARKS.get(code, MARKS["missing"]) if code else f"{number(v, decimals)}\u00a0{unit}".rstrip()
        for v, code in zip(value, why, strict=True)
    ]
    return DataFrame(
        {
            "name": areas["name"].astype(str),
            "value": value,
            "text": text,
            "class": -1,
            "flagged": flagged.astype("boolean").fillna(value=False).astype(bool) & value.notna(),
            "estimated": estimated.astype(bool),
            "reason": why,
            "reason_text": words,
            "colour": colours.MISSING,
            "pattern": why,
        },
        index=pd.Index(areas.index, name="key"),
    )


def _legend(
    bounds: list[float], palette: list[str], numbers: Series, layer: Layer
) -> tuple[LegendClass, ...]:
    counts = numbers.value_counts()
    lower = [-np.inf, *bounds[:-1]] if bounds else []
    return tuple(
        LegendClass(
            label=_class_label(low, high, layer, last=index == len(bounds) - 1),
            colour=palette[index],
            lower=low,
            upper=high,
            count=int(counts.get(index, 0)),
        )
        for index, (low, high) in enumerate(zip(lower, bounds, strict=True))
    )


def _class_label(low: float, high: float, layer: Layer, *, last: bool) -> str:
    unit = f"\u00a0{layer.unit}".rstrip()
    low_text, high_text = number(low, layer.decimals), number(high, layer.decimals)
    if np.isinf(low):
        return t("bis {high}", high=high_text + unit)
    if last:
        return t("über {low}", low=low_text + unit)
    return t("über {low} bis {high}", low=low_text, high=high_text + unit)


def missing_classes(table: DataFrame) -> tuple[LegendClass, ...]:
    """One entry of the legend per reason for a missing value."""
    counts = table.loc[table["reason"] != "", "reason"].value_counts()
    return tuple(
        LegendClass(t(words), colours.MISSING, np.nan, np.nan, int(counts[code]), code)
        for code, words in MISSING_WORDS.items()
        if code in counts
    )
