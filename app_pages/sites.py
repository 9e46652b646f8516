"""Parts of the page *Standorte*: the question, the proposal kept by its choices, what it shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st
from geopandas import GeoDataFrame

from app_pages.choices import (
    category_labels,
    choose,
    choose_category,
    choose_ground,
    choose_level,
    choose_standard,
)
from app_pages.city import Loaded
from app_pages.panels import show_metrics, show_table, unmarked
from app_pages.supply import Wanted, coverage_of, supply_map
from export.tables import csv_bytes, geojson_bytes
from indicators.site_release import SiteTables
from layers.choropleth import label_of
from layers.coverage import coverage_layer
from layers.layer import Layer, PointLayer, paled
from layers.points import offer_layer
from layers.sites import (
    after_layer,
    effect_rows,
    elsewhere_rows,
    located_sites,
    site_layer,
    site_rows,
)
from wording import count, language, percent, t
from wording.numbers import MARKS

#: Most sites that the page offers; more are for the shell.
MOST_SITES = 10
CELLS = "cells"
OFFERS = "offers:"


@dataclass(frozen=True)
class Plan:
    """Everything that a proposal depends on.

    `minutes` 0, `group`, `mode`, `when`, `need` "" mean: as the standard says; no weight.
    `places` is `cells` or `offers:CATEGORY`, as in the shell.
    """

    category: str
    label: str
    count: int
    level: str
    minutes: int
    group: str
    mode: str
    when: str
    objective: str
    need: str
    places: str

    def wanted(self) -> Wanted:
        """Today's coverage that the plan starts from."""
        return Wanted(
            self.category, self.label, self.level, self.minutes, self.group, self.mode,
            self.when, offers=True, gaps=False, language=language(),
        )  # fmt: skip


def choose_plan(load: Loaded) -> Plan:
    """All choices of the page; each is in the address."""
    what, number, level_side, standard, more = st.columns(
        [2.6, 1.2, 2.2, 1.5, 1.9], vertical_alignment="bottom"
    )
    with what:
        category, label = choose_category(load)
    with number:
        numbers = {str(n): str(n) for n in range(1, MOST_SITES + 1)}
        sites = int(choose("Neue Standorte", numbers, name="neu", default="3"))
    with level_side:
        level = choose_level(load)
    with standard, st.popover(t("Standard"), width="stretch"):
        minutes, group, mode, when = choose_standard(load)
    with more, st.popover(t("Ziel und Orte"), width="stretch"):
        objective, need, places = _choose_aim(load, category)
        choose_ground(load)
    return Plan(
        category, label, sites, level, minutes, group, mode, when, objective, need, places
    )  # fmt: skip


def _choose_aim(load: Loaded, category: str) -> tuple[str, str, str]:
    """What the sites shall do best, who counts more, and where they may be."""
    objectives = {
        "coverage": t("möglichst viele Personen erreichen"),
        "distance": t("möglichst kurze Wege für alle"),
    }
    objective = choose("Ziel", objectives, name="ziel")
    catalogue = load.released.catalogue
    needs = {id_: label_of(entry) for id_, entry in catalogue.items() if load.years[id_]}
    need = choose("Gewicht nach Bedarf", {"": t("alle zählen gleich")} | needs, name="bedarf")
    kinds = {id_: label for id_, label in category_labels(load).items() if id_ != category}
    moves = {f"{OFFERS}{id_}": t("bei: {what}", what=label) for id_, label in kinds.items()}
    cells = {CELLS: t("überall, wo Menschen wohnen")}
    return objective, need, choose("Mögliche Orte", cells | moves, name="orte")


#: How results are kept: under the city's stamp and all choices.
KEPT: dict[str | type[Any], Callable[[Any], Any]] = {Loaded: lambda load: load.stamp, Plan: repr}


@dataclass(frozen=True)
class Proposal:
    """A proposal as the page shows it: tables behind the release gate, and the sites' places."""

    tables: SiteTables
    sites: GeoDataFrame

    @property
    def share_after(self) -> float:
        """Covered share of the city with all sites (0–1; NaN where withheld)."""
        return float(self.sites["covered_share"].iloc[-1])


@st.cache_resource(
    show_spinner="Die besten Orte werden gesucht …",
    max_entries=30,
    hash_funcs=KEPT,
)
def proposal_of(load: Loaded, plan: Plan) -> Proposal:
    """The proposal of a plan: the same call as in the shell.

    Raises
    ------
    InputError
        If a choice does not fit the city.
    """
    from pipeline import Question
    from pipeline.sites import SiteQuestion, offers_as_candidates, released_sites

    kind = plan.places.removeprefix(OFFERS)
    candidates = None if plan.places == CELLS else offers_as_candidates(load.city, kind)
    asked = SiteQuestion(plan.count, plan.objective, candidates, need=plan.need)  # type: ignore[arg-type]
    question = Question(plan.group, plan.mode, plan.minutes or None, plan.when)
    tables, _ = released_sites(
        load.city, plan.category, asked, released=load.released, level=plan.level,
        question=question,
    )  # fmt: skip
    return Proposal(tables, located_sites(tables, load.city.config.city.crs))


def plan_map(
    load: Loaded, plan: Plan, proposal: Proposal | None, *, after: bool
) -> tuple[Layer, tuple[PointLayer, ...]]:
    """Coverage today or with the proposal, today's offers, and the sites with their ranks."""
    today, _ = supply_map(load, plan.wanted())
    offers = offer_layer(load.released, [plan.category], {plan.category: plan.label})
    if proposal is None:
        return today, (offers,)
    if after:
        today = paled(after_layer(_unpaled(load, plan), proposal.tables, proposal.share_after))
    return today, (offers, site_layer(proposal.sites))


def _unpaled(load: Loaded, plan: Plan) -> Layer:
    """Today's coverage in full colours."""
    return coverage_layer(coverage_of(load, plan.wanted()), load.released)


def show_proposal_figures(proposal: Proposal, today: Layer) -> None:
    """The proof in one sentence, and the row of key figures."""
    is_proven = proposal.tables.proof.startswith("Bewiesen")
    box, icon = (st.success, "verified") if is_proven else (st.info, "hourglass_empty")
    box(unmarked(t(proposal.tables.proof)), icon=f":material/{icon}:")
    gained = float(proposal.sites["gained_persons"].sum(min_count=len(proposal.sites)))
    after = 100 * proposal.share_after
    show_metrics(
        {
            "Personen mehr erreicht": count(gained),
            "Versorgt heute": _share(today.city_value),
            "Versorgt mit dem Vorschlag": _share(after),
            "Neue Standorte": count(len(proposal.sites)),
        }
    )


def _share(value: float) -> str:
    return MARKS["missing"] if value != value else percent(value)


_EFFECT = {
    "share_before": "versorgt heute (%)",
    "share_after": "mit Vorschlag (%)",
    "gained_persons": "Personen mehr",
    "covered_before": "versorgt heute",
    "covered_after": "versorgt danach",
    "target_persons": "Zielgruppe",
}
_EFFECT_DECIMALS = {**dict.fromkeys(_EFFECT, 0), "share_before": 1, "share_after": 1}


def show_proposal_tables(proposal: Proposal) -> None:
    """Sites, areas, status classes and places that were not chosen, as tables."""
    tables = proposal.tables
    sites, areas, classes, elsewhere = st.tabs(
        [t("Standorte"), t("Gebiete vorher und nachher"), t("Wer gewinnt"), t("Warum nicht dort")]
    )
    with sites:
        _show_sites(proposal)
    with areas:
        show_table(
            effect_rows(tables.areas.table),
            {"name": "Gebiet", **_EFFECT},
            decimals=_EFFECT_DECIMALS,
            alt=t("Tabelle: versorgte Personen je Gebiet, vorher und nachher"),
        )
    with classes:
        _show_classes(tables)
    with elsewhere:
        show_table(
            elsewhere_rows(tables),
            {
                "name": "Gebiet",
                "alone": "allein: Personen mehr",
                "extra": "zusätzlich zum Vorschlag",
                "reason": "warum nicht gewählt",
            },
            decimals={"alone": 0, "extra": 0},
            alt=t("Tabelle aussichtsreicher Orte, die nicht gewählt sind"),
            height=280,
        )


def _show_sites(proposal: Proposal) -> None:
    show_table(
        site_rows(proposal.sites, proposal.tables),
        {
            "rank": "Rang",
            "name": "Gebiet",
            "gained_persons": "Personen mehr",
            "share": "Stadt danach (%)",
            "room": "Spielraum",
            "lon": "Länge",
            "lat": "Breite",
        },
        decimals={"rank": 0, "gained_persons": 0, "share": 1, "lon": 5, "lat": 5},
        alt=t("Tabelle der vorgeschlagenen Standorte nach Rang"),
        height=min(42 + 35 * len(proposal.sites), 400),
    )


def _show_classes(tables: SiteTables) -> None:
    classes = tables.classes.table
    if classes.empty:
        st.info(t("Für diese Stadt ist kein Index mit Statusklassen eingerichtet."))
        return
    show_table(
        effect_rows(classes).rename_axis("status").reset_index(),
        {"status": "Sozialer Status", **_EFFECT},
        decimals=_EFFECT_DECIMALS,
        alt=t("Tabelle: wer gewinnt, nach sozialem Status"),
        height=min(42 + 36 * len(classes), 300),
    )


def show_site_downloads(plan: Plan, proposal: Proposal) -> None:
    """The sites as CSV and GeoJSON, the areas as CSV."""
    sites, name = proposal.sites, f"standorte_{plan.category}_{plan.count}"
    areas = proposal.tables.areas.table.rename_axis("key").reset_index()
    files = {
        t("Standorte (.csv)"): (f"{name}.csv", lambda: csv_bytes(sites), "text/csv"),
        t("Standorte (.geojson)"): (
            f"{name}.geojson", lambda: geojson_bytes(sites), "application/geo+json",
        ),
        t("Gebiete (.csv)"): (f"{name}_gebiete.csv", lambda: csv_bytes(areas), "text/csv"),
    }  # fmt: skip
    for column, (label, (file, make, mime)) in zip(st.columns(3), files.items(), strict=True):
        column.download_button(
            label, data=make, file_name=file, mime=mime, key=f"speichern_{file}",
            on_click="ignore", width="stretch",
        )  # fmt: skip
