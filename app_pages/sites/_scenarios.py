"""The section *Szenarien*: save a proposal, pass scenarios on, compare them with today."""

from pathlib import Path

import streamlit as st
from pandas import DataFrame

from app_pages.frame.city import ShownCity
from app_pages.frame.panels import show_files, show_hint, show_table
from app_pages.frame.view import KEPT
from app_pages.sites.choices import Search
from app_pages.sites.proposal import Proposal
from app_pages.sites.scenario_changes import keep_scenario, show_change_form, show_scenario_faults
from app_pages.supply.offer_entries import entries_allowed
from export.tables import csv_bytes
from indicators.coverage.question import Question
from indicators.coverage.scenarios import (
    Change,
    Scenario,
    ScenarioError,
    change_sentences,
    from_json,
    to_json,
)
from intake.findings import InputError
from layers.escape import literal
from store.scenarios import (
    MOST_BYTES,
    SUFFIX,
    delete_scenario,
    load_scenario,
    scenario_folder,
    scenario_names,
)
from wording import say, t


def proposal_scenario(name: str, category: str, proposal: Proposal, city: str) -> Scenario:
    """The scenario in which the proposed sites are open and the offers given up are closed.

    Parameters
    ----------
    name, category : str
    proposal : Proposal
    city : str
        Name of the city.
    """
    here = proposal.staying
    sites = proposal.sites[~proposal.sites["id"].astype(str).isin(here)]
    degrees = sites.geometry.to_crs(4326)
    changes = [
        Change("add", f"neu_{category}_{id_}", {
            "name": f"{place} (Rang {rank})", "category": category,
            "lon": round(float(lon), 7), "lat": round(float(lat), 7),
        })
        for id_, rank, place, lon, lat in zip(
            sites["id"], sites["rank"], sites["name"], degrees.x, degrees.y, strict=True
        )
    ]  # fmt: skip
    changes += [Change("close", offer) for offer in proposal.tables.given_up]
    return Scenario(name.strip(), tuple(changes), proposal.tables.proof, city)


def show_scenarios(shown_city: ShownCity, search: Search, proposal: Proposal | None) -> None:
    """Save, take in, hand on and compare; the real offers never change."""
    st.subheader(t("Szenarien"), anchor=False)
    show_hint(t("Ein Szenario ändert nur die Rechnung, nie die Angebote der Stadt."))
    folder = scenario_folder(shown_city.released.name)
    save_side, take_side = st.columns(2, gap="medium")
    with save_side:
        _save(shown_city, folder, search.question.category, proposal)
    with take_side:
        _take_in(shown_city, folder)
    show_change_form(shown_city, folder, search.question.category)
    names = scenario_names(folder)
    if not names:
        show_hint(t("Noch ist kein Szenario gespeichert."))
        return
    chosen = st.multiselect(
        t("Mit heute vergleichen"), names, key="szenarien", placeholder=t("bitte wählen")
    )
    try:
        scenarios = [load_scenario(folder, name) for name in chosen]
        if scenarios:
            _show_changes(shown_city, scenarios)
            _show_deletion(folder, chosen)
            _show_comparison(shown_city, search, scenarios)
    except (ScenarioError, InputError) as error:
        show_scenario_faults(error)


def _save(shown_city: ShownCity, folder: Path, category: str, proposal: Proposal | None) -> None:
    with st.form("szenario_speichern", clear_on_submit=True):
        name = st.text_input(t("Diesen Vorschlag speichern als"), max_chars=80, key="szenario_name")
        pressed = st.form_submit_button(
            t("Speichern"), disabled=proposal is None, key="szenario_speichern_knopf"
        )
    if pressed and proposal is not None:
        keep_scenario(
            shown_city,
            folder,
            lambda: proposal_scenario(name, category, proposal, shown_city.released.name),
        )


def _take_in(shown_city: ShownCity, folder: Path) -> None:
    with st.form("szenario_aufnehmen", clear_on_submit=True):
        file = st.file_uploader(t("Szenario-Datei aufnehmen"), type="json", key="szenario_datei")
        pressed = st.form_submit_button(t("Aufnehmen"), key="szenario_aufnehmen_knopf")
    if pressed and file is not None:
        keep_scenario(shown_city, folder, lambda: scenario_of(file.getvalue()))


def scenario_of(content: bytes) -> Scenario:
    """The scenario of an uploaded file.

    Raises
    ------
    ScenarioError
        If it is too large, not UTF-8 or no scenario.
    """
    if len(content) > MOST_BYTES:
        raise ScenarioError([say("Die Datei ist zu groß für ein Szenario.")])
    try:
        return from_json(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ScenarioError([say("Das ist keine Szenario-Datei (nicht in UTF-8).")]) from error


def _show_changes(shown_city: ShownCity, scenarios: list[Scenario]) -> None:
    """Every change in words, and the scenario as a file to pass on."""
    for number, scenario in enumerate(scenarios):
        words = change_sentences(scenario, shown_city.released.offers)
        items = "".join(f"<li>{literal(t(sentence))}</li>" for sentence in words)
        text, button = st.columns([4, 1], vertical_alignment="center")
        text.html(f"<p class='why'>{literal(scenario.name)}</p><ul class='notes'>{items}</ul>")
        button.download_button(
            t("Als Datei"), data=to_json(scenario), file_name=f"szenario_{number + 1}{SUFFIX}",
            mime="application/json", key=f"szenario_datei_{number}", on_click="ignore",
            width="stretch",
        )  # fmt: skip


def _show_deletion(folder: Path, chosen: list[str]) -> None:
    """Delete the chosen scenarios, after a second click."""
    if not entries_allowed():
        return
    with st.popover(t("Diese Szenarien löschen")):
        st.write(t("Gelöschte Szenarien lassen sich nicht zurückholen."))
        if st.button(t("Endgültig löschen"), key="szenario_loeschen", icon=":material/delete:"):
            for name in chosen:
                delete_scenario(folder, name)
            del st.session_state["szenarien"]
            st.rerun()


_COLUMNS = {
    "scenario": "Szenario",
    "status": "Sozialer Status",
    "name": "Gebiet",
    "target_persons": "Zielgruppe",
    "covered_today": "versorgt heute",
    "covered_persons": "versorgt im Szenario",
    "share": "im Szenario (%)",
    "gained_persons": "Personen mehr",
    "lost_persons": "Personen weniger",
}


def _show_comparison(shown_city: ShownCity, search: Search, scenarios: list[Scenario]) -> None:
    """City, areas and status classes of the chosen scenarios beside today."""
    tables = _compared(shown_city, search.question, search.level, tuple(map(to_json, scenarios)))
    for tab, table in zip(
        st.tabs([t("Ganze Stadt"), t("Gebiete"), t("Nach Bedarf")]), tables.values(), strict=True
    ):
        with tab:
            if table.empty:
                show_hint(t("Für diese Stadt ist kein Index mit Statusklassen eingerichtet."))
                continue
            show_table(
                table.assign(share=table["covered_share"].astype(float) * 100),
                _COLUMNS,
                decimals={**dict.fromkeys(list(_COLUMNS)[3:], 0), "share": 1},
                alt=t("Tabelle: Szenarien im Vergleich mit heute"),
                height=min(42 + 36 * len(table), 420),
            )
    _show_comparison_downloads(tables)


def _show_comparison_downloads(tables: dict[str, DataFrame]) -> None:
    """City and areas as CSV."""
    city, areas = tables["city"], tables["area"]
    show_files(
        {
            t("Vergleich (.csv)"): ("szenarien_stadt.csv", lambda: csv_bytes(city)),
            t("Vergleich je Gebiet (.csv)"): ("szenarien_gebiete.csv", lambda: csv_bytes(areas)),
        }
    )


@st.cache_resource(
    show_spinner="Die Szenarien werden verglichen …",
    max_entries=30,
    hash_funcs=KEPT,
)
def _compared(
    shown_city: ShownCity, question: Question, level: str, texts: tuple[str, ...]
) -> dict[str, DataFrame]:
    """Released tables of a comparison: city, area, need; most persons gained first."""
    from pipeline.scenarios import compare_scenarios, release_comparison

    found = compare_scenarios(
        shown_city.city, question, list(map(from_json, texts)), released=shown_city.released,
        level=level,
    )  # fmt: skip
    tables = {
        by: release_comparison(found, shown_city.city, shown_city.released, by=by).table
        for by in ("city", "area", "need")
        if by != "need" or not found.classes.empty
    }
    ordered = {
        by: table.sort_values("gained_persons", ascending=False) for by, table in tables.items()
    }
    return {"city": DataFrame(), "area": DataFrame(), "need": DataFrame()} | ordered
