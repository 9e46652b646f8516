"""Parts of a council paper that somebody adds on the page: sites, scenarios, costs, own template."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from pandas import DataFrame

from app_pages.frame.choices import category_labels
from app_pages.frame.city import ShownCity
from app_pages.frame.findings import show_faults
from app_pages.frame.kept_question import last_question
from app_pages.frame.panels import show_hint, unmarked
from app_pages.frame.uploads import ask_file
from app_pages.sites.choices import MOST_SITES, PROPOSAL, Plan, Search
from app_pages.sites.proposal import proposal_of
from app_pages.sites.scenario_changes import show_scenario_faults
from indicators.coverage.question import Question
from indicators.coverage.scenarios import ScenarioError
from intake.cells.numerals import read_euros
from intake.city.word_template import read_template
from intake.findings import InputError
from pipeline.site_places import CELLS
from store.scenarios import load_scenario, scenario_folder, scenario_names
from wording import t

if TYPE_CHECKING:
    from datetime import date

    from export.papers.content import Cost
    from indicators.coverage.scenario_effects import ScenarioSummary
    from indicators.secrecy.release_sites import SiteTables

#: Which sites the paper proposes: none, those on page Standorte, or sought anew.
NONE, SHOWN, NEW = "", "gezeigt", "neu"


@dataclass(frozen=True)
class Additions:
    """What a paper holds beyond its texts and blocks.

    `search` is the question behind the proposed sites; `scenarios` are names of saved ones.
    """

    search: Search | None = None
    scenarios: tuple[str, ...] = ()
    costs: "tuple[Cost, ...]" = ()
    template: bytes | None = None


def ask_additions(shown_city: ShownCity, level: str) -> Additions:
    """Ask for sites, scenarios, costs and a template, each in its own fold."""
    with st.expander(t("Standorte und Szenarien")):
        search = _ask_sites(shown_city, level)
        scenarios = _ask_scenarios(shown_city)
    with st.expander(t("Kostenrahmen")):
        costs = _asked_costs()
    with st.expander(t("Eigene Word-Vorlage")):
        template = _ask_template()
    return Additions(search, scenarios, costs, template)


def _ask_sites(shown_city: ShownCity, level: str) -> Search | None:
    """The question behind the proposed sites; None for no proposal."""
    labels = category_labels(shown_city)
    shown: Search | None = last_question(shown_city, PROPOSAL)
    options = {NONE: t("keine Standorte vorschlagen"), NEW: t("Standorte suchen")}
    if shown is not None:
        options[SHOWN] = t(
            "wie auf der Seite Standorte: {what}", what=labels[shown.question.category]
        )
    chosen = st.selectbox(
        t("Standortvorschläge"), list(options), format_func=lambda id_: options.get(id_, id_),
        key="papier_standorte",
    )  # fmt: skip
    if chosen == SHOWN:
        return shown
    if chosen != NEW:
        return None
    what, number = st.columns([2, 1])
    category = what.selectbox(
        t("Angebot"), list(labels), format_func=lambda id_: labels.get(id_, id_),
        key="papier_angebot",
    )  # fmt: skip
    count = number.number_input(t("Neue Standorte"), 1, MOST_SITES, 3, key="papier_anzahl")
    return search_for_paper(str(category), int(count), level)


def _ask_scenarios(shown_city: ShownCity) -> tuple[str, ...]:
    """Saved scenarios that fit today's offers."""
    from pipeline.coverage import offers_with

    folder = scenario_folder(shown_city.released.name)
    chosen = st.multiselect(
        t("Gespeicherte Szenarien"), scenario_names(folder), key="papier_szenarien",
        placeholder=t("bitte wählen"),
    )  # fmt: skip
    fitting = []
    for name in chosen:
        try:
            offers_with(shown_city.city, load_scenario(folder, name))
        except (ScenarioError, InputError) as error:
            show_scenario_faults(error)
            continue
        fitting.append(name)
    return tuple(fitting)


def search_for_paper(category: str, count: int, level: str) -> Search:
    """The question of `aktionsraum paper --site`: sites in the cells, as the standard says."""
    return Search(Question(category), level, Plan(count, "coverage", "", CELLS))


def _ask_costs() -> DataFrame:
    """A table to fill in: one line per measure, amounts as offices write them."""
    show_hint(
        t("Eine Zeile je Maßnahme, Beträge in Euro (40.000 oder 1.250,50); leer = nicht bekannt.")
    )
    names = {
        "what": t("Maßnahme"),
        "once": t("einmalig (€)"),
        "yearly": t("jährlich (€)"),
        "note": t("Anmerkung"),
    }
    return st.data_editor(
        DataFrame({name: [""] for name in names}),
        num_rows="dynamic",
        hide_index=True,
        key="papier_kosten",
        column_config={
            name: st.column_config.TextColumn(label, default="", max_chars=200)
            for name, label in names.items()
        },
    )


def costs_of(table: DataFrame) -> "tuple[Cost, ...]":
    """The lines of a cost table that name something.

    Raises
    ------
    ValueError
        With the sentence for the first amount that is none.

    Examples
    --------
    >>> costs_of(DataFrame({"what": [" Büro "], "once": ["40.000"], "yearly": [""], "note": [""]}))
    (Cost(what='Büro', once=40000.0, yearly=None, note=''),)
    """
    from export.papers.content import Cost

    rows = table.fillna("").astype(str).to_dict("records")
    return tuple(
        Cost(
            row["what"].strip(), _amount(row["once"], row["what"]),
            _amount(row["yearly"], row["what"]), row["note"].strip(),
        )
        for row in rows
        if row["what"].strip()
    )  # fmt: skip


def _amount(text: str, what: str) -> float | None:
    try:
        return read_euros(text)
    except ValueError as error:
        msg = t("In „{what}“ ist „{text}“ kein Betrag. Beispiel: 40.000 oder 1.250,50.",
                what=what.strip(), text=text.strip())  # fmt: skip
        raise ValueError(msg) from error


def _asked_costs() -> "tuple[Cost, ...]":
    """The costs; what is no amount in a sentence, and then none."""
    try:
        return costs_of(_ask_costs())
    except ValueError as error:
        st.error(unmarked(str(error)))
        return ()


def _ask_template() -> bytes | None:
    """The city's own Word file, checked by the same code as in the shell."""
    show_hint(
        t(
            "Ihre Word-Datei mit Kopf und Fuß der Stadt. Gilt nur für die Ratsvorlage als Word-Datei."
        )
    )
    path = ask_file(t("Word-Vorlage (.docx)"), ("docx",), key="papier_vorlage")
    try:
        return None if path is None else read_template(path)
    except InputError as error:
        show_faults(error)
        return None


def sites_of_paper(shown_city: ShownCity, search: Search | None) -> "tuple[SiteTables | None, str]":
    """Proposed sites behind the release gate, and what was sought."""
    if search is None:
        return None, ""
    proposal = proposal_of(shown_city, search)
    return proposal.tables, proposal.sought


def scenarios_of_paper(
    shown_city: ShownCity, names: tuple[str, ...], day: "date"
) -> "tuple[ScenarioSummary, ...]":
    """Saved scenarios compared with today, behind the release gate.

    Raises
    ------
    InputError
        If a scenario is damaged or does not fit today's offers.
    """
    from pipeline.coverage import scenario_faults
    from pipeline.scenarios import summarised

    folder = scenario_folder(shown_city.released.name)
    found = []
    for name in names:
        try:
            scenario = load_scenario(folder, name)
        except ScenarioError as error:
            raise scenario_faults(error, name) from error
        found.append(summarised(shown_city.city, scenario, released=shown_city.released, on=day))
    return tuple(found)
