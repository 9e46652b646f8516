"""Two choices of coverage side by side: who gains, who loses, and where."""

from collections.abc import Callable

import streamlit as st
from pandas import DataFrame

from app_pages.frame.city import ShownCity
from app_pages.frame.findings import show_faults
from app_pages.frame.map_view import show_map
from app_pages.frame.panels import height_of, show_hint, show_table, unmarked
from app_pages.frame.question import choose_second
from app_pages.frame.view import KEPT, View
from indicators.coverage.question import Question
from indicators.secrecy.release_difference import ShownDifference
from intake.findings import InputError
from layers.layer import Layer
from layers.legend import legend_html
from layers.words.change import (
    SideFigures,
    change_sentence,
    changed_rows,
    full_rows,
    most_changed_sentences,
    side_figures,
)
from layers.words.change_map import change_layer
from layers.words.coverage import begin_words, condition_words, side_words, way_remark
from wording import count, t


def show_comparison(shown_city: ShownCity, question: Question, view: View) -> None:
    """Choose a second coverage and show what it changes."""
    second = choose_second(shown_city, question)
    if second == question:
        show_hint(
            t("Noch sind beide Wahlen gleich. Bitte oben ändern, was verglichen werden soll.")
        )
        return
    try:
        difference_shown(shown_city, question, second, view)
    except InputError as error:
        show_faults(error)
        return
    _show_words(shown_city, question, second, view)
    map_side, word_side = st.columns([2.3, 1], gap="medium")
    layer = _layer(shown_city, question, second, view)
    with map_side:
        show_map(shown_city, layer, selected=view.area, page="vergleich_versorgung")
    with word_side:
        st.html(legend_html(layer))
    _show_rows(shown_city, question, second, view)


@st.cache_resource(show_spinner="Die Wege werden berechnet …", max_entries=60, hash_funcs=KEPT)
def difference_shown(
    shown_city: ShownCity, first: Question, second: Question, view: View
) -> ShownDifference:
    """Return both coverages and their difference, after the release gate."""
    from indicators.secrecy.release_difference import release_difference
    from pipeline.coverage_change import cover_twice

    found = cover_twice(shown_city.city, first, second, level=view.level)
    return release_difference(
        found, min_cases=shown_city.released.min_cases, released=shown_city.released
    )


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def _show_words(shown_city: ShownCity, first: Question, second: Question, view: View) -> None:
    """The sentence, and the key figures of both choices below each other."""
    shown = difference_shown(shown_city, first, second, view)
    names = shown_city.released.offers["name"].fillna("").astype(str).to_dict()
    sentence = " ".join(
        [
            change_sentence(shown, begin_words(first, second, names)),
            *most_changed_sentences(shown),
        ]
    )
    st.markdown(unmarked(sentence))
    for words in _remarks(shown, second):
        st.info(unmarked(words))
    figures_first, figures_second = side_figures(shown)
    sides = (
        (t("Erste Wahl"), figures_first, shown.first, first),
        (t("Zweite Wahl"), figures_second, shown.second, second),
    )
    for name, figures, side, question in sides:
        words = side_words(side, condition_words(question, names))
        st.markdown(f"**{name}** – {unmarked(words)}")
        _show_figures(figures)


def _remarks(shown: ShownDifference, second: Question) -> list[str]:
    """What a reader must know of the second way, and of either choice."""
    remarks = [way_remark(second.mode, shown.second.basis)]
    remarks += [t(note) for note in (*shown.first.notes, *shown.second.notes)]
    return list(dict.fromkeys(filter(None, remarks)))


def _show_figures(figures: SideFigures) -> None:
    columns = st.columns(4)
    columns[0].metric(
        t("Versorgt in der ganzen Stadt"),
        figures.share,
        figures.points or None,
        delta_color="off",
        delta_arrow="off",
    )
    columns[1].metric(t("Personen mit Angebot in Reichweite"), figures.reached, height="stretch")
    columns[2].metric(t("Personen ohne Angebot in Reichweite"), figures.unreached, height="stretch")
    columns[3].metric(t("Angebote, die zählen"), figures.offers, height="stretch")


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def _layer(shown_city: ShownCity, first: Question, second: Question, view: View) -> Layer:
    return change_layer(difference_shown(shown_city, first, second, view), shown_city.released)


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def _show_rows(shown_city: ShownCity, first: Question, second: Question, view: View) -> None:
    """Areas that lose, areas that gain, and all of them."""
    shown = difference_shown(shown_city, first, second, view)
    losing, gaining = changed_rows(shown)
    all_of = full_rows(shown)
    heads = (
        (t("Verlieren ({n})", n=count(len(losing))), t("Gewinnen ({n})", n=count(len(gaining))))
        if shown.same_group
        else (t("Schlechter ({n})", n=count(len(losing))), t("Besser ({n})", n=count(len(gaining))))
    )
    tabs = st.tabs([*heads, t("Alle Gebiete ({n})", n=count(len(all_of)))])
    contents: tuple[tuple[DataFrame, str, Callable[[], str]], ...] = (
        (losing, t("Tabelle: Gebiete, die verlieren, der größte Verlust zuerst"), _nobody_loses),
        (gaining, t("Tabelle: Gebiete, die gewinnen, der größte Gewinn zuerst"), _nobody_gains),
        (all_of, t("Tabelle: zwei Versorgungen im Vergleich, die größten Verluste zuerst"), str),
    )
    for tab, (rows, alt, nobody) in zip(tabs, contents, strict=True):
        with tab:
            if len(rows):
                show_changes(rows, shown.same_group, alt)
            else:
                show_hint(nobody())


def _nobody_loses() -> str:
    return t("In keinem Gebiet sinkt die Versorgung.")


def _nobody_gains() -> str:
    return t("In keinem Gebiet steigt die Versorgung.")


def show_changes(rows: DataFrame, same_group: bool, alt: str) -> None:
    """A table of `layers.words.change.full_rows`; without persons if the groups differ."""
    names = {
        "name": "Gebiet",
        "persons": "Unterschied in Personen",
        "points": "Unterschied in Prozentpunkten",
        "first_share": "erste Wahl (%)",
        "second_share": "zweite Wahl (%)",
        "first": "versorgt: erste Wahl",
        "second": "versorgt: zweite Wahl",
        "target": "Zielgruppe",
        "note": "Hinweis",
    }
    if not same_group:
        names = {key: name for key, name in names.items() if key not in ("persons", "target")}
    if not rows["note"].any():
        names.pop("note")
    decimals = {"persons": 0, "first": 0, "second": 0, "target": 0}
    places = decimals | {"points": 1, "first_share": 1, "second_share": 1}
    show_table(rows, names, decimals=places, alt=alt, height=height_of(len(rows)))
