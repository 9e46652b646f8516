"""Places: how many there are for 100 persons of the target group, and where they are missing."""

import pandas as pd
import streamlit as st

from app_pages.frame.city import ShownCity
from app_pages.frame.map_view import show_map
from app_pages.frame.panels import height_of, show_metrics, show_sentences, show_table
from app_pages.frame.view import KEPT, View
from indicators.coverage.question import Question
from indicators.secrecy.release_supply import ShownPlaces
from layers.layer import Layer
from layers.legend import legend_html
from layers.words.places import (
    offers_table,
    places_figures,
    places_layer,
    places_sentences,
    places_table,
)
from wording import t


def show_places(shown_city: ShownCity, question: Question, view: View) -> None:
    """Key figures, map and tables of the places of a category."""
    need = _choices(shown_city, question.category)
    _draw_figures(shown_city, question, view, need)
    if not _places(shown_city, question, view.level, need).all_offers:
        return
    map_side, word_side = st.columns([2.3, 1], gap="medium")
    layer = _layer(shown_city, question, view, need)
    with map_side:
        show_map(shown_city, layer, selected=view.area, page="plaetze")
    with word_side:
        st.html(legend_html(layer))
    _draw_tables(shown_city, question, view, need)


def _choices(shown_city: ShownCity, category: str) -> tuple[bool, float]:
    """Whether near offers count more, and the places that 100 persons need (0: not known)."""
    offers = shown_city.city.offers
    mine = offers["capacity"][offers["category"] == category]
    sides = st.columns([1.4, 1], vertical_alignment="bottom")
    decay = sides[0].toggle(
        t("Nahe Angebote zählen mehr"),
        key="plaetze_naehe",
        help=t(
            "An: E2SFCA, ein Angebot zählt mit der Entfernung immer weniger (Gaußkurve). Aus: 2SFCA, "
            "alle in Reichweite zählen gleich."
        ),
    )
    if pd.to_numeric(mine, errors="coerce").isna().all():
        return decay, 0.0
    per_100 = sides[1].number_input(
        t("Soll: Plätze je 100 Personen (0 = keines)"),
        min_value=0.0,
        max_value=1000.0,
        value=_standard(shown_city, category),
        step=1.0,
        format="%g",
        key=f"plaetze_soll_{category}",
    )
    return decay, float(per_100)


def _standard(shown_city: ShownCity, category: str) -> float:
    from pipeline.coverage import standard_for

    return float(standard_for(shown_city.city, Question(category)).places_per_100 or 0.0)


@st.cache_resource(show_spinner="Die Plätze werden berechnet …", max_entries=30, hash_funcs=KEPT)
def _places(
    shown_city: ShownCity, question: Question, level: str, need: tuple[bool, float]
) -> ShownPlaces:
    from pipeline.places import places_shown

    decay, per_100 = need
    return places_shown(
        shown_city.city,
        shown_city.released,
        question,
        level=level,
        decay="gaussian" if decay else None,
        per_100=per_100,
    )


@st.cache_resource(show_spinner=False, max_entries=30, hash_funcs=KEPT)
def _layer(
    shown_city: ShownCity, question: Question, view: View, need: tuple[bool, float]
) -> Layer:
    return places_layer(_places(shown_city, question, view.level, need), shown_city.released)


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def _draw_figures(
    shown_city: ShownCity, question: Question, view: View, need: tuple[bool, float]
) -> None:
    places = _places(shown_city, question, view.level, need)
    if places.all_offers:
        show_metrics(places_figures(places))
    show_sentences(places_sentences(places))


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def _draw_tables(
    shown_city: ShownCity, question: Question, view: View, need: tuple[bool, float]
) -> None:
    """Areas with the most missing places, and offers with the fewest for those within reach."""
    places = _places(shown_city, question, view.level, need)
    show_table(
        places_table(places),
        {
            "name": "Gebiet",
            "per_100": "Plätze je 100",
            "per_1000": "Angebote je 1.000",
            "target": "Zielgruppe",
            "places": "Plätze in Reichweite",
            "needed": "nötige Plätze",
            "degree": "Versorgungsgrad (%)",
            "missing": "fehlende Plätze",
        },
        decimals={
            "per_100": 1,
            "per_1000": 2,
            "target": 0,
            "places": 0,
            "needed": 0,
            "degree": 0,
            "missing": 0,
        },
        alt=t("Tabelle: Plätze je Gebiet"),
        height=height_of(len(places.areas)),
    )
    if places.by_places:
        st.markdown(
            f"**{t('Angebote, die am wenigsten Plätze je 100 Personen in Reichweite haben')}**"
        )
        show_table(
            offers_table(places),
            {
                "name": "Angebot",
                "capacity": "Plätze",
                "persons": "Personen in Reichweite",
                "per_100": "Plätze je 100",
                "full": "Einschätzung",
            },
            decimals={"capacity": 0, "persons": 0, "per_100": 1},
            alt=t("Tabelle: Angebote mit Plätzen und Personen in Reichweite"),
            height=height_of(places.with_places),
        )
