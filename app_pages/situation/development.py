"""Parts of the page *Entwicklung*: goals, lines over the years, changes between two years."""

import streamlit as st

from app_pages.frame.city import BY_STAMP, ShownCity
from app_pages.frame.panels import show_hint, show_table
from indicators.catalogue import label_of
from indicators.figures.change import Change
from indicators.figures.targets import TargetDefinition, progress, target_from, target_sentence
from layers.charts import line_chart, slope_chart
from layers.escape import literal
from layers.words.development import change_rows, change_words, line_rows, names_of, slope_rows
from wording import t


def targets_of(shown_city: ShownCity) -> list[TargetDefinition]:
    """The goals of `city.toml` whose indicator the city has."""
    targets = [target_from(section.model_dump()) for section in shown_city.city.config.target]
    return [target for target in targets if target.indicator in shown_city.released.catalogue]


def show_targets(shown_city: ShownCity) -> None:
    """Where each goal stands, in sentences, with its source."""
    targets = targets_of(shown_city)
    st.subheader(t("Ziele"), anchor=False)
    if not targets:
        show_hint(t("Die Stadt hat noch keine Ziele eingetragen."))
        return
    items = "".join(_target_items(shown_city, target) for target in targets)
    st.html(f"<ul class='notes'>{items}</ul>")


def _target_items(shown_city: ShownCity, target: TargetDefinition) -> str:
    released = shown_city.released
    entry, years = released.catalogue[target.indicator], shown_city.years[target.indicator]
    if not years:
        return ""
    table = progress(released.figures, target, entry, year=years[0])
    source = t("Quelle: {source}", source=target.source) if target.source else ""
    return "".join(
        f"<li><b>{literal(label_of(entry))}</b> – {literal(target_sentence(row, entry))} "
        f"<span class='quiet'>{literal(source)}</span></li>"
        for _, row in table.iterrows()
    )


def show_lines(shown_city: ShownCity, indicator: str, *, level: str, area: str) -> None:
    """The area beside the city over the years, with the way to a goal."""
    released, entry = shown_city.released, shown_city.released.catalogue[indicator]
    target = next((t_ for t_ in targets_of(shown_city) if _fits(t_, indicator, level, area)), None)
    rows = line_rows(released, level=level, key=area, indicator=indicator, target=target)
    names = names_of(released, level=level, key=area)
    st.subheader(t("{what} über die Jahre", what=label_of(entry)), anchor=False)
    spec = line_chart(rows, unit=entry.unit, area=names.area, city=names.city, target=names.target)
    st.vega_lite_chart(spec, width="stretch")
    show_hint(t("Senkrechte Striche: Spanne, in der der Wert mit 95 % Sicherheit liegt."))
    with st.expander(t("Dieselben Angaben als Tabelle")):
        show_table(
            rows,
            {"series": "Linie", "year": "Jahr", "value": "Wert", "low": "von", "high": "bis"},
            decimals={"value": entry.decimals, "low": entry.decimals, "high": entry.decimals},
            alt=t("Tabelle: {what} über die Jahre", what=label_of(entry)),
            height=250,
        )


def _fits(target: TargetDefinition, indicator: str, level: str, area: str) -> bool:
    """Whether a goal belongs into the chart of an area."""
    if target.indicator != indicator:
        return False
    if target.level == "city":
        return True
    return target.level == level and bool(area) and (not target.keys or area in target.keys)


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=BY_STAMP)
def change_between(
    shown_city: ShownCity, indicator: str, level: str, years: tuple[int, int]
) -> Change:
    """Change of an indicator between two years on a level."""
    from pipeline.development import change_of

    return change_of(
        shown_city.city,
        shown_city.released,
        indicator,
        level=level,
        from_year=years[0],
        to_year=years[1],
    )


def show_changes(
    shown_city: ShownCity, indicator: str, *, level: str, area: str, years: tuple[int, int]
) -> None:
    """Slope chart and table of two years, or the sentence that says why there is none."""
    result = change_between(shown_city, indicator, level, years)
    if result.refused:
        show_hint(t("Kein Vergleich: {why}", why=result.refused))
        return
    entry = shown_city.released.catalogue[indicator]
    if area and (words := change_words(result, area, entry)):
        st.html(f"<p class='why'>{literal(words)}</p>")
    if result.bridged:
        show_hint(t("Das frühere Jahr ist auf die heutigen Grenzen umgerechnet."))
    rows = slope_rows(result, entry, selected=area)
    st.vega_lite_chart(slope_chart(rows, unit=entry.unit), width="stretch")
    show_table(
        change_rows(result),
        {
            "name": "Gebiet",
            "from": str(result.from_year),
            "to": str(result.to_year),
            "change": "Veränderung",
            "direction": "Richtung",
            "certain": "Wie sicher",
        },
        decimals=dict.fromkeys(("from", "to", "change"), entry.decimals),
        alt=t("Tabelle: Veränderung je Gebiet"),
    )
