"""The words of Streamlit's file uploader in German: it has none of its own."""

import streamlit as st

from wording import language

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
