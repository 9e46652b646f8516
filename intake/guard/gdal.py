"""The one door to GDAL: a file of an allowed kind in, features out; indirect drivers are off."""

import io
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from pandas import DataFrame

from intake.features import Features, text_column
from intake.findings import Finding, InputError, Kind

FILE_DAMAGED = Kind("file_damaged", "Die Datei ist beschädigt oder unvollständig ({why}).", "Die Datei neu ausgeben lassen und noch einmal wählen.")  # fmt: skip


def read_with_gdal(path: Path, *, layer: str = "", geometry_only: bool = False) -> Features:
    """Read one layer in bulk, in this process; see `read_raw`."""
    return features_of(*read_raw(path, layer=layer, geometry_only=geometry_only))


def read_raw(
    path: Path, *, layer: str = "", geometry_only: bool = False
) -> tuple[dict[str, list[str]], list[bytes | None], str]:
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
    dict of str to list of str
        Attributes as text, "" where empty.
    list of bytes or None
        Geometries as well-known binary; curves are drawn as lines, measures dropped.
    str
        CRS that the file declares, or "".

    Raises
    ------
    InputError
        If the file is damaged, with GDAL's words.
    """
    meta, _, geometry, fields = _raw(path, layer, columns=[] if geometry_only else None)
    columns = {
        str(name): _text_of_field(values)
        for name, values in zip(meta["fields"], fields, strict=False)
    }
    return columns, [] if geometry is None else geometry.tolist(), meta.get("crs") or ""


def as_geojson(path: str) -> bytes:
    """Geometries of a file's only layer as GeoJSON without attributes, in two dimensions.

    Numbers keep all their digits; nothing is closed or repaired, so that the checks of
    `intake.files` see what stands in the file.
    """
    import pyogrio

    _, _, geometry, _ = _raw(Path(path), "", columns=[], force_2d=True)
    text = io.BytesIO()
    _told(
        Path(path),
        pyogrio.raw.write,
        text,
        geometry,
        [],
        [],
        layer="areas",
        driver="GeoJSON",
        geometry_type="Unknown",
        COORDINATE_PRECISION=17,
    )
    return text.getvalue()


def _raw(path: Path, layer: str, **options: Any) -> tuple[Any, ...]:
    import pyogrio

    file = str(path.absolute())
    return _told(path, pyogrio.raw.read, file, layer=layer or None, encoding=None, **options)


def _told(path: Path, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Call pyogrio; tell what it says of a damaged file as a finding."""
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
            return function(*args, **options)
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


def features_of(columns: dict[str, list[str]], wkb: list[bytes | None], crs: str) -> Features:
    """Features from columns of text and geometries as well-known binary."""
    import shapely

    shapes = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
    return Features(DataFrame(columns, index=range(len(wkb)), dtype="str"), shapes, crs)


def damaged(path: Path, said: str) -> Finding:
    """Return the finding for a file that a library could not read; paths are left out."""
    said = said.replace(str(path.absolute()), path.name).replace(str(path.parent.absolute()), "")
    return FILE_DAMAGED(path.name, why=said[:200])


def _text_of_field(values: np.ndarray) -> list[str]:
    """Column as text; GDAL turns empty whole numbers into decimals, this turns them back."""
    if values.dtype.kind == "M":
        text = np.datetime_as_string(values)
        return np.where(np.isnat(values), "", text).tolist()
    if values.dtype.kind in "iu":
        return values.astype(str).tolist()
    return text_column(values.tolist())


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
    return [str(name) for name in _told(path, _lister(), str(path.absolute()))]


def _lister() -> Callable[[str], list[str]]:
    """Fiona's list of layers; pyogrio's on Pythons and machines that fiona has no wheel for.

    pyogrio comes first and drops the indirect drivers: fiona's own GDAL has none of them and would warn.
    """
    import pyogrio

    os.environ.pop("GDAL_SKIP", None)
    try:
        import fiona
    except ImportError:
        return lambda path: pyogrio.list_layers(path)[:, 0].tolist()
    return fiona.listlayers
