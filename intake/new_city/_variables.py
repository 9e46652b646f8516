"""Headings and cells of a table in; what each column counts, of what year and unit, out."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pandas import DataFrame

from intake.cells.keys import normal_name
from intake.cells.number_checks import SHARE, SIGNED
from intake.cells.numerals import RANGE, Numerals, to_numbers
from intake.findings import Finding, Kind, in_column
from wording import joined, say

POPULATION = "einwohner"
_POPULATION = re.compile(
    r"^(?:einwohner(?:zahl|innen\w*|gesamt|insgesamt|anzahl|absolut)?|anzahleinwohner\w*|bevoelkerung(?:insgesamt|gesamt|szahl|sstand)?|gesamtbevoelkerung|"
    r"population(?:total)?|totalpopulation|ew|ewz|ewgesamt|ewinsgesamt|inhabitants|hauptwohnsitz|hauptwohnbevoelkerung|wohnbevoelkerung|hauptwohnung|"
    r"einwohneramortderhauptwohnung|personeninsgesamt|personengesamt|ee|ewhw)$"
)
_UNDER = re.compile(
    r"^(?:kinder|kind|personen|einwohner|bevoelkerung|ew|minderjaehrige)?(?:kinder)?(?:und\w+?|darunter|davon)?(?:unter|u|bisunter|0bisunter|0bis)(\d{1,2})(?:jahren?|jaehrige|j)?$"
)
#: Columns that are no figures: technical numbers, codes, places, dates.
_NO_FIGURE = re.compile(
    r"^(?:fid|objectid\d*|oid|gid|rowid|gmlid|id|uuid|index|nr|nummer|plz|postleitzahl|lfdnr|jahr|year|monat|quartal|datum|stichtag|stand|lat|lon|lng|latitude|"
    r"longitude|x|y|hochwert|rechtswert|ostwert|nordwert|shapearea|shapeleng\w*|shapelength|stlength|starea|geom\w*|geo\w*2d|uploadam|ags|ars|rs|telefon|hausnummer|"
    r"boundingbox|color|farbe|schluessel|kennung|key|code)$|(?:nr|nummer|schluessel|key|plz|code|_id)$"
)
_PERSONS = re.compile(
    r"kind|jugend|unter|u\d|schueler|alter|aelter|senior|jaehrig|sgb|arbeitslos|empfaeng|beziehend|leistung|auslaend|migration|weiblich|maennlich|frauen|"
    r"maenner|personen|einwohner|bevoelk|beschaeftigt|hilfe|pflege|alleinerz|transfer|grundsicherung|erwerb|divers|menschen|ledig|verheiratet|\d(?:bis|_)\d|plus$|sozialversich"
)
_WORSE = re.compile(
    r"sgb|arbeitslos|unemploy|transfer|armut|poverty|poor|hilfe|alleinerz|grundsicherung|schulden|verschuld|ohneabschluss|leistung|bedarf|hartz|sterb|wohngeld|straft"
)
_BETTER = re.compile(
    r"gymnasi|abitur|empfehlunggym|secondaryschool|wohnflaeche|livingspace|beschaeftig|wahlbeteil|einkommen|income|gruenflaeche|betreuungsquote|versorgungsquote|impf"
)
_DATE_WORD = re.compile(
    r"datum|stand|date|zeit|beginn|ende|seit|bis|von|jahr|alter|klasse|gruppe|adresse|strasse|hausn|tel|fax|uhr|oeffn|schl|bezirk|gebiet|raum|corner|geo|koord|punkt|point|link|url|web|mail|version|bounds|bbox|extent|gebaeude|name"
)
_THOUSANDS = re.compile(
    r"\b(?:in|je)?\s*(?:tsd|tausend|t€|teur|mio|mrd|millionen)\b|\(\s*(?:in\s*)?1[. ]?000\s*\)|\bin 1[. ]?000\b(?! ?(?:ew|einw))",
    re.IGNORECASE,
)
#: A figure with few letters around it.
_MOSTLY_NUMBER = re.compile(
    r"[^\W\d_]{0,4}[^\w]{0,3}[+\-−]?\d[\d.,'’\s\-–:/]*(?:[^\d]{0,16}\d{0,6})?[^\d]{0,6}"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE_HEADING = re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.\s?((?:19|20)\d\d)(?!\d)")

COLUMNS_UNREAD = Kind("columns_unread", "Diese Spalten enthalten Ziffern, aber die Zellen sind keine Zahlen, die sich sicher lesen lassen; sie wurden nicht übernommen.",
                      "Wenn sie gebraucht werden: die Zellen in der Quelle als reine Zahlen ausgeben (keine Datumsangaben, Spannen oder Texte).", "warning")  # fmt: skip
COLUMNS_LEFT_OUT = Kind("columns_left_out", "Diese Spalten enthalten keine Zahlen zu Gebieten und wurden nicht übernommen: {columns}.",
                        "Nichts zu tun.", "info")  # fmt: skip
ASK_VARIABLE = Kind("ask_variable", "Die Spalte heißt nur wie ein Jahr; welche Größe sie enthält, steht nirgends. Sie heißt vorerst „Wert“.",
                    "Mit `variable=…` benennen, z. B. variable=einwohner.", "warning")  # fmt: skip
YEAR_NOTED = Kind("year_noted", "Die Spalte „{column}“ wurde als Jahr {year} gelesen; das Zeichen heißt meist „vorläufig“.",
                  "Fußnote beachten.", "info")  # fmt: skip
ASK_THOUSANDS = Kind("ask_thousands", "Die Überschrift nennt Tausend oder Millionen; die Zahlen wurden gelesen, wie sie dastehen, und nicht malgenommen.",
                     "Wenn einzelne Personen gezählt werden sollen, die vollen Zahlen angeben.", "warning")  # fmt: skip
PERCENT_SIGNS = Kind("percent_signs", "Werte mit Prozentzeichen wurden als Prozent gelesen (14,8 % = 14,8).", "Nichts zu tun.", "info")  # fmt: skip
TAKEN_AS_PERCENT = Kind("ask_percent", "Alle Werte liegen zwischen 0 und 1; sie wurden als Prozent genommen (0,5 = 0,5 %).",
                        "Wenn 0,5 die Hälfte heißt, „0-1“ angeben (`percent`).", "warning")  # fmt: skip
TAKEN_AS_SHARES = Kind("ask_percent", "Alle Werte liegen zwischen 0 und 1; sie wurden als Anteile gelesen und mit 100 malgenommen (0,148 = 14,8 %).",
                       "Wenn es schon Prozent sind, „0-100“ angeben (`percent`).", "warning")  # fmt: skip


@dataclass(frozen=True)
class Variable:
    """A column of figures, understood.

    Attributes
    ----------
    id : str
        Variable id; `einwohner` for all inhabitants.
    column, label : str
        Heading as written, and without year and unit.
    year : int or None
        Year that the heading names.
    unit : str
        `count`, `percent`, `number`.
    scale : str
        "0-1" where shares stand as fractions, "0-100" where a person said that they do not.
    """

    id: str
    column: str
    label: str
    year: int | None
    unit: str
    scale: str = ""

    @property
    def is_persons(self) -> bool:
        """Whether the heading speaks of persons, who are part of all inhabitants."""
        return (
            self.unit == "count"
            and self.id != POPULATION
            and bool(_PERSONS.search(normal_name(self.label)))
        )

    @property
    def worse(self) -> str:
        """Which side is worse, by the words of the heading."""
        normal = normal_name(self.label)
        return (
            "higher" if _WORSE.search(normal) else "lower" if _BETTER.search(normal) else "neither"
        )


def year_of(text: str) -> int | None:
    """Return the one year that a text names, None if none or several.

    Examples
    --------
    >>> year_of("indikatoren_2019.xlsx"), year_of("Vergleich 2018 und 2024"), year_of("31.12.2023")
    (2019, None, 2023)
    """
    found = {int(year) for year in _YEAR.findall(text)}
    return found.pop() if len(found) == 1 else None


def variable_id(heading: str) -> str:
    """Return a short id for a heading: known figures get the same id in every city.

    Examples
    --------
    >>> variable_id("Bevölkerung insgesamt"), variable_id("Bevölkerung unter 18"), variable_id("SGB-II-Quote (%)")
    ('einwohner', 'kinder_u18', 'sgb_ii_quote')
    """
    from intake.offers import slug

    plain = bare_heading(heading)
    normal = normal_name(plain)
    if _POPULATION.match(normal):
        return POPULATION
    under = _UNDER.match(normal)
    if under and int(under[1]) <= 18:
        return f"kinder_u{int(under[1])}"
    return slug(plain) or "wert"


def bare_heading(heading: str) -> str:
    """Return a heading without year, unit and footnote sign.

    Examples
    --------
    >>> bare_heading("SGB-II-Quote 2023 (in %)*")
    'SGB-II-Quote'
    """
    text = re.sub(
        r"[(\[]\s*(?:in\s*)?(?:%|prozent|v\.?\s?h\.?|abs\.?|absolut|anzahl)\s*[)\]]",
        " ",
        heading,
        flags=re.IGNORECASE,
    )
    text = _DATE_HEADING.sub(" ", text)
    text = (
        _YEAR.sub(" ", text) if year_of(text) else text
    )  # two years are a period: part of the meaning
    text = re.sub(r"\bin\s*%|%", " ", text)
    text = re.sub(r"(?<=\w)\s+(?:anzahl|absolut|personen)\s*$", "", text, flags=re.IGNORECASE)
    return (
        re.sub(r"\s+", " ", re.sub(r"[*¹²³]+|\(\s*\)|\[\s*\]", " ", text)).strip(" _-–,:;")
        or heading.strip()
    )


def find_variables(
    table: DataFrame, used: Collection[str], *, decimal: str, named: str = "", file: str
) -> tuple[list[Variable], list[Finding]]:
    """Find the columns of figures and say what they are.

    Parameters
    ----------
    table : DataFrame of text
        Rows of areas only.
    used : collection of str
        Columns with key, name or year.
    decimal : str
        Decimal sign of the table.
    named : str
        What a person said the figures are, where the headings are only years.
    file : str

    Returns
    -------
    tuple of (list of Variable, list of Finding)
    """
    found, findings, left = [], [], []
    for column in map(str, table.columns):
        if column in used:
            continue
        read = to_numbers(table[column].tolist(), decimal=decimal)
        if not _is_figure(column, table[column].tolist(), read):
            left.append(column)
            continue
        variable, doubts = _describe(column, read, table[column].tolist(), named, file)
        found.append(variable)
        findings += doubts
    unread = [column for column in left if _holds_numbers(column, table[column].tolist())]
    left = [column for column in left if column not in unread]
    if unread:
        findings.append(
            COLUMNS_UNREAD(
                file,
                say(
                    "Spalte {names}",
                    names=joined(", ", [say("„{name}“", name=name) for name in unread[:30]]),
                ),
            )
        )
    if left:
        findings.append(COLUMNS_LEFT_OUT(file, columns=", ".join(left[:30])))
    return _distinct(found), findings


def _holds_numbers(column: str, cells: Sequence[str]) -> bool:
    """Whether most cells look like figures with something around them: "148 je 1.000", dates of Excel."""
    if _NO_FIGURE.search(normal_name(column)) or _DATE_WORD.search(normal_name(column)):
        return False
    said = [cell for cell in cells if any(sign.isdigit() for sign in cell)]
    figures = [cell for cell in said if _MOSTLY_NUMBER.fullmatch(cell.strip())]
    return len(figures) > 0.5 * max(1, len([cell for cell in cells if cell.strip()]))


def _is_figure(column: str, cells: Sequence[str], read: Numerals) -> bool:
    """Whether a column holds numbers in most of its cells, and its heading is none of a code."""
    if _NO_FIGURE.search(normal_name(column)) and not _YEAR.fullmatch(column.strip()):
        return False
    said = (
        np.array([bool(cell.strip()) for cell in cells])
        & (read.flags != "mark")
        & (read.flags != "formula")
        & (read.flags != "error")
    )
    numbers = ~np.isnan(read.values) | (read.flags == "infinite")
    if not said.any():
        if all(RANGE.fullmatch(cell.strip()) for cell in cells if cell.strip()):
            return False  # ages, years of building: classes, no withheld figures
        return bool(np.isin(read.flags, ["formula", "mark", "error"]).any())
    dates_among_numbers = (read.flags == "date").any() and numbers.sum() >= 2
    return bool(
        numbers[said].mean() >= 0.5 or (dates_among_numbers and numbers[said].mean() >= 0.25)
    )


def _describe(
    column: str, read: Numerals, cells: Sequence[str], named: str, file: str
) -> tuple[Variable, list[Finding]]:
    heading_year = _DATE_HEADING.search(column)
    year = int(heading_year[1]) if heading_year else year_of(column)
    only_year = year is not None and not re.search(r"[^\W\d_]{2,}", _YEAR.sub("", column))
    label = named or "Wert" if only_year else bare_heading(column)
    findings = []
    if only_year and not named:
        findings.append(ASK_VARIABLE(file, in_column(column)))
    elif only_year and column.strip() != str(year):
        findings.append(YEAR_NOTED(file, in_column(column), column=column, year=year))
    if only_year and not named and column.strip() != str(year):
        findings.append(YEAR_NOTED(file, in_column(column), column=column, year=year))
    unit, scale, doubt = _unit(column, read, cells, file)
    if _THOUSANDS.search(column):
        doubt = [*doubt, ASK_THOUSANDS(file, in_column(column))]
    return Variable(variable_id(label), column, label, year, unit, scale), findings + doubt


def _unit(
    column: str, read: Numerals, cells: Sequence[str], file: str
) -> tuple[str, str, list[Finding]]:
    """Unit of a column, and whether its shares stand as fractions."""
    known = read.values[~np.isnan(read.values)]
    if read.percent.any():
        return "percent", "", [PERCENT_SIGNS(file, in_column(column))]
    whole = bool(len(known)) and bool(np.all(known == np.round(known)))
    if SHARE.search(column) and not re.search(r"_abs$", column):
        if len(known) and 0 < np.abs(known).max() <= 1 and not SIGNED.search(column):
            return _fraction(column, cells, file)
        return (
            ("percent", "", [])
            if not whole or not len(known) or np.abs(known).max() <= 100
            else ("count", "", [])
        )
    return ("count" if whole else "number"), "", []


def _fraction(column: str, cells: Sequence[str], file: str) -> tuple[str, str, list[Finding]]:
    """Shares from 0 to 1: fractions if they have three decimals or more, else maybe small percentages."""
    decimals = max(
        (
            len(re.split(r"[.,]", cell.strip())[-1])
            for cell in cells
            if re.search(r"\d[.,]\d", cell)
        ),
        default=0,
    )
    says_percent = re.search(r"%|prozent|percent|pct", column, re.IGNORECASE)
    if decimals <= 2 and says_percent:
        return "percent", "", [TAKEN_AS_PERCENT(file, in_column(column))]
    return "percent", "0-1", [TAKEN_AS_SHARES(file, in_column(column))]


def _distinct(variables: Sequence[Variable]) -> list[Variable]:
    """Give variables of the same year different ids."""
    taken: set[tuple[str, int | None]] = set()
    result = []
    for variable in variables:
        name, n = variable.id, 1
        while (name, variable.year) in taken:
            n += 1
            name = f"{variable.id}_{n}"
        taken.add((name, variable.year))
        result.append(
            Variable(
                name, variable.column, variable.label, variable.year, variable.unit, variable.scale
            )
        )
    return result


def with_scales(variables: Sequence[Variable], said: Mapping[str, str]) -> list[Variable]:
    """Return the variables with the percent scales that a person named."""
    scaled = []
    for variable in variables:
        scale = said.get(variable.id) or said.get(variable.column)
        scaled.append(
            Variable(
                variable.id,
                variable.column,
                variable.label,
                variable.year,
                "percent" if scale else variable.unit,
                scale or variable.scale,
            )
        )
    return scaled
