"""One area in full: released results and a key in; situation, offers and neighbours out."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from pandas import DataFrame

from indicators.catalogue import label_of
from indicators.figures.flags import flag_reason, with_unit
from indicators.secrecy.release import ReleasedAnalysis
from layers.words.summary import value_words
from wording import signed, t
from wording.numbers import MARKS


def situation_rows(released: ReleasedAnalysis, *, level: str, key: str) -> DataFrame:
    """Every indicator of an area: latest value, city, and the area's own past.

    Returns
    -------
    DataFrame
        Index indicator id, in the catalogue's order; `label`, `field`, `year`, `value`,
        `city`, `past` (texts), `flagged`, `sentence`.
    """
    figures = released.figures
    rows = figures[(figures["level"] == level) & (figures["key"] == key)].sort_values("year")
    lines = []
    for id_, entry in released.catalogue.items():
        own = rows[rows["indicator"] == id_]
        if own.empty:
            continue
        latest = next(own.tail(1).itertuples())
        known = not (latest.reason or np.isnan(latest.value))
        mark = MARKS.get(latest.reason, MARKS["missing"])
        lines.append(
            {
                "indicator": id_,
                "label": label_of(entry),
                "field": entry.field_of_action,
                "year": int(latest.year),
                "value": with_unit(latest.value, entry) if known else mark,
                "city": value_words(latest.city_value, entry),
                "past": _past(own, latest, comparable=entry.comparable, decimals=entry.decimals),
                "flagged": bool(pd.notna(latest.below_average) and latest.below_average),
                "sentence": flag_reason(latest, entry),
            }
        )
    columns = [
        "indicator",
        "label",
        "field",
        "year",
        "value",
        "city",
        "past",
        "flagged",
        "sentence",
    ]
    return DataFrame(lines, columns=columns).set_index("indicator")


def _past(own: DataFrame, latest: Any, *, comparable: bool, decimals: int) -> str:
    """Change since the earliest comparable year, in words; "" where there is none."""
    earlier = own[own["value"].notna() & (own["year"] < latest.year)]
    if not comparable or earlier.empty or np.isnan(latest.value):
        return ""
    first = earlier.iloc[0]
    change = signed(latest.value - first["value"], decimals)
    return t("{change} seit {year}", change=change, year=int(first["year"]))


def offers_in(released: ReleasedAnalysis, *, level: str, key: str) -> DataFrame:
    """Offers whose area belongs to an area of a level; `name`, `category`, `address`, `provider`."""
    members = released.levels[level].members
    offers = released.offers
    inside = offers[offers["area"].astype(object).map(members).eq(key).to_numpy()]
    return DataFrame(inside[["name", "category", "address", "provider"]]).sort_values(
        ["category", "name"]
    )


def neighbours_of(released: ReleasedAnalysis, *, level: str, key: str) -> list[str]:
    """Keys of the areas that share a border with an area, by name."""
    areas = released.levels[level].areas
    own = areas.geometry[key]
    touching = shapely.intersects(areas.geometry.to_numpy(), own) & (areas.index != key)
    return areas.loc[touching, "name"].astype(str).sort_values().index.tolist()


def neighbour_rows(
    released: ReleasedAnalysis, *, level: str, key: str, indicator: str, year: int
) -> DataFrame:
    """An area and its neighbours by one indicator, worst first: `name`, `value`, `flag`."""
    keys = [key, *neighbours_of(released, level=level, key=key)]
    figures = released.figures
    rows = figures[
        (figures["level"] == level)
        & (figures["indicator"] == indicator)
        & (figures["year"] == year)
        & figures["key"].isin(keys)
    ].set_index("key")
    flagged = rows["below_average"].astype("boolean").fillna(value=False).astype(bool)
    table = DataFrame(
        {
            "name": rows["name"],
            "value": rows["value"].astype(float),
            "flag": np.where(flagged, "▲ " + t("ungünstiger"), ""),
        },
        index=rows.index,
    )
    worst_first = released.catalogue[indicator].worse != "lower"
    return table.sort_values("value", ascending=not worst_first, na_position="last")


def inhabitants(released: ReleasedAnalysis, *, level: str, key: str, variable: str) -> float:
    """Inhabitants of an area in the latest year that counts them; NaN if none does."""
    years = sorted((year for name, year in released.counts if name == level), reverse=True)
    for year in years:
        counts = released.counts[level, year]
        if variable in counts and pd.notna(counts.at[key, variable]):
            return float(counts.at[key, variable])
    return float("nan")
