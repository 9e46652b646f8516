"""Parts of the page *Vergleich*: side by side, alike, search by conditions."""

from collections.abc import Sequence

import streamlit as st
from pandas import DataFrame

from app_pages.frame.choices import category_labels
from app_pages.frame.city import ShownCity
from app_pages.frame.panels import show_hint, show_table
from app_pages.frame.view import Area, View
from app_pages.supply import coverage_of
from indicators.catalogue import label_of
from indicators.coverage.question import Question
from indicators.figures.compare import (
    COVERAGE_MEASURES,
    Condition,
    ConditionError,
    parse_conditions,
    screen,
)
from layers.words.comparison import (
    alike_rows,
    city_values,
    complete_indicators,
    found_rows,
    side_by_side_rows,
    values_of,
)
from wording import count, t


def show_side_by_side(
    shown_city: ShownCity, areas: Sequence[Area], *, level: str, year: int
) -> None:
    """Every indicator of the chosen areas and of the city."""
    keys = [area.key for area in areas if area.level == level]
    if not keys:
        show_hint(t("Bitte zwei oder mehr Gebiete wählen."))
        return
    names = shown_city.released.levels[level].areas["name"].astype(str)
    show_table(
        side_by_side_rows(shown_city.released, keys, level=level, year=year),
        {"label": "Kennzahl", **{key: f"{names[key]} ({key})" for key in keys}, "city": "Stadt"},
        decimals={},
        alt=t("Tabelle: Gebiete nebeneinander"),
        height=600,
    )
    show_hint(t("▲ ungünstiger als der Stadtdurchschnitt"))


def show_alike(shown_city: ShownCity, view: View, *, year: int) -> None:
    """Areas with the most similar figures."""
    level, area = view.level, view.key
    if not area:
        show_hint(t("Bitte ein Gebiet wählen."))
        return
    known = complete_indicators(shown_city.released, level=level, year=year)
    labels = {id_: label_of(shown_city.released.catalogue[id_]) for id_ in known}
    chosen = st.multiselect(
        t("Verglichen nach"),
        known,
        default=known,
        format_func=lambda name: labels[name],
        key="aehnlich_nach",
    )
    if not chosen:
        show_hint(t("Bitte mindestens eine Kennzahl wählen."))
        return
    rows = alike_rows(shown_city.released, area, level=level, year=year, indicators=chosen)
    if rows.empty:
        show_hint(t("Für dieses Gebiet fehlen Werte; ein Vergleich ist nicht möglich."))
        return
    show_table(
        rows,
        {"name": "Gebiet", "distance": "Abstand", "most_different": "größter Unterschied bei"},
        decimals={"distance": 2},
        alt=t("Tabelle: die ähnlichsten Gebiete"),
        height=320,
    )
    show_hint(t("Abstand 0: gleiche Werte; 1: im Mittel eine Standardabweichung auseinander."))


def show_search(shown_city: ShownCity, *, level: str, year: int) -> None:
    """Areas that meet all or any of some conditions."""
    known = complete_indicators(shown_city.released, level=level, year=year)
    example = f"{known[0]} > stadt" if known else ""
    text = st.text_input(
        t("Bedingung"),
        value=st.query_params.get("suche", example),
        key="suche",
        help=t("Bedingungen mit „und“ oder mit „oder“ verbinden; „stadt“ ist der Stadtwert."),
    )
    _show_names(shown_city)
    if not text.strip():
        return
    if text != example:
        st.query_params["suche"] = text
    try:
        conditions, combine = parse_conditions(text)
        values = _asked_values(shown_city, conditions, level=level, year=year)
        city = city_values(shown_city.released, level=level, year=year)
        found = screen(values, conditions, combine=combine, city=city)
    except ConditionError as error:
        show_hint(str(error))
        return
    asked = list(dict.fromkeys(condition.name for condition in conditions))
    rows, remark = found_rows(values[asked], found, shown_city.released.levels[level].areas["name"])
    show_hint(
        t("{n} von {all} Gebieten.", n=count(len(rows)), all=count(len(values))) + " " + remark
    )
    show_table(
        rows[["name", *asked]],
        {"name": "Gebiet", **{name: name for name in asked}},
        decimals=dict.fromkeys(asked, 1),
        alt=t("Tabelle: gefundene Gebiete"),
    )


def _asked_values(
    shown_city: ShownCity, conditions: Sequence[Condition], *, level: str, year: int
) -> DataFrame:
    """Indicators of the areas, and the coverage that conditions ask for."""
    values = values_of(shown_city.released, level=level, year=year)
    labels = category_labels(shown_city)
    for name in {condition.name for condition in conditions if ":" in condition.name}:
        category, _, measure = name.partition(":")
        if category in labels and measure in COVERAGE_MEASURES:
            areas = coverage_of(shown_city, Question(category), level).areas
            values[name] = areas[COVERAGE_MEASURES[measure]].reindex(values.index)
    return values


def _show_names(shown_city: ShownCity) -> None:
    """The names that conditions may use."""
    with st.expander(t("Namen für Bedingungen")):
        names = [(id_, label_of(entry)) for id_, entry in shown_city.released.catalogue.items()]
        names += [
            (f"{id_}:{measure}", f"{label}: {t(words)}")
            for id_, label in category_labels(shown_city).items()
            for measure, words in (
                ("minuten", "Minuten bis zum nächsten Angebot (Hälfte der Zielgruppe)"),
                ("anteil", "versorgter Anteil (0 bis 1)"),
                ("luecke", "nicht versorgte Personen"),
            )
        ]
        show_table(
            DataFrame(names, columns=["id", "label"]),
            {"id": "Name", "label": "Bedeutung"},
            decimals={},
            alt=t("Tabelle: Namen für Bedingungen"),
            height=300,
        )
