"""Masks over a coverage: persons by area and gaps in, the same without secret numbers out.

Three cases. Counts that the statistics office has published, spread over settlement
points: nothing is secret. Counts that are not published, spread so: an area with a
withheld part keeps its persons to itself, because the weights are known to everybody.
Real counts at the settlement points: covered persons and gaps are counts like others.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame, Series

from geo.arrays import Bools
from geo.levels import Level
from indicators.coverage import Coverage
from indicators.secrecy._cells import is_small
from indicators.secrecy._withheld import WITHHELD_COLUMNS
from indicators.secrecy.count_tables import CountTable, rows_of

#: Shares of areas with a withheld part are rounded so.
COARSE_SHARE = 0.01

#: Edge of the cells that gaps are placed in, metres.
GAP_CELL_METRES = 100.0


def mask_coverage(
    coverage: Coverage, target_hidden: Bools, persons_hidden: Bools, *, min_cases: int
) -> DataFrame:
    """Areas of a coverage without secret persons; shares where they are coarse enough.

    Parameters
    ----------
    coverage : Coverage
    target_hidden, persons_hidden : array of bool, shape (areas,)
        Areas whose persons of the target group are withheld; areas whose covered
        persons and gap are.
    min_cases : int
    """
    if not persons_hidden.any():
        return coverage.areas
    areas = coverage.areas.copy()
    persons_hidden = persons_hidden | target_hidden
    city_persons = float(coverage.points["persons"].sum())
    share = areas["covered_share"].where(~persons_hidden, _coarse(areas["covered_share"]))
    fine = _is_coarse_enough(areas["target_persons"], min_cases) & ~target_hidden
    share = share.where(~persons_hidden | fine)
    city = _coarse(areas["city_share"])
    areas["city_share"] = city if _is_coarse_enough(city_persons, min_cases) else np.nan
    areas["covered_share"] = share
    areas["target_persons"] = areas["target_persons"].mask(target_hidden)
    for column in ("covered_persons", "gap_persons"):
        areas[column] = areas[column].mask(persons_hidden)
    areas["nearest_minutes"] = areas["nearest_minutes"].mask(persons_hidden & ~fine)
    below = (share < areas["city_share"]).astype("boolean")
    areas["below_average"] = below.where(share.notna() & areas["city_share"].notna())
    return areas


def _coarse(shares: Series) -> Series:
    return (shares / COARSE_SHARE).round() * COARSE_SHARE


def _is_coarse_enough(persons: Any, min_cases: int) -> Any:
    """Whether a rounded share leaves `min_cases` persons either way."""
    return persons * COARSE_SHARE / 2 >= min_cases


def withheld_persons(
    coverage: Coverage,
    *,
    min_cases: int,
    levels: Mapping[str, Level] | None,
    withheld: DataFrame | None,
) -> tuple[Bools, Bools]:
    """Which areas must not show the persons of their target group, and the covered ones.

    Parameters
    ----------
    coverage : Coverage
    min_cases : int
    levels : Mapping of str to Level, optional
        All levels of the city, finest first.
    withheld : DataFrame, optional
        Cells that the release of the analysis withholds: `level`, `key`, `year`, `what`.

    Returns
    -------
    target_hidden, persons_hidden : array of bool, shape (areas,)
        Without levels and cells nobody knows what else is published: then all, as soon
        as anything is small.
    """
    n = len(coverage.areas)
    if coverage.published:
        return np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    unclear = coverage.variable and (withheld is None or coverage.year is None)
    if levels is None or coverage.level not in levels or unclear:
        everything = np.full(n, _any_small(_finest_counts(coverage), min_cases))
        return everything, everything
    if coverage.variable and withheld is not None:
        return _as_in_the_analysis(coverage, levels, withheld)
    return _as_counts(coverage, levels, min_cases)


def _any_small(counts: DataFrame, min_cases: int) -> bool:
    return bool(is_small(counts.to_numpy(dtype=float), min_cases).any())


def _finest_counts(coverage: Coverage) -> DataFrame:
    """Target persons, covered persons and gap of the finest areas."""
    points = coverage.points
    persons = points["persons"].astype(float)
    covered = persons.where(points["covered"].astype(bool), 0.0 * persons)
    parts = DataFrame({"target": persons, "covered": covered, "gap": persons - covered})
    return parts.groupby(points["area"]).sum()


def _as_in_the_analysis(
    coverage: Coverage, levels: Mapping[str, Level], withheld: DataFrame
) -> tuple[Bools, Bools]:
    """Withhold what the analysis withholds, and the persons of areas with a withheld part."""
    here = withheld[(withheld["what"] == coverage.variable) & (withheld["year"] == coverage.year)]
    keys = coverage.areas.index
    target = keys.isin(here.loc[here["level"] == coverage.level, "key"])
    finest = next(iter(levels))
    inside = levels[coverage.level].members.reindex(here.loc[here["level"] == finest, "key"])
    return np.asarray(target), np.asarray(target | keys.isin(inside.dropna()))


def _as_counts(
    coverage: Coverage, levels: Mapping[str, Level], min_cases: int
) -> tuple[Bools, Bools]:
    """Withhold small real counts and their partners, the same whichever level is asked for."""
    rows = rows_of(levels, next(iter(levels)))
    finest = _finest_counts(coverage).reindex(levels[next(iter(levels))].areas.index).fillna(0.0)
    shape = (rows.members.shape[0], 3)
    table = CountTable(
        level=rows.level,
        key=rows.key,
        members=rows.members,
        variables=("target", "covered", "gap"),
        values=rows.members @ finest.to_numpy(dtype=float),
        pairs=((1, 0), (2, 0)),
        fixed=np.zeros(3, dtype=bool),
        concealed=np.zeros(shape, dtype=bool),
        relations=np.array([[1.0, -1.0, -1.0]]),
    )
    from indicators.secrecy.suppression import suppress

    hidden = suppress(table, min_cases).hidden
    at = rows.level == coverage.level
    by_key = DataFrame(hidden[at], index=rows.key[at]).reindex(coverage.areas.index)
    found = by_key.fillna(False).to_numpy(dtype=bool)
    return found[:, 0], found.any(axis=1)


def mask_gaps(
    gaps: GeoDataFrame, hidden_keys: pd.Index, min_cases: int, *, keep_small: bool = False
) -> tuple[GeoDataFrame, GeoDataFrame]:
    """Gaps of at least `min_cases` persons in cells of 100 m, and those left out.

    Parameters
    ----------
    gaps : GeoDataFrame
        As `Coverage.gaps`.
    hidden_keys : Index
        Areas whose gap is withheld: their points go.
    min_cases : int
    keep_small : bool
        Keep a small gap that no other takes: nothing of it is secret.

    Returns
    -------
    shown, dropped : GeoDataFrame
        A smaller gap is added to the nearest other one of its area, so that the
        persons of an area's gaps still sum to its gap; without one it is dropped.
    """
    hidden = gaps["key"].isin(hidden_keys).to_numpy(dtype=bool)
    receiver = _receivers(gaps, hidden, min_cases)
    persons = gaps["persons"].groupby(receiver).sum()
    kept = ~hidden & (receiver == np.arange(len(gaps)))
    large = Series(np.arange(len(gaps))).map(persons).to_numpy(dtype=float) >= min_cases
    kept &= large | keep_small
    shown = gaps[kept].assign(persons=persons[np.flatnonzero(kept)].to_numpy(dtype=float))
    shown = shown.set_geometry(_cell_centres(shown))
    shown = shown.sort_values(["persons", "key"], ascending=[False, True], kind="stable")
    shown = shown.reset_index(drop=True)
    shown["rank"] = np.arange(1, len(shown) + 1)
    return shown, gaps[~kept & ~np.isin(receiver, np.flatnonzero(kept))]


def _receivers(gaps: GeoDataFrame, hidden: Bools, min_cases: int) -> NDArray[np.int64]:
    """Row number of the gap that each gap is shown with: itself, or the nearest large one."""
    receiver = np.arange(len(gaps))
    large = ~hidden & (gaps["persons"] >= min_cases).to_numpy(dtype=bool)
    x, y = gaps.geometry.x.to_numpy(dtype=float), gaps.geometry.y.to_numpy(dtype=float)
    keys = gaps["key"].to_numpy(dtype=object)
    for row in np.flatnonzero(~hidden & ~large):
        same = np.flatnonzero((keys == keys[row]) & ~hidden)
        others = same[large[same]] if large[same].any() else same[:1]
        nearest = np.argmin(np.hypot(x[others] - x[row], y[others] - y[row]))
        receiver[row] = others[nearest]
    return receiver


def _cell_centres(gaps: GeoDataFrame) -> Any:
    """Centres of the 100 m cells in which the gaps lie."""
    import geopandas

    def centre(metres: Series) -> Series:
        return (metres // GAP_CELL_METRES + 0.5) * GAP_CELL_METRES

    points = geopandas.points_from_xy(centre(gaps.geometry.x), centre(gaps.geometry.y))
    return geopandas.GeoSeries(points, index=gaps.index, crs=gaps.crs)


def listed_persons(coverage: Coverage, persons_hidden: Bools, dropped: GeoDataFrame) -> DataFrame:
    """Withheld areas and gaps as rows of `suppressed`."""
    areas = DataFrame({"key": coverage.areas.index[persons_hidden], "what": "covered_persons"})
    gaps = DataFrame({"key": dropped["key"].to_numpy(dtype=object), "what": "gap"})
    both = pd.concat([areas, gaps], ignore_index=True)
    both = both.assign(level=coverage.level, year=coverage.year, why="secondary")
    return both.reindex(columns=WITHHELD_COLUMNS)
