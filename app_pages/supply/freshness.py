"""Freshness of offers: what must be asked about again, and how much coverage stands on it."""

from dataclasses import replace
from datetime import date

import streamlit as st
from pandas import DataFrame

from app_pages.frame.choices import category_labels
from app_pages.frame.city import ShownCity
from app_pages.frame.findings import show_faults
from app_pages.frame.panels import height_of, show_hint, show_metrics, show_table, unmarked
from app_pages.frame.view import KEPT, View
from app_pages.supply.compared import difference_shown, show_changes
from indicators.coverage.freshness import doubtful, freshness_of
from indicators.coverage.question import Question
from intake.findings import InputError
from layers.words.change import changed_rows, most_changed_sentences, side_figures
from layers.words.freshness import (
    counts_sentence,
    freshness_rows,
    shaken_rows,
    state_counts,
    states_by_category,
    with_and_without_sentence,
)
from wording import count, language, t

#: The choice of all categories at once.
ALL = "alle"
#: The level with the city as its one area.
CITY = "city"


def show_freshness(shown_city: ShownCity, question: Question, view: View) -> None:
    """States of the offers of one category or of all, and coverage without the doubtful ones."""
    labels = category_labels(shown_city)
    options = {question.category: labels[question.category], ALL: t("alle Arten von Angeboten")}
    left, _ = st.columns([1, 2])
    chosen = left.selectbox(
        t("Welche Angebote"),
        list(options),
        format_func=lambda id_: options.get(id_, id_),
        key=f"frische_{question.category}",
    )
    category = "" if chosen == ALL else question.category
    _show_states(shown_city, category, date.today(), language())
    if category:
        _show_with_and_without(shown_city, question, view)
    elif st.toggle(t("Versorgung je Art mit und ohne berechnen"), key="frische_je_art"):
        _show_all_kinds(shown_city, date.today(), language())
    _show_list(shown_city, category, date.today(), language())


def states_of(shown_city: ShownCity, category: str, day: date) -> DataFrame:
    """States of the released offers of a category ("" = all); protected ones are not among them."""
    offers = shown_city.released.offers
    return freshness_of(offers[offers["category"] == category] if category else offers, day)


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def _show_states(shown_city: ShownCity, category: str, day: date, spoken: str) -> None:  # noqa: ARG001 - part of the cache key
    """How many offers are in which state."""
    states = states_of(shown_city, category, day)
    protected = shown_city.released.protected
    hidden = protected.get(category, 0) if category else protected.sum()
    st.markdown(unmarked(counts_sentence(states, int(hidden))))
    n = state_counts(states)
    show_metrics(
        {
            "Im letzten Jahr bestätigt": count(n["aktuell"]),
            "Länger nicht bestätigt": count(n["nicht bestätigt"]),
            "Nie bestätigt": count(n["nie bestätigt"]),
            "Enden bald": count(n["endet bald"]),
            "Beendet": count(n["beendet"]),
        }
    )
    if not category:
        _show_by_category(shown_city, states)


def _show_by_category(shown_city: ShownCity, states: DataFrame) -> None:
    rows = states_by_category(states, category_labels(shown_city))
    show_table(
        rows,
        {
            "label": "Angebot",
            "all": "alle",
            "aktuell": "im letzten Jahr bestätigt",
            "nicht bestätigt": "länger nicht bestätigt",
            "nie bestätigt": "nie bestätigt",
            "endet bald": "enden bald",
            "beendet": "beendet",
        },
        decimals={},
        alt=t("Tabelle: Stand der Angebote nach Art"),
        height=min(300, height_of(len(rows))),
    )


def _show_with_and_without(shown_city: ShownCity, question: Question, view: View) -> None:
    """Coverage with all offers, without the doubtful ones, and who loses by that."""
    doubt = doubtful_ids(shown_city, question.category, question.day)
    if not doubt:
        show_hint(t("Kein Angebot endet bald oder wartet auf eine Bestätigung."))
        return
    sure = replace(question, without=tuple(dict.fromkeys((*question.without, *doubt))))
    try:
        difference_shown(shown_city, question, sure, view)
    except InputError as error:
        show_faults(error)
        return
    _show_loss(shown_city, question, sure, view)


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=KEPT)
def doubtful_ids(shown_city: ShownCity, category: str, day: date) -> tuple[str, ...]:
    """Ids of a category's offers that end soon or are not confirmed."""
    offers = shown_city.released.offers
    return doubtful(offers[offers["category"] == category], day)


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def _show_loss(shown_city: ShownCity, first: Question, second: Question, view: View) -> None:
    shown = difference_shown(shown_city, first, second, view)
    sentences = [
        with_and_without_sentence(shown, len(set(second.without) - set(first.without))),
        *most_changed_sentences(shown),
    ]
    st.markdown(unmarked(" ".join(sentences)))
    every, sure = side_figures(shown)
    show_metrics(
        {
            "Versorgt mit allen Angeboten": every.share,
            "Versorgt ohne die zweifelhaften": sure.share,
            "Personen mit Angebot: mit allen": every.reached,
            "Personen mit Angebot: ohne die zweifelhaften": sure.reached,
        }
    )
    losing, _ = changed_rows(shown)
    if len(losing):
        with st.expander(t("Gebiete, die ohne die zweifelhaften Angebote verlieren")):
            alt = t("Tabelle: Gebiete, die ohne die zweifelhaften Angebote verlieren")
            show_changes(losing, same_group=True, alt=alt)


@st.cache_resource(show_spinner="Die Wege werden berechnet …", max_entries=4, hash_funcs=KEPT)
def _show_all_kinds(shown_city: ShownCity, day: date, spoken: str) -> None:  # noqa: ARG001 - part of the cache key
    """Coverage of every category by its standard, with all offers and without those in doubt."""
    labels = category_labels(shown_city)
    doubt = {id_: doubtful_ids(shown_city, id_, day) for id_ in labels}
    shown = {}
    for id_, without in doubt.items():
        first, second = Question(id_, on=day), Question(id_, on=day, without=without)
        try:
            shown[labels[id_]] = difference_shown(shown_city, first, second, View(CITY))
        except InputError as error:
            show_faults(error)
    numbers = {labels[id_]: len(without) for id_, without in doubt.items()}
    rows = shaken_rows(shown, numbers)
    show_table(
        rows,
        {
            "label": "Angebot",
            "doubtful": "davon zweifelhaft",
            "first_share": "versorgt mit allen (%)",
            "second_share": "versorgt ohne die zweifelhaften (%)",
            "persons": "Unterschied in Personen",
        },
        decimals={"doubtful": 0, "first_share": 1, "second_share": 1, "persons": 0},
        alt=t("Tabelle: Versorgung der Stadt je Art, mit und ohne zweifelhafte Angebote"),
        height=height_of(len(rows)),
    )


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def _show_list(shown_city: ShownCity, category: str, day: date, spoken: str) -> None:  # noqa: ARG001 - part of the cache key
    """All offers, the most urgent first."""
    rows = freshness_rows(states_of(shown_city, category, day), category_labels(shown_city))
    if not len(rows):
        return
    names = {
        "name": "Name",
        "category": "Art",
        "address": "Adresse",
        "confirmed_on": "zuletzt bestätigt",
        "valid_to": "endet am",
        "state": "Stand",
    }
    if category:
        names.pop("category")
    alt = t("Tabelle: Angebote, die dringendsten zuerst")
    show_table(rows, names, decimals={}, alt=alt, height=height_of(len(rows)))
