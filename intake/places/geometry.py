"""Geometries as delivered in, valid polygons out; every repair becomes a finding."""

import numpy as np
import shapely
from pandas import DataFrame

from intake.features import listing, spots
from intake.findings import Finding, Kind
from wording import say

#: shapely's numbers of geometry types.
POLYGONAL = (3, 6)
COLLECTION = 7
#: From so many repairs on, they are told in one sentence.
MAX_SINGLE = 300

REASONS = {
    "Self-intersection": say("Umriss schneidet sich selbst"),
    "Ring Self-intersection": say("Umriss berührt sich selbst"),
    "Hole lies outside shell": say("Loch liegt außerhalb"),
    "Holes are nested": say("Löcher liegen ineinander"),
    "Nested shells": say("Teilflächen liegen ineinander"),
    "Nested holes": say("Löcher liegen ineinander"),
    "Interior is disconnected": say("Fläche zerfällt in Teile"),
    "Duplicate Rings": say("Umriss ist doppelt"),
    "Too few points in geometry component": say("Umriss hat zu wenige Punkte"),
    "Ring is not closed": say("Umriss ist nicht geschlossen"),
}

_CHECK_OUTLINE = "Den Umriss auf der Karte prüfen; die Quelle auf den Fehler hinweisen."
REPAIRED_MANY = Kind("geometry_repaired", "{n} Flächen waren ungültig und wurden repariert.", _CHECK_OUTLINE, "warning")  # fmt: skip
REPAIRED = Kind("geometry_repaired", "Die Fläche war ungültig ({why}) und wurde repariert.", _CHECK_OUTLINE, "warning")  # fmt: skip


def flatten(geometry: np.ndarray) -> np.ndarray:
    """Geometries in two dimensions."""
    return shapely.force_2d(geometry) if shapely.has_z(geometry).any() else geometry


def polygonal_parts(geometry: np.ndarray) -> np.ndarray:
    """Return only the polygons of each geometry: lines and points of a collection are left out."""
    result = geometry.copy()
    for row in np.flatnonzero(shapely.get_type_id(geometry) == COLLECTION):
        parts = shapely.get_parts(shapely.get_parts(np.array([geometry[row]])))
        result[row] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), POLYGONAL)])
    return result


def valid_polygons(
    geometry: np.ndarray, table: DataFrame, file: str
) -> tuple[np.ndarray, tuple[Finding, ...]]:
    """Repair invalid polygons.

    Parameters
    ----------
    geometry : ndarray
        n polygons or multipolygons.
    table : DataFrame
        Their n rows of attributes, for the names in findings.
    file : str

    Returns
    -------
    ndarray
        The same n; repaired ones keep what their rings enclose (GEOS, method "structure").
    tuple of Finding
        One per repaired polygon, with the reason.
    """
    broken = np.flatnonzero(~shapely.is_valid(geometry))
    if not len(broken):
        return geometry, ()
    reasons = shapely.is_valid_reason(geometry[broken])
    result = geometry.copy()
    result[broken] = polygonal_parts(
        shapely.make_valid(
            _without_outer_holes(geometry[broken]), method="structure", keep_collapsed=False
        )
    )
    labels = spots(table, broken)
    if len(broken) > MAX_SINGLE:
        where = listing(labels)
        return result, (REPAIRED_MANY(file, where, n=len(broken)),)
    return result, tuple(
        REPAIRED(file, label, why=_in_german(reason))
        for label, reason in zip(labels, reasons, strict=True)
    )


def _without_outer_holes(geometry: np.ndarray) -> np.ndarray:
    """Leave out holes that lie wholly outside their shell: repaired as they are, they would become areas."""
    result = geometry.copy()
    for row in np.flatnonzero(shapely.get_num_coordinates(geometry) > 0):
        parts = [_filled_outside(part) for part in shapely.get_parts(geometry[row])]
        result[row] = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return result


def _filled_outside(polygon: shapely.Polygon) -> shapely.Polygon:
    if not len(polygon.interiors):
        return polygon
    shell = shapely.make_valid(
        shapely.Polygon(polygon.exterior), method="structure", keep_collapsed=False
    )
    holes = shapely.polygons(list(polygon.interiors))
    holes = shapely.make_valid(holes, method="structure", keep_collapsed=False)
    inside = shapely.area(shapely.intersection(holes, shell)) > 0
    kept = [ring for ring, lies in zip(polygon.interiors, inside, strict=True) if lies]
    return shapely.Polygon(polygon.exterior, kept)


def _in_german(reason: str) -> str:
    kind, _, place = reason.partition("[")
    said = REASONS.get(kind.strip(), kind.strip())
    return say("{why} bei {place}", why=said, place=place.rstrip("]")) if place else said
