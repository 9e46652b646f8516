"""Places: persons, places and ways in, places per 100 persons and the places still missing out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame, Series

from geo.levels import Level
from geo.reach import Within
from indicators.coverage.catchment import Decay, catchment_weights, shares_of_supply
from wording import number, say


@dataclass(frozen=True)
class Places:
    """Places that the persons of a target group can count on. Not for the public.

    Attributes
    ----------
    areas : DataFrame
        Index `key`; `name`, `target_persons`, `city_places_per_100`, `below_average`;
        `places` = places allotted to the area's persons by the floating catchments;
        `places_per_100` of them per 100 persons;
        `needed_places` by the standard; `supply_degree` (Versorgungsgrad) = places ÷
        needed places; `residual_persons` = persons for whom places are missing, summed
        over points (a surplus elsewhere does not help), and `missing_places` the places that
        these persons need; NaN without a standard.
    points : DataFrame
        `x`, `y`, `area`, `persons`, `places_per_100`, `residual_persons`. Internal only.
    offers : DataFrame
        By offer: `name`, `capacity`, `persons_in_reach`, `places_per_100`, `full` (its
        places per 100 persons in reach lie below the standard).
    by_places : bool
        False: no offer names a capacity, so that offers are counted instead of places.
    notes : tuple of str
    """

    areas: DataFrame
    points: DataFrame
    offers: DataFrame
    by_places: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """How far persons go and how many places they need.

    Attributes
    ----------
    max_minutes : float
        Size of the catchment.
    places_per_100 : float or None
        Places that 100 persons need; None: no standard.
    decay : "gaussian", callable or None
        None: 2SFCA; "gaussian": E2SFCA.
    """

    max_minutes: float
    places_per_100: float | None = None
    decay: "str | Decay | None" = None


def places_in_reach(
    demand: DataFrame, offers: GeoDataFrame, level: Level, *, within: Within, need: Need
) -> Places:
    """Places per person by floating catchments, the Versorgungsgrad and what is missing.

    Parameters
    ----------
    demand : DataFrame
        `x`, `y`, `area`, `persons`, from `demand.persons_at`.
    offers : GeoDataFrame
        Offers that count (`why_not` = "" where the column is there); `name`, `capacity`
        (places; NaN = unknown).
    level : Level
    within : callable
        Pairs of point and offer within a limit; see `geo.reach.Within`.
    need : Need

    Returns
    -------
    Places

    Notes
    -----
    2SFCA (Luo & Wang 2003), with decay E2SFCA (Luo & Qi 2009). Versorgungsgrad =
    (places ÷ places needed per person) ÷ persons. Offers with an unknown capacity give
    no places if others name theirs; if none does, each offer counts as 1.
    """
    counting = offers[offers["why_not"] == ""] if "why_not" in offers.columns else offers
    capacity, by_places, notes = _capacities(counting)
    weights = _weights(demand, counting, within, need)
    persons = demand["persons"].to_numpy(dtype=float)
    per_person = shares_of_supply(persons, capacity, weights)
    wanted = np.nan if need.places_per_100 is None or not by_places else need.places_per_100 / 100
    missing = (
        np.maximum(persons - per_person * persons / wanted, 0.0) if wanted == wanted else np.nan
    )
    points = demand.assign(places_per_100=100 * per_person, residual_persons=missing)
    return Places(
        areas=_areas(points, level, wanted),
        points=points,
        offers=_loads(counting, capacity, weights.T @ np.nan_to_num(persons), wanted),
        by_places=by_places,
        notes=notes,
    )


def without_full(offers: GeoDataFrame, places: Places, places_per_100: float) -> GeoDataFrame:
    """Offers with a reason `why_not` for those that are full; the others as they are.

    Parameters
    ----------
    offers : GeoDataFrame
        `why_not`, from `availability.with_reasons`.
    places : Places
        Of the same offers.
    places_per_100 : float
        The standard, for the reason's words.

    Returns
    -------
    GeoDataFrame
    """
    loads = places.offers["places_per_100"].groupby(level=0).min()
    full = offers.index.isin(full_offers(places)) & (offers["why_not"] == "").to_numpy()
    words = "voll: {n} Plätze je 100 Personen im Einzugsbereich, Standard {standard}"
    said = [
        say(words, n=number(load), standard=number(places_per_100, 0))
        for load in loads.reindex(offers.index)
    ]
    why_not = np.where(full, np.array(said, dtype=object), offers["why_not"].to_numpy(dtype=object))
    return offers.assign(why_not=Series(why_not, index=offers.index, dtype=object))


def full_offers(places: Places) -> pd.Index:
    """Ids of offers with fewer places per 100 persons in reach than the standard asks for."""
    return places.offers.index[places.offers["full"].fillna(False).astype(bool)]


def _capacities(offers: GeoDataFrame) -> tuple[NDArray[np.float64], bool, tuple[str, ...]]:
    """Places of each offer, whether they are places, and what was assumed."""
    places = pd.to_numeric(offers["capacity"], errors="coerce").to_numpy(dtype=float)
    unknown = int(np.isnan(places).sum())
    if unknown == len(places):
        note = say("Keine Platzzahlen bekannt: gezählt werden Angebote statt Plätze.")
        return np.ones(len(places)), False, (note,) if len(places) else ()
    said = "{n} von {all} Angeboten ohne Platzzahl sind nicht mitgerechnet."
    note = say(said, n=unknown, all=len(places))
    return np.nan_to_num(places), True, (note,) if unknown else ()


def _weights(demand: DataFrame, offers: GeoDataFrame, within: Within, need: Need) -> Any:
    """Sparse weights of the catchments, shape (points, offers)."""
    from scipy import sparse

    places = np.column_stack([offers.geometry.x, offers.geometry.y]).astype(float)
    found = within(demand[["x", "y"]].to_numpy(dtype=float), places, need.max_minutes)
    shape = (len(demand), len(offers))
    minutes = sparse.coo_array((found.minutes, (found.origin, found.destination)), shape=shape)
    return catchment_weights(minutes, max_cost=need.max_minutes, decay=need.decay)


def _areas(points: DataFrame, level: Level, wanted: float) -> DataFrame:
    """Sums of the points by area; an unknown part makes the area unknown."""
    key = points["area"].map(level.members)
    known = ~points["persons"].isna().groupby(key).any()
    places = points["persons"] * points["places_per_100"] / 100
    sums = DataFrame(
        {
            "target_persons": points["persons"],
            "places": places,
            "residual_persons": points["residual_persons"],
        }
    ).groupby(key)
    table = sums.sum().where(known, axis=0).reindex(level.areas.index)
    per_100 = 100 * table["places"] / table["target_persons"].where(table["target_persons"] > 0)
    city = 100 * places.sum() / points["persons"].sum() if points["persons"].sum() > 0 else np.nan
    needed = table["target_persons"] * wanted
    return DataFrame(
        {
            "name": level.areas["name"],
            "target_persons": table["target_persons"],
            "places": table["places"],
            "places_per_100": per_100,
            "city_places_per_100": city,
            "needed_places": needed,
            "supply_degree": table["places"] / needed.where(needed > 0),
            "residual_persons": table["residual_persons"] if wanted == wanted else np.nan,
            "missing_places": table["residual_persons"] * wanted,
            "below_average": (per_100 < city - 1e-9).astype("boolean").where(per_100.notna()),
        },
        index=pd.Index(level.areas.index, name="key"),
    )


def _loads(
    offers: GeoDataFrame,
    capacity: NDArray[np.float64],
    in_reach: NDArray[np.float64],
    wanted: float,
) -> DataFrame:
    """How many persons share each offer."""
    per_person = Series(capacity / np.where(in_reach > 0, in_reach, np.nan), index=offers.index)
    return DataFrame(
        {
            "name": offers["name"],
            "capacity": pd.to_numeric(offers["capacity"], errors="coerce"),
            "persons_in_reach": in_reach,
            "places_per_100": 100 * per_person,
            "full": (per_person < wanted)
            .astype("boolean")
            .where(per_person.notna() & (wanted == wanted)),
        }
    )
