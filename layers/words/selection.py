"""What leaves by the page *Export*: released results and a choice in, one table out."""

from collections.abc import Sequence

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from indicators.secrecy.release import ReleasedAnalysis, ReleasedCoverage
from wording import count, t

#: Columns of the long table, in their order.
LONG_COLUMNS = (
    "level", "key", "name", "indicator", "label", "year", "unit", "numerator", "denominator",
    "value", "city_value", "difference", "low", "high", "probability", "below_average",
    "estimated", "reason", "source",
)  # fmt: skip


def figures_long(
    released: ReleasedAnalysis, *, level: str, years: Sequence[int], indicators: Sequence[str]
) -> DataFrame:
    """One row per area, indicator and year, with source and reason for missing values.

    Parameters
    ----------
    released : ReleasedAnalysis
    level : str
    years : sequence of int
    indicators : sequence of str
    """
    figures = released.figures
    rows = figures[
        (figures["level"] == level)
        & figures["year"].isin(list(years))
        & figures["indicator"].isin(list(indicators))
    ]
    entries = {id_: released.catalogue[id_] for id_ in indicators}
    described = rows.assign(
        label=rows["indicator"].map({id_: e.label for id_, e in entries.items()}),
        unit=rows["indicator"].map({id_: e.unit for id_, e in entries.items()}),
        source=rows["indicator"].map({id_: e.source for id_, e in entries.items()}),
    )
    return described[list(LONG_COLUMNS)].reset_index(drop=True)


def figures_wide(
    released: ReleasedAnalysis, *, level: str, years: Sequence[int], indicators: Sequence[str]
) -> GeoDataFrame:
    """One row per area with its boundary; columns `<indicator>_<year>`, and `…_flag`.

    Parameters
    ----------
    released : ReleasedAnalysis
    level : str
    years : sequence of int
    indicators : sequence of str
    """
    rows = figures_long(released, level=level, years=years, indicators=indicators)
    named = rows.assign(column=rows["indicator"] + "_" + rows["year"].astype(str))
    areas = released.levels[level].areas
    values = named.pivot(index="key", columns="column", values="value")
    flags = named.pivot(index="key", columns="column", values="below_average").add_suffix("_flag")
    order = [f"{id_}_{year}" for id_ in indicators for year in years]
    order = [column for column in order if column in values]
    table = pd.concat([values[order], flags[[f"{column}_flag" for column in order]]], axis=1)
    wide = table.reindex(areas.index).astype({f"{column}_flag": "boolean" for column in order})
    wide.insert(0, "name", areas["name"])
    wide.insert(0, "key", areas.index)
    return GeoDataFrame(
        wide.reset_index(drop=True), geometry=areas.geometry.to_numpy(), crs=areas.crs
    )


def coverage_rows(coverage: ReleasedCoverage, released: ReleasedAnalysis) -> GeoDataFrame:
    """One row per area with its boundary and the coverage's columns."""
    areas = released.levels[coverage.level].areas
    rows = coverage.areas.rename_axis("key").reset_index()
    rows["standard"], rows["basis"] = coverage.standard, coverage.basis
    geometry = areas.geometry.reindex(coverage.areas.index).to_numpy()
    return GeoDataFrame(rows, geometry=geometry, crs=areas.crs)


def withheld_words(suppressed: DataFrame, released: ReleasedAnalysis, level: str) -> list[str]:
    """What is left out of the results of a level and why, in sentences."""
    here = suppressed[suppressed["level"] == level]
    if here.empty:
        return [t("Nichts ist unterdrückt: Keine Zahl ist so klein, dass sie geheim bleiben muss.")]
    areas = here["key"].nunique()
    return [
        t(
            "{n} Angaben in {areas} Gebieten sind unterdrückt: Fallzahlen von 1 bis {most} bleiben "
            "geheim, ebenso was sie verraten würde.",
            n=count(len(here)),
            areas=count(areas),
            most=count(released.min_cases - 1),
        )
    ]
