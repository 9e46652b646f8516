"""The map on a page: a layer in, the area somebody clicked out."""

import hashlib

import streamlit as st
from streamlit_folium import st_folium

from app_pages.frame.choices import wish
from app_pages.frame.city import ShownCity, shapes_of
from app_pages.frame.view import Area
from intake.config import TilesSection
from layers.folium_map import PlainMap, area_group, group_of, with_tiles
from layers.layer import Layer, OutlineLayer, PointLayer

HEIGHT = 560


def show_map(
    shown_city: ShownCity,
    layer: Layer,
    *places: PointLayer | OutlineLayer,
    selected: Area | None,
    page: str,
) -> None:
    """Draw a layer and places on it; a click on an area becomes the choice `gebiet`.

    Parameters
    ----------
    shown_city : ShownCity
    layer : Layer
    *places : PointLayer or OutlineLayer
    selected : Area or None
        The chosen area; shown if it is one of the layer's level.
    page : str
        Name of the page: each has its own map.
    """
    shapes = shapes_of(shown_city, layer.level)
    finest = shapes_of(shown_city, next(iter(shown_city.released.levels)))
    # The component tells maps apart by their script without most names: the key names the city.
    ground = st.session_state.get("hintergrund", "")
    key = f"karte_{page}_{ground}_{hashlib.sha256(finest.digest.encode()).hexdigest()[:12]}"
    tiles = chosen_tiles(shown_city)
    opacity = 0.75 if tiles else 1.0
    key_of_selected = selected.key if selected and selected.level == layer.level else ""
    areas = area_group(layer, shapes, selected=key_of_selected, opacity=opacity)
    groups = [areas, *map(group_of, places)]
    plain = PlainMap(finest.bounds)
    st_folium(
        with_tiles(plain, tiles.url, tiles.attribution) if tiles else plain,
        key=key,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=groups,
        on_change=lambda: _take_click(key, layer.level),
    )


def chosen_tiles(shown_city: ShownCity) -> TilesSection | None:
    """The background map that was chosen; none unless somebody asks for one."""
    asked = st.session_state.get("hintergrund", "")
    return next((tiles for tiles in shown_city.city.config.tiles if tiles.id == asked), None)


def _take_click(key: str, level: str) -> None:
    """Make the clicked area the chosen one, before the page runs."""
    clicked = (st.session_state.get(key) or {}).get("last_active_drawing") or {}
    area = (clicked.get("properties") or {}).get("key")
    if area:
        wish("gebiet", Area(level, str(area)).id)
