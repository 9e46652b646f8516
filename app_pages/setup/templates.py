"""Files to fill in: one small example per kind, ready to be read back."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from pandas import DataFrame

from export.tables import xlsx_bytes
from wording import t

BOUNDARIES = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"key": "01", "name": "Mitte"}, "geometry": {"type": "Polygon", "coordinates": [[[7.45, 51.50], [7.47, 51.50], [7.47, 51.52], [7.45, 51.52], [7.45, 51.50]]]}},
{"type": "Feature", "properties": {"key": "02", "name": "Nord"}, "geometry": {"type": "Polygon", "coordinates": [[[7.47, 51.50], [7.49, 51.50], [7.49, 51.52], [7.47, 51.52], [7.47, 51.50]]]}}
]}
"""
FIGURES = """key;name;jahr;einwohner;u18;sgb2
01;Mitte;2024;5200;810;640
02;Nord;2024;4300;920;1010
"""
OFFERS = """id;name;kategorie;träger;adresse;lon;lat;plätze;öffnungszeiten;bestätigt_am;geschützt
1;Kita Sonnenblume;Kita;Stadt;Musterstraße 1;7.455;51.505;60;Mo-Fr 07:30-16:30;2024-05-01;nein
2;Nachbarschaftstreff;Begegnungsstätte;Verein;Musterplatz 2;7.475;51.511;;Di 15:00-18:00;2024-05-01;nein
"""
ADDRESSES = """strasse;hausnummer;zusatz;lon;lat
Musterstraße;1;;7.455;51.505
Musterplatz;2;a;7.475;51.511
"""


@dataclass(frozen=True)
class Template:
    """One file to fill in."""

    label: str
    file: str
    mime: str
    content: Callable[[], bytes]


def workbook() -> bytes:
    """Return the table of figures as a workbook: numbers as numbers, keys as text."""
    head, *rows = [line.split(";") for line in FIGURES.splitlines()]
    table = DataFrame(rows, columns=head)
    numbers = dict.fromkeys(head[2:], "int64")
    return xlsx_bytes(table.astype(numbers))


#: A byte order mark lets spreadsheets read the umlauts.
TEMPLATES = (
    Template("Grenzen (GeoJSON)", "grenzen.geojson", "application/geo+json", BOUNDARIES.encode),
    Template("Zahlen (CSV)", "zahlen.csv", "text/csv", lambda: FIGURES.encode("utf-8-sig")),
    Template("Zahlen (Excel)", "zahlen.xlsx",
             "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook),
    Template("Angebote (CSV)", "angebote.csv", "text/csv", lambda: OFFERS.encode("utf-8-sig")),
    Template("Adressen (CSV)", "adressen.csv", "text/csv", lambda: ADDRESSES.encode("utf-8-sig")),
)  # fmt: skip


def show_templates() -> None:
    """One button per kind of file."""
    for column, template in zip(st.columns(len(TEMPLATES)), TEMPLATES, strict=True):
        column.download_button(t(template.label), template.content, template.file, template.mime,
                               key=f"daten_vorlage_{template.file}", on_click="ignore", width="stretch")  # fmt: skip
