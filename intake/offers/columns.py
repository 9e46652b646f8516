"""The headings of an offer file in; what each column holds out."""

import re
from collections.abc import Mapping

from pandas import DataFrame

from intake.cells.keys import normal_name

#: Role → headings in normal form (see `normal_name`), the likeliest first.
ROLES: Mapping[str, re.Pattern[str]] = {
    "id": re.compile(r"^(?:id|kennung|angebotsid|offerid|objektid|nr|lfdnr|laufendenummer|nummer|identifier|uuid|fid|objectid|gid)$"),
    "name": re.compile(r"^(?:name|bezeichnung|titel|objektname|einrichtung|einrichtungsname|nameder\w+|angebot|angebotsname|institution|label|title|bezeichnun)$"),
    "category": re.compile(r"^(?:category|kategorie|art|typ|type|angebotsart|einrichtungsart|objektart|sparte|artderangebots|artdereinrichtung|amenity|kategorien)$"),
    "address": re.compile(r"^(?:adresse|anschrift|address|postanschrift|vollstaendigeadresse)$"),
    "street": re.compile(r"^(?:strasse|str|street|strassenname|addrstreet|strassehausnummer|strasseundhausnummer|strassehausnr|strassehnr)$"),
    "number": re.compile(r"^(?:hausnummer|hausnr|hnr|hsnr|housenumber|addrhousenumber)$"),
    "x": re.compile(r"^(?:lon|lng|long|longitude|laengengrad|laenge|geolon|geolaenge|x|xkoordinate|xcoord|koordx|rechtswert|ostwert|rw|east|easting|ost|e|utmx|utmost|utme|xutm|wgs84lon|wgs84laenge)$"),
    "y": re.compile(r"^(?:lat|latitude|breitengrad|breite|geolat|geobreite|y|ykoordinate|ycoord|koordy|hochwert|nordwert|hw|north|northing|nord|n|utmy|utmnord|utmn|yutm|wgs84lat|wgs84breite)$"),
    "pair": re.compile(r"^(?:koordinaten?|coordinates?|geopoint2d|geopoint|position|latlon|latlong|latlng|lagekoordinate|locationcoordinates|geokoordinaten?|wkt|geom|geometry|thegeom|geometrie|punkt|geographischekoordinaten|standortkoordinaten)$"),
    "provider": re.compile(r"^(?:traeger|anbieter|provider|organisation|betreiber|traegerschaft|traegername|operator)$"),
    "capacity": re.compile(r"^(?:plaetze|kapazitaet|capacity|anzahlplaetze|platzzahl|genehmigteplaetze|plaetzegesamt)$"),
    "opening": re.compile(r"^(?:oeffnungszeiten?|opening|openinghours|sprechzeiten?|zeiten|geoeffnet)$"),
    "languages": re.compile(r"^(?:sprachen?|languages?)$"),
    "step_free": re.compile(r"^(?:barrierefrei|rollstuhlgerecht|stepfree|wheelchair|barrierefreiheit|stufenlos)$"),
    "mobile_schedule": re.compile(r"^(?:mobileschedule|fahrplan|tourenplan|standzeiten|haltestellen|mobil)$"),
    "valid_from": re.compile(r"^(?:validfrom|gueltigab|gueltigvon|von|beginn|start|ab|startdatum)$"),
    "valid_to": re.compile(r"^(?:validto|gueltigbis|bis|ende|enddatum)$"),
    "confirmed_on": re.compile(r"^(?:confirmedon|bestaetigtam|bestaetigt|geprueftam|letztepruefung|standderdaten|aktualisiertam|stand)$"),
    "contact": re.compile(r"^(?:contact|kontakt|telefon|tel|email|mail|pemail|website|webseite|web|url|link|homepage|internet)$"),
    "field_of_action": re.compile(r"^(?:fieldofaction|zielbereich|handlungsfeld|themenfeld)$"),
    "source": re.compile(r"^(?:source|quelle|datenquelle)$"),
}  # fmt: skip


def guess_columns(table: DataFrame) -> dict[str, str]:
    """Return role → heading for the columns of an offer file that can be told.

    Parameters
    ----------
    table : DataFrame of text

    Returns
    -------
    dict of str to str
        Roles of `ROLES`. `pair` only where x or y is missing; `address` put together
        from "strasse + hausnummer" where there is no address column.

    Examples
    --------
    >>> guess_columns(DataFrame(columns=["Nr.", "Bezeichnung", "Straße", "Hausnr.", "RW", "HW"]))
    {'id': 'Nr.', 'name': 'Bezeichnung', 'x': 'RW', 'y': 'HW', 'address': 'Straße + Hausnr.'}
    """
    normal = {str(column): normal_name(str(column)) for column in table.columns}
    found: dict[str, str] = {}
    for role, pattern in ROLES.items():
        fitting = [
            column
            for column, name in normal.items()
            if pattern.match(name) and column not in found.values()
        ]
        if fitting:
            found[role] = min(fitting, key=lambda column: _rank(pattern, normal[column]))
    if not {"x", "y"} <= found.keys():
        found = {role: column for role, column in found.items() if role not in {"x", "y"}}
    else:
        found.pop("pair", None)
    street, number = found.pop("street", ""), found.pop("number", "")
    if "address" not in found and street:
        found["address"] = f"{street} + {number}" if number else street
    return found


def _rank(pattern: re.Pattern[str], name: str) -> int:
    """Place of a heading in the list of its role: the first is the likeliest."""
    return pattern.pattern.split("|").index(name) if name in pattern.pattern.split("|") else 0


def composed(table: DataFrame, column: str, file: str) -> list[str]:
    """Return the cells of a column, or of several joined by blanks ("strasse + hausnummer").

    Raises
    ------
    InputError
        If a column does not exist.
    """
    from intake.cells.joins import require_column

    if column in table.columns or " + " not in column:
        return [cell.strip() for cell in table[require_column(table, column, file)].tolist()]
    parts = [
        table[require_column(table, part.strip(), file)].tolist() for part in column.split(" + ")
    ]
    return [
        " ".join(cell.strip() for cell in cells if cell.strip())
        for cells in zip(*parts, strict=True)
    ]
