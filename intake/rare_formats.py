"""Readers of the formats that are met less often, by kind of content."""

from collections.abc import Callable
from pathlib import Path

from intake.features import Features
from intake.gml import read_gml
from intake.kml import read_kml, read_kmz
from intake.shapefile import read_shapefile, read_zipped
from intake.topojson import read_topojson
from intake.wkt_table import read_wkt_table

#: Kind (as `sniff` names it) → reader of (path, layer).
RARE: dict[str, Callable[[Path, str], Features]] = {
    "shp": lambda path, _: read_shapefile(path),
    "zip": read_zipped,
    "kml": read_kml,
    "kmz": read_kmz,
    "gml": read_gml,
    "topojson": read_topojson,
    "text": lambda path, _: read_wkt_table(path),
}
