"""One file that belongs to a question (possible places, forbidden areas, a template), kept safely."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from app_pages.uploads import safe_name, session_folder

#: Endings offered in the file dialogue; the content decides anyway.
POINTS = ("csv", "txt", "xlsx", "ods", "geojson", "json", "gpkg", "zip", "kml", "kmz", "gml")
AREAS = ("geojson", "json", "gpkg", "zip", "kml", "kmz", "gml", "fgb", "topojson")
_SESSION = "beigaben_ablage"


def ask_file(label: str, endings: Sequence[str], *, key: str, info: str = "") -> Path | None:
    """Ask for one file and keep it under its content in this session's folder.

    Parameters
    ----------
    label : str
        Name of the file on screen.
    endings : sequence of str
    key : str
        Name of the widget.
    info : str
        What the file must hold, as it is shown.

    Returns
    -------
    Path or None
        The same path for the same content and name; None while there is no file.
    """
    file = st.file_uploader(label, type=list(endings), key=key, help=info or None)
    return None if file is None else kept_file(file.name, file.getvalue())


def kept_file(name: str, content: bytes) -> Path:
    """Write a file of this session once; its folder is named after its content."""
    folder = session_folder(_SESSION) / hashlib.sha256(content).hexdigest()[:20]
    path = folder / safe_name(name)
    if not path.exists():
        folder.mkdir(exist_ok=True)
        path.write_bytes(content)
    return path
