"""Vergleich: areas side by side, areas alike, and areas that meet conditions."""

import streamlit as st

from app_pages.frame.choices import choose_area, choose_areas, choose_level, choose_year
from app_pages.frame.city import loaded
from app_pages.frame.panels import show_head
from app_pages.frame.view import View
from app_pages.situation.comparison import show_alike, show_search, show_side_by_side
from wording import t

shown_city = loaded()
show_head(
    "Vergleich",
    shown_city.released.name,
    "Gebiete nebeneinander sehen, ähnliche finden, nach Bedingungen suchen.",
)

years = sorted({year for known in shown_city.years.values() for year in known}, reverse=True)
columns = st.columns([3, 1])
with columns[0]:
    level = choose_level(shown_city)
with columns[1]:
    year = choose_year(years)

beside, alike, search = st.tabs([t("Nebeneinander"), t("Ähnliche Gebiete"), t("Suche")])
with beside:
    show_side_by_side(shown_city, choose_areas(shown_city, level), level=level, year=year)
with alike:
    show_alike(shown_city, View(level, choose_area(shown_city, level)), year=year)
with search:
    show_search(shown_city, level=level, year=year)
