"""Compare areas: side by side, most alike, and screened by conditions."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pandas import DataFrame, Series

from indicators.standardise import z_score
from wording import t

#: Comparisons that a condition may use.
OPERATORS: Mapping[str, Callable[[Series, float], Series]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}

#: Words that stand for the city's value in a condition.
CITY_WORDS = ("stadt", "city")

#: What a condition may ask of the coverage of a category („kita:minuten“), and its column.
COVERAGE_MEASURES = {
    "minuten": "nearest_minutes",
    "anteil": "covered_share",
    "luecke": "gap_persons",
}


class ConditionError(ValueError):
    """A condition that cannot be read, or names what is not there; the message is German."""


@dataclass(frozen=True)
class Condition:
    """One condition on an area.

    Attributes
    ----------
    name : str
        Column of the table that is screened: an indicator, or minutes, shares, gaps.
    comparison : str
        One of `OPERATORS`.
    threshold : float or None
        None: the city's value.
    """

    name: str
    comparison: str
    threshold: float | None


def most_alike(
    values: DataFrame, key: str, *, count: int = 5, among: Series | None = None
) -> DataFrame:
    """Areas whose figures are most alike to those of one area.

    Parameters
    ----------
    values : DataFrame
        Areas × chosen indicators, each in its unit.
    key : str
        The area that others are compared with.
    count : int
        How many.
    among : Series, optional
        True for the areas that may be compared (the rated ones).

    Returns
    -------
    DataFrame
        Index `key`, nearest first; `distance` (0 = the same; 1 = on average one standard
        deviation apart), `most_different` (indicator that differs most). Areas that miss a
        value, and the area itself, are left out; empty if the area misses one itself.

    Notes
    -----
    Root of the mean squared difference of z-scores over the complete areas: units and
    numbers of indicators do not matter.
    """
    allowed = values.index == key
    allowed |= np.ones(len(values), dtype=bool) if among is None else among.reindex(values.index)
    complete = values[allowed & values.notna().all(axis=1).to_numpy()]
    if key not in complete.index:
        return DataFrame({"distance": [], "most_different": []}, dtype=object)
    z = z_score(complete.to_numpy(dtype=float))
    apart = np.abs(z - z[complete.index.get_loc(key)])
    distance = np.sqrt(np.square(apart).mean(axis=1))
    names = complete.columns.to_numpy()[apart.argmax(axis=1)]
    table = DataFrame({"distance": distance, "most_different": names}, index=complete.index)
    return table.drop(index=key).nsmallest(count, "distance", keep="first")


def parse_conditions(text: str) -> tuple[tuple[Condition, ...], Literal["and", "or"]]:
    """Read conditions such as "sgb2_quote > stadt und kita_minuten > 10".

    Parameters
    ----------
    text : str
        Conditions joined by `und`/`and` or by `oder`/`or`, not by both; numbers with comma
        or point; `stadt` for the city's value.

    Returns
    -------
    conditions, combine

    Raises
    ------
    ConditionError

    Examples
    --------
    >>> parse_conditions("sgb2 > stadt und kita_minuten >= 10,5")[1]
    'and'
    """
    words = re.split(r"\s+(und|and|oder|or)\s+", text.strip(), flags=re.IGNORECASE)
    joints = {{"und": "and", "oder": "or"}.get(word.lower(), word.lower()) for word in words[1::2]}
    if len(joints) > 1:
        msg = t("Bedingungen können mit „und“ oder mit „oder“ verbunden werden, nicht mit beidem.")
        raise ConditionError(msg)
    combine: Literal["and", "or"] = "or" if joints == {"or"} else "and"
    return tuple(_condition(part) for part in words[0::2]), combine


def _condition(text: str) -> Condition:
    match = re.fullmatch(r"\s*([\w.:-]+)\s*(>=|<=|>|<|=)\s*(\S+)\s*", text)
    if not match:
        msg = t("„{text}“ ist keine Bedingung. Beispiel: „sgb2_quote > stadt“.", text=text.strip())
        raise ConditionError(msg)
    name, comparison, threshold = match.groups()
    if threshold.lower() in CITY_WORDS:
        return Condition(name, comparison, None)
    try:
        return Condition(name, comparison, float(threshold.replace(",", ".")))
    except ValueError as error:
        msg = t("„{threshold}“ ist weder eine Zahl noch „stadt“.", threshold=threshold)
        raise ConditionError(msg) from error


def screen(
    values: DataFrame,
    conditions: Sequence[Condition],
    *,
    combine: Literal["and", "or"] = "and",
    city: Series | None = None,
) -> DataFrame:
    """Find the areas that meet all, or any, of some conditions.

    Parameters
    ----------
    values : DataFrame
        Areas × columns that conditions may name; NaN = missing.
    conditions : sequence of Condition
    combine : {"and", "or"}
    city : Series, optional
        City values, by column.

    Returns
    -------
    DataFrame
        Index as `values`; one nullable boolean column per condition (its text) and `meets`.
        A missing value makes a condition unknown; the whole is unknown only if it could
        still turn out either way.

    Raises
    ------
    ConditionError
        If a column is not there, or the city has no value for it.
    """
    tests = DataFrame(index=values.index)
    for condition in conditions:
        tests[condition_text(condition)] = _test(values, condition, city)
    table = tests.astype("boolean")
    meets = Series(combine == "and", index=values.index, dtype="boolean")
    for column in table.columns:
        meets = meets & table[column] if combine == "and" else meets | table[column]
    return table.assign(meets=meets)


def condition_text(condition: Condition) -> str:
    """Return a condition as it is written."""
    threshold = "stadt" if condition.threshold is None else f"{condition.threshold:g}"
    return f"{condition.name} {condition.comparison} {threshold}"


def _test(values: DataFrame, condition: Condition, city: Series | None) -> Series:
    if condition.name not in values.columns:
        listed = ", ".join(map(str, values.columns))
        msg = t("„{name}“ gibt es hier nicht. Zur Wahl stehen: {listed}.",
                name=condition.name, listed=listed)  # fmt: skip
        raise ConditionError(msg)
    threshold = condition.threshold
    if threshold is None:
        threshold = float("nan") if city is None else float(city.get(condition.name, np.nan))
        if np.isnan(threshold):
            msg = t("Für „{name}“ gibt es keinen Stadtwert.", name=condition.name)
            raise ConditionError(msg)
    column = values[condition.name].astype(float)
    met = OPERATORS[condition.comparison](column, threshold)
    return met.astype("boolean").mask(column.isna())
