"""Below the page *Versorgung*: a second choice, the week, and need. Only when asked for."""

from dataclasses import replace

import streamlit as st
from pandas import DataFrame

from app_pages.choices import DAYS, HOURS, MINUTES, MODES
from app_pages.city import BY_STAMP, Loaded
from app_pages.panels import show_table
from app_pages.supply import Wanted, coverage_of
from layers.choropleth import label_of
from wording import t


def show_more(load: Loaded, wanted: Wanted) -> None:
    """The comparison, the week and coverage by need, each computed when its switch is on."""
    compare, week, fair = st.tabs([t("Vergleichen"), t("Woche"), t("Gerechtigkeit")])
    with compare:
        if st.toggle(t("Mit einer zweiten Wahl vergleichen"), key="versorgung_vergleich"):
            _show_comparison(load, wanted)
    with week:
        if st.toggle(t("Versorgung durch die Woche berechnen"), key="versorgung_woche"):
            _show_week(load, wanted)
    with fair:
        if st.toggle(t("Versorgung nach Bedarf berechnen"), key="versorgung_bedarf"):
            _show_fairness(load, wanted)


def _show_comparison(load: Loaded, wanted: Wanted) -> None:
    from indicators.coverage_change import difference_of

    other = _second(wanted)
    table = difference_of(coverage_of(load, wanted), coverage_of(load, other))
    for column in ("first_share", "second_share"):
        table[column] = 100 * table[column]
    show_table(
        table.sort_values("difference_persons", na_position="last"),
        {
            "name": "Gebiet",
            "target_persons": "Zielgruppe",
            "first_persons": "versorgt: erste Wahl",
            "second_persons": "versorgt: zweite Wahl",
            "difference_persons": "Unterschied in Personen",
            "first_share": "erste Wahl (%)",
            "second_share": "zweite Wahl (%)",
        },
        decimals={
            "target_persons": 0,
            "first_persons": 0,
            "second_persons": 0,
            "difference_persons": 0,
            "first_share": 1,
            "second_share": 1,
        },
        alt=t("Tabelle: zwei Versorgungen im Vergleich, die größten Verluste zuerst"),
    )


def _second(wanted: Wanted) -> Wanted:
    """The same category, level and target group with other minutes, way or time."""
    limits = [int(m or 0) for m in MINUTES]
    times = ["", *(f"{day} {hour}" for day in DAYS for hour in HOURS)]
    sides = st.columns(3)
    minutes = sides[0].selectbox(
        t("Höchstens"),
        limits,
        format_func=lambda m: t("{n} Minuten", n=m) if m else t(MODES[""]),
        key="zweite_minuten",
    )
    mode = sides[1].selectbox(
        t("Weg"), list(MODES), format_func=lambda id_: t(MODES[id_]), key="zweiter_weg"
    )
    when = sides[2].selectbox(
        t("Geöffnet"), times, format_func=lambda w: w or t("zu irgendeiner Zeit"), key="zweite_zeit"
    )
    return replace(wanted, minutes=minutes, mode=mode, when=when)


def _show_week(load: Loaded, wanted: Wanted) -> None:
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


def _show_fairness(load: Loaded, wanted: Wanted) -> None:
    catalogue = load.released.catalogue
    indicators = [id_ for id_ in catalogue if load.years[id_]]
    if not indicators:
        st.caption(t("Die Stadt hat noch keine Kennzahlen."))
        return
    indicator = st.selectbox(
        t("Kennzahl"),
        indicators,
        format_func=lambda id_: label_of(catalogue[id_]),
        key="bedarf_kennzahl",
    )
    show_table(
        _by_need(load, wanted.question, indicator),
        {
            "quintile": "Fünftel (1 = größter Bedarf)",
            "target_persons": "Zielgruppe",
            "covered_persons": "versorgt",
            "gap_persons": "nicht versorgt",
            "share": "versorgt (%)",
        },
        decimals={
            "quintile": 0,
            "target_persons": 0,
            "covered_persons": 0,
            "gap_persons": 0,
            "share": 1,
        },
        alt=t("Tabelle: Versorgung nach Fünfteln des Bedarfs"),
    )


@st.cache_resource(show_spinner=False, max_entries=30, hash_funcs=BY_STAMP)
def _by_need(
    load: Loaded, question: tuple[str, str, int, str, str, str], indicator: str
) -> DataFrame:
    """Released fifths of need, by the newest values of the indicator on the finest level."""
    from indicators.disclosure import release_table
    from pipeline.coverage import Question
    from pipeline.supply import equity

    category, _, minutes, group, mode, when = question
    figures = load.released.figures
    mine = figures[
        (figures["indicator"] == indicator)
        & (figures["level"] == load.city.finest.id)
        & figures["value"].notna()
    ]
    need = mine[mine["year"] == mine["year"].max()].set_index("key")["value"]
    asked = Question(target_group=group, mode=mode, max_minutes=minutes or None, when=when)
    direction = load.released.catalogue[indicator].direction or 1
    found = equity(load.city, category, need, direction=direction, question=asked)
    counts = ["target_persons", "covered_persons", "gap_persons"]
    released = release_table(found.by_need, counts=counts, min_cases=load.released.min_cases)
    table = released.table.rename_axis("quintile").reset_index()
    return table.assign(share=100 * table["covered_share"])
