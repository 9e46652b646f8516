"""Choices of the page *Standorte*: what is sought, how many, where, and what may move."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from app_pages.frame.choices import (
    category_labels,
    choose,
    choose_category,
    choose_ground,
    choose_level,
    remember,
)
from app_pages.frame.city import ShownCity
from app_pages.frame.panels import show_hint
from app_pages.frame.question import choose_question
from app_pages.frame.uploads import AREAS, POINTS, ask_file
from indicators.catalogue import label_of
from indicators.coverage.question import Question
from pipeline.site_places import CELLS, OFFERS
from wording import t

#: Most sites that the page offers; more are for the shell.
MOST_SITES = 10
#: Name of the question for new sites in the address and in the session.
PROPOSAL = "vorschlag"
FILE = "datei"
ALL = "alle"
SOME = "einige"


@dataclass(frozen=True)
class Plan:
    """How many sites are sought, for what, and where they may be.

    `need` "" means: all persons count alike. `places` is `cells`, `offers:CATEGORY` or the
    path of a file, as in the shell, "" while the file is missing; `moving` True (all) or the
    ids of the offers that may move; `capacity` 0 = no limit.
    """

    count: int
    objective: str
    need: str
    places: str
    capacity: int = 0
    forbidden: str = ""
    moving: bool | tuple[str, ...] = False
    seconds: int = 60


class Search(NamedTuple):
    """What a proposal of sites answers: the coverage, its level, and the plan."""

    question: Question
    level: str
    plan: Plan


def choose_search(shown_city: ShownCity) -> Search:
    """All choices for new sites; each but the files is in the address."""
    what, number, level_side, standard, more = st.columns(
        [2.6, 1.2, 2.2, 1.5, 1.9], vertical_alignment="bottom"
    )
    with what:
        category, _ = choose_category(shown_city)
    with level_side:
        level = choose_level(shown_city)
    with standard, st.popover(t("Standard"), width="stretch"):
        question = choose_question(shown_city, category)
    with more, st.popover(t("Ziel und Orte"), width="stretch"):
        objective, need, capacity = _choose_aim(shown_city)
        places = choose_places(shown_city, category)
        forbidden, moving = _choose_limits(shown_city, category)
        seconds = int(choose("Rechenzeit", _times(), name="rechenzeit", default="60"))
        choose_ground(shown_city)
    with number:
        sites = _choose_number(shown_city, category, objective, moving)
    plan = Plan(sites, objective, need, places, capacity, forbidden, moving, seconds)
    return Search(question, level, plan)


def _choose_aim(shown_city: ShownCity) -> tuple[str, str, int]:
    """What the sites shall do best, who counts more, and how many persons each can serve."""
    objectives = {
        "coverage": t("möglichst viele Personen erreichen"),
        "distance": t("möglichst kurze Wege für alle"),
        "twice": t("möglichst viele mit einem zweiten Angebot"),
        "everyone": t("alle erreichen: wie viele braucht es?"),
    }
    objective = choose("Ziel", objectives, name="ziel")
    catalogue = shown_city.released.catalogue
    needs = {id_: label_of(entry) for id_, entry in catalogue.items() if shown_city.years[id_]}
    need = choose("Gewicht nach Bedarf", {"": t("alle zählen gleich")} | needs, name="bedarf")
    capacity = _choose_capacity() if objective == "coverage" else 0
    return objective, need, capacity


def _choose_capacity() -> int:
    """Persons that each new site can serve; 0 = no limit."""
    asked = st.query_params.get("plaetze", "")
    if "plaetze" not in st.session_state:
        st.session_state["plaetze"] = int(asked) if asked.isdecimal() and int(asked) < 10**6 else 0
    chosen = st.number_input(
        t("Plätze je neuem Standort"), min_value=0, max_value=10**6, step=10, key="plaetze",
        help=t("So viele Personen kann jeder neue Standort höchstens versorgen; 0 = ohne Grenze."),
    )  # fmt: skip
    remember("plaetze", str(chosen), "0")
    return int(chosen)


def choose_places(shown_city: ShownCity, category: str, *, name: str = "orte") -> str:
    """Where new offers may be, as the shell says it; "" while the file is missing."""
    kinds = {id_: label for id_, label in category_labels(shown_city).items() if id_ != category}
    moves = {f"{OFFERS}{id_}": t("bei: {what}", what=label) for id_, label in kinds.items()}
    own = {
        CELLS: t("überall, wo Menschen wohnen"),
        FILE: t("Orte aus einer eigenen Datei"),
    }
    chosen = choose("Mögliche Orte", own | moves, name=name)
    if chosen != FILE:
        return chosen
    info = t("Tabelle mit den Spalten id, lon und lat oder eine Kartendatei mit Punkten.")
    path = ask_file(t("Datei mit möglichen Orten"), POINTS, key=f"{name}_datei", info=info)
    if path is None:
        show_hint(t("Bitte die Datei mit den möglichen Orten hochladen."))
    return str(path or "")


def _choose_limits(shown_city: ShownCity, category: str) -> tuple[str, bool | tuple[str, ...]]:
    """Where nothing may be built, and which of today's offers may move."""
    forbidden = ask_file(
        t("Ausgeschlossene Flächen (Datei)"), AREAS, key="tabu_datei",
        info=t("Kartendatei mit Flächen, in denen kein Standort liegen darf."),
    )  # fmt: skip
    ways = {
        "": t("bleiben, wo sie sind"),
        ALL: t("dürfen alle verlegt werden"),
        SOME: t("einige dürfen verlegt werden"),
    }
    chosen = choose("Heutige Angebote", ways, name="wandern")
    if chosen == SOME:
        return str(forbidden or ""), _choose_moving(shown_city, category)
    return str(forbidden or ""), chosen == ALL


def _choose_moving(shown_city: ShownCity, category: str) -> tuple[str, ...]:
    """Offers that may move; kept in the address."""
    names = own_offers(shown_city, category)
    asked = st.query_params.get("verlegbar", "").split(",")
    key = f"verlegbar_{category}"
    if key not in st.session_state:
        st.session_state[key] = [id_ for id_ in asked if id_ in names]
    chosen = st.multiselect(
        t("Diese dürfen verlegt oder geschlossen werden"), list(names),
        format_func=lambda id_: names.get(id_, id_), key=key, placeholder=t("bitte wählen"),
    )  # fmt: skip
    remember("verlegbar", ",".join(chosen), "")
    return tuple(chosen)


def own_offers(shown_city: ShownCity, category: str) -> dict[str, str]:
    """Names of a category's offers by id, those with a place."""
    offers = shown_city.released.offers[shown_city.released.offers["category"] == category]
    placed = offers[~(offers.geometry.is_empty | offers.geometry.isna())]
    return {str(id_): str(name) for id_, name in placed["name"].items()}


def _choose_number(
    shown_city: ShownCity, category: str, objective: str, moving: bool | tuple[str, ...]  # noqa: FBT001 - as chosen
) -> int:  # fmt: skip
    """How many sites; with moving offers the number of all that are chosen."""
    if objective == "everyone":
        show_hint(t("so viele wie nötig"))
        return 1
    more = len(own_offers(shown_city, category)) if moving is True else len(moving or ())
    numbers = {str(n): str(n) for n in range(1, MOST_SITES + more + 1)}
    label = "Standorte (neu und verlegt)" if moving else "Neue Standorte"
    return int(choose(label, numbers, name="neu", default="3"))


def _times() -> dict[str, str]:
    return {
        "10": t("höchstens 10 Sekunden"),
        "60": t("höchstens 1 Minute"),
        "300": t("höchstens 5 Minuten"),
    }


def path_of(text: str) -> Path | None:
    """The file of a choice; None where there is none."""
    return Path(text) if text else None
