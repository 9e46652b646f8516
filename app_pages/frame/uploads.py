"""Files that somebody uploads: kept under random names in a folder of this session.

One file that belongs to a question (possible places, forbidden areas, a template), kept safely.
"""

import hashlib
import re
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from intake.new_city.surroundings import Sources
from wording import t

#: All files of one session together, in bytes.
MOST_BYTES = 150_000_000
PREFIX = "aktionsraum-daten-"
#: Folders of sessions that ended are cleared away after a day.
KEPT_SECONDS = 24 * 3600
SIDE_FILES = frozenset({".dbf", ".shx", ".prj", ".cpg"})
_SESSION = "daten_ablage"

VECTOR = ["geojson", "json", "gpkg", "zip", "shp", "dbf", "shx", "prj", "cpg", "fgb", "kml", "kmz", "gml",
          "xml", "topojson", "csv", "txt"]  # fmt: skip
TABLE = ["csv", "txt", "xlsx", "xls", "ods", "html", "geojson", "gpkg"]
#: Kind → German name, and endings offered in the file dialogue; the content decides anyway.
KINDS = {
    "grenzen": ("Grenzen der Gebiete", VECTOR),
    "zahlen": ("Zahlen je Gebiet", TABLE),
    "angebote": ("Angebote", sorted({*TABLE, *VECTOR})),
    "adressen": ("Adressregister (nur für Angebote ohne Koordinaten)", TABLE),
}
#: The same for what a city may have besides.
MORE_KINDS = {
    "wohnpunkte": ("Wohnpunkte oder Zensus-Gitter", sorted({*TABLE, *VECTOR})),
    "strassen": ("Straßennetz (OSM-Auszug oder Linien)", ["pbf", "osm", "bz2", "gz", *VECTOR]),
    "fahrplan": ("Fahrplan (GTFS)", ["zip"]),
}
#: Kinds of which several files may come.
SEVERAL = frozenset({"grenzen", "zahlen", "angebote", "strassen"})


@dataclass(frozen=True)
class Uploads:
    """Where the uploaded files lie, by kind."""

    boundaries: tuple[Path, ...]
    tables: tuple[Path, ...]
    offers: tuple[Path, ...]
    register: Path | None
    around: Sources


def ask_uploads() -> Uploads:
    """Ask for files of each kind and keep what comes."""
    asked = _asked(KINDS)
    with st.expander(t("Wo Menschen wohnen und wie sie unterwegs sind (wenn vorhanden)")):
        asked |= _asked(MORE_KINDS)
    if sum(file.size for files in asked.values() for file in files) > MOST_BYTES:
        st.error(t("Die Dateien sind zusammen größer als {n} MB.", n=MOST_BYTES // 1_000_000))
        st.stop()
    kept = {kind: _kept(kind, files) for kind, files in asked.items()}
    _clear_away({path.parent for paths in kept.values() for path in paths})
    return Uploads(
        _main_files(kept["grenzen"]),
        tuple(kept["zahlen"]),
        tuple(kept["angebote"]),
        next(iter(kept["adressen"]), None),
        Sources(
            next(iter(kept["wohnpunkte"]), None),
            next(iter(_main_files(kept["strassen"])), None),
            next(iter(kept["fahrplan"]), None),
        ),
    )


def _asked(kinds: Mapping[str, tuple[str, list[str]]]) -> dict[str, list[Any]]:
    """One file chooser per kind, side by side."""
    asked = {}
    for column, (kind, (label, endings)) in zip(st.columns(len(kinds)), kinds.items(), strict=True):
        several = kind in SEVERAL
        with column:
            found = st.file_uploader(
                t(label), type=endings, accept_multiple_files=several, key=f"daten_{kind}"
            )
        asked[kind] = list(found or []) if several else [found] if found else []
    return asked


def _main_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Without the side files of a shape file, which come along with it."""
    return tuple(path for path in paths if path.suffix.lower() not in SIDE_FILES)


def _kept(kind: str, files: Sequence[Any]) -> list[Path]:
    """Write the files of a kind into one folder, once."""
    if not files:
        return []
    ids = "|".join(f"{file.file_id}/{file.name}" for file in files)
    folder = session_folder(_SESSION) / hashlib.sha256(f"{kind}|{ids}".encode()).hexdigest()[:20]
    paths = [folder / safe_name(file.name) for file in files]
    if not folder.exists():
        waiting = Path(tempfile.mkdtemp(dir=folder.parent))
        for path, file in zip(paths, files, strict=True):
            (waiting / path.name).write_bytes(file.getbuffer())
        waiting.rename(folder)
    return list(dict.fromkeys(paths))


def safe_name(name: str) -> str:
    """Return the file's own name without anything that could be a path or a hidden file.

    Examples
    --------
    >>> safe_name("../../etc/Bezirke Süd.geojson"), safe_name(".city.toml")
    ('Bezirke Süd.geojson', 'city.toml')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return re.sub(r"[^\w.\- ]", "_", last).lstrip(".")[-100:] or "datei"


def session_folder(name: str) -> Path:
    """Folder of this session under a name; folders of ended ones are cleared away."""
    known = st.session_state.get(name)
    if known and Path(known).is_dir():
        return Path(known)
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    st.session_state[name] = tempfile.mkdtemp(prefix=PREFIX)
    return Path(st.session_state[name])


def _clear_away(used: set[Path]) -> None:
    """Delete files that were taken back or replaced."""
    known = st.session_state.get(_SESSION)
    for folder in Path(known).glob("*") if known else ():
        if folder not in used:
            shutil.rmtree(folder, ignore_errors=True)


#: Endings offered in the file dialogue; the content decides anyway.
POINTS = ("csv", "txt", "xlsx", "ods", "geojson", "json", "gpkg", "zip", "kml", "kmz", "gml")
AREAS = ("geojson", "json", "gpkg", "zip", "kml", "kmz", "gml", "fgb", "topojson")
_GIVEN = "beigaben_ablage"


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
    folder = session_folder(_GIVEN) / hashlib.sha256(content).hexdigest()[:20]
    path = folder / safe_name(name)
    if not path.exists():
        folder.mkdir(exist_ok=True)
        path.write_bytes(content)
    return path
