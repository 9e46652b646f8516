"""What a page asks of a coverage: every entry of `Question` as a choice that the address keeps."""

from dataclasses import replace
from typing import Any

import streamlit as st

from app_pages.frame.choices import (
    choose,
    choose_day,
    choose_many,
    choose_switch,
    group_labels,
)
from app_pages.frame.city import BY_STAMP, ShownCity
from indicators.coverage.question import Question
from layers.words.week import DAYS
from store.scenarios import load_scenario, scenario_folder, scenario_names
from wording import number, t

#: Limits on offer, in minutes and in metres; "" is the category's own standard.
MINUTES = ("", "5", "10", "15", "20", "30", "45")
METRES = ("", "400", "600", "800", "1000", "1500", "2000", "3000")
MODES = {
    "": "wie im Standard",
    "walk": "zu Fuß",
    "bike": "mit dem Rad",
    "transit": "mit Bus und Bahn",
    "wheelchair": "mit dem Rollstuhl",
    "straight_line": "Luftlinie mit Umwegfaktor",
}
HOURS = ("07:30", "09:00", "12:00", "15:00", "17:00", "20:00")

#: Entries of a question that are one of several options: label, and name in address and session.
CHOICES = {
    "max_minutes": ("Höchstens", "minuten"),
    "max_metres": ("Höchstens so weit", "meter"),
    "target_group": ("Zielgruppe", "zielgruppe"),
    "mode": ("Weg", "weg"),
    "when": ("Geöffnet", "zeit"),
    "year": ("Personen aus dem Jahr", "personenjahr"),
    "scenario": ("Angebote wie im Szenario", "szenario"),
}
#: Entries of a question that are on or off.
SWITCHES = {
    "confirmed_only": ("nur Angebote, die im letzten Jahr bestätigt wurden", "bestaetigt"),
    "step_free_only": ("nur Angebote, die als stufenlos bekannt sind", "stufenlos"),
    "not_full": ("nur Angebote mit genug Plätzen für alle in Reichweite", "nicht_voll"),
}
#: A choice that stays as in the first question.
AS_FIRST = "="


def choose_question(shown_city: ShownCity, category: str) -> Question:
    """What counts as covered, and which offers count."""
    question = Question(category)
    for entry, (label, name) in CHOICES.items():
        chosen = choose(label, options_of(shown_city, question, entry), name=name)
        question = replace(question, **entry_of(shown_city, entry, chosen))
    question = replace(
        question,
        on=choose_day("Stichtag der Angebote (leer: heute)", name="stichtag"),
        without=tuple(
            choose_many(
                "Ohne diese Angebote", offer_names(shown_city, category), name="ohne",
                standard=(), placeholder="alle Angebote zählen",
            )
        ),
    )  # fmt: skip
    switches: dict[str, Any] = {
        entry: choose_switch(label, name=name) for entry, (label, name) in SWITCHES.items()
    }
    return replace(question, **switches)


def choose_second(shown_city: ShownCity, first: Question) -> Question:
    """The first question with what is changed here."""
    question = first
    *places, day_place = [*st.columns(4), *st.columns(4)]
    for place, (entry, (label, name)) in zip(places, CHOICES.items(), strict=True):
        options = {AS_FIRST: t("wie in der ersten Wahl")}
        options |= options_of(shown_city, question, entry)
        chosen = place.selectbox(
            t(label), list(options), format_func=options.__getitem__, key=f"zweite_{name}"
        )
        if chosen != AS_FIRST:
            question = replace(question, **entry_of(shown_city, entry, chosen))
    day = day_place.date_input(
        t("Stichtag der Angebote (leer: heute)"), first.on, key="zweite_stichtag",
        format="DD.MM.YYYY",
    )  # fmt: skip
    return replace(question, on=day, **_which_offers(shown_city, first))


def _which_offers(shown_city: ShownCity, first: Question) -> dict[str, Any]:
    """Which offers count in the second question: at first those of the first one."""
    names = offer_names(shown_city, first.category)
    without_side, only_side = st.columns([2, 2], vertical_alignment="bottom")
    without = without_side.multiselect(
        t("Ohne diese Angebote"), list(names), default=first.without,
        format_func=lambda id_: names.get(id_, id_), key=f"zweite_ohne_{first.category}",
        placeholder=t("alle Angebote zählen"),
    )  # fmt: skip
    with only_side:
        only = {
            entry: st.checkbox(t(label), value=getattr(first, entry), key=f"zweite_{name}")
            for entry, (label, name) in SWITCHES.items()
        }
    return {"without": tuple(without), **only}


def options_of(shown_city: ShownCity, question: Question, entry: str) -> dict[str, str]:
    """Options of one entry of a question: id → words on screen; "" is the standard."""
    as_standard = {"": t(MODES[""])}
    match entry:
        case "max_minutes":
            return as_standard | {m: t("{n} Minuten", n=m) for m in MINUTES if m}
        case "max_metres":
            return as_standard | {m: t("{n} Meter", n=number(int(m), 0)) for m in METRES if m}
        case "target_group":
            return as_standard | group_labels(shown_city)
        case "mode":
            return {id_: t(words) for id_, words in MODES.items()}
        case "when":
            times = {f"{d} {h}": f"{t(name)}, {h}" for d, name in DAYS.items() for h in HOURS}
            return {"": t("zu irgendeiner Zeit")} | times
        case "year":
            years = {str(year): str(year) for year in _years(shown_city, question)}
            return {"": t("neuestes")} | years
    names = scenario_names(scenario_folder(shown_city.released.name))
    return {"": t("wie heute")} | {name: name for name in names}


def entry_of(shown_city: ShownCity, entry: str, chosen: str) -> dict[str, Any]:
    """The entry of a question that an option stands for."""
    if entry in ("max_minutes", "max_metres"):
        return {entry: float(chosen) if chosen else None}
    if entry == "year":
        return {entry: int(chosen) if chosen else None}
    if entry == "scenario":
        folder = scenario_folder(shown_city.released.name)
        return {entry: load_scenario(folder, chosen) if chosen else None}
    return {entry: chosen}


def _years(shown_city: ShownCity, question: Question) -> list[int]:
    """Years that count the question's target group in the finest areas, latest first."""
    from pipeline.coverage import standard_for, years_of_group

    group = standard_for(shown_city.city, question).target_group
    return years_of_group(shown_city.city, group)


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
