"""Proposed sites on map and in tables: released tables of a proposal in, layers and rows out.

The week of a mobile offer on map and in tables: released stops in, numbered discs and rows out.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from geopandas import GeoDataFrame, points_from_xy
from pandas import DataFrame, Series

from indicators.secrecy.release_sites import SiteTables
from layers.choropleth import value_table
from layers.classes import class_of
from layers.layer import TABLE_COLUMNS, Layer, LegendClass, PointLayer
from wording import count, t

#: Colour and radius of a proposed site: larger and darker than the offers of today.
SITE, SITE_RADIUS = "#8c1c1c", 13


def located_sites(tables: SiteTables, crs: str) -> GeoDataFrame:
    """Return the proposed sites with places, longitude and latitude (WGS 84, 5 decimals).

    Parameters
    ----------
    tables : SiteTables
    crs : str
        The city's metric CRS, in which `x` and `y` are.
    """
    table = DataFrame(tables.sites.table).reset_index(drop=True)
    places = GeoDataFrame(table, geometry=points_from_xy(table["x"], table["y"], crs=crs))
    degrees = places.geometry.to_crs(4326)
    return places.assign(lon=degrees.x.round(5), lat=degrees.y.round(5)).drop(columns=["x", "y"])


def site_layer(sites: GeoDataFrame) -> PointLayer:
    """Proposed sites as discs that carry their rank.

    Parameters
    ----------
    sites : GeoDataFrame
        From `located_sites`.
    """
    kind = t("Vorschlag, nach Rang")
    table = DataFrame(
        {
            "name": sites["name"].astype(str),
            "kind": kind,
            "letter": sites["rank"].astype(str),
            "colour": SITE,
            "radius": SITE_RADIUS,
            "text": [
                _text(rank, name, persons)
                for rank, name, persons in zip(
                    sites["rank"], sites["name"], sites["gained_persons"], strict=True
                )
            ],
        },
        index=sites.index,
    )
    legend = LegendClass(kind, SITE, np.nan, np.nan, len(sites))
    return PointLayer(t("Vorschlag"), table, sites[["geometry"]], (legend,), {kind: "1"})


def _text(rank: int, name: object, persons: float) -> str:
    lines = [t("Rang {n}: {name}", n=rank, name=name)]
    if not np.isnan(persons):
        lines.append(t("{n} Personen mehr erreicht", n=count(persons)))
    return "\n".join(lines)


def after_layer(today: Layer, tables: SiteTables, city_share: float) -> Layer:
    """The covered shares with the proposal, in the classes and colours of today.

    Parameters
    ----------
    today : Layer
        As `coverage_layer` makes it, of the same level.
    tables : SiteTables
    city_share : float
        Covered share of the city with all proposed sites (0–1; NaN where withheld).
    """
    areas = tables.areas.table.reindex(today.table.index)
    share = areas["share_after"].astype(float) * 100
    withheld = areas.index.isin(tables.areas.suppressed["key"])
    table = value_table(
        today.areas.reindex(areas.index),
        share,
        reason=Series(np.where(withheld, "suppressed", ""), index=areas.index),
        flagged=share < city_share * 100,
        estimated=today.table["estimated"],
        rated=Series(data=True, index=areas.index),
        unit=today.unit,
        decimals=today.decimals,
    )
    bounds = [entry.upper for entry in today.classes]
    numbers = class_of(share.clip(upper=bounds[-1]), bounds) if bounds else table["class"]
    colour = [today.classes[n].colour if n >= 0 else "#ffffff" for n in numbers]
    counts = numbers.value_counts()
    return replace(
        today,
        title=t("{what}, mit dem Vorschlag", what=today.title),
        table=table.assign(**{"class": numbers, "colour": colour})[list(TABLE_COLUMNS)],
        classes=tuple(
            replace(entry, count=int(counts.get(i, 0))) for i, entry in enumerate(today.classes)
        ),
        missing=_missing(table, today),
        city_value=city_share * 100,
        notes=(*today.notes, t("Klassen wie auf der Karte von heute.")),
    )


def _missing(table: DataFrame, today: Layer) -> tuple[LegendClass, ...]:
    """Lines of the legend for areas without a share: those of today, and new ones."""
    known = {entry.pattern: entry.label for entry in today.missing}
    rows = table[table["pattern"] != ""].groupby("pattern")["reason_text"].agg(["first", "size"])
    return tuple(
        LegendClass(
            known.get(str(code), row["first"]), "#ffffff", np.nan, np.nan, row["size"], str(code)
        )
        for code, row in rows.iterrows()
    )


def site_rows(sites: GeoDataFrame, tables: SiteTables) -> DataFrame:
    """The sites as a table by rank: place, persons gained, city's share so far, room to move.

    Returns
    -------
    DataFrame
        `rank`, `name`, `lon`, `lat`, `gained_persons`, `share` (per cent), `room` (words);
        `second_persons` where a second offer counts.
    """
    near = tables.alternatives.table
    room = {} if near.empty else _rooms(near)
    return DataFrame(
        {
            "rank": sites["rank"],
            "name": sites["name"],
            "lon": sites["lon"],
            "lat": sites["lat"],
            "gained_persons": sites["gained_persons"],
            "share": sites["covered_share"].astype(float) * 100,
            "room": [
                room.get(rank, t("kein anderer Ort ist fast gleich gut")) for rank in sites["rank"]
            ],
        }
        | ({"second_persons": sites["second_persons"]} if "second_persons" in sites else {})
    )


def _rooms(near: DataFrame) -> Mapping[int, str]:
    """Per rank: how many places lose at most 1 %, and how far away the farthest of them is."""
    groups = near.groupby("rank")["metres"].agg(["size", "max"])
    many = t("{n} Orte fast gleich gut, bis {metres} m entfernt", n="{n}", metres="{metres}")
    one = t("1 Ort fast gleich gut, {metres} m entfernt", metres="{metres}")
    return {
        int(rank): (one if row["size"] == 1 else many).format(
            n=count(row["size"]), metres=count(row["max"])
        )
        for rank, row in groups.iterrows()
    }


def effect_rows(table: DataFrame) -> DataFrame:
    """Before and after per area or class, most persons gained first; shares in per cent."""
    shares = {name: table[name].astype(float) * 100 for name in ("share_before", "share_after")}
    return table.assign(**shares).sort_values("gained_persons", ascending=False)


def elsewhere_rows(tables: SiteTables) -> DataFrame:
    """Places that were not chosen, with the reason in the reader's language."""
    table = DataFrame(tables.elsewhere.table)
    return table.assign(reason=table["reason"].map(t))


def area_sentence(tables: SiteTables, key: str) -> str:
    """Say what the proposal changes for one area."""
    row = tables.areas.table.loc[key]
    if np.isnan(row["gained_persons"]):
        return t("{name}: Personenzahlen sind hier zum Schutz nicht gezeigt.", name=row["name"])
    if round(row["gained_persons"]) == 0:
        return t("{name}: Der Vorschlag ändert hier nichts.", name=row["name"])
    return t(
        "{name}: {n} Personen mehr erreicht, {before} statt {today} von {all}.",
        name=row["name"],
        n=count(row["gained_persons"]),
        before=count(row["covered_after"]),
        today=count(row["covered_before"]),
        all=count(row["target_persons"]),
    )


def stop_layer(stops: GeoDataFrame) -> PointLayer:
    """Stops as discs that carry their number in the week.

    Parameters
    ----------
    stops : GeoDataFrame
        From `pipeline.tours.week_tables`, in the order of the week.
    """
    kind = t("Halt, nach der Folge in der Woche")
    numbers = [str(number) for number in range(1, len(stops) + 1)]
    table = DataFrame(
        {
            "name": stops["name"].astype(str),
            "kind": kind,
            "letter": numbers,
            "colour": SITE,
            "radius": SITE_RADIUS,
            "text": [_stop_text(row) for row in stops.itertuples()],
        },
        index=stops.index,
    )
    legend = LegendClass(kind, SITE, np.nan, np.nan, len(stops))
    return PointLayer(t("Halte"), table, stops[["geometry"]], (legend,), {kind: "1"})


def _stop_text(row: object) -> str:
    day = t("{day} {begins}–{ends}", day=t(row.weekday), begins=row.begins, ends=row.ends)  # type: ignore[attr-defined]
    lines = [f"{day}: {row.name}"]  # type: ignore[attr-defined]
    if not np.isnan(row.persons):  # type: ignore[attr-defined]
        lines.append(t("{n} Personen neu erreicht", n=count(row.persons)))  # type: ignore[attr-defined]
    return "\n".join(lines)


def stop_rows(stops: GeoDataFrame) -> DataFrame:
    """The stops as a table in the order of the week.

    Returns
    -------
    DataFrame
        `number`, `weekday`, `begins`, `ends`, `name`, `persons`, `lon`, `lat`.
    """
    rows = DataFrame(stops.drop(columns="geometry")).reset_index(drop=True)
    rows.insert(0, "number", np.arange(1, len(rows) + 1))
    return rows.assign(weekday=[t(day) for day in rows["weekday"]])


def place_layer(place: GeoDataFrame, name: str) -> PointLayer:
    """One planned place as a disc.

    Parameters
    ----------
    place : GeoDataFrame
        One row with the place.
    name : str
        What it is, as it is shown.
    """
    table = DataFrame(
        {"name": name, "kind": name, "letter": "N", "colour": SITE, "radius": SITE_RADIUS,
         "text": name}, index=place.index,
    )  # fmt: skip
    legend = LegendClass(name, SITE, np.nan, np.nan, len(place))
    return PointLayer(name, table, place[["geometry"]], (legend,), {name: "N"})
