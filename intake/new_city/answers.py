"""What a person answered to questions about files: `key`, or `key@file` for one of several."""

from collections.abc import Mapping
from pathlib import Path

#: Answers that can be given, with what they mean, for help texts and pages.
QUESTIONS: Mapping[str, str] = {
    "name": "Name der Stadt",
    "ags": "Amtlicher Gemeindeschlüssel",
    "min_cases": "Fallzahl, unter der Zahlen geheim sind",
    "layer": "Ebene (Layer) einer Vektordatei",
    "crs": "Koordinatensystem der Grenzen, z. B. EPSG:25832",
    "key": "Spalte mit dem Schlüssel der Gebiete",
    "name_column": "Spalte mit dem Namen der Gebiete",
    "level": "Kennung der Gebietsebene",
    "label": "Name der Gebietsebene",
    "area_rekey.ZEILE": "richtiger Schlüssel eines Gebiets, dessen Zeile einen falschen trägt",
    "area_drop": "Schlüssel, die keine Gebiete sind, mit Komma getrennt",
    "sheet": "Blatt einer Arbeitsmappe",
    "encoding": "Zeichenkodierung einer Texttabelle",
    "separator": "Trennzeichen einer Texttabelle",
    "decimal": "Dezimalzeichen",
    "header_rows": "Anzahl der Kopfzeilen",
    "skip_rows": "Anzahl der Zeilen über der Kopfzeile",
    "table_key": "Spalte der Tabelle mit dem Schlüssel der Gebiete",
    "table_name": "Spalte der Tabelle mit dem Namen der Gebiete",
    "table_level": "Gebietsebene der Tabelle",
    "year": "Jahr der Tabelle",
    "year_column": "Spalte mit dem Jahr",
    "variable_column": "Spalte mit dem Merkmal (lange Tabelle)",
    "value_column": "Spalte mit dem Wert (lange Tabelle)",
    "variable": "Name der Größe, wenn die Spalten nur Jahre heißen",
    "missing": "Zeichen für fehlende Werte, mit Leerzeichen getrennt",
    "suppressed": "Zeichen für unterdrückte Werte, mit Leerzeichen getrennt",
    "zero": "Zeichen für genau null, mit Leerzeichen getrennt",
    "percent.GRÖSSE": "0-1 oder 0-100",
    "rekey.ZELLE": "Schlüssel, den eine Zelle der Tabelle meint",
    "merged.ZELLE": "Schlüssel, die eine Zeile zusammenfasst, mit Leerzeichen getrennt",
    "released": "ja: vom Statistikamt veröffentlichte Zahlen, nicht noch einmal geheim halten",
    "estimated": "ja: geschätzte Zahlen",
    "x": "Spalte mit dem Ostwert oder der Länge (Angebote)",
    "y": "Spalte mit dem Nordwert oder der Breite (Angebote)",
    "offers_crs": "Koordinatensystem der Angebote",
    "category": "Kategorie aller Angebote der Datei",
    "protected": "Spalte mit dem Schutzvermerk",
    "public": "Kennungen, deren Adresse öffentlich ist, mit Komma getrennt",
    "area": "Spalte mit dem Gebietsschlüssel der Angebote",
    "population_x": "Spalte mit dem Ostwert oder der Länge (Wohnpunkte)",
    "population_y": "Spalte mit dem Nordwert oder der Breite (Wohnpunkte)",
    "population_weight": "Spalte mit der Zahl der Menschen oder Adressen (Wohnpunkte)",
    "population_crs": "Koordinatensystem der Wohnpunkte",
    "streets_layer": "Ebene (Layer) mit den Straßen",
    "column.ROLLE": "Spalte der Angebote für name, category, address, opening …",
}


def answer(answers: Mapping[str, str], question: str, path: Path | None = None) -> str:
    """Return what was answered to a question, for this file before all files; "" if nothing.

    Examples
    --------
    >>> answer({"sheet": "A", "sheet@b.xlsx": "B"}, "sheet", Path("b.xlsx"))
    'B'
    """
    if path is not None and (own := answers.get(f"{question}@{path.name}")):
        return own
    return answers.get(question, "")


def answers_to(answers: Mapping[str, str], group: str, path: Path) -> dict[str, str]:
    """Return the answers to a group of questions: cell, variable or role → answer.

    Examples
    --------
    >>> answers_to({"rekey.Hoerde": "08", "year": "2024"}, "rekey", Path("a.csv"))
    {'Hoerde': '08'}
    """
    found = {}
    for question, said in answers.items():
        bare, _, file = question.partition("@")
        if bare.startswith(f"{group}.") and file in {"", path.name}:
            found[bare.removeprefix(f"{group}.")] = said
    return found


def words(said: str, separator: str = "") -> tuple[str, ...]:
    """Return the parts of an answer that lists several."""
    parts = said.split(separator) if separator else said.split()
    return tuple(part.strip() for part in parts if part.strip())


def is_yes(said: str) -> bool:
    """Whether an answer agrees."""
    return said.strip().lower() in {"ja", "j", "yes", "y", "true", "wahr", "1", "x"}
