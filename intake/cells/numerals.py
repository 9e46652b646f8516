"""Cells as text in; numbers, reasons why a number is missing, and doubts out.

Amounts of money as German offices write them: text in, euros out.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from pandas import DataFrame

from intake.cells.workbook import FORMULA


def read_euros(text: str) -> float | None:
    """Return an amount in euros; None for nothing.

    Raises
    ------
    ValueError
        If the text is no amount.

    Examples
    --------
    >>> read_euros("40.000 €"), read_euros("1.250,50"), read_euros(" ")
    (40000.0, 1250.5, None)
    """
    plain = "".join(text.split()).replace("€", "").replace(".", "").replace(",", ".")
    return float(plain) if plain else None


#: Marks of official German statistics; a city can say otherwise in `city.toml`.
MISSING_MARKS = frozenset({
    "", "-", "--", "---", "‐", "–", "—", "…", "...", "..", "?", "k.a.", "k. a.", "ka", "k.a", "n.v.", "n. v.", "nv", "n/a",
    "n.a.", "na", "nan", "null", "none", "nil", "leer", "fehlt", "unbekannt", "keine angabe", "keine angaben", "#n/a", "#nv",
    "nicht verfügbar", "nicht vorhanden",
})  # fmt: skip
SUPPRESSED_MARKS = frozenset({
    ".", "•", "·", "*", "**", "***", "/", "()", "(.)", "geheim", "gesperrt", "anonymisiert", "unterdrückt", "vertraulich",
    "[x]", "[g]", "[c]", "g", "#",
})  # fmt: skip
NOT_APPLICABLE_MARKS = frozenset({"x", "xx", "entfällt", "nicht zutreffend"})

RANGE = re.compile(r"\d{1,4}\s*(?:–|—|-| bis )\s*\d{1,4}")
_CENSORED = re.compile(
    r"(?:<|≤|<=|&lt;|>|≥|>=|unter|weniger als|mehr als|bis zu|max\.?)\s*\d+(?:[.,]\d+)?\s*%?|"
    rf"{RANGE.pattern}",
    re.IGNORECASE,
)
#: Plain numbers that can be read at once, and those among them that settle the decimal sign.
_SIMPLE = {
    ".": re.compile(r"(?:(?:[+-]?\d{1,15}(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)?(?:\n|\Z))*"),
    ",": re.compile(r"(?:(?:[+-]?\d{1,15}(?:,\d+)?(?:[eE][+-]?\d{1,3})?)?(?:\n|\Z))*"),
}
_CLEAR = {
    ".": r"[+-]?(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+)",
    ",": r"[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+)",
}
_EVIDENCE = {
    sign: re.compile(
        rf"^\s*\(?(?:{clear}|[+-]?\d{{1,3}}(?:[{other} '’\xa0]\d{{3}})+{re.escape(sign)}\d+|[+-]?\d{{1,3}}(?:{other}\d{{3}}){{2,}})\s*[%)]?\s*$",
        re.MULTILINE,
    )
    for (sign, clear), other in zip(_CLEAR.items(), (",", r"\."), strict=True)
}
_EXPONENT = re.compile(r"[+-]?\d{1,15}[eE][+-]?\d{1,4}")
_INTEGER = re.compile(r"[+-]?\d+")
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+"),
    ",": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+"),
}
_GROUPED_DECIMAL = {
    ",": re.compile(r"[+-]?\d{1,3}(?:[. '’]\d{3})+,\d+"),
    ".": re.compile(r"[+-]?\d{1,3}(?:[, '’]\d{3})+\.\d+"),
}
_DECIMAL = {
    ",": re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?"),
    ".": re.compile(r"[+-]?(?:\d*\.\d+|\d+\.?)(?:[eE][+-]?\d+)?"),
}
_BLANK_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
_UNIT = re.compile(
    r"\s*(?:€|eur|euro|qm|m²|m2|km²|km2|ha|personen|einw\.?|einwohner|ew|jahre?|‰)$", re.IGNORECASE
)
_PERCENT = re.compile(r"\s*(?:%|prozent|proz\.|percent|v\.?\s?h\.?)$", re.IGNORECASE)
#: Minus behind the number, as some programs of the bookkeepers write it.
_TRAILING_MINUS = re.compile(r"(\d[\d.,' ]*)-")
_NOTE = re.compile(r"\s*(?:[*¹²³⁴⁵]+[)⁾]?|\d\)|\(?[rps]\)?)$")
_MONTH = r"(?:jan|feb|mär|mrz|mar|apr|mai|may|jun|jul|aug|sep|sept|okt|oct|nov|dez|dec)[a-zä]*\.?"
_DATE = re.compile(
    rf"\d{{4}}-\d\d?-\d\d?(?:[ T][\d:.]+)?|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2,4}})?|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|"
    rf"\d{{1,2}}\.?[ -]?{_MONTH}(?:[ -]?\d{{2,4}})?|{_MONTH}[ -]?\d{{1,4}}(?:,? \d{{4}})?",
    re.IGNORECASE,
)
_INFINITE = {"inf", "+inf", "-inf", "infinity", "∞", "-∞", "unendlich"}
_BLANKS = str.maketrans(
    {
        "\xa0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2007": " ",
        "−": "-",
        "\u00ad": None,
        "\u200b": None,
    }
)


@dataclass(frozen=True)
class Marks:
    """What signs in the place of a number mean, in lower case."""

    missing: Collection[str] = MISSING_MARKS
    suppressed: Collection[str] = SUPPRESSED_MARKS
    not_applicable: Collection[str] = NOT_APPLICABLE_MARKS
    zero: Collection[str] = frozenset()

    def meaning(self, text: str) -> str | None:
        """Return `zero`, `missing`, `suppressed`, `not_applicable`, or None for no mark."""
        text = text.lower()
        for meaning in ("zero", "missing", "suppressed", "not_applicable"):
            if text in getattr(self, meaning):
                return meaning
        return None


def marks_with(
    missing: Collection[str] = (), suppressed: Collection[str] = (), zero: Collection[str] = ()
) -> Marks:
    """Return the usual marks, changed by what a city says its own mean."""
    said = [
        frozenset(mark.strip().lower() for mark in marks) for marks in (missing, suppressed, zero)
    ]
    own = said[0] | said[1] | said[2]
    return Marks(
        (MISSING_MARKS - own) | said[0],
        (SUPPRESSED_MARKS - own) | said[1],
        NOT_APPLICABLE_MARKS - own,
        said[2],
    )


@dataclass(frozen=True)
class Numerals:
    """A column of cells, read as numbers.

    Attributes
    ----------
    values : ndarray of float
        NaN where there is none.
    reasons : ndarray of str
        "" where a value stands, else `missing`, `suppressed`, `not_applicable`.
    flags : ndarray of str
        Doubts: `text`, `date`, `infinite`, `uncertain` (in brackets), `noted` (with a
        footnote sign), `error` (#REF!), `formula` (without result), `mark` (a sign such
        as "x" in the place of a number); "" = none.
    percent : ndarray of bool
        Cells that carry a per cent sign.
    decimal : str
        The sign that was taken for the decimal one, "" where it did not matter.
    guessed : str
        A cell such as "1.234" whose meaning was settled by a rule, "" if none.
    """

    values: np.ndarray
    reasons: np.ndarray
    flags: np.ndarray
    percent: np.ndarray
    decimal: str = ""
    guessed: str = ""
    #: marks found → what they were taken for
    said: Mapping[str, str] = field(default_factory=dict)


def evidence(texts: Collection[str]) -> dict[str, int]:
    """Count the cells that can only be read with "," or only with "." as decimal sign.

    Examples
    --------
    >>> evidence(["14,8", "1.234", "0.5"])
    {',': 1, '.': 1}
    """
    joined = "\n".join(texts)
    return {
        sign: len(pattern.findall(joined)) if sign in joined else 0
        for sign, pattern in sorted(_EVIDENCE.items())
    }


def _decimal_sign(text: str) -> str:
    """The decimal sign of a cell, "" where it has none or could be read both ways."""
    for sign in (",", "."):
        if sign not in text:
            continue
        if _GROUPED_DECIMAL[sign].fullmatch(text):
            return sign
        if _DECIMAL[sign].fullmatch(text) and (
            not _GROUPED[sign].fullmatch(text) or text.lstrip("+-").startswith("0")
        ):
            return sign if text[-1] != sign else ""
    grouped = next(
        (sign for sign in (",", ".") if _GROUPED[sign].fullmatch(text) and text.count(sign) > 1), ""
    )
    return {",": ".", ".": ","}.get(grouped, "")


def find_decimal(table: DataFrame, separator: str = "") -> str:
    """Return the decimal sign of a table by all its cells, "" if nothing tells.

    Parameters
    ----------
    table : DataFrame of text
    separator : str
        Of a text file: one that parts cells by commas cannot write decimal commas.
    """
    found = {",": 0, ".": 0}
    for name in table.columns:
        for sign, n in evidence(table[name].tolist()[:5000]).items():
            found[sign] += n
    if found[","] != found["."]:
        return max(found, key=lambda sign: found[sign])
    return "." if separator == "," and not found[","] else ""


def _bare(text: str) -> tuple[str, bool, str]:
    """Return a cell without unit, footnote sign and brackets; whether it is per cent; its flag."""
    text = text.translate(_BLANKS).strip()
    flag = ""
    if len(text) > 2 and text[0] == "(" and text[-1] == ")":
        text, flag = text[1:-1].strip(), "uncertain"
    bare = _PERCENT.sub("", text)
    percent = bare != text and bare[-1:].isdigit()
    text = bare.strip() if percent else text.removesuffix("%").strip()
    if text[-1:] == "-" and (turned := _TRAILING_MINUS.fullmatch(text)):
        text = "-" + turned[1].strip()
    if text and not text[-1].isdecimal() and text[0] in "+-0123456789.,":
        text = _UNIT.sub("", text)
        bare = _NOTE.sub("", text)
        if bare != text and bare[-1:].isdecimal():
            text, flag = bare, flag or "noted"
    elif re.search(r"\d\s*\d\)$", text):
        text, flag = text[:-2].strip(), flag or "noted"
    return text, percent, flag


def read_cell(text: str, decimal: str, marks: Marks) -> tuple[float, str, str, bool]:
    """Read one cell.

    Returns
    -------
    tuple of (value, reason, flag, is per cent)
        See `Numerals`.

    Examples
    --------
    >>> read_cell("1.234,5", ",", Marks())
    (1234.5, '', '', False)
    >>> read_cell("<5", ",", Marks())
    (nan, 'suppressed', 'mark', False)
    """
    plain = text.translate(_BLANKS).strip()
    meaning = marks.meaning(plain)
    if meaning == "zero":
        return 0.0, "", "", False
    if meaning:
        return np.nan, meaning, "mark" if plain else "", False
    if _CENSORED.fullmatch(plain):
        return np.nan, "suppressed", "mark", False
    bare, percent, flag = _bare(text)
    number = _number(bare, decimal)
    if number is not None:
        return (
            (number, "", flag, percent)
            if np.isfinite(number)
            else (np.nan, "missing", "infinite", percent)
        )
    return np.nan, "missing", _kind_of_text(plain), percent


def _kind_of_text(text: str) -> str:
    if text == FORMULA:
        return "formula"
    if text.startswith("#") and text.endswith(("!", "?", "/0", "N/A", "NV")):
        return "error"
    if text.lower() in _INFINITE:
        return "infinite"
    return "date" if _DATE.fullmatch(text) else "text"


def _number(text: str, decimal: str) -> float | None:
    """Value of a bare cell; a single group such as 1.234 is read by the column's decimal sign."""
    if _INTEGER.fullmatch(text) or _EXPONENT.fullmatch(text):
        return float(text)
    other = {",": ".", ".": ","}[decimal or ","]
    sign = _decimal_sign(text)
    if not sign and _GROUPED[other].fullmatch(text):
        return float(text.replace(other, ""))
    if _BLANK_GROUPED.fullmatch(text):
        return float(re.sub(r"[ '’]", "", text).replace(",", "."))
    sign = sign or (decimal or ",")
    if _GROUPED_DECIMAL[sign].fullmatch(text):
        return float(
            re.sub(r"[ '’]", "", text.replace("," if sign == "." else ".", "")).replace(",", ".")
        )
    if _DECIMAL[sign].fullmatch(text):
        return float(text.replace(",", "."))
    return float(text.replace(".", "").replace(",", "")) if _many_groups(text) else None


def _many_groups(text: str) -> bool:
    return any(
        pattern.fullmatch(text) and text.count(sign) > 1 for sign, pattern in _GROUPED.items()
    )


def to_numbers(
    texts: Sequence[str], *, decimal: str = "", asked: str = "", marks: Marks | None = None
) -> Numerals:
    """Read a column of text cells as numbers.

    Parameters
    ----------
    texts : sequence of str
        n cells.
    decimal : str
        Decimal sign of the whole table, for cells such as "1.234"; "" = unknown.
    asked : str
        Decimal sign that a person named; it wins.
    marks : Marks
        What signs in the place of a number mean.

    Returns
    -------
    Numerals
        n values.
    """
    marks = marks or Marks()
    simple = _read_simple(texts, asked or decimal)
    if simple is not None:
        return simple
    unique = list(dict.fromkeys(texts))
    sign, guessed = (asked, "") if asked else _column_sign(unique, decimal)
    read = {text: read_cell(text, sign, marks) for text in unique}
    values, reasons, flags, percents = (
        zip(*(read[text] for text in texts), strict=True) if texts else ((), (), (), ())
    )
    return Numerals(
        np.array(values, dtype="float64"), np.array(reasons, dtype=object), np.array(flags, dtype=object), np.array(percents, dtype=bool),
        sign, guessed, {text: read[text][1] for text in unique if read[text][2] == "mark"},
    )  # fmt: skip


def _read_simple(texts: Sequence[str], decimal: str) -> Numerals | None:
    """Read a column of nothing but plain numbers and blanks at once; None for any other column."""
    joined = "\n".join(texts)
    for sign, pattern in _SIMPLE.items():
        if not pattern.fullmatch(joined) or joined.count("\n") != len(texts) - 1:
            continue
        if sign in joined and decimal != sign and not evidence(texts)[sign]:
            return None
        empty = np.array([not text for text in texts])
        plain = joined.replace(",", ".").split("\n") if texts else []
        numbers = np.array([float(text or "nan") for text in plain])
        if not np.isfinite(numbers[~empty]).all():
            return None
        blank = np.full(len(texts), "", dtype=object)
        return Numerals(
            numbers,
            np.where(empty, "missing", blank),
            blank,
            np.zeros(len(texts), dtype=bool),
            sign if sign in joined else "",
        )
    return None


def _column_sign(texts: Collection[str], table_sign: str) -> tuple[str, str]:
    """Return the decimal sign of a column, and a cell whose meaning the rule had to settle."""
    texts = list(texts)[:: max(1, len(texts) // 3000)]
    bare = [_bare(text)[0] for text in texts]
    single = [
        text
        for text in bare
        if not _decimal_sign(text) and any(p.fullmatch(text) for p in _GROUPED.values())
    ]
    found = evidence(texts)
    if found[","] != found["."]:
        sign = max(found, key=lambda name: found[name])
    elif single and any(len(text.lstrip("+-")) > 3 and _INTEGER.fullmatch(text) for text in bare):
        # 53210 beside 8.120: this column does not group its digits
        sign = "." if any("." in text for text in single) else ","
    else:
        sign = table_sign
    return sign, single[0] if single else ""
