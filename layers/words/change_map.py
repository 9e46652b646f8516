"""The difference of two coverages as a map: losses and gains in percentage points."""

import numpy as np
import pandas as pd
from pandas import Series

from indicators.secrecy.release import ReleasedAnalysis
from indicators.secrecy.release_difference import ShownDifference
from layers import colours
from layers.choropleth import missing_classes, notes_of_city, value_table
from layers.classes import class_of
from layers.layer import Layer, LegendClass
from layers.words.change import LEAST_POINTS, change_of
from wording import number, signed, t

#: Losses and gains from small to large; told apart by colour-blind readers, losses hatched too.
LOSSES = ("#fbd19b", "#853208")
GAINS = ("#bcd8ea", "#0b4a75")
SAME = "#eef1f2"


def change_layer(shown: ShownDifference, released: ReleasedAnalysis) -> Layer:
    """Change of the covered share per area, in percentage points; areas that lose are flagged.

    Parameters
    ----------
    shown : ShownDifference
    released : ReleasedAnalysis
        Gives the areas and the notes of the city.
    """
    level = released.levels[shown.level]
    points = 100 * shown.areas.table["difference_share"].astype(float).reindex(level.areas.index)
    secret = points.index.astype(str).isin(list(shown.secret))
    change = change_of(shown).reindex(points.index)
    table = value_table(
        level.areas,
        points,
        reason=Series("", index=points.index).mask(secret, "suppressed"),
        flagged=change < 0,
        estimated=Series(shown.first.estimated or shown.second.estimated, index=points.index),
        rated=Series(data=True, index=points.index),
        unit="",
        decimals=1,
    )
    table["text"] = [
        f"{signed(value)}\u00a0{t('Prozentpunkte')}" if pd.notna(value) else text
        for value, text in zip(points, table["text"], strict=True)
    ]
    # As listed: a share may change by points where hardly anybody lives.
    classed = points.mask(change == 0, 0.0)
    bounds, palette, labels = _classes(classed)
    numbers = class_of(classed, bounds)
    table["class"] = numbers
    table["colour"] = [palette[n] if n >= 0 else colours.MISSING for n in numbers]
    notes = [level.note, *notes_of_city(released)]
    return Layer(
        title=t("{category}: Unterschied in Prozentpunkten", category=t(shown.category_label)),
        subtitle=" · ".join(filter(None, (t(level.label), _of_city(shown)))),
        unit="",
        decimals=1,
        level=level.id,
        level_label=t(level.label),
        year=None,
        table=table,
        classes=_legend(bounds, palette, labels, numbers),
        missing=missing_classes(table),
        city_value=np.nan,
        flag_label=t("verliert durch die zweite Wahl"),
        source="",
        notes=tuple(dict.fromkeys(t(note) for note in notes if note)),
        areas=level.areas,
    )


def _of_city(shown: ShownDifference) -> str:
    """The city's change in words, with its sign."""
    change = shown.city.table["difference_share"].iloc[0]
    return t("ganze Stadt: {n}", n=signed(100 * float(change))) if pd.notna(change) else ""


def _classes(points: Series) -> tuple[list[float], list[str], list[str]]:
    """Upper bounds, colours and labels, from the greatest loss to the greatest gain."""
    size = points.abs()[points.abs() >= LEAST_POINTS]
    inner = np.quantile(size, [1 / 3, 2 / 3]) if len(size) else np.empty(0)
    steps = [
        float(step)
        for step in np.unique(np.round(inner, 1))
        if LEAST_POINTS < step < float(size.max())
    ]
    losing, gaining = bool((points <= -LEAST_POINTS).any()), bool((points >= LEAST_POINTS).any())
    k = len(steps) + 1
    words = _step_words(steps)
    bounds, palette, labels = [], [], []
    if losing:
        bounds += [-step for step in steps[::-1]] + [float(np.nextafter(-LEAST_POINTS, -1))]
        palette += colours.ramp(LOSSES, k)[::-1]
        labels += [t("{n} weniger", n=n) for n in words[::-1]]
    bounds.append(float(np.nextafter(LEAST_POINTS, 0)))
    palette.append(SAME)
    labels.append(t("unverändert"))
    if gaining:
        bounds += [*steps, np.inf]
        palette += colours.ramp(GAINS, k)
        labels += [t("{n} mehr", n=n) for n in words]
    return bounds, palette, labels


def _step_words(steps: list[float]) -> list[str]:
    """Sizes of a change between the steps: "bis 2,0", "2,0 bis 5,5", "über 5,5"."""
    if not steps:
        return [""]
    texts = [number(step) for step in steps]
    middle = [t("{low} bis {high}", low=a, high=b) for a, b in zip(texts, texts[1:], strict=False)]
    return [t("bis {high}", high=texts[0]), *middle, t("über {low}", low=texts[-1])]


def _legend(
    bounds: list[float], palette: list[str], labels: list[str], numbers: Series
) -> tuple[LegendClass, ...]:
    counts = numbers.value_counts()
    lower = [-np.inf, *bounds[:-1]]
    rows = zip(labels, palette, lower, bounds, strict=True)
    return tuple(
        LegendClass(label.strip(), colour, low, high, int(counts.get(index, 0)))
        for index, (label, colour, low, high) in enumerate(rows)
    )
