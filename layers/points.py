"""Places of offers: released offers of some categories in, a `PointLayer` out.

Gaps in coverage as places: released gaps in, circles sized by persons out.

Service areas on the map: ground within reach of an offer in, its dashed border out.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from geopandas import GeoSeries
from pandas import DataFrame

from indicators.secrecy.release import ReleasedAnalysis, ReleasedCoverage
from layers.colours import GAP, KINDS, SERVICE_AREA
from layers.layer import LegendClass, OutlineLayer, PointLayer
from wording import count, number, t

#: Radius of the largest circle and of the smallest, in pixels; areas are in proportion to persons.
LARGEST, SMALLEST = 22.0, 2.5


def gap_layer(coverage: ReleasedCoverage, *, most: int = 250) -> PointLayer:
    """The largest gaps of a coverage, as circles whose area is in proportion to the persons.

    Parameters
    ----------
    coverage : ReleasedCoverage
    most : int
        Circles at most; the note says how many persons are not drawn.
    """
    gaps = coverage.gaps.sort_values("persons", ascending=False)
    drawn = gaps.head(most)
    persons = drawn["persons"].to_numpy(dtype=float)
    largest = persons.max(initial=1.0)
    table = DataFrame(
        {
            "name": drawn["name"].astype(str),
            "kind": t("Personen ohne Angebot in Reichweite"),
            "letter": "",
            "colour": GAP,
            "radius": np.maximum(LARGEST * np.sqrt(persons / largest), SMALLEST).round(1),
            "text": _gap_texts(drawn),
        },
        index=drawn.index,
    )
    legend = LegendClass(
        t("Lücke: je größer, desto mehr Personen ohne Angebot in Reichweite"),
        GAP,
        np.nan,
        np.nan,
        len(drawn),
    )
    return PointLayer(
        t("Lücken"), table, drawn[["geometry"]], (legend,), notes=_notes(gaps["persons"], most)
    )


def _gap_texts(gaps: DataFrame) -> list[str]:
    rows = zip(gaps["name"], gaps["persons"], gaps["nearest_offer"], gaps["reason"], strict=True)
    return [
        "\n".join(
            part
            for part in (
                str(name),
                t("{n} Personen ohne Angebot in Reichweite", n=count(persons)),
                t("nächstes Angebot: {offer}", offer=offer) if offer else "",
                t(reason),
            )
            if part
        )
        for name, persons, offer, reason in rows
    ]


def _notes(persons: DataFrame, most: int) -> tuple[str, ...]:
    if len(persons) <= most:
        return ()
    rest = persons.iloc[most:].sum()
    return (
        t(
            "Gezeichnet sind die {most} größten Lücken; {n} weitere Personen stehen nur in der Tabelle.",
            most=count(most),
            n=count(rest),
        ),
    )


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


def service_area_layer(
    area: GeoSeries, *, offers: str, minutes: float, basis: str, notes: tuple[str, ...] = ()
) -> OutlineLayer:
    """Border of the ground from which an offer is within reach.

    Parameters
    ----------
    area : GeoSeries
        One (multi)polygon, the city's metric CRS.
    offers : str
        Name of the category, as shown.
    minutes : float
    basis : str
        How ways are measured.
    """
    label = t(
        "{offers} in höchstens {minutes} Minuten erreichbar ({basis})",
        offers=offers,
        minutes=number(minutes, 0 if minutes == round(minutes) else 1),
        basis=t(basis),
    )
    return OutlineLayer(label, SERVICE_AREA, area, notes)
