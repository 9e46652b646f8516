"""Profil: one area in full, for those who work there; readable on a phone."""

import streamlit as st

from app_pages.frame.choices import choose_area, choose_level
from app_pages.frame.city import loaded
from app_pages.frame.panels import show_head, show_hint
from app_pages.leaving import show_profile_downloads
from app_pages.situation.profile import (
    show_area_coverages,
    show_area_offers,
    show_area_situation,
    show_neighbours,
    show_overview,
)
from wording import t

shown_city = loaded()
show_head(
    "Profil", shown_city.released.name, "Ein Gebiet im Ganzen: Lage, Angebote, Lücken, Nachbarn."
)

columns = st.columns(2)
with columns[0]:
    level = choose_level(shown_city)
with columns[1]:
    area = choose_area(shown_city, level)

if not area:
    show_hint(t("Bitte oben ein Gebiet wählen."))
else:
    show_overview(shown_city, *area)
    show_profile_downloads(shown_city, *area)
    show_area_situation(shown_city, *area)
    show_area_coverages(shown_city, *area)
    show_area_offers(shown_city, *area)
    show_neighbours(shown_city, *area)
