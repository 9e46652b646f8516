"""The frame of all pages: language, header, navigation; findings instead of stack traces.

The words of Streamlit's file uploader in German: it has none of its own.
"""

from pathlib import Path

import streamlit as st

from app_pages.frame.findings import show_findings
from intake.findings import InputError
from wording import language, speak, t

_BUTTON = '[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]'
_LIMIT = '[data-testid="stFileUploaderDropzoneInstructions"] > div'
#: What is shown while a file is held above the field: the element before the button's.
_DRAGGED = '[data-testid="stFileUploaderDropzone"] > input + div:not([data-testid])'


def uploader_style(most_megabytes: int) -> str:
    """Styles that put German words in the place of the English ones; "" for English.

    Parameters
    ----------
    most_megabytes : int
        Largest file that the server takes.

    Notes
    -----
    The English words are not drawn; the text that stands in their place belongs to the
    accessible name of button and field. The button keeps its own word in that name too:
    checkers of accessibility do not count text from styles.
    """
    if language() == "en":
        return ""
    return (
        "<style>"
        f"{_LIMIT} > span {{ display: none; }}"
        f"{_BUTTON} p {{ font-size: 0; }}"
        f'{_BUTTON} p::after {{ font-size: .875rem; content: "Datei wählen"; }}'
        f"{_LIMIT}::after {{ font-size: .875rem; color: #4a5a66; "
        f'content: "oder hierher ziehen – höchstens {most_megabytes}\\00a0MB je Datei"; }}'
        f"{_DRAGGED} > span {{ font-size: 0; }}"
        f'{_DRAGGED} > span::after {{ font-size: .875rem; content: "Datei hier ablegen"; }}'
        "</style>"
    )


def show_uploader_style() -> None:
    """Put the styles on the page."""
    style = uploader_style(int(st.get_option("server.maxUploadSize")))
    if style:
        st.html(style)


PAGES = Path(__file__).parent.parent
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
