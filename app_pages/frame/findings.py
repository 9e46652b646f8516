"""Findings about the city's files, as sentences a person can act on."""

from collections.abc import Iterable

import streamlit as st
from pandas import DataFrame

from app_pages.frame.panels import unmarked
from intake.findings import Finding, InputError, errors
from wording import joined, t

#: Findings on a question name this as their file: on a page it says nothing.
ASKED = "Aufruf"
SEVERITIES = {"error": "Fehler", "warning": "Warnung", "info": "Hinweis"}


def show_faults(error: InputError) -> None:
    """Say in a part of a page why nothing can be computed; the rest of the page stays."""
    for finding in error.findings:
        asked = joined(" ", [finding.message, finding.fix])
        st.error(unmarked(t(asked if finding.file == ASKED else finding.sentence())))


def show_findings(findings: Iterable[Finding]) -> None:
    """Show what blocks the city, then everything else that was noticed."""
    blocking = errors(findings)
    st.header(t("Diese Stadt kann noch nicht gezeigt werden"))
    st.error(
        t("{n} Fehler in den Daten. Sobald sie behoben sind, die Seite neu laden.", n=len(blocking))
    )
    for finding in blocking[:10]:
        st.text(t(finding.sentence()))
    table = findings_table(findings)
    st.dataframe(table, hide_index=True, alt=t("Befunde zu den Dateien der Stadt"))


def findings_table(findings: Iterable[Finding]) -> DataFrame:
    """Return findings as a table in the reader's language."""
    rows = [
        (t(SEVERITIES[found.severity]), found.file, t(found.where), t(found.message), t(found.fix))
        for found in findings
    ]
    heads = (t("Schwere"), t("Datei"), t("Stelle"), t("Was ist"), t("Was tun"))
    return DataFrame(rows, columns=heads)
