"""The view *Neue Standorte*: the best places with proof, as map and tables; scenarios below."""

import streamlit as st

from app_pages.frame.choices import choose_area, choose_button
from app_pages.frame.city import ShownCity
from app_pages.frame.findings import show_faults
from app_pages.frame.kept_question import asked_question, show_state
from app_pages.frame.map_view import show_map
from app_pages.sites._scenarios import show_scenarios
from app_pages.sites._tables import (
    show_proposal_figures,
    show_proposal_tables,
    show_site_downloads,
)
from app_pages.sites.choices import PROPOSAL, Search, choose_search
from app_pages.sites.proposal import Proposal, proposal_of, search_map
from intake.findings import InputError
from layers.escape import literal
from layers.legend import legend_html
from layers.words.sites import area_sentence
from wording import t


def show_new_sites(shown_city: ShownCity) -> None:
    """Choices, proposal when asked for, map, tables, scenarios."""
    search = choose_search(shown_city)
    button = t("Vorschlag rechnen")
    asked = asked_question(
        shown_city, search, button, name=PROPOSAL, icon="place", ready=bool(search.plan.places)
    )  # fmt: skip
    proposal = _answered(shown_city, asked)
    if proposal is None:
        asked = None
    show_state(asked, search, button)
    shown = asked or search
    if proposal is not None:
        show_proposal_figures(proposal, search_map(shown_city, shown, None, after=False)[0])
    _show_map(shown_city, shown, proposal)
    if proposal is not None:
        st.subheader(t("Der Vorschlag als Tabellen"), anchor=False)
        show_proposal_tables(proposal)
        show_site_downloads(shown, proposal)
        notes = "".join(f"<li>{literal(t(note))}</li>" for note in proposal.tables.notes)
        st.html(f"<ul class='notes'>{notes}</ul>")
    show_scenarios(shown_city, shown, proposal)


def _answered(shown_city: ShownCity, asked: Search | None) -> Proposal | None:
    """The proposal; what is wrong with the question in sentences."""
    try:
        return proposal_of(shown_city, asked) if asked else None
    except InputError as error:
        show_faults(error)
        return None


def _show_map(shown_city: ShownCity, shown: Search, proposal: Proposal | None) -> None:
    map_side, word_side = st.columns([2.3, 1], gap="medium")
    with word_side:
        states = {"nachher": t("mit dem Vorschlag"), "heute": t("heute")}
        after = proposal is not None and choose_button("Karte", states, name="stand") == "nachher"
        area = choose_area(shown_city, shown.level)
        layer, places = search_map(shown_city, shown, proposal, after=after)
        if area and proposal is not None:
            st.html(f"<p class='why'>{literal(area_sentence(proposal.tables, area.key))}</p>")
        st.html(legend_html(layer, *places))
    with map_side:
        show_map(shown_city, layer, *places, selected=area, page="standorte")
