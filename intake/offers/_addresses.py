"""Addresses without coordinates and the city's own register in; the place of each address out."""

import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Index, Series

from intake.cells.coordinates import read_coordinates
from intake.files import read_table
from intake.findings import Finding, InputError, Kind
from wording import joined, say

_STREET = re.compile(r"(?<=[a-zäöü])(?:strasse|str\.?)(?=\W|$)|\bstr(?:asse)?\b\.?", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?P<street>.*?\D)\s*(?P<number>\d{1,4})\s*(?P<suffix>[a-z](?![a-z]))?(?:\s*[-–/+].*)?$"
)
#: Similarity of street names (0–100) from which a misspelt street is taken for one in the register.
SIMILAR_STREET = 90
_ROLES = {
    "street": re.compile(r"^(?:strasse|str|strassenname|strname|street|addrstreet|lagebezeichnung|stn)$"),
    "number": re.compile(r"^(?:hausnummer|hausnr|hnr|hsnr|nummer|nr|number|housenumber|addrhousenumber)$"),
    "suffix": re.compile(r"^(?:zusatz|hausnummernzusatz|adz|hnrzusatz|buchstabe|suffix|hausnrzusatz)$"),
    "address": re.compile(r"^(?:adresse|anschrift|address)$"),
    "x": re.compile(r"^(?:x|lon|lng|long|longitude|rechtswert|ostwert|rw|east|easting|e|ost|utmx|koordx|xkoordinate|xcoord|laengengrad)$"),
    "y": re.compile(r"^(?:y|lat|latitude|hochwert|nordwert|hw|north|northing|n|nord|utmy|koordy|ykoordinate|ycoord|breitengrad)$"),
}  # fmt: skip

REGISTER_COLUMNS = Kind("register_columns", "Im Adressregister fehlen Spalten: {missing}. Vorhanden sind: {columns}.",
                        "Spalten mit Straße, Hausnummer, x und y ausgeben lassen.")  # fmt: skip
ADDRESS_SIMILAR = Kind("address_similar", "{n} Adressen stehen so nicht im Adressregister; genommen wurde die Straße mit dem ähnlichsten Namen.",
                       "Die Lage auf der Karte prüfen.", "warning")  # fmt: skip
ADDRESS_NOT_FOUND = Kind("address_not_found", "{n} Adressen stehen nicht im Adressregister; die Angebote bleiben ohne Ort.",
                         "Adresse berichtigen oder Koordinaten ergänzen.", "warning")  # fmt: skip


@dataclass(frozen=True)
class Register:
    """Addresses of a city: normal form → place in the city's CRS; `streets` without numbers."""

    places: Series
    streets: tuple[str, ...]


def normal_address(text: str) -> tuple[str, str]:
    """Return street and number in the form in which two spellings are equal.

    Examples
    --------
    >>> normal_address("Münster Str. 12 A, 44145 Dortmund") == normal_address("Münsterstraße 12a")
    True
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("ß", "ss")
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        text = text.replace(umlaut, plain)
    text = re.sub(r"[(\[].*?[)\]]", " ", text)
    text = re.split(r",|;|\n|\b\d{5}\b", text)[0].strip() or text
    found = _NUMBER.fullmatch(text.strip())
    street = found["street"] if found else text
    number = f"{int(found['number'])}{found['suffix'] or ''}" if found else ""
    return re.sub(r"[\W_]+", "", _STREET.sub("str", street)), number


def read_register(
    path: Path, *, city: GeoDataFrame, crs: str = ""
) -> tuple[Register, tuple[Finding, ...]]:
    """Read a register of addresses with coordinates.

    Parameters
    ----------
    path : Path
        Table with street and number (or the address in one column), x and y, under any
        usual heading.
    city : GeoDataFrame
        The city's areas; the places come in their CRS.
    crs : str
        CRS of the coordinates; "" = the one in which they fall on the city.

    Raises
    ------
    InputError
        If a column is missing.
    """
    from intake.places.projection import place_points

    table, findings = read_table(path)
    columns = _columns(table, path.name)
    x, y = read_coordinates(table, columns["x"], columns["y"])
    metric = bool(x.abs().median() > 180)
    points, more = place_points(
        x, y, city=city, crs=crs or (city.crs.to_string() if metric else "")
    )
    whole = table[columns["address"]] if "address" in columns else _joined(table, columns)
    normal = [normal_address(text) for text in whole]
    keys = Index([f"{street} {number}" for street, number in normal])
    places = Series(points.to_numpy(), index=keys, dtype=object)
    known = places[~shapely.is_empty(places.to_numpy()) & ~keys.duplicated()]
    noticed = tuple(replace(finding, file=path.name) for finding in more)
    return Register(known, tuple(dict.fromkeys(street for street, _ in normal))), (
        *findings,
        *noticed,
    )


def _joined(table: DataFrame, columns: dict[str, str]) -> Series:
    text = table[columns["street"]] + " " + table[columns["number"]]
    return text + table[columns["suffix"]] if "suffix" in columns else text


def _columns(table: DataFrame, file: str) -> dict[str, str]:
    """Find the columns of a register by their headings."""
    from intake.cells.keys import normal_name

    found = {
        role: str(column)
        for role, pattern in _ROLES.items()
        for column in reversed(list(table.columns))
        if pattern.match(normal_name(str(column)))
    }
    missing = [role for role in ("x", "y") if role not in found]
    if "address" not in found:
        missing += [role for role in ("street", "number") if role not in found]
    if missing:
        words = {
            "x": say("Rechtswert (x)"),
            "y": say("Hochwert (y)"),
            "street": say("Straße"),
            "number": say("Hausnummer"),
        }
        raise InputError([REGISTER_COLUMNS(file, missing=joined(", ", [words[role] for role in missing]), columns=", ".join(map(str, table.columns)))])  # fmt: skip
    return found


def find_addresses(
    addresses: Series, register: Register, *, crs: object, file: str
) -> tuple[GeoSeries, tuple[Finding, ...]]:
    """Find the places of addresses in a register.

    Parameters
    ----------
    addresses : Series of str
        n addresses; index: ids of the offers.
    register : Register
    crs : object
        The city's CRS, for the result.
    file : str

    Returns
    -------
    tuple of (GeoSeries, tuple of Finding)
        n points, empty where the register has no such address. Misspelt streets are
        taken if they are `SIMILAR_STREET` alike and their number exists; each is named.
    """
    placed, guessed, failed = [], [], []
    for label, text in addresses.items():
        street, number = normal_address(text)
        place = register.places.get(f"{street} {number}")
        if place is None and (near := _similar(street, number, register)):
            place = register.places[near]
            guessed.append(say("{label}: „{text}“", label=label, text=text))
        if place is None:
            failed.append(say("{label}: „{text}“", label=label, text=text))
        placed.append(shapely.Point() if place is None else place)
    findings = []
    if guessed:
        findings.append(ADDRESS_SIMILAR(file, joined("; ", guessed[:25]), n=len(guessed)))
    if failed:
        more = f" … ({len(failed)})" if len(failed) > 50 else ""
        findings.append(ADDRESS_NOT_FOUND(file, joined("", [joined("; ", failed[:50]), more]), n=len(failed)))  # fmt: skip
    return GeoSeries(np.array(placed, dtype=object), index=addresses.index, crs=crs), tuple(
        findings
    )


def _similar(street: str, number: str, register: Register) -> str:
    """Return the entry whose street is most alike and has that number, "" if none is alike enough."""
    from rapidfuzz import fuzz, process

    for name, _, _ in process.extract(
        street, register.streets, scorer=fuzz.ratio, limit=3, score_cutoff=SIMILAR_STREET
    ):
        if f"{name} {number}" in register.places.index:
            return f"{name} {number}"
    return ""
