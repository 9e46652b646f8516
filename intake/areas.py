"""Polygons with attributes in, areas by key out: keys and names checked, parts united."""


import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pandas import Series

from intake.config import LevelSection
from intake.coverage_check import settle_overlaps
from intake.errors import InputError, require_none
from intake.features import listing
from intake.findings import Finding
from intake.names import name_findings

#: Two parts of an area may share so much (of the smaller one) before they count as double.
PART_OVERLAP = 0.01




def areas_by_key(
    features: GeoDataFrame, section: LevelSection, *, file: str
) -> tuple[GeoDataFrame, tuple[Finding, ...]]:
    """Give areas their key and name; unite parts; refuse doubles.

    Parameters
    ----------
    features : GeoDataFrame
        As `vector.read_areas` returns it, in the city's metric CRS.
    section : LevelSection
        `key` and `name` columns (name "" = the key), `rekey` (row number, counted
        from 1 → right key) and `drop` (keys that are no areas).
    file : str
        Name for findings.

    Returns
    -------
    GeoDataFrame
        Index `key`, columns `name`, `geometry`; each place belongs to at most one area.
    tuple of Finding

    Raises
    ------
    InputError
        If columns or keys are missing, a key is double, or areas cover each other.
    """
    keys, names = _keys_and_names(features, section, file)
    table = GeoDataFrame({"name": names.to_numpy(), "row": np.arange(len(features)) + 1},
                         geometry=features.geometry.to_numpy(), index=pd.Index(keys, name="key"), crs=features.crs)  # fmt: skip
    dropped = table.index.isin(section.drop)
    findings = [_dropped(table.index[dropped], file)] if dropped.any() else []
    table = table[~dropped]
    empty = table.index == ""
    if empty.any():
        findings.append(Finding("error", "key_missing", file, listing(f"Zeile {row}" for row in table["row"][empty]),
                                f"Der Schlüssel in Spalte „{section.key}“ fehlt.", "Schlüssel ergänzen oder eine andere Spalte wählen."))  # fmt: skip
    united, more = _unite_parts(table, file)
    findings += more
    require_none(findings)
    areas, overlaps = settle_overlaps(united, file=file)
    return areas, (*findings, *overlaps, *name_findings(areas["name"], file))


def _keys_and_names(features: GeoDataFrame, section: LevelSection, file: str) -> tuple[np.ndarray, Series]:
    columns = [column for column in features.columns if column != "geometry"]
    wanted = [column for column in (section.key, section.name) if column]
    missing = [column for column in wanted if column not in columns]
    if missing or not section.key:
        said = f"Die Spalte fehlt; es gibt: {listing(columns) or 'keine Spalten'}."
        raise InputError([Finding("error", "column_missing", file, listing(missing) or "key", said,
                                  "In city.toml die Spalten für Schlüssel (key) und Namen (name) eintragen.")])  # fmt: skip
    keys = features[section.key].str.strip().to_numpy(dtype=object)
    for row, key in section.rekey.items():
        if not row.isdigit() or not 1 <= int(row) <= len(keys):
            raise InputError([Finding("error", "rekey_row", "city.toml", f"rekey {row}", f"Die Datei {file} hat keine Zeile {row}.",
                                      f"Eine Zeilennummer von 1 bis {len(keys)} angeben.")])  # fmt: skip
        keys[int(row) - 1] = key
    return keys, features[section.name or section.key].str.strip()


def _unite_parts(table: GeoDataFrame, file: str) -> tuple[GeoDataFrame, list[Finding]]:
    """Unite rows that are parts of one area; rows that are not are double keys."""
    double = table.index.duplicated(keep=False) & (table.index != "")
    if not double.any():
        return table[["name", "geometry"]], []
    findings, united = [], {}
    for key, rows in table[double].groupby(level=0, sort=False):
        shapes = rows.geometry.to_numpy()
        if rows["name"].nunique() == 1 and _are_parts(shapes):
            united[key] = shapely.union_all(shapes)
            findings.append(_parts_finding(str(key), rows["row"].tolist(), file))
        else:
            findings.append(_double_finding(str(key), rows, file))
    first = table[~table.index.duplicated() | (table.index == "")]
    geometry = [united.get(key, shape) for key, shape in zip(first.index, first.geometry, strict=True)]
    return first[["name", "geometry"]].set_geometry(geometry, crs=table.crs), findings


def _are_parts(shapes: np.ndarray) -> bool:
    """Whether polygons lie beside each other, as parts of one area do."""
    united = shapely.area(shapely.union_all(shapes))
    return bool(shapely.area(shapes).sum() - united <= PART_OVERLAP * shapely.area(shapes).min())


def _parts_finding(key: str, rows: list[int], file: str) -> Finding:
    return Finding("warning", "parts_united", file, f"Schlüssel {key}",
                   f"Das Gebiet steht in {len(rows)} Teilen in der Datei (Zeilen {listing(map(str, rows))}); sie wurden vereinigt.",
                   "Nichts zu tun, wenn es ein Gebiet mit mehreren Teilflächen ist.")  # fmt: skip


def _double_finding(key: str, rows: GeoDataFrame, file: str) -> Finding:
    centres = rows.geometry.representative_point().to_crs(4326)
    places = [f"Zeile {row} „{name}“ bei {point.y:.4f}° N, {point.x:.4f}° O"
              for row, name, point in zip(rows["row"], rows["name"], centres, strict=True)]  # fmt: skip
    return Finding("error", "key_doubled", file, f"Schlüssel {key}", f"Der Schlüssel steht {len(rows)}-mal in der Datei: {'; '.join(places)}.",
                   "In der Quelle berichtigen, oder in city.toml je Zeile den richtigen Schlüssel angeben: "
                   f"rekey = {{ \"{rows['row'].iloc[-1]}\" = \"…\" }}.")  # fmt: skip


def _dropped(keys: pd.Index, file: str) -> Finding:
    return Finding("info", "areas_dropped", file, listing(keys), "Diese Zeilen sind laut city.toml keine Gebiete und wurden weggelassen.",
                   "Nichts zu tun.")  # fmt: skip
