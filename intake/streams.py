"""Layers and their columns, and records one by one, through fiona with an allow-list of drivers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from intake.drivers import damaged
from intake.errors import InputError

#: Drivers that fiona may use.
DRIVERS = ["GPKG", "FlatGeobuf", "ESRI Shapefile", "GML", "GeoJSON"]


def list_layers(path: Path) -> list[str]:
    """Names of a file's layers.

    Parameters
    ----------
    path : Path
        A file whose content has been checked by `sniff`.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    fiona, fiona_error = _fiona()
    try:
        return list(fiona.listlayers(str(path.absolute())))
    except (fiona_error, OSError, ValueError) as error:
        raise InputError([damaged(path, str(error))]) from error


def layer_schema(path: Path, layer: str) -> tuple[str, dict[str, str], int]:
    """Geometry type, column types and number of rows of one layer."""
    with _opened(path, layer) as source:
        return source.schema["geometry"], dict(source.schema["properties"]), len(source)


def stream_records(path: Path, layer: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Attributes and geometry of a layer, record by record: for previews and files that fill no memory."""
    with _opened(path, layer) as source:
        for record in source:
            yield dict(record.properties), record.geometry


def _fiona() -> tuple[Any, type[Exception]]:
    """Import fiona after pyogrio has dropped the indirect drivers: fiona's own GDAL has none of them and would warn."""
    import pyogrio  # noqa: F401 – reads GDAL_SKIP while it registers its drivers

    os.environ.pop("GDAL_SKIP", None)
    import fiona
    from fiona.errors import FionaError

    return fiona, FionaError


@contextmanager
def _opened(path: Path, layer: str) -> Iterator[Any]:
    fiona, fiona_error = _fiona()
    try:
        with fiona.open(
            str(path.absolute()),
            layer=layer or None,
            enabled_drivers=DRIVERS,
            allow_unsupported_drivers=False,
        ) as source:
            yield source
    except (fiona_error, OSError, ValueError) as error:
        raise InputError([damaged(path, str(error))]) from error
