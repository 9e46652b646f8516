"""What intake hands on: a `City` of clean tables, and the findings made on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.levels import Level
from intake.config import CityConfig
from intake.findings import Finding

#: Columns of `City.offers`, in this order, before `geometry`.
OFFER_COLUMNS = (
    "name",
    "category",
    "field_of_action",
    "provider",
    "address",
    "area",
    "capacity",
    "opening",
    "languages",
    "step_free",
    "mobile_schedule",
    "valid_from",
    "valid_to",
    "confirmed_on",
    "contact",
    "source",
)


@dataclass(frozen=True)
class Figures:
    """Figures of one level and year, all tables of the city put together.

    Attributes
    ----------
    level, year
        Level id and calendar year.
    values : DataFrame
        Index `key` (every area of the level, in its order); one float column per
        variable; NaN where there is no value.
    reasons : DataFrame
        Same shape, text: "" where a value stands, else why there is none:
        `missing`, `suppressed`, `not_applicable`.
    estimated, released : frozenset of str
        Variables that are estimated; variables that the statistics office has
        published itself (not suppressed again).
    vintage : str
        Vintage of the boundaries that the figures refer to ("" = the level's own).
    """

    level: str
    year: int
    values: DataFrame
    reasons: DataFrame
    estimated: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()
    vintage: str = ""


@dataclass(frozen=True)
class Settlement:
    """Where in the areas people live.

    Attributes
    ----------
    points : DataFrame
        One row per point or cell: `x`, `y` (metres, the city's CRS; a cell's centre),
        `area` (finest key), `weight` (share of the area's persons before division by
        the area's sum; >= 0).
    groups : DataFrame
        Same rows; real counts of persons by target group id, where the city has them;
        no columns otherwise.
    basis : str
        One of `persons`, `addresses`, `area`: what the points were made from.
    """

    points: DataFrame
    groups: DataFrame
    basis: str


@dataclass(frozen=True)
class City:
    """A city folder, read and checked.

    Attributes
    ----------
    folder : Path
    config : CityConfig
    levels : Mapping of str to Level
        Finest first.
    figures : tuple of Figures
        One per level and year that has any.
    offers : GeoDataFrame
        Index `id` (text); `OFFER_COLUMNS`, `geometry` (points, the city's CRS; empty
        for offers that serve whole areas). Never a protected offer.
    protected : Series
        Category → number of protected offers, city-wide. Their places are not kept.
    settlement : Settlement
    crosswalks : Mapping of (level, from_vintage, to_vintage) to DataFrame
        Columns `old`, `new`, `share`.
    findings : tuple of Finding
        No errors: those are raised.
    """

    folder: Path
    config: CityConfig
    levels: Mapping[str, Level]
    figures: tuple[Figures, ...]
    offers: GeoDataFrame
    protected: Series
    settlement: Settlement
    crosswalks: Mapping[tuple[str, str, str], DataFrame]
    findings: tuple[Finding, ...]

    @property
    def finest(self) -> Level:
        """The level that all others are made of."""
        return next(iter(self.levels.values()))
