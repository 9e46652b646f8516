"""GeoPackage: its tables checked as a database first, then read in bulk."""

import re
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from intake.features import Features, counted, listing
from intake.findings import InputError, Kind, UnsafeFileError
from intake.guard.gdal import FILE_DAMAGED, damaged, read_with_gdal
from intake.guard.sandbox import read_guarded
from wording import say

#: Functions with which SQL reaches beyond the database.
CALLS_OUT = re.compile(
    r"\b(load_extension|readfile|writefile|edit|ogr_\w+|gdal_\w+|importshp|exportshp|blobfromfile)\s*\(|\battach\s",
    re.IGNORECASE,
)

#: Longest time for checks of a database.
MAX_SECONDS = 15.0

LAYER_UNKNOWN = Kind("layer_unknown", "Den Layer gibt es nicht; es gibt: {layers}.", "Einen der genannten Layer angeben.")  # fmt: skip
CRS_DEFINITION_BROKEN = Kind("crs_definition_broken", "Die Beschreibung des Koordinatensystems ist unbrauchbar; nach seiner Nummer gelesen als EPSG:{code}.",
                             "Die Lage auf der Karte prüfen.", "warning")  # fmt: skip
NO_LAYERS = Kind("no_layers", "Die Datei enthält keinen Layer mit Geometrie.", "Die richtige Datei wählen.")  # fmt: skip
DATABASE_UNSAFE = Kind("database_unsafe", "Die Datenbank enthält Tabellen oder Befehle, die andere Dateien lesen können; sie wird nicht geöffnet.",
                       "Die Gebiete in ein neues GeoPackage ausgeben lassen.")  # fmt: skip
ASK_LAYER = Kind("ask_layer", "{held} Welcher enthält die Gebiete?", "Den Layer angeben (--answer layer=NAME, in city.toml: layer = „NAME“).")  # fmt: skip


def read_geopackage(path: Path, layer: str = "", *, guarded: bool = True) -> Features:
    """Read one layer of a GeoPackage.

    Parameters
    ----------
    path : Path
    layer : str
        "" = the only one with geometry.
    guarded : bool
        Let GDAL read it in a child process.

    Raises
    ------
    InputError
        If a page is corrupt, there is no layer, or there are several and none is named.
    UnsafeFileError
        If the database holds virtual tables other than spatial indexes.
    """
    layers = feature_layers(path)
    chosen = layer or _only_layer(path, layers)
    if chosen not in layers:
        raise InputError([LAYER_UNKNOWN(path.name, chosen, layers=listing(layers))])
    features = read_guarded(path, layer=chosen) if guarded else read_with_gdal(path, layer=chosen)
    if len(features.geometry) != layers[chosen][1]:
        said = say("{n} von {n_all} Zeilen lesbar", n=len(features.geometry), n_all=layers[chosen][1])  # fmt: skip
        raise InputError([FILE_DAMAGED(path.name, why=said)])
    if features.crs or not layers[chosen][0]:
        return features
    code = layers[chosen][0]
    return replace(features, crs=f"EPSG:{code}").with_findings(
        CRS_DEFINITION_BROKEN(path.name, chosen, code=code)
    )  # fmt: skip


def feature_layers(path: Path) -> dict[str, tuple[int, int]]:
    """Feature layers of a GeoPackage: name → (EPSG code or 0, number of rows).

    Raises
    ------
    InputError
        If the file is no GeoPackage or is corrupt.
    UnsafeFileError
        If it holds virtual tables other than spatial indexes.
    """
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            _restrain(database)
            _require_plain(database, path)
            return _layers_of(database, path)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # its own words, where they quote the file
        raise InputError([damaged(path, str(error))]) from error


def _restrain(database: sqlite3.Connection) -> None:
    """Trust nothing in the file, and stop queries that never end (a view may count for ever)."""
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    deadline = time.monotonic() + MAX_SECONDS
    database.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)


def _layers_of(database: sqlite3.Connection, path: Path) -> dict[str, tuple[int, int]]:
    state = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    if state != "ok":
        raise InputError([damaged(path, str(state))])
    rows = database.execute(
        "SELECT c.table_name, COALESCE(s.organization, ''), COALESCE(NULLIF(s.organization_coordsys_id, 0), c.srs_id, 0) "
        "FROM gpkg_contents c LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = c.srs_id WHERE c.data_type = 'features'"
    ).fetchall()
    layers = {}
    for name, organisation, code in rows:
        quoted = '"' + str(name).replace('"', '""') + '"'
        count = database.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0]
        known = str(organisation).upper() in {"EPSG", ""} and isinstance(code, int) and code > 0
        layers[str(name)] = (code if known else 0, count)
    if not layers:
        raise InputError([NO_LAYERS(path.name)])
    return layers


def _require_plain(database: sqlite3.Connection, path: Path) -> None:
    """Refuse virtual tables that could read other files, and triggers or views that run code."""
    rows = database.execute("SELECT name, type, COALESCE(sql, '') FROM sqlite_master").fetchall()
    odd = [
        str(name)
        for name, kind, sql in rows
        if _is_virtual(sql) and "using rtree" not in " ".join(sql.lower().split())
    ]
    odd += [
        str(name) for name, kind, sql in rows if kind in {"view", "trigger"} and _calls_out(sql)
    ]
    if odd:
        raise UnsafeFileError([DATABASE_UNSAFE(path.name, listing(odd))])


def _is_virtual(sql: str) -> bool:
    return " ".join(sql.lower().split()).startswith("create virtual table")


def _calls_out(sql: str) -> bool:
    return bool(CALLS_OUT.search(sql))


def _only_layer(path: Path, layers: dict[str, tuple[int, int]]) -> str:
    if len(layers) == 1:
        return next(iter(layers))
    listed = listing(
        say("{name} ({n})", name=name, n=counted(count, "{n} Objekt", "{n} Objekte"))
        for name, (_, count) in layers.items()
    )
    held = say("Die Datei hat mehrere Layer: {layers}.", layers=listed)
    raise InputError([ASK_LAYER(path.name, held=held)])
