"""The city of this server: its folder in, released results out, computed once per content.

Cities that people have set up on this server, and which one this session shows.

Where this server's city is.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from indicators.secrecy.release import ReleasedAnalysis, release
from intake.config import CityConfig
from intake.model import City
from layers.simplified import DisplayGeometry, display_geometry
from store.offers import entries_file
from wording import teach

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


def choose_name(name: str) -> None:
    """Let this session show a saved city; "" = the server's own."""
    st.session_state[_CHOSEN] = name


def chosen_name() -> str:
    """Name of the saved city that this session shows, "" if it is the server's own."""
    name = str(st.session_state.get(_CHOSEN, ""))
    return name if name in saved_cities() else ""


def session_folder() -> Path | None:
    """Folder of the city that this session has chosen."""
    root, name = cities_root(), chosen_name()
    return root / name if root is not None and name else None


#: Environment variable with the city's folder.
CITY_FOLDER = "AKTIONSRAUM_CITY"
EMBEDDED = Path(__file__).resolve().parent.parent.parent / "data" / "dortmund"


def city_folder() -> Path:
    """The city folder of this server; the embedded Dortmund unless another one is named."""
    return Path(os.environ.get(CITY_FOLDER) or EMBEDDED).resolve()


#: A changed file is noticed after so many seconds at most.
LOOK_AGAIN_SECONDS = 2.0

_CALCULATING = "Die Stadt wird gelesen und berechnet …"


@dataclass(frozen=True)
class ShownCity:
    """A city as the pages see it: its configuration and what may be shown of its results."""

    stamp: str
    city: City
    released: ReleasedAnalysis
    years: dict[str, list[int]]  # years with a value by indicator, latest first
    population: str  # variable that counts all inhabitants; "" if there is none


def loaded() -> ShownCity:
    """The city of this server; read anew when a file of its folder has changed.

    Raises
    ------
    InputError
        If the folder cannot be read.
    """
    folder = session_folder() or city_folder()
    stamp = folder_stamp(folder, int(time.monotonic() / LOOK_AGAIN_SECONDS))
    shown_city = _loaded(str(folder), stamp + entries_stamp(folder))
    teach(labels_of(shown_city.city.config))
    return shown_city


def labels_of(config: CityConfig) -> dict[str, str]:
    """German labels of a city → English ones ("" where it names none)."""
    named = [(entry.label, entry.label_en) for entry in config.category]
    named += [(entry.label, entry.label_en) for entry in config.target_group]
    named += [(entry.label, entry.label_en) for entry in config.field_of_action]
    return dict(named + [(entry.label, entry.label_en) for entry in config.indicator])


@lru_cache(maxsize=4)
def folder_stamp(folder: Path, moment: int = 0) -> str:  # noqa: ARG001 - part of the cache key
    """Names, sizes and times of a folder's files: changes when any of them does.

    `moment` counts the times at which a page looks again.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    stats = [(str(path.relative_to(folder)), path.stat()) for path in files]
    return repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats])


@st.cache_resource(show_spinner=_CALCULATING, max_entries=2)
def _loaded(folder: str, stamp: str) -> ShownCity:
    from pipeline import analyse
    from pipeline.city import read_current_city
    from pipeline.figures import population_variable

    city = read_current_city(Path(folder))
    released = release(analyse(city))
    found = (population_variable(figures.values, city.config) for figures in city.figures)
    population = next((name for name in found if name), "")
    return ShownCity(f"{folder}:{hash(stamp)}", city, released, years_of(released), population)


def years_of(released: ReleasedAnalysis) -> dict[str, list[int]]:
    """Years for which an indicator has a value anywhere, latest first."""
    known = released.figures.dropna(subset="value")[["indicator", "year"]].drop_duplicates()
    years = known.groupby("indicator")["year"].apply(list)
    return {id_: sorted(map(int, years.get(id_, [])), reverse=True) for id_ in released.catalogue}


def shapes_of(shown_city: ShownCity, level: str) -> DisplayGeometry:
    """Display geometry of a level, ready for the browser to fetch."""
    from app_pages.frame._shapes import SHAPES

    geometry = _shapes(level, shown_city)
    SHAPES[geometry.digest] = geometry.text.encode()
    return geometry


#: Results are kept under the stamp of the city they were made from.
BY_STAMP: dict[str | type[Any], Callable[[Any], Any]] = {
    ShownCity: lambda shown_city: shown_city.stamp
}


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=BY_STAMP)
def _shapes(level: str, shown_city: ShownCity) -> DisplayGeometry:
    return display_geometry(shown_city.released.levels[level].areas)


def entries_stamp(folder: Path) -> str:
    """Changes whenever somebody saves an entry."""
    path = entries_file(folder)
    stats = [part.stat() for part in (path, path.with_name(f"{path.name}-wal")) if part.exists()]
    # An empty log is a reader's: it says nothing new.
    return repr([(stat.st_size, stat.st_mtime_ns) for stat in stats if stat.st_size])
