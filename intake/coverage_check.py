"""Areas that should lie edge to edge in, the same without overlaps out; gaps and slivers told."""

import numpy as np
import shapely
from geopandas import GeoDataFrame

from intake.errors import require_none
from intake.features import listing
from intake.findings import Finding

#: Two areas that share more than this part of the smaller one are no neighbours, but the same place.
SAME_PLACE = 0.5
#: Overlaps narrower than this are slivers of drawing: cut, told in one sentence (metres).
SLIVER_METRES = 2.0
#: Overlaps and parts smaller than this come from rounding and are not worth a word (m²).
NOISE_M2 = 0.01


def settle_overlaps(areas: GeoDataFrame, *, file: str) -> tuple[GeoDataFrame, tuple[Finding, ...]]:
    """Give each place to one area: an overlap stays with the area that stands first in the file.

    Parameters
    ----------
    areas : GeoDataFrame
        n areas, index `key`, metric CRS.
    file : str
        Name for findings.

    Returns
    -------
    GeoDataFrame
        The same n areas.
    tuple of Finding

    Raises
    ------
    InputError
        If two areas are (nearly) the same place.
    """
    shapes = areas.geometry.to_numpy()
    if shapely.coverage_is_valid(shapes):
        return areas, ()
    rows, others, common = overlaps(shapes)
    if not len(rows):
        return areas, ()
    smaller = np.minimum(shapely.area(shapes[rows]), shapely.area(shapes[others]))
    same = shapely.area(common) > SAME_PLACE * smaller
    keys = areas.index.to_numpy()
    require_none(_same_place(file, keys[row], keys[other]) for row, other in zip(rows[same], others[same], strict=True))
    result = shapes.copy()
    for row, other in zip(rows, others, strict=True):
        result[other] = _polygons_of(shapely.difference(result[other], result[row]))
    wide = np.array([not shapely.is_empty(shapely.buffer(part, -SLIVER_METRES / 2)) for part in common], dtype=bool)
    findings = [_overlap(file, str(keys[row]), str(keys[other]), shapely.area(part))
                for row, other, part in zip(rows[wide], others[wide], common[wide], strict=True)]  # fmt: skip
    if (~wide).any():
        pairs = [f"{keys[row]}/{keys[other]}" for row, other in zip(rows[~wide], others[~wide], strict=True)]
        findings.append(_slivers(file, pairs, float(shapely.area(common[~wide]).sum())))
    return areas.set_geometry(result, crs=areas.crs), tuple(findings)


def overlaps(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of areas that share ground.

    Parameters
    ----------
    shapes : ndarray
        n valid polygons, metres.

    Returns
    -------
    rows, others : ndarray of int
        Pairs with rows < others.
    common : ndarray of object
        What each pair shares (more than rounding).
    """
    rows, others = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    rows, others = rows[rows < others], others[rows < others]
    crossing = shapely.relate_pattern(shapes[rows], shapes[others], "T********")
    rows, others = rows[crossing], others[crossing]
    common = shapely.intersection(shapes[rows], shapes[others])
    large = shapely.area(common) > NOISE_M2
    return rows[large], others[large], common[large]


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Polygons of a geometry, without the lines that a difference may leave."""
    if shapely.get_type_id(shape) in (3, 6):
        return shape
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), (3, 6))])


def _same_place(file: str, first: str, second: str) -> Finding:
    return Finding("error", "areas_same_place", file, f"{first} und {second}",
                   f"Die Gebiete {first} und {second} bedecken dieselbe Fläche: Personen dort würden doppelt gezählt.",
                   "Prüfen, ob die Datei zwei Ebenen oder zwei Gebietsstände mischt; nur eine davon verwenden.")  # fmt: skip


def _overlap(file: str, first: str, second: str, area: float) -> Finding:
    return Finding("warning", "areas_overlap", file, f"{first} und {second}",
                   f"Die Gebiete {first} und {second} überlappen sich auf {area / 10_000:.2f} ha; die Fläche zählt zu {first}, "
                   "das zuerst in der Datei steht.".replace(".", ",", 1),
                   "Den richtigen Verlauf der Grenze bei der Vermessung erfragen.")  # fmt: skip


def _slivers(file: str, pairs: list[str], area: float) -> Finding:
    return Finding("info", "slivers_cut", file, listing(pairs), f"{len(pairs)} schmale Überlappungen (zusammen {area:.0f} m²) wurden bereinigt.",
                   "Nichts zu tun: Ungenauigkeiten beim Zeichnen.")  # fmt: skip
