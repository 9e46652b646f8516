"""Public offers of one file as text in; offers with points, areas and clean texts out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Index, Series

from geo.levels import Level
from intake.cells.coordinates import read_coordinates
from intake.cells.header import clean_cell
from intake.cells.keys import match_keys, normal_name
from intake.cells.numerals import MISSING_MARKS, to_numbers
from intake.config import OffersSection
from intake.findings import Finding, Kind, in_column
from intake.model import OFFER_COLUMNS
from intake.offers._places import area_of_points, listed, place_rows, settle_areas
from intake.offers.columns import composed

#: Columns of days, in their order.
DATES = ("valid_from", "valid_to", "confirmed_on")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
#: Words around a number of places; more places than this in one offer are an error of typing.
_AROUND_PLACES = re.compile(
    r"^(?:ca\.?|circa|rund|etwa|bis zu|max\.?|maximal|je|à)\s*(?=\d)|\s*(?:plätze?n?|plaetze|platz|personen|kinder)$",
    re.IGNORECASE,
)
_MOST_PLACES = 100_000
#: Metres; from the equator to the pole there are fewer.
_FARTHEST_NORTH = 1.1e7
_AREA_HEADING = re.compile(
    r"ubz|bezirk|gebiet|raum|quartier|viertel|stadtteil|ortsteil|plr|bez|area|schluessel|key|nr$"
)
#: Shares of offers whose code exists, and agrees with their place, for a column to be taken for area codes.
_CODES_KNOWN, _CODES_AGREE = 0.95, 0.8

OFFER_AREA_COLUMN = Kind("offer_area_column", "Die Spalte nennt das Gebiet jedes Angebots; diese Angabe gilt vor der Lage.", "Nichts zu tun.", "info")  # fmt: skip
OFFER_CAPACITY = Kind("offer_capacity", "Spalte „{column}“: Diese Angaben sind keine mögliche Zahl von Plätzen; die Zahl gilt als unbekannt.",
                      "Eine Zahl eintragen, z. B. 20 statt „20–25“ oder „zwölf“.", "warning")  # fmt: skip
OFFER_DATE = Kind("offer_date", "Spalte „{column}“: Diese Angaben sind kein Datum des Kalenders; sie bleiben als Text stehen und schränken nichts ein.",
                  "Tag, Monat und Jahr angeben, z. B. 31.12.2024.", "warning")  # fmt: skip
ASK_COORDINATES = Kind("ask_coordinates", "Keine Spalten mit Koordinaten oder Adressen erkannt. Vorhanden sind: {columns}.",
                       "Die Spalten angeben (x = …, y = …) oder in der Datei „lon“ und „lat“ nennen.")  # fmt: skip
ASK_GROUPED = Kind("ask_coordinates", "Koordinaten wie „{cell}“ gibt es nicht: Eine Tabellenkalkulation hat Punkte als Tausender gesetzt, wo das Komma stand.",
                   "Die Spalten in der Quelle als Text neu ausgeben, z. B. 51,512345.")  # fmt: skip
OUTSIDE = Kind("offer_outside", "{n} Angebote liegen außerhalb der Stadt und wurden nicht übernommen.",
               "Koordinaten prüfen; (0, 0) heißt meist „unbekannt“.", "warning")  # fmt: skip
WITHOUT_PLACE = Kind("offer_without_place", "{n} Angebote haben weder lesbare Koordinaten noch Adresse oder Gebiet und wurden nicht übernommen.",
                     "Koordinaten oder Adresse ergänzen.", "warning")  # fmt: skip
ONLY_ADDRESS = Kind("offer_only_address", "{n} Angebote haben eine Adresse, aber keinen Ort; sie bleiben in der Liste und erscheinen nicht auf der Karte.",
                    "Koordinaten ergänzen oder unter `addresses` das Adressregister der Stadt angeben.", "warning")  # fmt: skip
JOIN_NO_OFFER = Kind("join_no_offer", "Kein Angebot der Datei liegt in der Stadt.", "Prüfen, ob Datei, Spalten und Koordinatensystem stimmen.")  # fmt: skip
OFFER_TWICE = Kind("offer_twice", "Angebote stehen mit gleichem Namen, gleicher Art und gleichem Ort schon einmal in der Datei; beide wurden übernommen.",
                   "Doppelte Zeilen löschen.", "warning")  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where offers come from: file name, columns by role, CRS and decimal sign, register of addresses."""

    file: str
    columns: Mapping[str, str]
    section: OffersSection
    register: Path | None = None
    guess_area: bool = False


def place_offers(
    table: DataFrame,
    labels: Series,
    categories: Series,
    points: GeoSeries | None,
    source: Source,
    finest: Level,
) -> tuple[GeoDataFrame, list[Finding]]:
    """Give public offers their places and areas; leave out those that lie nowhere.

    Parameters
    ----------
    table : DataFrame of text
        n offers, none of them protected.
    labels, categories : Series of str
        Id and category of each.
    points : GeoSeries or None
        Geometries of the file in the city's CRS, if it has any.
    source : Source
    finest : Level

    Returns
    -------
    tuple of (GeoDataFrame, list of Finding)
        Index `id`; `OFFER_COLUMNS`, `geometry`.
    """
    file, columns = source.file, source.columns
    addresses = Series(
        composed(table, columns["address"], file) if "address" in columns else "",
        index=table.index,
        dtype="str",
    )
    points, findings = _points(table, points, source, finest, labels)
    points, more = _by_address(points, addresses, labels, finest, source)
    located = area_of_points(points, finest.areas)
    codes, guessed = _codes(table, located[0], source, finest)
    areas, differing = settle_areas(located, codes, finest.areas, labels=labels, file=file)
    findings += [*more, *guessed, *differing]
    kept, lost = _without_place(points, areas, addresses, labels, file)
    texts = {
        role: Series(_text_of(table, role, columns, file), dtype="str")
        for role in OFFER_COLUMNS
        if role in columns
    }
    texts |= {"category": categories, "address": addresses, "area": areas}
    unknown = Series("", index=table.index, dtype="str")
    frame = GeoDataFrame(
        {role: texts.get(role, unknown).array for role in OFFER_COLUMNS},
        geometry=points.to_numpy(),
        crs=finest.areas.crs,
    )
    frame["capacity"], unread = _capacities(table, columns, labels, file)
    unread += _impossible_dates(frame, columns, labels, file)
    frame.index = Index(labels.tolist(), name="id", dtype="str")
    return frame[kept], [*findings, *lost, *unread, *_same_place(frame[kept], file)]


def _codes(
    table: DataFrame, places: Series, source: Source, finest: Level
) -> tuple[Series | None, list[Finding]]:
    """The file's own area codes: the column named, or one whose codes agree with the places."""
    if "area" in source.columns:
        return table[source.columns["area"]], []
    if not source.guess_area or table.empty:
        return None, []
    for column in map(str, table.columns):
        if not _AREA_HEADING.search(normal_name(column)) or column in source.columns.values():
            continue
        codes = match_keys(table[column], finest.areas.index).keys
        both = (codes != "") & (places != "")
        if (
            (codes != "").mean() >= _CODES_KNOWN
            and both.any()
            and (codes[both] == places[both]).mean() >= _CODES_AGREE
        ):
            said = OFFER_AREA_COLUMN(source.file, in_column(column))
            return table[column], [said]
    return None, []


def _text_of(table: DataFrame, role: str, columns: Mapping[str, str], file: str) -> list[str]:
    """Cells of a role; dates as 2024-12-31; the apostrophe that keeps a formula quiet is taken off."""
    cells = composed(table, columns[role], file)
    if "\n'" in "\n" + "\n".join(cells):
        cells = [
            cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA_SIGNS else cell for cell in cells
        ]
    if role not in DATES:
        return cells
    return [
        _GERMAN_DATE.sub(lambda d: f"{d[3]}-{int(d[2]):02}-{int(d[1]):02}", cell) for cell in cells
    ]


def _capacities(
    table: DataFrame, columns: Mapping[str, str], labels: Series, file: str
) -> tuple[np.ndarray, list[Finding]]:
    """Places of each offer; NaN, and said, where a cell gives no possible number."""
    if "capacity" not in columns:
        return np.full(len(table), np.nan), []
    cells = [
        _AROUND_PLACES.sub("", clean_cell(cell)) for cell in table[columns["capacity"]].tolist()
    ]
    read = to_numbers(cells)
    values = np.where((read.values >= 0) & (read.values <= _MOST_PLACES), read.values, np.nan)
    silent = np.isin([cell.lower() for cell in cells], list(MISSING_MARKS))
    unread = np.isnan(values) & ~silent
    return values, [OFFER_CAPACITY(file, listed(labels[unread]), column=columns["capacity"])] if unread.any() else []  # fmt: skip


def _impossible_dates(
    frame: GeoDataFrame, columns: Mapping[str, str], labels: Series, file: str
) -> list[Finding]:
    """Say which cells of dates name no day of the calendar (a year or month alone may stand)."""
    findings = []
    for role in (role for role in DATES if role in columns):
        cells = frame[role].astype(str).str.strip().tolist()
        wrong = np.array([not _is_date(cell) for cell in cells], dtype=bool)
        if wrong.any():
            findings.append(OFFER_DATE(file, listed(labels[wrong]), column=columns[role]))
    return findings


def _is_date(text: str) -> bool:
    if text.lower() in MISSING_MARKS or re.fullmatch(r"(?:19|20)\d\d(?:-(?:0\d|1[0-2]))?", text):
        return True
    try:
        return bool(date.fromisoformat(text[:10])) and "-" in text
    except ValueError:
        return False


def _points(
    table: DataFrame, points: GeoSeries | None, source: Source, finest: Level, labels: Series
) -> tuple[GeoSeries, list[Finding]]:
    """Points from geometries, else from columns of coordinates, else none."""
    if points is not None:
        return points, []
    columns, section = source.columns, source.section
    if "x" in columns or "pair" in columns:
        x, y = read_coordinates(
            table,
            columns.get("x") or columns["pair"],
            columns.get("y", ""),
            decimal=section.decimal,
        )
        cells = table[columns.get("y") or columns.get("x") or columns["pair"]]
        grouped = (y.abs() > _FARTHEST_NORTH) & cells.str.fullmatch(
            r"\s*\d{1,2}(?:[.,]\d{3}){2}\s*"
        )
        if grouped.any():
            found = [ASK_GROUPED(source.file, listed(labels[grouped]), cell=cells[grouped].iloc[0])]
            return GeoSeries(
                [shapely.Point()] * len(table), table.index, crs=finest.areas.crs
            ), found
        return place_rows(x, y, finest.areas, crs=section.crs, labels=labels, file=source.file)
    empty = GeoSeries([shapely.Point()] * len(table), index=table.index, crs=finest.areas.crs)
    if "address" in columns or "area" in columns:
        return empty, []
    return empty, [ASK_COORDINATES(source.file, columns=", ".join(map(str, table.columns)))]


def _by_address(
    points: GeoSeries, addresses: Series, labels: Series, finest: Level, source: Source
) -> tuple[GeoSeries, list[Finding]]:
    """Look up the addresses of offers without coordinates in the city's register."""
    open_rows = (points.is_empty & (addresses != "")).to_numpy()
    if source.register is None or not open_rows.any():
        return points, []
    from intake.offers._addresses import find_addresses, read_register

    entries, findings = read_register(source.register, city=finest.areas)
    wanted = addresses[open_rows].set_axis(labels[open_rows].to_numpy())
    found, more = find_addresses(wanted, entries, crs=finest.areas.crs, file=source.file)
    placed = points.to_numpy().copy()
    placed[open_rows] = found.to_numpy()
    return GeoSeries(placed, index=points.index, crs=points.crs), [*findings, *more]


def _without_place(
    points: GeoSeries, areas: Series, addresses: Series, labels: Series, file: str
) -> tuple[np.ndarray, list[Finding]]:
    """Tell which offers stay: those in an area, and those with an address still to be found."""
    nowhere = (areas == "").to_numpy()
    empty = points.is_empty.to_numpy()
    waiting = nowhere & empty & (addresses != "").to_numpy()
    outside, blank = nowhere & ~empty, nowhere & empty & ~waiting
    found = ((outside, OUTSIDE), (blank, WITHOUT_PLACE), (waiting, ONLY_ADDRESS))
    findings = [
        kind(file, listed(labels[chosen]), n=int(chosen.sum()))
        for chosen, kind in found
        if chosen.any()
    ]
    if len(labels) and outside.sum() + blank.sum() == len(labels):
        findings.append(JOIN_NO_OFFER(file))
    return ~(outside | blank), findings


def _same_place(offers: GeoDataFrame, file: str) -> list[Finding]:
    """Say which offers look like the same one twice: same name, category and place."""
    geometry = offers.geometry
    known = offers[~geometry.is_empty & (offers["name"] != "")]
    spot = known.assign(x=known.geometry.x.round(1), y=known.geometry.y.round(1))
    twice = spot[spot.duplicated(["name", "category", "x", "y"], keep="first")]
    return [OFFER_TWICE(file, listed(Series(twice.index)))] if len(twice) else []
