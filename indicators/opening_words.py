"""German opening hours as offices write them in, the same in the `opening_hours` grammar out."""

import re

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
