"""Finished German sentences in English: found by their pattern, with the values that stand in them.

Steps of the pipeline write sentences with values already in them ("Mögliche Orte: 13.245.").
A page only sees the finished sentence; the patterns of `wording/en/sentences*.po` say how to tell
it in English. A place `{n}` or `{n_…}` holds a number, `{day}` a date, `{time}` a clock time, `{when}`
a weekday with or without it; any other place any text, which is translated in its turn.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from babel.dates import format_date
from babel.messages.pofile import read_po

from wording.catalogue import CATALOGUES, known, labels

_PLACE = re.compile(r"\{(\w+)\}")
#: What a place holds, by the beginning of its name; any other holds any text.
_HELD = {
    "n": r"[-\u2212+]?\d[\d.,]*(?:\u00a0%)?",
    "day": r"\d{1,2}\.\d{1,2}\.\d{4}",
    "time": r"\d{1,2}:\d{2}",
    "when": r"(?:Mo|Di|Mi|Do|Fr|Sa|So)(?: \d{1,2}:\d{2})?",
}
_END = re.compile(r"(?<=[.!?]) (?=\S)")
#: 1.234 and 1.234,5 (never English), 1,5 and 12,25 (never English), 31.12.2026.
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?(?![\d.,]*\d)")
_DECIMALS = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?![\d.,]*\d)")
_DAY = re.compile(r"(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")


@dataclass(frozen=True)
class Pattern:
    """One sentence with places: how to find it, its longest fixed part, how to tell it."""

    found: re.Pattern[str]
    fixed: str
    english: str


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return all patterns, those with most fixed text first."""
    made: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("sentences*.po")):
        with path.open("rb") as file:
            made |= {str(m.id): str(m.string) for m in read_po(file, "en") if m.id and m.string}
    withplaces = [german for german in made if _PLACE.search(german)]
    ordered = sorted(withplaces, key=lambda german: -len(_PLACE.sub("", german)))
    return tuple(_pattern(german, made[german]) for german in ordered)


def _pattern(german: str, english: str) -> Pattern:
    parts = _PLACE.split(german)  # fixed text, name, fixed text, name, …
    expression, seen = "", set()
    for place, part in enumerate(parts):
        if place % 2 == 0:
            expression += re.escape(part)
        elif part in seen:
            expression += f"(?P={part})"
        else:
            seen.add(part)
            expression += f"(?P<{part}>{_held(part)})"
    fixed = max(parts[::2], key=len)
    return Pattern(re.compile(expression, re.DOTALL), fixed, english)


def _held(name: str) -> str:
    kind = next((kind for kind in _HELD if re.fullmatch(f"{kind}(_\\w+)?", name)), "")
    return _HELD.get(kind, ".+?")


def retold(text: str) -> str | None:
    """Return a finished German text in English; None where not all of it is known.

    Parameters
    ----------
    text : str
        One sentence, several, or "file, place: sentences".
    """
    return _retold(text, labels())


@lru_cache(maxsize=8192)
def _retold(text: str, _labels: tuple[tuple[str, str], ...]) -> str | None:
    return known(text) or _by_pattern(text) or _in_parts(text) or _after_place(text)


def _by_pattern(text: str) -> str | None:
    for pattern in patterns():
        if pattern.fixed in text and (found := pattern.found.fullmatch(text)):
            values = {name: _value(name, said) for name, said in found.groupdict().items()}
            return _PLACE.sub(lambda place, said=values: said[place[1]], pattern.english)  # type: ignore[misc]
    return None


def _value(name: str, text: str) -> str:
    """Tell what stands in a place: numbers and days the English way, known texts in English."""
    return (
        in_english_numbers(text)
        if _held(name) in (_HELD["n"], _HELD["day"])
        else retold(text) or text
    )


def _in_parts(text: str) -> str | None:
    """Tell the first sentences and the rest, if both are known."""
    for end in _END.finditer(text):
        first, rest = text[: end.start()], text[end.end() :]
        if (told := retold(first)) is not None and (more := retold(rest)) is not None:
            return f"{told} {more}"
    return None


def _after_place(text: str) -> str | None:
    """Keep the name of a file or place before the first colon, if the rest is known."""
    where, colon, rest = text.partition(": ")
    told = retold(rest) if colon else None
    return None if told is None else f"{_where(where)}: {told}"


def _where(text: str) -> str:
    file, comma, place = text.partition(", ")
    return retold(text) or (f"{file}, {retold(place) or place}" if comma else text)


def in_english_numbers(text: str) -> str:
    """Return a text with German numbers and days written the English way.

    Examples
    --------
    >>> in_english_numbers("13.245"), in_english_numbers("1,5"), in_english_numbers("31.12.2026")
    ('13,245', '1.5', 'Dec 31, 2026')
    """
    text = _DAY.sub(_day, text)
    text = _THOUSANDS.sub(lambda n: n[1].replace(".", ",") + (f".{n[2]}" if n[2] else ""), text)
    return _DECIMALS.sub(r"\1.\2", text)


def _day(found: re.Match[str]) -> str:
    try:
        day = date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return found[0]
    return format_date(day, "medium", locale="en")
