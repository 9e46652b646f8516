"""Papers to download from a page: what is shown in, PDF or Word made when the button is pressed out."""

import datetime
from typing import TYPE_CHECKING

import streamlit as st

from app_pages.frame.city import ShownCity
from app_pages.supply import coverage_of
from indicators.coverage.question import Question
from layers.layer import Layer
from wording import t

if TYPE_CHECKING:
    from export.papers.material import Material, Office

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show_map_download(shown_city: ShownCity, layer: Layer, name: str) -> None:
    """A button that makes a map sheet of what the page shows: to scale, with legend and table."""
    st.download_button(
        t("Karte als PDF (A4, im Maßstab)"),
        data=lambda: map_pdf(shown_city, layer),
        file_name=f"karte_{name}.pdf",
        mime="application/pdf",
        on_click="ignore",
        key="karte_pdf",
    )


def map_pdf(shown_city: ShownCity, layer: Layer) -> bytes:
    """A map sheet in A4 with the layer's table, accessible (PDF/UA)."""
    from export.papers.material import Office
    from export.sheets import map_sheet
    from export.sheets.pdf import sheet_pdf

    today = datetime.date.today()
    sheet = map_sheet(layer, office=Office(today), city=shown_city.released.name)
    return sheet_pdf([sheet], date=today)


def show_profile_downloads(shown_city: ShownCity, level: str, area: str) -> None:
    """Buttons that make the Steckbrief of an area as PDF and as Word file."""
    pdf, word, _ = st.columns([1, 1, 1])
    pdf.download_button(
        t("Steckbrief als PDF"),
        data=lambda: profile_bytes(shown_city, level, area, "pdf"),
        file_name=f"steckbrief_{level}_{area}.pdf",
        mime="application/pdf",
        on_click="ignore",
        key="steckbrief_pdf",
        width="stretch",
    )
    word.download_button(
        t("Steckbrief als Word-Datei"),
        data=lambda: profile_bytes(shown_city, level, area, "docx"),
        file_name=f"steckbrief_{level}_{area}.docx",
        mime=WORD,
        on_click="ignore",
        key="steckbrief_docx",
        width="stretch",
    )


def profile_bytes(shown_city: ShownCity, level: str, area: str, kind: str) -> bytes:
    """The Steckbrief of an area, with the coverage of every category that has a standard."""
    from export.papers.material import Office
    from export.papers.profile import profile

    return profile(material_of(shown_city, level, Office(datetime.date.today())), area, format=kind)


def material_of(shown_city: ShownCity, level: str, office: "Office") -> "Material":
    """What papers of a level are made of: figures, and the coverage of every standard."""
    from export.papers.material import Material, words_of

    config = shown_city.city.config
    categories = [entry.category for entry in config.standard]
    return Material(
        released=shown_city.released,
        words=words_of(config.field_of_action, config.category),
        office=office,
        level=level,
        year=max(year for years in shown_city.years.values() for year in years),
        population=shown_city.population,
        coverages=tuple(
            coverage_of(shown_city, Question(category), level)
            for category in dict.fromkeys(categories)
        ),
    )
