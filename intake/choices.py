"""What a person asks for, checked against what the city has."""

import json
import math
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intake.findings import ChoiceError, Finding, InputError

if TYPE_CHECKING:
    from intake.model import City


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
    hint = f"Gemeint ist vielleicht „{nearest[0]}“. " if nearest else ""
    listed = ", ".join(offered) or "keine"
    raise ChoiceError(
        [
            Finding(
                "error",
                f"unknown_{_CODES[what]}",
                "Aufruf",
                what,
                f"„{asked}“ gibt es in dieser Stadt nicht.",
                f"{hint}Zur Wahl stehen: {listed}.",
            )
        ]
    )


_CODES = {
    "Ebene": "level",
    "Jahr": "year",
    "Indikator": "indicator",
    "Kategorie": "category",
    "Index": "index",
    "Gebiet": "area",
    "Zielgruppe": "target_group",
    "Verfahren": "method",
    "Maß": "measure",
    "Nachbarschaft": "weights",
    "Angebot": "offer",
}


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
    finding = Finding(
        "error", "index_definition", "city.toml", f"[[index]] {index}", why, "Eintrag berichtigen."
    )
    return InputError([finding])


_EXTENT_FIX = "Eine Datei angeben, die `aktionsraum sheet --save-extent` geschrieben hat."


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
        raise _extent_fault(path, "Die Datei lässt sich nicht lesen.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _extent_fault(path, "Die Datei ist kein gespeicherter Ausschnitt.") from error
    if not (math.isfinite(east) and math.isfinite(north) and math.isfinite(scale) and scale >= 1):
        raise _extent_fault(path, "Mitte und Maßstab müssen Zahlen sein, der Maßstab mindestens 1.")
    return east, north, scale


def _extent_fault(path: Path, message: str) -> InputError:
    return InputError([Finding("error", "extent", path.name, "", message, _EXTENT_FIX)])
