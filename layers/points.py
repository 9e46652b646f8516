"""Places of offers: released offers of some categories in, a `PointLayer` out."""

from collections.abc import Mapping, Sequence

import numpy as np
from pandas import DataFrame

from indicators.disclosure import ReleasedAnalysis
from layers.colours import KINDS
from layers.layer import LegendClass, PointLayer
from wording import t

#: Radius of an offer's disc in pixels, where there are few of them and where there are many.
OFFER_RADIUS, SMALL_RADIUS, MANY = 8, 6, 150


def offer_layer(
    released: ReleasedAnalysis, categories: Sequence[str], labels: Mapping[str, str]
) -> PointLayer:
    """Offers of the categories that have a place; protected ones have none.

    Parameters
    ----------
    released : ReleasedAnalysis
    categories : sequence of str
        Category ids; each gets its own letter and colour.
    labels : Mapping of str to str
        Category id → name on screen.
    """
    offers = released.offers[released.offers["category"].isin(list(categories))]
    offers = offers[~(offers.geometry.is_empty | offers.geometry.isna())]
    names = {category: labels.get(category, category) for category in categories}
    letters = letters_of(list(names.values()))
    colour = {c: KINDS[i % len(KINDS)] for i, c in enumerate(categories)}
    table = DataFrame(
        {
            "name": offers["name"].fillna("").astype(str),
            "kind": offers["category"].map(names),
            "letter": offers["category"].map(names).map(letters),
            "colour": offers["category"].map(colour),
            "radius": SMALL_RADIUS if len(offers) > MANY else OFFER_RADIUS,
            "text": _texts(offers, names),
        },
        index=offers.index,
    )
    classes = tuple(
        LegendClass(names[c], colour[c], np.nan, np.nan, int((offers["category"] == c).sum()))
        for c in categories
    )
    return PointLayer(t("Angebote"), table, offers[["geometry"]], classes, letters)


def letters_of(labels: Sequence[str]) -> dict[str, str]:
    """One sign per label: its first letter that is still free, else a number.

    Examples
    --------
    >>> letters_of(["Kita", "Kirche", "Kk"])
    {'Kita': 'K', 'Kirche': 'I', 'Kk': '3'}
    """
    letters: dict[str, str] = {}
    for position, label in enumerate(labels, start=1):
        free = (
            sign.upper()
            for sign in label
            if sign.isalpha() and len(sign.upper()) == 1 and sign.upper() not in letters.values()
        )
        letters[label] = next(free, str(position))
    return letters


def _texts(offers: DataFrame, names: Mapping[str, str]) -> list[str]:
    """Name, kind and address of each offer, one per line."""
    rows = zip(offers["name"], offers["category"], offers["address"], strict=True)
    return [
        "\n".join(part for part in (_plain(name), names[category], _plain(address)) if part)
        for name, category, address in rows
    ]


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""
