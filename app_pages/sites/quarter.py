"""The view *Neues Quartier*: dwellings and ages in; who lives there and which offers are missing out."""

from dataclasses import dataclass

import streamlit as st
from geopandas import GeoDataFrame, points_from_xy
from pandas import DataFrame

from app_pages.frame.choices import choose_area, choose_category, choose_level, group_labels
from app_pages.frame.city import BY_STAMP, ShownCity
from app_pages.frame.findings import show_faults
from app_pages.frame.kept_question import asked_question, show_state
from app_pages.frame.map_view import show_map
from app_pages.frame.panels import show_files, show_hint, show_metrics, show_table, unmarked
from app_pages.frame.view import View
from app_pages.supply import coverage_map
from export.tables import csv_bytes, geojson_bytes
from indicators.coverage.question import Question
from intake.findings import InputError
from layers.escape import literal
from layers.layer import paled
from layers.legend import legend_html
from layers.words.need import missing_sentence, need_rows
from layers.words.sites import place_layer
from wording import count, language, t

_MIDDLE = 5


@dataclass(frozen=True)
class QuarterPlan:
    """Everything that a quarter's needs depend on; shares (0–1) by target group."""

    dwellings: int
    persons_per_dwelling: float
    lon: float
    lat: float
    shares: tuple[tuple[str, float], ...]


def show_quarter(shown_city: ShownCity) -> None:
    """Entries, needs when asked for, map, table, files."""
    what, level_side, area_side = st.columns([2.4, 2.0, 2.4])
    with what:
        category, _ = choose_category(shown_city)
    with level_side:
        level = choose_level(shown_city)
    with area_side:
        area = choose_area(shown_city, level)
    plan = _choose_quarter(shown_city, View(level, area))
    button = t("Bedarf rechnen")
    asked = asked_question(
        shown_city, plan, button, name="bedarf_quartier", icon="home_work", ready=bool(plan.shares)
    )
    needs = _answered(shown_city, asked)
    if needs is None:
        asked = None
    show_state(asked, plan, button)
    if asked is not None and needs is not None:
        _show_figures(asked, needs)
    _show_map(shown_city, category, View(level, area, ("offers",)), asked or plan)
    if asked is not None and needs is not None:
        _show_table(shown_city, needs)
        _show_downloads(needs)


def _choose_quarter(shown_city: ShownCity, view: View) -> QuarterPlan:
    """Dwellings, place and who will live there."""
    size, persons, east, north, groups = st.columns(
        [1.2, 1.4, 1.3, 1.3, 2.0], vertical_alignment="bottom"
    )
    dwellings = size.number_input(t("Wohnungen"), 1, 100_000, 200, 10, key="quartier_wohnungen")
    per = persons.number_input(
        t("Personen je Wohnung"), 0.1, 10.0, 2.0, 0.1, format="%.1f", key="quartier_personen"
    )
    level, area = view.level, view.key
    lon, lat = middle_of(shown_city, level, area)
    help_ = t("Mitte des Quartiers; zuerst die Mitte des gewählten Gebiets (Klick auf die Karte).")
    x = east.number_input(
        t("Länge"), -180.0, 180.0, lon, 0.001, format="%.5f", key=f"quartier_lon_{level}_{area}",
        help=help_,
    )  # fmt: skip
    y = north.number_input(
        t("Breite"), -90.0, 90.0, lat, 0.001, format="%.5f", key=f"quartier_lat_{level}_{area}"
    )
    with groups, st.popover(t("Wer dort wohnen wird"), width="stretch"):
        shares = _choose_shares(shown_city)
    return QuarterPlan(int(dwellings), float(per), float(x), float(y), shares)


def middle_of(shown_city: ShownCity, level: str, area: str) -> tuple[float, float]:
    """Longitude and latitude of a point in an area, or in the city."""
    areas = shown_city.released.levels[level].areas
    shape = areas.geometry[area] if area in areas.index else areas.union_all()
    place = GeoDataFrame(geometry=[shape.representative_point()], crs=areas.crs).to_crs(4326)
    point = place.geometry.iloc[0]
    return round(float(point.x), _MIDDLE), round(float(point.y), _MIDDLE)


def _choose_shares(shown_city: ShownCity) -> tuple[tuple[str, float], ...]:
    """Share of each target group among the residents: at first as in the whole city."""
    labels, usual = group_labels(shown_city), _usual_shares(shown_city)
    show_hint(t("Anteil an allen, die dort wohnen werden; zuerst wie heute in der ganzen Stadt."))
    chosen = []
    for id_, share in usual.items():
        per_cent = st.number_input(
            f"{unmarked(labels[id_])} (%)", 0.0, 100.0, round(100 * share, 1), 0.5,
            format="%.1f", key=f"quartier_anteil_{id_}",
        )  # fmt: skip
        if per_cent > 0:
            chosen.append((id_, float(per_cent) / 100))
    return tuple(chosen)


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs=BY_STAMP)
def _usual_shares(shown_city: ShownCity) -> dict[str, float]:
    """Share of each target group with a standard in the whole city, newest year; 0 where unknown."""
    from pipeline.tours import groups_with_standard

    variables = {group.id: group.variable for group in shown_city.city.config.target_group}
    years = sorted(
        (year for level, year in shown_city.released.counts if level == "city"), reverse=True
    )
    shares = dict.fromkeys(groups_with_standard(shown_city.city), 0.0)
    for year in reversed(years):
        counts = shown_city.released.counts["city", year].sum()
        whole = counts.get(shown_city.population, 0.0)
        for id_ in shares:
            part = counts.get(variables[id_], 0.0)
            if whole > 0 and part > 0:
                shares[id_] = min(float(part / whole), 1.0)
    return shares


@st.cache_resource(
    show_spinner="Die Wege werden berechnet …", max_entries=30,
    hash_funcs={**BY_STAMP, QuarterPlan: lambda plan: f"{plan!r} {language()}"},
)  # fmt: skip
def needs_of_plan(shown_city: ShownCity, plan: QuarterPlan) -> GeoDataFrame:
    """What the quarter needs: the same call as in the shell.

    Raises
    ------
    InputError
        If the numbers do not fit.
    """
    from indicators.coverage.housing import Quarter
    from pipeline.tours import metric_place, needs_of

    x, y = metric_place(shown_city.city, plan.lon, plan.lat)
    quarter = Quarter(plan.dwellings, x, y, dict(plan.shares), plan.persons_per_dwelling)
    return needs_of(shown_city.city, quarter)


def _answered(shown_city: ShownCity, asked: QuarterPlan | None) -> GeoDataFrame | None:
    try:
        return needs_of_plan(shown_city, asked) if asked else None
    except InputError as error:
        show_faults(error)
        return None


def _show_figures(plan: QuarterPlan, needs: DataFrame) -> None:
    """What is in reach and what is missing, in sentences and figures."""
    if needs.empty:
        st.info(t("Für diese Zielgruppen gibt es keinen Standard."))
        return
    covered = int(needs["covered"].sum())
    figures = {
        "Menschen im Quartier": count(plan.dwellings * plan.persons_per_dwelling),
        "Arten von Angeboten in Reichweite": t(
            "{n} von {all}", n=count(covered), all=count(len(needs))
        ),
    }
    if needs["places_needed"].notna().any():
        figures["Plätze, die es braucht"] = count(needs["places_needed"].sum())
    show_metrics(figures)
    box = st.success if covered == len(needs) else st.warning
    box(unmarked(missing_sentence(needs)))


def _show_map(shown_city: ShownCity, category: str, view: View, plan: QuarterPlan) -> None:
    """Today's coverage of one kind of offer around the quarter."""
    layer, places = coverage_map(shown_city, Question(category), view)
    crs = shown_city.city.config.city.crs
    place = GeoDataFrame(geometry=points_from_xy([plan.lon], [plan.lat], crs=4326)).to_crs(crs)
    map_side, word_side = st.columns([2.3, 1], gap="medium")
    quarter = place_layer(place, t("Neues Quartier"))
    with word_side:
        st.html(legend_html(paled(layer), *places, quarter))
    with map_side:
        show_map(shown_city, paled(layer), *places, quarter, selected=view.area, page="quartier")


def _show_table(shown_city: ShownCity, needs: DataFrame) -> None:
    st.subheader(t("Was das Quartier braucht"), anchor=False)
    show_table(
        need_rows(needs, group_labels(shown_city)).dropna(axis="columns", how="all"),
        {
            "label": "Angebot",
            "group": "Zielgruppe",
            "persons": "Personen",
            "nearest_minutes": "Minuten dorthin",
            "limit_minutes": "höchstens Min.",
            "reached": "in Reichweite",
            "uncovered_persons": "Personen ohne Angebot",
            "places_needed": "Plätze nötig",
        },
        decimals={"persons": 0, "nearest_minutes": 1, "limit_minutes": 0, "uncovered_persons": 0,
                  "places_needed": 0},
        alt=t("Tabelle: Angebote, die das neue Quartier braucht"),
        height=min(42 + 36 * len(needs), 420),
    )  # fmt: skip
    note = t("Das Quartier zählt als ein Ort: Seine Mitte erreicht ein Angebot oder nicht.")
    st.html(f"<ul class='notes'><li>{literal(note)}</li></ul>")


def _show_downloads(needs: GeoDataFrame) -> None:
    show_files(
        {
            t("Bedarf (.csv)"): ("quartier.csv", lambda: csv_bytes(needs)),
            t("Bedarf (.geojson)"): ("quartier.geojson", lambda: geojson_bytes(needs)),
        }
    )
