"""Parts of the page *Katalog*: cards of the indicators, the methods in plain words."""

import streamlit as st

from app_pages.frame.choices import field_labels
from app_pages.frame.city import ShownCity
from indicators.catalogue import Indicator, label_of
from layers.escape import literal
from wording import t

WORSE = {
    "higher": "Je höher, desto ungünstiger.",
    "lower": "Je niedriger, desto ungünstiger.",
    "neither": "Keine Seite ist ungünstiger.",
}

#: Method → (title, plain words, formula in LaTeX).
METHODS = {
    "mss": (
        "Berlin: Monitoring Soziale Stadtentwicklung",
        "Jede Kennzahl wird standardisiert: Abstand zum Mittel der bewerteten Gebiete, geteilt "
        "durch die Standardabweichung. Die Summe wird noch einmal standardisiert; sie ist der "
        "Index. Bis 1 über dem Mittel ist der Status mittel, darüber niedrig, über 1,5 sehr "
        "niedrig, unter −1 hoch. Die Dynamik rechnet ebenso mit der Veränderung.",
        r"z_{ik}=\frac{x_{ik}-\bar x_k}{s_k},\quad I_i=\frac{\sum_k z_{ik}-\overline{\sum z}}{s_{\sum z}}",
    ),
    "rise": (
        "Hamburg: RISE-Sozialmonitoring",
        "Wie in Berlin aus standardisierten Kennzahlen, mit einer Dynamik über drei Jahre. Die "
        "Klassengrenzen sind nicht amtlich bestätigt.",
        r"I_i=\frac{\sum_k z_{ik}-\overline{\sum z}}{s_{\sum z}}",
    ),
    "headline": (
        "KomMonitor: Leitindikator",
        "Die Gebiete werden je Kennzahl nach Rang geordnet und auf 0 bis 1 gebracht; 1 ist am "
        "günstigsten. Zusammengefasst wird im geometrischen Mittel: Eine einzige 0 macht den "
        "ganzen Index 0.",
        r"I_i=\Big(\prod_k r_{ik}\Big)^{1/m},\quad r_{ik}=\frac{\mathrm{Rang}_{ik}-1}{n-1}",
    ),
    "imd": (
        "England: Indices of Multiple Deprivation",
        "Der Rang je Bereich wird so umgerechnet, dass die ungünstigsten Gebiete weit "
        "auseinanderliegen; dann werden die Bereiche nach Gewichten summiert.",
        r"X=-23\,\ln\!\big(1-R\,(1-e^{-100/23})\big),\quad R=\mathrm{Rang}/N",
    ),
    "svi": (
        "USA: Social Vulnerability Index (CDC)",
        "Je Kennzahl zählt der Prozentrang. Ränge werden je Thema summiert und wieder in Ränge "
        "verwandelt, dann über die Themen. Ab 0,90 gilt ein Gebiet als besonders verwundbar.",
        r"P=\frac{\mathrm{Rang}-1}{n-1}",
    ),
    "below_average_count": (
        "Zahl der Kennzahlen ungünstiger als die Stadt",
        "Gezählt wird, bei wie vielen Kennzahlen ein Gebiet ungünstiger ist als die Stadt im "
        "Ganzen. Das ist eine eigene Auswertung, keine amtliche.",
        r"I_i=\frac{1}{m}\sum_k \mathbf{1}\,[\,x_{ik}\ \text{ungünstiger als}\ X_k\,]",
    ),
}


def show_indicator_cards(shown_city: ShownCity) -> None:
    """One card per indicator, by field of action."""
    fields = field_labels(shown_city)
    catalogue = shown_city.released.catalogue
    known = [
        *fields,
        *sorted({entry.field_of_action for entry in catalogue.values()} - set(fields)),
    ]
    for field in known:
        entries = [entry for entry in catalogue.values() if entry.field_of_action == field]
        if entries:
            title = fields.get(field) or t("Weitere Kennzahlen")
            cards = "".join(_card(entry, shown_city.years[entry.id]) for entry in entries)
            st.html(f"<h2>{literal(title)}</h2>{cards}")


def _card(entry: Indicator, years: list[int]) -> str:
    facts = {
        "Zähler": entry.numerator or "–",
        "Nenner": entry.denominator or "–",
        "Veröffentlichter Wert": entry.value,
        "Einheit": t(entry.unit) or "–",
        "Jahre": ", ".join(str(year) for year in sorted(years)) or "–",
        "Richtung": t(WORSE[entry.worse]),
        "Über die Jahre": "" if entry.comparable else t("nicht vergleichbar"),
        "Quelle": entry.source,
        "Sagt nicht": entry.caveat,
    }
    if entry.value:
        facts |= {"Zähler": "", "Nenner": ""}
    lines = "".join(
        f"<dt>{literal(t(name))}</dt><dd>{literal(value)}</dd>"
        for name, value in facts.items()
        if value
    )
    definition = f"<p>{literal(entry.definition)}</p>" if entry.definition else ""
    return (
        f"<div class='card'><h3>{literal(label_of(entry))}</h3>{definition}<dl>{lines}</dl></div>"
    )


def show_index_methods() -> None:
    """The six methods in plain words, each with its formula."""
    for title, words, formula in METHODS.values():
        st.subheader(t(title), anchor=False)
        st.html(f"<p class='lead'>{literal(t(words))}</p>")
        for word in ("ungünstiger als", "Rang"):
            formula = formula.replace(word, t(word))
        st.latex(formula)


def show_spots_note() -> None:
    """What the map cannot say."""
    st.subheader(t("Was Karten nicht sagen"), anchor=False)
    sentences = (
        "Ein Gebiet ist kein Mensch: Aus dem Wert eines Gebiets folgt nichts über einzelne Bewohner.",
        "Andere Grenzen ergäben andere Werte; kleine Gebiete schwanken stärker als große.",
        "Wer nahe der Stadtgrenze wohnt, nutzt auch Angebote der Nachbarstadt; sie fehlen hier.",
    )
    items = "".join(f"<li>{literal(t(sentence))}</li>" for sentence in sentences)
    st.html(f"<ul class='notes'>{items}</ul>")
