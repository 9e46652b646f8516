"""What the page *Lage* shows of one choice, kept: a choice seen before is only sent again."""

from dataclasses import dataclass
from typing import cast

import streamlit as st

from app_pages.frame.choices import SPOTS
from app_pages.frame.city import BY_STAMP, ShownCity
from app_pages.frame.panels import show_key_figures, show_table
from layers.classes import Scheme
from layers.layer import Layer
from layers.legend import legend_html
from layers.words.summary import area_table, key_figures
from wording import t


@dataclass(frozen=True)
class Choice:
    """Everything that decides what *Lage* shows, but the chosen area."""

    level: str
    indicator: str
    year: int
    scheme: str
    k: int
    language: str


#: How results are kept: by the city's stamp and the choice.
_KEPT = {**BY_STAMP, Choice: repr}


@st.cache_resource(show_spinner=False, max_entries=300, hash_funcs=_KEPT)
def indicator_map(shown_city: ShownCity, choice: Choice) -> Layer:
    """Layer of an indicator: its classes, or where unfavourable areas lie together."""
    from layers.choropleth import indicator_layer

    if choice.scheme == SPOTS:
        from layers.spots import spot_layer

        asked = {"level": choice.level, "indicator": choice.indicator, "year": choice.year}
        return spot_layer(shown_city.released, **asked)
    return indicator_layer(
        shown_city.released,
        level=choice.level,
        indicator=choice.indicator,
        year=choice.year,
        scheme=cast(Scheme, choice.scheme),
        k=choice.k,
    )


@st.cache_resource(show_spinner=False, max_entries=300, hash_funcs=_KEPT)
def show_city_figures(shown_city: ShownCity, choice: Choice) -> None:
    """The row of key figures."""
    layer = indicator_map(shown_city, choice)
    show_key_figures(key_figures(shown_city.released, layer, population=shown_city.population))


@st.cache_resource(show_spinner=False, max_entries=300, hash_funcs=_KEPT)
def show_legend(shown_city: ShownCity, choice: Choice) -> None:
    """The legend with classes, source and notes."""
    st.html(legend_html(indicator_map(shown_city, choice)))


@st.cache_resource(show_spinner=False, max_entries=300, hash_funcs=_KEPT)
def show_areas(shown_city: ShownCity, choice: Choice) -> None:
    """The same content as the map, as a table."""
    layer = indicator_map(shown_city, choice)
    show_table(
        area_table(shown_city.released, layer, indicator=choice.indicator),
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
