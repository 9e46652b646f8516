"""What *Lage* shows of a composite index, kept: map, legend, table, the answer to „Warum?“."""

from dataclasses import dataclass

import streamlit as st
from pandas import DataFrame

from app_pages.frame.choices import field_labels
from app_pages.frame.city import ShownCity
from app_pages.frame.panels import show_metrics, show_table
from app_pages.frame.view import KEPT, View
from indicators.indices.types import IndexResult
from indicators.indices.why import Reason, explain, field_sentences
from layers.escape import literal
from layers.index import contribution_table, index_layer, index_table
from layers.layer import Layer
from layers.legend import legend_html
from wording import count, percent, t


@dataclass(frozen=True)
class Index:
    """An index on the page: which, by which method, of which year."""

    id: str
    method: str
    year: int


_KEPT = {**KEPT, Index: repr}


@st.cache_resource(show_spinner=False, max_entries=200, hash_funcs=_KEPT)
def index_result(shown_city: ShownCity, index: Index, view: View) -> IndexResult:
    """The index, by its own method or by another one.

    Raises
    ------
    InputError
        If it cannot be computed as it is defined.
    """
    from indicators.indices import DefinitionError, composite, with_method
    from intake.choices import index_error
    from pipeline import index_of

    own = index_of(
        shown_city.city, shown_city.released, index.id, level=view.level, year=index.year
    )
    if index.method == own.definition.method:
        return own
    try:
        return composite(with_method(own.definition, index.method), own.inputs)  # type: ignore[arg-type]
    except DefinitionError as error:
        raise index_error(index.id, str(error)) from error


@st.cache_resource(show_spinner=False, max_entries=200, hash_funcs=_KEPT)
def index_map(shown_city: ShownCity, index: Index, view: View) -> Layer:
    """Layer of the index's status classes."""
    return index_layer(
        index_result(shown_city, index, view),
        shown_city.released,
        level=view.level,
        year=index.year,
    )


@st.cache_resource(show_spinner=False, max_entries=200, hash_funcs=_KEPT)
def show_index_figures(shown_city: ShownCity, index: Index, view: View) -> None:
    """How many areas are in which class, in a row."""
    layer = index_map(shown_city, index, view)
    figures = {f"Status {name}": 0 for name in ("niedrig", "sehr niedrig")}
    worst = [count(entry.count) for entry in layer.classes[-2:]]
    show_metrics(
        {
            **dict(zip(figures, worst, strict=True)),
            "Besonderer Aufmerksamkeitsbedarf": count(layer.flagged_count),
            "Nicht bewertet": count(sum(entry.count for entry in layer.missing)),
        }
    )


@st.cache_resource(show_spinner=False, max_entries=200, hash_funcs=_KEPT)
def show_index_legend(shown_city: ShownCity, index: Index, view: View) -> None:
    """The legend of the index."""
    st.html(legend_html(index_map(shown_city, index, view)))


@st.cache_resource(show_spinner=False, max_entries=200, hash_funcs=_KEPT)
def show_index_table(shown_city: ShownCity, index: Index, view: View) -> None:
    """The same content as the map, as a table."""
    layer = index_map(shown_city, index, view)
    show_table(
        index_table(index_result(shown_city, index, view), layer),
        {
            "name": "Gebiet",
            "status": "Status",
            "score": "Wert",
            "rank": "Rang (1 = am ungünstigsten)",
            "dynamics": "Dynamik",
            "flag": "Einschätzung",
            "note": "Hinweis",
        },
        decimals={"score": 2, "rank": 0},
        alt=t("Tabelle: {what}, {where}", what=layer.title, where=layer.subtitle),
    )


@st.cache_resource(show_spinner="Die Spannen werden berechnet …", max_entries=50, hash_funcs=_KEPT)
def rank_ranges(shown_city: ShownCity, index: Index, view: View) -> DataFrame:
    """Rank and class of each area in 1,000 draws of the counts."""
    from indicators.indices.draws import rank_intervals

    return rank_intervals(index_result(shown_city, index, view))


def show_reason(shown_city: ShownCity, index: Index, view: View) -> None:
    """„Warum?“: the class of one area, what adds to it, and how sure it is."""
    reason = explain(index_result(shown_city, index, view), shown_city.released.catalogue, view.key)
    status = t(reason.status) if reason.status else t("nicht bewertet")
    st.html(
        f"<div class='area'><h2>{literal(reason.name)}</h2>"
        f"<p class='big'>{literal(status)}</p>"
        f"<p class='why'>{literal(reason.sentence)}</p></div>"
    )
    if reason.status:
        with st.expander(t("Warum? Beitrag jeder Kennzahl")):
            st.html(_contributions(reason, shown_city))
        for sentence in _by_field(shown_city, index, view):
            st.html(f"<p class='hint'>{literal(sentence)}</p>")
        if st.toggle(t("Wie sicher ist die Einstufung?"), key="sicherheit"):
            _show_range(rank_ranges(shown_city, index, view), view.key)


def _by_field(shown_city: ShownCity, index: Index, view: View) -> tuple[str, ...]:
    released = shown_city.released
    figures = released.figures
    asked = figures[(figures["level"] == view.level) & (figures["year"] == index.year)]
    labels, result = field_labels(shown_city), index_result(shown_city, index, view)
    return field_sentences(asked, released.catalogue, labels, result, view.key)


def _contributions(reason: Reason, shown_city: ShownCity) -> str:
    words = ("Kennzahl", "Gebiet", "Mittel", "Beitrag")
    head = "".join(f"<th scope='col'>{literal(t(word))}</th>" for word in words)
    rows = "".join(
        f"<tr><td>{literal(row.label)}</td><td>{literal(row.value_text)}</td>"
        f"<td>{literal(row.mean_text)}</td><td>{literal(_signed(row.contribution))}</td></tr>"
        for row in contribution_table(reason.contributions, shown_city.released).itertuples()
    )
    return f"<div class='area'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def _signed(value: float) -> str:
    from wording import signed

    return signed(value, 2)


def _show_range(ranges: DataFrame, key: str) -> None:
    """The middle 95 % of 1,000 draws, in a sentence."""
    row = ranges.loc[key]
    same = row["status_best"] == row["status_worst"]
    classes = t("immer in der Klasse „{best}“") if same else t("zwischen „{best}“ und „{worst}“")
    sentence = t(
        "In 95 % von 1.000 Ziehungen der Fallzahlen liegt der Rang zwischen {low} und {high} und "
        "die Einstufung {classes}; die eigene Klasse trifft in {share} der Ziehungen zu.",
        low=count(row["rank_low"]),
        high=count(row["rank_high"]),
        classes=classes.format(best=t(row["status_best"]), worst=t(row["status_worst"])),
        share=percent(100 * row["own_class_share"], 0),
    )
    st.html(f"<p class='hint'>{literal(sentence)}</p>")


@st.cache_resource(show_spinner=False, max_entries=50, hash_funcs=_KEPT)
def show_methods(shown_city: ShownCity, index: Index, view: View) -> None:
    """Status of every area by all six methods on the same data."""
    from indicators.indices import METHODS
    from indicators.indices.robustness import methods_side_by_side
    from layers.index import METHOD_NAMES

    results: dict[str, IndexResult] = {
        method: index_result(shown_city, Index(index.id, method, index.year), view)
        for method in METHODS
    }
    table = methods_side_by_side(results)
    for method in METHODS:
        table[method] = table[method].fillna("").map(t)
    table.insert(0, "name", shown_city.released.levels[view.level].areas["name"])
    show_table(
        table.sort_values("classes_apart", ascending=False),
        {"name": "Gebiet", **METHOD_NAMES, "classes_apart": "Klassen auseinander"},
        decimals={"classes_apart": 0},
        alt=t("Tabelle: Einstufung jedes Gebiets nach sechs Verfahren"),
    )
