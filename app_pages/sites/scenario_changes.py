"""One change of a scenario by hand: an offer opened, moved, closed, or with other hours or places."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from app_pages.frame.city import ShownCity
from app_pages.frame.panels import unmarked
from app_pages.frame.place_entry import PlaceError, read_place
from app_pages.sites.choices import own_offers
from indicators.coverage.scenarios import Change, Scenario, ScenarioError
from intake.findings import InputError
from store.scenarios import load_scenario, save_scenario, scenario_names
from wording import t

#: Kind of a change → its words on screen.
CHANGES = {
    "add": "neu eröffnen",
    "move": "verlegen",
    "close": "schließen",
    "hours": "andere Öffnungszeiten",
    "places": "andere Zahl der Plätze",
}


def show_change_form(shown_city: ShownCity, folder: Path, category: str) -> None:
    """Take one more change into a scenario; a new name begins one."""
    with st.expander(t("Ein Szenario von Hand ändern")):
        left, right = st.columns(2)
        name = left.text_input(
            t("Name des Szenarios (neu oder gespeichert)"), key="hand_name", max_chars=80
        )
        kind = right.selectbox(
            t("Was sich ändert"), list(CHANGES), format_func=lambda id_: t(CHANGES[id_]),
            key="hand_art",
        )  # fmt: skip
        offer, values, is_whole = _choose_change(shown_city, category, str(kind))
        if st.button(t("Änderung aufnehmen"), key="hand_aufnehmen", disabled=not is_whole):
            change = Change(str(kind), offer, values)  # type: ignore[arg-type]
            keep_scenario(
                shown_city, folder, lambda: _with(shown_city, folder, name, change), is_new=False
            )


def _choose_change(
    shown_city: ShownCity, category: str, kind: str
) -> tuple[str, dict[str, Any], bool]:
    """Offer, its new values, and whether everything needed is given."""
    left, right = st.columns(2)
    if kind == "add":
        title = left.text_input(t("Name des neuen Angebots"), key="hand_titel", max_chars=120)
        values = {"name": title.strip(), "category": category} | _place(right)
        return f"neu_{title.strip()}", values, bool(title.strip()) and "lon" in values
    names = own_offers(shown_city, category)
    offer = left.selectbox(
        t("Welches Angebot"), list(names), format_func=lambda id_: names.get(id_, id_),
        key="hand_angebot",
    )  # fmt: skip
    if kind == "move":
        values = _place(right)
        return str(offer), values, bool(values)
    if kind == "hours":
        opening = right.text_input(t("Öffnungszeiten"), key="hand_zeiten", placeholder="Mo-Fr 9-17")
        return str(offer), {"opening": opening.strip()}, bool(opening.strip())
    if kind == "places":
        places = right.number_input(t("Plätze"), 0, 10**6, 20, key="hand_plaetze")
        return str(offer), {"capacity": float(places)}, True
    return str(offer), {}, offer is not None


def _place(where: "st.delta_generator.DeltaGenerator") -> dict[str, Any]:
    """Longitude and latitude that somebody writes; nothing while they cannot be read."""
    text = where.text_input(
        t("Ort (Länge, Breite)"), key="hand_ort", placeholder="7.4653, 51.5136", max_chars=40
    )
    try:
        place = read_place(text)
    except PlaceError as error:
        where.error(unmarked(str(error)))
        return {}
    return {} if place is None else {"lon": place[0], "lat": place[1]}


def _with(shown_city: ShownCity, folder: Path, name: str, change: Change) -> Scenario:
    """The scenario of a name, saved or new, with one more change."""
    plain = name.strip()
    if plain in scenario_names(folder):
        return load_scenario(folder, plain).with_change(change)
    return Scenario(plain, city=shown_city.released.name).with_change(change)


def keep_scenario(
    shown_city: ShownCity, folder: Path, make: Callable[[], Scenario], *, is_new: bool = True
) -> None:
    """Save a scenario that fits the city; a new one only under a name that is still free."""
    from pipeline.coverage import offers_with

    try:
        scenario = make()
        offers_with(shown_city.city, scenario)
        save_scenario(folder, scenario, overwrite=not is_new)
    except (ScenarioError, InputError) as error:
        show_scenario_faults(error)
        return
    st.success(t("Gespeichert: {name}", name=unmarked(scenario.name)))


def show_scenario_faults(error: ScenarioError | InputError) -> None:
    """Every fault in a sentence."""
    faults = (
        error.faults if isinstance(error, ScenarioError) else [f.message for f in error.findings]
    )
    for fault in faults:
        st.error(unmarked(t(fault)))
