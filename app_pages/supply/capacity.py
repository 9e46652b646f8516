"""Places: how many there are for 100 persons of the target group, and where they are missing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.frame.city import BY_STAMP, ShownCity
from app_pages.frame.map_view import show_map
from app_pages.frame.panels import height_of, show_metrics, show_sentences, show_table
from app_pages.supply import Wanted, asked_of
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


@dataclass(frozen=True)
class PlacesWanted:
    """Everything that decides what the places show, but the chosen area."""

    category: str
    level: str
    minutes: int
    group: str
    mode: str
    when: str
    decay: bool
    per_100: float
    day: str
    language: str


_KEPT: dict[str | type[Any], Callable[[Any], Any]] = {
    ShownCity: BY_STAMP[ShownCity],
    PlacesWanted: repr,
}


def show_capacity(shown_city: ShownCity, wanted: Wanted) -> None:
    """Key figures, map and tables of the places of a category."""
    decay, per_100 = _choices(shown_city, wanted)
    chosen = PlacesWanted(
        wanted.category, wanted.level, wanted.minutes, wanted.group, wanted.mode, wanted.when,
        decay, per_100, date.today().isoformat(), wanted.language,
    )  # fmt: skip
    _draw_figures(shown_city, chosen)
    if not _places(shown_city, chosen).all_offers:
        return
    map_side, word_side = st.columns([2.3, 1], gap="medium")
    with map_side:
        area = str(st.session_state.get("gebiet") or "")
        show_map(shown_city, _layer(shown_city, chosen), selected=area, page="plaetze")
    with word_side:
        st.html(legend_html(_layer(shown_city, chosen)))
    _draw_tables(shown_city, chosen)


def _choices(shown_city: ShownCity, wanted: Wanted) -> tuple[bool, float]:
    """Whether near offers count more, and the places that 100 persons need (0: not known)."""
    offers = shown_city.city.offers
    mine = offers["capacity"][offers["category"] == wanted.category]
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
        value=_standard(shown_city, wanted.category),
        step=1.0,
        format="%g",
        key=f"plaetze_soll_{wanted.category}",
    )
    return decay, float(per_100)


def _standard(shown_city: ShownCity, category: str) -> float:
    from pipeline.coverage import Question, standard_for

    return float(standard_for(shown_city.city, category, Question()).places_per_100 or 0.0)


@st.cache_resource(show_spinner="Die Plätze werden berechnet …", max_entries=30, hash_funcs=_KEPT)
def _places(shown_city: ShownCity, wanted: PlacesWanted) -> ShownPlaces:
    from pipeline.supply import places_shown

    return places_shown(
        shown_city.city,
        shown_city.released,
        wanted.category,
        level=wanted.level,
        decay="gaussian" if wanted.decay else None,
        per_100=wanted.per_100,
        question=asked_of(wanted.minutes, wanted.group, wanted.mode, wanted.when),
    )


@st.cache_resource(show_spinner=False, max_entries=30, hash_funcs=_KEPT)
def _layer(shown_city: ShownCity, wanted: PlacesWanted) -> Layer:
    return places_layer(_places(shown_city, wanted), shown_city.released)


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=_KEPT)
def _draw_figures(shown_city: ShownCity, wanted: PlacesWanted) -> None:
    places = _places(shown_city, wanted)
    if places.all_offers:
        show_metrics(places_figures(places))
    show_sentences(places_sentences(places))


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=_KEPT)
def _draw_tables(shown_city: ShownCity, wanted: PlacesWanted) -> None:
    """Areas with the most missing places, and offers with the fewest for those within reach."""
    places = _places(shown_city, wanted)
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
