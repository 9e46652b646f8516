"""Timetables: a GTFS feed and a day in, the rides of that day out."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from geo.timetable import CHANGE_SECONDS, Timetable
from intake.errors import InputError
from intake.findings import Finding
from intake.gtfs_files import Feed

DAY_SECONDS = 24 * 3600
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_timetable(path: Path, *, day: date, crs: str) -> tuple[Timetable, tuple[Finding, ...]]:
    """Read what runs on a day.

    Parameters
    ----------
    path : Path
        GTFS feed: a zip file, or a folder with its tables.
    day : date
        If nothing runs on it (a feed of another year), the same weekday on which the
        feed has most trips is taken instead, with a finding.
    crs : str
        The city's metric CRS.

    Returns
    -------
    Timetable
        Trips of the day, and of the day before as far as they run past midnight; trips
        by frequency written out. Without the ways on foot between stops that the feed
        does not name.
    tuple of Finding

    Raises
    ------
    InputError
        No feed, a table or column missing, or nothing runs on that weekday.
    """
    if not path.exists():
        raise InputError([_fault(path, "timetable_missing", "Der Fahrplan fehlt.",
                                 "Pfad unter [network] gtfs in city.toml prüfen.")])  # fmt: skip
    feed = Feed(path)
    calendar, exceptions = feed.read("calendar"), feed.read("calendar_dates")
    trips = feed.read("trips")
    used = _running_day(calendar, exceptions, trips, day, path)
    today = _trips_on(calendar, exceptions, trips, used)
    before = _trips_on(calendar, exceptions, trips, used - timedelta(days=1))
    times = _stop_times(feed, frozenset(today) | frozenset(before))
    frequencies = feed.read("frequencies")
    rides = pd.concat([
        _rides(_by_frequency(times[times["trip_id"].isin(today)], frequencies)),
        _rides(_by_frequency(times[times["trip_id"].isin(before)], frequencies), shift=-DAY_SECONDS),
    ], ignore_index=True)  # fmt: skip
    findings = () if used == day else (_other_day(path, day, used),)
    return _timetable(used, rides, feed.read("stops"), feed.read("transfers"), crs), findings


def _running_day(
    calendar: DataFrame, exceptions: DataFrame, trips: DataFrame, day: date, path: Path
) -> date:
    """The day, or the same weekday with most trips."""
    if _trips_on(calendar, exceptions, trips, day):
        return day
    per_service = trips["service_id"].value_counts()
    most: dict[date, float] = {}
    for other in _days_of_feed(calendar, exceptions):
        if other.weekday() == day.weekday():
            services = _services_on(calendar, exceptions, other)
            most[other] = float(per_service.reindex(list(services)).sum())
    if not most or max(most.values()) == 0:
        raise InputError([_fault(path, "timetable_empty", "An diesem Wochentag fährt nichts.",
                                 "Einen Fahrplan verwenden, der den Tag enthält.")])  # fmt: skip
    return max(sorted(most), key=lambda other: most[other])


def _days_of_feed(calendar: DataFrame, exceptions: DataFrame) -> list[date]:
    """All days from the first to the last that the feed names."""
    named = pd.concat([calendar["start_date"], calendar["end_date"], exceptions["date"]])
    days = pd.to_datetime(named, format="%Y%m%d", errors="coerce").dropna()
    if days.empty:
        return []
    return [d.date() for d in pd.date_range(days.min(), days.max())[: 3 * 366]]


def _services_on(calendar: DataFrame, exceptions: DataFrame, day: date) -> set[str]:
    """Services by weekday and period, with the exceptions of the day."""
    text = day.strftime("%Y%m%d")
    regular = (
        (calendar[WEEKDAYS[day.weekday()]].str.strip() == "1")
        & (calendar["start_date"] <= text)
        & (calendar["end_date"] >= text)
    )
    today = exceptions[exceptions["date"].str.strip() == text]
    added = today.loc[today["exception_type"].str.strip() == "1", "service_id"]
    removed = today.loc[today["exception_type"].str.strip() == "2", "service_id"]
    return (set(calendar.loc[regular, "service_id"]) | set(added)) - set(removed)


def _trips_on(calendar: DataFrame, exceptions: DataFrame, trips: DataFrame, day: date) -> list[str]:
    services = _services_on(calendar, exceptions, day)
    return trips.loc[trips["service_id"].isin(services), "trip_id"].tolist()


def _stop_times(feed: Feed, trips: frozenset[str]) -> DataFrame:
    """Timed stops of the trips in their order; times in seconds since midnight."""
    rows = feed.read("stop_times", trips=trips)
    arrival, departure = _seconds(rows["arrival_time"]), _seconds(rows["departure_time"])
    sequence = pd.to_numeric(rows["stop_sequence"], errors="coerce")
    table = DataFrame(
        {
            "trip_id": rows["trip_id"],
            "stop_id": rows["stop_id"].str.strip(),
            "sequence": sequence,
            "arrival": arrival.fillna(departure),
            "departure": departure.fillna(arrival),
            "boarding": rows["pickup_type"].str.strip() != "1",
            "alighting": rows["drop_off_type"].str.strip() != "1",
        }
    ).dropna(subset=["arrival", "sequence"])
    return table.sort_values(["trip_id", "sequence"], kind="stable", ignore_index=True)


def _seconds(times: Series) -> Series:
    """Seconds of "H:MM:SS" (hours may exceed 24); NaN for anything else."""
    parts = times.str.strip().str.extract(r"^(\d{1,3}):([0-5]\d):([0-5]\d)$").astype(float)
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def _by_frequency(times: DataFrame, frequencies: DataFrame) -> DataFrame:
    """Write out trips that run every so many seconds; the others as they are."""
    mine = frequencies[frequencies["trip_id"].isin(times["trip_id"])]
    if mine.empty:
        return times
    first = times.groupby("trip_id")["departure"].transform("min")
    parts = [times[~times["trip_id"].isin(mine["trip_id"])]]
    starts, ends = _seconds(mine["start_time"]), _seconds(mine["end_time"])
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


def _rides(times: DataFrame, shift: int = 0) -> DataFrame:
    """One row per ride from a stop to the next of the trip."""
    after = times.shift(-1)
    same = (times["trip_id"] == after["trip_id"]).to_numpy(dtype=bool)
    here, there = times[same], after[same]
    rides = DataFrame(
        {
            "trip_id": here["trip_id"] + ("" if not shift else "@before"),
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


def _timetable(
    day: date, rides: DataFrame, stops: DataFrame, transfers: DataFrame, crs: str
) -> Timetable:
    """Number stops and trips, sort the rides, keep stops that something calls at."""
    from pyproj import Transformer

    places = stops.assign(
        lat=pd.to_numeric(stops["stop_lat"], errors="coerce"),
        lon=pd.to_numeric(stops["stop_lon"], errors="coerce"),
    ).drop_duplicates("stop_id")
    called = set(rides["from_id"]) | set(rides["to_id"])
    places = places[places["stop_id"].isin(called)].dropna(subset=["lat", "lon"])
    number = Series(np.arange(len(places)), index=places["stop_id"])
    known = rides["from_id"].isin(number.index) & rides["to_id"].isin(number.index)
    order = ["departure", "arrival", "trip_id", "sequence"]
    rides = rides[known].sort_values(order, kind="stable")
    turn = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = turn.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
    change, ways = _transfers(transfers, number)
    return Timetable(
        day=day,
        stop_id=places["stop_id"].to_numpy(dtype=object),
        stop_name=places["stop_name"].to_numpy(dtype=object),
        stop_xy=np.column_stack([x, y]).astype(float).reshape(-1, 2),
        from_stop=number[rides["from_id"]].to_numpy(dtype=np.int64),
        to_stop=number[rides["to_id"]].to_numpy(dtype=np.int64),
        trip=pd.factorize(rides["trip_id"])[0].astype(np.int64),
        departure=rides["departure"].to_numpy(dtype=np.int64),
        arrival=rides["arrival"].to_numpy(dtype=np.int64),
        boarding=rides["boarding"].to_numpy(dtype=bool),
        alighting=rides["alighting"].to_numpy(dtype=bool),
        foot_from=ways[:, 0],
        foot_to=ways[:, 1],
        foot_seconds=ways[:, 2],
        change_seconds=change,
    )


def _transfers(transfers: DataFrame, number: Series) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Least time to change at each stop, and ways between stops (−1 seconds: forbidden)."""
    change = np.full(len(number), CHANGE_SECONDS, dtype=np.int64)
    known = transfers["from_stop_id"].isin(number.index) & transfers["to_stop_id"].isin(
        number.index
    )
    rows = transfers[known]
    start = number[rows["from_stop_id"]].to_numpy(dtype=np.int64)
    end = number[rows["to_stop_id"]].to_numpy(dtype=np.int64)
    seconds = pd.to_numeric(rows["min_transfer_time"], errors="coerce").to_numpy(dtype=float)
    kind = rows["transfer_type"].str.strip().to_numpy()
    seconds = np.where(kind == "3", -1, np.where(kind == "1", np.nan_to_num(seconds), seconds))
    said = np.isfinite(seconds)
    same = said & (start == end) & (seconds >= 0)
    change[start[same]] = seconds[same].astype(np.int64)
    other = said & (start != end)
    ways = np.column_stack([start[other], end[other], seconds[other].astype(np.int64)])
    return change, ways.reshape(-1, 3).astype(np.int64)


def _fault(path: Path, code: str, message: str, fix: str) -> Finding:
    return Finding("error", code, path.name, "", message, fix)


def _other_day(path: Path, asked: date, used: date) -> Finding:
    message = (
        f"Am {asked:%d.%m.%Y} fährt nach diesem Fahrplan nichts; gerechnet wird mit dem "
        f"{used:%d.%m.%Y} (gleicher Wochentag)."
    )
    return Finding(
        "info", "timetable_day", path.name, "", message, "Einen aktuellen Fahrplan verwenden."
    )
