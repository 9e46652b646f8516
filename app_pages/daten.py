"""Daten: an office's own files in; what was understood, what is unclear, a city folder out."""

import streamlit as st

from app_pages.frame.panels import show_hint
from app_pages.frame.uploads import ask_uploads
from app_pages.setup.corrections import answers, ask_corrections
from app_pages.setup.templates import show_templates
from app_pages.setup.view import (
    show_notes,
    show_offer_rows,
    show_rows,
    show_saving,
    show_switch,
    show_understood,
    understood_of,
)
from intake.files.tables import is_vector
from layers.escape import literal
from wording import t

st.title(t("Daten"), anchor=False)
lead = t("Eine eigene Stadt aus den Dateien, die im Amt vorliegen. Nichts wird gespeichert, bevor Sie es sagen.")  # fmt: skip
st.html(f"<p class='lead'>{literal(lead)}</p>")
show_switch()

uploads = ask_uploads()
with st.expander(t("Vorlagen zum Ausfüllen"), expanded=not uploads.boundaries):
    show_templates()

if not uploads.boundaries:
    show_hint(t("Zuerst die Grenzen der Gebiete wählen, dann Zahlen und Angebote."))
    st.stop()

name = st.text_input(t("Name der Stadt"), value=t("Meine Stadt"), key="daten_name", max_chars=80)
understood = understood_of(uploads, tuple(sorted({**answers(), "name": name}.items())))

st.subheader(t("Was verstanden wurde"), anchor=False)
show_understood(understood)

st.subheader(t("Befunde und Fragen"), anchor=False)
show_notes(understood.findings)

st.subheader(t("Angaben berichtigen"), anchor=False)
ask_corrections(uploads, understood)

for path in (path for path in (*uploads.tables, *uploads.offers) if not is_vector(path)):
    with st.expander(t("Zeilen von {file}", file=literal(path.name))):
        if path in uploads.offers:
            show_offer_rows(path, understood)
        else:
            show_rows(path, understood.findings)

st.subheader(t("Speichern"), anchor=False)
show_saving(understood, name)
