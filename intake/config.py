"""`city.toml`: its text in, a checked `CityConfig` out; each fault becomes a finding."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from intake.findings import Finding, InputError, Kind, UnsafeFileError, at_byte
from wording import say

Mode = Literal["walk", "bike", "transit", "straight_line", "wheelchair"]
Text = Annotated[str, Field(min_length=1)]
#: Mark of an entry that names a file or folder of the city; every such entry bears it (see `named_files`).
IN_FOLDER = "in the city folder"
FileName = Annotated[str, IN_FOLDER]
NeededFile = Annotated[Text, IN_FOLDER]

CONFIG_MISSING = Kind("config_missing", "Die Datei fehlt.", "Ordner prüfen oder mit `aktionsraum new` anlegen.")  # fmt: skip
CONFIG_ENCODING = Kind("config_encoding", "Die Datei ist nicht in UTF-8.", "Im Editor als UTF-8 speichern.")  # fmt: skip
CONFIG_SYNTAX = Kind("config_syntax", "Die Datei ist kein gültiges TOML.", "Die genannte Zeile berichtigen.")  # fmt: skip
CONFIG_TOO_DEEP = Kind("config_too_deep", "Die Datei ist so tief verschachtelt, wie es city.toml nie ist.",
                       "Die Datei aus einer Sicherung holen oder neu anlegen.")  # fmt: skip
ENTRY_MISSING = Kind("config_entry_missing", "Der Eintrag fehlt.", "Eintrag ergänzen.")
ENTRY_UNKNOWN = Kind("config_entry_unknown", "Den Eintrag gibt es nicht.", "Schreibweise prüfen oder Eintrag löschen.")  # fmt: skip
ENTRY_WRONG = Kind("config_entry_wrong", "Der Wert „{value}“ passt nicht: {wanted}.", "Wert berichtigen.")  # fmt: skip


class Section(BaseModel):
    """A table of `city.toml`: unknown entries are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CitySection(Section):
    """`[city]`: name, metric CRS and the limits for secrecy and rating."""

    name: Text
    ags: str = ""
    crs: Text
    min_cases: int = Field(3, ge=1)
    min_population: int = Field(300, ge=0)
    population: str = ""  # variable that counts all inhabitants
    source: str = ""
    contact: str = ""  # who answers questions and hears of barriers


class LevelSection(Section):
    """`[[level]]`: one division of the city, finest first."""

    id: Text
    label: Text
    file: FileName = ""
    layer: str = ""
    key: str = ""
    name: str = ""
    members: FileName = ""
    note: str = ""
    vintage: str = ""
    crs: str = ""  # confirmed CRS of a file that has none or a wrong one
    rekey: dict[str, str] = {}  # "row number" → right key, where a file holds a wrong one
    drop: tuple[str, ...] = ()  # keys that are no areas (sum rows, "unbekannt")


class TableSection(Section):
    """`[[table]]`: figures per area, wide or long."""

    file: NeededFile
    sheet: str = ""
    layer: str = ""
    level: Text
    key: str = ""
    name: str = ""
    year: int | None = None
    year_column: str = ""
    variable_column: str = ""  # long tables: the column that names the variable …
    value_column: str = ""  # … and the one with its value
    columns: dict[str, str] = {}
    header_rows: int | None = None
    skip_rows: int | None = None
    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    missing_marks: tuple[str, ...] = ()
    suppressed_marks: tuple[str, ...] = ()
    zero_marks: tuple[str, ...] = ()  # signs that mean exactly 0 in this table
    percent: dict[str, Literal["0-1", "0-100"]] = {}
    merged: dict[str, tuple[str, ...]] = {}  # name or key in the file → keys it covers
    rekey: dict[str, str] = {}  # key or name in the file → key of the level
    released: bool = False
    estimated: bool = False
    vintage: str = ""
    source: str = ""


class IndicatorSection(Section):
    """`[[indicator]]`: a rate from counts, or a published share."""

    id: Text
    label: Text
    label_en: str = ""
    numerator: str = ""
    denominator: str = ""
    value: str = ""
    weight: str = ""
    unit: str = "%"
    per: float | None = None
    decimals: int = 1
    worse: Literal["higher", "lower", "neither"] = "higher"
    field_of_action: str = ""
    source: str = ""
    definition: str = ""
    caveat: str = ""
    comparable: bool = True
    city_values: dict[str, float] = {}


class IndexSection(Section):
    """`[[index]]`: a composite index by one of the methods of the handbook."""

    id: Text
    label: Text
    label_en: str = ""
    method: Literal["mss", "rise", "headline", "imd", "svi", "below_average_count"]
    indicators: tuple[str, ...]
    changes: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    weights: dict[str, float] = {}
    themes: dict[str, tuple[str, ...]] = {}
    thresholds: dict[str, tuple[float, ...]] = {}
    aggregation: Literal["geometric", "arithmetic", "minimum"] = "geometric"
    level: str = ""
    change_years: int | None = None
    attention: tuple[str, ...] = ("4+", "4+/-", "4-", "3-")  # classes to look at first


class OffersSection(Section):
    """`[[offers]]`: places where people find an offer."""

    file: NeededFile
    sheet: str = ""
    layer: str = ""
    x: str = ""
    y: str = ""
    crs: str = ""
    columns: dict[str, str] = {}
    category: str = ""
    categories: dict[str, str] = {}  # value in the file → category id
    area: str = ""
    protected: str = ""
    addresses: FileName = ""  # register of addresses with coordinates
    public: tuple[str, ...] = ()  # ids confirmed as public although their name suggests a shelter
    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    source: str = ""
    stand: str = ""


class CategorySection(Section):
    """`[[category]]`: a kind of offer with its name on screen and its field of action."""

    id: Text
    label: Text
    label_en: str = ""
    field_of_action: str = ""


class FieldOfActionSection(Section):
    """`[[field_of_action]]`: a Zielbereich of the programme."""

    id: Text
    label: Text
    label_en: str = ""


class TargetGroupSection(Section):
    """`[[target_group]]`: persons an offer is meant for, as a count variable."""

    id: Text
    label: Text
    label_en: str = ""
    variable: Text


class StandardSection(Section):
    """`[[standard]]`: what "covered" means for a category."""

    category: Text
    target_group: Text
    mode: Mode = "walk"
    max_minutes: float | None = Field(None, gt=0)
    max_metres: float | None = Field(None, gt=0)
    places_per_100: float | None = Field(None, gt=0)
    source: str = ""


class PopulationSection(Section):
    """`[population]`: points or cells that say where in an area people live."""

    file: NeededFile
    layer: str = ""
    x: str = ""
    y: str = ""
    crs: str = ""
    cell_metres: float = 0.0  # size of a cell whose south-west corner is given; 0 = points
    area: str = ""
    weight: str = ""
    groups: dict[str, str] = {}
    source: str = ""


class NetworkSection(Section):
    """`[network]`: streets (OSM extract or line file) and timetable (GTFS)."""

    file: FileName = ""
    layer: str = ""
    gtfs: FileName = ""
    detour_factor: float = Field(1.3, ge=1)
    walk_kmh: float = Field(5.0, gt=0)
    bike_kmh: float = Field(15.0, gt=0)
    walk_kmh_by_group: dict[str, float] = {}
    source: str = ""


class TargetSection(Section):
    """`[[target]]`: a goal of the city for an indicator."""

    indicator: Text
    level: str = "city"
    keys: tuple[str, ...] = ()
    base_year: int
    year: int = 2030
    value: float
    source: str = ""


class CrosswalkSection(Section):
    """`[[crosswalk]]`: how areas of one vintage are made of those of another."""

    file: NeededFile
    level: Text
    from_vintage: Text
    to_vintage: Text
    old: str = "old"
    new: str = "new"
    share: str = "share"


class TilesSection(Section):
    """`[[tiles]]`: a background map; it is fetched from outside only when chosen."""

    id: Text
    label: Text
    url: Text
    attribution: Text


class CityConfig(Section):
    """The whole of `city.toml`."""

    city: CitySection
    level: tuple[LevelSection, ...] = Field(min_length=1)
    table: tuple[TableSection, ...] = ()
    indicator: tuple[IndicatorSection, ...] = ()
    index: tuple[IndexSection, ...] = ()
    field_of_action: tuple[FieldOfActionSection, ...] = ()
    category: tuple[CategorySection, ...] = ()
    target_group: tuple[TargetGroupSection, ...] = ()
    offers: tuple[OffersSection, ...] = ()
    standard: tuple[StandardSection, ...] = ()
    population: PopulationSection | None = None
    network: NetworkSection = NetworkSection()
    target: tuple[TargetSection, ...] = ()
    crosswalk: tuple[CrosswalkSection, ...] = ()
    tiles: tuple[TilesSection, ...] = ()


def named_files(section: Section, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield where and which file, for every file that entries name.

    Examples
    --------
    >>> list(named_files(NetworkSection(gtfs="fahrplan.zip"), "network"))
    [('network.gtfs', 'fahrplan.zip')]
    """
    for entry, field in type(section).model_fields.items():
        value = getattr(section, entry)
        where = f"{place}.{entry}" if place else entry
        if IN_FOLDER in field.metadata and value:
            yield where, value
        elif isinstance(value, Section):
            yield from named_files(value, where)
        elif isinstance(value, tuple):
            for number, part in enumerate(value, start=1):
                if isinstance(part, Section):
                    yield from named_files(part, f"{where}.{number}")


def config_text(path: Path) -> str:
    """Read the text of a `city.toml`.

    Raises
    ------
    InputError
        If there is none, or it is not in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")  # Windows editors put a mark before
    except FileNotFoundError as error:
        raise InputError([CONFIG_MISSING("city.toml")]) from error
    except UnicodeDecodeError as error:
        raise InputError([CONFIG_ENCODING("city.toml", at_byte(error.start))]) from error


def read_config(path: Path) -> CityConfig:
    """Read and check a `city.toml`.

    Raises
    ------
    InputError
        With one finding per fault: no file, no TOML, missing, unknown or wrong entries.
    """
    try:
        return CityConfig.model_validate(tomllib.loads(config_text(path)))
    except tomllib.TOMLDecodeError as error:
        raise InputError([CONFIG_SYNTAX("city.toml", _place_in_toml(str(error)))]) from error
    except RecursionError as error:
        raise UnsafeFileError([CONFIG_TOO_DEEP("city.toml")]) from error
    except ValidationError as error:
        raise InputError([_validation_finding(dict(fault)) for fault in error.errors()]) from error


def _place_in_toml(said: str) -> str:
    """Line and column of a fault, without the parser's English."""
    place = re.search(r"line (\d+), column (\d+)", said)
    return say("Zeile {row}, Spalte {column}", row=place[1], column=place[2]) if place else say("am Ende der Datei")  # fmt: skip


#: What an entry must be, by the beginning of pydantic's name for the fault.
_WANTED = {
    "int": say("erwartet wird eine ganze Zahl"), "float": say("erwartet wird eine Zahl"),
    "string_too_short": say("der Text darf nicht leer sein"), "string": say("erwartet wird ein Text in Anführungszeichen"),
    "bool": say("erwartet wird true oder false"), "dict": say("erwartet wird eine Tabelle {{ … }}"),
    "model": say("erwartet wird ein Abschnitt mit Einträgen"), "tuple": say("erwartet wird eine Liste [ … ]"),
    "list": say("erwartet wird eine Liste [ … ]"), "finite": say("die Zahl muss endlich sein"),
    "too_short": say("mindestens ein Eintrag ist nötig"), "": say("die Form stimmt nicht"),
}  # fmt: skip
_LIMITS = {
    "gt": say("größer als"), "ge": say("mindestens"), "lt": say("kleiner als"), "le": say("höchstens")
}  # fmt: skip


def _wanted(fault: dict[str, Any]) -> str:
    """Say in German what an entry must be."""
    context = fault.get("ctx", {})
    for name, words in _LIMITS.items():
        if name in context:
            return say("der Wert muss {words} {n} sein", words=words, n=f"{context[name]:g}")
    if fault["type"] == "literal_error":
        names, _, last = str(context.get("expected", "")).rpartition(" or ")
        one = say("möglich sind: {last}", last=last)
        return say("möglich sind: {names} oder {last}", names=names, last=last) if names else one
    return _WANTED[next(name for name in _WANTED if fault["type"].startswith(name))]


def _validation_finding(fault: dict[str, Any]) -> Finding:
    """Put one of pydantic's faults into a German sentence."""
    where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in fault["loc"])
    if fault["type"] == "missing":
        return ENTRY_MISSING("city.toml", where)
    if fault["type"] == "extra_forbidden":
        return ENTRY_UNKNOWN("city.toml", where)
    return ENTRY_WRONG("city.toml", where, value=str(fault["input"])[:60], wanted=_wanted(fault))
