"""Files to download: a choice in, buttons whose bytes are made when they are pressed out."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st
from pandas import DataFrame

from app_pages.frame.city import ShownCity
from app_pages.frame.panels import FORMATS, show_files, show_hint, show_table
from app_pages.supply import coverage_of
from export.tables import csv_bytes, geojson_bytes, gpkg_bytes, xlsx_bytes
from indicators.coverage.question import Question
from layers.escape import literal
from layers.words.selection import coverage_rows, figures_long, figures_wide, withheld_words
from wording import count, t


def show_figure_downloads(
    shown_city: ShownCity, level: str, years: Sequence[int], indicators: Sequence[str]
) -> None:
    """Preview, what is withheld, and one button per format, for indicators."""
    if not years or not indicators:
        st.info(t("Bitte mindestens ein Jahr und eine Kennzahl wählen."))
        return
    released = shown_city.released
    table = figures_long(released, level=level, years=years, indicators=indicators)
    wide = partial(figures_wide, released, level=level, years=years, indicators=indicators)
    _show_withheld(withheld_words(released.suppressed, released, level), released.notes)
    _show_buttons(
        {
            "xlsx": lambda: xlsx_bytes(table),
            "csv": lambda: csv_bytes(table),
            "gpkg": lambda: gpkg_bytes(wide(), layer=level),
            "geojson": lambda: geojson_bytes(wide()),
        },
        f"kennzahlen_{level}",
    )
    _show_preview(
        table,
        {
            "name": "Gebiet",
            "label": "Kennzahl",
            "year": "Jahr",
            "value": "Wert",
            "unit": "Einheit",
            "city_value": "Stadt",
            "reason": "warum kein Wert",
        },
        decimals={"value": 1, "city_value": 1},
    )


def show_coverage_downloads(shown_city: ShownCity, level: str, category: str) -> None:
    """Preview, what is withheld, and one button per format, for the coverage of a category."""
    coverage = coverage_of(shown_city, Question(category), level)
    table = coverage_rows(coverage, shown_city.released)
    withheld = withheld_words(coverage.suppressed, shown_city.released, level)
    _show_withheld(withheld, (*coverage.notes, *shown_city.released.notes))
    _show_buttons(
        {
            "xlsx": lambda: xlsx_bytes(table),
            "csv": lambda: csv_bytes(table),
            "gpkg": lambda: gpkg_bytes(table, layer=f"{category}_{level}"),
            "geojson": lambda: geojson_bytes(table),
        },
        f"versorgung_{category}_{level}",
    )
    _show_preview(
        DataFrame(table.drop(columns="geometry")),
        {
            "name": "Gebiet",
            "target_persons": "Zielgruppe",
            "covered_persons": "versorgt",
            "gap_persons": "nicht versorgt",
            "nearest_minutes": "Hälfte erreicht in Min.",
        },
        decimals={
            "target_persons": 0,
            "covered_persons": 0,
            "gap_persons": 0,
            "nearest_minutes": 0,
        },
    )


def _show_withheld(sentences: Sequence[str], notes: Sequence[str]) -> None:
    st.subheader(t("Vor dem Speichern"), anchor=False)
    lines = (*sentences, *dict.fromkeys(t(note) for note in notes))
    items = "".join(f"<li>{literal(line)}</li>" for line in lines)
    st.html(f"<ul class='notes'>{items}</ul>")


def _show_buttons(makers: Mapping[str, Callable[[], bytes]], name: str) -> None:
    show_files({FORMATS[kind]: (f"{name}.{kind}", make) for kind, make in makers.items()})


def _show_preview(
    table: DataFrame, names: Mapping[str, str], *, decimals: Mapping[str, int]
) -> None:
    st.subheader(t("Vorschau"), anchor=False)
    show_hint(t("{n} Zeilen, davon höchstens die ersten 200:", n=count(len(table))))
    show_table(table.head(200), names, decimals=decimals, alt=t("Vorschau der Tabelle"))
