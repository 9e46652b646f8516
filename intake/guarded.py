"""GDAL in a guarded child process: a checked file in, features out; only plain arrays cross back."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import shapely
from pandas import DataFrame

from intake.drivers import read_with_gdal
from intake.errors import InputError
from intake.features import Features
from intake.findings import Finding
from intake.sandbox import run_guarded


def read_guarded(path: Path, *, layer: str = "", geometry_only: bool = False) -> Features:
    """Read one layer of a file with GDAL, in a child process.

    Raises
    ------
    InputError, UnsafeFileError
        If the file is damaged, crashes the reader or runs into a limit.
    """
    packed = run_guarded(_packed_features, str(path), layer, geometry_only, file=path.name)
    try:
        return _unpacked(packed)
    except (
        ValueError,
        KeyError,
        OSError,
        zipfile.BadZipFile,
        shapely.errors.GEOSException,
    ) as error:
        raise InputError(
            [
                Finding(
                    "error",
                    "file_damaged",
                    path.name,
                    "",
                    "Die Datei ist beschädigt.",
                    "Neu ausgeben lassen.",
                )
            ]
        ) from error


def layers_guarded(path: Path) -> list[str]:
    """Names of a file's layers, listed by fiona in a child process."""
    return list(json.loads(run_guarded(_packed_layers, str(path), file=path.name)))


def _packed_layers(path: str) -> bytes:
    from intake.streams import list_layers

    return json.dumps(list_layers(Path(path))).encode()


def _packed_features(path: str, layer: str, geometry_only: bool) -> bytes:
    """Read and pack features as arrays."""
    features = read_with_gdal(Path(path), layer=layer, geometry_only=geometry_only)
    wkb = [b"" if shape is None else shape for shape in shapely.to_wkb(features.geometry)]
    text = json.dumps({"crs": features.crs, "attributes": features.attributes.to_dict("list")})
    lengths = np.array([len(part) for part in wkb], dtype=np.int64)
    stream = io.BytesIO()
    np.savez(
        stream,
        lengths=lengths,
        wkb=np.frombuffer(b"".join(wkb), np.uint8),
        text=np.frombuffer(text.encode(), np.uint8),
    )
    return stream.getvalue()


def _unpacked(packed: bytes) -> Features:
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        lengths, wkb, text = (
            arrays["lengths"],
            arrays["wkb"].tobytes(),
            json.loads(arrays["text"].tobytes()),
        )
    ends = np.cumsum(lengths)
    parts = [wkb[end - length : end] or None for end, length in zip(ends, lengths, strict=True)]
    geometry = shapely.from_wkb(np.array(parts, dtype=object), on_invalid="ignore")
    return Features(
        DataFrame(text["attributes"], index=range(len(parts)), dtype="str"), geometry, text["crs"]
    )
