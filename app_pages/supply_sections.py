"""Below the page *Versorgung*: a second choice, the week, places, need, freshness. Only when asked for."""

import streamlit as st

from app_pages.city import Loaded
from app_pages.supply import Wanted
from app_pages.supply_by_need import show_by_need
from app_pages.supply_capacity import show_capacity
from app_pages.supply_compared import show_comparison
from app_pages.supply_freshness import show_freshness
from app_pages.supply_week import show_week
from wording import t


def show_more(load: Loaded, wanted: Wanted) -> None:
    """Sections as tabs, each computed when its switch is on."""
    compare, week, places, fair, fresh = st.tabs(
        [t("Vergleichen"), t("Woche"), t("Plätze"), t("Gerechtigkeit"), t("Aktualität")]
    )
    with compare:
        if st.toggle(t("Mit einer zweiten Wahl vergleichen"), key="versorgung_vergleich"):
            show_comparison(load, wanted)
    with week:
        if st.toggle(t("Versorgung durch die Woche berechnen"), key="versorgung_woche"):
            show_week(load, wanted)
    with places:
        if st.toggle(t("Plätze je Person berechnen"), key="versorgung_plaetze"):
            show_capacity(load, wanted)
    with fair:
        if st.toggle(t("Versorgung nach Bedarf berechnen"), key="versorgung_bedarf"):
            show_by_need(load, wanted)
    with fresh:
        if st.toggle(t("Stand der Angebote zeigen"), key="versorgung_aktualitaet"):
            show_freshness(load, wanted)
