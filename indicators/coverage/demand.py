"""Persons at settlement points: counts of areas and points with weights in, demand out."""

import numpy as np
import pandas as pd
from geopandas import GeoSeries
from pandas import DataFrame, Series


def persons_at(points: DataFrame, counts: Series, *, places: GeoSeries) -> DataFrame:
    """Persons of a target group at each settlement point.

    Parameters
    ----------
    points : DataFrame
        `x`, `y` (metres), `area` (finest key), `weight` (>= 0), as in
        `Settlement.points`; for real counts per cell put these in `weight`.
    counts : Series
        Persons of the target group by finest key; NaN where unknown.
    places : GeoSeries
        Polygons of the finest areas by key: persons of an area without any point
        (or with weights that sum to 0) stand at its representative point.

    Returns
    -------
    DataFrame
        `x`, `y`, `area`, `persons`; the points' rows in their order, then the added
        representative points. Sums of `persons` by area equal `counts`; an area with
        an unknown count has NaN at its points. Points of areas that `counts` does not
        have are left out.

    Notes
    -----
    persons = count of the area × weight ÷ sum of the area's weights. Assumes that the
    target group lives like the persons or addresses that the weights stand for.

    Examples
    --------
    >>> points = DataFrame({"x": [0, 1], "y": [0, 0], "area": ["a", "a"], "weight": [1.0, 3.0]})
    >>> persons_at(points, Series({"a": 8.0}), places=GeoSeries())["persons"].tolist()
    [2.0, 6.0]
    """
    points = points[points["area"].isin(counts.index)]
    weights = points["weight"].clip(lower=0).fillna(0)
    totals = weights.groupby(points["area"]).sum()
    share = weights / points["area"].map(totals.where(totals > 0))
    persons = points["area"].map(counts) * share
    placed = points.assign(persons=persons)[share.notna().to_numpy()]
    placed = placed[["x", "y", "area", "persons"]]
    bare = counts.index.difference(pd.Index(placed["area"].unique(), dtype=object))
    return pd.concat([placed, _representatives(counts[bare], places)], ignore_index=True)


def _representatives(counts: Series, places: GeoSeries) -> DataFrame:
    """One point inside each area that has no settlement point of its own."""
    inside = places.reindex(counts.index).representative_point() if len(counts) else None
    x = inside.x.to_numpy() if inside is not None else np.zeros(0)
    y = inside.y.to_numpy() if inside is not None else np.zeros(0)
    return DataFrame(
        {
            "x": x.astype(float),
            "y": y.astype(float),
            "area": counts.index.astype(str),
            "persons": counts.to_numpy(dtype=float),
        }
    )
