"""What the page *Versorgung* shows of one choice, kept: a choice seen before is only sent again."""

import streamlit as st

from app_pages.frame.choices import category_labels
from app_pages.frame.city import ShownCity
from app_pages.frame.panels import show_metrics, show_table
from app_pages.frame.view import KEPT, View
from indicators.coverage.question import Question
from indicators.secrecy.release import ReleasedCoverage, release_coverage
from layers.coverage import coverage_layer
from layers.layer import Layer, OutlineLayer, PointLayer, paled
from layers.legend import legend_html
from layers.points import gap_layer, offer_layer, service_area_layer
from layers.words.coverage import coverage_figures, coverage_table, gap_rows, offer_rows
from wording import count, t


@st.cache_resource(show_spinner="Die Wege werden berechnet …", max_entries=60, hash_funcs=KEPT)
def coverage_of(shown_city: ShownCity, question: Question, level: str) -> ReleasedCoverage:
    """Released coverage of what is asked for."""
    from pipeline import cover

    found = cover(shown_city.city, level=level, question=question)
    return release_coverage(
        found, min_cases=shown_city.released.min_cases, released=shown_city.released
    )


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=KEPT)
def coverage_map(
    shown_city: ShownCity, question: Question, view: View
) -> tuple[Layer, tuple[PointLayer | OutlineLayer, ...]]:
    """Layer of the covered shares, and the places and borders on it."""
    coverage = coverage_of(shown_city, question, view.level)
    places: list[PointLayer | OutlineLayer] = []
    if "reach" in view.drawn:
        places.append(_service_area(shown_city, question))
    if "gaps" in view.drawn:
        places.append(gap_layer(coverage))
    if "offers" in view.drawn:
        labels = {question.category: category_labels(shown_city)[question.category]}
        places.append(offer_layer(shown_city.released, [question.category], labels))
    layer = coverage_layer(coverage, shown_city.released)
    return (paled(layer) if places else layer), tuple(places)


def _service_area(shown_city: ShownCity, question: Question) -> OutlineLayer:
    from pipeline.service_areas import service_area

    found = service_area(shown_city.city, question)
    return service_area_layer(
        found.area,
        offers=category_labels(shown_city)[question.category],
        minutes=found.max_minutes,
        basis=found.basis,
        notes=found.notes,
    )


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=KEPT)
def show_coverage_figures(shown_city: ShownCity, question: Question, view: View) -> None:
    """The row of key figures."""
    layer, _ = coverage_map(shown_city, question, view)
    figures = coverage_figures(
        coverage_of(shown_city, question, view.level), shown_city.released, layer
    )
    show_metrics(
        {
            "Versorgt in der ganzen Stadt": figures.city,
            "Gebiete schlechter versorgt als die Stadt": t(
                "{n} von {all}", n=count(figures.below), all=count(figures.rated)
            ),
            "Personen ohne Angebot in Reichweite": figures.gap,
            "Angebote": figures.offers,
        }
    )


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=KEPT)
def show_coverage_legend(shown_city: ShownCity, question: Question, view: View) -> None:
    """The legend with classes, places, standard and basis of the ways."""
    layer, places = coverage_map(shown_city, question, view)
    st.html(legend_html(layer, *places))


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=KEPT)
def show_coverage_tables(shown_city: ShownCity, question: Question, view: View) -> None:
    """Areas, gaps and offers as tables: everything the map shows."""
    layer, _ = coverage_map(shown_city, question, view)
    coverage = coverage_of(shown_city, question, view.level)
    areas, gaps, offers = st.tabs([t("Gebiete"), t("Lücken"), t("Angebote")])
    with areas:
        _areas(coverage, layer)
    with gaps:
        show_table(
            gap_rows(coverage),
            {
                "rank": "Rang",
                "name": "Gebiet",
                "persons": "Personen",
                "nearest_offer": "nächstes Angebot",
                "nearest_minutes": "Minuten dorthin",
                "reason": "warum eine Lücke",
            },
            decimals={"rank": 0, "persons": 0, "nearest_minutes": 0},
            alt=t("Tabelle der Lücken, die größte zuerst"),
        )
    with offers:
        show_table(
            offer_rows(shown_city.released, question.category),
            {
                "name": "Name",
                "address": "Adresse",
                "provider": "Träger",
                "confirmed_on": "bestätigt am",
            },
            decimals={},
            alt=t(
                "Tabelle der Angebote: {what}", what=category_labels(shown_city)[question.category]
            ),
        )


def _areas(coverage: ReleasedCoverage, layer: Layer) -> None:
    show_table(
        coverage_table(coverage, layer),
        {
            "name": "Gebiet",
            "share": "versorgt (%)",
            "difference": "Abstand zur Stadt",
            "flag": "Einschätzung",
            "target": "Zielgruppe",
            "covered": "versorgt",
            "gap": "nicht versorgt",
            "minutes": "Hälfte erreicht in Min.",
            "note": "Hinweis",
        },
        decimals={"share": 1, "difference": 1, "target": 0, "covered": 0, "gap": 0, "minutes": 0},
        alt=t("Tabelle: {what}, {where}", what=layer.title, where=layer.subtitle),
    )
