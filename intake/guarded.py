"""GDAL in a guarded child process: a checked file in, features out; only plain arrays cross back."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import shapely

from intake.drivers import features_of, read_raw
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
    columns, wkb, crs = read_raw(Path(path), layer=layer, geometry_only=geometry_only)
    text = json.dumps({"crs": crs, "attributes": columns}).encode()
    lengths = np.array([-1 if part is None else len(part) for part in wkb], dtype=np.int64)
    stream = io.BytesIO()
    np.savez(
        stream,
        lengths=lengths,
        wkb=np.frombuffer(b"".join(part for part in wkb if part is not None), np.uint8),
        text=np.frombuffer(text, np.uint8),
    )
    return stream.getvalue()


def _unpacked(packed: bytes) -> Features:
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        lengths, wkb = arrays["lengths"], arrays["wkb"].tobytes()
        text = json.loads(arrays["text"].tobytes())
    ends = np.cumsum(np.maximum(lengths, 0)).tolist()
    parts = [
        None if length < 0 else wkb[end - length : end]
        for end, length in zip(ends, lengths.tolist(), strict=True)
    ]
    return features_of(text["attributes"], parts, text["crs"])
