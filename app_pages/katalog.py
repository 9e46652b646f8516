"""Katalog: what each indicator counts, of whom, from where, and what it does not say."""

import streamlit as st

from app_pages.frame.city import loaded
from app_pages.frame.panels import show_head
from app_pages.situation.catalogue import show_index_methods, show_indicator_cards, show_spots_note
from wording import t

shown_city = loaded()
show_head("Katalog", shown_city.released.name, "Was jede Zahl bedeutet und was sie nicht sagt.")

indicators, methods = st.tabs([t("Kennzahlen"), t("Verfahren")])
with indicators:
    show_indicator_cards(shown_city)
with methods:
    show_index_methods()
    show_spots_note()
