"""What the page *Versorgung* shows of one choice, kept: a choice seen before is only sent again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app_pages.frame.city import BY_STAMP, ShownCity
from app_pages.frame.panels import show_metrics, show_table
from indicators.secrecy.release import ReleasedCoverage, release_coverage
from layers.coverage import coverage_layer
from layers.layer import Layer, OutlineLayer, PointLayer, paled
from layers.legend import legend_html
from layers.points import gap_layer, offer_layer, service_area_layer
from layers.words.supply import gap_rows, offer_rows, supply_figures, supply_table
from wording import count, language, t

if TYPE_CHECKING:
    from pipeline import Question


@dataclass(frozen=True)
class Wanted:
    """Everything that decides what *Versorgung* shows, but the chosen area.

    `minutes` 0, `group`, `mode` and `when` "" mean: as the standard says.
    """

    category: str
    label: str
    level: str
    minutes: int
    group: str
    mode: str
    when: str
    offers: bool
    gaps: bool
    language: str
    reach: bool = False

    @classmethod
    def as_standard(cls, category: str, label: str, level: str) -> "Wanted":
        """A category as its standard says, without places on the map."""
        return cls(category, label, level, 0, "", "", "", False, False, language())

    @property
    def question(self) -> tuple[str, str, int, str, str, str]:
        """What the coverage itself depends on."""
        return self.category, self.level, self.minutes, self.group, self.mode, self.when


_KEPT = {**BY_STAMP, Wanted: repr}


def coverage_of(shown_city: ShownCity, wanted: Wanted) -> ReleasedCoverage:
    """Released coverage of what is wanted."""
    return _coverage(shown_city, wanted.question)


@st.cache_resource(show_spinner="Die Wege werden berechnet …", max_entries=60, hash_funcs=BY_STAMP)
def _coverage(
    shown_city: ShownCity, question: tuple[str, str, int, str, str, str]
) -> ReleasedCoverage:
    from pipeline import cover

    category, level, *asked = question
    found = cover(shown_city.city, category, level=level, question=asked_of(*asked))
    return release_coverage(
        found, min_cases=shown_city.released.min_cases, released=shown_city.released
    )


def asked_of(minutes: int, group: str, mode: str, when: str = "") -> "Question":
    """Return a page's choices as the question of the pipeline; 0 and "" mean: as the standard says."""
    from pipeline import Question

    return Question(target_group=group, mode=mode, max_minutes=minutes or None, when=when)


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=_KEPT)
def supply_map(
    shown_city: ShownCity, wanted: Wanted
) -> tuple[Layer, tuple[PointLayer | OutlineLayer, ...]]:
    """Layer of the covered shares, and the places and borders on it."""
    coverage = coverage_of(shown_city, wanted)
    places: list[PointLayer | OutlineLayer] = []
    if wanted.reach:
        places.append(_service_area(shown_city, wanted))
    if wanted.gaps:
        places.append(gap_layer(coverage))
    if wanted.offers:
        labels = {wanted.category: wanted.label}
        places.append(offer_layer(shown_city.released, [wanted.category], labels))
    layer = coverage_layer(coverage, shown_city.released)
    return (paled(layer) if places else layer), tuple(places)


def _service_area(shown_city: ShownCity, wanted: Wanted) -> OutlineLayer:
    from pipeline.service_areas import service_area

    found = service_area(shown_city.city, wanted.category, question=asked_of(*wanted.question[2:]))
    return service_area_layer(
        found.area,
        offers=wanted.label,
        minutes=found.max_minutes,
        basis=found.basis,
        notes=found.notes,
    )


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=_KEPT)
def show_supply_figures(shown_city: ShownCity, wanted: Wanted) -> None:
    """The row of key figures."""
    layer, _ = supply_map(shown_city, wanted)
    figures = supply_figures(coverage_of(shown_city, wanted), shown_city.released, layer)
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


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=_KEPT)
def show_supply_legend(shown_city: ShownCity, wanted: Wanted) -> None:
    """The legend with classes, places, standard and basis of the ways."""
    layer, places = supply_map(shown_city, wanted)
    st.html(legend_html(layer, *places))


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=_KEPT)
def show_supply_tables(shown_city: ShownCity, wanted: Wanted) -> None:
    """Areas, gaps and offers as tables: everything the map shows."""
    layer, _ = supply_map(shown_city, wanted)
    coverage = coverage_of(shown_city, wanted)
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
            offer_rows(shown_city.released, wanted.category),
            {
                "name": "Name",
                "address": "Adresse",
                "provider": "Träger",
                "confirmed_on": "bestätigt am",
            },
            decimals={},
            alt=t("Tabelle der Angebote: {what}", what=wanted.label),
        )


def _areas(coverage: ReleasedCoverage, layer: Layer) -> None:
    show_table(
        supply_table(coverage, layer),
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
