"""The one door to GDAL: a file of an allowed kind in, features out; indirect drivers are off."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from pandas import DataFrame

from intake.errors import InputError
from intake.features import Features, text_column
from intake.findings import Finding

#: Kinds of files (as `sniff` names them) that GDAL may read, and the driver for each.
ALLOWED = {"sqlite": "GPKG", "flatgeobuf": "FlatGeobuf", "shp": "ESRI Shapefile", "gml": "GML"}


def read_with_gdal(path: Path, *, layer: str = "", geometry_only: bool = False) -> Features:
    """Read one layer in bulk.

    Parameters
    ----------
    path : Path
        A file whose content has been checked by `sniff`; GDAL sees nothing else.
    layer : str
        "" = the only one.
    geometry_only : bool
        Leave the attributes out.

    Returns
    -------
    Features
        Curves are drawn as lines; measures are dropped.

    Raises
    ------
    InputError
        If the file is damaged, with GDAL's words.
    """
    import pyogrio
    import shapely
    from pyogrio.errors import (
        CRSError,
        DataLayerError,
        DataSourceError,
        FeatureError,
        GeometryError,
    )

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they say is found again by our own checks
            meta, _, geometry, fields = pyogrio.raw.read(
                str(path.absolute()),
                layer=layer or None,
                columns=[] if geometry_only else None,
                encoding=None,
            )
    except (
        DataSourceError,
        DataLayerError,
        FeatureError,
        GeometryError,
        CRSError,
        OSError,
        ValueError,
    ) as error:
        raise InputError([damaged(path, str(error))]) from error
    shapes = (
        np.full(0, None) if geometry is None else shapely.from_wkb(geometry, on_invalid="ignore")
    )
    return Features(_attributes(meta, fields, len(shapes)), shapes, meta.get("crs") or "")


def damaged(path: Path, said: str) -> Finding:
    """Return the finding for a file that a library could not read; paths are left out."""
    said = said.replace(str(path.absolute()), path.name).replace(str(path.parent.absolute()), "")
    return Finding("error", "file_damaged", path.name, "", f"Die Datei ist beschädigt oder unvollständig ({said[:200]}).",
                   "Die Datei neu ausgeben lassen und noch einmal wählen.")  # fmt: skip


def _attributes(meta: dict[str, Any], fields: list[np.ndarray], count: int) -> DataFrame:
    """Return attributes as text; GDAL turns empty whole numbers into decimals, this turns them back."""
    columns = {}
    for name, values in zip(meta["fields"], fields, strict=False):
        columns[str(name)] = _text_of_field(values)
    return DataFrame(columns, index=range(count), dtype="str")


def _text_of_field(values: np.ndarray) -> list[str]:
    if values.dtype.kind == "M":
        text = np.datetime_as_string(values)
        return np.where(np.isnat(values), "", text).tolist()
    if values.dtype.kind in "iu":
        return values.astype(str).tolist()
    return text_column(values.tolist())
