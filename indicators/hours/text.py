"""Opening hours as people write them: texts in the OSM `opening_hours` grammar in, rules out.

German opening hours as offices write them in, the same in the `opening_hours` grammar out.
"""

import re
from dataclasses import replace
from functools import lru_cache

from indicators.hours.opening import DAY_MINUTES, OpeningError, Rule
from wording import say

_DAY = r"(?:mo|di|mi|do|fr|sa|so)(?:ntag|enstag|ttwoch|nnerstag|eitag|mstag|nnabend|nntag)?s?\b\.?"
_NTH = r"(?:[1-5]\.|erste[nrs]?|zweite[nrs]?|dritte[nrs]?|vierte[nrs]?|letzte[nrs]?)"
_AND = r"(?:,|&|/|\bund\b|\bu\.)"
_NUMBER = {"e": "1", "z": "2", "d": "3", "v": "4", "l": "-1"}
_CLOCK = r"\d{1,2}(?:[:.]\d{2})?"

#: "1. und 3. Mittwoch im Monat" → "Mittwoch[1,3]".
_OF_MONTH = re.compile(
    rf"(?P<nths>{_NTH}(?:\s*{_AND}\s*{_NTH})*)\s*(?P<day>{_DAY})"
    r"(?:\s+(?:im|des|eines|jeden|pro)(?:\s+jeden)?\s+monate?s?\b)?",
    re.IGNORECASE,
)
#: What people add for all other times; it opens nothing by itself.
_BESIDES = re.compile(
    r"[,;]?\s*(?:und|sowie|oder|bzw\.)\s+(?:auch\s+)?nach\s+(?:\w+\s+)?"
    r"(?:vereinbarung|absprache|anmeldung|terminvereinbarung|terminabsprache)\.?\s*$",
    re.IGNORECASE,
)
_REPLACED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), new)
    for pattern, new in (
        (r"^\s*(?:öffnungszeit(?:en)?|sprechzeit(?:en)?|geöffnet)\s*:?\s*", ""),
        (r"\brund um die uhr\b", "24/7"),
        (r"\b(?:an\s+)?werktag(?:s|en)\b", "Mo-Sa"),
        (r"\b(?:am\s+)?wochenenden?\b", "Sa-So"),
        (r"\b(?:jede[nrs]?|immer|jeweils|von|am)\b\s*(?=\w)", ""),
        (rf"({_DAY})\s*/\s*(?={_DAY})", r"\1,"),
        (r"\s*(?:\bund\b|\bsowie\b|\bu\.|&|(?<=\s)\+(?=\s))\s*", ","),
        (r"(?<=\d)\s*h\b", " Uhr"),
        # "Mo-Fr 8-16 Uhr, Mi bis 18 Uhr": on Wednesday from the same hour on
        (
            rf"({_DAY}\s*:?\s*)({_CLOCK})(\s*-\s*{_CLOCK}(?:\s*uhr)?\s*,\s*{_DAY})\s*-\s*(?={_CLOCK}\s*uhr)",
            r"\1\2\3 \2-",
        ),
    )
)
#: Times that are followed by another day without a comma.
_RUN_ON = re.compile(
    rf"((?:[:.]\d{{2}}|{_CLOCK}\s*uhr)(?:\s*uhr)?)\s+(?={_DAY}|(?:tu|we|th|su)\b)", re.IGNORECASE
)
_DAILY = re.compile(r"\btägl(?:ich\b|\.)", re.IGNORECASE)


def in_grammar(text: str) -> str:
    """Put German words into the `opening_hours` grammar; what is not known stays as it is.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Notes
    -----
    "werktags" is Monday to Saturday (Duden; § 3 BUrlG). "… und nach Vereinbarung" at the
    end is left out: without an appointment nothing is open then.

    Examples
    --------
    >>> in_grammar("1. und 3. Mittwoch im Monat 10–12 Uhr")
    'Mittwoch[1,3] 10-12 Uhr'
    >>> in_grammar("Di. und Do. 14.00 - 17.30 Uhr")
    'Di.,Do. 14.00 - 17.30 Uhr'
    """
    plain = re.sub(r"[\u2010-\u2015\u2212]|\bbis\b", "-", text.strip())
    plain = re.sub(r"[\r\n]+", "; ", plain)
    plain = _BESIDES.sub("", plain)
    plain = _OF_MONTH.sub(_nth_of_month, plain)
    for pattern, new in _REPLACED:
        plain = pattern.sub(new, plain)
    if re.search(r"\d", plain):
        plain = _DAILY.sub("Mo-So", plain)
    return _RUN_ON.sub(r"\1, ", plain).strip()


def _nth_of_month(found: re.Match[str]) -> str:
    words = re.findall(_NTH, found["nths"], re.IGNORECASE)
    numbers = (word[0] if word[0].isdigit() else _NUMBER[word[0].lower()] for word in words)
    return f"{found['day'].rstrip('.')}[{','.join(numbers)}]"


#: "sunrise" and "sunset" without a place: minutes of the day.
SUNRISE, SUNSET = 6 * 60, 18 * 60

Span = tuple[int, int, int]
Season = tuple[tuple[int, int], tuple[int, int]]
Tokens = list[tuple[str, str]]

_NAMES = re.compile(
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)s?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
)
_WEEKDAY = {"mo": 0, "tu": 1, "di": 1, "we": 2, "mi": 2, "th": 3, "do": 3, "fr": 4, "sa": 5,
            "su": 6, "so": 6}  # fmt: skip
_MONTH = {"jan": 1, "feb": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6,
          "jul": 7, "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12}  # fmt: skip
_PUBLIC_HOLIDAY = frozenset({"ph", "feiertag", "feiertags"})
_HOLIDAY = _PUBLIC_HOLIDAY | {"sh"}
#: "SH Mo-Fr" (on weekdays in school holidays), other than "SH,Mo-Fr" (on both).
_HOLIDAYS_ONLY = re.compile(r"\s*(?:ph|sh)(?:\s*,\s*(?:ph|sh))*\s+[a-z]", re.IGNORECASE)
_CLOSED = frozenset({"off", "closed", "geschlossen", "zu"})

_TIME = r"(?:\d{1,2}[:.]\d{2}|\d{1,2}(?=\s*(?:-|uhr))|sunrise|sunset)"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<always>24/7)
    | (?P<times>{_TIME}(?:\s*-\s*(?:\d{{1,2}}(?:[:.]\d{{2}})?|sunrise|sunset)\+?|\+)
        (?:\s*,\s*{_TIME}(?:\s*-\s*(?:\d{{1,2}}(?:[:.]\d{{2}})?|sunrise|sunset)\+?|\+))*)(?:\s*uhr)?
    | (?P<week>(?:week|kw)\s*\d{{1,2}}(?:-\d{{1,2}})?(?:/\d{{1,2}})?)
    | (?P<year>(?:19|20)\d{{2}}(?:\s*-\s*(?:19|20)\d{{2}})?\+?)(?!\s*[:.]\d)
    | (?P<comment>"[^"]*")
    | (?P<word>[^\W\d_]+\.?)(?P<nth>\[[-\d,]+\])?
    | (?P<day>\d{{1,2}}\.?)(?![:.\d])
    | (?P<mark>[-,:])
    )""",
    re.VERBOSE | re.IGNORECASE,
)

#: A comma after times, before another day or month, starts an additional rule.
_ADDITIONAL = re.compile(
    r"(?:(?<=[\d+])|(?<=off)|(?<=closed)|(?<=geschlossen))(?:\s*uhr)?\s*,\s*(?=(?:mo|tu|di|we|mi|th|do|fr|sa|su|so|ph|sh|jan|feb|m[aäb]r|apr|ma[yi]"
    r"|jun|jul|aug|sep|o[ck]t|nov|de[cz])[^\W\d_]*\b)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r'\s*"[^"]*"\s*')


@lru_cache(maxsize=4096)
def read_opening(text: str) -> tuple[Rule, ...]:
    """Read an opening text.

    Parameters
    ----------
    text : str
        For example "Mo-Fr 08:00-12:00,14:00-17:00; We off", "Apr-Sep: Sa[1] 10:00-16:00",
        "24/7"; usual German words too: "Di. und Do. 14.00–17.30 Uhr", "täglich 9–18 Uhr",
        "1. Montag im Monat 15–17 Uhr".

    Returns
    -------
    tuple of Rule

    Raises
    ------
    OpeningError
        With the part that was not understood; also if the text only says when it is closed.

    Notes
    -----
    Not evaluated: rules for school holidays (`SH`), Easter. Sunrise and sunset count as 6 and 18 o'clock, an open end as midnight.
    After a comma hours are added; in a text with "Uhr" they replace those that they overlap.

    References
    ----------
    OpenStreetMap wiki, Key:opening_hours/specification.
    """
    plain = in_grammar(text)
    rules: list[Rule] = []
    for number, alternative in enumerate(plain.split("||")):
        parts = [p for p in alternative.split(";") if p.strip() and not _COMMENT.fullmatch(p)]
        for position, part in enumerate(parts):
            for place, piece in enumerate(_ADDITIONAL.split(part)):
                rule = _read_rule(piece)
                instead = "uhr" in plain.lower() and any(_overlap(rule, r) for r in rules)
                falls_back = number > 0 and position == 0
                adds = place > 0 and not instead
                rules.append(replace(rule, additional=adds, fallback=falls_back))
    if not rules:
        raise OpeningError(say("„{text}“ nennt weder Tage noch Zeiten.", text=text.strip()))
    if all(rule.closed or rule.holidays for rule in rules) and rules != [Rule(closed=True)]:
        raise OpeningError(say("„{text}“ sagt nicht, wann geöffnet ist.", text=text.strip()))
    return tuple(rules)


def _overlap(one: Rule, two: Rule) -> bool:
    """Whether two rules give hours of one weekday that overlap."""
    days = [{day for day, _ in rule.days} or set(range(7)) for rule in (one, two)]
    return bool(days[0] & days[1]) and any(
        a < d and c < b for a, b in one.times for c, d in two.times
    )


def _read_rule(text: str) -> Rule:
    tokens = _tokens(text)
    _require_days_first(tokens, text)
    days, holidays, rest = _read_days(tokens, text)
    months, rest = _read_months(rest)
    values: dict[str, list[str]] = {}
    for kind, value in rest:
        values.setdefault(_meaning(kind, value, text), []).append(value)
    if not (days or holidays or months or set(values) - {"nothing"}):
        raise OpeningError(say("„{text}“ nennt weder Tage noch Zeiten.", text=text.strip()))
    return Rule(
        days=days,
        months=months,
        years=tuple(_steps(value) for value in values.get("year", ())),
        weeks=tuple(_steps(value) for value in values.get("week", ())),
        times=tuple(span for value in values.get("times", ()) for span in _read_times(value)),
        closed="closed" in values,
        holidays=bool(holidays) and (not days or _HOLIDAYS_ONLY.match(text) is not None),
        public="PH" in holidays,
    )


def _require_days_first(tokens: Tokens, text: str) -> None:
    """Refuse days behind times: whose hours these are cannot be told."""
    timed = False
    for kind, value in tokens:
        timed = timed or kind == "times" or value.lower() in _CLOSED
        name = value.lower().rstrip(".").split("[")[0]
        if timed and kind == "word" and (weekday_of(name) is not None or name in _HOLIDAY):
            raise OpeningError(
                say(
                    "„{value}“ steht in „{text}“ hinter den Zeiten.", value=value, text=text.strip()
                )
            )


def _meaning(kind: str, value: str, text: str) -> str:
    """What a token that is no day says: times, week, year, closed, open or nothing."""
    if kind in {"times", "week", "year", "always"}:
        return kind
    if kind == "word" and value.lower() in _CLOSED:
        return "closed"
    if kind == "word" and value.lower() in {"open", "geöffnet"}:
        return "open"
    if kind in {"comment", "mark"} or value.lower() == "uhr":
        return "nothing"
    raise OpeningError(
        say("„{value}“ in „{text}“ wird nicht verstanden.", value=value, text=text.strip())
    )


def _tokens(text: str) -> Tokens:
    tokens: Tokens = []
    place = 0
    while place < len(text.rstrip()):
        found = _TOKEN.match(text, place)
        if found is None or found.end() == place:
            raise OpeningError(say("„{text}“ wird nicht verstanden.", text=text[place:].strip()))
        kind = found.lastgroup if found.lastgroup != "nth" else "word"
        value = found.group(0).strip() if kind != "times" else found.group("times")
        tokens += _dates(tokens, found.group(0)) or [(str(kind), value)]
        place = found.end()
    return tokens


def _dates(before: Tokens, text: str) -> Tokens:
    """Days of a month, where "25-26" follows its name: these are no hours."""
    span = re.fullmatch(r"\s*(\d{1,2})\s*-\s*(\d{1,2})", text)
    if span is None or not before or before[-1][1].lower().rstrip(".")[:3] not in _MONTH:
        return []
    if len(before) > 1 and before[-2][1] == "-":
        raise OpeningError(
            say(
                "„{first} {text}“ kann Tage oder Stunden meinen.",
                first=before[-1][1],
                text=text.strip(),
            )
        )
    return [("day", span.group(1)), ("mark", "-"), ("day", span.group(2))]


def _read_days(tokens: Tokens, text: str) -> tuple[frozenset[tuple[int, int]], set[str], Tokens]:
    """Weekdays of a rule, which holidays it names, and the tokens that are left."""
    days: set[tuple[int, int]] = set()
    holidays: set[str] = set()
    rest: Tokens = []
    previous: int | None = None
    ranged = False
    for kind, value in tokens:
        name = value.lower().rstrip(".").split("[")[0]
        weekday = weekday_of(name) if kind == "word" else None
        if kind == "word" and name in _HOLIDAY:
            holidays.add("PH" if name in _PUBLIC_HOLIDAY else "SH")
        elif weekday is not None:
            first = previous if ranged and previous is not None else weekday
            span = (weekday - first) % 7 + 1
            days |= {((first + i) % 7, n) for i in range(span) for n in _nths(value, text)}
            previous, ranged = weekday, False
        elif kind == "mark" and previous is not None:
            ranged = value == "-"
        else:
            rest.append((kind, value))
            previous, ranged = None, False
    if ranged:
        raise OpeningError(say("„{text}“ hört mitten in einer Spanne auf.", text=text.strip()))
    return frozenset(days), holidays, rest


def weekday_of(name: str) -> int | None:
    """Monday 0; two letters or a German or English name."""
    if name in _WEEKDAY:
        return _WEEKDAY[name]
    return _WEEKDAY.get(name[:2]) if _NAMES.fullmatch(name) else None


def _nths(value: str, text: str) -> tuple[int, ...]:
    """The nths of a weekday such as "Sa[1,3]"; 0 = every."""
    found = re.search(r"\[([-\d,]+)\]", value)
    if found is None:
        return (0,)
    numbers: list[int] = []
    for part in found.group(1).split(","):
        span = re.fullmatch(r"([1-5])-([1-5])", part)
        if span:
            numbers += range(int(span.group(1)), int(span.group(2)) + 1)
        elif part in {"1", "2", "3", "4", "5", "-1"}:
            numbers.append(int(part))
        else:
            raise OpeningError(
                say("„{value}“ in „{text}“ wird nicht verstanden.", value=value, text=text.strip())
            )
    return tuple(numbers)


def _read_months(
    tokens: Tokens,
) -> tuple[tuple[Season, ...], Tokens]:
    """Seasons such as "Apr-Sep" or "Dec 24-Jan 02", and the tokens that are left."""
    spans: list[Season] = []
    rest: Tokens = []
    month, before, ends = 0, "", False
    for kind, value in tokens:
        named = _MONTH.get(value.lower().rstrip(".")[:3], 0) if kind == "word" else 0
        if named:
            month, ends = named, before == "-"
            spans = _with_end(spans, (month, 31)) if ends else [*spans, ((month, 1), (month, 31))]
        elif kind == "day" and month:
            day = (month, int(value.rstrip(".")))
            if before == ",":
                spans.append((day, day))
            else:
                spans[-1] = (spans[-1][0] if ends or before == "-" else day, day)
        elif kind != "mark" or not month:
            rest.append((kind, value))
        before = value if kind == "mark" and month else ""
    return tuple(spans), rest


def _with_end(spans: list[Season], end: tuple[int, int]) -> list[Season]:
    return [*spans[:-1], (spans[-1][0], end)]


def _read_times(text: str) -> tuple[tuple[int, int], ...]:
    spans = []
    for part in re.sub(r"\s|uhr", "", text.lower()).split(","):
        start, _, end = part.rstrip("+").partition("-")
        first = _minute(start)
        last = _minute(end) if end else DAY_MINUTES
        spans.append((first, last if last > first else last + DAY_MINUTES))
    return tuple(spans)


def _minute(text: str) -> int:
    if text in {"sunrise", "sunset"}:
        return SUNRISE if text == "sunrise" else SUNSET
    hours, _, minutes = text.replace(".", ":").partition(":")
    if int(hours) > 48 or int(minutes or 0) > 59:
        raise OpeningError(say("„{text}“ ist keine Uhrzeit.", text=text))
    return int(hours) * 60 + int(minutes or 0)


def _steps(text: str) -> Span:
    """First, last and step of years or weeks: "2024-2026", "week 1-53/2", "2024+"."""
    span, _, step = re.sub(r"(?i)week|kw|\s", "", text).partition("/")
    first, _, last = span.rstrip("+").partition("-")
    end = int(last) if last else 9999 if span.endswith("+") else int(first)
    return int(first), end, int(step or 1)
