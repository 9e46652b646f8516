"""Why an area is in its class: an index in, contributions, distances and a sentence out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pandas import DataFrame, Series

from indicators.catalogue import Indicator, label_of
from indicators.figures.flags import with_unit
from indicators.indices import IndexResult
from indicators.indices._below_average_count import count_by_field
from indicators.indices._class_change import needed_changes, needed_together
from indicators.indices._svi import FLAG
from indicators.indices.mss import STATUS
from wording import count, number, percent, signed, t


@dataclass(frozen=True)
class Reason:
    """The answer to „Warum?“ for one area.

    Attributes
    ----------
    key, name, status : str
        Status "" if the area is not rated.
    score, rank : float
    contributions : DataFrame
        Index: indicator, largest contribution first; `label`, `value`, `mean` (of the rated
        areas), `city_value`, `contribution` (in points of the index, see the method),
        `direction` (`worse`, `better`, `equal`: the value against the mean).
    better, worse : str
        The neighbouring classes; "" if there is none.
    changes_better, changes_worse : DataFrame
        Index: indicator; `points`, `persons`: what would have to change in this indicator
        alone.
    sentence : str
        All of it in a few German sentences.
    """

    key: str
    name: str
    status: str
    score: float
    rank: float
    contributions: DataFrame
    better: str
    worse: str
    changes_better: DataFrame
    changes_worse: DataFrame
    sentence: str


NO_CHANGES = DataFrame({"points": [], "persons": []}, dtype=float)


def explain(result: IndexResult, catalogue: Mapping[str, Indicator], key: str) -> Reason:
    """Explain the class of one area.

    Parameters
    ----------
    result : IndexResult
    catalogue : Mapping of str to Indicator
    key : str
        An area of the index.

    Returns
    -------
    Reason

    Raises
    ------
    KeyError
        If the index has no such area.
    """
    row = result.table.loc[key]
    names = result.inputs.names
    name = key if names is None else str(names[key])
    if not row["rated"]:
        return _not_rated(result, key, name)
    place = int(row["status_number"]) - 1
    better, worse = (STATUS[i] if 0 <= i < len(STATUS) else "" for i in (place - 1, place + 1))
    parts = contributions(result, catalogue, key)
    to_better = needed_changes(result, catalogue, key, better=True) if better else NO_CHANGES
    to_worse = needed_changes(result, catalogue, key, better=False) if worse else NO_CHANGES
    together = needed_together(result, key) if better else np.nan
    rated_areas = int(result.table["rated"].sum())
    sentences = [
        _standing(name, row, rated_areas),
        _drivers(parts, catalogue),
        _flagged(parts) if result.definition.method == "svi" else "",
        _way(better, to_better, together, catalogue),
    ]
    return Reason(
        key=key,
        name=name,
        status=row["status"],
        score=float(row["score"]),
        rank=float(row["rank"]),
        contributions=parts,
        better=better,
        worse=worse,
        changes_better=to_better,
        changes_worse=to_worse,
        sentence=" ".join(filter(None, sentences)),
    )


def contributions(result: IndexResult, catalogue: Mapping[str, Indicator], key: str) -> DataFrame:
    """Value, mean and contribution of each indicator of an area, largest contribution first."""
    names, inputs = list(result.definition.indicators), result.inputs
    values = inputs.values.loc[key, names].astype(float)
    mean = inputs.values.loc[result.table["rated"].to_numpy(), names].mean()
    side = np.sign((values - mean) * inputs.directions.loc[names])
    table = DataFrame(
        {
            "label": [label_of(catalogue[name]) for name in names],
            "value": values,
            "mean": mean,
            "city_value": np.nan if inputs.city is None else inputs.city.reindex(names),
            "contribution": result.contributions.loc[key, names].astype(float),
            "direction": side.map({1.0: "worse", -1.0: "better", 0.0: "equal"}),
        },
        index=names,
    )
    return table.sort_values("contribution", ascending=False, kind="stable")


def _not_rated(result: IndexResult, key: str, name: str) -> Reason:
    nothing = result.contributions.loc[[key]].iloc[:0]
    why = not_rated_reason(result.table.at[key, "reason"])
    return Reason(
        key=key,
        name=name,
        status="",
        score=np.nan,
        rank=np.nan,
        contributions=nothing,
        better="",
        worse="",
        changes_better=NO_CHANGES,
        changes_worse=NO_CHANGES,
        sentence=t("{name} ist nicht bewertet: {why}", name=name, why=why),
    )


def not_rated_reason(reason: str) -> str:
    """Return why an area is not rated, as the second half of a sentence."""
    sentences = {
        "too_small": t("Dort wohnen zu wenige Menschen."),
        "excluded": t("Das Gebiet ist als Sonderfall ausgenommen."),
        "suppressed": t("Eine der Zahlen ist zu klein und bleibt geheim."),
        "not_applicable": t("Ein Indikator lässt sich dort nicht bilden."),
    }
    return sentences.get(reason, t("Für einen Indikator liegt kein Wert vor."))


def _standing(name: str, row: Any, rated_areas: int) -> str:
    return t(
        "{name}: Status {status} (Indexwert {score}, Rang {rank} von {n}; Rang 1 ist am ungünstigsten).",
        name=name,
        status=t(row["status"]),
        score=number(row["score"], 2).replace("-", "\u2212"),
        rank=count(row["rank"]),
        n=count(rated_areas),
    )


def _drivers(parts: DataFrame, catalogue: Mapping[str, Indicator]) -> str:
    """What weighs most and what relieves most."""
    weighing, relieving = (
        parts[parts["direction"] == "worse"],
        parts[parts["direction"] == "better"],
    )
    sentences = []
    if len(weighing):
        told = _compared(weighing.iloc[0], catalogue)
        sentences.append(t("Am stärksten belastet: {told}.", told=told))
    if len(relieving):
        told = _compared(relieving.iloc[-1], catalogue)
        sentences.append(t("Am günstigsten wirkt: {told}.", told=told))
    return " ".join(sentences)


def _flagged(parts: DataFrame) -> str:
    """How many indicators are among the worst tenth: the flags of the Social Vulnerability Index."""
    flags = int((parts["contribution"] >= FLAG).sum())
    return t(
        "Bei {n} von {all} Kennzahlen gehört das Gebiet zum ungünstigsten Zehntel.",
        n=count(flags),
        all=count(len(parts)),
    )


def field_sentences(
    figures: DataFrame,
    catalogue: Mapping[str, Indicator],
    labels: Mapping[str, str],
    result: IndexResult,
    key: str,
) -> tuple[str, ...]:
    """In how many indicators of each field of action an area is worse off than the city.

    Parameters
    ----------
    figures : DataFrame
        `FIGURE_COLUMNS` of the index's level and year.
    catalogue : Mapping of str to Indicator
    labels : Mapping of str to str
        Names of the fields of action.
    result : IndexResult
    key : str

    Returns
    -------
    tuple of str
        One sentence per field; none unless the index counts unfavourable indicators.
    """
    if result.definition.method != "below_average_count":
        return ()
    names = list(result.definition.indicators)
    fields = {name: catalogue[name].field_of_action for name in names}
    table = count_by_field(figures[figures["key"] == key], names, fields)
    return tuple(_field_sentence(row, labels) for row in table.itertuples())


def _field_sentence(row: Any, labels: Mapping[str, str]) -> str:
    said = t(
        "{field}: {n} von {all} Kennzahlen ungünstiger als die Stadt",
        field=labels.get(row.field_of_action, row.field_of_action) or t("ohne Handlungsfeld"),
        n=count(row.count),
        all=count(row.indicators),
    )
    if np.isnan(row.minimum_probability):
        return f"{said}."
    sure = percent(100 * row.minimum_probability, 0)
    return said + t(", jede mit mindestens {share} Sicherheit.", share=sure)


def _compared(row: Any, catalogue: Mapping[str, Indicator]) -> str:
    indicator = catalogue[row.name]
    return t(
        "„{label}“ mit {value} gegenüber {mean} im Mittel der Gebiete",
        label=label_of(indicator),
        value=with_unit(row["value"], indicator),
        mean=with_unit(row["mean"], indicator),
    )


def _way(
    better: str, changes: DataFrame, together: float, catalogue: Mapping[str, Indicator]
) -> str:
    """What would lead to the next better class."""
    if not better:
        return t("Eine bessere Klasse gibt es nicht.")
    possible = changes.dropna(subset="points")
    if len(possible):
        step = relative_effort(possible, catalogue).idxmin()
        told = needed_sentence(possible.loc[step], catalogue[str(step)])
        return t("Die Klasse „{better}“ wäre erreicht, wenn {told}.", better=t(better), told=told)
    alone = t("Ein einzelner Indikator führt nicht in die Klasse „{better}“.", better=t(better))
    if np.isnan(together):
        return alone
    return alone + " " + t(
        "Sie wäre erreicht, wenn alle ungünstigen Werte zugleich um {share} näher am Mittel lägen.",
        share=percent(100 * together, 0),
    )  # fmt: skip


def relative_effort(changes: DataFrame, catalogue: Mapping[str, Indicator]) -> Series:
    """How much of its own unit each change takes: the easiest comes first."""
    per = [catalogue[str(name)].per for name in changes.index]
    return changes["points"].abs() / per


def needed_sentence(change: Any, indicator: Indicator) -> str:
    r"""Return a needed change as a clause, in persons where there are counts.

    Examples
    --------
    >>> from pandas import Series
    >>> indicator = Indicator(id="sgb2", label="SGB-II-Quote")
    >>> needed_sentence(Series({"points": -0.1, "persons": -1.0}), indicator).replace("\xa0", " ")
    'bei „SGB-II-Quote“ 1 Person weniger gezählt würde (−0,1 Prozentpunkte)'
    """
    step = t("Prozentpunkte") if indicator.unit == "%" else indicator.unit
    points = f"{signed(change['points'], indicator.decimals)} {step}".strip()
    if np.isnan(change["persons"]):
        return t("„{label}“ sich um {points} änderte", label=label_of(indicator), points=points)
    more = t("mehr") if change["persons"] > 0 else t("weniger")
    form = {
        True: t("bei „{label}“ 1 Person {more} gezählt würde ({points})"),
        False: t("bei „{label}“ {n} Personen {more} gezählt würden ({points})"),
    }[abs(change["persons"]) == 1]
    return form.format(
        label=label_of(indicator), n=count(abs(change["persons"])), more=more, points=points
    )
