"""The steps from released figures to the change of an indicator between two years."""

import pandas as pd
from pandas import DataFrame

from indicators.figures.change import Change, change
from indicators.secrecy.release import ReleasedAnalysis
from intake.model import City, Figures


def change_of(
    city: City,
    released: ReleasedAnalysis,
    indicator: str,
    *,
    level: str,
    from_year: int,
    to_year: int,
) -> Change:
    """Change of an indicator between two years, bridged where the boundaries changed.

    Parameters
    ----------
    city : City
    released : ReleasedAnalysis
    indicator, level : str
    from_year, to_year : int

    Returns
    -------
    Change
        Refused where the years may not be compared.

    Notes
    -----
    Figures of an older vintage have not passed the release gate with the city's own areas:
    they are bridged by a crosswalk only if the statistics office has published them.
    """
    entry = released.catalogue[indicator]
    figures = released.figures
    vintages = dict.fromkeys((from_year, to_year), released.levels[level].vintage)
    crosswalk = None
    older = _older(city, level, from_year, {entry.numerator, entry.denominator})
    if older is not None:
        vintages[from_year] = older.vintage
        crosswalk = city.crosswalks.get((level, older.vintage, vintages[to_year]))
        rows = _rows(older, entry.numerator, entry.denominator, released, level, indicator)
        figures = pd.concat([figures, rows], ignore_index=True)
    return change(
        figures,
        entry,
        level=level,
        from_year=from_year,
        to_year=to_year,
        vintages=vintages,
        crosswalk=crosswalk,
    )


def _older(city: City, level: str, year: int, variables: set[str]) -> Figures | None:
    """Published figures of the year that refer to other boundaries than the level's own."""
    own = ("", city.levels[level].vintage) if level in city.levels else ("",)
    for figures in city.figures:
        fits = figures.level == level and figures.year == year and figures.vintage not in own
        if fits and variables <= figures.released & set(figures.values.columns):
            return figures
    return None


def _rows(
    older: Figures,
    numerator: str,
    denominator: str,
    released: ReleasedAnalysis,
    level: str,
    indicator: str,
) -> DataFrame:
    """Rows of figures from counts of an older vintage."""
    above, below = older.values[numerator], older.values[denominator]
    per = released.catalogue[indicator].per
    return DataFrame(
        {
            "level": level,
            "key": older.values.index,
            "name": older.values.index,
            "indicator": indicator,
            "year": older.year,
            "numerator": above.to_numpy(dtype=float),
            "denominator": below.to_numpy(dtype=float),
            "value": (per * above / below.where(below > 0)).to_numpy(dtype=float),
            "estimated": bool({numerator, denominator} & older.estimated),
            "reason": "",
        }
    )
