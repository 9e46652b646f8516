"""Coverage by need: whom the offers of a category serve."""

import streamlit as st
from pandas import DataFrame

from app_pages.city import BY_STAMP, Loaded
from app_pages.panels import show_table
from app_pages.supply import Wanted
from layers.choropleth import label_of
from wording import t


def show_by_need(load: Loaded, wanted: Wanted) -> None:
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
