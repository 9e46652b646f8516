"""Freshness of offers in words and rows: states of offers in, what must be asked about again out."""

from collections.abc import Mapping

import pandas as pd
from pandas import DataFrame, Series

from indicators.coverage.freshness import STATES
from indicators.secrecy.release_difference import ShownDifference
from wording import count, date, percent, t

#: What each state means, in the order of `STATES`.
MEANINGS = {
    "beendet": "beendet",
    "endet bald": "endet in den nächsten sechs Monaten",
    "nicht bestätigt": "seit über einem Jahr nicht bestätigt",
    "nie bestätigt": "nie bestätigt",
    "aktuell": "im letzten Jahr bestätigt",
}


def state_counts(states: DataFrame) -> dict[str, int]:
    """Number of offers by state, in the order of `STATES`, zeros too."""
    counts = states["state"].value_counts()
    return {state: int(counts.get(state, 0)) for state in STATES}


def counts_sentence(states: DataFrame, protected: int = 0) -> str:
    """Say how many of the offers are up to date and how many are not.

    Parameters
    ----------
    states : DataFrame
        From `indicators.coverage.freshness.freshness_of`.
    protected : int
        Protected offers: only their number is told.
    """
    if not len(states):
        return _protected(protected) or t("Es gibt keine Angebote.")
    n = state_counts(states)
    ends = (
        t("eines endet in den nächsten sechs Monaten")
        if n["endet bald"] == 1
        else t("{n} enden in den nächsten sechs Monaten", n=count(n["endet bald"]))
    )
    words = {
        "nicht bestätigt": t("{n} länger nicht bestätigt", n=count(n["nicht bestätigt"])),
        "nie bestätigt": t("{n} nie bestätigt", n=count(n["nie bestätigt"])),
        "endet bald": ends,
        "beendet": t("{n} beendet", n=count(n["beendet"])),
    }
    fresh = count(n["aktuell"]) if n["aktuell"] else t("keines")
    parts = [t("{n} im letzten Jahr bestätigt", n=fresh)]
    parts += [said for state, said in words.items() if n[state]]
    sentence = (
        t("Von {n} Angeboten: {parts}.", n=count(len(states)), parts=", ".join(parts))
        if len(states) > 1
        else t("Ein Angebot: {state}.", state=t(MEANINGS[states["state"].iloc[0]]))
    )
    return " ".join(part for part in (sentence, _protected(protected)) if part)


def _protected(protected: int) -> str:
    if not protected:
        return ""
    if protected == 1:
        return t("Dazu ein geschütztes Angebot, über das hier nichts steht.")
    return t("Dazu {n} geschützte Angebote, über die hier nichts steht.", n=count(protected))


def with_and_without_sentence(shown: ShownDifference, doubtful: int) -> str:
    """Say the city's coverage with all offers and without those in doubt.

    Parameters
    ----------
    shown : ShownDifference
        First with all offers, second without the doubtful ones.
    doubtful : int
        Number of doubtful offers.
    """
    if not doubtful:
        return t("Kein Angebot endet bald oder wartet auf eine Bestätigung.")
    row = shown.city.table.iloc[0]
    if pd.isna(row["first_share"]) or pd.isna(row["second_share"]):
        if len(shown.city.suppressed):
            return t(
                "Ohne die zweifelhaften Angebote ändert sich die Versorgung der Stadt um so wenige "
                "Personen, dass der Unterschied geheim bleibt."
            )
        return t("Für die ganze Stadt ist kein Anteil bekannt.")
    words = {
        "a": percent(100 * row["first_share"]),
        "b": percent(100 * row["second_share"]),
        "n": count(doubtful),
        "persons": _fewer(row["difference_persons"]),
    }
    if doubtful == 1:
        return t(
            "Versorgt in der Stadt: {a}; ohne das eine Angebot, das bald endet oder nicht "
            "bestätigt ist: {b}{persons}.",
            **words,
        )
    return t(
        "Versorgt in der Stadt: {a}; ohne die {n} Angebote, die bald enden oder nicht bestätigt "
        "sind: {b}{persons}.",
        **words,
    )


def _fewer(change: float) -> str:
    if pd.isna(change):
        return ""
    n = round(abs(float(change)))
    return t(" (eine Person weniger)") if n == 1 else t(" ({n} Personen weniger)", n=count(n))


def freshness_rows(states: DataFrame, labels: Mapping[str, str]) -> DataFrame:
    """The offers as people read them, the most urgent first.

    Returns
    -------
    DataFrame
        Index id; `name`, `category` (its name), `address`, `confirmed_on`, `valid_to`
        (dates in words), `state` (in words).
    """
    return DataFrame(
        {
            "name": states["name"].fillna("").astype(str),
            "category": states["category"].map(lambda id_: labels.get(id_, id_)),
            "address": states["address"].fillna("").astype(str),
            "confirmed_on": _days(states["confirmed_on"], t("nie")),
            "valid_to": _days(states["valid_to"], ""),
            "state": states["state"].map(lambda state: t(MEANINGS[state])),
        },
        index=states.index,
    )


def _days(days: Series, never: str) -> list[str]:
    return [date(day) if pd.notna(day) else never for day in days]


def states_by_category(states: DataFrame, labels: Mapping[str, str]) -> DataFrame:
    """Number of offers by category and state; columns `label`, `all`, then `STATES`."""
    counts = pd.crosstab(states["category"], states["state"]).reindex(
        index=[id_ for id_ in labels if id_ in set(states["category"])],
        columns=list(STATES),
        fill_value=0,
    )
    counts.insert(0, "label", [labels[id_] for id_ in counts.index])
    counts.insert(1, "all", counts[list(STATES)].sum(axis=1))
    return counts.rename_axis(columns=None)


def shaken_rows(shown: Mapping[str, ShownDifference], doubtful: Mapping[str, int]) -> DataFrame:
    """Coverage of the city by category, with all offers and without those in doubt.

    Parameters
    ----------
    shown : Mapping of str to ShownDifference
        By the category's name.
    doubtful : Mapping of str to int
        Number of doubtful offers by the category's name.

    Returns
    -------
    DataFrame
        `label`, `doubtful`, `first_share`, `second_share` (per cent), `persons` (change);
        the largest loss first.
    """
    rows = [
        (
            label,
            doubtful[label],
            100 * row["first_share"],
            100 * row["second_share"],
            row["difference_persons"],
        )
        for label, row in ((label, one.city.table.iloc[0]) for label, one in shown.items())
    ]
    columns = ["label", "doubtful", "first_share", "second_share", "persons"]
    table = DataFrame(rows, columns=columns)
    table[columns[2:]] = table[columns[2:]].astype(float)
    return table.sort_values("persons", kind="stable", na_position="last")
