"""Lage: where an indicator or an index says that the situation is unfavourable."""

import streamlit as st

from app_pages.frame.choices import (
    choose_area,
    choose_classes,
    choose_index,
    choose_indicator,
    choose_level,
    choose_method,
    choose_view,
    choose_year,
    index_years,
)
from app_pages.frame.city import loaded
from app_pages.frame.map_view import show_map
from app_pages.frame.panels import show_area, show_head, show_hint
from app_pages.frame.view import View
from app_pages.leaving import show_map_download
from app_pages.situation.index import (
    Index,
    index_map,
    show_index_figures,
    show_index_legend,
    show_index_table,
    show_methods,
    show_reason,
)
from app_pages.situation.indicator import (
    Theme,
    indicator_map,
    show_areas,
    show_city_figures,
    show_legend,
)
from layers.words.summary import all_figures, area_figures
from wording import t

shown_city = loaded()
released = shown_city.released
head, side = st.columns([3, 1], vertical_alignment="bottom")
with head:
    show_head("Lage", released.name, "Wo ist die Lage ungünstiger als im Durchschnitt der Stadt?")
with side, st.container(horizontal=True, horizontal_alignment="right"):
    by_index = bool(shown_city.city.config.index) and choose_view() == "index"

columns = st.columns([3, 2.2, 1, 2.4, 1.4], vertical_alignment="bottom")
with columns[0]:
    indicator = choose_index(shown_city) if by_index else choose_indicator(shown_city)
with columns[1]:
    level = choose_level(shown_city)
with columns[2]:
    year = choose_year(
        index_years(shown_city, indicator) if by_index else shown_city.years[indicator]
    )
with columns[3]:
    area = choose_area(shown_city, level)

view = View(level, area)
if by_index:
    index = Index(indicator, choose_method(shown_city, indicator), year)
    layer = index_map(shown_city, index, view)
    show_index_figures(shown_city, index, view)
else:
    with columns[4]:
        scheme, k = choose_classes(shown_city)
    theme = Theme(indicator, year, scheme, k)
    layer = indicator_map(shown_city, theme, view)
    show_city_figures(shown_city, theme, view)

map_side, word_side = st.columns([2.3, 1], gap="medium")
with map_side:
    show_map(shown_city, layer, selected=area, page="lage")
with word_side:
    if not area:
        show_hint(t("Ein Gebiet auf der Karte anklicken oder oben auswählen."))
    elif by_index:
        show_reason(shown_city, index, view)
    else:
        show_area(
            area_figures(released, level=level, key=area.key, indicator=indicator, year=year),
            all_figures(released, level=level, key=area.key, year=year),
        )
    if by_index:
        show_index_legend(shown_city, index, view)
    else:
        show_legend(shown_city, theme, view)

    show_map_download(shown_city, layer, f"{indicator}_{level}_{year}")

st.subheader(t("Dieselben Angaben als Tabelle"), anchor=False)
if by_index:
    show_index_table(shown_city, index, view)
    with st.expander(t("Sechs Verfahren nebeneinander")):
        if st.toggle(t("Tabelle zeigen"), key="verfahren_zeigen"):
            show_methods(shown_city, index, view)
else:
    show_areas(shown_city, theme, view)
