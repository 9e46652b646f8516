"""Where new offers could be: settlement cells, offers of other kinds, a file; and where not."""

from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame

from intake.choices import require_category, require_choice
from intake.model import City
from wording import count as amount
from wording import joined, say

#: Size of a cell that can be a candidate.
CELL_METRES = 100.0
#: Offers that are named in one sentence.
MOST_NAMED = 10
#: What stands before the id of a category whose places are candidates.
OFFERS = "offers:"
CELLS = "cells"


def candidates_from(city: City, asked: str) -> DataFrame | None:
    """Return the places that are asked for.

    Parameters
    ----------
    city : City
    asked : str
        `cells` (the settlement cells), `offers:CATEGORY` or the path of a file with points.

    Returns
    -------
    DataFrame or None
        Index id: `x`, `y` (the city's CRS), `name`; None for the settlement cells.

    Raises
    ------
    InputError
        If there is no such category, or the file cannot be read.
    """
    if asked == CELLS:
        return None
    if asked.startswith(OFFERS):
        return offers_as_candidates(city, asked.removeprefix(OFFERS))
    from intake.files.points import read_points

    return points_as_candidates(read_points(Path(asked)), city)


def forbidden_from(city: City, path: Path | None) -> GeoSeries | None:
    """Return the areas of a file where nothing may be built, in the city's CRS.

    Raises
    ------
    InputError
        If the file holds no areas or cannot be read.
    """
    if path is None:
        return None
    from intake.files.shapes import read_areas

    areas, _ = read_areas(path)
    return areas.to_crs(city.config.city.crs).geometry


def cells_of(points: DataFrame, city: City) -> DataFrame:
    """Cells of 100 m in which people live as candidates, named after the area.

    The middle of the cell stands for it: no address of a settlement point is shown.
    """
    middle = points[["x", "y"]] // CELL_METRES * CELL_METRES + CELL_METRES / 2
    places = middle.assign(area=points["area"]).drop_duplicates(["x", "y"])
    ids = [f"{x:.0f}_{y:.0f}" for x, y in zip(places["x"], places["y"], strict=True)]
    names = places["area"].map(city.finest.areas["name"]).fillna("").to_numpy()
    return DataFrame(
        {"name": names, "x": places["x"].to_numpy(), "y": places["y"].to_numpy()},
        index=pd.Index(ids, name="id"),
    )


def thinned(candidates: DataFrame, most: int) -> DataFrame:
    """Keep one candidate per square, of the smallest squares that leave at most `most`."""
    metres = 100.0
    while True:
        squares = (candidates[["x", "y"]] // metres).duplicated().to_numpy()
        if (~squares).sum() <= most:
            return candidates[~squares]
        metres *= 1.25


def places_of(offers: GeoDataFrame) -> DataFrame:
    """Offers with a place as candidates; of those with the same id the first."""
    placed = offers[~(offers.geometry.is_empty | offers.geometry.isna())]
    placed = placed[~placed.index.duplicated()]
    return DataFrame(
        {
            "name": placed["name"].to_numpy(),
            "x": placed.geometry.x.to_numpy(),
            "y": placed.geometry.y.to_numpy(),
        },
        index=pd.Index(placed.index.astype(str), name="id"),
    )


def offers_as_candidates(city: City, category: str) -> DataFrame:
    """Places of today's offers of another category, into which a new offer could move."""
    require_category(city, category)
    return places_of(city.offers[city.offers["category"] == category])


def points_as_candidates(points: GeoSeries, city: City) -> DataFrame:
    """Points of a file (index id) as candidates, in the city's CRS."""
    placed = points.to_crs(city.config.city.crs)
    ids = pd.Index(placed.index.astype(str), name="id")
    return DataFrame({"name": ids, "x": placed.x.to_numpy(), "y": placed.y.to_numpy()}, index=ids)


def allowed(candidates: DataFrame, forbidden: GeoSeries | None) -> DataFrame:
    """Return the candidates that lie outside of all forbidden areas."""
    if forbidden is None:
        return candidates
    import shapely

    places = shapely.points(candidates[["x", "y"]].to_numpy(dtype=float))
    return candidates[~shapely.intersects(forbidden.union_all(), places)]


def moving_offers(existing: DataFrame, movable: bool | tuple[str, ...]) -> DataFrame:  # noqa: FBT001 - as asked
    """Return today's offers that may move."""
    if isinstance(movable, bool):
        return existing if movable else existing.iloc[:0]
    return existing.loc[[require_choice("Angebot", id_, list(existing.index)) for id_ in movable]]


def moved_notes(moving: DataFrame, given_up: tuple[str, ...]) -> tuple[str, ...]:
    """Say which of the offers that may move stay where they are."""
    if moving.empty:
        return ()
    stay = amount(len(moving) - len(given_up))
    said = "Von {n} Angeboten, die verlegt werden dürfen, bleiben {stay} am Ort."
    kept = say(said, n=amount(len(moving)), stay=stay)
    if not given_up:
        return (kept,)
    names = ", ".join(moving.loc[list(given_up[:MOST_NAMED]), "name"].astype(str))
    many = "Aufgegeben oder verlegt: {names} und weitere."
    gone = many if len(given_up) > MOST_NAMED else "Aufgegeben oder verlegt: {names}."
    return (joined(" ", [kept, say(gone, names=names)]),)
