"""The city of this server: its folder in, released results out, computed once per content."""

import os
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from indicators.disclosure import ReleasedAnalysis, ReleasedCoverage, release, release_coverage
from intake.model import City
from layers.classes import Scheme
from layers.layer import Layer
from layers.simplified import DisplayGeometry, display_geometry

#: Environment variable with the city's folder.
CITY_FOLDER = "AKTIONSRAUM_CITY"
EMBEDDED = Path(__file__).resolve().parent.parent / "data" / "dortmund"

_CALCULATING = "Die Stadt wird gelesen und berechnet …"


@dataclass(frozen=True)
class Loaded:
    """A city as the pages see it: its configuration and what may be shown of its results."""

    stamp: str
    city: City
    released: ReleasedAnalysis


def loaded() -> Loaded:
    """The city of this server; read anew when a file of its folder has changed.

    Raises
    ------
    InputError
        If the folder cannot be read.
    """
    folder = Path(os.environ.get(CITY_FOLDER) or EMBEDDED).resolve()
    return _loaded(str(folder), folder_stamp(folder))


def folder_stamp(folder: Path) -> str:
    """Names, sizes and times of a folder's files: changes when any of them does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    stats = [(str(path.relative_to(folder)), path.stat()) for path in files]
    return repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats])


@st.cache_resource(show_spinner=_CALCULATING, max_entries=2)
def _loaded(folder: str, stamp: str) -> Loaded:
    from intake.city import read_city
    from pipeline import analyse

    city = read_city(Path(folder))
    return Loaded(f"{folder}:{hash(stamp)}", city, release(analyse(city)))


def shapes_of(load: Loaded, level: str) -> DisplayGeometry:
    """Display geometry of a level, ready for the browser to fetch."""
    from app_pages.server import SHAPES

    geometry = _shapes(level, load)
    SHAPES[geometry.digest] = geometry.text.encode()
    return geometry


#: Results are kept under the stamp of the city they were made from.
_BY_STAMP = {Loaded: lambda load: load.stamp}


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=_BY_STAMP)
def _shapes(level: str, load: Loaded) -> DisplayGeometry:
    return display_geometry(load.released.levels[level].areas)


@st.cache_resource(show_spinner=False, max_entries=400, hash_funcs=_BY_STAMP)
def indicator_map(
    load: Loaded,
    *,
    level: str,
    indicator: str,
    year: int,
    scheme: Scheme,
    k: int,
    language: str,  # noqa: ARG001 - the words of the layer are kept by language
) -> Layer:
    """Layer of an indicator, kept so that a choice seen before costs nothing."""
    from layers.choropleth import indicator_layer

    return indicator_layer(
        load.released, level=level, indicator=indicator, year=year, scheme=scheme, k=k
    )


@st.cache_resource(show_spinner=_CALCULATING, max_entries=100, hash_funcs=_BY_STAMP)
def coverage_result(
    load: Loaded, category: str, *, level: str, options: tuple[tuple[str, object], ...]
) -> ReleasedCoverage:
    """Released coverage of a category; `options` are further arguments of `pipeline.cover`."""
    from pipeline import cover

    coverage = cover(load.city, category, level=level, **dict(options))
    return release_coverage(coverage, min_cases=load.released.min_cases)
