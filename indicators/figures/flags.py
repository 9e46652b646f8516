"""Flags: figures of areas in, "ungünstiger als der Stadtdurchschnitt" with its reason out."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pandas import DataFrame, Series

from indicators.catalogue import Indicator
from wording import number, signed, t

#: From this probability on the flag is called certain in words; between the two it is open.
CERTAIN = 0.95
LIKELY = 0.8


def is_below_average(difference: np.ndarray, direction: int, rated: np.ndarray) -> np.ndarray:
    """Whether each area's situation is worse than the city's.

    Parameters
    ----------
    difference : array
        Value of the area minus the city's, in the indicator's unit.
    direction : {1, 0, -1}
        +1 where higher is worse, −1 where lower is worse, 0 where neither is.
    rated : array of bool
        Areas large enough to be rated.

    Returns
    -------
    array of object
        True, False, or None where the area is not rated, has no value, or the
        indicator has no worse side.
    """
    if direction == 0:
        return np.full(len(difference), None, dtype=object)
    worse = np.asarray(direction * difference > 0, dtype=object)
    worse[~rated | np.isnan(difference)] = None
    return worse


def certainty(probability: float) -> str:
    """Return how sure a flag is, in words.

    Examples
    --------
    >>> certainty(0.99)
    'statistisch gesichert'
    """
    if probability is None or np.isnan(probability):
        return t("Sicherheit nicht berechenbar")
    if probability >= CERTAIN:
        return t("statistisch gesichert")
    if probability >= LIKELY:
        return t("wahrscheinlich")
    return t("nicht gesichert")


def flag_reasons(figures: DataFrame, catalogue: Mapping[str, Indicator]) -> Series:
    """Why each row of figures is flagged or not, as a sentence.

    Parameters
    ----------
    figures : DataFrame
        Rows of `Analysis.figures` (only those that are shown: one sentence a row).
    catalogue : Mapping of str to Indicator

    Returns
    -------
    Series
        Sentences, indexed like `figures`.
    """
    return Series(
        [flag_reason(row, catalogue[row.indicator]) for row in figures.itertuples()],
        index=figures.index,
        dtype=object,
        name="reason",
    )


def flag_reason(row: Any, indicator: Indicator) -> str:
    """Return the sentence for one row of figures."""
    if row.reason or np.isnan(row.value):
        return missing_reason(row.reason)
    if np.isnan(row.city_value):
        return t("Kein Vergleich: Für die Stadt liegt kein Wert vor.")
    figures = comparison(row.value, row.city_value, indicator)
    if indicator.direction == 0:
        return t("{figures}; ohne Wertung", figures=figures)
    if not row.rated:
        return t("{figures}; nicht bewertet, weil zu wenige Menschen dort wohnen", figures=figures)
    if not row.below_average:
        return t("nicht ungünstiger als der Stadtdurchschnitt: {figures}", figures=figures)
    sure = certainty(row.probability)
    return t("ungünstiger als der Stadtdurchschnitt: {figures}; {sure}", figures=figures, sure=sure)


def comparison(value: float, city_value: float, indicator: Indicator) -> str:
    """Return an area's value beside the city's, with the difference.

    Examples
    --------
    >>> comparison(42.5, 40.0, Indicator(id="age", label="Alter", unit=""))
    '42,5 gegenüber 40,0 in der Stadt (+2,5)'
    """
    step = t("Prozentpunkte") if indicator.unit == "%" else indicator.unit
    return t(
        "{value} gegenüber {city} in der Stadt ({difference})",
        value=with_unit(value, indicator),
        city=with_unit(city_value, indicator),
        difference=f"{signed(value - city_value, indicator.decimals)} {step}".strip(),
    )


def with_unit(value: float, indicator: Indicator) -> str:
    """Return a value of an indicator with its unit."""
    return f"{number(value, indicator.decimals)}\u00a0{indicator.unit}".rstrip()


def missing_reason(reason: str) -> str:
    """Return why there is no value, as a sentence."""
    sentences = {
        "suppressed": t("Keine Angabe: Die Zahl ist zu klein und bleibt geheim."),
        "too_small": t("Nicht bewertet: Hier wohnen zu wenige Menschen."),
        "not_applicable": t("Keine Angabe: Der Wert lässt sich für dieses Gebiet nicht bilden."),
    }
    return sentences.get(reason, t("Keine Angabe: Es liegt kein Wert vor."))
