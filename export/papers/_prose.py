"""German sentences made of figures: counts in words, lists, cautious comparisons."""

from collections.abc import Sequence

import numpy as np
from pandas import DataFrame

from indicators.catalogue import Indicator
from indicators.figures.change import Change
from indicators.figures.flags import CERTAIN, LIKELY, with_unit
from indicators.secrecy.release import ReleasedCoverage
from wording import count, percent, signed

_NUMBERS = (
    "kein", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn",
    "elf", "zwölf",
)  # fmt: skip
#: Endings of „kein" and „ein" by case and gender.
_ENDINGS = {
    "nominative": "",
    "accusative_m": "en",
    "dative": "em",
    "feminine": "e",
    "dative_f": "er",
}


def in_words(number: int, case: str = "nominative") -> str:
    """Return a number of things: words up to twelve, figures beyond.

    Examples
    --------
    >>> in_words(1, "dative"), in_words(7), in_words(13)
    ('einem', 'sieben', '13')
    """
    if number < 2:
        return _NUMBERS[number] + _ENDINGS[case]
    return _NUMBERS[number] if number < len(_NUMBERS) else count(number)


def listing(items: Sequence[str], *, most: int = 0) -> str:
    """Return items as „A, B und C“; beyond `most` the rest is counted.

    Examples
    --------
    >>> listing(["A", "B", "C"]), listing(["A", "B", "C", "D"], most=2)
    ('A, B und C', 'A, B und zwei weitere')
    """
    shown = list(items)
    if most and len(shown) > most + 1:
        rest = len(shown) - most
        shown = [*shown[:most], f"{in_words(rest)} weitere"]
    if len(shown) < 2:
        return "".join(shown)
    return ", ".join(shown[:-1]) + " und " + shown[-1]


def dative(label: str) -> str:
    """Dative plural of a level's name; of names with several words a paraphrase.

    Examples
    --------
    >>> dative("Aktionsräume"), dative("Statistische Bezirke"), dative("Stadtteile")
    ('Aktionsräumen', 'Gebieten der Ebene „Statistische Bezirke“', 'Stadtteilen')
    """
    if " " in label or not label:
        return f"Gebieten der Ebene „{label}“" if label else "Gebieten"
    return label if label.endswith(("n", "s")) else label + "n"


def quoted(indicator: Indicator) -> str:
    """Name of an indicator in quotation marks."""
    return f"„{indicator.label}“"


def step(difference: float, indicator: Indicator) -> str:
    """Return a difference with sign and unit: percentage points, not per cent."""
    unit = "Prozentpunkte" if indicator.unit == "%" else indicator.unit
    return f"{signed(difference, indicator.decimals)}\u00a0{unit}".rstrip()


def situation_sentences(rows: DataFrame, indicator: Indicator, label: str) -> str:
    """How the areas of a level stand against the city, for one indicator.

    Parameters
    ----------
    rows : DataFrame
        Rows of `figures` of one indicator, level and year.
    indicator : Indicator
    label : str
        Name of the level in the plural.

    Returns
    -------
    str
        Sentences; cautious where a difference may be chance.
    """
    known = rows[rows["value"].notna()]
    city = known["city_value"].dropna()
    if known.empty:
        return "Für diese Gebiete liegt kein Wert vor."
    if city.empty:
        return "Für die Stadt liegt kein Wert vor; ein Vergleich ist nicht möglich."
    worse = known[known["below_average"].astype("boolean").fillna(value=False).to_numpy(bool)]
    rated = known[known["below_average"].notna()]
    sentences = [
        f"In der Stadt sind es {with_unit(float(city.iloc[0]), indicator)}.",
        _how_many(worse, rated, label),
        _how_sure(worse),
        _ends(worse if len(worse) else known, indicator, worse=bool(len(worse))),
        _lacking(len(rows) - len(known)),
    ]
    return " ".join(filter(None, sentences))


def _how_many(worse: DataFrame, rated: DataFrame, label: str) -> str:
    n, of = len(worse), len(rated)
    group = dative(label)
    if of == 0:
        return "Zu wenige Menschen wohnen dort, um die Gebiete zu bewerten."
    if n == 0:
        verb = "Das bewertete Gebiet liegt" if of == 1 else f"Keines der {count(of)} Gebiete liegt"
        return f"{verb} ungünstiger." if of > 1 else f"{verb} nicht ungünstiger."
    if n == of:
        return (
            "Im bewerteten Gebiet ist die Lage ungünstiger."
            if of == 1
            else f"In allen {count(of)} {group} ist die Lage ungünstiger."
        )
    return f"In {in_words(n, 'dative')} von {count(of)} {group} ist die Lage ungünstiger."


def _how_sure(worse: DataFrame) -> str:
    """How certain the flags are; nothing where every one is certain by count alone."""
    if worse.empty:
        return ""
    p = worse["probability"].astype(float).to_numpy()
    sure, likely = int((p >= CERTAIN).sum()), int(((p >= LIKELY) & (p < CERTAIN)).sum())
    open_, unknown = int((p < LIKELY).sum()), int(np.isnan(p).sum())
    n = len(worse)
    if sure == n:
        return (
            "Das ist statistisch gesichert." if n == 1 else "Das ist überall statistisch gesichert."
        )
    if unknown == n:
        return "Wie sicher das ist, lässt sich ohne Fallzahlen nicht berechnen."
    parts = []
    if sure:
        parts.append(f"in {in_words(sure, 'dative')} davon statistisch gesichert")
    if likely:
        parts.append(f"in {in_words(likely, 'dative')} wahrscheinlich, aber nicht gesichert")
    if open_:
        names = listing(list(worse["name"][p < LIKELY]), most=3)
        parts.append(f"in {in_words(open_, 'dative')} kann der Unterschied Zufall sein ({names})")
    said = listing(parts) if open_ == 0 else "; ".join(parts)
    return f"Das ist {said}." if not said.startswith("in") or sure or likely else f"{_upper(said)}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ends(rows: DataFrame, indicator: Indicator, *, worse: bool) -> str:
    """The areas furthest from the city, and the nearest, in figures."""
    order = rows.assign(bad=rows["value"].astype(float) * (indicator.direction or 1))
    order = order.sort_values("bad", ascending=False, kind="stable")
    shown = [
        f"{row.name_} ({with_unit(row.value, indicator)}, {step(row.difference, indicator)})"
        for row in order.head(3).rename(columns={"name": "name_"}).itertuples()
    ]
    if not worse:
        return f"Am nächsten daran liegt {shown[0]}."
    verb = (
        "Am weitesten vom Stadtwert entfernt ist"
        if len(shown) == 1
        else "Am weitesten vom Stadtwert entfernt sind"
    )
    return f"{verb} {listing(shown)}."


def _lacking(missing: int) -> str:
    if missing == 0:
        return ""
    return (
        "Für ein Gebiet liegt kein Wert vor."
        if missing == 1
        else f"Für {in_words(missing)} Gebiete liegt kein Wert vor."
    )


def change_sentence(change: Change, indicator: Indicator) -> str:
    """How an indicator has developed in the areas, in one or two sentences."""
    if change.refused:
        return f"Ein Vergleich ist nicht möglich: {change.refused}"
    table = change.table[change.table["change"].notna()]
    if table.empty:
        return "Ein Vergleich ist nicht möglich: In einem der Jahre fehlen die Werte."
    better, worse = (table[table["direction"] == side] for side in ("better", "worse"))
    n, since = len(table), f"Seit {change.from_year}"
    if indicator.direction == 0:
        risen = int((table["change"] > 0).sum())
        return f"{since} ist der Wert in {_of_all(risen, n)} gestiegen."
    parts = []
    if len(better):
        parts.append(f"in {_of_all(len(better), n)} verbessert{_surely(better)}")
    if len(worse):
        parts.append(
            f"in {_of_all(len(worse), n, again=bool(parts))} verschlechtert{_surely(worse)}"
        )
    if not parts:
        return f"{since} hat sich die Lage nicht verändert."
    return f"{since} hat sich die Lage {listing(parts)}."


def _of_all(part: int, whole: int, *, again: bool = False) -> str:
    """„allen 13 Gebieten“, „neun von 13 Gebieten“ or, the second time, „vier“."""
    if part == whole:
        return f"allen {count(whole)} Gebieten" if whole > 1 else "dem Gebiet"
    tally = in_words(part, "dative")
    return tally if again else f"{tally} von {count(whole)} Gebieten"


def _surely(rows: DataFrame) -> str:
    """How many of the changes are more than chance, in brackets."""
    if rows["low"].isna().all():
        return " (ohne Fallzahlen nicht prüfbar)"
    sure, n = int(rows["significant"].sum()), len(rows)
    if sure == n:
        return " (statistisch gesichert)" if n == 1 else " (überall statistisch gesichert)"
    if sure == 0:
        return " (nicht gesichert)" if n == 1 else " (nirgends gesichert)"
    return f" (in {in_words(sure, 'dative')} davon gesichert)"


def gap_sentences(coverage: ReleasedCoverage, label: str) -> str:
    """Who is reached, how many are not, and where the largest gap lies."""
    areas = coverage.areas
    shares = areas["city_share"].dropna()
    behind = areas[areas["below_average"].astype("boolean").fillna(value=False).to_numpy(bool)]
    city = ""
    if len(shares):
        whole = percent(100 * float(shares.iloc[0]), 0)
        city = (
            f"Stadtweit erreichen {whole} der Zielgruppe ({coverage.target_group_label}) "
            "ein Angebot innerhalb des Standards."
        )
    sentences = [city, _behind(behind), _missing_persons(areas, label), _largest(coverage)]
    return " ".join(filter(None, sentences))


def _behind(behind: DataFrame) -> str:
    if behind.empty:
        return "In keinem dieser Gebiete ist der Anteil kleiner."
    ordered = behind.sort_values("covered_share", kind="stable")
    shown = [
        f"{name} ({percent(100 * share, 0)})"
        for name, share in zip(ordered["name"], ordered["covered_share"], strict=True)
    ]
    return f"Kleiner ist der Anteil in {listing(shown, most=5)}."


def _missing_persons(areas: DataFrame, label: str) -> str:
    gap = areas["gap_persons"].astype(float)
    persons = round(float(gap.sum()))
    if gap.isna().all() or persons < 1:
        return ""
    least = "mindestens " if gap.isna().any() else ""
    who = "hat" if persons == 1 else "haben"
    people = "eine Person" if persons == 1 else f"{count(persons)} Personen"
    return f"In den {dative(label)} {who} zusammen {least}{people} kein Angebot in Reichweite."


def _largest(coverage: ReleasedCoverage) -> str:
    if coverage.gaps.empty:
        return ""
    row = coverage.gaps.sort_values("rank").iloc[0]
    persons = "eine Person" if round(row["persons"]) == 1 else f"{count(row['persons'])} Personen"
    nearest = f", nächstes Angebot: {row['nearest_offer']}" if row["nearest_offer"] else ""
    return f"Die größte zusammenhängende Lücke liegt in {row['name']} ({persons}{nearest}; {row['reason']})."
