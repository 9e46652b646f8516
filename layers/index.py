"""A composite index as a map and in words: an index of released figures in, a `Layer` out."""

from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from indicators.indices.mss import STATUS
from indicators.indices.types import IndexResult
from indicators.indices.why import not_rated_reason
from indicators.secrecy.release import ReleasedAnalysis
from layers import colours
from layers.choropleth import MISSING_WORDS, notes_of_city
from layers.layer import TABLE_COLUMNS, Layer, LegendClass
from wording import language, number, t

#: Short names of the methods, for one click each; the long one is the index's own label.
METHOD_NAMES = {
    "mss": "Berlin (MSS)",
    "rise": "Hamburg (RISE)",
    "headline": "KomMonitor (Leitindikator)",
    "imd": "England (IMD)",
    "svi": "USA (SVI)",
    "below_average_count": "Zahl ungünstiger Kennzahlen",
}

#: Best to worst, as `STATUS`; two hues, lightness falls steadily.
STATUS_COLOURS = (*colours.BETTER, *colours.WORSE)


def index_layer(result: IndexResult, released: ReleasedAnalysis, *, level: str, year: int) -> Layer:
    """Status classes of a composite index on the areas of a level.

    Parameters
    ----------
    result : IndexResult
        Computed from `released`.
    released : ReleasedAnalysis
    level : str
    year : int
    """
    areas = released.levels[level]
    rows = result.table.reindex(areas.areas.index)
    place = rows["status_number"].astype(float)
    number_of = place.fillna(0).astype(int) - 1
    reason = _reasons(rows)
    table = DataFrame(
        {
            "name": areas.areas["name"].astype(str),
            "value": rows["score"].astype(float),
            "text": [_text(row) for row in rows.itertuples()],
            "class": number_of,
            "flagged": rows["attention"].astype("boolean").fillna(value=False).astype(bool),
            "estimated": False,
            "reason": reason,
            "reason_text": [_dynamics(row) for row in rows.itertuples()],
            "colour": [STATUS_COLOURS[n] if n >= 0 else colours.MISSING for n in number_of],
            "pattern": reason,
        },
        index=areas.areas.index,
    )[list(TABLE_COLUMNS)]
    notes = (areas.note, *notes_of_city(released), *result.notes)
    return Layer(
        title=index_label(result),
        subtitle=f"{t(areas.label)}, {year}",
        unit="",
        decimals=2,
        level=level,
        level_label=t(areas.label),
        year=year,
        table=table,
        classes=_classes(number_of),
        missing=_missing(reason),
        city_value=np.nan,
        flag_label=t("besonderer Aufmerksamkeitsbedarf"),
        source=t("eigene Berechnung aus {names}", names=", ".join(_inputs(result, released))),
        notes=tuple(dict.fromkeys(t(note) for note in notes if note)),
        areas=areas.areas,
    )


def index_label(result: IndexResult) -> str:
    """Name of an index in the reader's language, with the method it was computed by."""
    definition = result.definition
    label = definition.label_en if language() == "en" and definition.label_en else definition.label
    own = METHOD_NAMES[definition.method]
    return f"{label} – {t(own)}" if definition.method != definition.id else label


def index_table(result: IndexResult, layer: Layer) -> DataFrame:
    """Everything the map shows, one row per area, worst rank first.

    Returns
    -------
    DataFrame
        Index `key`; `name`, `status`, `score`, `rank`, `dynamics`, `flag`, `note`.
    """
    rows = result.table.reindex(layer.table.index)
    missing = [not_rated_reason(r.reason) if not r.rated else "" for r in rows.itertuples()]
    table = DataFrame(
        {
            "name": layer.table["name"],
            "status": rows["status"].map(t),
            "score": rows["score"].astype(float),
            "rank": rows["rank"].astype(float),
            "dynamics": rows["dynamics"].fillna("").map(t),
            "flag": np.where(layer.table["flagged"], "▲ " + layer.flag_label, ""),
            "note": missing,
        },
        index=layer.table.index,
    )
    return table.sort_values("rank", na_position="last")


def contribution_table(contributions: DataFrame, released: ReleasedAnalysis) -> DataFrame:
    """What each indicator adds to an area's index, in words and numbers, largest first."""
    shown = contributions.copy()
    for column in ("value", "mean"):
        shown[f"{column}_text"] = [
            f"{number(value, released.catalogue[name].decimals)}\u00a0"
            f"{released.catalogue[name].unit}".rstrip()
            for name, value in zip(shown.index, shown[column], strict=True)
        ]
    return shown


def _reasons(rows: DataFrame) -> Series:
    """Pattern of areas without a class: excluded ones are drawn as not applicable."""
    why = rows["reason"].fillna("missing").replace({"excluded": "not_applicable"})
    unknown = ~rows["rated"].astype("boolean").fillna(value=False).astype(bool)
    return why.where(unknown, "").mask(unknown & (why == ""), "missing")


def _text(row: Any) -> str:
    if pd.isna(row.score) or not row.status:
        return t("nicht bewertet")
    return t("{status} (Wert {score})", status=t(row.status), score=number(row.score, 2))


def _dynamics(row: Any) -> str:
    if not row.rated:
        return not_rated_reason(row.reason)
    return t("Dynamik: {dynamics}", dynamics=t(row.dynamics)) if row.dynamics else ""


def _classes(number_of: Series) -> tuple[LegendClass, ...]:
    counts = number_of.value_counts()
    return tuple(
        LegendClass(
            t("Status {status}", status=t(status)),
            STATUS_COLOURS[place],
            np.nan,
            np.nan,
            int(counts.get(place, 0)),
        )
        for place, status in enumerate(STATUS)
    )


def _missing(reason: Series) -> tuple[LegendClass, ...]:
    counts = reason[reason != ""].value_counts()
    return tuple(
        LegendClass(t(words), colours.MISSING, np.nan, np.nan, int(counts[code]), code)
        for code, words in MISSING_WORDS.items()
        if code in counts
    )


def _inputs(result: IndexResult, released: ReleasedAnalysis) -> list[str]:
    return [released.catalogue[name].label for name in result.definition.indicators]
