"""Export: choose what leaves and in which form; what is withheld is said before."""

import streamlit as st

from app_pages.frame.choices import choose, choose_category, choose_level, choose_many
from app_pages.frame.city import loaded
from app_pages.frame.panels import show_head
from app_pages.leaving.council import show_papers
from app_pages.leaving.downloads import show_coverage_downloads, show_figure_downloads
from indicators.catalogue import label_of
from wording import t

shown_city = loaded()
released = shown_city.released
show_head(
    "Export",
    released.name,
    "Kennzahlen und Versorgung als Tabelle oder Kartenebene speichern, Vorlage und Steckbriefe als PDF oder Word-Datei.",
)

what_side, level_side = st.columns(2)
with what_side:
    kinds = {
        "kennzahlen": t("Kennzahlen"),
        "versorgung": t("Versorgung"),
        "papiere": t("Vorlage und Steckbriefe"),
    }
    what = choose("Was", kinds, name="was")
with level_side:
    level = choose_level(shown_city)

if what == "kennzahlen":
    labels = {id_: label_of(e) for id_, e in released.catalogue.items() if shown_city.years[id_]}
    years = sorted({year for known in shown_city.years.values() for year in known}, reverse=True)
    asked_years = choose_many("Jahre", {str(y): str(y) for y in years}, name="jahre")
    indicators = choose_many("Kennzahlen", labels, name="kennzahlen")
    show_figure_downloads(shown_city, level, [int(year) for year in asked_years], indicators)
elif what == "papiere":
    show_papers(shown_city, level)
else:
    category, _ = choose_category(shown_city)
    show_coverage_downloads(shown_city, level, category)
