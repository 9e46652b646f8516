"""Fetched boundaries in; the city's files with official in place of approximate areas out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame
from pandas import Index, Series

from geo.levels import Level
from intake.cells.keys import match_keys, match_names
from intake.city import path_faults
from intake.city.levels import read_levels
from intake.config import read_config
from intake.files.shapes import read_areas, read_features, read_places
from intake.findings import Finding, require_none
from intake.guard import inside
from intake.services import Fetched, Service

#: Share of the approximate areas, in the median, that the official area of the same key
#: must hold: a column of running numbers can fit the keys by chance, the places cannot.
SAME_PLACE_SHARE = 0.5
#: Official outlines keep centimetres.
GRID_METRES = 0.01

POLYGON_TYPES = (3, 6)


@dataclass(frozen=True)
class Contents:
    """What a fetched file holds: `areas`, `places` or `lines`; how many; what was noticed."""

    kind: str
    n: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class OfficialCity:
    """A city folder with official boundaries, not yet written.

    Attributes
    ----------
    files : Mapping of str to Path or bytes
        Name → file to copy, or content.
    fitting : Mapping of str to str
        Data set → label of the level whose keys it has.
    replaced : bool
        Whether the finest level was replaced (all others are made of it).
    """

    files: Mapping[str, Path | bytes]
    fitting: Mapping[str, str]
    replaced: bool


def contents_of(path: Path) -> Contents:
    """Read a fetched file as intake reads every file, and say what it holds.

    Raises
    ------
    InputError, UnsafeFileError
        As `intake.files.shapes.read_areas`.
    """
    kinds = shapely.get_type_id(read_features(path).geometry)
    if np.isin(kinds, POLYGON_TYPES).any():
        areas, findings = read_areas(path)
        return Contents("areas", len(areas), findings)
    places, findings = read_places(path)
    kind = "places" if np.isin(kinds, (0, 4)).any() else "lines"
    return Contents(kind, len(places), findings)


def official_city(city: Path, service: Service, fetched: Sequence[Fetched]) -> OfficialCity:
    """Put official boundaries in place of a city folder's approximate ones.

    Parameters
    ----------
    city : Path
        City folder whose keys the official boundaries must have.
    service : Service
    fetched : sequence of Fetched
        Data sets with areas.

    Returns
    -------
    OfficialCity
        Copies of all files; the finest level with official outlines, and without the
        remark that they are approximate, if a data set has exactly its keys and lies in
        the same places. Other levels are tables of members, so they follow.

    Raises
    ------
    InputError
        If the city folder or a data set cannot be read.
    """
    config = read_config(city / "city.toml")
    require_none(path_faults(city, config))
    levels, _ = read_levels(city, config)
    toml, files = _flat(city)
    finest = next(iter(levels))
    fitting, outlines, source = {}, None, None
    for item in fetched:
        areas, _ = read_areas(item.kept.path)
        fit = fitting_level(areas.to_crs(config.city.crs), levels)
        if fit is None:
            continue
        fitting[item.dataset] = levels[fit[0]].label
        if fit[0] == finest and outlines is None:
            outlines, source = _outlines(areas.to_crs(config.city.crs), fit[1], levels[finest]), item  # fmt: skip
    if outlines is None or source is None:
        return OfficialCity(files, fitting, replaced=False)
    section = config.level[0]
    name = f"{Path(section.file).stem}.geojson"
    files.pop(section.file, None)
    files[name] = geojson_bytes(outlines)
    files["city.toml"] = _without_remark(
        toml, service.approximate_note, section.file, name
    ).encode()  # fmt: skip
    files["GRENZEN.md"] = _provenance(service, source, len(outlines)).encode()
    return OfficialCity(files, fitting, replaced=True)


def _flat(city: Path) -> tuple[str, dict[str, Path | bytes]]:
    """Return `city.toml` and all files it names, without folders below."""
    toml = (city / "city.toml").read_text(encoding="utf-8")
    files: dict[str, Path | bytes] = {
        path.name: inside(city, path.name) for path in sorted(city.iterdir()) if path.is_file()
    }
    for path in sorted(city.rglob("*")):
        inner = path.relative_to(city).as_posix()
        if path.is_file() and "/" in inner and f'"{inner}"' in toml:
            name = path.name if path.name not in files else inner.replace("/", "_")
            toml = toml.replace(f'"{inner}"', f'"{name}"')
            files[name] = inside(city, inner)
    files["city.toml"] = toml.encode()
    return toml, files


def fitting_level(areas: GeoDataFrame, levels: Mapping[str, Level]) -> tuple[str, Series] | None:
    """Return the level that some areas are, and the key of each row.

    Parameters
    ----------
    areas : GeoDataFrame
        Attributes as text, in the levels' CRS.
    levels : Mapping of str to Level

    Returns
    -------
    tuple of (str, Series) or None
        Every key of the level occurs, no row is left over, and the places are the same.
    """
    for name, level in levels.items():
        for column in areas.columns.drop("geometry"):
            for keys in _readings(areas[column].astype(str), level):
                if set(keys) == set(level.areas.index) and _same_places(areas, keys, level):
                    return name, keys
    return None


def _readings(cells: Series, level: Level) -> Iterator[Series]:
    yield match_keys(cells, Index(level.areas.index.astype(str))).keys
    yield match_names(cells, level.areas["name"].astype(str)).keys


def _same_places(areas: GeoDataFrame, keys: Series, level: Level) -> bool:
    """Whether most of each old area lies in the new area of its key."""
    merged = areas.geometry.groupby(keys.to_numpy()).agg(shapely.union_all)
    old = level.areas.geometry
    new = merged.reindex(old.index).to_numpy()
    shares = shapely.area(shapely.intersection(old.to_numpy(), new)) / old.area.to_numpy()
    return bool(np.median(shares) >= SAME_PLACE_SHARE)


def _outlines(areas: GeoDataFrame, keys: Series, level: Level) -> GeoDataFrame:
    """One official outline per key, named as the level names them, in its order."""
    merged = areas.geometry.groupby(keys.to_numpy()).agg(shapely.union_all)
    index = level.areas.index
    # A grid instead of rounded coordinates: narrow rings vanish instead of collapsing.
    rounded = shapely.set_precision(merged.reindex(index).to_numpy(), GRID_METRES)
    table = {"key": index.astype(str), "name": level.areas["name"].to_numpy()}
    return GeoDataFrame(table, geometry=rounded, crs=areas.crs)


def geojson_bytes(areas: GeoDataFrame) -> bytes:
    """Return areas as GeoJSON that names its CRS."""
    content = json.loads(areas.to_json(drop_id=True))
    name = f"urn:ogc:def:crs:EPSG::{areas.crs.to_epsg()}"
    content["crs"] = {"type": "name", "properties": {"name": name}}
    return json.dumps(content, ensure_ascii=False).encode()


def _without_remark(toml: str, remark: str, old_file: str, new_file: str) -> str:
    """Take the remark on approximate boundaries out of the levels' notes; keep the rest."""
    toml = toml.replace(f'file = "{old_file}"', f'file = "{new_file}"', 1)
    if not remark:
        return toml
    lines = []
    for line in toml.splitlines():
        if line.startswith("note = ") and remark in line:
            rest = line.replace(remark, "").removeprefix('note = "').removesuffix('"').strip("; ")
            if not rest:
                continue
            line = f'note = "{rest}"'  # noqa: PLW2901 - the line as it goes on
        lines.append(line)
    return "\n".join(lines) + "\n"


def _provenance(service: Service, item: Fetched, n: int) -> str:
    said = f" ({item.kept.source})" if item.kept.source else ""
    return (
        f"# Grenzen\n\n{n} amtliche Umrisse aus dem Datensatz „{item.dataset}“{said}.\n\n"
        f"Dienst: {service.label}, {service.url}\n\nAbgerufen: {item.kept.fetched}\n"
    )
