"""Street networks: an OSM extract or any line file in, a `Network` and findings out."""

from array import array
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.network import Dropped, Network, Ways, network_of
from intake import way_rules
from intake.errors import InputError, require_none
from intake.findings import Finding, Severity
from intake.progress import Steps, steps_shown
from intake.street_cache import cached_network

#: Vertices of a line file that lie closer than this are the same place.
SAME_PLACE_METRES = 0.1

#: A disconnected part smaller than this share of the streets is only mentioned.
WARN_FROM_SHARE = 0.05


def read_network(
    path: Path, *, crs: str, mode: str = "walk", layer: str = ""
) -> tuple[Network, tuple[Finding, ...]]:
    """Read a street network; a network read before comes from the cache.

    Parameters
    ----------
    path : Path
        OSM extract (`.osm.pbf`, `.osm`, `.osm.bz2`) or a line file (GeoPackage,
        GeoJSON, Shapefile).
    crs : str
        The city's metric CRS.
    mode : {"walk", "bike", "wheelchair"}
    layer : str
        Layer of a line file with several.

    Returns
    -------
    Network
    tuple of Finding
        Parts that are not connected with the largest one.

    Raises
    ------
    InputError
        No such file, not readable, or no street for the mode in it.
    """
    if not path.is_file():
        raise InputError([_fault(path, "network_missing", "Die Datei des Straßennetzes fehlt.",
                                 "Pfad unter [network] in city.toml prüfen.")])  # fmt: skip

    def build() -> tuple[Network, Dropped]:
        with steps_shown(f"Straßennetz {path.name}") as steps:
            ways = osm_ways(path, crs=crs, mode=mode, steps=steps) if _is_osm(path) else line_ways(
                path, crs=crs, mode=mode, layer=layer
            )  # fmt: skip
            return network_of(ways, mode=mode)

    network, dropped = cached_network(path, (way_rules.RULES, mode, crs, layer), build)
    if len(network.metres) == 0:
        raise InputError([_fault(path, "network_empty", f"Kein Weg für „{mode}“ in der Datei.",
                                 "Einen Auszug mit Straßen und Wegen verwenden.")])  # fmt: skip
    return network, _findings(path, dropped)


def osm_ways(path: Path, *, crs: str, mode: str, steps: Steps | None = None) -> Ways:
    """Read the ways of an OSM extract that a mode may use.

    Parameters
    ----------
    path : Path
    crs : str
        Metric CRS of the result.
    mode : {"walk", "bike", "wheelchair"}
    steps : callable, optional
        Told now and then how many ways were read.

    Returns
    -------
    Ways
        At a barrier that stops the mode a way is cut in two.
    """
    import osmium

    ids, lon, lat = array("q"), array("d"), array("d")
    start, forward, backward = array("q", [0]), array("b"), array("b")
    try:
        barriers = _closed_nodes(path, mode)
        files = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        keys = osmium.filter.KeyFilter("highway", "railway", "public_transport", "route")
        ways = files.with_locations().with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        for way in ways.with_filter(keys):
            allowed = way_rules.permission(_tags(way.tags), mode)
            if allowed == way_rules.CLOSED_WAY:
                continue
            for node in way.nodes:  # type: ignore[union-attr]
                if node.location.valid():
                    ids.append(node.ref)
                    lon.append(node.location.lon)
                    lat.append(node.location.lat)
            start.append(len(ids))
            forward.append(allowed.forward)
            backward.append(allowed.backward)
            if steps:
                steps(len(forward))
    except RuntimeError as error:
        raise InputError([_fault(path, "network_unreadable", f"Die Datei ist nicht lesbar ({error}).",
                                 "Den Auszug neu herunterladen.")]) from error  # fmt: skip
    return Ways(
        xy=_projected(np.array(lon), np.array(lat), crs),
        vertex=_cut_at(np.array(ids, dtype=np.int64), barriers),
        start=np.array(start, dtype=np.int64),
        forward=np.array(forward, dtype=bool),
        backward=np.array(backward, dtype=bool),
    )


def line_ways(path: Path, *, crs: str, mode: str, layer: str = "") -> Ways:
    """Read the lines of a vector file as streets; lines meet where they share a vertex.

    Parameters
    ----------
    path : Path
    crs : str
    mode : str
        With OSM-like columns (`highway`, `foot`, `oneway` …) their rules apply.
    layer : str

    Returns
    -------
    Ways
    """
    import shapely

    lines, tags = _read_lines(path, crs=crs, layer=layer)
    allowed = [way_rules.permission({"highway": "road"} | entry, mode) for entry in tags]
    usable = np.array([any(a) for a in allowed], dtype=bool)
    xy, line = shapely.get_coordinates(lines[usable], return_index=True)
    start = np.concatenate([[0], np.cumsum(np.bincount(line, minlength=int(usable.sum())))])
    return Ways(
        xy=xy,
        vertex=same_places(xy),
        start=start.astype(np.int64),
        forward=np.array([a.forward for a in allowed], dtype=bool)[usable],
        backward=np.array([a.backward for a in allowed], dtype=bool)[usable],
    )


def _read_lines(
    path: Path, *, crs: str, layer: str
) -> tuple[NDArray[np.object_], list[dict[str, str]]]:
    """Lines of a vector file in the city's CRS, one row per single line, with its attributes."""
    import shapely
    from pyproj import Transformer

    from intake.placing import settle_crs
    from intake.vector import read_features

    features = read_features(path, layer=layer)
    placed = settle_crs(features, path.name, anywhere=True)
    require_none((*features.findings, *placed.findings))
    parts, row = shapely.get_parts(placed.geometry, return_index=True)
    linear = np.isin(shapely.get_type_id(parts), (1, 2)) & ~shapely.is_empty(parts)
    parts, row = parts[linear], row[linear]
    turn = Transformer.from_crs(placed.crs, crs, always_xy=True)
    lines = shapely.transform(parts, lambda xy: np.column_stack(turn.transform(xy[:, 0], xy[:, 1])))
    records = features.attributes.to_dict("records")
    names = [{str(k).lower(): str(v) for k, v in record.items() if v} for record in records]
    return lines, [names[number] for number in row]


def same_places(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number of the place of each vertex: vertices closer than 0.1 m are one place."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    if len(xy) == 0:
        return np.zeros(0, dtype=np.int64)
    places, number = np.unique(xy, axis=0, return_inverse=True)
    near = cKDTree(places).query_pairs(SAME_PLACE_METRES, output_type="ndarray")
    links = coo_array(
        (np.ones(len(near), dtype=np.int8), (near[:, 0], near[:, 1])),
        shape=(len(places), len(places)),
    )
    return connected_components(links, directed=False)[1][number.ravel()].astype(np.int64)


def _closed_nodes(path: Path, mode: str) -> NDArray[np.int64]:
    """Ids of the nodes whose barrier stops the mode."""
    import osmium

    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
    barriers = nodes.with_filter(osmium.filter.KeyFilter("barrier"))
    closed = [node.id for node in barriers if way_rules.blocks(_tags(node.tags), mode)]
    return np.array(closed, dtype=np.int64)


def _tags(tags: object) -> Mapping[str, str]:
    return {tag.k: tag.v for tag in tags}  # type: ignore[attr-defined]


def _cut_at(ids: NDArray[np.int64], closed: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give every use of a closed node an id of its own, so that nothing passes it."""
    cut = np.flatnonzero(np.isin(ids, closed))
    vertex = ids.copy()
    vertex[cut] = -1 - np.arange(len(cut)) - (abs(int(ids.min())) if len(ids) else 0)
    return vertex


def _projected(lon: NDArray[np.float64], lat: NDArray[np.float64], crs: str) -> NDArray[np.float64]:
    from pyproj import Transformer

    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    return np.column_stack([x, y]).astype(float)


def _is_osm(path: Path) -> bool:
    return path.name.lower().endswith((".pbf", ".osm", ".osm.bz2", ".osm.gz"))


def _fault(path: Path, code: str, message: str, fix: str) -> Finding:
    return Finding("error", code, path.name, "", message, fix)


def _findings(path: Path, dropped: Dropped) -> tuple[Finding, ...]:
    if not dropped.parts:
        return ()
    from wording import count, number

    message = (
        f"{count(dropped.parts)} Teile des Netzes ({number(dropped.metres / 1000)} km, "
        f"{number(100 * dropped.share)} %) hängen nicht mit dem größten zusammen und zählen nicht."
    )
    severity: Severity = "warning" if dropped.share >= WARN_FROM_SHARE else "info"
    fix = "Ist der Anteil groß, den Auszug oder die Knoten der Linien prüfen."
    return (Finding(severity, "network_parts", path.name, "", message, fix),)
