"""What every reader of vector files hands on: geometries, attributes as text, a declared CRS."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame

from intake.findings import Finding
from wording import count, joined, say
from wording.sentence import Figure, Sentence

#: More features than this are not a city's areas or offers.
MAX_FEATURES = 2_000_000
#: Findings of one kind that are listed one by one; the rest is counted.
MAX_LISTED = 25
_NAMED_SPOT = "Objekt {n} ({names})"


@dataclass(frozen=True)
class Features:
    """The features of one layer, as delivered.

    Attributes
    ----------
    attributes : DataFrame
        n rows of text, in file order; "" where the file has nothing.
    geometry : ndarray of object
        n shapely geometries, coordinates as in the file; None where there is none.
    crs : str
        CRS that the file declares ("EPSG:25832", WKT …); "" if it declares none.
    findings : tuple of Finding
    """

    attributes: DataFrame
    geometry: np.ndarray
    crs: str = ""
    findings: tuple[Finding, ...] = ()

    def with_findings(self, *more: Finding) -> "Features":
        """Return the same features with more findings."""
        return replace(self, findings=(*self.findings, *more))


def text_table(records: Sequence[dict[str, Any]]) -> DataFrame:
    """Return attributes as text, one column per attribute, that give the same value when read.

    Parameters
    ----------
    records : sequence of dict
        One per feature; values as JSON or GDAL gives them.

    Returns
    -------
    DataFrame
        Index 0 … n−1; missing is "". A column of whole numbers that were stored as
        decimals ("5.0") is written without decimals.

    Examples
    --------
    >>> text_table([{"key": "01", "n": 3.0}, {"key": "02"}]).to_dict("list")
    {'key': ['01', '02'], 'n': ['3', '']}
    """
    names = dict.fromkeys(name for record in records for name in record)
    columns = {str(name): text_column([record.get(name) for record in records]) for name in names}
    return DataFrame(columns, index=range(len(records)), dtype="str")


def text_column(values: Iterable[Any]) -> list[str]:
    """Return values as text; decimals that are all whole numbers lose their ".0"."""
    values = list(values)
    floats = [value for value in values if isinstance(value, float) and value == value]
    whole = bool(floats) and all(value.is_integer() and abs(value) < 1e15 for value in floats)
    return [_text(value, whole=whole) for value in values]


def _text(value: Any, *, whole: bool) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        return str(int(value)) if whole else repr(float(value))
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def spot(number: int, attributes: dict[str, Any]) -> str:
    """Name a feature by its number and what its first attributes say.

    Examples
    --------
    >>> spot(4, {"schluessel": "05", "name": "Scharnhorst"})
    'Objekt 5 (05, Scharnhorst)'
    """
    said = [
        str(value)[:40] for value in attributes.values() if isinstance(value, (str, int, float))
    ]
    said = [word for word in said if word.strip()][:2]
    if not said:
        return say("Objekt {n}", n=number + 1)
    return say(_NAMED_SPOT, n=number + 1, names=", ".join(said))


def nameless(finding: Finding) -> Finding:
    """Return a finding that names features by their number alone: their names may be secret.

    Examples
    --------
    >>> nameless(Finding("error", "a", "f", spot(4, {"name": "Scharnhorst"}), "Falsch.", "")).where
    'Objekt 5'
    """
    return replace(finding, where=_nameless(finding.where), message=_nameless(finding.message))


def _nameless(value: Any) -> Any:
    if not isinstance(value, Sentence):
        return value
    if value.template == _NAMED_SPOT:
        return say("Objekt {n}", n=value.values["n"])
    return Sentence(value.template, {name: _nameless(part) for name, part in value.values.items()})


def spots(table: DataFrame, rows: Iterable[int]) -> list[str]:
    """Name several features of a table of text."""
    rows = [int(row) for row in rows]
    records = table.iloc[rows, :6].to_dict("records")
    return [spot(row, record) for row, record in zip(rows, records, strict=True)]


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun, by two templates.

    Examples
    --------
    >>> counted(1, "{n} Zeile", "{n} Zeilen"), counted(1200, "{n} Zeile", "{n} Zeilen")
    ('1 Zeile', '1.200 Zeilen')
    """
    return say(one if number == 1 else many, n=count(number))


def decimal(value: float, digits: int) -> str:
    """Return a number with its decimals and no points between thousands: "1234,5"."""
    return Figure("de", _decimal, float(value), digits)


def _decimal(language: str, value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return text if language == "en" else text.replace(".", ",")


def listing(words: Iterable[str], most: int = MAX_LISTED) -> str:
    """Join words with commas; of very many only the first, and how many more there are."""
    words = list(words)
    told = any(isinstance(word, Sentence) for word in words)
    first = joined(", ", words[:most]) if told else ", ".join(words[:most])
    n = len(words) - most
    return say("{names} und {n} weitere", names=first, n=n) if n > 0 else first
