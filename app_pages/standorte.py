"""Standorte: where the next offers should go, with proof; scenarios compared with today."""

import streamlit as st

from app_pages.choices import choose_area, choose_button
from app_pages.city import loaded
from app_pages.map_view import show_map
from app_pages.panels import show_head, show_hint, unmarked
from app_pages.scenarios import show_scenarios
from app_pages.sites import (
    Plan,
    choose_plan,
    plan_map,
    proposal_of,
    show_proposal_figures,
    show_proposal_tables,
    show_site_downloads,
)
from intake.errors import InputError
from layers.escape import literal
from layers.legend import legend_html
from layers.sites import area_sentence
from wording import t

load = loaded()
show_head("Standorte", load.released.name, "Wo erreicht ein neues Angebot die meisten Menschen?")

plan = choose_plan(load)
pressed = st.button(t("Vorschlag rechnen"), type="primary", icon=":material/place:")
kept = st.session_state.get("standorte_gefragt")
asked: Plan | None = kept[1] if kept and kept[0] == load.stamp else None
if pressed or (asked is None and st.query_params.get("vorschlag")):
    asked = plan
if asked is not None:
    st.query_params["vorschlag"] = "1"
    st.session_state["standorte_gefragt"] = (load.stamp, asked)

proposal = None
try:
    proposal = proposal_of(load, asked) if asked else None
except InputError as error:
    for finding in error.findings:
        st.error(unmarked(f"{t(finding.message)} {t(finding.fix)}"))
    asked = None

if asked is None:
    show_hint(t("Auswählen, was gesucht wird, und dann auf „Vorschlag rechnen“ drücken."))
elif asked != plan:
    show_hint(t("Die Auswahl ist geändert. Gezeigt ist noch der Vorschlag von vorher."))
shown = asked or plan
if proposal is not None:
    show_proposal_figures(proposal, plan_map(load, shown, None, after=False)[0])

map_side, word_side = st.columns([2.3, 1], gap="medium")
with word_side:
    states = {"nachher": t("mit dem Vorschlag"), "heute": t("heute")}
    after = proposal is not None and choose_button("Karte", states, name="stand") == "nachher"
    area = choose_area(load, shown.level)
    layer, places = plan_map(load, shown, proposal, after=after)
    if area and proposal is not None:
        st.html(f"<p class='why'>{literal(area_sentence(proposal.tables, area))}</p>")
    st.html(legend_html(layer, *places))
with map_side:
    show_map(load, layer, *places, selected=area, page="standorte")

if proposal is not None:
    st.subheader(t("Der Vorschlag als Tabellen"), anchor=False)
    show_proposal_tables(proposal)
    show_site_downloads(shown, proposal)
    notes = "".join(f"<li>{literal(t(note))}</li>" for note in proposal.tables.notes)
    st.html(f"<ul class='notes'>{notes}</ul>")
show_scenarios(load, shown, proposal)
