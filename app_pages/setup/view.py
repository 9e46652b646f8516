"""Parts of the page *Daten*: what was understood, findings beside their rows, saving."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import streamlit as st
from pandas import DataFrame, Series

from app_pages.frame.city import choose_name, chosen_name, cities_root, saved_cities
from app_pages.frame.findings import SEVERITIES, findings_table
from app_pages.frame.panels import show_hint, show_metrics
from app_pages.frame.uploads import Uploads
from export.atomic import WriteError, write_folder
from intake.files.tables import read_grid
from intake.findings import Finding, InputError, errors
from intake.new_city import Understood, understand
from intake.offers import slug
from layers.escape import literal
from layers.preview import outline_image
from wording import count, number, t

#: Rows of a file that are shown, besides those with a finding.
SHOWN_ROWS = 100
#: So many questions and errors are written out; the table has all.
SPELT_OUT = 6
_ROWS = re.compile(r"\bZeilen? (\d+(?:(?:, | und | bis |–|-)\d+)*)")


@st.cache_resource(show_spinner="Die Dateien werden gelesen und geprüft …", max_entries=8)
def understood_of(uploads: Uploads, answers: tuple[tuple[str, str], ...]) -> Understood:
    """Work out a city from uploaded files; kept until a file or an answer changes."""
    return understand(
        uploads.boundaries,
        uploads.tables,
        uploads.offers,
        dict(answers),
        register=uploads.register,
        around=uploads.around,
    )


def show_understood(understood: Understood) -> None:
    """Numbers that a person checks first, the outlines, the variables."""
    summary = understood.summary
    if not summary:
        return
    offers = summary.get("offers", {})
    show_metrics(
        {
            "Gebiete": count(summary["areas"]),
            "Fläche": f"{number(summary['area_m2'] / 1e6, 1)} km²",
            "Kennzahlen und Größen": count(len(summary.get("variables", {}))),
            "Angebote": count(offers.get("n", 0)),
            "davon geschützt": count(len(offers.get("protected", []))),
        }
    )
    around = {
        t("Wohnpunkte in der Stadt"): summary.get("population_points"),
        t("Kilometer Straßen"): summary.get("street_km"),
        t("Haltestellen in der Stadt und um sie"): summary.get("stops"),
    }
    known = [f"{words}: {count(n)}" for words, n in around.items() if n is not None]
    if known:
        show_hint(" · ".join(known))
    keys = summary["keys"]
    show_hint(t("Schlüssel der Gebiete: {first} … {last}", first=keys[0], last=keys[-1]))
    left, right = st.columns(2)
    if understood.areas is not None:
        left.html(outline_image(understood.areas))
    with right:
        _show_variables(summary.get("variables", {}))


def _show_variables(variables: Mapping[str, Mapping[str, object]]) -> None:
    units = {"count": "Anzahl", "percent": "Prozent", "number": "Zahl"}
    rows = [
        {
            t("Größe"): name,
            t("Jahr"): str(entry["year"]),
            t("Werte"): entry["n"],
            t("Art"): t(units[str(entry["unit"])]),
        }
        for name, entry in variables.items()
    ]
    if rows:
        st.dataframe(DataFrame(rows), hide_index=True, height=420, alt=t("Erkannte Größen"))
    else:
        show_hint(t("Noch keine Zahlen."))


def show_notes(findings: Sequence[Finding]) -> None:
    """Questions first, then everything that was noticed, as a table."""
    asked = [finding for finding in findings if finding.code.startswith("ask")]
    blocking = [finding for finding in errors(findings) if finding not in asked]
    for finding in asked[:SPELT_OUT]:
        st.warning(_plain(t(finding.sentence())), icon=":material/help:")
    for finding in blocking[:SPELT_OUT]:
        st.error(_plain(t(finding.sentence())))
    if not findings:
        st.success(t("Keine Befunde: Alle Dateien sind eindeutig."))
        return
    order = list(SEVERITIES)
    ordered = sorted(findings, key=lambda finding: order.index(finding.severity))
    st.dataframe(findings_table(ordered), hide_index=True, alt=t("Befunde zu den Dateien"))


def show_offer_rows(path: Path, understood: Understood) -> None:
    """Public rows of an offer file; a protected one never leaves the server."""
    if path.name not in understood.rows:
        show_hint(t("Diese Zeilen werden erst gezeigt, wenn feststeht, welche geschützt sind."))
        return
    rows = understood.rows[path.name]
    _show_cells(rows.rename_axis(t("Zeile")), path, understood.findings)


def show_rows(path: Path, findings: Sequence[Finding]) -> None:
    """Rows of a file as they stand in it, findings beside the rows concerned."""
    try:
        grid = read_grid(path)
    except InputError as error:
        show_hint(t(error.findings[0].sentence()))
        return
    cells = DataFrame(grid.rows, index=pd.Index(grid.lines, name=t("Zeile"))).fillna("")
    cells.columns = [_letters(place) for place in range(cells.shape[1])]
    _show_cells(cells, path, findings)


def _show_cells(cells: DataFrame, path: Path, findings: Sequence[Finding]) -> None:
    notes = notes_by_row([finding for finding in findings if finding.file == path.name])
    marks = Series([notes.get(line, "") for line in cells.index], cells.index, name=t("Befund"))
    cells = pd.concat([marks, cells.drop(columns=marks.name, errors="ignore")], axis=1)
    shown = cells[(pd.Series(range(len(cells)), index=cells.index) < SHOWN_ROWS) | (cells.iloc[:, 0] != "")]  # fmt: skip
    st.dataframe(shown.head(10 * SHOWN_ROWS), alt=t("Zeilen der Datei mit Befunden"))
    if len(shown) < len(cells):
        show_hint(t("Gezeigt sind {n} von {all} Zeilen.", n=count(len(shown)), all=count(len(cells))))  # fmt: skip


def notes_by_row(findings: Sequence[Finding]) -> dict[int, str]:
    """Return what was found, by row number.

    Examples
    --------
    >>> notes_by_row([Finding("error", "a", "f", "Zeilen 3, 5 bis 6", "Falsch.", "")])
    {3: 'Falsch.', 5: 'Falsch.', 6: 'Falsch.'}
    """
    notes: dict[int, str] = {}
    for finding in findings:
        for match in _ROWS.finditer(f"{finding.where} {finding.message}"):
            for row in _listed_rows(match.group(1)):
                notes[row] = f"{notes[row]} · {t(finding.message)}" if row in notes else t(finding.message)  # fmt: skip
    return notes


def _listed_rows(text: str) -> list[int]:
    rows = []
    for part in re.split(r", | und ", text):
        first, last = (re.split(r" bis |–|-", part) * 2)[:2]
        rows += list(range(int(first), min(int(last), int(first) + 1000) + 1))
    return rows


def show_saving(understood: Understood, name: str) -> None:
    """Save the city on this server or take it along; only when nothing blocks it."""
    if not understood.is_complete:
        show_hint(t("Gespeichert werden kann, sobald alle Fragen beantwortet und alle Fehler behoben sind."))  # fmt: skip
        return
    files = {"city.toml": understood.toml.encode(), **understood.files}
    folder, root = slug(name) or "stadt", cities_root()
    left, right = st.columns(2)
    with left:
        st.download_button(t("Stadtordner als ZIP herunterladen"), lambda: zip_bytes(folder, files), f"{folder}.zip",
                           "application/zip", key="daten_zip", on_click="ignore", width="stretch")  # fmt: skip
    with right:
        if root is not None and st.button(t("Auf diesem Server speichern"), key="daten_speichern", type="primary", width="stretch"):  # fmt: skip
            _save(root / folder, files)


def _save(folder: Path, files: Mapping[str, Path | bytes]) -> None:
    try:
        write_folder(folder, files)
    except WriteError as error:
        st.error(_plain(str(error.strerror)))
        return
    choose_name(folder.name)
    st.success(t("Gespeichert. Alle Seiten zeigen jetzt diese Stadt; in der Befehlszeile: {what}", what=f"`aktionsraum app {folder}`"))  # fmt: skip


def show_switch() -> None:
    """Choose which city this session shows: the server's own or a saved one."""
    names = saved_cities()
    if not names:
        return
    options = ["", *names]
    chosen = st.selectbox(
        t("Angezeigte Stadt"),
        options,
        index=options.index(chosen_name()),
        format_func=lambda name: name or t("die Stadt dieses Servers"),
    )
    if chosen != chosen_name():
        choose_name(chosen)
        st.rerun()


def zip_bytes(folder: str, files: Mapping[str, Path | bytes]) -> bytes:
    """Return a city folder as an archive; the same content gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            data = content if isinstance(content, bytes) else content.read_bytes()
            archive.writestr(
                zipfile.ZipInfo(f"{folder}/{Path(name).name}"), data, zipfile.ZIP_DEFLATED
            )
    return buffer.getvalue()


def _letters(place: int) -> str:
    """Return the name of a column as spreadsheets write it: A … Z, AA …."""
    name = ""
    while place >= 0:
        name, place = chr(65 + place % 26) + name, place // 26 - 1
    return name


def _plain(text: str) -> str:
    """Return text for a place that reads Markdown."""
    return literal(text).replace("*", "&#42;").replace("_", "&#95;").replace("[", "&#91;").replace(":", "&#58;")  # fmt: skip
