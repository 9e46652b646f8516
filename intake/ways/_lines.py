"""Streets from line files: any vector file in, lines in metres with OSM-like tags out."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.reach.network import Ways
from intake.features import Features, listing
from intake.findings import Finding, InputError, Kind, gathered, require_none
from intake.ways import _rules as way_rules
from wording import say
from wording.sentence import Sentence

#: Ends of lines that lie closer than this to a vertex are the same place.
SAME_PLACE_METRES = 0.1
#: Vertices inside two lines that lie closer than this are the same place.
SAME_VERTEX_METRES = 0.01
#: Vertices of one line that lie closer than this are the same place: it touches itself there.
TOUCHING_METRES = 0.001
#: Lines of one place whose heights differ by more than this pass over each other.
HEADROOM_METRES = 2.0

#: Columns of other street data, and the OSM key that they stand for.
COLUMNS = {"fclass": "highway", "highway_type": "highway", "strassenart": "highway",
           "einbahn": "oneway", "einbahnstrasse": "oneway", "einbahnstraße": "oneway",
           "one_way": "oneway", "ebene": "layer", "z_order": "layer"}  # fmt: skip
#: One-way streets as OSM extracts in shape files (F, T, B), navigation data and people write them.
ONEWAY = {"f": "yes", "ft": "yes", "y": "yes", "ja": "yes", "j": "yes", "true": "yes", "1": "yes",
          "1.0": "yes", "t": "-1", "tf": "-1", "-1.0": "-1", "reverse": "-1", "b": "no", "n": "no",
          "nein": "no", "false": "no", "0": "no", "0.0": "no"}  # fmt: skip
_TRUE = frozenset({"t", "true", "yes", "ja", "j", "y", "1", "1.0"})
#: "track_grade3", "footway_unknown": kinds that extracts as shape files split up.
_KIND_DETAIL = re.compile(r"^(?P<kind>track)_(?P<grade>grade[1-5])$")

ASK_STREETS = Kind("ask_layer", "{held}{lines}", "Den Layer der Straßen nennen: --layer NAME, in city.toml unter [network] layer = „NAME“.")  # fmt: skip


@dataclass(frozen=True)
class Lines:
    """Single lines with their tags.

    Attributes
    ----------
    lines : ndarray of LineString
        Metres, the city's CRS; heights are kept where the file has them.
    tags : list of dict
        One per line, as OSM names them.
    """

    lines: NDArray[np.object_]
    tags: list[dict[str, str]]


def line_ways(path: Path, *, crs: str, mode: str, layer: str = "") -> Ways:
    """Read the lines of a vector file as streets; lines meet where they share a vertex.

    Parameters
    ----------
    path : Path
    crs : str
    mode : str
        With OSM-like columns (`highway` or `fclass`, `foot`, `oneway` …) their rules apply.
    layer : str
        "" = the only one with lines.

    Returns
    -------
    Ways
        Bridges do not meet what passes below: vertices inside lines join only on the
        same level (`layer`, `bridge`, `tunnel`, height).
    """
    import shapely

    read = read_lines(path, crs=crs, layer=layer)
    allowed = [way_rules.permission({"highway": "road"} | entry, mode) for entry in read.tags]
    usable = np.array([any(a) for a in allowed], dtype=bool)
    lines = read.lines[usable]
    xyz, line = shapely.get_coordinates(lines, include_z=True, return_index=True)
    level = np.array([level_of(entry) for entry in read.tags], dtype=float)[usable]
    start = np.concatenate([[0], np.cumsum(np.bincount(line, minlength=len(lines)))])
    return Ways(
        xy=xyz[:, :2],
        vertex=same_places(xyz, line, level[line]),
        start=start.astype(np.int64),
        forward=np.array([a.forward for a in allowed], dtype=bool)[usable],
        backward=np.array([a.backward for a in allowed], dtype=bool)[usable],
    )


def read_lines(path: Path, *, crs: str, layer: str = "") -> Lines:
    """Read the lines of a vector file in the city's CRS, one per single line.

    Raises
    ------
    InputError
        If the file is not readable, or has several layers with lines and none is named.
    """
    import shapely
    from pyproj import Transformer

    from intake.places.placing import settle_crs

    features = _features(path, layer)
    placed = settle_crs(features, path.name, anywhere=True)
    require_none((*features.findings, *placed.findings))
    parts, row = shapely.get_parts(placed.geometry, return_index=True)
    linear = np.isin(shapely.get_type_id(parts), (1, 2)) & ~shapely.is_empty(parts)
    parts, row = parts[linear], row[linear]
    turn = Transformer.from_crs(placed.crs, crs, always_xy=True)
    lines = shapely.transform(parts, _horizontal(turn), include_z=True)
    inside = np.isfinite(shapely.bounds(lines)).all(axis=1)
    records = [street_tags(record) for record in features.attributes.to_dict("records")]
    return Lines(lines[inside], [records[number] for number in row[inside]])


def street_tags(record: dict[object, object]) -> dict[str, str]:
    """Attributes as OSM tags: names and values in lower case, other spellings translated.

    Examples
    --------
    >>> street_tags({"FCLASS": "residential", "Oneway": "T", "name": ""})
    {'highway': 'residential', 'oneway': '-1'}
    """
    plain = {str(name).strip().lower(): str(value).strip() for name, value in record.items()}
    tags = {COLUMNS.get(name, name): value for name, value in plain.items() if value}
    tags |= {name: plain[name] for name in ("highway", "oneway", "layer") if plain.get(name)}
    if "oneway" in tags:
        said = tags["oneway"].lower()
        tags["oneway"] = ONEWAY.get(said, said)
    if "highway" in tags:
        tags |= _kind_of(tags["highway"].lower())
    return tags


def _kind_of(highway: str) -> dict[str, str]:
    found = _KIND_DETAIL.match(highway)
    if found:
        return {"highway": found["kind"], "tracktype": found["grade"]}
    return {"highway": "road" if highway in {"unknown", "unbekannt"} else highway}


def level_of(tags: dict[str, str]) -> float:
    """Level of a line: its `layer`, else 1 for a bridge and -1 for a tunnel."""
    try:
        level = float(tags.get("layer", "0").replace(",", "."))
    except ValueError:
        level = 0.0
    if level or not np.isfinite(level):
        return level if np.isfinite(level) else 0.0
    return float(_is_true(tags.get("bridge", ""))) - float(_is_true(tags.get("tunnel", "")))


def _is_true(value: str) -> bool:
    return value.lower() in _TRUE or value.lower() in {"viaduct", "aqueduct", "building_passage"}


def same_places(
    xyz: NDArray[np.float64],
    line: NDArray[np.int64] | None = None,
    level: NDArray[np.float64] | None = None,
) -> NDArray[np.int64]:
    """Number of the place of each vertex.

    Parameters
    ----------
    xyz : ndarray, shape (n, 2) or (n, 3)
        Metres, line after line; heights may be NaN.
    line : ndarray of int, shape (n,), optional
        Number of each vertex's line, ascending; without it every vertex is an end.
    level : ndarray, shape (n,), optional

    Returns
    -------
    ndarray of int, shape (n,)

    Notes
    -----
    An end of a line joins every vertex within `SAME_PLACE_METRES`, vertices inside two
    lines join within `SAME_VERTEX_METRES` if their levels are the same. Vertices of one
    line join only where it touches itself: a finely drawn bend is no single place.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    count = len(xyz)
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    line = np.arange(count) if line is None else line
    pairs = cKDTree(xyz[:, :2]).query_pairs(SAME_PLACE_METRES, output_type="ndarray")
    pairs = pairs[_joins(xyz, line, level, pairs)]
    links = coo_array(
        (np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count)
    )
    return connected_components(links, directed=False)[1].astype(np.int64)


def _joins(
    xyz: NDArray[np.float64],
    line: NDArray[np.int64],
    level: NDArray[np.float64] | None,
    pairs: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Which pairs of near vertices are one place."""
    end = np.ones(len(line), dtype=bool)
    end[1:-1] = (line[1:-1] != line[:-2]) | (line[1:-1] != line[2:])
    one, two = pairs[:, 0], pairs[:, 1]
    apart = np.hypot(*(xyz[one, :2] - xyz[two, :2]).T)
    both, any_end = end[one] & end[two], end[one] | end[two]
    own = both | (apart <= TOUCHING_METRES)
    joins = np.where(line[one] == line[two], own, any_end | (apart <= SAME_VERTEX_METRES))
    if level is not None:
        joins &= both | (level[one] == level[two])
    if xyz.shape[1] > 2:
        over = np.abs(xyz[one, 2] - xyz[two, 2]) > HEADROOM_METRES
        joins &= ~over
    return np.asarray(joins, dtype=bool)


def _horizontal(turn: Any) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Coordinates turned into another CRS; heights stay."""

    def turned(xyz: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = turn.transform(xyz[:, 0], xyz[:, 1])
        return np.column_stack([x, y, xyz[:, 2]])

    return turned


def _features(path: Path, layer: str) -> Features:
    """Read the layer with lines; several are a question about streets, not about areas."""
    from intake.files.shapes import read_features

    faults: list[Finding] = []
    with gathered(faults):
        return read_features(path, layer=layer)
    if not any(fault.code == "ask_layer" for fault in faults):
        return read_features(path, layer=layer)
    lines = _layers_with_lines(path)
    if len(lines) == 1:
        return read_features(path, layer=lines[0])
    named = say(" Linien haben: {layers}.", layers=listing(lines)) if lines else ""
    held = [fault.message.values["held"] for fault in faults if isinstance(fault.message, Sentence)]
    raise InputError([ASK_STREETS(path.name, held=said, lines=named) for said in held])


def _layers_with_lines(path: Path) -> list[str]:
    """Layers of a GeoPackage that hold lines; none for other files."""
    if path.suffix.lower() != ".gpkg":
        return []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute(
                "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"
            ).fetchall()
    except (sqlite3.Error, UnicodeDecodeError):  # its kinds of geometry cannot be told
        return []
    return [str(name) for name, kind in rows if re.search("LINE|CURVE", str(kind).upper())]
