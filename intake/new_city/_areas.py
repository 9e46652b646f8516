"""A boundary file in; which column is the key, which the name, what the level is called out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.levels import Level
from intake.cells.keys import normal_name
from intake.config import LevelSection
from intake.files.shapes import read_areas
from intake.findings import Finding, InputError, Kind, in_column
from intake.new_city.answers import answer
from intake.places.areas import areas_by_key
from wording import say

#: Headings of keys, in normal form: certain ones, likely endings, technical numbers.
_KEY = re.compile(
    r"^(?:schluessel|schl|key|kennung|kennziffer|code|nr|nummer|num|ags|ars|rs|gkz|agsneu|gebietsnummer|gebietsschluessel|gebietnr|raumid|plr|plrid|"
    r"bezirksnummer|id|stadtteilnummer|areacode|geocode|areaid)$|(?<!haus)(?<!lfd)(?:schluessel|nummer|nr|znr|key|code|kennung|ags)$|^(?:schluessel|nr|key|code)[a-z]"
)
_TECHNICAL = re.compile(
    r"^(?:fid|ogcfid|objectid\d*|oid|gid|gmlid|rowid|recordid|uuid|globalid|featureid|id|pk|index|identifier|datasetid)$"
)
_NO_KEY = re.compile(
    r"flaeche|area(?!code|id|key)|shape|umfang|length|laenge|perimeter|einwohner|bevoelk|population|upload|datum|date|stand|jahr|url|link|color|farbe|bbox|bounding|koordinat|point"
)
_NAME = re.compile(
    r"^(?:name|namen|bezeichnung|bezeichnun|bez|gen|label|titel|title|gebietsname|stadtteil|stadtbezirk|bezirk|ortsteil|sozialraum|quartier|"
    r"unterbezirk|statistischerbezirk|statistischerunterbezirk|planungsraum|raumname|viertel|stadtviertel|ubz|nam|plrname|bezname)$|name$|bezeichnung$|^name"
)
#: Words in file names and headings → id and label of a level.
_LEVELS = (
    ("unterbezirk", "unterbezirk", "Statistische Unterbezirke"), ("ubz", "unterbezirk", "Statistische Unterbezirke"),
    ("aktionsraeum", "aktionsraum", "Aktionsräume"), ("aktionsraum", "aktionsraum", "Aktionsräume"),
    ("sozialraeum", "sozialraum", "Sozialräume"), ("sozialraum", "sozialraum", "Sozialräume"),
    ("planungsraeum", "planungsraum", "Planungsräume"), ("planungsraum", "planungsraum", "Planungsräume"),
    ("statistischebezirk", "bezirk", "Statistische Bezirke"), ("statistischerbezirk", "bezirk", "Statistische Bezirke"),
    ("statbez", "bezirk", "Statistische Bezirke"), ("stadtbezirk", "stadtbezirk", "Stadtbezirke"), ("stadtteil", "stadtteil", "Stadtteile"),
    ("ortsteil", "ortsteil", "Ortsteile"), ("quartier", "quartier", "Quartiere"), ("viertel", "viertel", "Stadtviertel"),
    ("baublock", "baublock", "Baublöcke"), ("gemeinde", "gemeinde", "Gemeinden"), ("bezirk", "bezirk", "Bezirke"),
)  # fmt: skip

NO_KEY = Kind("ask_key", "Keine Spalte kann der Schlüssel der Gebiete sein. Vorhanden sind: {columns}.",
              "Den Gebieten in der Datei einen Schlüssel und einen Namen geben, oder die Spalte nennen (`key=…`).")  # fmt: skip
ASK_KEY = Kind("ask_key", "Als Schlüssel der Gebiete wurde die Spalte „{column}“ genommen. Vorhanden sind auch: {columns}.",
               "Wenn eine andere der Schlüssel ist, mit `key=…` angeben.", "warning")  # fmt: skip


@dataclass(frozen=True)
class Boundaries:
    """One boundary file, understood.

    Attributes
    ----------
    path : Path
    section : LevelSection
        What `city.toml` will say of it; `file` is the name the copy gets.
    features : GeoDataFrame
        All attributes as text, geometry in the file's CRS.
    findings : tuple of Finding
    """

    path: Path
    section: LevelSection
    features: GeoDataFrame
    findings: tuple[Finding, ...]


def understand_boundaries(path: Path, answers: Mapping[str, str]) -> Boundaries:
    """Read a boundary file and guess its key, name and level.

    Raises
    ------
    InputError
        If the file cannot be read, or no column can be the key (`ask_key`).
    """
    layer, crs = answer(answers, "layer", path), answer(answers, "crs", path)
    features, findings = read_areas(path, layer=layer, crs=crs)
    table = DataFrame(features.drop(columns="geometry"))
    key, name, asked = guess_key_and_name(
        table,
        path.name,
        key=answer(answers, "key", path),
        name=answer(answers, "name_column", path),
    )
    level, label = level_words(path, [key, name, *map(str, table.columns)])
    section = LevelSection(
        id=answer(answers, "level", path) or level, label=answer(answers, "label", path) or label, file=path.name, layer=layer, key=key, name=name, crs=crs,
        rekey={place.removeprefix("area_rekey."): value for place, value in answers.items() if place.startswith("area_rekey.")},
        drop=tuple(part.strip() for part in answer(answers, "area_drop", path).split(",") if part.strip()),
    )  # fmt: skip
    return Boundaries(path, section, features, (*findings, *asked))


def guess_key_and_name(
    table: DataFrame, file: str, *, key: str = "", name: str = ""
) -> tuple[str, str, tuple[Finding, ...]]:
    """Find the columns that hold key and name.

    Parameters
    ----------
    table : DataFrame of text
        Attributes of the areas.
    file : str
    key, name : str
        What a person said.

    Returns
    -------
    tuple of (key, name, findings)
        `name` is "" where no column holds names.

    Raises
    ------
    InputError
        `ask_key`: no column can be the key.

    Examples
    --------
    >>> guess_key_and_name(DataFrame({"rowid": ["71", "72"], "ubnr": ["001", "002"], "bez": ["Ost", "West"]}), "a.shp")[:2]
    ('ubnr', 'bez')
    """
    from intake.cells.joins import require_column

    columns = [str(column) for column in table.columns]
    named = require_column(table, name, file) if name else ""
    if key:
        chosen = require_column(table, key, file)
        return chosen, named or _best_name(table, [c for c in columns if c != chosen]), ()
    scores = {column: _key_score(table[column], column) for column in columns}
    chosen = max(columns, key=lambda column: scores[column], default="")
    if not chosen or scores[chosen] <= 0:
        raise InputError([NO_KEY(file, columns=", ".join(columns) or say("keine Spalten"))])
    named = named or _best_name(table, [column for column in columns if column != chosen])
    others = ", ".join(c for c in columns if c != chosen) or say("keine")
    doubt = ASK_KEY(file, in_column(chosen), column=chosen, columns=others)
    return chosen, named, () if scores[chosen] >= _SURE else (doubt,)


#: Score from which the key needs no question.
_SURE = 8.0


def _key_score(cells: Series, column: str) -> float:
    """How well a column serves as key: heading, then uniqueness, then short codes of one length."""
    texts = [cell.strip() for cell in cells.tolist()]
    filled = [text for text in texts if text]
    normal = normal_name(column)
    if len(filled) < 0.9 * len(texts) or not filled or _NO_KEY.search(normal):
        return 0.0
    distinct = len(set(filled)) / len(filled)
    heading = _heading_score(normal)
    codes = sum(
        len(text) <= 14 and any(c.isdigit() for c in text) and " " not in text for text in filled
    ) / len(filled)
    even = 1.0 if len(set(map(len, filled))) == 1 else 0.0
    decimals = sum(bool(re.fullmatch(r"-?\d+\.\d{2,}", text)) for text in filled) / len(filled)
    dates = sum(bool(re.match(r"\d{4}-\d\d-\d\d", text)) for text in filled) / len(filled)
    if (
        decimals > 0.3
        or dates > 0.3
        or (distinct < 0.5 and len(filled) > 1)
        or (distinct < 1 and not heading)
    ):
        return 0.0
    return heading + 3.0 * distinct * (distinct == 1 or bool(heading)) + codes + even


def _heading_score(normal: str) -> float:
    """How much a heading speaks for a key: technical numbers may change with every export."""
    if normal == "id":
        return 5.0
    if _TECHNICAL.match(normal):
        return 2.0
    return 6.0 if _KEY.search(normal) else 0.0


def _best_name(table: DataFrame, columns: list[str]) -> str:
    """Return the column with the names of areas, "" if there is none."""
    scores = {column: _name_score(table[column], column) for column in columns}
    best = max(columns, key=lambda column: scores[column], default="")
    return best if best and scores[best] > 1 else ""


def _name_score(cells: Series, column: str) -> float:
    filled = [cell.strip() for cell in cells.tolist() if cell.strip()]
    if len(filled) < 0.5 * len(cells) or not filled:
        return 0.0
    words = sum(any(c.isalpha() for c in text) and len(text) <= 120 for text in filled) / len(
        filled
    )
    distinct = len(set(filled)) / len(filled)
    heading = 3.0 if _NAME.search(normal_name(column)) else 0.0
    links = any(text.startswith(("http", "{", "[")) for text in filled[:5])
    if normal_name(column) == "name":
        heading = 4.0
    if words < 0.5 and heading < 3 or links:
        return 0.0
    return words * (heading + 2 * distinct - (0.5 if distinct < 0.9 else 0))


def level_words(path: Path, headings: list[str]) -> tuple[str, str]:
    """Return id and label of a level by what its file and columns are called.

    Examples
    --------
    >>> level_words(Path("Statist_UnterbezirkePolygon.geojson"), [])
    ('unterbezirk', 'Statistische Unterbezirke')
    """
    for text in (path.stem, *headings):
        normal = normal_name(text)
        for word, level, label in _LEVELS:
            if word in normal:
                return level, label
    return "gebiet", "Gebiete"


def build_level(
    boundaries: Boundaries, crs: str, finest: Level | None
) -> tuple[Level, tuple[Finding, ...]]:
    """Give areas keys and members, as reading the city will do.

    Raises
    ------
    InputError
        Doubled or missing keys, areas at the same place.
    """
    from intake.city.levels import members_by_area

    areas, findings = areas_by_key(
        boundaries.features.to_crs(crs), boundaries.section, file=boundaries.path.name
    )
    members = Series(areas.index, index=areas.index)
    if finest is not None:
        members, nesting = members_by_area(
            finest.areas, areas, file=boundaries.path.name, level=boundaries.section.id
        )
        findings += nesting
    return Level(boundaries.section.id, boundaries.section.label, areas, members), findings
