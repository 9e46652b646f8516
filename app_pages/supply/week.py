"""Coverage through the week, hour by hour, and on which days people are covered at all."""

import streamlit as st

from app_pages.frame.city import ShownCity
from app_pages.frame.panels import height_of, show_hint, show_sentences, show_table
from app_pages.frame.view import KEPT, View
from indicators.coverage.question import Question
from indicators.secrecy.release_supply import ShownWeek
from layers.words.week import days_table, one_day_table, week_html, week_sentences
from wording import t


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=KEPT)
def show_week(shown_city: ShownCity, question: Question, view: View, key: str) -> None:
    """The heat strip, persons by days, and the areas with most persons covered on one day only.

    `key` is the view's: results are kept by it too.
    """
    week = _week(shown_city, question, view.level, key)
    if not week.hours["target_persons"].max() > 0:
        show_hint(t("Zur Zielgruppe gibt es hier keine Zahlen, oder sie sind geheim."))
        return
    if week.offers > week.unknown:
        areas = shown_city.released.levels[view.level].areas
        st.html(week_html(week, str(areas["name"][key]) if key else t("ganze Stadt")))
    show_sentences(week_sentences(week))
    _tables(week)


def _tables(week: ShownWeek) -> None:
    show_table(
        days_table(week),
        {"days": "versorgt", "persons": "Personen", "share": "Anteil (%)"},
        decimals={"persons": 0, "share": 1},
        alt=t("Tabelle: Personen nach den Tagen, an denen sie versorgt sind"),
        height=height_of(len(week.days)),
    )
    if len(week.one_day):
        st.markdown(
            f"**{t('Gebiete mit den meisten Personen, die nur an einem Tag versorgt sind')}**"
        )
        show_table(
            one_day_table(week),
            {
                "name": "Gebiet",
                "persons": "nur an einem Tag versorgt",
                "target": "Zielgruppe",
                "share": "Anteil (%)",
            },
            decimals={"persons": 0, "target": 0, "share": 1},
            alt=t("Tabelle: Personen je Gebiet, die nur an einem Tag versorgt sind"),
            height=height_of(len(week.one_day)),
        )


@st.cache_resource(show_spinner="Die Woche wird berechnet …", max_entries=30, hash_funcs=KEPT)
def _week(shown_city: ShownCity, question: Question, level: str, key: str) -> ShownWeek:
    from pipeline.figures import CITY_LEVEL
    from pipeline.places import week_shown

    return week_shown(
        shown_city.city,
        shown_city.released,
        question,
        level=level if key else CITY_LEVEL,
        key=key or CITY_LEVEL,
        list_level=level,
    )
