"""Parts of the page *Profil*: overview, situation, coverage, offers and neighbours of one area."""

import streamlit as st
from pandas import DataFrame

from app_pages.frame.choices import category_labels, choose_indicator, field_labels
from app_pages.frame.city import ShownCity
from app_pages.frame.panels import show_hint, show_metrics, show_table, unmarked
from app_pages.frame.view import View
from app_pages.supply import coverage_map, coverage_of
from indicators.coverage.question import Question
from layers.escape import literal
from layers.words.coverage import area_coverage
from layers.words.profile import inhabitants, neighbour_rows, offers_in, situation_rows
from wording import count, t


def show_overview(shown_city: ShownCity, level: str, area: str) -> None:
    """Name, inhabitants, number of unfavourable indicators and of offers."""
    released = shown_city.released
    rows = situation_rows(released, level=level, key=area)
    people = inhabitants(released, level=level, key=area, variable=shown_city.population)
    name = str(released.levels[level].areas.loc[area, "name"])
    st.header(unmarked(name), anchor=False)
    show_metrics(
        {
            "Menschen": count(people),
            "Kennzahlen ungünstiger als die Stadt": t(
                "{n} von {all}", n=count(int(rows["flagged"].sum())), all=count(len(rows))
            ),
            "Angebote im Gebiet": count(len(offers_in(released, level=level, key=area))),
        }
    )


def show_area_situation(shown_city: ShownCity, level: str, area: str) -> None:
    """Every indicator by field of action, with the sentence behind each flag."""
    rows = situation_rows(shown_city.released, level=level, key=area)
    st.subheader(t("Lage gegenüber der Stadt und der eigenen Vergangenheit"), anchor=False)
    fields = field_labels(shown_city)
    for field in [*fields, *sorted(set(rows["field"]) - set(fields))]:
        part = rows[rows["field"] == field]
        if len(part):
            title = fields.get(field, t("Weitere Kennzahlen"))
            st.html(f"<h3>{literal(title)}</h3>{_situation_table(part)}")
    flagged = rows[rows["flagged"]]
    with st.expander(t("Begründungen ({n})", n=count(len(flagged)))):
        items = "".join(
            f"<li><b>{literal(row.label)}</b>: {literal(row.sentence)}</li>"
            for row in flagged.itertuples()
        )
        st.html(f"<ul class='notes'>{items}</ul>")


def _situation_table(part: DataFrame) -> str:
    words = ("Kennzahl", "Jahr", "Gebiet", "Stadt", "Veränderung")
    head = "".join(f"<th scope='col'>{literal(t(word))}</th>" for word in words)
    rows = "".join(
        f"<tr><td>{_mark(row.flagged)}{literal(row.label)}</td><td>{row.year}</td>"
        f"<td>{literal(row.value)}</td><td>{literal(row.city)}</td><td>{literal(row.past)}</td></tr>"
        for row in part.itertuples()
    )
    return f"<div class='area'><table class='situation'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def _mark(flagged: bool) -> str:
    hidden = literal(t("ungünstiger als der Stadtdurchschnitt:"))
    return f"<span class='mark' title='{hidden}'>▲</span> " if flagged else ""


def show_area_coverages(shown_city: ShownCity, level: str, area: str) -> None:
    """Coverage for every category with a standard of the city, on request."""
    st.subheader(t("Versorgung"), anchor=False)
    labels = category_labels(shown_city)
    categories = [s.category for s in shown_city.city.config.standard if s.category in labels]
    if not categories:
        show_hint(t("Die Stadt hat noch keine Standards eingetragen."))
        return
    if not st.toggle(t("Versorgung berechnen und zeigen"), key="profil_versorgung"):
        return
    lines = []
    for category in categories:
        question = Question(category)
        coverage = coverage_of(shown_city, question, level)
        layer, _ = coverage_map(shown_city, question, View(level))
        mine = area_coverage(coverage, layer, area)
        lines.append(
            f"<tr><td>{_mark(mine.flagged)}{literal(labels[category])}</td>"
            f"<td>{literal(mine.value)}</td><td>{literal(mine.city)}</td>"
            f"<td>{literal(coverage.standard)}</td></tr>"
        )
    words = ("Angebot", "versorgt", "Stadt", "Standard")
    head = "".join(f"<th scope='col'>{literal(t(word))}</th>" for word in words)
    st.html(
        f"<div class='area'><table class='words'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def show_area_offers(shown_city: ShownCity, level: str, area: str) -> None:
    """Offers in the area, by field of action."""
    st.subheader(t("Angebote im Gebiet"), anchor=False)
    offers = offers_in(shown_city.released, level=level, key=area)
    if offers.empty:
        show_hint(t("Kein Angebot ist für dieses Gebiet eingetragen."))
        return
    labels, fields = category_labels(shown_city), field_labels(shown_city)
    of_category = {entry.id: entry.field_of_action for entry in shown_city.city.config.category}
    shown = offers.assign(
        category=offers["category"].map(labels),
        field=offers["category"].map(of_category).map(fields).fillna(t("ohne Zielbereich")),
    )
    show_table(
        shown.sort_values(["field", "category", "name"]),
        {
            "field": "Zielbereich",
            "category": "Art",
            "name": "Name",
            "address": "Adresse",
            "provider": "Träger",
        },
        decimals={},
        alt=t("Tabelle der Angebote im Gebiet"),
        height=300,
    )


def show_neighbours(shown_city: ShownCity, level: str, area: str) -> None:
    """The area among its neighbours by one indicator."""
    st.subheader(t("Nachbargebiete"), anchor=False)
    indicator = choose_indicator(shown_city)
    entry, year = shown_city.released.catalogue[indicator], shown_city.years[indicator][0]
    rows = neighbour_rows(
        shown_city.released, level=level, key=area, indicator=indicator, year=year
    )
    show_table(
        rows,
        {"name": "Gebiet", "value": f"{year} ({entry.unit})", "flag": "Einschätzung"},
        decimals={"value": entry.decimals},
        alt=t("Tabelle: das Gebiet und seine Nachbarn"),
        height=300,
    )
