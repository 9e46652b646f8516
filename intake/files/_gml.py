"""GML: checked as plain XML, then read by GDAL in a guarded child process from a lonely copy."""

import shutil
import tempfile
from pathlib import Path

from intake.features import Features, listing
from intake.findings import Finding, InputError, told_of
from intake.guard.sandbox import layers_guarded, read_guarded
from intake.guard.xml import read_xml


def read_gml(path: Path, layer: str = "") -> Features:
    """Read one feature type of a GML file.

    Parameters
    ----------
    path : Path
    layer : str
        Name of the feature type; "" = the only one.

    Returns
    -------
    Features
        Coordinates x before y, whatever order the file's CRS prescribes; curves as lines.

    Raises
    ------
    InputError, UnsafeFileError
        If it is no well-formed XML, defines entities, holds several feature types, or is damaged.

    Notes
    -----
    The copy stands alone under a name of our own: schema and template files beside the
    original are not read, none is fetched or written, references are not resolved.
    """
    read_xml(path)
    with tempfile.TemporaryDirectory(prefix="aktionsraum-") as folder:
        copy = Path(shutil.copyfile(path, Path(folder) / "inhalt.gml"))
        with told_of(path.name):
            return read_guarded(copy, layer=layer or _only_layer(copy))


def _only_layer(path: Path) -> str:
    layers = layers_guarded(path)
    if len(layers) == 1:
        return layers[0]
    if not layers:
        raise InputError(
            [
                Finding(
                    "error",
                    "file_without_features",
                    path.name,
                    "",
                    "Die GML-Datei enthält keine Objekte.",
                    "Die richtige Datei wählen.",
                )
            ]
        )
    raise InputError([Finding("error", "ask_layer", path.name, "", f"Die Datei hat mehrere Objektarten: {listing(layers)}. Welche sind die Gebiete?",
                              "Den Layer angeben (--answer layer=NAME).")])  # fmt: skip
