"""Approximate boundaries of Dortmund's Unterbezirke: addresses and outline in, a coverage out.

The official boundaries are not part of the project. Each place whose Unterbezirk is
known (a 100 m cell with addresses, an offer with the city's own code) claims the ground
that is nearer to it than to any other place.
"""

import numpy as np
import pandas as pd
import shapely
from pandas import DataFrame, Series

CELL_METRES = 100
#: A detached part of an area stays only if at least so many addresses lie in it.
SETTLEMENT_ADDRESSES = 12
#: Tolerance of the simplification, metres: the size of a cell, so that its steps go and
#: a line moves by no more than what the addresses can tell about it.
TOLERANCE_METRES = 100


def boundaries(cells: DataFrame, offers: DataFrame, outline: DataFrame) -> Series:
    """Areas that share their edges, fill the outline and overlap nowhere.

    Parameters
    ----------
    cells : DataFrame
        `unterbezirk`, `x`, `y` (south-west corner, EPSG:25832), `adressen`; one row per
        cell and Unterbezirk.
    offers : DataFrame
        `unterbezirk`, `x`, `y` of places whose Unterbezirk the city names itself.
    outline : DataFrame
        `x`, `y`: the ring around the city.

    Returns
    -------
    Series of Polygon or MultiPolygon
        Index: Unterbezirk, sorted; coordinates in whole metres.
    """
    city = shapely.Polygon(outline[["x", "y"]])
    seeds = claims(cells, offers)
    parts = _parts(seeds, city)
    parts = merge_fragments(parts, seeds)
    owners = np.array(sorted(parts["area"].unique()))
    shapes = np.array([shapely.union_all(parts.loc[parts["area"] == o, "shape"]) for o in owners])
    shapes = shapely.coverage_simplify(shapes, TOLERANCE_METRES, simplify_boundary=False)
    return Series(to_whole_metres(shapes), index=pd.Index(owners, name="key"))


def claims(cells: DataFrame, offers: DataFrame) -> DataFrame:
    """Points that claim ground for their Unterbezirk: `x`, `y`, `area`, `addresses`.

    A cell with one owner claims from its centre. Where several meet in a cell, each
    claims from a point shifted towards its own neighbouring cells, the further the
    smaller its share, so that the line between them runs where the addresses change.
    """
    cells = cells.assign(total=cells.groupby(["x", "y"])["adressen"].transform("sum"))
    shift = _direction_to_own_cells(cells).mul(
        (1 - cells["adressen"] / cells["total"]) * 0.45 * CELL_METRES, axis=0
    )
    centre = CELL_METRES / 2
    points = DataFrame(
        {
            "x": cells["x"] + centre + shift["dx"],
            "y": cells["y"] + centre + shift["dy"],
            "area": cells["unterbezirk"],
            "addresses": cells["adressen"],
        }
    )
    places = offers.rename(columns={"unterbezirk": "area"})[["x", "y", "area"]]
    points = pd.concat([points, places.assign(addresses=0)], ignore_index=True)
    return points.round({"x": 2, "y": 2}).drop_duplicates(["x", "y"], ignore_index=True)


def _direction_to_own_cells(cells: DataFrame) -> DataFrame:
    """Unit vector from each cell to the addresses of the same owner in the eight around it."""
    weights = cells.set_index(["unterbezirk", "x", "y"])["adressen"]
    pull = np.zeros((len(cells), 2))
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            keys = [
                cells["unterbezirk"],
                cells["x"] + dx * CELL_METRES,
                cells["y"] + dy * CELL_METRES,
            ]
            around = weights.reindex(pd.MultiIndex.from_arrays(keys)).fillna(0).to_numpy()
            pull += around[:, None] * np.array([dx, dy])
    length = np.hypot(*pull.T)
    unit = np.divide(pull, length[:, None], out=np.zeros_like(pull), where=length[:, None] > 0)
    return DataFrame(unit, columns=["dx", "dy"], index=cells.index)


def _parts(seeds: DataFrame, city: shapely.Polygon) -> DataFrame:
    """Connected parts of the ground that each area claims: `shape`, `area`."""
    points = shapely.points(seeds[["x", "y"]])
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=city, ordered=True)
    )
    frames = []
    for area, rows in seeds.groupby("area").indices.items():
        shape = shapely.intersection(shapely.coverage_union_all(cells[rows]), city)
        parts = shapely.get_parts(shape)
        parts = parts[shapely.area(parts) > 0]
        frames.append(DataFrame({"shape": parts, "area": area}))
    return pd.concat(frames, ignore_index=True)


def merge_fragments(parts: DataFrame, seeds: DataFrame) -> DataFrame:
    """Give every detached part without a settlement to the neighbour it shares most edge with.

    Parameters
    ----------
    parts : DataFrame
        `shape`, `area`: connected parts.
    seeds : DataFrame
        `x`, `y`, `area`, `addresses` as from `claims`.
    """
    tree = shapely.STRtree(parts["shape"].to_numpy())
    seed, part = tree.query(shapely.points(seeds[["x", "y"]]), predicate="within")
    own = seeds["area"].to_numpy()[seed] == parts["area"].to_numpy()[part]
    counts = np.bincount(part[own], seeds["addresses"].to_numpy()[seed[own]], len(parts))
    rank = Series(counts).groupby(parts["area"]).rank(ascending=False, method="first")
    stays = ((rank == 1) | (counts >= SETTLEMENT_ADDRESSES)).to_numpy(copy=True)
    areas = parts["area"].to_numpy(copy=True)
    shared = _shared_edges(parts["shape"].to_numpy(), tree)
    while not stays.all():
        gains = shared[~stays[shared["part"]] & stays[shared["neighbour"]]]
        if gains.empty:  # a part without any neighbour stays where it is
            break
        best = gains.sort_values(["part", "metres"]).drop_duplicates("part", keep="last")
        areas[best["part"]] = areas[best["neighbour"]]
        stays[best["part"]] = True
    return parts.assign(area=areas)


def _shared_edges(shapes: np.ndarray, tree: shapely.STRtree) -> DataFrame:
    """Length of the edge that each two neighbouring parts share: `part`, `neighbour`, `metres`."""
    part, neighbour = tree.query(shapes, predicate="intersects")
    different = part != neighbour
    part, neighbour = part[different], neighbour[different]
    metres = shapely.length(
        shapely.intersection(shapely.boundary(shapes[part]), shapely.boundary(shapes[neighbour]))
    )
    edges = DataFrame({"part": part, "neighbour": neighbour, "metres": metres})
    return edges[edges["metres"] > 0]


def to_whole_metres(shapes: np.ndarray) -> np.ndarray:
    """Round all coordinates; shared points stay shared, because equal ones round alike."""
    rounded = shapely.transform(shapes, np.round)
    return shapely.normalize(shapely.remove_repeated_points(rounded))
