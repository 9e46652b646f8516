"""The steps from a checked city to proposed sites for new offers of a category."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from indicators.coverage import Coverage
from indicators.disclosure import ReleasedAnalysis, withheld_keys
from indicators.site_release import SiteTables, release_sites
from indicators.sites import Aim, Objective, Sites, need_weights, propose_sites
from intake.choices import require_category, require_choice
from intake.errors import ChoiceError
from intake.findings import Finding
from intake.model import City
from pipeline.coverage import (
    Question,
    cover,
    offers_of,
    require_moment,
    standard_for,
    travel_for,
)
from pipeline.figures import CITY_LEVEL, whole_city
from pipeline.index import index_of
from wording import count as amount

#: Most cells that are candidates for the shortest ways: every pair of cell and person counts.
MOST_CELLS_FOR_DISTANCE = 600
#: Size of a cell that can be a candidate.
CELL_METRES = 100.0
#: A question that changes nothing of the standard.
STANDARD_QUESTION = Question()


@dataclass(frozen=True)
class SiteQuestion:
    """What new sites are asked for.

    Attributes
    ----------
    count : int
    objective : {"coverage", "distance"}
    candidates : DataFrame, optional
        Index id: `x`, `y` (the city's CRS), `name`; left out: the settlement cells.
    forbidden : GeoSeries, optional
        Polygons in the city's CRS where nothing may be built.
    need : str
        Indicator that weights persons by the need of their area; "" = all alike.
    movable : bool
        Today's offers of the category may move: they are candidates, not fixed, and
        `count` is the number of all sites.
    time_limit : float or None
        Seconds.
    """

    count: int
    objective: Objective = "coverage"
    candidates: DataFrame | None = None
    forbidden: GeoSeries | None = None
    need: str = ""
    movable: bool = False
    time_limit: float | None = 60.0


def sites_of(
    city: City,
    category: str,
    asked: SiteQuestion,
    *,
    released: ReleasedAnalysis | None = None,
    level: str = "",
    year: int | None = None,
    question: Question = STANDARD_QUESTION,
) -> tuple[Sites, Coverage]:
    """Propose sites for new offers of a category.

    Parameters
    ----------
    city : City
    category : str
    asked : SiteQuestion
    released : ReleasedAnalysis, optional
        Needed for a need weight, and for status classes.
    level, year, question
        As in `pipeline.cover`.

    Returns
    -------
    tuple of Sites and Coverage
        The proposal, and today's coverage that it starts from. Not for the public.

    Raises
    ------
    InputError
        If the category, level, indicator … does not exist, or there are too few places.
    """
    today = cover(city, category, level=level, year=year, question=question)
    standard = standard_for(city, category, question)
    on = question.on or date.today()
    when = require_moment(question.when, on=on) if question.when else None
    travel = travel_for(city, standard, when)
    points, candidates = today.points, asked.candidates
    if candidates is None:
        candidates = cells_of(points, city)
        if asked.objective == "distance":
            candidates = thinned(candidates, MOST_CELLS_FOR_DISTANCE)
    if asked.movable:
        points = points.assign(minutes=np.inf, covered=False)
        offers, _ = offers_of(city, category, question, on=on, when=when)
        existing = places_of(offers[offers["why_not"] == ""])
        candidates = pd.concat([existing, candidates.drop(existing.index, errors="ignore")])
    candidates = _allowed(candidates, asked.forbidden)
    _require_enough(candidates, asked.count)
    shown = whole_city(city) if today.level == CITY_LEVEL else city.levels[today.level]
    aim = Aim(asked.count, standard.minutes(travel.kmh), asked.objective, asked.time_limit)
    sites = propose_sites(
        points,
        candidates,
        shown,
        within=travel.within,
        aim=aim,
        weights=_weights(city, released, asked.need),
        classes=classes_of(city, released),
    )
    return replace(sites, notes=sites.notes + _notes(today, asked, candidates)), today


def released_sites(
    city: City,
    category: str,
    asked: SiteQuestion,
    *,
    released: ReleasedAnalysis,
    level: str = "",
    year: int | None = None,
    question: Question = STANDARD_QUESTION,
) -> tuple[SiteTables, Coverage]:
    """Propose sites and return what may be seen of them: the one call of page and shell.

    Parameters
    ----------
    city, category, asked, level, year, question
        As in `sites_of`.
    released : ReleasedAnalysis
        Its audience is the audience of the tables.

    Returns
    -------
    tuple of SiteTables and Coverage
        The coverage (not for the public) carries labels, standard and basis.
    """
    sites, today = sites_of(
        city, category, asked, released=released, level=level, year=year, question=question
    )
    tables = release_sites(
        sites,
        today,
        min_cases=city.config.city.min_cases,
        audience=released.audience,
        withheld=withheld_of(city, released, today),
    )
    return tables, today


def withheld_of(city: City, released: ReleasedAnalysis, today: Coverage) -> frozenset[str]:
    """Finest areas whose count of a coverage's target group is withheld."""
    if today.published or today.year is None:
        return frozenset()
    variables = (today.variable,) if today.variable else ()
    return withheld_keys(released, level=city.finest.id, year=today.year, variables=variables)


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


def _allowed(candidates: DataFrame, forbidden: GeoSeries | None) -> DataFrame:
    if forbidden is None:
        return candidates
    import shapely

    places = shapely.points(candidates[["x", "y"]].to_numpy(dtype=float))
    return candidates[~shapely.intersects(forbidden.union_all(), places)]


def _require_enough(candidates: DataFrame, count: int) -> None:
    if count > len(candidates):
        message = f"Gefragt sind {amount(count)} Standorte, möglich sind nur {amount(len(candidates))} Orte."
        fix = "Weniger Standorte oder mehr mögliche Orte angeben."
        raise ChoiceError([Finding("error", "too_few_places", "Aufruf", "Anzahl", message, fix)])


def _weights(city: City, released: ReleasedAnalysis | None, need: str) -> Series | None:
    """Need of the finest areas by the newest released values of an indicator."""
    if not need or released is None:
        return None
    entry = released.catalogue[require_choice("Indikator", need, list(released.catalogue))]
    figures = released.figures
    rows = figures[(figures["level"] == city.finest.id) & (figures["indicator"] == entry.id)]
    rows = rows[rows["value"].notna()]
    rows = rows[rows["year"] == rows["year"].max()].set_index("key")
    city_value = rows["city_value"].dropna()
    if rows.empty or city_value.empty or not city_value.iloc[0] > 0:
        message = f"Für „{entry.label}“ gibt es keine Werte oder keinen Stadtwert."
        fix = "Einen anderen Indikator als Gewicht wählen."
        raise ChoiceError([Finding("error", "no_need", "Aufruf", "Gewicht", message, fix)])
    direction = 1 if (entry.direction or 1) > 0 else -1
    return need_weights(rows["value"], city_value=float(city_value.iloc[0]), direction=direction)


def classes_of(city: City, released: ReleasedAnalysis | None) -> Series | None:
    """Status class of the finest areas by the city's first index with classes."""
    if released is None:
        return None
    for section in city.config.index:
        if section.method in {"mss", "rise"} and section.level in {"", city.finest.id}:
            status = index_of(city, released, section.id, level=city.finest.id).table["status"]
            return status.where(status != "").dropna()
    return None


def _notes(today: Coverage, asked: SiteQuestion, candidates: DataFrame) -> tuple[str, ...]:
    """Say what the answer rests on."""
    notes: list[str] = [f"Wege: {today.basis}.", *today.notes]
    if today.estimated:
        notes.append("Personenzahlen geschätzt.")
    notes.append(f"Mögliche Orte: {amount(len(candidates))}.")
    if asked.candidates is None and asked.objective == "distance":
        notes.append("Für kurze Wege steht je Quadrat nur eine Zelle zur Wahl.")
    return tuple(notes)
