"""Findings about the city's files, as sentences a person can act on."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from intake.findings import Finding, errors
from wording import t

_COLUMNS = {"file": "Datei", "where": "Stelle", "message": "Was ist", "fix": "Was tun"}


def show_findings(findings: Iterable[Finding]) -> None:
    """Show what blocks the city, then everything else that was noticed."""
    blocking = errors(findings)
    st.header(t("Diese Stadt kann noch nicht gezeigt werden"))
    st.error(
        t("{n} Fehler in den Daten. Sobald sie behoben sind, die Seite neu laden.", n=len(blocking))
    )
    for finding in blocking[:10]:
        st.text(finding.sentence())
    table = pd.DataFrame([finding.as_record() for finding in findings])
    st.dataframe(
        table[["severity", *_COLUMNS]].rename(columns={k: t(v) for k, v in _COLUMNS.items()}),
        hide_index=True,
        alt=t("Befunde zu den Dateien der Stadt"),
    )
