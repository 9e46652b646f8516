"""What a proposal of new sites says: proof, key figures, tables, files to save."""

import streamlit as st

from app_pages.frame.panels import show_files, show_metrics, show_table, unmarked
from app_pages.sites.choices import Search
from app_pages.sites.proposal import Proposal
from export.tables import csv_bytes, geojson_bytes
from indicators.secrecy.release_sites import SiteTables
from layers.layer import Layer
from layers.words.sites import effect_rows, elsewhere_rows, site_rows
from wording import count, percent, t
from wording.numbers import MARKS


def show_proposal_figures(proposal: Proposal, today: Layer) -> None:
    """The proof in one sentence, and the row of key figures."""
    is_proven = proposal.tables.proof.startswith("Bewiesen")
    box, icon = (st.success, "verified") if is_proven else (st.info, "hourglass_empty")
    box(unmarked(t(proposal.tables.proof)), icon=f":material/{icon}:")
    after = 100 * proposal.share_after
    show_metrics(
        {
            "Personen mehr erreicht": _persons(proposal.gained),
            "Versorgt heute": _share(today.city_value),
            "Versorgt mit dem Vorschlag": _share(after),
            "Neue Standorte": count(len(proposal.sites)),
        }
    )


def _persons(number: float) -> str:
    return MARKS["suppressed"] if number != number else count(number)


def _share(value: float) -> str:
    return MARKS["missing"] if value != value else percent(value)


_EFFECT = {
    "share_before": "versorgt heute (%)",
    "share_after": "mit Vorschlag (%)",
    "gained_persons": "Personen mehr",
    "lost_persons": "Personen weniger",
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
            "second_persons": "mit zweitem Angebot",
            "share": "Stadt danach (%)",
            "room": "Spielraum",
            "lon": "Länge",
            "lat": "Breite",
        },
        decimals={
            "rank": 0,
            "gained_persons": 0,
            "second_persons": 0,
            "share": 1,
            "lon": 5,
            "lat": 5,
        },
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


def show_site_downloads(search: Search, proposal: Proposal) -> None:
    """The sites as CSV and GeoJSON, the areas as CSV."""
    sites, name = proposal.sites, f"standorte_{search.question.category}_{search.plan.count}"
    areas = proposal.tables.areas.table.rename_axis("key").reset_index()
    show_files(
        {
            t("Standorte (.csv)"): (f"{name}.csv", lambda: csv_bytes(sites)),
            t("Standorte (.geojson)"): (f"{name}.geojson", lambda: geojson_bytes(sites)),
            t("Gebiete (.csv)"): (f"{name}_gebiete.csv", lambda: csv_bytes(areas)),
        }
    )
