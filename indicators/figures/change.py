"""Change between two years: figures in, difference with interval out.

Years are compared only where definition, method and boundary vintage agree; otherwise the
answer is a sentence that says why not.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pandas import DataFrame, Index

from geo.arrays import Reals
from indicators.catalogue import Indicator
from indicators.figures.rates import is_binomial, wilson_interval
from wording import t


@dataclass(frozen=True)
class Change:
    """Change of one indicator between two years.

    Attributes
    ----------
    table : DataFrame
        Index `key`; `name`, `value_from`, `value_to`, `change`, `low`, `high` (95 %, in the
        indicator's unit; missing without counts), `significant` (the interval does not hold
        0), `direction` (`better`, `worse`, `same`, "" unknown), `reason`. Empty if refused.
    from_year, to_year : int
    refused : str
        Why the years may not be compared, as a sentence; "" if they may.
    bridged : bool
        Whether the earlier year was brought to the later boundaries by a crosswalk.
    """

    table: DataFrame
    from_year: int
    to_year: int
    refused: str = ""
    bridged: bool = False


def incomparable(
    indicator: Indicator, from_year: int, to_year: int, vintages: Mapping[int, str]
) -> str:
    """Why an indicator's years may not be compared, as a sentence; "" if they may.

    Examples
    --------
    >>> incomparable(Indicator(id="a", label="Anteil"), 2018, 2024, {2018: "2010", 2024: "2021"})
    'Die Gebietsgrenzen von 2018 (Stand 2010) und 2024 (Stand 2021) sind verschieden.'
    """
    if not indicator.comparable:
        return t(
            "„{label}“ ist {first} und {second} verschieden erhoben worden.",
            label=indicator.label, first=from_year, second=to_year,
        )  # fmt: skip
    old, new = vintages.get(from_year, ""), vintages.get(to_year, "")
    if old != new:
        return t(
            "Die Gebietsgrenzen von {first} (Stand {old}) und {second} (Stand {new}) sind verschieden.",
            first=from_year, old=old or t("unbekannt"), second=to_year, new=new or t("unbekannt"),
        )  # fmt: skip
    return ""


def change(
    figures: DataFrame,
    indicator: Indicator,
    *,
    level: str,
    from_year: int,
    to_year: int,
    vintages: Mapping[int, str] | None = None,
    crosswalk: DataFrame | None = None,
) -> Change:
    """Change of an indicator between two years, area by area.

    Parameters
    ----------
    figures : DataFrame
        `FIGURE_COLUMNS`.
    indicator : Indicator
    level : str
    from_year, to_year : int
    vintages : Mapping of int to str, optional
        Year → vintage of the boundaries.
    crosswalk : DataFrame, optional
        Columns `old`, `new`, `share`: how areas of the earlier vintage are made of those of
        the later one. Counts are bridged by it; a share without counts is not.

    Returns
    -------
    Change
        Refused (with an empty table) where the years may not be compared.
    """
    vintages = vintages or {}
    rows = figures[(figures["level"] == level) & (figures["indicator"] == indicator.id)]
    earlier, later = (of_year(rows, year) for year in (from_year, to_year))
    bridged = crosswalk is not None and vintages.get(from_year, "") != vintages.get(to_year, "")
    why = _lacking(earlier, later, from_year, to_year)
    why = why or _not_bridged(earlier, bridged)
    why = why or incomparable(indicator, from_year, to_year, {} if bridged else vintages)
    if why:
        return Change(DataFrame(columns=CHANGE_COLUMNS), from_year, to_year, refused=why)
    if bridged and crosswalk is not None:
        earlier = bridge(earlier, crosswalk, per=indicator.per)
    return Change(_table(earlier, later, indicator), from_year, to_year, bridged=bridged)


CHANGE_COLUMNS = [
    "name", "value_from", "value_to", "change", "low", "high", "significant", "direction", "reason",
]  # fmt: skip


def of_year(rows: DataFrame, year: int) -> DataFrame:
    """Rows of one year, by key."""
    found = rows[rows["year"] == year]
    return found.set_index(Index(found["key"], name="key"))


def _lacking(earlier: DataFrame, later: DataFrame, from_year: int, to_year: int) -> str:
    for year, found in ((from_year, earlier), (to_year, later)):
        if found["value"].isna().all():
            return t("Für {year} gibt es keine Werte.", year=year)
    if earlier["estimated"].any() != later["estimated"].any():
        return t("Eines der beiden Jahre ist geschätzt, das andere gezählt.")
    return ""


def _not_bridged(earlier: DataFrame, bridged: bool) -> str:
    if bridged and earlier["numerator"].isna().all():
        return t("Ein Anteil ohne Fallzahlen lässt sich nicht auf andere Grenzen umrechnen.")
    return ""


def bridge(earlier: DataFrame, crosswalk: DataFrame, *, per: float) -> DataFrame:
    """Bring the counts of one year to other boundaries.

    Parameters
    ----------
    earlier : DataFrame
        Index: old keys; columns `numerator`, `denominator`, `reason`.
    crosswalk : DataFrame
        Columns `old`, `new`, `share` (part of the old area's persons that belong to the new).
    per : float
        What numerator ÷ denominator is multiplied with.

    Returns
    -------
    DataFrame
        Index: new keys; `numerator`, `denominator`, `value`, `reason`. A new area with an
        unknown part is missing.

    Examples
    --------
    >>> old = DataFrame({"numerator": [10.0, 40.0], "denominator": [100.0, 100.0]}, index=["a", "b"])
    >>> walk = DataFrame({"old": ["a", "b", "b"], "new": ["x", "x", "y"], "share": [1.0, 0.5, 0.5]})
    >>> bridge(old, walk, per=100)["value"].tolist()
    [20.0, 40.0]
    """
    counts = earlier.reindex(crosswalk["old"].to_numpy())[["numerator", "denominator"]]
    parts = DataFrame(
        counts.to_numpy(dtype=float) * crosswalk["share"].to_numpy(dtype=float)[:, None],
        columns=counts.columns,
    )
    grouped = parts.groupby(crosswalk["new"].to_numpy())
    sums = grouped.sum().where(parts.notna().groupby(crosswalk["new"].to_numpy()).all())
    sums.index.name = "key"
    sums["value"] = per * sums["numerator"] / sums["denominator"].where(sums["denominator"] > 0)
    sums["reason"] = np.where(sums["value"].isna(), "missing", "")
    return sums


def _table(earlier: DataFrame, later: DataFrame, indicator: Indicator) -> DataFrame:
    before = earlier.reindex(later.index)
    difference = later["value"].astype(float) - before["value"].astype(float)
    low, high = difference_interval(before, later, indicator.per)
    sign = np.sign(difference) * indicator.direction
    words = {1.0: "worse", -1.0: "better", 0.0: "same"}
    reason = later["reason"].where(later["reason"] != "", before["reason"].fillna("missing"))
    return DataFrame(
        {
            "name": later["name"],
            "value_from": before["value"].astype(float),
            "value_to": later["value"].astype(float),
            "change": difference,
            "low": low,
            "high": high,
            "significant": (low > 0) | (high < 0),
            "direction": sign.map(words).fillna("") if indicator.direction else "",
            "reason": reason.where(difference.isna(), ""),
        }
    )


def difference_interval(before: DataFrame, after: DataFrame, per: float) -> tuple[Reals, Reals]:
    """95 % interval of the difference of two rates from counts, in the indicator's unit.

    Parameters
    ----------
    before, after : DataFrame
        Same index; `numerator`, `denominator`.
    per : float

    Returns
    -------
    low, high : array
        Missing where the counts are missing or no parts of a whole.

    Notes
    -----
    Newcombe's hybrid score interval of two independent shares (his method 10), from the
    Wilson intervals of both. People who are counted in both years make the samples
    dependent; the interval is then too wide rather than too narrow.

    References
    ----------
    .. [1] Newcombe, R. G. (1998). Interval estimation for the difference between
       independent proportions. Statistics in Medicine 17(8).
    """
    (share_1, low_1, high_1), (share_2, low_2, high_2) = _wilson(before), _wilson(after)
    step = share_2 - share_1
    low = step - np.sqrt((share_2 - low_2) ** 2 + (high_1 - share_1) ** 2)
    high = step + np.sqrt((high_2 - share_2) ** 2 + (share_1 - low_1) ** 2)
    return per * low, per * high


def _wilson(rows: DataFrame) -> tuple[Reals, Reals, Reals]:
    numerator, denominator = rows[["numerator", "denominator"]].to_numpy(dtype=float).T
    valid = is_binomial(numerator, denominator)
    share = np.where(valid, numerator, np.nan) / np.where(valid, denominator, np.nan)
    return share, *wilson_interval(numerator, denominator)
