"""GML: checked as plain XML, then read by GDAL in a guarded child process from a lonely copy."""

import shutil
import tempfile
from pathlib import Path

from intake.features import Features, listing
from intake.findings import InputError, Kind, told_of
from intake.guard.sandbox import layers_guarded, read_guarded
from intake.guard.xml import read_xml
from wording import say

FILE_WITHOUT_FEATURES = Kind(
    "file_without_features", "Die GML-Datei enthält keine Objekte.", "Die richtige Datei wählen."
)
ASK_LAYER = Kind(
    "ask_layer",
    "{held} Welche sind die Gebiete?",
    "Den Layer angeben (--answer layer=NAME).",
)


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
    """Name of the only feature type; which of several is meant is a question."""
    layers = layers_guarded(path)
    if len(layers) == 1:
        return layers[0]
    if not layers:
        raise InputError([FILE_WITHOUT_FEATURES(path.name)])
    held = say("Die Datei hat mehrere Objektarten: {layers}.", layers=listing(layers))
    raise InputError([ASK_LAYER(path.name, held=held)])
