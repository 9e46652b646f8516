"""Two choices of coverage side by side: who gains, who loses."""

from dataclasses import replace

import streamlit as st

from app_pages.choices import DAYS, HOURS, MINUTES, MODES
from app_pages.city import Loaded
from app_pages.panels import show_table
from app_pages.supply import Wanted, coverage_of
from wording import t


def show_comparison(load: Loaded, wanted: Wanted) -> None:
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
