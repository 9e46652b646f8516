"""The map on a page: a layer in, the area somebody clicked out."""

import hashlib

import streamlit as st
from streamlit_folium import st_folium

from app_pages.choices import wish
from app_pages.city import Loaded, shapes_of
from layers.folium_map import PlainMap, area_group, place_group
from layers.layer import Layer, PointLayer

HEIGHT = 560


def show_map(load: Loaded, layer: Layer, *places: PointLayer, selected: str, page: str) -> None:
    """Draw a layer and places on it; a click on an area becomes the choice `gebiet`.

    Parameters
    ----------
    load : Loaded
    layer : Layer
    *places : PointLayer
    selected : str
        Key of the chosen area, or "".
    page : str
        Name of the page: each has its own map.
    """
    shapes = shapes_of(load, layer.level)
    finest = shapes_of(load, next(iter(load.released.levels)))
    # The component tells maps apart by their script without most names: the key names the city.
    key = f"karte_{page}_{hashlib.sha256(finest.digest.encode()).hexdigest()[:12]}"
    groups = [area_group(layer, shapes, selected=selected), *map(place_group, places)]
    st_folium(
        PlainMap(finest.bounds),
        key=key,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=groups,
        on_change=lambda: _take_click(key),
    )


def _take_click(key: str) -> None:
    """Make the clicked area the chosen one, before the page runs."""
    clicked = (st.session_state.get(key) or {}).get("last_active_drawing") or {}
    area = (clicked.get("properties") or {}).get("key")
    if area:
        wish("gebiet", area)
