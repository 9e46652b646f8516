"""Estimated counts for Dortmund's Unterbezirke: published shares in, numbers of persons out.

The city publishes shares and densities for its Unterbezirke, no counts. Counts are what
adds up across levels, so they are estimated here: share × persons the share refers to.
"""

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

#: Of the 6- to 17-year-olds nine of twelve birth years are under 15, three are 15 to 17.
UNDER_15_OF_6_TO_17 = 9 / 12
#: Of the 18- to 29-year-olds seven of twelve birth years are under 25.
UNDER_25_OF_18_TO_29 = 7 / 12
#: Persons in the labour force per inhabitant: 281,900 of 585,000 in Dortmund in 2006
#: (Arbeitslosenzentrum Dortmund, Eckdaten); spread by the 15- to 64-year-olds.
LABOUR_FORCE_SHARE = 281_900 / 585_000
#: An area whose expected number of young unemployed reaches this cannot have none:
#: exp(−3) = 5 %.
CREDIBLE_ZERO_BELOW = 3.0
SUPPRESSED = "•"
YEARS = (2018, 2024)


def population(year: int, areas: DataFrame, figures: DataFrame, published: DataFrame) -> Series:
    """Inhabitants of each Unterbezirk.

    Parameters
    ----------
    year : int
        2018 or 2024.
    areas : DataFrame
        Index: Unterbezirk; `flaeche_ha`, `einwohner_2024`.
    figures : DataFrame
        Published figures; index (`key`, `jahr`).
    published : DataFrame
        Single published values: `ebene`, `schluessel`, `kennzahl`, `jahr`, `wert`.

    Returns
    -------
    Series of int

    Notes
    -----
    2024 is given. Some neighbours have one common row of figures; what is given for
    them is spread again, see `settled_alike`. 2018: the persons of `settled_alike`,
    scaled so that the city has as many as the line between its published numbers of
    2016 and 2019 says. Published numbers of single Unterbezirke stay as they are.
    """
    rough = settled_alike(areas, figures)
    if year == 2024:
        group = common_rows(figures.xs(2024, level="jahr"))
        given = areas["einwohner_2024"].groupby(group).transform("sum")
        shares = given * rough / rough.groupby(group).transform("sum")
        return shares.groupby(group, group_keys=False).apply(_to_whole_persons).loc[areas.index]
    known = _published_population(published, "unterbezirk", year)
    rest = rough.drop(known.index)
    scaled = rest * (_city_population(published, year) - known.sum()) / rest.sum()
    persons = pd.concat([_to_whole_persons(scaled), known.astype(int)])
    return persons.reindex(areas.index)


def common_rows(figures: DataFrame) -> Series:
    """Number of the group of areas that share one row of published figures."""
    return figures.groupby(list(figures.columns), dropna=False, sort=False).ngroup()


def settled_alike(areas: DataFrame, figures: DataFrame) -> Series:
    """Persons if each area were settled as densely as in 2018.

    Notes
    -----
    Persons per built-up hectare (2018) × built-up hectares. Those are counted as in
    2024, because the built-up share of 2018 follows another definition and would give
    876,000 persons. Where neighbours share their row of 2024, their common built-up
    area is divided by their own built-up areas of 2018.
    """
    of_2018, of_2024 = (figures.xs(year, level="jahr") for year in YEARS)
    group = common_rows(of_2024)
    built_2018 = of_2018["building_density_pct"] / 100 * areas["flaeche_ha"]
    built_2024 = of_2024["building_density_pct"] / 100 * areas["flaeche_ha"]
    together = built_2024.groupby(group).transform("sum")
    built = together * built_2018 / built_2018.groupby(group).transform("sum")
    return of_2018["population_density_ha_abs"] * built


def _published_population(published: DataFrame, level: str, year: int) -> Series:
    wanted = Series({"ebene": level, "kennzahl": "bevoelkerung", "jahr": year})
    rows = published[(published[wanted.index] == wanted).all(axis=1)]
    return rows.set_index("schluessel")["wert"].astype(float)


def _city_population(published: DataFrame, year: int) -> int:
    """Point of the line through the city's published populations of 2016 and 2019."""
    known = {y: _published_population(published, "stadt", y).iloc[0] for y in (2016, 2019)}
    return round(float(np.interp(year, list(known), list(known.values()))))


def _to_whole_persons(persons: Series) -> Series:
    """Round so that the sum stays: the largest remainders are rounded up."""
    whole = np.floor(persons)
    missing = round(persons.sum() - whole.sum())
    up = (persons - whole).sort_values(ascending=False, kind="stable").index[:missing]
    whole.loc[up] += 1
    return whole.astype(int)


def counts(persons: Series, figures: DataFrame, area_ha: Series) -> DataFrame:
    """Persons and events of one year, one decimal place.

    Parameters
    ----------
    persons : Series of int
        Inhabitants by Unterbezirk.
    figures : DataFrame
        Published figures of the same year; per cent or per 1,000; same index.
    area_ha : Series
        Area in hectares; same index.

    Returns
    -------
    DataFrame
        One column per variable. Age groups add up to the inhabitants:
        `u15` + `erw` + `ue65` = `einwohner`, `u6` + `k6_18` = `u18`.
    """
    table = _age_groups(persons, figures)
    labour_force = table["erw"] * LABOUR_FORCE_SHARE * persons.sum() / table["erw"].sum()
    table["erwerbspersonen"] = labour_force.round(1)
    for name, (share, base) in PARTS.items():
        if figures[share].notna().any():
            table[name] = (table[base] * figures[share] / 100).round(1)
    for name, share in {
        "geburten": "births_per_1000_abs",
        "sterbefaelle": "deaths_per_1000_abs",
    }.items():
        table[name] = (persons * figures[share] / 1000).round(1)
    table["bebaut_ha"] = (persons / figures["population_density_ha_abs"]).round(2)
    table["flaeche_ha"] = area_ha
    return table


#: Variable → (published share in per cent, variable it is a share of).
PARTS = {
    "frauen": ("female_population_pct", "einwohner"),
    "transfer": ("transfer_payment_pct", "einwohner"),
    "arbeitslose": ("unemployed_pct", "erwerbspersonen"),
    "kinder_sgb2": ("children_under_15_SGB_II_pct", "u15"),
    "ue65_sgb12": ("over_65_SGB_XII_pct", "ue65"),
}


def _age_groups(persons: Series, figures: DataFrame) -> DataFrame:
    def part(share: str) -> Series:
        return (persons * figures[share] / 100).round(1)

    table = DataFrame({"einwohner": persons})
    table["u6"] = part("share_0_6_pct")
    table["k6_18"] = part("share_6_18_pct")
    table["u18"] = table["u6"] + table["k6_18"]
    table["k6_10"] = (table["k6_18"] * 4 / 12).round(1)
    table["k6_12"] = (table["k6_18"] * 6 / 12).round(1)
    table["u15"] = (table["u6"] + table["k6_18"] * UNDER_15_OF_6_TO_17).round(1)
    table["j18_30"] = part("share_18_30_pct")
    young = table["k6_18"] * (1 - UNDER_15_OF_6_TO_17) + table["j18_30"] * UNDER_25_OF_18_TO_29
    table["j15_25"] = young.round(1)
    table["a65_80"] = part("share_65_80_pct")
    table["ue80"] = part("share_80plus_pct")
    table["ue65"] = table["a65_80"] + table["ue80"]
    table["erw"] = persons - table["u15"] - table["ue65"]
    return table.round(1)


def living_alone(table: DataFrame, figures: DataFrame) -> Series:
    """Persons over 65 who live alone (2024 only: in 2018 the share refers to households)."""
    return (table["ue65"] * figures["single_households_over_65_pct"] / 100).round(1)


def published_figures(table: DataFrame, figures: DataFrame) -> DataFrame:
    """Figures as published, with • for zeros that mean "not shown".

    Parameters
    ----------
    table : DataFrame
        Counts of the same year, as from `counts`.
    figures : DataFrame
        Published figures of the year; columns without any value are left out.

    Returns
    -------
    DataFrame of str
        Missing values are empty.
    """
    shown = figures.dropna(axis="columns", how="all").astype(object)
    shown = shown.where(shown.notna(), "")
    shown.loc[hidden_zeros(table, figures), "unemployed_under_25_pct"] = SUPPRESSED
    return shown


def hidden_zeros(table: DataFrame, figures: DataFrame) -> Series:
    """Whether a published 0 in `unemployed_under_25_pct` must mean "not shown".

    Notes
    -----
    Expected young unemployed = persons aged 15–24 × the share among them in the areas
    that show one × how much more or less unemployment the area has than those areas.
    With three or more expected, none at all would happen in 5 of 100 areas at most.
    """
    shares, young = figures["unemployed_under_25_pct"], table["j15_25"]
    shown = shares > 0
    share = (shares * young)[shown].sum() / young[shown].sum() / 100
    usual = (figures["unemployed_pct"] * young)[shown].sum() / young[shown].sum()
    expected = young * share * figures["unemployed_pct"] / usual
    return (shares == 0) & (expected >= CREDIBLE_ZERO_BELOW)
