"""Gaps in coverage: uncovered settlement points in, clusters of persons with reasons out."""

from dataclasses import dataclass

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame, Series

from geo.levels import Level
from wording import number, say

#: Uncovered points closer than this belong together: 100 m cells that touch, also by a corner.
NEIGHBOUR_METRES = 150.0

GAP_COLUMNS = ("rank", "key", "name", "persons", "nearest_offer", "nearest_minutes", "reason")

BY_MODE = {
    "walk": "zu Fuß",
    "bike": "mit dem Rad",
    "transit": "mit Bus und Bahn",
    "straight_line": "zu Fuß",
    "wheelchair": "stufenlos",
}


@dataclass(frozen=True)
class Rule:
    """The limit that a gap misses: minutes, and the mode they are travelled with."""

    max_minutes: float
    mode: str


def gap_table(uncovered: DataFrame, level: Level, *, rule: Rule) -> GeoDataFrame:
    """Clusters of uncovered persons, largest first.

    Parameters
    ----------
    uncovered : DataFrame
        Uncovered points: `x`, `y`, `area` (finest key), `persons` (> 0), `minutes` and
        `nearest_offer` (name) of the nearest offer of all, `why_not` ("" if that offer
        counts and is only too far).
    level : Level
        Clusters do not cross the borders of its areas.
    rule : Rule

    Returns
    -------
    GeoDataFrame
        `rank` (1 = most persons), `key`, `name`, `persons`, `nearest_offer`,
        `nearest_minutes` (median by persons; NaN: none can be reached), `reason` (a German sentence), `geometry`
        (the settlement point nearest to the cluster's centre); the level's CRS. The
        persons sum to the gap persons of the areas.
    """
    import geopandas

    keyed = uncovered.assign(key=uncovered["area"].map(level.members)).dropna(subset="key")
    table = _one_row_each(keyed.assign(cluster=_clusters(keyed)), rule)
    table = table.sort_values(["persons", "key"], ascending=[False, True], kind="stable")
    table = table.reset_index(drop=True)
    table["rank"] = np.arange(1, len(table) + 1)
    table["name"] = table["key"].map(level.areas["name"])
    points = geopandas.points_from_xy(table["x"].astype(float), table["y"].astype(float))
    return GeoDataFrame(table[list(GAP_COLUMNS)], geometry=points, crs=level.areas.crs)


def _clusters(points: DataFrame) -> NDArray[np.int64]:
    """Number of the cluster of each point: near one another and in the same area."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    if points.empty:
        return np.zeros(0, dtype=np.int64)
    pairs = cKDTree(points[["x", "y"]].to_numpy(dtype=float)).query_pairs(
        NEIGHBOUR_METRES, output_type="ndarray"
    )
    key = points["key"].to_numpy()
    pairs = pairs[key[pairs[:, 0]] == key[pairs[:, 1]]]
    links = coo_array(
        (np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])),
        shape=(len(points), len(points)),
    )
    return connected_components(links, directed=False)[1].astype(np.int64)


def _one_row_each(points: DataFrame, rule: Rule) -> DataFrame:
    """One row per cluster: persons, the offer most of them have nearest, and why it fails."""
    ordered = points.sort_values(["cluster", "minutes"], kind="stable")
    rows = ordered.groupby("cluster").agg(key=("key", "first"), persons=("persons", "sum"))
    by_offer = ["cluster", "nearest_offer", "why_not"]
    main = (
        ordered.groupby(by_offer, as_index=False, sort=False)["persons"].sum()
        .sort_values("persons", ascending=False, kind="stable")
        .drop_duplicates("cluster")
    )  # fmt: skip
    mine = ordered.merge(main[by_offer], on=by_offer)
    reached = mine.groupby("cluster")["persons"].cumsum()
    half = mine["cluster"].map(mine.groupby("cluster")["persons"].sum()) / 2
    middle = mine[reached >= half].drop_duplicates("cluster").set_index("cluster")
    rows = rows.join(middle[["nearest_offer", "why_not", "minutes"]]).join(_central(ordered))
    rows["nearest_minutes"] = rows["minutes"].replace(np.inf, np.nan)
    reasons = [
        why_not or too_far(minutes, rule)
        for why_not, minutes in zip(rows["why_not"], rows["minutes"], strict=True)
    ]
    return rows.assign(reason=Series(reasons, index=rows.index, dtype=object))


def too_far(minutes: float, rule: Rule) -> str:
    """Say how far the nearest offer is and how far it may be.

    Examples
    --------
    >>> too_far(22.4, Rule(15, "walk"))
    'zu weit: 22 Minuten zu Fuß, Standard 15'
    """
    if not np.isfinite(minutes):
        return say("kein Angebot erreichbar")
    decimals = 0 if round(minutes) > rule.max_minutes else 1
    limit = number(rule.max_minutes, 0 if float(rule.max_minutes).is_integer() else 1)
    how = BY_MODE.get(rule.mode, "")
    said = "zu weit: {n} Minuten {how}, Standard {limit}"
    return say(said, n=number(minutes, decimals), how=how, limit=limit)


def _central(points: DataFrame) -> DataFrame:
    """By cluster: the settlement point nearest to the persons' centre of gravity."""
    weights = points["persons"] / points.groupby("cluster")["persons"].transform("sum")
    x = (points["x"] * weights).groupby(points["cluster"]).transform("sum")
    y = (points["y"] * weights).groupby(points["cluster"]).transform("sum")
    off = np.hypot(points["x"] - x, points["y"] - y)
    nearest = points.assign(off=off).sort_values(["cluster", "off"], kind="stable")
    return nearest.drop_duplicates("cluster").set_index("cluster")[["x", "y"]]
