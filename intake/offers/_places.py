"""Points of offers and the areas of a city in; points in its CRS and the area of each out."""

from dataclasses import replace

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import Series

from geo.assign import areas_of_points, xy_of
from intake.cells.keys import match_keys
from intake.findings import Finding, Kind
from wording import say

#: Metres that an offer may lie outside all areas and still belong to the nearest.
EDGE_METRES = 25.0
#: Kinds of coordinates tried for single rows that fall outside the city.
_RETRIED = (("EPSG:4326", True), ("EPSG:4326", False), ("EPSG:25832", False), ("EPSG:25832", True), ("EPSG:25833", False), ("EPSG:31466", False), ("EPSG:31467", False))  # fmt: skip

COORDINATES_MIXED = Kind("coordinates_mixed", "Diese Angebote liegen nur {how} in der Stadt, anders als die übrigen; sie wurden so gelesen.",
                         "Die Koordinaten dieser Zeilen berichtigen.", "warning")  # fmt: skip
OFFER_ON_BOUNDARY = Kind("offer_on_boundary", "Das Angebot liegt genau auf einer Gebietsgrenze; es zählt zum Gebiet mit dem kleinsten Schlüssel.",
                         "Wenn es zum Nachbargebiet gehört, den Punkt verschieben.", "info")  # fmt: skip
OFFER_AREA_UNKNOWN = Kind("offer_area_unknown", "Den Gebietsschlüssel dieser Angebote gibt es nicht; ihr Gebiet wurde nach der Lage bestimmt.",
                          "Den Schlüssel berichtigen.", "warning")  # fmt: skip
OFFER_AREA_DIFFERS = Kind("offer_area_differs", "Bei {n} Angeboten nennt die Datei ein anderes Gebiet als die Lage; es gilt die Angabe der Datei.",
                          "Bei angenäherten Grenzen nichts zu tun; sonst Lage und Schlüssel prüfen.", "warning")  # fmt: skip


def area_of_points(points: GeoSeries, areas: GeoDataFrame) -> tuple[Series, np.ndarray]:
    """Find the area that holds each point.

    Parameters
    ----------
    points : GeoSeries
        n points, empty ones included, in the CRS of `areas` (metres).
    areas : GeoDataFrame
        Index `key`.

    Returns
    -------
    tuple of (Series of str, ndarray of bool)
        Key of each point's area, "" if none; whether the point lies on a boundary. Such
        a point belongs to the area with the smallest key; one at most `EDGE_METRES`
        outside, to the nearest.
    """
    keys = areas.index.astype(str).to_numpy(dtype=object)
    order, shapes = np.argsort(keys, kind="stable"), areas.geometry.to_numpy()
    places = xy_of(points)
    row, on_edge = areas_of_points(places, shapes[order])
    found = np.where(row >= 0, order[row], -1) if len(order) else row
    if len(areas) and (lost := np.flatnonzero((found < 0) & ~np.isnan(places[:, 0]))).size:
        near = shapely.STRtree(shapes).query_nearest(
            shapely.points(places[lost]), max_distance=EDGE_METRES, all_matches=False
        )
        found[lost[near[0]]] = near[1]
    return Series(np.where(found >= 0, keys[found], ""), points.index, dtype="str"), on_edge


def place_rows(
    x: Series, y: Series, areas: GeoDataFrame, *, crs: str, labels: Series, file: str
) -> tuple[GeoSeries, list[Finding]]:
    """Turn coordinates into points on the city, each row by the system that fits it.

    Parameters
    ----------
    x, y : Series of float
        n coordinates as written, NaN where there are none.
    areas : GeoDataFrame
        The city's areas, metric CRS.
    crs : str
        System that a person or the file names, "" if none.
    labels : Series of str
        Id of each row.
    file : str

    Returns
    -------
    tuple of (GeoSeries, list of Finding)
        n points in the city's CRS; empty where there are no coordinates. Never
        corrected in silence: another system or swapped columns are findings.
    """
    from intake.places.projection import place_points

    points, findings = place_points(x, y, city=areas, crs=crs)
    noticed = [replace(finding, file=file) for finding in findings]
    if any(finding.severity == "error" for finding in noticed):
        return points, noticed
    return _rescue(points, x, y, areas, labels, file, noticed)


def _rescue(
    points: GeoSeries,
    x: Series,
    y: Series,
    areas: GeoDataFrame,
    labels: Series,
    file: str,
    noticed: list[Finding],
) -> tuple[GeoSeries, list[Finding]]:
    """Try other systems for the rows that fell outside the city: some files mix them."""
    from intake.places.projection import transformer_between

    lost = np.flatnonzero(
        (area_of_points(points, areas)[0] == "").to_numpy()
        & x.notna().to_numpy()
        & y.notna().to_numpy()
    )
    placed = points.to_numpy().copy()
    for crs, swapped in _RETRIED:
        if not len(lost):
            break
        a, b = (y, x) if swapped else (x, y)
        east, north = transformer_between(crs, areas.crs.to_string()).transform(
            a.to_numpy()[lost], b.to_numpy()[lost]
        )
        finite = _near(np.asarray(east), np.asarray(north), areas)
        if not finite.any():
            continue
        tried = np.full(len(lost), shapely.Point(), dtype=object)
        tried[finite] = shapely.points(np.asarray(east)[finite], np.asarray(north)[finite])
        inside = (area_of_points(GeoSeries(tried, crs=areas.crs), areas)[0] != "").to_numpy()
        if inside.any():
            placed[lost[inside]] = tried[inside]
            noticed.append(_mixed(labels.iloc[lost[inside]], crs, swapped=swapped, file=file))
            lost = lost[~inside]
    return GeoSeries(placed, index=points.index, crs=points.crs), noticed


def _near(east: np.ndarray, north: np.ndarray, areas: GeoDataFrame) -> np.ndarray:
    """Whether places lie in the rectangle around the city."""
    west, south, most_east, most_north = areas.total_bounds
    return (east >= west) & (east <= most_east) & (north >= south) & (north <= most_north)


def _mixed(labels: Series, crs: str, *, swapped: bool, file: str) -> Finding:
    how = say("mit vertauschten Spalten als {crs}" if swapped else "als {crs}", crs=crs)
    return COORDINATES_MIXED(file, listed(labels), how=how)


def listed(labels: Series, most: int = 25) -> str:
    """Join ids, only the first if there are many."""
    names = ", ".join(map(str, labels[:most]))
    n = len(labels)
    return say("{names} … ({n} Angebote)", names=names, n=n) if n > most else names


def settle_areas(
    located: tuple[Series, np.ndarray],
    codes: Series | None,
    areas: GeoDataFrame,
    *,
    labels: Series,
    file: str,
) -> tuple[Series, list[Finding]]:
    """Give each offer its area: the city's own code if the file has one, else by place.

    Parameters
    ----------
    located : tuple of (Series of str, ndarray of bool)
        Area by place and whether on a boundary, n each, from `area_of_points`.
    codes : Series of str or None
        The file's own area codes.
    areas : GeoDataFrame
    labels : Series of str
    file : str

    Returns
    -------
    tuple of (Series of str, list of Finding)
        Key of each offer's area, "" where neither code nor place gives one.
    """
    by_place, on_edge = located
    findings = []
    if on_edge.any():
        findings.append(OFFER_ON_BOUNDARY(file, listed(labels[on_edge])))
    if codes is None:
        return by_place, findings
    match = match_keys(codes, areas.index)
    unknown = ((match.keys == "") & (codes.str.strip() != "")).to_numpy()
    if unknown.any():
        findings.append(OFFER_AREA_UNKNOWN(file, listed(labels[unknown])))
    differ = ((match.keys != "") & (by_place != "") & (match.keys != by_place)).to_numpy()
    if differ.any():
        findings.append(OFFER_AREA_DIFFERS(file, listed(labels[differ]), n=int(differ.sum())))
    return match.keys.where(match.keys != "", by_place).astype("str"), findings
