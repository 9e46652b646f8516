"""Gaps in coverage as places: released gaps in, circles sized by persons out."""

import numpy as np
from pandas import DataFrame

from indicators.disclosure import ReleasedCoverage
from layers.colours import GAP
from layers.layer import LegendClass, PointLayer
from wording import count, t

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
            "text": _texts(drawn),
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


def _texts(gaps: DataFrame) -> list[str]:
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
