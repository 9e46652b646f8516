"""Sentences below a result of *Versorgung*, and the height of a short table."""

from collections.abc import Iterable

import streamlit as st

from layers.escape import literal

#: Height of a table's row and of its head with the frame, and of the highest table, in pixels.
ROW, HEAD, MOST = 33, 37, 420


def show_sentences(sentences: Iterable[str]) -> None:
    """Sentences one below the other, close together."""
    items = "".join(f"<li>{literal(sentence)}</li>" for sentence in sentences)
    st.html(f"<ul class='notes hint'>{items}</ul>")


def height_of(rows: int) -> int:
    """Height that shows so many rows and no empty one, in pixels; long tables scroll."""
    return min(MOST, HEAD + ROW * rows)
