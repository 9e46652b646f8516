"""Saved map extents: a small JSON file in, centre and scale out."""

import json
import math
from pathlib import Path
from typing import Any

from intake.errors import InputError
from intake.findings import Finding

_FIX = "Eine Datei angeben, die `aktionsraum sheet --save-extent` geschrieben hat."


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
        raise _fault(path, "Die Datei lässt sich nicht lesen.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _fault(path, "Die Datei ist kein gespeicherter Ausschnitt.") from error
    if not (math.isfinite(east) and math.isfinite(north) and math.isfinite(scale) and scale >= 1):
        raise _fault(path, "Mitte und Maßstab müssen Zahlen sein, der Maßstab mindestens 1.")
    return east, north, scale


def _fault(path: Path, message: str) -> InputError:
    return InputError([Finding("error", "extent", path.name, "", message, _FIX)])
