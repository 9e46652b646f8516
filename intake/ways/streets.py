"""Street networks: an OSM extract or any line file in, a `Network` and findings out.

Street networks read before: a file's content and the rules in, the kept network out.
"""

import bz2
import gzip
import hashlib
import os
import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.reach.network import Dropped, Network, Ways, network_of
from intake.findings import Finding, InputError, Kind
from intake.progress import Steps, steps_shown
from intake.ways import _rules as way_rules
from intake.ways._lines import line_ways
from wording import count, number

#: Changes whenever the form of the kept file does.
FORM = "1"

Built = tuple[Network, Dropped]

NETWORK_MISSING = Kind("network_missing", "Die Datei des Straßennetzes fehlt.", "Pfad unter [network] in city.toml prüfen.")  # fmt: skip
NETWORK_EMPTY = Kind("network_empty", "Kein Weg für „{mode}“ in der Datei.", "Einen Auszug mit Straßen und Wegen verwenden.")  # fmt: skip
ONE_PART = Kind("network_parts", "Ein Teil des Netzes ({km} km, {share} %) hängt nicht mit dem größten zusammen und zählt nicht.",
                "Ist der Anteil groß, den Auszug oder die Knoten der Linien prüfen.", "info")  # fmt: skip
PARTS = replace(ONE_PART, message="{n} Teile des Netzes ({km} km, {share} %) hängen nicht mit dem größten zusammen und zählen nicht.")  # fmt: skip
NETWORK_UNREADABLE = Kind("network_unreadable", "Die Datei ist nicht lesbar ({why}).", "Den Auszug neu herunterladen.")  # fmt: skip


def cache_folder() -> Path:
    """Folder of the user for results that can be made again (`XDG_CACHE_HOME`)."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "aktionsraum" / "networks"


def cached_network(path: Path, how: Sequence[str], build: Callable[[], Built]) -> Built:
    """Return the network kept for a file's content and the rules, or build and keep it.

    Parameters
    ----------
    path : Path
        File that the network is read from.
    how : sequence of str
        Everything else that decides the result: rules, mode, CRS, layer.
    build : callable
        Reads the network anew.

    Notes
    -----
    The name of the kept file is a hash of content and rules, so that a changed file is
    never answered with an old network. A folder that cannot be written is no fault: the
    network is then built each time. The file is plain arrays (no pickle).
    """
    kept = cache_folder() / f"{content_hash(path, how)}.npz"
    found = _load(kept)
    if found is not None:
        return found
    built = build()
    _keep(built, kept)
    return built


def content_hash(path: Path, how: Sequence[str]) -> str:
    """Hash of a file's (and its side files') bytes and of the rules."""
    digest = hashlib.sha256(repr((FORM, *how)).encode())
    for part in sorted(path.parent.glob(f"{path.stem}.*")) if path.suffix == ".shp" else [path]:
        with part.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:40]


def _load(kept: Path) -> Built | None:
    """Read a kept network; None if there is none or it is damaged."""
    if not kept.is_file():
        return None
    try:
        with kept.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            parts = {field.name: arrays[field.name] for field in fields(Network)}
            lost = arrays["dropped"].tolist()
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError):
        return None
    network = Network(**(parts | {"mode": str(parts["mode"])}))
    return network, Dropped(int(lost[0]), int(lost[1]), lost[2], lost[3])


def _keep(built: Built, kept: Path) -> None:
    """Write a network in one step, so that a broken-off write leaves nothing behind."""
    network, dropped = built
    arrays = {field.name: np.asarray(getattr(network, field.name)) for field in fields(Network)}
    lost = np.array([dropped.parts, dropped.edges, dropped.metres, dropped.share])
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
            try:
                np.savez(file, allow_pickle=False, dropped=lost, **arrays)
                file.flush()
                part.replace(kept)
            finally:
                part.unlink(missing_ok=True)
    except OSError:
        return


_OSM_XML = re.compile(rb"<osm[\s>]")

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
        raise InputError([NETWORK_MISSING(path.name)])

    def build() -> tuple[Network, Dropped]:
        with steps_shown(f"Straßennetz {path.name}") as steps:
            if _is_osm(path):
                return network_of(osm_ways(path, crs=crs, mode=mode, steps=steps), mode=mode)
            return network_of(line_ways(path, crs=crs, mode=mode, layer=layer), mode=mode)

    network, dropped = cached_network(path, (way_rules.RULES, mode, crs, layer), build)
    if len(network.metres) == 0:
        raise InputError([NETWORK_EMPTY(path.name, mode=mode)])
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
        At a barrier that stops the mode, and where nodes are missing (the edge of an
        extract), a way is cut in two.
    """
    import osmium

    ids, lon, lat = array("q"), array("d"), array("d")
    start, forward, backward = array("q", [0]), array("b"), array("b")
    file = osmium.io.File(str(path), osm_format(path))
    try:
        barriers = _closed_nodes(file, mode)
        files = osmium.FileProcessor(file, osmium.osm.NODE | osmium.osm.WAY)
        keys = osmium.filter.KeyFilter("highway", "railway", "public_transport", "route")
        ways = files.with_locations().with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        for way in ways.with_filter(keys):
            allowed = way_rules.permission(_tags(way.tags), mode)
            if allowed == way_rules.CLOSED_WAY:
                continue
            for piece in _known_pieces(way.nodes):  # type: ignore[union-attr]
                for node in piece:
                    ids.append(node.ref)
                    lon.append(node.location.lon)
                    lat.append(node.location.lat)
                start.append(len(ids))
                forward.append(allowed.forward)
                backward.append(allowed.backward)
            if steps:
                steps(len(forward))
    except (RuntimeError, UnicodeDecodeError) as error:
        raise InputError([NETWORK_UNREADABLE(path.name, why=str(error))]) from error
    return Ways(
        xy=_projected(np.array(lon), np.array(lat), crs),
        vertex=_cut_at(np.array(ids, dtype=np.int64), barriers),
        start=np.array(start, dtype=np.int64),
        forward=np.array(forward, dtype=bool),
        backward=np.array(backward, dtype=bool),
    )


def _known_pieces(nodes: Any) -> Iterator[list[Any]]:
    """Stretches of a way whose nodes all lie in the file; nothing leaps over a gap."""
    for known, piece in groupby(nodes, key=lambda node: node.location.valid()):
        if known:
            yield list(piece)


def _closed_nodes(file: Any, mode: str) -> NDArray[np.int64]:
    """Ids of the nodes whose barrier or kerb stops the mode."""
    import osmium

    nodes = osmium.FileProcessor(file, osmium.osm.NODE)
    barriers = nodes.with_filter(osmium.filter.KeyFilter("barrier", "kerb"))
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
    """By content; a broken file that calls itself an extract is told of as one."""
    named = path.name.lower().endswith((".pbf", ".osm", ".osm.bz2", ".osm.gz"))
    return named or bool(osm_format(path))


def osm_format(path: Path) -> str:
    """Format of an OSM file by its first bytes, in osmium's words; "" for any other file.

    The name does not count: extracts are renamed.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, opener, suffix in ((b"\x1f\x8b", gzip.open, ".gz"), (b"BZh", bz2.open, ".bz2")):
        if head.startswith(mark):
            with suppress(OSError, EOFError, zlib.error), opener(path) as packed:
                return f"osm{suffix}" if _OSM_XML.search(packed.read(4096)) else ""
            return ""
    if head[4:].startswith(b"\n\tOSMHeader"):
        return "pbf"
    return "osm" if _OSM_XML.search(head) else ""


def _findings(path: Path, dropped: Dropped) -> tuple[Finding, ...]:
    if not dropped.parts:
        return ()
    kind = ONE_PART if dropped.parts == 1 else PARTS
    if dropped.share >= WARN_FROM_SHARE:
        kind = replace(kind, severity="warning")
    km, share = number(dropped.metres / 1000), number(100 * dropped.share)
    return (kind(path.name, n=count(dropped.parts), km=km, share=share),)
