"""What the page *Lage* shows of one choice, kept: a choice seen before is only sent again."""

from dataclasses import dataclass
from typing import cast

import streamlit as st

from app_pages.frame.choices import SPOTS
from app_pages.frame.city import ShownCity
from app_pages.frame.panels import show_key_figures, show_table
from app_pages.frame.view import KEPT, View
from layers.classes import Scheme
from layers.layer import Layer
from layers.legend import legend_html
from layers.words.summary import area_table, key_figures
from wording import t


@dataclass(frozen=True)
class Theme:
    """What a thematic map shows: an indicator of a year, in so many classes."""

    indicator: str
    year: int
    scheme: str
    k: int


#: How results are kept.
_KEPT = {**KEPT, Theme: repr}


@st.cache_resource(show_spinner=False, max_entries=300, hash_funcs=_KEPT)
def indicator_map(shown_city: ShownCity, theme: Theme, view: View) -> Layer:
    """Layer of an indicator: its classes, or where unfavourable areas lie together."""
    from layers.choropleth import indicator_layer

    if theme.scheme == SPOTS:
        from layers.spots import spot_layer

        return spot_layer(
            shown_city.released, level=view.level, indicator=theme.indicator, year=theme.year
        )
    return indicator_layer(
        shown_city.released,
        level=view.level,
        indicator=theme.indicator,
        year=theme.year,
        scheme=cast(Scheme, theme.scheme),
        k=theme.k,
    )


@st.cache_resource(show_spinner=False, max_entries=300, hash_funcs=_KEPT)
def show_city_figures(shown_city: ShownCity, theme: Theme, view: View) -> None:
    """The row of key figures."""
    layer = indicator_map(shown_city, theme, view)
    show_key_figures(key_figures(shown_city.released, layer, population=shown_city.population))


@st.cache_resource(show_spinner=False, max_entries=300, hash_funcs=_KEPT)
def show_legend(shown_city: ShownCity, theme: Theme, view: View) -> None:
    """The legend with classes, source and notes."""
    st.html(legend_html(indicator_map(shown_city, theme, view)))


@st.cache_resource(show_spinner=False, max_entries=300, hash_funcs=_KEPT)
def show_areas(shown_city: ShownCity, theme: Theme, view: View) -> None:
    """The same content as the map, as a table."""
    layer = indicator_map(shown_city, theme, view)
    show_table(
        area_table(shown_city.released, layer, indicator=theme.indicator),
        {
            "name": "Gebiet",
            "value": f"{layer.title} ({layer.unit})" if layer.unit else layer.title,
            "difference": "Abstand zur Stadt",
            "flag": "Einschätzung",
            "certainty": "Wie sicher",
            "numerator": "Zähler",
            "denominator": "Nenner",
            "note": "Hinweis",
        },
        decimals={
            "value": layer.decimals,
            "difference": layer.decimals,
            "numerator": 0,
            "denominator": 0,
        },
        alt=t("Tabelle: {what}, {where}", what=layer.title, where=layer.subtitle),
    )
