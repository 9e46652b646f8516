"""The week of a mobile offer on map and in tables: released stops in, numbered discs and rows out."""

import numpy as np
from geopandas import GeoDataFrame
from pandas import DataFrame

from layers.layer import LegendClass, PointLayer
from layers.sites import SITE, SITE_RADIUS
from wording import count, t


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
            "text": [_text(row) for row in stops.itertuples()],
        },
        index=stops.index,
    )
    legend = LegendClass(kind, SITE, np.nan, np.nan, len(stops))
    return PointLayer(t("Halte"), table, stops[["geometry"]], (legend,), {kind: "1"})


def _text(row: object) -> str:
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
