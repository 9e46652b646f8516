"""Lage: where an indicator is below the city's average, as a map, a table and sentences."""

import streamlit as st

from app_pages.choices import (
    choose_area,
    choose_classes,
    choose_indicator,
    choose_level,
    choose_year,
)
from app_pages.city import indicator_map, loaded
from app_pages.map_view import show_legend, show_map
from app_pages.panels import show_area, show_head, show_key_figures, show_table
from layers.summary import all_figures, area_figures, area_table, key_figures
from wording import language, t

load = loaded()
released = load.released
show_head("Lage", released.name, "Wo ist die Lage ungünstiger als im Durchschnitt der Stadt?")

with st.container(key="auswahl"):
    columns = st.columns([3, 2.2, 1, 2.4, 1.4], vertical_alignment="bottom")
    with columns[0]:
        indicator = choose_indicator(load)
    with columns[1]:
        level = choose_level(load)
    with columns[2]:
        year = choose_year(load, indicator)
    with columns[3]:
        area = choose_area(load, level)
    with columns[4]:
        scheme, k = choose_classes()

layer = indicator_map(
    load,
    level=level,
    indicator=indicator,
    year=year,
    scheme=scheme,
    k=k,
    language=language(),
)
show_key_figures(key_figures(released, layer, population=load.city.config.city.population))

map_side, word_side = st.columns([2.3, 1], gap="medium")
with map_side:
    show_map(load, layer, selected=area, page="lage")
with word_side:
    if area:
        asked = {"level": level, "key": area, "year": year}
        show_area(
            area_figures(released, indicator=indicator, **asked), all_figures(released, **asked)
        )
    else:
        st.caption(t("Ein Gebiet auf der Karte anklicken oder oben auswählen."))
    show_legend(layer)

st.subheader(t("Dieselben Angaben als Tabelle"), anchor=False)
show_table(
    area_table(released, layer, indicator=indicator),
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
