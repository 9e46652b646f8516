"""Cities that people have set up on this server, and which one this session shows."""

import os
from pathlib import Path

import streamlit as st

#: Environment variable with the folder of all cities; "-" = nothing is saved here.
CITIES_FOLDER = "AKTIONSRAUM_CITIES"
NOWHERE = "-"
_CHOSEN = "stadt_ordner"


def cities_root() -> Path | None:
    """Folder of the cities that people set up; None if this server saves none."""
    asked = os.environ.get(CITIES_FOLDER, "")
    if asked == NOWHERE:
        return None
    return Path(asked).resolve() if asked else Path.home() / "aktionsraum"


def saved_cities() -> list[str]:
    """Names of the folders below the root that hold a city."""
    root = cities_root()
    if root is None or not root.is_dir():
        return []
    return sorted(path.parent.name for path in root.glob("*/city.toml"))


def show_city(name: str) -> None:
    """Let this session show a saved city; "" = the server's own."""
    st.session_state[_CHOSEN] = name


def shown_city() -> str:
    """Name of the saved city that this session shows, "" if it is the server's own."""
    name = str(st.session_state.get(_CHOSEN, ""))
    return name if name in saved_cities() else ""


def session_folder() -> Path | None:
    """Folder of the city that this session has chosen."""
    root, name = cities_root(), shown_city()
    return root / name if root is not None and name else None
