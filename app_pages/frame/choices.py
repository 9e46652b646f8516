"""Choices of the pages: each lives in the session and in the address, so that it can be shared."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from app_pages.frame.city import ShownCity
from app_pages.frame.view import Area
from indicators.catalogue import label_of
from intake.findings import ChoiceError, Kind
from layers.classes import SCHEMES
from layers.index import METHOD_NAMES
from wording import language, t

NO_INDICATORS = Kind("no_indicators", "Die Stadt hat noch keine Kennzahlen.", "Eintrag ergänzen.")
NO_OFFERS = Kind("no_offers", "Die Stadt hat noch keine Angebote.", "Eintrag ergänzen.")


def choose(
    label: str,
    options: Mapping[str, str],
    *,
    name: str,
    default: str | None = None,
    info: str | None = None,
) -> str:
    """One of several options, from the address at first, then from the select box.

    Parameters
    ----------
    label : str
        German name of the choice.
    options : Mapping of str to str
        Id → words on screen; not empty.
    name : str
        Name in the address and in the session.
    default : str, optional
        Id; otherwise the first one. Not written into the address.
    info : str, optional
        Explanation beside the label.
    """
    standard = default if default is not None and default in options else next(iter(options))
    _keep(name, lambda text: text or None)
    if st.session_state[name] not in options:
        st.session_state[name] = standard
    chosen = st.selectbox(
        t(label),
        list(options),
        format_func=lambda option: options.get(option, option),
        key=name,
        help=t(info) if info else None,
        on_change=lambda: wish(name, st.session_state[name]),
    )
    remember(name, chosen, standard)
    return str(chosen)


def choose_button(
    label: str, options: Mapping[str, str], *, name: str, default: str | None = None
) -> str:
    """One of few options, by one click; kept like `choose`."""
    standard = default if default is not None and default in options else next(iter(options))
    _keep(name, lambda text: text or None)
    if st.session_state[name] not in options:
        st.session_state[name] = standard
    chosen = st.segmented_control(
        t(label),
        list(options),
        format_func=lambda option: options.get(option, option),
        key=name,
        on_change=lambda: wish(name, st.session_state[name]),
        label_visibility="collapsed",
        required=True,
    )
    remember(name, str(chosen), standard)
    return str(chosen)


def choose_many(
    label: str,
    options: Mapping[str, str],
    *,
    name: str,
    standard: Sequence[str] | None = None,
    placeholder: str = "bitte wählen",
) -> list[str]:
    """Any number of options; at first `standard`, else the first; in the address with commas."""
    usual = [next(iter(options))] if standard is None else list(standard)
    _keep(name, lambda text: [id_ for id_ in text.split(",") if id_ in options] or usual)
    st.session_state[name] = [id_ for id_ in st.session_state[name] if id_ in options]
    chosen = st.multiselect(
        t(label),
        list(options),
        format_func=lambda option: options.get(option, option),
        key=name,
        on_change=lambda: wish(name, st.session_state[name]),
        placeholder=t(placeholder),
    )
    remember(name, ",".join(chosen), ",".join(usual))
    return list(chosen)


def choose_switch(label: str, *, name: str) -> bool:
    """Yes or no, at first no; kept like `choose`."""
    _keep(name, lambda text: text == "1")
    chosen = st.checkbox(t(label), key=name, on_change=lambda: wish(name, st.session_state[name]))
    remember(name, "1" if chosen else "", "")
    return bool(chosen)


def choose_day(label: str, *, name: str) -> date | None:
    """A day, at first none; kept like `choose`."""
    _keep(name, _day)
    chosen: date | None = st.date_input(
        t(label), key=name, value=None, format="DD.MM.YYYY",
        on_change=lambda: wish(name, st.session_state[name]),
    )  # fmt: skip
    remember(name, chosen.isoformat() if chosen else "", "")
    return chosen


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _keep(name: str, read: Callable[[str], Any]) -> None:
    """Give a widget what was asked for last, at first what `read` makes of the address."""
    if _wish(name) not in st.session_state:
        st.session_state[_wish(name)] = read(st.query_params.get(name, ""))
    st.session_state[name] = st.session_state[_wish(name)]


def _wish(name: str) -> str:
    """Where the session keeps what was asked for, also while it is not on offer."""
    return f"wunsch_{name}"


def wish(name: str, option: Any) -> None:  # noqa: ANN401 - whatever the choice is
    """Ask for an option of a choice, before its widget is drawn."""
    st.session_state[_wish(name)] = option


def remember(name: str, chosen: str, standard: str) -> None:
    """Write a choice into the address, unless it is the standard one."""
    if chosen != standard:
        if st.query_params.get(name) != chosen:
            st.query_params[name] = chosen
    elif name in st.query_params:
        del st.query_params[name]


def choose_level(shown_city: ShownCity) -> str:
    """A level of the city (not the city as a whole)."""
    levels = {
        id_: t(level.label) for id_, level in shown_city.released.levels.items() if id_ != "city"
    }
    return choose("Gebiete", levels, name="ebene", default=_middle(list(levels)))


def choose_indicator(shown_city: ShownCity, *, name: str = "kennzahl") -> str:
    """An indicator of the catalogue."""
    catalogue = shown_city.released.catalogue
    labels = {id_: label_of(entry) for id_, entry in catalogue.items() if shown_city.years[id_]}
    if not labels:
        raise ChoiceError([NO_INDICATORS("city.toml", "indicator")])
    return choose("Kennzahl", labels, name=name)


def choose_year(years: Sequence[int]) -> int:
    """One of some years; the first one unless another is asked for."""
    return int(choose("Jahr", {str(year): str(year) for year in years}, name="jahr"))


def choose_view() -> str:
    """Whether *Lage* shows one indicator or a composite index."""
    views = {"kennzahl": t("Eine Kennzahl"), "index": t("Gesamtbild (Index)")}
    return choose_button("Ansicht", views, name="ansicht")


def choose_index(shown_city: ShownCity) -> str:
    """One of the city's composite indices."""
    sections = shown_city.city.config.index
    return choose(
        "Index", {section.id: name_of(section, section.id) for section in sections}, name="index"
    )


def choose_method(shown_city: ShownCity, index: str) -> str:
    """The method of an index: its own at first, any of the six by one click."""
    own = next(section.method for section in shown_city.city.config.index if section.id == index)
    names = {id_: t(name) for id_, name in METHOD_NAMES.items()}
    return choose_button("Verfahren", names, name="verfahren", default=own)


def index_years(shown_city: ShownCity, index: str) -> list[int]:
    """Years that have all indicators of an index, latest first; else all years."""
    section = next(section for section in shown_city.city.config.index if section.id == index)
    known = [set(shown_city.years.get(id_, [])) for id_ in section.indicators]
    everywhere = set.intersection(*known) or set.union(*known)
    return sorted(everywhere, reverse=True)


#: What is drawn instead of classes of values: clusters in space.
SPOTS = "haeufungen"


def choose_classes(shown_city: ShownCity) -> tuple[str, int]:
    """How the values are put into classes, and how many; or clusters in space."""
    schemes = {str(id_): t(words) for id_, words in SCHEMES.items()}
    schemes[SPOTS] = t("Räumliche Häufungen (Moran)")
    with st.popover(t("Darstellung"), width="stretch"):
        scheme = choose("Klassen", schemes, name="klassen")
        numbers = ["4", "6", "8"] if scheme == "city" else ["3", "4", "5", "6", "7"]
        k = choose("Anzahl der Klassen", {n: n for n in numbers}, name="anzahl", default="6")
        choose_ground(shown_city)
    return scheme, int(k)


def choose_ground(shown_city: ShownCity) -> None:
    """A background map, where the city has configured one; it is fetched from its own host."""
    if shown_city.city.config.tiles:
        grounds = {tiles.id: tiles.label for tiles in shown_city.city.config.tiles}
        choose("Hintergrund", {"": t("ohne Hintergrundkarte")} | grounds, name="hintergrund")


def choose_area(shown_city: ShownCity, level: str) -> Area | None:
    """An area of the level, or none; the same choice as a click on the map."""
    shown = area_names(shown_city, level)
    _keep("gebiet", lambda text: _area_in(text, level, shown))
    options = {"": t("– kein Gebiet gewählt –")} | shown
    return _area(level, choose("Gebiet", options, name="gebiet"))


def choose_areas(shown_city: ShownCity, level: str) -> list[Area]:
    """Several areas of the level."""
    shown = area_names(shown_city, level)
    asked = [
        _area_in(text, level, shown) for text in st.query_params.get("nebeneinander", "").split(",")
    ]
    _keep("nebeneinander", lambda _: [id_ for id_ in asked if id_ in shown] or [next(iter(shown))])
    chosen = choose_many("Gebiete nebeneinander", shown, name="nebeneinander")
    return [area for id_ in chosen if (area := _area(level, id_))]


def area_names(shown_city: ShownCity, level: str) -> dict[str, str]:
    """Areas of a level by name: level and key → name on screen."""
    names = shown_city.released.levels[level].areas["name"].astype(str).sort_values()
    return {Area(level, str(key)).id: f"{name} ({key})" for key, name in names.items()}


def _area_in(text: str, level: str, shown: Mapping[str, str]) -> str:
    """What an address names; older ones hold a key alone: it is one of the level they show."""
    return text if text in shown else Area(level, text).id


def _area(level: str, id_: str) -> Area | None:
    return Area(level, id_.removeprefix(f"{level}.")) if id_ else None


def field_labels(shown_city: ShownCity) -> dict[str, str]:
    """Names of the fields of action, in the order of `city.toml`."""
    return {entry.id: name_of(entry, entry.id) for entry in shown_city.city.config.field_of_action}


def choose_category(shown_city: ShownCity) -> tuple[str, str]:
    """A category of offers that the city has, and its name."""
    labels = category_labels(shown_city)
    if not labels:
        raise ChoiceError([NO_OFFERS("city.toml", "Angebote")])
    category = choose("Angebot", labels, name="angebot")
    return category, labels[category]


def category_labels(shown_city: ShownCity) -> dict[str, str]:
    """Names of the categories that have offers, in the order of `city.toml`."""
    present = set(shown_city.released.offers["category"].dropna())
    named = {entry.id: entry for entry in shown_city.city.config.category}
    order = [id_ for id_ in named if id_ in present] + sorted(present - set(named))
    return {id_: name_of(named.get(id_), id_) for id_ in order}


def group_labels(shown_city: ShownCity) -> dict[str, str]:
    """Names of the target groups, in the order of `city.toml`."""
    return {entry.id: name_of(entry, entry.id) for entry in shown_city.city.config.target_group}


def name_of(entry: object, id_: str) -> str:
    """Name of an entry of `city.toml` in the reader's language; its id where it has none."""
    english = getattr(entry, "label_en", "") if language() == "en" else ""
    return english or getattr(entry, "label", "") or id_


def _middle(levels: list[str]) -> str:
    """The finest level: it shows most."""
    return levels[0]
