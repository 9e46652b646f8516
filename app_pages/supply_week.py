"""Coverage through the week, hour by hour."""

import streamlit as st
from pandas import DataFrame

from app_pages.city import BY_STAMP, Loaded
from app_pages.panels import show_table
from app_pages.supply import Wanted
from wording import t


def show_week(load: Loaded, wanted: Wanted) -> None:
    hours, notes = _week(load, wanted.question)
    for note in notes:
        st.caption(t(note))
    hours = hours.assign(share=100 * hours["covered_share"])
    strip = hours.pivot(index="hour", columns="weekday", values="share").reset_index()
    days = [day for day in ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So") if day in strip]
    show_table(
        strip,
        {"hour": "Uhr"} | {day: day for day in days},
        decimals={"hour": 0} | dict.fromkeys(days, 1),
        alt=t("Tabelle: versorgter Anteil in Prozent je Wochentag und Stunde, ganze Stadt"),
    )


@st.cache_resource(show_spinner="Die Woche wird berechnet …", max_entries=30, hash_funcs=BY_STAMP)
def _week(
    load: Loaded, question: tuple[str, str, int, str, str, str]
) -> tuple[DataFrame, tuple[str, ...]]:
    """Released hours of the whole city."""
    from indicators.disclosure import release_table
    from pipeline.coverage import Question
    from pipeline.supply import week

    category, _, minutes, group, mode, _ = question
    asked = Question(target_group=group, mode=mode, max_minutes=minutes or None)
    found = week(load.city, category, question=asked)
    counts = ["target_persons", "covered_persons"]
    released = release_table(found.hours, counts=counts, min_cases=load.released.min_cases)
    return released.table, found.notes
