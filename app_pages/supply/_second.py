"""The second choice of *Versorgung*: the first one with what somebody changes of it."""

from dataclasses import dataclass, replace

import streamlit as st

from app_pages.frame.choices import HOURS, MINUTES, MODES, group_labels
from app_pages.frame.city import BY_STAMP, ShownCity
from app_pages.supply import Wanted
from layers.words.week import DAYS
from wording import t

#: A choice that stays as in the first one.
AS_FIRST = "="


@dataclass(frozen=True)
class Choice:
    """Everything that a coverage is asked for, beside category and level."""

    max_minutes: float | None
    target_group: str
    mode: str
    when: str
    without: tuple[str, ...] = ()
    confirmed_only: bool = False
    step_free_only: bool = False
    not_full: bool = False

    @classmethod
    def of(cls, wanted: Wanted) -> "Choice":
        """What the page shows."""
        return cls(wanted.minutes or None, wanted.group, wanted.mode, wanted.when)


def choose_second(shown_city: ShownCity, category: str, first: Choice) -> Choice:
    """The first choice with what is changed here."""
    same = {AS_FIRST: t("wie in der ersten Wahl")}
    limits = {m: t("{n} Minuten", n=m) if m else t(MODES[""]) for m in MINUTES}
    modes = {id_: t(words) for id_, words in MODES.items()}
    times = {f"{day} {hour}": f"{t(name)}, {hour}" for day, name in DAYS.items() for hour in HOURS}
    groups = {"": t(MODES[""])} | group_labels(shown_city)
    columns = st.columns(4)
    minutes = _choose(columns[0], t("Höchstens"), same | limits, "zweite_minuten")
    mode = _choose(columns[1], t("Weg"), same | modes, "zweiter_weg")
    anytime = {"": t("zu irgendeiner Zeit")}
    when = _choose(columns[2], t("Geöffnet"), same | anytime | times, "zweite_zeit")
    group = _choose(columns[3], t("Zielgruppe"), same | groups, "zweite_gruppe")
    chosen = Choice(
        max_minutes=first.max_minutes if minutes == AS_FIRST else float(minutes or 0) or None,
        target_group=first.target_group if group == AS_FIRST else group,
        mode=first.mode if mode == AS_FIRST else mode,
        when=first.when if when == AS_FIRST else when,
    )
    return _with_offers(shown_city, category, chosen)


def _choose(column, label: str, options: dict[str, str], key: str) -> str:  # type: ignore[no-untyped-def]
    return column.selectbox(
        label, list(options), format_func=lambda id_: options.get(id_, id_), key=key
    )


def _with_offers(shown_city: ShownCity, category: str, choice: Choice) -> Choice:
    """Which offers count in the second choice."""
    names = offer_names(shown_city, category)
    without_side, only_side = st.columns([2, 2], vertical_alignment="bottom")
    without = without_side.multiselect(
        t("Ohne diese Angebote"),
        list(names),
        format_func=lambda id_: names.get(id_, id_),
        key=f"zweite_ohne_{category}",
        placeholder=t("alle Angebote zählen"),
    )
    with only_side:
        confirmed = st.checkbox(
            t("nur Angebote, die im letzten Jahr bestätigt wurden"), key="zweite_bestaetigt"
        )
        step_free = st.checkbox(
            t("nur Angebote, die als stufenlos bekannt sind"), key="zweite_stufenlos"
        )
    return replace(
        choice, without=tuple(without), confirmed_only=confirmed, step_free_only=step_free
    )


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=BY_STAMP)
def offer_names(shown_city: ShownCity, category: str) -> dict[str, str]:
    """Names of a category's offers by id, in their order; protected ones are not among them."""
    offers = shown_city.released.offers
    mine = offers[offers["category"] == category]
    names = mine["name"].fillna("").astype(str).where(lambda name: name != "", mine.index)
    address = mine["address"].fillna("").astype(str)
    is_double = names.duplicated(keep=False) & (address != "")
    shown = names.where(~is_double, names + ", " + address)
    return {str(id_): name for id_, name in shown.sort_values(key=lambda s: s.str.lower()).items()}
