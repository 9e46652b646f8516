"""Weeks, places and fairness in, the same without small counts out: one rule for page and shell.

What is published by the statistics office stays as it is. Otherwise the numbers have been
computed from released areas only (`pipeline.places`), and persons are rounded to
steps, so that neither a number nor a difference of two tells a small count.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from indicators.coverage.places import Places
from indicators.coverage.week import Week, by_days, one_day_only
from indicators.secrecy._cells import is_small

#: Real counts at addresses or cells: persons are rounded to this share of all of them.
COARSE_SHARE = 0.01

#: Columns of `ShownPlaces.areas` that count persons or the places they need.
PERSONS_OF_PLACES = ("residual_persons", "missing_places")


@dataclass(frozen=True)
class Basis:
    """What a result that may be seen rests on.

    Attributes
    ----------
    category_label, target_group_label : str
    standard : str
        The rule in a readable German sentence.
    ways : str
        What the ways were measured on.
    step : float
        Persons are rounded to multiples of it; 0: they are exact.
    left_out : int
        Finest areas that are left out, because their count is withheld.
    counted : bool
        Real counts at addresses or cells: persons are withheld, shares coarse.
    min_cases : int
    """

    category_label: str
    target_group_label: str
    standard: str
    ways: str
    step: float = 0.0
    left_out: int = 0
    counted: bool = False
    min_cases: int = 1

    @property
    def hides_persons(self) -> bool:
        """Whether persons are real counts at addresses that must stay secret."""
        return self.counted and self.step > 0


@dataclass(frozen=True)
class ShownWeek:
    """Coverage through a week, as it may be seen.

    Attributes
    ----------
    hours, days, offers, unknown
        As in `Week`.
    one_day : DataFrame
        Index `key`; `name`, `target_persons`, `persons`, `share` of the areas with persons
        who are covered on one weekday only; most persons first.
    maybe_persons : float
        Persons within reach of an offer without known hours.
    basis : Basis
    """

    hours: DataFrame
    days: DataFrame
    one_day: DataFrame
    offers: int
    unknown: int
    maybe_persons: float
    basis: Basis


@dataclass(frozen=True)
class ShownPlaces:
    """Places per 100 persons, as they may be seen.

    Attributes
    ----------
    areas : DataFrame
        As `Supply.areas`.
    city : Series
        The same columns over all areas that are counted, and `offered_places`: places of
        all offers, whether somebody is within their reach or not.
    offers : DataFrame
        As `Supply.offers`.
    by_places : bool
    with_places, all_offers : int
        Offers that name their places, of all that count.
    per_100 : float
        Places that 100 persons need; NaN without a standard.
    level : str
    secret : Index
        Areas without numbers because a count is withheld.
    basis : Basis
    """

    areas: DataFrame
    city: Series
    offers: DataFrame
    by_places: bool
    with_places: int
    all_offers: int
    per_100: float
    level: str
    secret: pd.Index
    basis: Basis


def step_of(
    persons: NDArray[np.float64], *, published: bool, counted: bool, min_cases: int
) -> float:
    """Step to which persons of a result are rounded.

    Parameters
    ----------
    persons : array
        Persons at the settlement points.
    published : bool
        The statistics office has published the counts.
    counted : bool
        Real counts at the points, not an area's count spread over them.
    min_cases : int

    Returns
    -------
    float
        0 = exact: the counts are published, or real ones of which none is small (every
        number, and every difference, is then a sum of counts that are not). Otherwise
        `min_cases`; for real counts one per cent of all persons, if that is more.
    """
    if published or min_cases <= 1:
        return 0.0
    if not counted:
        return float(min_cases)
    if not is_small(persons, min_cases).any():
        return 0.0
    return float(max(2 * min_cases, np.ceil(COARSE_SHARE * np.nansum(persons))))


def in_steps(persons: "Series | float", step: float) -> Any:
    """Persons rounded to the nearest multiple of a step; as they are for step 0.

    Examples
    --------
    >>> in_steps(812.0, 5), in_steps(812.3, 0)
    (810.0, 812.3)
    """
    return persons if not step else np.floor(persons / step + 0.5) * step


def release_week(week: Week, members: Series, names: Series, *, basis: Basis) -> ShownWeek:
    """Round a week's persons, and take its shares from what is left.

    Parameters
    ----------
    week : Week
        Of released areas only.
    members, names : Series
        Finest key → area of the list; its name.
    basis : Basis
    """
    step = basis.step
    hours = _with_share(week.hours, "covered_persons", "covered_share", step)
    days = by_days(week.points).assign(target_persons=float(week.points["persons"].sum()))
    days = _with_share(days, "persons", "share", step).drop(columns="target_persons")
    single = _with_share(one_day_only(week.points, members), "persons", "share", step)
    single.insert(0, "name", single.index.map(names))
    maybe = float(week.points["persons"].where(week.points["maybe"], 0.0).sum())
    return ShownWeek(
        hours=hours,
        days=days[days["persons"] > 0].reset_index(drop=True),
        one_day=single[single["persons"] > 0],
        offers=week.offers,
        unknown=week.unknown,
        maybe_persons=float(in_steps(maybe, step)),
        basis=basis,
    )


def _with_share(table: DataFrame, part: str, share: str, step: float) -> DataFrame:
    """Round a part and its whole; the share is that of the rounded ones."""
    whole = in_steps(table["target_persons"], step)
    parts = np.minimum(in_steps(table[part], step), whole)
    return table.assign(
        **{"target_persons": whole, part: parts, share: parts / whole.where(whole > 0)}
    )


def release_places(
    found: Places, *, per_100: float, level: str, hidden: pd.Index, basis: Basis
) -> ShownPlaces:
    """Round the persons; coarse ratios for real counts.

    Parameters
    ----------
    found : Places
        Of released areas only (real counts at points: of all).
    per_100 : float
        Places that 100 persons need; NaN without a standard.
    level : str
    hidden : Index
        Areas of which a count is withheld.
    basis : Basis
    """
    areas, city = found.areas, _city_row(found, per_100)
    offers = found.offers
    if basis.hides_persons:
        areas = _coarse_areas(areas, hidden, basis)
        city = _coarse_areas(city.to_frame().T, pd.Index([]), basis).iloc[0]
        offers = offers.assign(persons_in_reach=in_steps(offers["persons_in_reach"], basis.step))
        offers["places_per_100"] = _two_digits(offers["places_per_100"])
    elif basis.step:
        areas, city = _in_steps(areas, basis.step), _in_steps(city, basis.step)
        offers = offers.assign(persons_in_reach=in_steps(offers["persons_in_reach"], basis.step))
    return ShownPlaces(
        areas=areas,
        city=city.rename("city"),
        offers=offers,
        by_places=found.by_places,
        with_places=int(offers["capacity"].notna().sum()),
        all_offers=len(offers),
        per_100=per_100,
        level=level,
        secret=areas.index[areas["places_per_100"].isna() & areas.index.isin(hidden)],
        basis=basis,
    )


def _city_row(found: Places, per_100: float) -> Series:
    """Sums over all points with a known count."""
    known = found.points.dropna(subset="persons")
    persons = float(known["persons"].sum())
    places = float((known["persons"] * known["places_per_100"]).sum() / 100)
    residual = float(known["residual_persons"].sum(skipna=False)) if len(known) else np.nan
    needed = persons * per_100 / 100 if found.by_places else np.nan
    return Series(
        {
            "target_persons": persons,
            "places": places,
            "places_per_100": 100 * places / persons if persons > 0 else np.nan,
            "needed_places": needed,
            "supply_degree": places / needed if needed > 0 else np.nan,
            "residual_persons": residual,
            "missing_places": residual * per_100 / 100,
            "offered_places": float(found.offers["capacity"].sum()),
        }
    )


def _in_steps(table: Any, step: float) -> Any:
    """Return a table whose persons without a place, and the places they lack, are rounded."""
    shown = table.copy()
    per_person = table["missing_places"] / table["residual_persons"]
    shown["residual_persons"] = in_steps(table["residual_persons"], step)
    shown["missing_places"] = shown["residual_persons"] * per_person
    return shown


def _coarse_areas(table: DataFrame, hidden: pd.Index, basis: Basis) -> DataFrame:
    """Real counts: ratios with two digits where many persons stand behind them, no persons."""
    shown = table.copy()
    persons = table["target_persons"].astype(float)
    few = ~(persons * COARSE_SHARE / 2 >= basis.min_cases) | table.index.isin(hidden)
    per_100 = _two_digits(table["places_per_100"].astype(float)).mask(few)
    shown["target_persons"] = in_steps(persons, basis.step).mask(few)
    shown["places_per_100"] = per_100
    shown["supply_degree"] = table["supply_degree"].astype(float).round(2).mask(few)
    for column in ("places", "needed_places", *PERSONS_OF_PLACES):
        shown[column] = np.nan
    if "city_places_per_100" in shown:
        shown["city_places_per_100"] = _two_digits(table["city_places_per_100"])
        below = (per_100 < shown["city_places_per_100"]).astype("boolean")
        shown["below_average"] = below.where(per_100.notna())
    return shown


def _two_digits(values: Series) -> Series:
    """Numbers with two significant digits."""
    numbers = values.astype(float)
    size = np.floor(np.log10(numbers.where(numbers > 0)))
    unit = 10.0 ** (size - 1)
    return ((numbers / unit).round() * unit).where(numbers > 0, numbers)
