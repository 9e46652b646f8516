"""A question that is answered only when its button is pressed; the last answer stays on screen."""

from typing import Any, TypeVar

import streamlit as st

from app_pages.frame.city import ShownCity
from app_pages.frame.panels import show_hint
from wording import t

Kept = TypeVar("Kept")


def asked_question(
    shown_city: ShownCity, question: Kept, button: str, *, name: str, icon: str, ready: bool = True
) -> Kept | None:
    """The question that is to be answered now: this one if the button is pressed, else the last one.

    Parameters
    ----------
    shown_city : ShownCity
        Another city (or a changed one) forgets the last question.
    question : frozen dataclasses
        Everything that the answer depends on.
    button : str
        Words on the button.
    name : str
        Name in the address: a link with it asks at once.
    icon : str
    ready : bool
        Whether the question can be asked.
    """
    pressed = st.button(button, type="primary", icon=f":material/{icon}:", disabled=not ready)
    asked: Kept | None = last_question(shown_city, name)
    if pressed or (asked is None and ready and st.query_params.get(name)):
        asked = question
    if asked is not None:
        st.query_params[name] = "1"
        st.session_state[f"{name}_gefragt"] = (shown_city.stamp, asked)
    return asked


def last_question(shown_city: ShownCity, name: str) -> Any:  # noqa: ANN401 - the question of its view
    """Return the question of this name that was answered last for this city; None if none was."""
    kept = st.session_state.get(f"{name}_gefragt")
    return kept[1] if kept and kept[0] == shown_city.stamp else None


def show_state(asked: object | None, question: object, button: str) -> None:
    """Say that nothing was asked yet, or that the choices have changed since."""
    if asked is None:
        show_hint(t("Auswählen, was gesucht wird, und dann auf „{button}“ drücken.", button=button))
    elif asked != question:
        show_hint(t("Die Auswahl ist geändert. Gezeigt ist noch das Ergebnis von vorher."))
