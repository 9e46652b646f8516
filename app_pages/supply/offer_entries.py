"""Local knowledge on offers: confirm, correct, end or note; at once on top of the city's offers."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import streamlit as st
from geopandas import GeoDataFrame

from app_pages.frame.panels import show_hint, unmarked
from intake.findings import Finding
from pipeline.entries import FILE
from store import offers as store
from store.offers import Entry, OfferEntryError, Said, entries_file
from wording import t

#: Environment variable: "1" lets everybody who reaches this server enter, "0" nobody.
ENTRIES = "AKTIONSRAUM_ENTRIES"
#: Fields of the form and their German names.
FIELDS = {
    "name": "Name", "provider": "Träger", "address": "Adresse", "opening": "Öffnungszeiten",
    "capacity": "Plätze", "languages": "Sprachen", "mobile_schedule": "Standzeiten (mobil)", "contact": "Kontakt",
}  # fmt: skip


def entries_allowed() -> bool:
    """Whether people may enter: as configured, else only on a server of one's own machine."""
    asked = os.environ.get(ENTRIES, "")
    return asked == "1" if asked else st.get_option("server.address") in {"localhost", "127.0.0.1"}


def show_entries(
    folder: Path, offers: GeoDataFrame, category: str, findings: Sequence[Finding] = ()
) -> None:
    """Show the form for one offer of a category, and what cannot be used of its entries."""
    own = offers[offers["category"] == category]
    if own.empty or not entries_allowed():
        return
    with st.expander(t("Angebot bestätigen oder berichtigen")):
        offer = st.selectbox(
            t("Welches Angebot"),
            list(own.index),
            format_func=lambda id_: str(own["name"].get(id_, id_)),
            key="eintrag_angebot",
        )
        try:
            path = entries_file(folder)
            entry = store.entry_of(path, offer) if path.exists() else Entry(offer)
        except OfferEntryError as error:
            st.error(unmarked(t(error.args[0])))
            return
        _show_last(entry)
        for finding in findings:
            if (finding.file, finding.where) == (FILE, offer):
                st.warning(unmarked(t(finding.message)))
        _show_form(folder, own, offer, entry)


def _show_last(entry: Entry) -> None:
    if entry.version:
        day = f"{entry.changed_at[8:10]}.{entry.changed_at[5:7]}.{entry.changed_at[:4]}"
        show_hint(t("Zuletzt eingetragen von {who} am {day}.", who=entry.editor, day=day))


def _show_form(folder: Path, own: GeoDataFrame, offer: str, entry: Entry) -> None:
    """One form; the version that the editor sees is part of it."""
    seen = f"eintrag_{offer}_{entry.version}"
    with st.form(seen, border=False):
        editor = st.text_input(t("Name oder Kürzel"), key="eintrag_wer", max_chars=60)
        fields, columns = {}, st.columns(3)
        for place, (name, label) in enumerate(FIELDS.items()):
            before = _text(own.at[offer, name])
            with columns[place % 3]:
                said = st.text_input(t(label), value=before, key=f"{seen}_{name}")
            if said.strip() != before:
                fields[name] = said.strip()
        note = st.text_area(t("Notiz"), value=entry.note, key=f"{seen}_notiz")
        ends = st.date_input(t("Endet am"), value=None, key=f"{seen}_ende")
        seen_today = st.checkbox(t("Heute geprüft: Die Angaben stimmen."), key=f"{seen}_heute")
        if st.form_submit_button(t("Eintragen"), key="eintragen"):
            _save(entries_file(folder), entry, editor, fields, note, ends, seen_today=seen_today)


def _save(
    path: Path, entry: Entry, editor: str, fields: dict[str, str], note: str, ends: date | None,
    *, seen_today: bool,
) -> None:  # fmt: skip
    """Save what was changed as one version; a conflict or a fault is a sentence."""
    said = Said(
        fields,
        confirmed_on=date.today() if seen_today else None,
        ends_on=ends,
        note=None if note.strip() == entry.note else note,
    )
    if said == Said():
        return
    try:
        store.record(path, entry, said, editor=editor)
    except OfferEntryError as error:
        st.error(unmarked(t(error.args[0])))
        return
    st.rerun()


def _text(value: object) -> str:
    """Return a cell as the form shows it."""
    if isinstance(value, float):
        return "" if value != value else f"{value:g}"  # noqa: PLR0124 - NaN differs from itself
    return str(value).strip()
