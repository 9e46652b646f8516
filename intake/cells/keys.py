"""Keys and names as tables write them in; the keys of a level, and what did not match, out."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
from pandas import Index, Series

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "á": "a", "à": "a"}
)
_KIND_OF_AREA = re.compile(
    r"^(?:stadtbezirk|stadtteil|bezirk|ortsteil|ortschaft|sozialraum|unterbezirk|statistischer bezirk|quartier|planungsraum|gebiet)\s+(?=\S)"
)
_SAINT = re.compile(r"\b(?:sankt|st)\b\.?\s*")
# What spreadsheets make of long keys: 5,91E+06.
_POWER = re.compile(r"\d[.,]?\d*E[+-]?\d*$", re.IGNORECASE)
#: Digits that a common prefix must have at least: the AGS has 4 without its zero, and 5 or 8.
_SHORTEST_PREFIX = 4
#: Similarity (0–100) from which a name is proposed, and how many proposals at most.
_SIMILAR, _PROPOSALS = 60, 3


@dataclass(frozen=True)
class Match:
    """Cells of a table and the keys they mean.

    Attributes
    ----------
    keys : Series of str
        Indexed like the cells; "" where no key matches.
    method : str
        How: `exact`, `blanks`, `decimal`, `zeros`, `prefix`, `letters`, `name`.
    changed : Series of str
        Cells that were not written as the level writes them → their key.
    """

    keys: Series
    method: str
    changed: Series = field(default_factory=lambda: Series(dtype="str"))

    @property
    def n(self) -> int:
        """Number of cells with a key."""
        return int((self.keys != "").sum())


def normal_name(name: str) -> str:
    """Return a name in the form in which two spellings of it are equal.

    Examples
    --------
    >>> normal_name("Hörde ") == normal_name("HOERDE")
    True
    >>> normal_name("Innenstadt\u2011West") == normal_name("Innenstadt West")
    True
    """
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).casefold()
    text = unicodedata.normalize("NFC", text).translate(_UMLAUTS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _SAINT.sub("st ", text)
    return re.sub(r"[\W_]+", "", text)


def name_variants(name: str) -> tuple[str, ...]:
    """Return the normal form of a name, then of the name without brackets, number and kind of area.

    Examples
    --------
    >>> name_variants("08 Hörde (bis 2022: Süd)")[-1]
    'hoerde'
    """
    text = unicodedata.normalize("NFKC", name).strip()
    without = re.sub(r"\s*[(\[].*?[)\]]\s*", " ", text).strip(" *†¹²³")
    bare = re.sub(r"^\d[\d.\-/]*\s*[-–:]?\s*(?=\D)", "", without)
    plain = _KIND_OF_AREA.sub("", bare.casefold())
    return tuple(
        dict.fromkeys(
            normal_name(part) for part in (text, without, bare, plain) if normal_name(part)
        )
    )


def match_keys(cells: Series, keys: Index) -> Match:
    """Find the keys of a level in a column of a table.

    Parameters
    ----------
    cells : Series of str
        n cells as the table writes them.
    keys : Index of str
        Keys of the level.

    Returns
    -------
    Match
        By the one way of reading that matches most cells; the plainest wins a draw.

    Notes
    -----
    One way for the whole column, so that "1" cannot mean 01 in one row and 001 in
    the next: as written; without blanks; without ".0"; without leading zeros on both
    sides; without a common prefix such as the AGS; without letters in front.

    Examples
    --------
    >>> match_keys(Series(["1", "12"]), Index(["01", "12"])).keys.tolist()
    ['01', '12']
    """
    known = [str(key) for key in keys]
    best = Match(Series("", index=cells.index, dtype="str"), "exact")
    unique = Series(pd.unique(cells.to_numpy(dtype=object)), dtype="str")
    goal = int((cells.str.strip() != "").sum())
    for method, left, right in _readings(unique, known):
        table = _unambiguous(known, right)
        reading = {cell: table.get(left(cell), "") for cell in unique}
        found = Series(
            [reading[cell] for cell in cells.to_numpy(dtype=object)], index=cells.index, dtype="str"
        )
        n = int((found != "").sum())
        if n > best.n and (best.n == 0 or not _doubles(reading)):
            best = Match(found, method, _changed(reading))
        if best.n == goal:
            break
    return best


def _doubles(reading: dict[str, str]) -> bool:
    """Whether a looser reading gives one key to two different cells ("1" and "01")."""
    keys = [key for key in reading.values() if key]
    return len(keys) != len(set(keys))


def _changed(reading: dict[str, str]) -> Series:
    return Series(
        {cell: key for cell, key in reading.items() if key and cell.strip() != key}, dtype="str"
    )


def _unambiguous(keys: list[str], form: Callable[[str], str]) -> dict[str, str]:
    """Return normal form → key, without the forms that two keys share."""
    table: dict[str, str] = {}
    shared = set()
    for key in keys:
        if (normal := form(key)) in table:
            shared.add(normal)
        table[normal] = key
    return {normal: key for normal, key in table.items() if normal not in shared and normal}


def _readings(
    cells: Series, keys: list[str]
) -> list[tuple[str, Callable[[str], str], Callable[[str], str]]]:
    """Return the ways of reading: name, form of a cell, form of a key."""
    readings: list[tuple[str, Callable[[str], str], Callable[[str], str]]] = [
        ("exact", str.strip, str.strip),
        ("blanks", _without_blanks, _without_blanks),
        ("decimal", _without_decimal, _without_blanks),
        ("zeros", lambda text: _without_zeros(_without_decimal(text)), _without_zeros),
    ]
    for where, prefix in (
        ("cells", _common_prefix(cells)),
        ("keys", _common_prefix(Series(keys, dtype="str"))),
    ):
        for n in range(len(prefix), 0, -1):
            if (prefix[:n].isdecimal() and n < _SHORTEST_PREFIX) or _POWER.search(prefix[:n]):
                continue
            cut = _cutter(prefix[:n])
            pair = (cut, _without_blanks) if where == "cells" else (_without_blanks, cut)
            readings.append(("prefix", *pair))
    readings.append(("letters", _without_letters, _without_letters))
    readings.append(("letters", _first_number, _without_zeros))
    return readings


def _without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", INVISIBLE.sub("", text))


def _without_decimal(text: str) -> str:
    return re.sub(r"[.,]0+$", "", _without_blanks(text))


def _without_zeros(text: str) -> str:
    """Text without leading zeros, for keys of digits (and letters behind them)."""
    text = _without_blanks(text)
    return text.lstrip("0") or "0" if text[:1].isdigit() else text


def _without_letters(text: str) -> str:
    return _without_zeros(re.sub(r"^[A-Za-zÄÖÜäöü]+[\s.\-_:]*(?=\d)", "", text.strip()))


def _first_number(text: str) -> str:
    """Return the number in front of a name: "08 Hörde" → 8."""
    found = re.match(r"\s*(\d+)\s*[-–:.]?\s+\D", text)
    return _without_zeros(found[1]) if found else ""


def _cutter(prefix: str) -> Callable[[str], str]:
    return lambda text: _without_blanks(text).removeprefix(prefix)


def _common_prefix(texts: Series) -> str:
    """Longest text of at least two signs that all begin with, if something follows it in each."""
    said = [_without_blanks(text) for text in texts if text.strip()]
    if len(said) < 2:
        return ""
    low, high = min(said), max(said)
    n = next(
        (i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b),
        min(len(low), len(high)),
    )
    return low[: min(n, min(map(len, said)) - 1)]


def match_names(cells: Series, names: Series) -> Match:
    """Find areas by their names, whatever their spelling.

    Parameters
    ----------
    cells : Series of str
        n cells as the table writes them.
    names : Series of str
        Key → name of the level.

    Returns
    -------
    Match
        Spellings that differ only in case, umlauts, hyphens, blanks, invisible signs,
        brackets or a number in front match; similar names do not: see `proposals`.
    """
    table: dict[str, set[str]] = {}
    for key, name in names.items():
        for variant in name_variants(str(name)):
            table.setdefault(variant, set()).add(str(key))
    exact: dict[str, set[str]] = {}
    for key, name in names.items():
        exact.setdefault(normal_name(str(name)), set()).add(str(key))
    reading = {
        cell: _key_of(cell, exact, table) for cell in pd.unique(cells.to_numpy(dtype=object))
    }
    found = Series(
        [reading[cell] for cell in cells.to_numpy(dtype=object)], index=cells.index, dtype="str"
    )
    spelled = {str(key): str(name) for key, name in names.items()}
    changed = {cell: key for cell, key in reading.items() if key and cell != spelled[key]}
    return Match(found, "name", Series(changed, dtype="str"))


def _key_of(cell: str, exact: dict[str, set[str]], table: dict[str, set[str]]) -> str:
    """Key of the one area that a name means, "" if none or several."""
    keys = exact.get(normal_name(cell), set())
    if not keys:
        keys = next((table[variant] for variant in name_variants(cell) if variant in table), set())
    return next(iter(keys)) if len(keys) == 1 else ""


def ambiguous_names(cells: Series, names: Series) -> list[str]:
    """Return the cells that name several areas at once."""
    normal = names.astype("str").map(normal_name)
    doubled = set(normal[normal.duplicated(keep=False)])
    return [
        cell
        for cell in pd.unique(cells.to_numpy(dtype=object))
        if normal_name(cell) in doubled and normal_name(cell)
    ]


def proposals(text: str, names: Series) -> list[str]:
    """Return the areas that an unknown key or name may mean: "Hörde (08)", most similar first.

    Examples
    --------
    >>> proposals("Hoerda", Series({"08": "Hörde", "09": "Hombruch"}))
    ['Hörde (08)']
    """
    from rapidfuzz import fuzz, process

    choices = {str(key): normal_name(str(name)) for key, name in names.items()}
    found = process.extract(
        normal_name(text), choices, scorer=fuzz.WRatio, limit=_PROPOSALS, score_cutoff=_SIMILAR
    )
    return [f"{names[key]} ({key})" for _, score, key in found if score >= found[0][1] - 15]
