"""Vergleich: areas side by side, areas alike, and areas that meet conditions."""

import streamlit as st

from app_pages.frame.choices import choose_area, choose_areas, choose_level, choose_year
from app_pages.frame.city import loaded
from app_pages.frame.panels import show_head
from app_pages.situation.comparison import show_alike, show_search, show_side_by_side
from wording import t

load = loaded()
show_head(
    "Vergleich",
    load.released.name,
    "Gebiete nebeneinander sehen, ähnliche finden, nach Bedingungen suchen.",
)

years = sorted({year for known in load.years.values() for year in known}, reverse=True)
columns = st.columns([3, 1])
with columns[0]:
    level = choose_level(load)
with columns[1]:
    year = choose_year(years)

beside, alike, search = st.tabs([t("Nebeneinander"), t("Ähnliche Gebiete"), t("Suche")])
with beside:
    keys = choose_areas(load, level)
    show_side_by_side(load, keys, level=level, year=year)
with alike:
    area = choose_area(load, level)
    show_alike(load, area, level=level, year=year)
with search:
    show_search(load, level=level, year=year)
