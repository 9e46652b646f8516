"""The view *Mobiles Angebot*: stops by weekday for those who reach no offer, as map, table, calendar."""

from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

import streamlit as st

from app_pages.frame.choices import (
    choose,
    choose_area,
    choose_category,
    choose_level,
)
from app_pages.frame.city import ShownCity
from app_pages.frame.findings import show_faults
from app_pages.frame.kept_question import asked_question, show_state
from app_pages.frame.map_view import show_map
from app_pages.frame.panels import show_files, show_hint, show_metrics, show_table, unmarked
from app_pages.frame.place_entry import PlaceError, read_place
from app_pages.frame.question import choose_question
from app_pages.frame.view import KEPT, View
from app_pages.sites.choices import choose_places
from app_pages.supply import coverage_map
from export.calendar import calendar_text, week_events
from export.tables import csv_bytes, geojson_bytes
from indicators.coverage.question import Question
from intake.findings import InputError
from layers.escape import literal
from layers.layer import paled
from layers.legend import legend_html
from layers.words.sites import stop_layer, stop_rows
from layers.words.week import DAYS
from pipeline.tours import WeekTables
from wording import count, language, t
from wording.numbers import MARKS


@dataclass(frozen=True)
class WeekPlan:
    """Days, hours and places of a mobile offer; `depot` as longitude and latitude."""

    places: str
    hours: float
    weekdays: tuple[str, ...]
    stops_per_day: int
    stop_hours: float
    start: float
    depot: tuple[float, float] | None


class Tour(NamedTuple):
    """What a week plan answers: the coverage whose gaps it fills, its level, and the plan."""

    question: Question
    level: str
    plan: WeekPlan


def show_tour(shown_city: ShownCity) -> None:
    """Choices, week plan when asked for, map, table, files."""
    tour, is_ready = _choose_tour(shown_city)
    button = t("Wochenplan rechnen")
    asked = asked_question(
        shown_city, tour, button, name="wochenplan", icon="directions_bus", ready=is_ready
    )
    week = _answered(shown_city, asked)
    if week is None:
        asked = None
    show_state(asked, tour, button)
    shown = asked or tour
    if week is not None:
        _show_figures(week)
    _show_map(shown_city, shown, week)
    if week is not None:
        _show_table(week)
        _show_downloads(shown, week)


def _choose_tour(shown_city: ShownCity) -> tuple[Tour, bool]:
    what, level_side, standard, vehicle, where = st.columns(
        [2.4, 2.0, 1.5, 1.7, 1.7], vertical_alignment="bottom"
    )
    with what:
        category, _ = choose_category(shown_city)
    with level_side:
        level = choose_level(shown_city)
    with standard, st.popover(t("Standard"), width="stretch"):
        question = choose_question(shown_city, category)
    with vehicle, st.popover(t("Zeiten"), width="stretch"):
        hours, weekdays, stops, stop_hours, start = _choose_times()
    with where, st.popover(t("Mögliche Halte"), width="stretch"):
        places = choose_places(shown_city, category, name="halte")
        depot, is_place = _choose_depot()
    plan = WeekPlan(places, hours, weekdays, stops, stop_hours, start, depot)
    return Tour(question, level, plan), bool(places) and bool(weekdays) and is_place


def _choose_times() -> tuple[float, tuple[str, ...], int, float, float]:
    """Hours a week, weekdays, stops a day and their length, first departure."""
    hours = st.number_input(
        t("Stunden je Woche (Halte und Fahrten)"), 1.0, 80.0, 20.0, 1.0, key="tour_stunden"
    )
    names = {day: t(name) for day, name in DAYS.items()}
    chosen = st.multiselect(
        t("Wochentage"), list(names), default=["Mo", "Di", "Mi", "Do", "Fr"],
        format_func=names.__getitem__, key="tour_tage", placeholder=t("bitte wählen"),
    )  # fmt: skip
    stops = int(choose("Halte je Tag, höchstens", {n: n for n in "1234"}, name="halte_je_tag",
                       default="2"))  # fmt: skip
    stop_hours = st.number_input(
        t("Stunden je Halt"), 0.25, 8.0, 2.0, 0.25, key="tour_haltdauer"
    )  # fmt: skip
    begins = st.time_input(t("Abfahrt"), time(10), step=900, key="tour_abfahrt")
    days = tuple(day for day in DAYS if day in chosen)
    return float(hours), days, stops, float(stop_hours), begins.hour + begins.minute / 60


def _choose_depot() -> tuple[tuple[float, float] | None, bool]:
    """Where the vehicle stands, and whether that can be read."""
    text = st.text_input(
        t("Standort des Fahrzeugs (Länge, Breite)"), key="tour_depot",
        placeholder="7.4653, 51.5136", max_chars=40,
        help=t("Ohne Angabe zählen nur die Fahrten zwischen den Halten."),
    )  # fmt: skip
    try:
        return read_place(text), True
    except PlaceError as error:
        st.error(unmarked(str(error)))
        return None, False


_KEPT = {**KEPT, Tour: lambda tour: f"{KEPT[Question](tour.question)} {tour} {language()}"}


@st.cache_resource(show_spinner="Der Wochenplan wird gesucht …", max_entries=20, hash_funcs=_KEPT)
def week_of_tour(shown_city: ShownCity, tour: Tour) -> WeekTables:
    """The week plan behind the release gate: the same call as in the shell.

    Raises
    ------
    InputError
        If a choice does not fit the city.
    """
    from indicators.sites.tours import Vehicle
    from pipeline.site_places import candidates_from
    from pipeline.tours import metric_place, week_tables

    plan = tour.plan
    depot = metric_place(shown_city.city, *plan.depot) if plan.depot else None
    vehicle = Vehicle(
        plan.hours, plan.weekdays, plan.stops_per_day, plan.stop_hours, start=plan.start,
        depot=depot,
    )  # fmt: skip
    return week_tables(
        shown_city.city, tour.question, vehicle, released=shown_city.released,
        candidates=candidates_from(shown_city.city, plan.places),
    )  # fmt: skip


def _answered(shown_city: ShownCity, asked: Tour | None) -> WeekTables | None:
    """The week; what is wrong with the question in sentences."""
    try:
        return week_of_tour(shown_city, asked) if asked else None
    except InputError as error:
        show_faults(error)
        return None


def _show_figures(week: WeekTables) -> None:
    """What the plan reaches and how far that is proven, in one sentence and three figures."""
    if week.stops.empty:
        st.info(
            t(
                "Kein Halt lohnt: Keiner der möglichen Orte erreicht jemanden, der kein festes Angebot erreicht."
            )
        )
        return
    if week.sentence:
        box, icon = (st.success, "verified") if week.proven else (st.info, "hourglass_empty")
        box(unmarked(t(week.sentence)), icon=f":material/{icon}:")
    persons = float(week.stops["persons"].sum(min_count=len(week.stops)))
    show_metrics(
        {
            "Personen neu erreicht": MARKS["suppressed"] if persons != persons else count(persons),
            "Halte in der Woche": count(len(week.stops)),
            "Tage": count(week.stops["weekday"].nunique()),
        }
    )


def _show_map(shown_city: ShownCity, shown: Tour, week: WeekTables | None) -> None:
    """Today's coverage with the numbered stops."""
    layer, places = coverage_map(shown_city, shown.question, View(shown.level, drawn=("offers",)))
    if week is not None and len(week.stops):
        layer, places = paled(layer), (*places, stop_layer(week.stops))
    map_side, word_side = st.columns([2.3, 1], gap="medium")
    with word_side:
        area = choose_area(shown_city, shown.level)
        st.html(legend_html(layer, *places))
    with map_side:
        show_map(shown_city, layer, *places, selected=area, page="tour")


def _show_table(week: WeekTables) -> None:
    st.subheader(t("Der Wochenplan"), anchor=False)
    show_table(
        stop_rows(week.stops),
        {
            "number": "Nr.",
            "weekday": "Tag",
            "begins": "von",
            "ends": "bis",
            "name": "Ort",
            "persons": "Personen neu erreicht",
            "lon": "Länge",
            "lat": "Breite",
        },
        decimals={"number": 0, "persons": 0, "lon": 5, "lat": 5},
        alt=t("Tabelle der Halte in der Folge der Woche"),
        height=min(42 + 36 * len(week.stops), 420),
    )
    items = "".join(f"<li>{literal(t(note))}</li>" for note in week.notes)
    st.html(f"<ul class='notes'>{items}</ul>")


def _show_downloads(tour: Tour, week: WeekTables) -> None:
    """The stops as CSV and GeoJSON, the week as calendar, the schedule to copy."""
    name, stops = f"wochenplan_{tour.question.category}", week.stops
    title_side, first_side, until_side = st.columns([2, 1, 1])
    title = title_side.text_input(
        t("Name im Kalender"), value=t("Mobiles Angebot"), key="tour_name", max_chars=80
    )
    first = first_side.date_input(t("Erster Tag"), key="tour_erster", format="DD.MM.YYYY")
    until = until_side.date_input(
        t("Letzter Tag"), value=None, key="tour_letzter", format="DD.MM.YYYY"
    )
    show_files(
        {
            t("Halte (.csv)"): (f"{name}.csv", lambda: csv_bytes(stops)),
            t("Halte (.geojson)"): (f"{name}.geojson", lambda: geojson_bytes(stops)),
            t("Kalender (.ics)"): (
                f"{name}.ics",
                lambda: calendar_bytes(week, title, first, until),
            ),
        }
    )
    if week.schedule:
        show_hint(t("Für das Feld „Standzeiten (mobil)“ eines Angebots:"))
        st.code(week.schedule, language=None, wrap_lines=True)


def calendar_bytes(week: WeekTables, name: str, first: date, until: date | None) -> bytes:
    """The week as a calendar file."""
    events = week_events(week.stops, name)
    return calendar_text(events, name=name, first=first, until=until).encode()
