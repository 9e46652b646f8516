"""Lage: where an indicator is below the city's average, as a map, a table and sentences."""

import streamlit as st

from app_pages.choices import (
    choose_area,
    choose_classes,
    choose_indicator,
    choose_level,
    choose_year,
)
from app_pages.city import loaded
from app_pages.map_view import show_map
from app_pages.panels import show_area, show_head, show_hint
from app_pages.situation import Choice, indicator_map, show_areas, show_city_figures, show_legend
from layers.summary import all_figures, area_figures
from wording import language, t

load = loaded()
released = load.released
show_head("Lage", released.name, "Wo ist die Lage ungünstiger als im Durchschnitt der Stadt?")

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

choice = Choice(level, indicator, year, scheme, k, language())
show_city_figures(load, choice)

map_side, word_side = st.columns([2.3, 1], gap="medium")
with map_side:
    show_map(load, indicator_map(load, choice), selected=area, page="lage")
with word_side:
    if area:
        asked = {"level": level, "key": area, "year": year}
        show_area(
            area_figures(released, indicator=indicator, **asked), all_figures(released, **asked)
        )
    else:
        show_hint(t("Ein Gebiet auf der Karte anklicken oder oben auswählen."))
    show_legend(load, choice)

st.subheader(t("Dieselben Angaben als Tabelle"), anchor=False)
show_areas(load, choice)
