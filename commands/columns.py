"""What people read of a machine's column: its German heading with unit, and how its cells are written.

Files and JSON keep the machine's columns; `commands.terminal` shows these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pandas import Series

#: How a cell is written: as it is; as a number; as whole persons, with a sign where they are
#: estimated; a share (0–1) in per cent; a code by its German word; on a line of its own.
Kind = Literal["text", "number", "persons", "share", "signed", "words", "line"]

#: Before persons that are estimated.
ABOUT = "≈ "
#: Truth and falsehood in a cell.
YES, NO = "ja", "nein"
MISSING = "."

#: German words for the codes in cells.
WORDS = {
    "missing": "keine Angabe",
    "suppressed": "geheim",
    "too_small": "nicht bewertet: zu wenige Menschen",
    "not_applicable": "lässt sich hier nicht bilden",
    "better": "günstiger",
    "worse": "ungünstiger",
    "reached": "erreicht",
    "on_track": "auf Kurs",
    "off_track": "nicht auf Kurs",
    "hot": "Brennpunkt",
    "cold": "günstige Gegend",
    "better_among_worse": "günstig unter ungünstigen",
    "worse_among_better": "ungünstig unter günstigen",
    "none": "keine Häufung",
    "city": "Stadt",
    "error": "Fehler",
    "warning": "Warnung",
    "info": "Hinweis",
}


@dataclass(frozen=True)
class Column:
    """A column for people.

    Attributes
    ----------
    heading : str
    unit : str
        Behind the heading; "" where the cells need none.
    kind : Kind
    decimals : int
        Of numbers and shares; −1 = as many as the values need (0 or 1).
    """

    heading: str
    unit: str = ""
    kind: Kind = "text"
    decimals: int = -1

    def head(self) -> str:
        """Return the heading with its unit."""
        return f"{self.heading} ({self.unit})" if self.unit else self.heading


def _persons(heading: str) -> Column:
    return Column(heading, "Pers.", "persons")


def _share(heading: str) -> Column:
    return Column(heading, "%", "share", 1)


def _number(heading: str, unit: str = "", decimals: int = -1) -> Column:
    return Column(heading, unit, "number", decimals)


def _words(heading: str) -> Column:
    return Column(heading, kind="words")


def _line(heading: str) -> Column:
    return Column(heading, kind="line")


COLUMNS: Mapping[str, Column] = {
    # what a row is about
    "key": _words("Gebiet"),
    "name": Column("Name"),
    "id": Column("Kennung"),
    "label": Column("Bezeichnung"),
    "indicator": Column("Kennzahl"),
    "category": Column("Angebot"),
    "target_group": Column("Zielgruppe"),
    "scenario": Column("Szenario"),
    "year": Column("Jahr"),
    "rank": _number("Rang"),
    "lon": _number("Länge", "°", 5),
    "lat": _number("Breite", "°", 5),
    "reason": _line("Grund"),
    "standard": _line("Standard"),
    "basis": _line("Wege"),
    # figures
    "numerator": Column("Zähler", kind="persons"),
    "denominator": Column("Nenner", kind="persons"),
    "value": _number("Wert", decimals=1),
    "city_value": _number("Stadt", decimals=1),
    "low": _number("von", decimals=1),
    "high": _number("bis", decimals=1),
    "below_average": _words("ungünstiger als Stadt"),
    "probability": _share("Sicherheit"),
    # indices
    "score": _number("Indexwert", decimals=2),
    "status": Column("Status"),
    "change_score": _number("Wert der Dynamik", decimals=2),
    "dynamics": Column("Dynamik"),
    "rated": _words("bewertet"),
    "group": Column("Gruppe"),
    "attention": _words("Achtung"),
    "rank_low": _number("Rang von"),
    "rank_high": _number("Rang bis"),
    "status_best": Column("Status bestenfalls"),
    "status_worst": Column("Status schlimmstenfalls"),
    "own_class_share": _share("in dieser Klasse"),
    "safe": _words("sicher"),
    "rank_best": _number("Rang bestenfalls"),
    "rank_worst": _number("Rang schlimmstenfalls"),
    "classes": _number("Klassen"),
    "decisive": Column("ausschlaggebend"),
    "mean": _number("Mittel", decimals=1),
    "contribution": _number("Beitrag", decimals=2),
    "direction": _words("Richtung"),
    "points_better": Column("Punkte bis zur besseren Klasse", kind="signed", decimals=1),
    "persons_better": Column("Personen bis zur besseren Klasse", kind="persons"),
    "points_worse": Column("Punkte bis zur schlechteren Klasse", kind="signed", decimals=1),
    "persons_worse": Column("Personen bis zur schlechteren Klasse", kind="persons"),
    "mss": Column("MSS"),
    "rise": Column("RISE"),
    "headline": Column("Headline"),
    "imd": Column("IMD"),
    "svi": Column("SVI"),
    "below_average_count": Column("Zahl der ungünstigen"),
    "methods_agree": _words("alle gleich"),
    "classes_apart": _number("Klassen auseinander"),
    "distance": _number("Abstand", decimals=2),
    "most_different": Column("größter Unterschied"),
    "meets": _words("erfüllt"),
    # development
    "value_from": _number("früher", decimals=1),
    "value_to": _number("später", decimals=1),
    "change": Column("Änderung", kind="signed", decimals=1),
    "significant": _words("gesichert"),
    "base_year": Column("Jahr des Beginns"),
    "base_value": _number("Wert am Beginn", decimals=1),
    "path_value": _number("Wert auf dem Weg zum Ziel", decimals=1),
    "target_year": Column("Jahr des Ziels"),
    "target_value": _number("Ziel", decimals=1),
    "needed_per_year": Column("nötige Änderung je Jahr", kind="signed", decimals=2),
    "change_per_year": Column("bisherige Änderung je Jahr", kind="signed", decimals=2),
    "state": _words("Stand"),
    "persons_to_path": Column("Personen bis zum Weg zum Ziel", kind="persons"),
    "statistic": _number("Morans I", decimals=2),
    "p": _number("p", decimals=3),
    "spot": _words("Häufung"),
    # coverage
    "target_persons": _persons("Zielgruppe"),
    "covered_persons": _persons("erreicht"),
    "covered_share": _share("erreicht"),
    "city_share": _share("Stadt"),
    "gap_persons": _persons("Lücke"),
    "nearest_minutes": _number("Weg", "min", 1),
    "persons": Column("Personen", kind="persons"),
    "nearest_offer": Column("nächstes Angebot"),
    "need": _number("Bedarf", decimals=1),
    "need_rank": _number("Rang nach Bedarf"),
    "first_persons": _persons("zuerst erreicht"),
    "second_persons": _persons("danach erreicht"),
    "difference_persons": _persons("Unterschied"),
    "first_share": _share("Anteil zuerst"),
    "second_share": _share("Anteil danach"),
    "difference_share": Column("Unterschied", "Prozentpunkte", "share", 1),
    "first_minutes": _number("Weg zuerst", "min", 1),
    "second_minutes": _number("Weg danach", "min", 1),
    "second_target_persons": _persons("Zielgruppe danach"),
    "max_minutes": _number("Grenze", "min"),
    "km2": _number("Fläche", "km²", 1),
    "share_of_city": _share("Anteil der Stadt"),
    "offers": _number("Angebote"),
    # places, week, fairness, age
    "places": _number("Plätze", decimals=1),
    "places_per_100": _number("Plätze je 100", decimals=1),
    "city_places_per_100": _number("Plätze je 100 in der Stadt", decimals=1),
    "needed_places": _number("nötige Plätze", decimals=1),
    "supply_degree": _share("Versorgungsgrad"),
    "residual_persons": _persons("ohne Platz"),
    "missing_places": _number("fehlende Plätze", decimals=1),
    "weekday": Column("Tag"),
    "hour": Column("Uhr"),
    "days": Column("Tage"),
    "share": _share("Anteil"),
    "quintile": Column("Fünftel"),
    "areas": _number("Gebiete"),
    "address": Column("Adresse"),
    "confirmed_on": Column("bestätigt am"),
    "valid_to": Column("gilt bis"),
    "from_id": Column("von"),
    "to_id": Column("nach"),
    "minutes": _number("Zeit", "min", 1),
    "metres": _number("Weg", "m", 0),
    # sites
    "gained_persons": _persons("gewonnen"),
    "lost_persons": _persons("verloren"),
    "covered_before": _persons("vorher erreicht"),
    "covered_after": _persons("nachher erreicht"),
    "share_before": _share("Anteil vorher"),
    "share_after": _share("Anteil nachher"),
    "covered_today": _persons("heute erreicht"),
    "lost": _persons("weniger"),
    "alone": _persons("allein"),
    "extra": _persons("zusätzlich"),
    "begins": Column("Beginn"),
    "ends": Column("Ende"),
    "limit_minutes": _number("Grenze", "min"),
    "covered": _words("erreicht"),
    "uncovered_persons": _persons("nicht erreicht"),
    "places_needed": _number("nötige Plätze", decimals=1),
    # offers
    "opening": Column("geöffnet"),
    "version": Column("Eintragungen"),
    "editor": Column("eingetragen von"),
    "changed_at": Column("eingetragen am"),
    "note": _line("Notiz"),
    "fields": _line("Angaben"),
}

#: Columns whose cells name something of the city by its id.
NAMED = ("indicator", "category", "target_group", "most_different")


def column_of(name: str, labels: Mapping[str, str]) -> Column:
    """Return what people read of a column; one that only the city knows has its label."""
    known = COLUMNS.get(name)
    return known if known is not None else Column(labels.get(name, name), kind="words")


def cells_of(values: "Series", column: Column, labels: Mapping[str, str]) -> list[str]:
    """Return the cells of a column as people read them.

    Examples
    --------
    >>> from pandas import Series
    >>> cells_of(Series([1234.5, None]), COLUMNS["gap_persons"], {})
    ['≈ 1.235', '.']
    >>> cells_of(Series([0.984, 1.0]), COLUMNS["covered_share"], {})
    ['98,4', '100,0']
    """
    if values.dtype.kind not in "iuf":
        named = (
            labels if values.name in NAMED else WORDS if column.kind in ("words", "line") else {}
        )
        return [_text(value, named) for value in values]
    from wording import number, signed

    if column.kind == "share":
        return [number(value * 100, column.decimals) for value in values]
    known = values.dropna()
    whole = bool((known % 1 == 0).all())
    if column.kind == "persons":
        about = "" if whole else ABOUT
        return [about + text if (text := number(value, 0)) != MISSING else text for value in values]
    decimals = column.decimals if column.decimals >= 0 else 0 if whole else 1
    if column.kind == "signed":
        return [signed(value, decimals) for value in values]
    if column.kind == "text" and whole:  # years, hours, ordinals: no points between thousands
        return [f"{value:.0f}" if value == value else MISSING for value in values]
    return [number(value, decimals) for value in values]


def _text(value: Any, words: Mapping[str, str]) -> str:
    """Write a text, a truth or a number among texts; missing becomes "."."""
    if isinstance(value, str):
        return words.get(value, value)
    from pandas import isna

    if value is None or isna(value):
        return MISSING
    if type(value).__name__ in ("bool", "bool_"):
        return YES if value else NO
    if isinstance(value, float):
        from wording import number

        return number(value, 1)
    return str(value)
