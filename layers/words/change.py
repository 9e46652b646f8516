"""Two coverages side by side in words and rows: a shown difference in, what people read out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from indicators.secrecy.release_difference import ShownDifference, Side
from layers.words.coverage import NAMED, joined
from wording import count, percent, signed, t
from wording.numbers import MARKS

#: Smaller changes are not listed: half a person, half a tenth of a percentage point.
LEAST_PERSONS = 0.5
LEAST_POINTS = 0.05


def change_sentence(shown: ShownDifference, lead: str) -> str:
    """Say what the second choice changes in the whole city, in one sentence."""
    row = shown.city.table.iloc[0]
    who = {"who": shown.first.target_group_label, "other": shown.second.target_group_label}
    if pd.isna(row["first_share"]) or pd.isna(row["second_share"]):
        return _without_shares(shown, lead)
    first, second = _two_percents(100 * row["first_share"], 100 * row["second_share"])
    words = who | {"lead": lead, "a": first, "b": second}
    if not shown.same_group:
        return t(
            "Von der Gruppe „{who}“ erreichen in der ganzen Stadt {a} ein Angebot, von der "
            "Gruppe „{other}“ {b}.",
            **words,
        )
    if _is_unchanged(shown):
        return t(
            "{lead} ändert sich nichts: {a} der Gruppe „{who}“ erreichen ein Angebot.", **words
        )
    change = row["difference_persons"]
    if pd.isna(change):
        return t(
            "{lead} erreichen in der ganzen Stadt {b} statt {a} der Gruppe „{who}“ ein Angebot.",
            **words,
        )
    return _counted(float(change), words)


def _counted(change: float, words: Mapping[str, str]) -> str:
    """Say by how many persons the city gains or loses."""
    n = round(abs(change))
    if n == 0:
        return t(
            "{lead} bleibt die Zahl in der ganzen Stadt gleich: {b} der Gruppe „{who}“ erreichen "
            "ein Angebot.",
            **words,
        )
    if n == 1:
        return t(
            "{lead} erreicht in der ganzen Stadt eine Person weniger ein Angebot: {b} statt {a} "
            "der Gruppe „{who}“."
            if change < 0
            else "{lead} erreicht in der ganzen Stadt eine Person mehr ein Angebot: {b} statt {a} "
            "der Gruppe „{who}“.",
            **words,
        )
    return t(
        "{lead} erreichen in der ganzen Stadt {n} Personen weniger ein Angebot: {b} statt {a} "
        "der Gruppe „{who}“."
        if change < 0
        else "{lead} erreichen in der ganzen Stadt {n} Personen mehr ein Angebot: {b} statt {a} "
        "der Gruppe „{who}“.",
        n=count(n),
        **words,
    )


def _without_shares(shown: ShownDifference, lead: str) -> str:
    if len(shown.city.suppressed):
        return t(
            "{lead}: In der ganzen Stadt betrifft der Unterschied so wenige Personen, dass er "
            "geheim bleibt.",
            lead=lead,
        )
    return t("Für die ganze Stadt ist kein Anteil bekannt.")


def _two_percents(first: float, second: float) -> tuple[str, str]:
    """Both shares with so many places that different ones look different (two at most)."""
    one = percent(first), percent(second)
    return one if one[0] != one[1] or first == second else (percent(first, 2), percent(second, 2))


def _is_unchanged(shown: ShownDifference) -> bool:
    """Whether no known number differs and none is withheld because it does."""
    tables = (shown.areas.table, shown.city.table)
    changes = [table[c] for table in tables for c in ("difference_persons", "difference_share")]
    largest = pd.concat(changes).abs().max()
    withheld = len(shown.areas.suppressed) + len(shown.city.suppressed)
    return not withheld and not largest > 1e-6


def change_of(shown: ShownDifference) -> Series:
    """Change by area that decides its side: persons, else (not told) percentage points."""
    table = shown.areas.table
    persons = table["difference_persons"].astype(float)
    points = 100 * table["difference_share"].astype(float)
    by_points = points.where(points.abs() >= LEAST_POINTS, 0.0 * points)
    by_persons = persons.where(persons.abs() >= LEAST_PERSONS, 0.0 * persons)
    return by_persons if shown.same_group and persons.notna().any() else by_points


def changed_rows(shown: ShownDifference) -> tuple[DataFrame, DataFrame]:
    """Areas that lose and areas that gain, the largest change first; columns of `full_rows`."""
    table, change = full_rows(shown), change_of(shown)
    losing = change[change < 0].sort_values(kind="stable").index
    gaining = change[change > 0].sort_values(ascending=False, kind="stable").index
    return table.loc[losing], table.loc[gaining]


def full_rows(shown: ShownDifference) -> DataFrame:
    """Everything there is to compare, one row per area, the largest losses first.

    Returns
    -------
    DataFrame
        Index `key`; `name`, `target`, `first`, `second`, `persons` (change), `first_share`,
        `second_share` (per cent), `points` (change in percentage points), `note`.
    """
    table = shown.areas.table
    secret = table.index.astype(str).isin(list(shown.secret)) & table["difference_persons"].isna()
    rows = DataFrame(
        {
            "name": table["name"],
            "target": table["target_persons"].astype(float),
            "first": table["first_persons"].astype(float),
            "second": table["second_persons"].astype(float),
            "persons": table["difference_persons"].astype(float),
            "first_share": 100 * table["first_share"].astype(float),
            "second_share": 100 * table["second_share"].astype(float),
            "points": 100 * table["difference_share"].astype(float),
            "note": np.where(secret, t("geheim (kleine Fallzahl)"), ""),
        },
        index=table.index,
    )
    return rows.loc[change_of(shown).sort_values(kind="stable", na_position="last").index]


#: Sentences on areas that lose and that gain: for one area, for several.
_SAME = (
    (
        "Verluste gibt es in einem von {all} Gebieten: {areas}.",
        "Verluste gibt es in {n} von {all} Gebieten, die größten in {areas}.",
    ),
    (
        "Gewinne gibt es in einem von {all} Gebieten: {areas}.",
        "Gewinne gibt es in {n} von {all} Gebieten, die größten in {areas}.",
    ),
)
#: The same where two groups are compared: nobody loses or gains.
_OTHER = (
    (
        "Schlechter versorgt ist die zweite Gruppe in einem von {all} Gebieten: {areas}.",
        "Schlechter versorgt ist die zweite Gruppe in {n} von {all} Gebieten, am deutlichsten in "
        "{areas}.",
    ),
    (
        "Besser versorgt ist die zweite Gruppe in einem von {all} Gebieten: {areas}.",
        "Besser versorgt ist die zweite Gruppe in {n} von {all} Gebieten, am deutlichsten in "
        "{areas}.",
    ),
)


def most_changed_sentences(shown: ShownDifference) -> list[str]:
    """Say how many areas lose and gain, and name the largest changes."""
    losing, gaining = changed_rows(shown)
    words = _SAME if shown.same_group else _OTHER
    sentences = [
        _named(rows, shown, *pair)
        for rows, pair in zip((losing, gaining), words, strict=True)
        if len(rows)
    ]
    hidden = int((full_rows(shown)["note"] != "").sum())
    if hidden == 1:
        sentences.append(t("In einem Gebiet bleibt der Unterschied geheim."))
    elif hidden:
        sentences.append(t("In {n} Gebieten bleibt der Unterschied geheim.", n=count(hidden)))
    return sentences


def _named(rows: DataFrame, shown: ShownDifference, one: str, more: str) -> str:
    change = change_of(shown).loc[rows.index[:NAMED]]
    in_persons = shown.same_group and shown.areas.table["difference_persons"].notna().any()
    amounts = [signed(value, 0 if in_persons else 1) for value in change]
    unit = t("{n} Personen", n=amounts[-1]) if in_persons else t("{n} Prozentpunkte", n=amounts[-1])
    amounts[-1] = unit
    areas = [f"{name} ({n})" for name, n in zip(rows["name"][:NAMED], amounts, strict=True)]
    sentence = one if len(rows) == 1 else more
    return t(sentence, areas=joined(areas), n=count(len(rows)), all=count(len(shown.areas.table)))


@dataclass(frozen=True)
class SideFigures:
    """One choice in key figures, as words; `points` is the change against the first one."""

    share: str
    reached: str
    unreached: str
    offers: str
    points: str


def side_figures(shown: ShownDifference) -> tuple[SideFigures, SideFigures]:
    """Key figures of both choices for the whole city."""
    row = shown.city.table.iloc[0]
    return (
        _figures(row, shown, "first", shown.first, "target_persons"),
        _figures(row, shown, "second", shown.second, "second_target_persons"),
    )


def _figures(row: Series, shown: ShownDifference, side: str, of: Side, target: str) -> SideFigures:
    gone = MARKS["suppressed"] if "city" in shown.secret or len(shown.city.suppressed) else ""
    share, persons = row[f"{side}_share"], row[f"{side}_persons"]
    points = 100 * row["difference_share"] if side == "second" else np.nan
    return SideFigures(
        share=percent(100 * share) if pd.notna(share) else gone or MARKS["missing"],
        reached=count(persons) if pd.notna(persons) else gone or MARKS["missing"],
        unreached=(count(row[target] - persons) if pd.notna(persons) else gone or MARKS["missing"]),
        offers=count(of.offers),
        points=t("{n} Prozentpunkte", n=signed(points)) if pd.notna(points) else "",
    )
