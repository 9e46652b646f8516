"""Levels of a city: files and tables of members in, `Level`s that nest or say why not out."""

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.levels import Level
from intake.config import CityConfig, LevelSection
from intake.features import listing
from intake.files.quick_text import read_plain
from intake.files.shapes import read_areas
from intake.findings import Finding, InputError, Kind, gathered, require_none
from intake.guard import inside
from intake.guard.sniff import require_kind
from intake.places.areas import areas_by_key

#: Share of a fine area that must lie in its coarse area before it counts as nested.
NESTED_SHARE = 0.98

LEVEL_WITHOUT_FILE = Kind("level_without_file", "Der Ebene fehlt die Datei mit den Umrissen.",
                          "file = „…“ eintragen (die feinste Ebene steht zuerst und braucht eine Datei).")  # fmt: skip
COLUMN_MISSING = Kind("column_missing", "Die Spalte fehlt; es gibt: {columns}.", "Die Tabelle braucht die Spalten {wanted}.")  # fmt: skip
MEMBER_UNKNOWN = Kind("join_members_unknown", "Diese Schlüssel gibt es auf der feinsten Ebene nicht.", "Schlüssel berichtigen (führende Nullen?).")  # fmt: skip
MEMBER_DOUBLED = Kind("member_doubled", "Das Gebiet steht mehrfach in der Tabelle.", "Jedes Gebiet genau einmal aufführen.")  # fmt: skip
NAMES_DIFFER = Kind("member_names_differ", "Ein Schlüssel trägt verschiedene Namen.", "Die Namen angleichen.")  # fmt: skip
MEMBERS_EMPTY = Kind("members_empty", "Die Tabelle ordnet kein Gebiet zu.", "Zeilen ergänzen.")
LEVEL_NOT_NESTED = Kind("level_not_nested", "Diese Gebiete werden von einer Grenze der Ebene „{level}“ geschnitten; sie zählen dort, wo ihr größter Teil liegt.",
                        "Eine Zuordnungstabelle (members) angeben, wenn das nicht stimmt.", "warning")  # fmt: skip
MEMBERS_LEFT_OUT = Kind("members_left_out", "Diese Gebiete ({n}) gehören zu keinem der Ebene „{level}“.",
                        "Nichts zu tun, wenn die Ebene nicht die ganze Stadt umfasst.", "info")  # fmt: skip


def read_levels(folder: Path, config: CityConfig) -> tuple[dict[str, Level], tuple[Finding, ...]]:
    """Read all levels of a city, finest first.

    Raises
    ------
    InputError
        With the findings of all levels.
    """
    levels: dict[str, Level] = {}
    findings: list[Finding] = []
    for section in config.level:
        finest = next(iter(levels.values()), None)
        with gathered(findings):
            levels[section.id], found = read_level(folder, section, config, finest=finest)
            findings += found
        if not levels:
            break  # without the finest level the others cannot be judged
    require_none(findings)
    return levels, tuple(findings)


def read_level(
    folder: Path, section: LevelSection, config: CityConfig, *, finest: Level | None = None
) -> tuple[Level, tuple[Finding, ...]]:
    """Read one level from its own file or from a table of members of the finest level.

    Parameters
    ----------
    folder : Path
        The city folder.
    section : LevelSection
    config : CityConfig
    finest : Level, optional
        The finest level; None if this is it.

    Returns
    -------
    Level
        Areas in the city's CRS, index `key` in file order.
    tuple of Finding

    Raises
    ------
    InputError
        If files are missing, keys are double, or members name unknown areas.
    """
    if section.members and finest is not None:
        return _from_members(folder, section, finest)
    if not section.file or (section.members and finest is None):
        raise InputError([LEVEL_WITHOUT_FILE("city.toml", f"level {section.id}")])
    path = inside(folder, section.file)
    features, findings = read_areas(path, layer=section.layer, crs=section.crs, known=True)
    areas, more = areas_by_key(features.to_crs(config.city.crs), section, file=section.file)
    if finest is None:
        members = Series(areas.index, index=areas.index)
    else:
        members, nesting = members_by_area(finest.areas, areas, file=section.file, level=section.id)
        more += nesting
    return _level(section, areas, members), (*findings, *more)


def members_by_area(
    fine: GeoDataFrame, coarse: GeoDataFrame, *, file: str, level: str
) -> tuple[Series, tuple[Finding, ...]]:
    """Assign each fine area to the coarse area that holds most of it.

    Parameters
    ----------
    fine, coarse : GeoDataFrame
        Index `key`; the same metric CRS.
    file, level : str
        For findings.

    Returns
    -------
    Series
        Fine key → coarse key; areas of which less than half lies in any are left out.
    tuple of Finding
        Areas that are cut by a coarse border, or lie in none.
    """
    shapes, holders = fine.geometry.to_numpy(), coarse.geometry.to_numpy()
    rows, columns = shapely.STRtree(holders).query(shapes, predicate="intersects")
    shared = (
        shapely.area(shapely.intersection(shapes[rows], holders[columns]))
        / shapely.area(shapes)[rows]
    )
    table = DataFrame({"row": rows, "column": columns, "share": shared}).sort_values(
        "share", ascending=False
    )
    best = table.drop_duplicates("row").set_index("row").sort_index()
    held = best[best["share"] >= 0.5]
    members = Series(
        coarse.index[held["column"]], index=fine.index[held.index.to_numpy()], name=level
    )
    cut = fine.index[held.index[held["share"] < NESTED_SHARE].to_numpy(int)]
    left = fine.index.difference(members.index)
    return members, (*_cut_finding(cut, file, level), *_left_finding(left, file, level))


def _from_members(
    folder: Path, section: LevelSection, finest: Level
) -> tuple[Level, tuple[Finding, ...]]:
    """Build a level from a table with the columns <finest level>, key, name."""
    table = _members_table(inside(folder, section.members), finest.id, section)
    findings = _member_findings(table, finest, section)
    require_none(findings)
    table = table[table["fine"].isin(finest.areas.index)]
    members = table.set_index("fine")["key"].reindex(finest.areas.index).dropna()
    members.name = section.id
    areas = _dissolve(finest.areas, members)
    areas.insert(
        0, "name", table.drop_duplicates("key").set_index("key")["name"].reindex(areas.index)
    )
    return _level(section, areas, members), findings


def _members_table(path: Path, fine: str, section: LevelSection) -> DataFrame:
    table = _table(path)
    wanted = {fine: "fine", section.key or "key": "key", section.name or "name": "name"}
    missing = [column for column in wanted if column not in table.columns]
    if missing:
        raise InputError([COLUMN_MISSING(section.members, listing(missing), columns=listing(map(str, table.columns)), wanted=listing(wanted))])  # fmt: skip
    table = table[list(wanted)].rename(columns=wanted).apply(lambda column: column.str.strip())
    return table[(table["fine"] != "") & (table["key"] != "")].reset_index(drop=True)


def _table(path: Path) -> DataFrame:
    """Rows as text; the quick way for a plain CSV, the careful one for the rest."""
    plain = (
        read_plain(path) if path.suffix.lower() == ".csv" and require_kind(path, {"text"}) else None
    )
    if plain is not None:
        return plain
    from intake.files import read_table

    return read_table(path)[0]


def _member_findings(table: DataFrame, finest: Level, section: LevelSection) -> tuple[Finding, ...]:
    """Say which members are unknown, double, missing, or named in two ways."""
    file, known = section.members, finest.areas.index
    unknown = table.loc[~table["fine"].isin(known), "fine"]
    double = table.loc[table["fine"].duplicated(), "fine"]
    names = table.groupby("key")["name"].nunique()
    left = known.difference(pd.Index(table["fine"]))
    found = (
        (MEMBER_UNKNOWN, unknown),
        (MEMBER_DOUBLED, double),
        (NAMES_DIFFER, names[names > 1].index),
    )
    findings = [kind(file, listing(map(str, keys))) for kind, keys in found if len(keys)]
    if table.empty:
        findings.append(MEMBERS_EMPTY(file))
        return tuple(findings)
    return (*findings, *_left_finding(left, file, section.id))


def _dissolve(fine: GeoDataFrame, members: Series) -> GeoDataFrame:
    """Unite fine areas into coarse ones, sorted by key."""
    keys, groups = np.unique(members.to_numpy(dtype=str), return_inverse=True)
    shapes = fine.geometry.reindex(members.index).to_numpy()
    united = [_union(shapes[groups == group]) for group in range(len(keys))]
    return GeoDataFrame(geometry=united, index=pd.Index(keys, name="key"), crs=fine.crs)


def _union(shapes: np.ndarray) -> shapely.Geometry:
    """Union of areas; quick where they share their edges exactly."""
    return (
        shapely.coverage_union_all(shapes)
        if shapely.coverage_is_valid(shapes)
        else shapely.union_all(shapes)
    )


def _level(section: LevelSection, areas: GeoDataFrame, members: Series) -> Level:
    return Level(
        section.id,
        section.label,
        areas[["name", "geometry"]],
        members,
        section.note,
        section.vintage,
    )


def _cut_finding(keys: pd.Index, file: str, level: str) -> tuple[Finding, ...]:
    if not len(keys):
        return ()
    return (LEVEL_NOT_NESTED(file, listing(keys), level=level),)


def _left_finding(keys: pd.Index, file: str, level: str) -> tuple[Finding, ...]:
    if not len(keys):
        return ()
    return (MEMBERS_LEFT_OUT(file, listing(keys), n=len(keys), level=level),)
