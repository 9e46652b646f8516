"""Targets of the city: figures in, path to the target year, needed change and persons out."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from pandas import DataFrame, Series

from indicators.catalogue import Indicator
from indicators.figures.change import of_year
from indicators.figures.flags import with_unit
from wording import count, signed, t

#: Below this part of the indicator's last digit a difference is none.
NOISE = 1e-9


@dataclass(frozen=True)
class TargetDefinition:
    """A goal of the city for an indicator, as `[[target]]` in `city.toml` defines it.

    Attributes
    ----------
    indicator, level : str
    keys : tuple of str
        Areas the goal holds for; empty = all of the level.
    base_year, year : int
        Where the path starts and ends.
    value : float
        Value to be reached, in the indicator's unit.
    """

    indicator: str
    base_year: int
    value: float
    year: int = 2030
    level: str = "city"
    keys: tuple[str, ...] = ()
    source: str = ""


def target_from(entries: Mapping[str, Any]) -> TargetDefinition:
    """Return the target that the entries of a `[[target]]` describe."""
    known = {entry.name for entry in fields(TargetDefinition)}
    return TargetDefinition(**{name: value for name, value in entries.items() if name in known})


def path(base: Series, target: TargetDefinition, years: list[int]) -> DataFrame:
    """Straight line from the base year's values to the target.

    Parameters
    ----------
    base : Series
        Value of each area in the base year.
    target : TargetDefinition
    years : list of int

    Returns
    -------
    DataFrame
        Areas × years; after the target year the target itself.

    Examples
    --------
    >>> target = TargetDefinition("sgb2", base_year=2020, value=10.0, year=2030)
    >>> path(Series({"city": 20.0}), target, [2020, 2025, 2035]).loc["city"].tolist()
    [20.0, 15.0, 10.0]
    """
    span = target.year - target.base_year
    part = np.clip([(year - target.base_year) / span for year in years], 0.0, 1.0)
    values = base.to_numpy(dtype=float)[:, None]
    return DataFrame(values + part * (target.value - values), index=base.index, columns=years)


TARGET_COLUMNS = [
    "name", "indicator", "base_year", "base_value", "year", "value", "path_value", "target_year",
    "target_value", "needed_per_year", "change_per_year", "state", "persons", "persons_to_path",
    "reason",
]  # fmt: skip


def progress(
    figures: DataFrame, target: TargetDefinition, indicator: Indicator, *, year: int
) -> DataFrame:
    """How far each area is on the way to a target.

    Parameters
    ----------
    figures : DataFrame
        `FIGURE_COLUMNS`.
    target : TargetDefinition
    indicator : Indicator
        Its `direction` says which side of the path is on track.
    year : int
        Year of the look; figures of later years are not used.

    Returns
    -------
    DataFrame
        Index `key`; `TARGET_COLUMNS`. `needed_per_year`: change per year from now to the
        target year (the whole rest if that year has come). `change_per_year`: since the
        base year. `state`: `reached`, `on_track`, `off_track`, or "" where unknown.
        `persons`: by how many the numerator differs from the target at today's denominator
        (whole persons, 0 if reached; missing without counts). `persons_to_path`: the same
        for today's value of the path.

    Notes
    -----
    On track: not worse than the straight line from base to target in that year. A year that
    may not be compared with the base year (see `change.incomparable`) is for the caller to
    refuse.
    """
    rows = figures[(figures["level"] == target.level) & (figures["indicator"] == target.indicator)]
    if target.keys:
        rows = rows[rows["key"].isin(target.keys)]
    now = of_year(rows, year)
    base = of_year(rows, target.base_year)["value"].astype(float).reindex(now.index)
    value = now["value"].astype(float)
    on_path = path(base, target, [year])[year]
    left = max(target.year - year, 1)
    passed = year - target.base_year
    table = DataFrame(
        {
            "name": now["name"],
            "indicator": target.indicator,
            "base_year": target.base_year,
            "base_value": base,
            "year": year,
            "value": value,
            "path_value": on_path,
            "target_year": target.year,
            "target_value": target.value,
            "needed_per_year": (target.value - value) / left,
            "change_per_year": (value - base) / passed if passed > 0 else np.nan,
        }
    )
    side = indicator.direction or np.sign(target.value - base).mul(-1)
    table["state"] = _states(side * (value - target.value), side * (value - on_path), year, target)
    table.loc[table["state"] == "reached", "needed_per_year"] = 0.0
    table["persons"] = _persons(now, side, target.value, indicator.per)
    table["persons_to_path"] = _persons(now, side, on_path, indicator.per)
    table["reason"] = np.where(value.isna(), now["reason"], np.where(base.isna(), "no_base", ""))
    return table[TARGET_COLUMNS]


def _states(beyond: Series, behind: Series, year: int, target: TargetDefinition) -> np.ndarray:
    """State of each area: how far beyond the target and behind the path it is (positive = bad)."""
    reached = beyond <= NOISE
    open_states = np.where(behind <= NOISE, "on_track", "off_track")
    if year >= target.year:
        open_states = np.full(len(beyond), "off_track", dtype=object)
    known = beyond.notna() & (behind.notna() | reached)
    return np.where(known, np.where(reached, "reached", open_states), "")


def _persons(now: DataFrame, side: Series | int, aim: Series | float, per: float) -> Series:
    """Persons by which the numerator is on the wrong side of an aim, never less than 0."""
    wanted = aim * now["denominator"].astype(float) / per
    lacking = side * (now["numerator"].astype(float) - wanted)
    return np.ceil(lacking.round(9)).clip(lower=0.0) + 0.0


def target_sentence(row: Series, indicator: Indicator) -> str:
    """Return one row of `progress` as a German sentence.

    Parameters
    ----------
    row : Series
        A row of `progress`.
    indicator : Indicator
    """
    goal = t(
        "{name}: Ziel {target} bis {year}",
        name=row["name"],
        target=with_unit(row["target_value"], indicator),
        year=row["target_year"],
    )
    if not row["state"]:
        return t("{goal}; der Stand ist unbekannt.", goal=goal)
    stand = t("{value} im Jahr {year}", value=with_unit(row["value"], indicator), year=row["year"])
    if row["state"] == "reached":
        return t("{goal}; erreicht mit {stand}.", goal=goal, stand=stand)
    state = t("auf Kurs") if row["state"] == "on_track" else t("nicht auf Kurs")
    step = t("Prozentpunkte") if indicator.unit == "%" else indicator.unit
    needed = f"{signed(row['needed_per_year'], indicator.decimals + 1)} {step}".strip()
    sentence = t(
        "{goal}; {state} mit {stand}. Nötig sind {needed} im Jahr",
        goal=goal, state=state, stand=stand, needed=needed,
    )  # fmt: skip
    return sentence + _in_persons(row["persons"], indicator.direction)


def _in_persons(persons: float, direction: int) -> str:
    """The rest of the way in persons, as the end of a sentence."""
    if np.isnan(persons) or not direction:
        return "."
    more = t("weniger") if direction > 0 else t("mehr")
    if persons == 1:
        return t(", insgesamt 1 Person {more}.", more=more)
    return t(", insgesamt {n} Personen {more}.", n=count(persons), more=more)
