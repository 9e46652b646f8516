"""Versorgung: who reaches an offer, who does not, and where the gaps are."""

import streamlit as st

from app_pages.frame.choices import (
    choose_area,
    choose_category,
    choose_ground,
    choose_level,
)
from app_pages.frame.city import ShownCity, loaded
from app_pages.frame.map_view import show_map
from app_pages.frame.panels import show_area_coverage, show_head, show_hint
from app_pages.frame.question import choose_question, offer_names
from app_pages.frame.view import View
from app_pages.leaving import show_map_download
from app_pages.supply import (
    coverage_map,
    coverage_of,
    show_coverage_figures,
    show_coverage_legend,
    show_coverage_tables,
)
from app_pages.supply.compared import show_comparison
from app_pages.supply.freshness import show_freshness
from app_pages.supply.need import show_by_need
from app_pages.supply.offer_entries import show_entries
from app_pages.supply.places import show_places
from app_pages.supply.week import show_week
from indicators.coverage.question import Question
from layers.words.coverage import area_coverage, condition_words
from wording import t


def show_more(shown_city: ShownCity, question: Question, view: View) -> None:
    """Sections as tabs, each computed when its switch is on."""
    compare, week, places, fair, fresh = st.tabs(
        [t("Vergleichen"), t("Woche"), t("Plätze"), t("Gerechtigkeit"), t("Aktualität")]
    )
    with compare:
        if st.toggle(t("Mit einer zweiten Wahl vergleichen"), key="versorgung_vergleich"):
            show_comparison(shown_city, question, view)
    with week:
        if st.toggle(t("Versorgung durch die Woche berechnen"), key="versorgung_woche"):
            show_week(shown_city, question, view, view.key)
    with places:
        if st.toggle(t("Plätze je Person berechnen"), key="versorgung_plaetze"):
            show_places(shown_city, question, view)
    with fair:
        if st.toggle(t("Versorgung nach Bedarf berechnen"), key="versorgung_bedarf"):
            show_by_need(shown_city, question, view)
    with fresh:
        if st.toggle(t("Stand der Angebote zeigen"), key="versorgung_aktualitaet"):
            show_freshness(shown_city, question, view)


shown_city = loaded()
show_head("Versorgung", shown_city.released.name, "Wer erreicht ein Angebot, und wo fehlt eines?")

columns = st.columns([2.6, 2.4, 2.4, 1.3, 1.3], vertical_alignment="bottom")
with columns[0]:
    category, _ = choose_category(shown_city)
with columns[1]:
    level = choose_level(shown_city)
with columns[2]:
    area = choose_area(shown_city, level)
with columns[3], st.popover(t("Standard"), width="stretch"):
    question = choose_question(shown_city, category)
with columns[4], st.popover(t("Karte"), width="stretch"):
    drawn = {
        "offers": st.checkbox(t("Angebote zeigen"), value=True, key="zeige_angebote"),
        "gaps": st.checkbox(t("Lücken zeigen"), value=True, key="zeige_luecken"),
        "reach": st.checkbox(t("Einzugsgebiete zeigen"), key="zeige_einzugsgebiete"),
    }
    choose_ground(shown_city)

view = View(level, area, tuple(part for part, is_on in drawn.items() if is_on))
show_coverage_figures(shown_city, question, view)
layer, places = coverage_map(shown_city, question, view)

map_side, word_side = st.columns([2.3, 1], gap="medium")
with map_side:
    show_map(shown_city, layer, *places, selected=area, page="versorgung")
with word_side:
    if area:
        show_area_coverage(area_coverage(coverage_of(shown_city, question, level), layer, area.key))
    else:
        show_hint(t("Ein Gebiet auf der Karte anklicken oder oben auswählen."))
    show_coverage_legend(shown_city, question, view)
    if words := condition_words(question, offer_names(shown_city, category)):
        show_hint("; ".join(words))
    show_map_download(shown_city, layer, f"{category}_{level}")

st.subheader(t("Dieselben Angaben als Tabellen"), anchor=False)
show_coverage_tables(shown_city, question, view)
show_more(shown_city, question, view)

show_entries(shown_city.city.folder, shown_city.city.offers, category, shown_city.city.findings)
