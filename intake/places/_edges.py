"""Areas that should lie edge to edge in, the same without overlaps out; gaps and slivers told.

Areas that should share their edges in; which edges find no partner, and the holes between, out.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from intake.features import counted, decimal, listing
from intake.findings import Finding, Kind, require_none
from wording import say

#: Corners are the same if they agree to the millimetre.
GRID_METRES = 0.001

AREA_HOLDS_OTHERS = Kind("area_holds_others", "Das Gebiet {key} („{name}“) bedeckt {n} andere ({keys}): Personen dort würden doppelt gezählt.",
                         'Wenn es eine Summe ist, mit drop = ["{key}"] weglassen; sonst nur eine Ebene in der Datei lassen.')  # fmt: skip
MORE_OVERLAPS = Kind("areas_overlap", "Weitere Überlappungen (zusammen {n} ha); die Fläche zählt jeweils zum zuerst genannten Gebiet.",
                     "Den richtigen Verlauf der Grenzen bei der Vermessung erfragen.", "warning")  # fmt: skip
MORE_HOLES = Kind("hole_between_areas", "Zwischen den Gebieten gehören weitere Flächen (zusammen {n} ha) zu keinem Gebiet.",
                  "Die Grenzen prüfen.", "warning")  # fmt: skip
GAPS_BETWEEN_AREAS = Kind("gaps_between_areas", "Zwischen den Gebieten klaffen schmale Lücken (zusammen {n} m²).",
                          "Nichts zu tun: Ungenauigkeiten beim Zeichnen.", "info")  # fmt: skip
HOLE_BETWEEN = Kind("hole_between_areas", "Zwischen diesen Gebieten gehört eine Fläche von {n} ha zu keinem Gebiet.",
                    "Prüfen, ob ein Gebiet fehlt.", "warning")  # fmt: skip
AREAS_SAME_PLACE = Kind("areas_same_place", "Die Gebiete {first} und {second} bedecken dieselbe Fläche: Personen dort würden doppelt gezählt.",
                        "Prüfen, ob die Datei zwei Ebenen oder zwei Gebietsstände mischt; nur eine davon verwenden.")  # fmt: skip
AREAS_OVERLAP = Kind("areas_overlap", "Die Gebiete {first} und {second} überlappen sich auf {n} ha; die Fläche zählt zu {first}, das zuerst in der Datei steht.",
                     "Den richtigen Verlauf der Grenze bei der Vermessung erfragen.", "warning")  # fmt: skip
SLIVERS_CUT = Kind("slivers_cut", "Schmale Überlappungen (zusammen {n} m²) wurden bereinigt.",
                   "Nichts zu tun: Ungenauigkeiten beim Zeichnen.", "info")  # fmt: skip


@dataclass(frozen=True)
class Edges:
    """Edges of n areas, each walked with the area on its left.

    Attributes
    ----------
    free : ndarray
        (k, 2, 2) coordinates of the edges that no neighbour walks the other way: the
        outer border, and places where areas overlap or leave a gap.
    suspicious : ndarray of bool
        n; areas with a free edge, or with one that another area walks the same way.
    """

    free: np.ndarray
    suspicious: np.ndarray


def edges_of(shapes: np.ndarray) -> Edges:
    """Compare the edges of all areas at once.

    Parameters
    ----------
    shapes : ndarray
        n valid (multi)polygons, metres.

    Returns
    -------
    Edges

    Notes
    -----
    Two areas overlap only if one of them is suspicious, except where whole coverings
    lie on each other; then their outermost areas are.
    """
    rings, owners = _rings(shapes)
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    corners = _corner_numbers(coordinates)
    inside = ring_of[:-1] == ring_of[1:]
    starts, ends = corners[:-1][inside], corners[1:][inside]
    owner = owners[ring_of[:-1][inside]]
    real = starts != ends
    starts, ends, owner = starts[real], ends[real], owner[real]
    width = np.int64(corners.max() + 1) if len(corners) else np.int64(1)
    walked, back = starts * width + ends, ends * width + starts
    unique, number, counts = np.unique(walked, return_inverse=True, return_counts=True)
    free = ~_contained(back, unique)
    doubled = counts[number] > 1
    suspicious = np.zeros(len(shapes), dtype=bool)
    suspicious[owner[free | doubled]] = True
    places = np.flatnonzero(inside)[real][free]
    return Edges(np.stack([coordinates[places], coordinates[places + 1]], axis=1), suspicious)


def enclosed_holes(shapes: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Polygons of ground that areas enclose but none covers.

    Parameters
    ----------
    shapes : ndarray
        n valid polygons.
    free : ndarray
        Their free edges, as in `Edges`.
    """
    if not len(free):
        return np.array([], dtype=object)
    noded = shapely.union_all(shapely.linestrings(free), grid_size=GRID_METRES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    if not len(faces):
        return faces
    faces = faces[shapely.area(faces) > 0]
    places = shapely.point_on_surface(faces)
    covered = np.unique(shapely.STRtree(shapes).query(places, predicate="intersects")[0])
    return np.delete(faces, covered)


def _rings(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All rings, shells counterclockwise and holes clockwise, and the area of each."""
    turned = shapely.orient_polygons(shapes, exterior_cw=False)
    parts, part_of = shapely.get_parts(turned, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    return rings, part_of[ring_of]


def _corner_numbers(coordinates: np.ndarray) -> np.ndarray:
    """Number of each corner; corners that agree to the millimetre share one."""
    grid = np.round((coordinates - coordinates.min(axis=0)) / GRID_METRES).astype(np.int64)
    return np.unique(grid[:, 0] * (grid[:, 1].max() + 1) + grid[:, 1], return_inverse=True)[1]


def _contained(values: np.ndarray, ordered: np.ndarray) -> np.ndarray:
    """Whether each value is among ordered ones; looked up in order, which spares the cache."""
    order = np.argsort(values)
    places = np.minimum(np.searchsorted(ordered, values[order]), len(ordered) - 1)
    found = np.empty(len(values), dtype=bool)
    found[order] = ordered[places] == values[order]
    return found


#: Overlaps and holes that are named one by one, the largest first.
MAX_NAMED = 40
#: Two areas that share more than this part of the smaller one are no neighbours, but the same place.
SAME_PLACE = 0.5
#: Overlaps narrower than this are slivers of drawing: cut, told in one sentence (metres).
SLIVER_METRES = 2.0
#: Overlaps and parts smaller than this come from rounding and are not worth a word (m²).
NOISE_M2 = 0.01


def settle_coverage(areas: GeoDataFrame, *, file: str) -> tuple[GeoDataFrame, tuple[Finding, ...]]:
    """Give each place to one area, and say where ground belongs to none.

    Parameters
    ----------
    areas : GeoDataFrame
        n areas, index `key`, metric CRS.
    file : str
        Name for findings.

    Returns
    -------
    GeoDataFrame
        The same n areas; an overlap stays with the area that stands first in the file.
    tuple of Finding

    Raises
    ------
    InputError
        If two areas are (nearly) the same place.
    """
    edges = edges_of(areas.geometry.to_numpy())
    rows, others, common = overlaps(areas.geometry.to_numpy(), edges.suspicious)
    if len(rows):
        _require_places_apart(areas, rows, others, common, file)
        areas, cut = (
            _cut(areas, rows, others),
            _overlap_findings(areas.index, rows, others, common, file),
        )
        edges = edges_of(areas.geometry.to_numpy())
        return areas, (*cut, *_gap_findings(areas, edges.free, file))
    return areas, tuple(_gap_findings(areas, edges.free, file))


def overlaps(
    shapes: np.ndarray, suspicious: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of areas that share ground.

    Parameters
    ----------
    shapes : ndarray
        n valid polygons, metres.
    suspicious : ndarray of bool
        n; as in `Edges`: only pairs with such an area are looked at.

    Returns
    -------
    rows, others : ndarray of int
        Pairs with rows < others.
    common : ndarray of object
        What each pair shares (more than rounding).
    """
    some = np.flatnonzero(suspicious)
    found, others = shapely.STRtree(shapes).query(shapes[some], predicate="intersects")
    pairs = np.sort(np.column_stack([some[found], others]), axis=1)
    rows, others = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0).T
    common = shapely.intersection(shapes[rows], shapes[others])
    large = shapely.area(common) > NOISE_M2
    return rows[large], others[large], common[large]


def _require_places_apart(
    areas: GeoDataFrame, rows: np.ndarray, others: np.ndarray, common: np.ndarray, file: str
) -> None:
    """Raise if two areas share most of the smaller one's ground."""
    sizes, keys = areas.area.to_numpy(), areas.index.to_numpy()
    same = shapely.area(common) > SAME_PLACE * np.minimum(sizes[rows], sizes[others])
    pairs = np.column_stack([rows[same], others[same]])
    numbers, counts = np.unique(pairs, return_counts=True)
    holders = numbers[counts > 1]  # several areas lie in each of these
    faults = [
        _holder(file, areas, holder, pairs[(pairs == holder).any(axis=1)]) for holder in holders
    ]
    alone = pairs[~np.isin(pairs, holders).any(axis=1)]
    require_none(
        [
            *faults,
            *(_of_two(AREAS_SAME_PLACE, file, (keys[row], keys[other])) for row, other in alone),
        ]
    )


def _holder(file: str, areas: GeoDataFrame, holder: int, pairs: np.ndarray) -> Finding:
    key, name = areas.index[holder], areas["name"].iloc[holder]
    inside = areas.index[np.setdiff1d(pairs, [holder])]
    return AREA_HOLDS_OTHERS(file, str(key), key=key, name=name, n=len(inside), keys=listing(inside, 12))  # fmt: skip


def _cut(areas: GeoDataFrame, rows: np.ndarray, others: np.ndarray) -> GeoDataFrame:
    """Take each overlap from the later area."""
    shapes = areas.geometry.to_numpy().copy()
    for row, other in zip(rows, others, strict=True):
        shapes[other] = _polygons_of(shapely.difference(shapes[other], shapes[row]))
    return areas.set_geometry(shapes, crs=areas.crs)


def _overlap_findings(
    keys: pd.Index, rows: np.ndarray, others: np.ndarray, common: np.ndarray, file: str
) -> list[Finding]:
    """Name the widest overlaps, count the others, and tell slivers in one sentence."""
    wide = ~shapely.is_empty(shapely.buffer(common, -SLIVER_METRES / 2))
    order = np.flatnonzero(wide)[np.argsort(-shapely.area(common[wide]))]
    pairs = [(str(keys[row]), str(keys[other])) for row, other in zip(rows, others, strict=True)]
    findings = [
        _of_two(AREAS_OVERLAP, file, pairs[at], n=_hectares(common[at])) for at in order[:MAX_NAMED]
    ]
    if len(order) > MAX_NAMED:
        rest = order[MAX_NAMED:]
        findings.append(MORE_OVERLAPS(file, listing("/".join(pairs[at]) for at in rest), n=_hectares(common[rest])))  # fmt: skip
    if (~wide).any():
        narrow = ["/".join(pairs[at]) for at in np.flatnonzero(~wide)]
        findings.append(
            SLIVERS_CUT(file, listing(narrow), n=f"{shapely.area(common[~wide]).sum():.0f}")
        )
    return findings


def _gap_findings(areas: GeoDataFrame, free: np.ndarray, file: str) -> list[Finding]:
    """Name holes that the areas enclose; count the narrow ones."""
    holes = enclosed_holes(areas.geometry.to_numpy(), free)
    holes = holes[shapely.area(holes) > NOISE_M2]
    if not len(holes):
        return []
    wide = ~shapely.is_empty(shapely.buffer(holes, -SLIVER_METRES / 2))
    named = holes[wide][np.argsort(-shapely.area(holes[wide]))]
    findings = [_hole(file, areas, hole) for hole in named[:MAX_NAMED]]
    if len(named) > MAX_NAMED:
        rest = named[MAX_NAMED:]
        findings.append(MORE_HOLES(file, counted(len(rest), "{n} weitere Stelle", "{n} weitere Stellen"), n=_hectares(rest)))  # fmt: skip
    if (~wide).any():
        findings.append(GAPS_BETWEEN_AREAS(file, counted(int((~wide).sum()), "{n} Stelle", "{n} Stellen"), n=f"{shapely.area(holes[~wide]).sum():.0f}"))  # fmt: skip
    return findings


def _hole(file: str, areas: GeoDataFrame, hole: shapely.Geometry) -> Finding:
    near = areas.index[
        areas.geometry.sindex.query(shapely.buffer(hole, 1.0), predicate="intersects")
    ]
    return HOLE_BETWEEN(file, listing(near, 6), n=_hectares(hole))


def _hectares(shapes: shapely.Geometry | np.ndarray) -> str:
    return decimal(np.sum(shapely.area(shapes)) / 10_000, 2)


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Polygons of a geometry, without the lines that a difference may leave."""
    if shapely.get_type_id(shape) in (3, 6):
        return shape
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), (3, 6))])


def _of_two(kind: Kind, file: str, pair: tuple[str, str], **values: object) -> Finding:
    first, second = pair
    where = say("{first} und {second}", first=first, second=second)
    return kind(file, where, first=first, second=second, **values)
