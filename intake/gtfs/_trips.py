"""Rides of a GTFS feed: its stop times, frequencies and blocks in, rides from stop to stop out."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

#: One stays seated where a block's next trip begins within this distance, metres.
SAME_END_METRES = 200.0
EARTH_METRES_PER_DEGREE = 111_195.0


def timed_stops(rows: DataFrame, known: Iterable[str]) -> DataFrame:
    """Stops of the trips in their order, times in seconds since midnight.

    Parameters
    ----------
    rows : DataFrame of text
        Table `stop_times`.
    known : iterable of str
        Stops with a place; a trip passes through others without calling.

    Returns
    -------
    DataFrame
        `trip_id`, `stop_id`, `sequence`, `arrival`, `departure`, `boarding`, `alighting`.
        Stops without times lie evenly between those with times before and after them.
    """
    arrival, departure = seconds(rows["arrival_time"]), seconds(rows["departure_time"])
    table = DataFrame(
        {
            "trip_id": rows["trip_id"],
            "stop_id": rows["stop_id"].str.strip(),
            "sequence": pd.to_numeric(rows["stop_sequence"], errors="coerce"),
            "arrival": arrival.fillna(departure),
            "departure": departure.fillna(arrival),
            "boarding": rows["pickup_type"].str.strip() != "1",
            "alighting": rows["drop_off_type"].str.strip() != "1",
        }
    ).dropna(subset=["sequence"])
    table = table[table["stop_id"].isin(set(known))]
    table = table.sort_values(["trip_id", "sequence"], kind="stable", ignore_index=True)
    return _between_times(table).dropna(subset=["arrival"]).reset_index(drop=True)


def _between_times(table: DataFrame) -> DataFrame:
    """Give stops without times their share of the time between their neighbours with times."""
    place = np.arange(len(table))
    timed = table["arrival"].notna().to_numpy()
    if timed.all():
        return table
    before = np.maximum.accumulate(np.where(timed, place, -1))
    after = np.minimum.accumulate(np.where(timed, place, len(table))[::-1])[::-1]
    open_ = np.flatnonzero(~timed & (before >= 0) & (after < len(table)))
    trip = pd.factorize(table["trip_id"])[0]
    low, high = before[open_], after[open_]
    inside = (trip[low] == trip[open_]) & (trip[high] == trip[open_])
    open_, low, high = open_[inside], low[inside], high[inside]
    arrival, departure = table["arrival"].to_numpy().copy(), table["departure"].to_numpy().copy()
    share = (open_ - low) / (high - low)
    arrival[open_] = np.round(departure[low] + share * (arrival[high] - departure[low]))
    departure[open_] = arrival[open_]
    return table.assign(arrival=arrival, departure=departure)


def seconds(times: Series) -> Series:
    """Seconds of "H:MM:SS" (hours may exceed 24); NaN for anything else."""
    parts = times.str.strip().str.extract(r"^(\d{1,3}):([0-5]\d):([0-5]\d)$").astype(float)
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def by_frequency(times: DataFrame, frequencies: DataFrame) -> DataFrame:
    """Write out trips that run every so many seconds; the others as they are."""
    mine = frequencies[frequencies["trip_id"].isin(times["trip_id"])]
    if mine.empty:
        return times
    first = times.groupby("trip_id")["departure"].transform("min")
    parts = [times[~times["trip_id"].isin(mine["trip_id"])]]
    starts, ends = seconds(mine["start_time"]), seconds(mine["end_time"])
    headways = pd.to_numeric(mine["headway_secs"], errors="coerce")
    for trip, start, end, headway in zip(mine["trip_id"], starts, ends, headways, strict=True):
        rows = times[times["trip_id"] == trip]
        if not headway > 0 or not end > start:
            continue
        for departure in np.arange(start, end, headway):
            shift = departure - first[rows.index]
            moved = rows.assign(
                trip_id=f"{trip}@{int(departure)}",
                arrival=rows["arrival"] + shift,
                departure=rows["departure"] + shift,
            )
            parts.append(moved)
    return pd.concat(parts, ignore_index=True)


def rides_of(times: DataFrame, *, shift: int = 0) -> DataFrame:
    """One row per ride from a stop to the next of the trip.

    Parameters
    ----------
    times : DataFrame
        From `timed_stops`; with `vehicle`, the trips in which one stays seated.
    shift : int
        Seconds added to all times (trips of the day before or after).
    """
    after = times.shift(-1)
    same = (times["trip_id"] == after["trip_id"]).to_numpy(dtype=bool)
    here, there = times[same], after[same]
    rides = DataFrame(
        {
            "trip_id": here["vehicle"] + ("" if not shift else f"@{shift}"),
            "from_id": here["stop_id"],
            "to_id": there["stop_id"],
            "departure": here["departure"].astype(np.int64) + shift,
            "arrival": there["arrival"].astype(np.int64) + shift,
            "sequence": here["sequence"],
            "boarding": here["boarding"].astype(bool),
            "alighting": there["alighting"].astype(bool),
        }
    )
    return rides[(rides["departure"] >= 0) & (rides["arrival"] >= rides["departure"])]


def with_vehicles(
    times: DataFrame, trips: DataFrame, transfers: DataFrame, places: DataFrame
) -> DataFrame:
    """Add `vehicle`: the first of the trips that one rides through without getting off.

    Parameters
    ----------
    times : DataFrame
        Stops of the trips of one day (`timed_stops`).
    trips : DataFrame of text
        With `block_id`.
    transfers : DataFrame of text
        Its types 4 (stay seated) and 5 (get off) win over the block.
    places : DataFrame
        Index stop id; `lat`, `lon`.
    """
    ends = times.groupby("trip_id", sort=False).agg(
        start=("departure", "first"), end=("arrival", "last"),
        first=("stop_id", "first"), last=("stop_id", "last"),
    )  # fmt: skip
    follows = _in_blocks(ends, trips, places) | _said(transfers, "4", ends)
    follows -= _said(transfers, "5", ends)
    vehicle = dict(zip(ends.index, ends.index, strict=True))
    for trip, following in sorted(follows, key=lambda pair: ends.at[pair[1], "start"]):
        vehicle[following] = vehicle[trip]
    return times.assign(vehicle=times["trip_id"].map(vehicle))


def _in_blocks(ends: DataFrame, trips: DataFrame, places: DataFrame) -> set[tuple[str, str]]:
    """Pairs of trips of a block that follow one another at one place."""
    block = trips.drop_duplicates("trip_id").set_index("trip_id")["block_id"].str.strip()
    mine = ends.assign(block=block.reindex(ends.index).fillna(""))
    mine = mine[mine["block"] != ""].sort_values(["block", "start", "end"], kind="stable")
    if len(mine) < 2:
        return set()
    here, there = mine.iloc[:-1], mine.iloc[1:]
    stays = (
        (here["block"].to_numpy() == there["block"].to_numpy())
        & (here["end"].to_numpy() <= there["start"].to_numpy())
        & _near(places.loc[here["last"]], places.loc[there["first"]])
    )
    return set(zip(here.index[stays], there.index[stays], strict=True))


def _near(one: DataFrame, two: DataFrame) -> NDArray[np.bool_]:
    """Whether two rows of places lie next to each other."""
    north = one["lat"].to_numpy() - two["lat"].to_numpy()
    east = (one["lon"].to_numpy() - two["lon"].to_numpy()) * np.cos(
        np.radians(one["lat"].to_numpy())
    )
    return np.asarray(np.hypot(north, east) * EARTH_METRES_PER_DEGREE <= SAME_END_METRES)


def _said(transfers: DataFrame, kind: str, ends: DataFrame) -> set[tuple[str, str]]:
    """Pairs of trips of the day for which `transfers` says how one goes on."""
    rows = transfers[transfers["transfer_type"].str.strip() == kind]
    rows = rows[rows["from_trip_id"].isin(ends.index) & rows["to_trip_id"].isin(ends.index)]
    ordered = (
        ends.loc[rows["from_trip_id"], "end"].to_numpy()
        <= ends.loc[rows["to_trip_id"], "start"].to_numpy()
    )
    return set(zip(rows["from_trip_id"][ordered], rows["to_trip_id"][ordered], strict=True))
