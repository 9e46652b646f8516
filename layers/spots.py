"""Clusters of unfavourable and favourable areas as a map: released figures in, a `Layer` out."""

from dataclasses import replace
from typing import Literal

import numpy as np
from pandas import Series

from indicators.figures.spatial import graph_of, local_moran
from indicators.secrecy.release import ReleasedAnalysis
from layers import colours
from layers.choropleth import indicator_layer
from layers.layer import Layer, LegendClass
from wording import t

#: Spot → words and colour, from the best to the worst; "none" lies between the two hues.
SPOTS = {
    "cold": ("günstig, umgeben von günstigen Gebieten", colours.BETTER[1]),
    "better_among_worse": ("günstig, umgeben von ungünstigen Gebieten", colours.BETTER[0]),
    "none": ("keine Häufung, die mehr als Zufall ist", "#eceae6"),
    "worse_among_better": ("ungünstig, umgeben von günstigen Gebieten", colours.WORSE[0]),
    "hot": ("ungünstig, umgeben von ungünstigen Gebieten", colours.WORSE[1]),
}


def spot_layer(released: ReleasedAnalysis, *, level: str, indicator: str, year: int) -> Layer:
    """Where unfavourable areas lie together, beyond chance (local Moran).

    Parameters
    ----------
    released : ReleasedAnalysis
    level, indicator : str
    year : int

    Returns
    -------
    Layer
        The indicator's layer with one class per kind of spot; areas without a value or
        without a neighbour are missing.

    Notes
    -----
    Neighbours share a border or a corner (queen); 999 permutations, corrected for many tests
    (Benjamini–Hochberg).
    """
    layer = indicator_layer(released, level=level, indicator=indicator, year=year)
    direction: Literal[1, -1] = -1 if released.catalogue[indicator].direction < 0 else 1
    graph = graph_of(layer.areas, "queen")
    spot = local_moran(layer.table["value"], graph, direction=direction)["spot"]
    place = spot.map({name: number for number, name in enumerate(SPOTS)})
    return replace(
        layer,
        subtitle=t("Häufungen, {where}", where=layer.subtitle),
        table=layer.table.assign(**_columns(layer, place)),
        classes=_classes(place),
        missing=_missing(layer, place),
        notes=(*layer.notes, t("Nachbarn teilen eine Grenze oder Ecke; 999 Zufallsverteilungen.")),
    )


def _columns(layer: Layer, place: Series) -> dict[str, Series]:
    """Class, colour, pattern and words of each area."""
    number = place.fillna(-1).astype(int)
    looks = list(SPOTS.values())
    alone = (number < 0) & layer.table["value"].notna()
    words = Series([t(looks[n][0]) if n >= 0 else "" for n in number], index=place.index)
    return {
        "class": number,
        "colour": Series([looks[n][1] if n >= 0 else colours.MISSING for n in number], place.index),
        "pattern": layer.table["pattern"].mask(alone, "not_applicable"),
        "reason_text": words.where(number >= 0, layer.table["reason_text"]),
    }


def _classes(place: Series) -> tuple[LegendClass, ...]:
    counts = place.value_counts()
    return tuple(
        LegendClass(t(words), colour, np.nan, np.nan, int(counts.get(number, 0)))
        for number, (words, colour) in enumerate(SPOTS.values())
    )


def _missing(layer: Layer, place: Series) -> tuple[LegendClass, ...]:
    alone = int((place.isna() & layer.table["value"].notna()).sum())
    if not alone:
        return layer.missing
    without = LegendClass(
        t("ohne Nachbarn"), colours.MISSING, np.nan, np.nan, alone, "not_applicable"
    )
    return (*layer.missing, without)
