"""Erklärung zur Barrierefreiheit: what works without sight, colour or mouse, and what does not yet."""

import streamlit as st

from app_pages.frame.city import loaded
from app_pages.frame.panels import show_head
from wording import t


def show_list(*sentences: str) -> None:
    """Sentences as a list."""
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))


shown_city = loaded()
show_head(
    "Barrierefreiheit",
    shown_city.released.name,
    "Erklärung zur Barrierefreiheit nach BITV 2.0 und EN 301 549 (WCAG 2.1, Stufe AA).",
)

st.subheader(t("Was ohne Maus, ohne Farbe und mit Vorleseprogramm geht"), anchor=False)
show_list(
    t(
        "Alles, was eine Karte zeigt, steht darunter auch als Tabelle; Tabellen und Karten haben einen beschreibenden Text."
    ),
    t(
        "Ein Gebiet wird auf der Karte **oder** im Auswahlfeld gewählt; alle Auswahlfelder, Schalter und Reiter gehen mit der Tastatur."
    ),
    t(
        "Farbe ist nie das einzige Zeichen: Gebiete unter dem Stadtdurchschnitt sind schraffiert, Klassen haben Zahlen, Lücken und Angebote verschiedene Formen."
    ),
    t("Die Farbreihen bleiben bei Farbenfehlsichtigkeit und in Graustufen geordnet."),
    t(
        "Die Papiere (PDF) sind nach PDF/UA-1 ausgezeichnet: Überschriften, Tabellenköpfe, Lesereihenfolge und Texte zu den Karten."
    ),
    t(
        "Die Sprache ist am Fuß jeder Seite umzustellen; ein Hintergrundbild der Karte ist nicht nötig."
    ),
)

st.subheader(t("Was noch nicht geht"), anchor=False)
show_list(
    t(
        "Die Flächen der Karte selbst sind mit der Tastatur nicht einzeln anzuspringen. Stattdessen: Auswahlfeld „Gebiet“ und Tabelle."
    ),
    t("Leichte Sprache und Gebärdensprache gibt es nicht."),
    t(
        "Eigene Dateien, die eine Stadt hochlädt, können Namen enthalten, die ein Vorleseprogramm schlecht liest."
    ),
)

st.subheader(t("Wie geprüft wurde"), anchor=False)
st.markdown(
    t(
        "Selbstbewertung: Bei jeder Änderung des Programms prüft axe-core die Seiten samt Karte im Browser, und die PDF werden auf PDF/UA-1 geprüft. Eine Prüfung durch eine unabhängige Stelle gab es noch nicht."
    )
)

st.subheader(t("Barrieren melden"), anchor=False)
contact = shown_city.city.config.city.contact
if contact:
    st.text(contact)
else:
    st.markdown(
        t(
            "Diese Stadt hat noch keine Stelle für Hinweise eingetragen (`contact` unter `[city]` in `city.toml`)."
        )
    )
st.markdown(
    t(
        "Kommt keine zufriedenstellende Antwort, hilft die Ombuds- oder Schlichtungsstelle des Landes, in Nordrhein-Westfalen die Ombudsstelle für barrierefreie Informationstechnik."
    )
)
