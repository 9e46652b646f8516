"""Coverage by need: whom the offers of a category serve, and older people without a meeting place."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from app_pages.frame.choices import category_labels, group_labels, name_of
from app_pages.frame.city import ShownCity
from app_pages.frame.findings import show_faults
from app_pages.frame.panels import height_of, show_hint, show_sentences, show_table
from app_pages.frame.view import KEPT, View
from indicators.catalogue import label_of
from indicators.coverage.question import Question
from indicators.coverage.standards import MEETING_PLACES, poor_children
from indicators.secrecy.release_equity import ShownEquity, ShownLonely
from intake.findings import InputError
from layers.words.need import lonely_sentences, need_sentences, need_table
from wording import t

#: Before the id of an index in the choice of what measures need.
INDEX = "index:"

HEADINGS = {
    "areas": "Gebiete",
    "target_persons": "Zielgruppe",
    "covered_persons": "versorgt",
    "gap_persons": "nicht versorgt",
    "share": "versorgt (%)",
}
DECIMALS = {
    "areas": 0,
    "target_persons": 0,
    "covered_persons": 0,
    "gap_persons": 0,
    "share": 1,
}


def show_by_need(shown_city: ShownCity, question: Question, view: View) -> None:
    """Fifths of need or status classes, and on a switch older people without a meeting place."""
    needs = _needs(shown_city)
    if needs:
        sides = st.columns(2)
        need = sides[0].selectbox(
            t("Bedarf, gemessen an"), list(needs), format_func=needs.__getitem__,
            key="bedarf_kennzahl",
        )  # fmt: skip
        groups = {"": t("keine")} | group_labels(shown_city)
        poor = sides[1].selectbox(
            t("Nicht versorgte zählen aus der Zielgruppe"), list(groups),
            index=list(groups).index(_poor(shown_city)), format_func=groups.__getitem__,
            key="bedarf_zielgruppe",
        )  # fmt: skip
        _draw(shown_city, question, view, need, poor)
    else:
        show_hint(
            t(
                "Die Stadt hat keine Kennzahl mit Werten auf der feinsten Ebene, die den Bedarf misst."
            )
        )
    if st.toggle(t("Ältere ohne Treffpunkt berechnen"), key="versorgung_einsam"):
        _show_lonely(shown_city, question, view)


def _needs(shown_city: ShownCity) -> dict[str, str]:
    """What may measure need: indicators with values on the finest level, and indices."""
    known = _with_values(shown_city)
    catalogue = shown_city.released.catalogue
    indicators = {id_: label_of(catalogue[id_]) for id_ in catalogue if id_ in known}
    indices = {
        INDEX + section.id: t("Statusklasse: {name}", name=name_of(section, section.id))
        for section in shown_city.city.config.index
        if known & set(section.indicators)
    }
    return indicators | indices


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs=KEPT)
def _with_values(shown_city: ShownCity) -> frozenset[str]:
    """Indicators with values on the finest level."""
    figures = shown_city.released.figures
    here = figures[(figures["level"] == shown_city.city.finest.id) & figures["value"].notna()]
    return frozenset(here["indicator"])


def _poor(shown_city: ShownCity) -> str:
    return poor_children((group.id, group.label) for group in shown_city.city.config.target_group)


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def _draw(
    shown_city: ShownCity,
    question: Question,
    view: View,  # noqa: ARG001 - what is kept depends on its language
    need: str,
    poor: str,
) -> None:
    try:
        equity = _equity(shown_city, question, need, poor)
    except InputError as error:
        show_faults(error)
        return
    show_sentences(need_sentences(equity))
    by_class = need.startswith(INDEX)
    first = {"need": "Statusklasse" if by_class else "Fünftel (1 = größter Bedarf)"}
    show_table(
        need_table(equity),
        first | HEADINGS,
        decimals=(DECIMALS if by_class else {"need": 0} | DECIMALS),
        alt=t("Tabelle: Versorgung nach Bedarf"),
        height=height_of(len(equity.table)),
    )


@st.cache_resource(show_spinner="Die Versorgung wird berechnet …", max_entries=60, hash_funcs=KEPT)
def _equity(shown_city: ShownCity, question: Question, need: str, poor: str) -> ShownEquity:
    from pipeline.equity import equity_shown, need_of, status_shown

    city, released = shown_city.city, shown_city.released
    if need.startswith(INDEX):
        return status_shown(city, released, question, need.removeprefix(INDEX), group=poor)
    values, direction = need_of(released, need)
    return equity_shown(city, released, question, values, direction=direction, group=poor)


def _show_lonely(shown_city: ShownCity, question: Question, view: View) -> None:
    """Older people without a meeting place: the category is a choice of its own."""
    labels = category_labels(shown_city)
    usual = next((id_ for id_ in MEETING_PLACES if id_ in labels), question.category)
    category = st.selectbox(
        t("Treffpunkte sind"), list(labels), index=list(labels).index(usual),
        format_func=labels.__getitem__, key="einsam_angebot",
    )  # fmt: skip
    asked = replace(question, category=category, target_group="", max_minutes=None, max_metres=None)
    _draw_lonely(shown_city, asked, view)


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def _draw_lonely(shown_city: ShownCity, question: Question, view: View) -> None:
    lonely = _lonely(shown_city, question, view.level)
    show_sentences(lonely_sentences(lonely))
    if not len(lonely.areas):
        return
    names: Mapping[str, str] = {
        "name": "Gebiet",
        "gap_persons": "ohne Treffpunkt",
        "target_persons": "Zielgruppe",
        "share": "Anteil (%)",
    }
    show_table(
        lonely.areas.assign(share=100 * lonely.areas["share"]),
        names,
        decimals={"gap_persons": 0, "target_persons": 0, "share": 1},
        alt=t("Tabelle: Ältere ohne Treffpunkt je Gebiet"),
        height=height_of(len(lonely.areas)),
    )


@st.cache_resource(show_spinner="Die Versorgung wird berechnet …", max_entries=30, hash_funcs=KEPT)
def _lonely(shown_city: ShownCity, question: Question, level: str) -> ShownLonely:
    from pipeline.equity import lonely_shown

    return lonely_shown(shown_city.city, shown_city.released, question, level=level)
