"""The frame of all pages: language, header, navigation; findings instead of stack traces."""

from pathlib import Path

import streamlit as st

from app_pages.findings import show_findings
from app_pages.uploader_words import show_uploader_style
from intake.errors import InputError
from wording import speak, t

PAGES = Path(__file__).parent
#: File of each page and its name, in the order of the navigation.
TITLES = {
    "lage": "Lage",
    "versorgung": "Versorgung",
    "standorte": "Standorte",
    "entwicklung": "Entwicklung",
    "profil": "Profil",
    "vergleich": "Vergleich",
    "katalog": "Katalog",
    "export": "Export",
    "daten": "Daten",
}
LANGUAGES = {"de": "Deutsch", "en": "English"}


def show() -> None:
    """Run the page that the address names."""
    speak(_asked_language())
    st.set_page_config(page_title="Aktionsraum-Planer", layout="wide", page_icon=_asset("icon.svg"))
    st.html(Path(_asset("pages.css")))
    show_uploader_style()
    st.logo(_asset("wordmark.svg"), size="large")
    statement = st.Page(
        PAGES / "barrierefreiheit.py", title=t("Barrierefreiheit"), visibility="hidden"
    )
    pages = [
        st.Page(PAGES / f"{name}.py", title=t(title), url_path=name, default=name == "lage")
        for name, title in TITLES.items()
    ]
    page = st.navigation([*pages, statement], position="top")
    try:
        page.run()
    except InputError as error:
        show_findings(error.findings)
    _footer(statement)


def _asked_language() -> str:
    """The language of this session: chosen on the page, else named in the address."""
    chosen = st.session_state.get("sprache") or st.query_params.get("sprache", "de")
    return chosen if chosen in LANGUAGES else "de"


def _footer(statement: st.Page) -> None:
    """The accessibility statement and the switch of the language, at the foot of every page."""
    with st.container(horizontal=True, horizontal_alignment="right", key="fuss"):
        st.page_link(statement)
        chosen = st.segmented_control(
            "Sprache / Language",
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            default=_asked_language(),
            key="sprache",
            label_visibility="collapsed",
            persist_state="session",
            required=True,
        )
    if chosen and chosen != "de":
        st.query_params["sprache"] = chosen
    elif "sprache" in st.query_params:
        del st.query_params["sprache"]


def _asset(name: str) -> str:
    return str(PAGES / "assets" / name)
