"""What a person asks for, checked against what the city has."""

import json
import math
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intake.findings import ChoiceError, InputError, Kind
from wording import say

if TYPE_CHECKING:
    from intake.model import City


#: Asked for, but not in the city; by what was asked for.
UNKNOWN = {
    what: Kind(f"unknown_{code}", "„{asked}“ gibt es in dieser Stadt nicht.", "{hint}Zur Wahl stehen: {names}.")
    for what, code in {
        "Ebene": "level", "Jahr": "year", "Indikator": "indicator", "Kategorie": "category",
        "Index": "index", "Gebiet": "area", "Zielgruppe": "target_group", "Verfahren": "method",
        "Maß": "measure", "Nachbarschaft": "weights", "Angebot": "offer",
    }.items()
}  # fmt: skip
INDEX_IMPOSSIBLE = Kind("index_definition", "{why}", "Eintrag berichtigen.")
_NAME_AN_EXTENT = "Eine Datei angeben, die `aktionsraum sheet --save-extent` geschrieben hat."
EXTENT_UNREADABLE = Kind("extent", "Die Datei lässt sich nicht lesen.", _NAME_AN_EXTENT)
NO_EXTENT = Kind("extent", "Die Datei ist kein gespeicherter Ausschnitt.", _NAME_AN_EXTENT)
EXTENT_IMPOSSIBLE = Kind("extent", "Mitte und Maßstab müssen Zahlen sein, der Maßstab mindestens 1.", _NAME_AN_EXTENT)  # fmt: skip


def require_choice(what: str, asked: str, offered: Collection[str]) -> str:
    """Return `asked` if the city has it.

    Raises
    ------
    ChoiceError
        Naming the nearest choice and all others.
    """
    if asked in offered:
        return asked
    from rapidfuzz.process import extractOne

    nearest = extractOne(asked, list(offered)) if offered else None
    hint = say("Gemeint ist vielleicht „{name}“. ", name=nearest[0]) if nearest else ""
    names = ", ".join(offered) or say("keine")
    raise ChoiceError([UNKNOWN[what]("Aufruf", what, asked=asked, hint=hint, names=names)])


def require_level(city: "City", asked: str) -> str:
    """Return the level id, the finest if none is asked for; `city` is always there."""
    return require_choice("Ebene", asked or city.finest.id, [*city.levels, "city"])


def require_year(city: "City", asked: int | None) -> int:
    """Return the year asked for, or the newest that has figures."""
    years = sorted({figures.year for figures in city.figures})
    if asked is None and years:
        return years[-1]
    return int(require_choice("Jahr", str(asked or ""), [str(year) for year in years]))


def require_indicator(city: "City", asked: str) -> str:
    """Return the indicator id if the catalogue has it."""
    return require_choice("Indikator", asked, [entry.id for entry in city.config.indicator])


def require_category(city: "City", asked: str) -> str:
    """Return the category id if the city has offers, a standard or a name for it."""
    config = city.config
    known = [entry.id for entry in config.category]
    known += [entry.category for entry in config.standard]
    known += [str(category) for category in city.offers["category"].dropna().unique()]
    return require_choice("Kategorie", asked, list(dict.fromkeys(known)))


def index_error(index: str, why: str) -> InputError:
    """Return the error of an index that cannot be computed as `city.toml` defines it."""
    return InputError([INDEX_IMPOSSIBLE("city.toml", f"[[index]] {index}", why=why)])


def read_extent(path: Path) -> tuple[float, float, float]:
    """Read east, north (metres, the city's CRS) and scale of a saved extent.

    Raises
    ------
    InputError
        If the file is missing, no JSON, or lacks one of the numbers.
    """
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8")[:10_000])
        east, north, scale = (float(content[name]) for name in ("east", "north", "scale"))
    except OSError as error:
        raise InputError([EXTENT_UNREADABLE(path.name)]) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError([NO_EXTENT(path.name)]) from error
    if not (math.isfinite(east) and math.isfinite(north) and math.isfinite(scale) and scale >= 1):
        raise InputError([EXTENT_IMPOSSIBLE(path.name)])
    return east, north, scale
