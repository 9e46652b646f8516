"""Polygons with attributes in, areas by key out: keys and names checked, parts united.

Names of areas in, doubts about them out: markup, invisible and broken characters, doubles.
"""

import re
import unicodedata

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pandas import Series

from intake.config import LevelSection
from intake.features import counted, decimal, listing
from intake.findings import Finding, InputError, Kind, in_row, require_none
from intake.places._edges import settle_coverage
from wording import joined, say

MARKUP = re.compile(
    r"<\s*/?\s*[a-zA-Z!]|javascript:|\$\{|\{\{|\{%|on\w+\s*=|`|\|\||\[[^\]]*\]\([^)]*\)",
    re.IGNORECASE,
)
BROKEN = re.compile("\ufffd|Ã[\u0080-\u00bf¤¶¼Ÿ„–œ]|â‚¬")

NAME_WITH_MARKUP = Kind("name_with_markup", "Der Name enthält Programm- oder HTML-Zeichen; er wird nur als Text gezeigt.",
                        "Den Namen in der Quelle prüfen.", "warning")  # fmt: skip
NAME_WITH_HIDDEN = Kind("name_with_hidden_characters", "Der Name enthält unsichtbare Zeichen.", "Den Namen in der Quelle neu eintippen.", "warning")  # fmt: skip
NAME_BROKEN = Kind("name_broken", "Der Name enthält zerstörte Umlaute.", "Die Datei mit der richtigen Zeichenkodierung ausgeben lassen.", "warning")  # fmt: skip
NAME_MISSING = Kind("name_missing", "Der Name fehlt; gezeigt wird der Schlüssel.", "Namen ergänzen.", "warning")  # fmt: skip
NAME_DOUBLED = Kind("name_doubled", "Verschiedene Gebiete tragen denselben Namen.",
                    "Nichts zu tun; Tabellen dann über den Schlüssel verbinden, nicht über den Namen.", "info")  # fmt: skip
KEY_MISSING = Kind("key_missing", "Der Schlüssel in Spalte „{column}“ fehlt.", "Schlüssel ergänzen oder eine andere Spalte wählen.")  # fmt: skip
CRUMBS_DROPPED = Kind("crumbs_dropped", "Winzige Reste vom Zeichnen wurden weggelassen: {parts} mit zusammen {area}.", "Nichts zu tun.", "warning")  # fmt: skip
AREA_FAR_OFF = Kind("area_far_off", "Das Gebiet „{name}“ liegt {distance} von der Stadt entfernt.",
                    "Koordinaten dieses Gebiets berichtigen (vertauscht, anderes System?), oder es mit drop weglassen.")  # fmt: skip
CORNER_FAR_OFF = Kind("corner_far_off", "Der Umriss von „{name}“ hat eine gerade Kante von {distance}, länger als alle anderen Gebiete zusammen breit sind: Ein Eckpunkt liegt falsch.",
                      "Den Umriss dieses Gebiets in der Quelle berichtigen, oder es mit drop weglassen.")  # fmt: skip
COLUMN_MISSING = Kind("column_missing", "Die Spalte fehlt; es gibt: {columns}.",
                      "In city.toml die Spalten für Schlüssel (key) und Namen (name) eintragen.")  # fmt: skip
REKEY_ROW = Kind("rekey_row", "Die Datei {name} hat keine Zeile {row}.", "Eine Zeilennummer von 1 bis {n} angeben.")  # fmt: skip
PARTS_UNITED = Kind("parts_united", "Das Gebiet steht in {n} Teilen in der Datei (Zeilen {rows}); sie wurden vereinigt.",
                    "Nichts zu tun, wenn es ein Gebiet mit mehreren Teilflächen ist.", "warning")  # fmt: skip
KEY_DOUBLED = Kind("key_doubled", "Der Schlüssel steht {n}-mal in der Datei: {places}.",
                   'In der Quelle berichtigen, oder in city.toml je Zeile den richtigen Schlüssel angeben: rekey = {{ "{row}" = "…" }}.')  # fmt: skip
AREAS_DROPPED = Kind("areas_dropped", "Diese Zeilen sind laut city.toml keine Gebiete und wurden weggelassen.", "Nichts zu tun.", "info")  # fmt: skip


def name_findings(names: Series, file: str) -> tuple[Finding, ...]:
    """Say which names look odd; the names stay as they are and are never run.

    Parameters
    ----------
    names : Series
        Index `key`.
    file : str
    """
    text = names.astype(str)
    hidden = text.map(
        lambda name: any(
            unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs"} for letter in name
        )
    )
    found = (
        (NAME_WITH_MARKUP, text.str.contains(MARKUP)),
        (NAME_WITH_HIDDEN, hidden),
        (NAME_BROKEN, text.str.contains(BROKEN)),
        (NAME_MISSING, text == ""),
    )
    findings = [
        kind(file, listing(map(str, names.index[mask]))) for kind, mask in found if mask.any()
    ]
    double = text[text.duplicated(keep=False) & (text != "")]
    if len(double):
        said = listing(
            f"{name} ({', '.join(map(str, keys))})"
            for name, keys in double.groupby(double).groups.items()
        )
        findings.append(NAME_DOUBLED(file, said))
    return tuple(findings)


#: Two parts of an area may share so much (of the smaller one) before they count as double.
PART_OVERLAP = 0.01
#: Parts lie at most so many times the largest part's width apart; farther ones are two areas with one key.
PART_DISTANCE = 2.0
#: A part smaller than both (m², share of its area) is a crumb of drawing.
CRUMB_M2, CRUMB_SHARE = 1.0, 1e-4
#: Farther than both (metres, times the median distance) from the city's middle is no part of the city.
FAR_METRES, FAR_FACTOR = 60_000.0, 20.0
#: An edge so many times longer than the usual longest edge of an area may lead to a misplaced corner.
STRAY_FACTOR = 5.0


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
    findings = [AREAS_DROPPED(file, listing(table.index[dropped]))] if dropped.any() else []
    table = table[~dropped]
    empty = table.index == ""
    if empty.any():
        findings.append(KEY_MISSING(file, listing(map(in_row, table["row"][empty])), column=section.key))  # fmt: skip
    united, more = _unite_parts(table, file)
    findings += [*more, *far_off(united, file), *stray_corners(united, file)]
    require_none(findings)
    whole, crumbs = without_crumbs(united, file)
    areas, doubts = settle_coverage(whole, file=file)
    return areas, (*findings, *crumbs, *doubts, *name_findings(areas["name"], file))


def without_crumbs(areas: GeoDataFrame, file: str) -> tuple[GeoDataFrame, tuple[Finding, ...]]:
    """Leave out parts of areas that are too small to be anything but errors of drawing.

    Parameters
    ----------
    areas : GeoDataFrame
        Index `key`, metric CRS.
    file : str

    Returns
    -------
    GeoDataFrame
        Every area keeps at least its largest part.
    tuple of Finding
    """
    shapes = areas.geometry.to_numpy()
    several = np.flatnonzero(shapely.get_num_geometries(shapes) > 1)
    parts, owners = shapely.get_parts(shapes[several], return_index=True)
    sizes = shapely.area(parts)
    crumb = (sizes < CRUMB_M2) & (sizes < CRUMB_SHARE * shapely.area(shapes)[several][owners])
    if not crumb.any():
        return areas, ()
    result = shapes.copy()
    touched = np.unique(owners[crumb])
    for place in touched:
        kept = parts[(owners == place) & ~crumb]
        result[several[place]] = kept[0] if len(kept) == 1 else shapely.multipolygons(kept)
    keys = areas.index[several[touched]]
    parts_said = counted(int(crumb.sum()), "{n} Teilfläche", "{n} Teilflächen")
    finding = CRUMBS_DROPPED(file, listing(keys), parts=parts_said, area=_square_metres(sizes[crumb].sum()))  # fmt: skip
    return areas.set_geometry(result, crs=areas.crs), (finding,)


def _square_metres(area: float) -> str:
    return say("weniger als 0,1 m²") if area < 0.1 else say("{n} m²", n=decimal(area, 1))


def far_off(areas: GeoDataFrame, file: str) -> list[Finding]:
    """Errors for areas that lie so far from all others that they cannot belong to the city."""
    if len(areas) < 3:
        return []
    bounds = shapely.bounds(areas.geometry.to_numpy())
    centres = np.column_stack([bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)])
    distance = np.hypot(*(centres - np.median(centres, axis=0)).T)
    limit = max(FAR_METRES, FAR_FACTOR * float(np.median(distance)))
    return [AREA_FAR_OFF(file, say("Schlüssel {key}", key=areas.index[row]), name=areas["name"].iloc[row], distance=_kilometres(distance[row]))
            for row in np.flatnonzero(~(distance <= limit))]  # fmt: skip


def stray_corners(areas: GeoDataFrame, file: str) -> list[Finding]:
    """Errors for areas with an edge longer than all other areas together are wide: one corner is misplaced."""
    if len(areas) < 4:
        return []
    shapes = areas.geometry.to_numpy()
    bounds = shapely.bounds(shapes)
    points, owners = shapely.get_coordinates(shapes, return_index=True)
    lengths = np.hypot(*np.diff(points, axis=0).T)
    rings = shapely.get_rings(shapes)
    last = np.cumsum(shapely.get_num_coordinates(rings))[:-1] - 1
    lengths[last] = 0  # from the end of a ring to the start of the next there is no edge
    longest = np.zeros(len(areas))
    np.maximum.at(longest, owners[:-1], lengths)
    findings = []
    for row in np.flatnonzero(longest > np.median(longest) * STRAY_FACTOR):
        others = np.delete(bounds, row, axis=0)
        width = np.hypot(*(others[:, 2:].max(axis=0) - others[:, :2].min(axis=0)))
        if width < longest[row] < np.inf:
            findings.append(CORNER_FAR_OFF(file, say("Schlüssel {key}", key=areas.index[row]), name=areas["name"].iloc[row], distance=_kilometres(longest[row])))  # fmt: skip
    return findings


def _kilometres(metres: float) -> str:
    return f"{metres / 1000:.0f} km" if np.isfinite(metres) else say("unmessbar weit")


def _keys_and_names(
    features: GeoDataFrame, section: LevelSection, file: str
) -> tuple[np.ndarray, Series]:
    columns = [column for column in features.columns if column != "geometry"]
    wanted = [column for column in (section.key, section.name) if column]
    missing = [column for column in wanted if column not in columns]
    if missing or not section.key:
        raise InputError([COLUMN_MISSING(file, listing(missing) or "key", columns=listing(columns) or say("keine Spalten"))])  # fmt: skip
    keys = features[section.key].str.strip().to_numpy(dtype=object)
    for row, key in section.rekey.items():
        if not row.isdigit() or not 1 <= int(row) <= len(keys):
            raise InputError([REKEY_ROW("city.toml", f"rekey {row}", name=file, row=row, n=len(keys))])  # fmt: skip
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
            findings.append(
                PARTS_UNITED(
                    file,
                    say("Schlüssel {key}", key=key),
                    n=len(rows),
                    rows=listing(map(str, rows["row"])),
                )
            )
        else:
            findings.append(_double_finding(str(key), rows, file))
    first = table[~table.index.duplicated() | (table.index == "")]
    geometry = [
        united.get(key, shape) for key, shape in zip(first.index, first.geometry, strict=True)
    ]
    return first[["name", "geometry"]].set_geometry(geometry, crs=table.crs), findings


def _are_parts(shapes: np.ndarray) -> bool:
    """Whether polygons lie beside each other and near, as parts of one area do."""
    sizes = shapely.area(shapes)
    apart = sizes.sum() - shapely.area(shapely.union_all(shapes)) <= PART_OVERLAP * sizes.min()
    near = shapely.distance(shapes, shapes[np.argmax(sizes)]) <= PART_DISTANCE * np.sqrt(
        sizes.max()
    )
    near |= sizes < CRUMB_M2  # left out later, wherever it lies
    return bool(apart and near.all())


def _double_finding(key: str, rows: GeoDataFrame, file: str) -> Finding:
    centres = rows.geometry.representative_point().to_crs(4326)
    places = [
        say("Zeile {row} „{name}“ bei {lat}° N, {lon}° O", row=row, name=name,
            lat=f"{point.y:.4f}", lon=f"{point.x:.4f}")
        for row, name, point in zip(rows["row"], rows["name"], centres, strict=True)
    ]  # fmt: skip
    return KEY_DOUBLED(file, say("Schlüssel {key}", key=key), n=len(rows), places=joined("; ", places), row=rows["row"].iloc[-1])  # fmt: skip
