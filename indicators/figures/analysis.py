"""The result of one run over a city, before the release gate: all levels, years, indicators."""

from collections.abc import Mapping
from dataclasses import dataclass

from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.levels import Level
from indicators.catalogue import Indicator

#: Columns of `Analysis.figures`: one row per level, area, indicator and year.
FIGURE_COLUMNS = (
    "level",
    "key",
    "name",
    "indicator",
    "year",
    "numerator",
    "denominator",
    "value",
    "city_value",
    "low",
    "high",
    "difference",
    "probability",
    "below_average",
    "rated",
    "estimated",
    "reason",
)


@dataclass(frozen=True)
class Analysis:
    """Everything that was computed from a city's figures. Not for the public: see `release`.

    Attributes
    ----------
    name, ags : str
        The city.
    min_cases, min_population : int
        Counts below are secret; areas below are not rated.
    levels : Mapping of str to Level
        Finest first; the last, `city`, is the city as one area.
    catalogue : Mapping of str to Indicator
    counts : Mapping of (level, year) to DataFrame
        Counts by area (index `key`) and variable, summed from the finest level.
    reasons : Mapping of (level, year) to DataFrame
        Same shapes; "" or why a count is missing.
    estimated, released : Mapping of int to frozenset of str
        By year: variables that are estimated, or published by the statistics office.
    figures : DataFrame
        `FIGURE_COLUMNS`. `value`, `city_value`, `low`, `high`, `difference` in the
        indicator's unit; `probability` that the area's situation is really worse than
        the city's; `below_average` nullable boolean; `reason` "" or why there is no value.
    offers : GeoDataFrame
        As in `City.offers`: never a protected one.
    protected : Series
        Category → number of protected offers in the whole city.
    notes : tuple of str
        What every reader must know ("Grenzen angenähert, nicht amtlich", "Zähler geschätzt").
    population : str
        Variable that counts all inhabitants and decides what is rated; "" = all areas are.
    """

    name: str
    ags: str
    min_cases: int
    min_population: int
    levels: Mapping[str, Level]
    catalogue: Mapping[str, Indicator]
    counts: Mapping[tuple[str, int], DataFrame]
    reasons: Mapping[tuple[str, int], DataFrame]
    estimated: Mapping[int, frozenset[str]]
    released: Mapping[int, frozenset[str]]
    figures: DataFrame
    offers: GeoDataFrame
    protected: Series
    notes: tuple[str, ...]
    population: str = ""
