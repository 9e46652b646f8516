"""What a person corrects about uploaded files: the same answers as `aktionsraum new --answer`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from app_pages.frame.uploads import Uploads
from intake.files.tables import is_vector, read_grid
from intake.findings import InputError
from intake.new_city import Understood
from intake.new_city.answers import QUESTIONS
from intake.offers import slug
from wording import t

#: Questions by kind of file, in the order of the form.
ASKED = {
    "boundaries": ("key", "name_column", "crs", "label", "layer"),
    "tables": ("table_key", "table_name", "year", "sheet", "header_rows", "skip_rows", "missing", "suppressed",
               "zero", "decimal", "separator", "encoding"),
    "offers": ("x", "y", "offers_crs", "category", "protected", "sheet"),
}  # fmt: skip
#: Questions whose answer is the heading of a column.
COLUMNS = frozenset({"key", "name_column", "table_key", "table_name", "x", "y", "protected"})
#: Entry of `city.toml` that tells how a question was answered by the file itself.
ENTRIES = {"name_column": "name", "table_key": "key", "table_name": "name", "offers_crs": "crs"}
_KEPT = "daten_antworten"


def answers() -> dict[str, str]:
    """Return what this person has answered so far."""
    return dict(st.session_state.get(_KEPT, {}))


def ask_corrections(uploads: Uploads, understood: Understood) -> None:
    """Show the form with one part per file; taken over all at once."""
    files = [(kind, path) for kind in ASKED for path in getattr(uploads, kind)]
    guessed = _guesses(understood.toml)
    with st.form("daten_korrekturen", border=False):
        said: dict[str, str] = {}
        for kind, path in files:
            with st.expander(f"{_quiet(path.name)}"):
                said |= _ask_file(kind, path, guessed.get((kind, _city_name(path)), {}))
        more = st.text_area(
            t("Weitere Antworten, eine je Zeile: frage=antwort"),
            key="daten_weitere",
            help=t("Zum Beispiel rekey.Hörde=08 oder percent.quote=0-100."),
        )
        if st.form_submit_button(t("Mit diesen Angaben neu lesen"), key="daten_neu_lesen"):
            st.session_state[_KEPT] = {**said, **_lines(more)}
            st.rerun()


def _ask_file(kind: str, path: Path, guessed: Mapping[str, Any]) -> dict[str, str]:
    """One field per question about a file; empty = as recognised."""
    headings, sheets = _choices(str(path))
    said = {}
    columns = st.columns(3)
    for place, question in enumerate(ASKED[kind]):
        name = f"{question}@{path.name}"
        known = guessed.get(ENTRIES.get(question, question), "")
        hint = t("erkannt: {what}", what=known) if known not in ("", None) else t("selbst erkennen")
        options = headings if question in COLUMNS else sheets if question == "sheet" else ()
        with columns[place % 3]:
            if options:
                value = st.selectbox(t(QUESTIONS[question]), options, index=None, placeholder=hint, key=f"daten_{kind}_{name}")  # fmt: skip
            else:
                value = st.text_input(t(QUESTIONS[question]), placeholder=hint, key=f"daten_{kind}_{name}")  # fmt: skip
        if value and value.strip():
            said[name] = value.strip()
    return said


@st.cache_data(show_spinner=False, max_entries=64)
def _choices(path: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Headings of a file's columns and names of its sheets; nothing where it cannot be read."""
    from intake.files import read_table

    try:
        headings = tuple(str(name) for name in read_table(Path(path))[0].columns)
    except InputError:
        headings = ()
    if is_vector(Path(path)):
        return headings, ()
    try:
        return headings, tuple(read_grid(Path(path)).sheets)
    except InputError:
        return headings, ()


def _lines(text: str) -> dict[str, str]:
    """Part lines "question=answer"; others are left out."""
    pairs = [line.partition("=") for line in text.splitlines() if "=" in line]
    return {question.strip(): said.strip() for question, _, said in pairs if question.strip()}


def _guesses(toml: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Entries of the drafted `city.toml` by kind and file."""
    drafted = tomllib.loads(toml) if toml else {}
    sections = {"boundaries": "level", "tables": "table"}
    return {
        (kind, str(entry.get("file", ""))): entry
        for kind, section in sections.items()
        for entry in drafted.get(section, [])
    }


def _city_name(path: Path) -> str:
    return f"{slug(path.stem)}{path.suffix.lower()}"


def _quiet(name: str) -> str:
    """Return a file's name without signs that Markdown would read."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#~$:" else sign for sign in name)
