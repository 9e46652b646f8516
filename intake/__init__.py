"""Everything that comes in: foreign files in, clean tables and a list of findings out.

GDAL's settings for foreign files: set in the environment before any library loads GDAL.
"""

import os

#: Drivers of pyogrio's GDAL that fetch from addresses, follow references to other files, run
#: pipelines, or read formats that hold no boundaries (GDAL warns about names it does not know).
INDIRECT = (
    "OGR_VRT GDALG WFS OAPIF OGCAPI HTTP CSW EEDA Elasticsearch Carto AmigoCloud PLSCENES NGW ADBC "
    "GPSBabel PDF MBTiles MVT PMTiles MapML GeoRSS"
)

#: Read before GDAL registers its drivers; `/vsicurl` may open nothing but names nobody has.
SETTINGS = {
    "GDAL_SKIP": INDIRECT,
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GML_FIELDTYPES": "ALWAYS_STRING",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "100",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
}


def switch_off_indirect_drivers() -> None:
    """Set GDAL's environment; must run before pyogrio or fiona is first imported."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)


switch_off_indirect_drivers()
