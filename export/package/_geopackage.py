"""A styled GeoPackage: tables, styles and words about columns in, the same bytes every time out."""

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from geopandas import GeoDataFrame

from export.styles import Style
from export.tables import settled_geopackage

STYLES_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME)"""
COLUMNS_TABLE = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name))"""
METADATA_TABLES = """
CREATE TABLE gpkg_metadata (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL, md_file_id INTEGER NOT NULL, md_parent_id INTEGER)"""
ISO_19139 = "http://www.isotc211.org/2005/gmd"


@dataclass(frozen=True)
class Column:
    """What people read about a column: its name, and what it counts in which unit."""

    title: str
    description: str = ""


@dataclass(frozen=True)
class GeoTable:
    """One table of a GeoPackage.

    Attributes
    ----------
    name, title : str
        Table name (ASCII) and name in a layer list.
    description : str
        What it shows, source and notes.
    table : GeoDataFrame
        Rows without index, the city's CRS.
    columns : Mapping of str to Column
        Words about the columns.
    styles : tuple of Style
        The first is the default.
    """

    name: str
    title: str
    description: str
    table: GeoDataFrame
    columns: dict[str, Column] = field(default_factory=dict)
    styles: tuple[Style, ...] = ()


def geopackage_bytes(tables: Sequence[GeoTable], *, day: date, metadata: str = "") -> bytes:
    """Return a GeoPackage that QGIS opens styled, with aliases and metadata.

    Parameters
    ----------
    tables : sequence of GeoTable
    day : date
        Date of the data; written wherever the format asks for a time, so that equal
        input gives equal bytes.
    metadata : str
        ISO 19139 document about the whole.

    Returns
    -------
    bytes
        Vacuumed: no free page holds what an earlier state had.
    """
    import pyogrio

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "aktionsraum.gpkg"
        shared = Counter(entry.title for entry in tables)
        for entry in tables:
            # The format wants an identifier once: two categories may have the same label.
            title = entry.title if shared[entry.title] == 1 else f"{entry.title} ({entry.name})"
            options = {"IDENTIFIER": title, "DESCRIPTION": entry.description}
            pyogrio.write_dataframe(
                entry.table, path, layer=entry.name, driver="GPKG", append=path.exists(),
                layer_options=options, dataset_options={"VERSION": "1.3"},
            )  # fmt: skip
        with closing(sqlite3.connect(path)) as database, database:
            stamp = f"{day.isoformat()}T00:00:00.000Z"
            _add_styles(database, tables, stamp)
            _add_columns(database, tables)
            if metadata:
                _add_metadata(database, metadata, stamp)
        return settled_geopackage(path, datetime.combine(day, time()))


def _add_styles(database: sqlite3.Connection, tables: Sequence[GeoTable], stamp: str) -> None:
    database.execute(STYLES_TABLE)
    _register(database, "layer_styles", stamp)
    for entry in tables:
        for number, style in enumerate(entry.styles):
            database.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
                " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,"
                " owner, ui, update_time) VALUES ('', '', ?, 'geom', ?, ?, ?, ?, ?, '', NULL, ?)",
                (entry.name, style.name, style.qml, style.sld, number == 0, style.name, stamp),
            )


def _add_columns(database: sqlite3.Connection, tables: Sequence[GeoTable]) -> None:
    database.execute(COLUMNS_TABLE)
    uri = "http://www.geopackage.org/spec/#extension_schema"
    _extend(database, "gpkg_data_columns", "gpkg_schema", uri)
    for entry in tables:
        for name, column in entry.columns.items():
            if name in entry.table.columns:
                database.execute(
                    "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)",
                    (entry.name, name, f"{name}", column.title, column.description),
                )


def _add_metadata(database: sqlite3.Connection, metadata: str, stamp: str) -> None:
    database.executescript(METADATA_TABLES)
    uri = "http://www.geopackage.org/spec/#extension_metadata"
    for table in ("gpkg_metadata", "gpkg_metadata_reference"):
        _extend(database, table, "gpkg_metadata", uri)
    database.execute(
        "INSERT INTO gpkg_metadata VALUES (1, 'dataset', ?, 'text/xml', ?)", (ISO_19139, metadata)
    )
    database.execute(
        "INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, 1, NULL)",
        (stamp,),
    )


def _register(database: sqlite3.Connection, table: str, stamp: str) -> None:
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
        " VALUES (?, 'attributes', ?, '', ?)",
        (table, table, stamp),
    )


def _extend(database: sqlite3.Connection, table: str, extension: str, uri: str) -> None:
    database.execute(
        "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT,"
        " extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,"
        " CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))"
    )
    database.execute(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, 'read-write')", (table, extension, uri)
    )
