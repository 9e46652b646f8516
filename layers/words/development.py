"""Figures over the years: released figures in, rows for line and slope charts and words out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame

from indicators.catalogue import Indicator
from indicators.figures.change import Change
from indicators.figures.flags import with_unit
from indicators.figures.targets import TargetDefinition, path
from indicators.secrecy.release import ReleasedAnalysis
from wording import signed, t


@dataclass(frozen=True)
class Series:
    """Names of the lines of a chart, in the reader's language."""

    area: str
    city: str
    target: str


def names_of(released: ReleasedAnalysis, *, level: str, key: str) -> Series:
    """What the lines of a chart are called."""
    area = str(released.levels[level].areas.loc[key, "name"]) if key else ""
    return Series(area, t("{city} insgesamt", city=released.name), t("Weg zum Ziel"))


def line_rows(
    released: ReleasedAnalysis,
    *,
    level: str,
    key: str,
    indicator: str,
    target: TargetDefinition | None = None,
) -> DataFrame:
    """One row per line and year: `series`, `year`, `value`, `low`, `high`, `text`.

    Parameters
    ----------
    released : ReleasedAnalysis
    level, key : str
        The area; key "" shows the city alone.
    indicator : str
    target : TargetDefinition, optional
        Its path is added, from the base year's value of the area it is meant for.
    """
    entry, names = released.catalogue[indicator], names_of(released, level=level, key=key)
    parts = [_line(released, "city", "city", entry, names.city)]
    if key:
        parts.append(_line(released, level, key, entry, names.area))
    if target is not None:
        parts.append(_path(released, key, entry, target, names.target))
    return pd.concat(parts, ignore_index=True)


def _line(
    released: ReleasedAnalysis, level: str, key: str, entry: Indicator, name: str
) -> DataFrame:
    figures = released.figures
    rows = figures[
        (figures["level"] == level) & (figures["key"] == key) & (figures["indicator"] == entry.id)
    ].dropna(subset="value")
    rows = rows.sort_values("year")
    return DataFrame(
        {
            "series": name,
            "year": rows["year"].astype(int),
            "value": rows["value"].astype(float),
            "low": rows["low"].astype(float),
            "high": rows["high"].astype(float),
            "text": [with_unit(value, entry) for value in rows["value"].astype(float)],
        }
    )


def _path(
    released: ReleasedAnalysis, key: str, entry: Indicator, target: TargetDefinition, name: str
) -> DataFrame:
    """The straight line from the base year's value to the target."""
    wanted = "city" if target.level == "city" else key
    base = _line(released, target.level, wanted, entry, name)
    base = base[base["year"] == target.base_year]
    if base.empty:
        return base
    start = base.set_index(pd.Index([wanted]))["value"]
    years = [target.base_year, target.year]
    values = path(start, target, years).loc[wanted, years].to_numpy(dtype=float)
    return DataFrame(
        {
            "series": name,
            "year": years,
            "value": values,
            "low": np.nan,
            "high": np.nan,
            "text": [with_unit(value, entry) for value in values],
        }
    )


def slope_rows(result: Change, entry: Indicator, *, selected: str = "") -> DataFrame:
    """Two rows per area: `key`, `name`, `year`, `value`, `kind`, `text`.

    Parameters
    ----------
    result : Change
        Not refused.
    entry : Indicator
    selected : str
        Key of the area that is drawn in front.

    Returns
    -------
    DataFrame
        `kind`: `selected`, `better`, `worse` (only where the change is more than chance) or
        `same`.
    """
    table = result.table.dropna(subset=["value_from", "value_to"])
    sure = table["significant"].astype("boolean").fillna(value=False).astype(bool)
    kind = table["direction"].where(sure & table["direction"].isin(["better", "worse"]), "same")
    kind = kind.where(table.index != selected, "selected")
    parts = [
        DataFrame(
            {
                "key": table.index,
                "name": table["name"],
                "year": year,
                "value": table[column].astype(float),
                "kind": kind,
                "text": [with_unit(value, entry) for value in table[column].astype(float)],
            }
        )
        for year, column in ((result.from_year, "value_from"), (result.to_year, "value_to"))
    ]
    return pd.concat(parts, ignore_index=True)


def change_rows(result: Change) -> DataFrame:
    """Change of each area, in the order of worsening, with words for how sure it is."""
    words = {"better": t("günstiger"), "worse": t("ungünstiger"), "same": t("gleich")}
    table = result.table
    sure = table["significant"].astype("boolean")
    certain = sure.map({True: t("mehr als Zufall"), False: t("kann Zufall sein")})
    order = table["direction"].map({"worse": 0, "same": 1, "better": 2}).fillna(3)
    shown = DataFrame(
        {
            "name": table["name"],
            "from": table["value_from"].astype(float),
            "to": table["value_to"].astype(float),
            "change": table["change"].astype(float),
            "direction": table["direction"].map(words).fillna(""),
            "certain": certain.astype(object).where(sure.notna(), ""),
            "order": order,
        },
        index=table.index,
    )
    size = -shown["change"].abs()
    return shown.assign(size=size).sort_values(["order", "size"]).drop(columns=["order", "size"])


def change_words(result: Change, key: str, entry: Indicator) -> str:
    """The change of one area in a sentence; "" if it is not known."""
    row = result.table.loc[key]
    if pd.isna(row["change"]):
        return ""
    step = t("Prozentpunkte") if entry.unit == "%" else entry.unit
    sure = t("mehr als Zufall") if bool(row["significant"]) else t("kann Zufall sein")
    return t(
        "{name}: {first} im Jahr {from_year}, {second} im Jahr {to_year} ({change} {step}; {sure})",
        name=row["name"],
        first=with_unit(row["value_from"], entry),
        second=with_unit(row["value_to"], entry),
        from_year=result.from_year,
        to_year=result.to_year,
        change=signed(row["change"], entry.decimals),
        step=step,
        sure=sure,
    )
