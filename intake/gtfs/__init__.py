"""Timetables: a GTFS feed and a day in, the rides of that day out."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

import wording
from geo.reach.timetable import CHANGE_SECONDS, Timetable
from intake.features import counted
from intake.findings import Finding, InputError, Kind
from intake.gtfs._calendar import USUAL_SHARE, Calendar, calendar_of
from intake.gtfs._files import Feed
from intake.gtfs._trips import by_frequency, rides_of, timed_stops, with_vehicles

DAY_SECONDS = 24 * 3600
#: Rides of the next day count up to this time: people who set out at midnight get home.
AFTER_MIDNIGHT_SECONDS = 4 * 3600
#: Changing is forbidden: no ride waits that long.
FORBIDDEN_SECONDS = 10**8

TIMETABLE_MISSING = Kind("timetable_missing", "Der Fahrplan fehlt.", "Pfad unter [network] gtfs in city.toml prüfen.")  # fmt: skip
TIMETABLE_DAY = Kind("timetable_day", "Am {asked} fährt nach diesem Fahrplan nichts; gerechnet wird mit dem {used} (gleicher Wochentag).",
                     "Einen aktuellen Fahrplan verwenden.", "info")  # fmt: skip
TIMETABLE_UNUSUAL = Kind("timetable_unusual", "Am {day} fahren nach diesem Fahrplan nur {trips}, am {best_day} {best_trips}.",
                         "Mit --when ein Datum nennen, das für den Fahrplan üblich ist.", "warning")  # fmt: skip
TIMETABLE_EMPTY = Kind("timetable_empty", "An diesem Wochentag fährt nichts.", "Einen Fahrplan verwenden, der den Tag enthält.")  # fmt: skip


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
        Trips of the day, of the day before as far as they run past midnight, and of the
        first hours of the next; trips by frequency written out, trips of a block joined.
        Without the ways on foot between stops that the feed does not name.
    tuple of Finding

    Raises
    ------
    InputError
        No feed, a table or column missing, or nothing runs on that weekday.
    """
    if not path.exists():
        raise InputError([TIMETABLE_MISSING(path.name)])
    feed = Feed(path)
    trips = feed.read("trips")
    calendar = calendar_of(feed.read("calendar"), feed.read("calendar_dates"), trips)
    used, findings = _running_day(calendar, day, path)
    running = {
        shift: frozenset(calendar.trips_on(used + timedelta(days=shift))) for shift in (0, -1, 1)
    }
    places = _places(feed.read("stops"))
    times = timed_stops(
        feed.read("stop_times", trips=frozenset().union(*running.values())), places.index
    )
    frequencies, transfers = feed.read("frequencies"), feed.read("transfers")
    rides = []
    for shift, mine in running.items():
        written = by_frequency(times[times["trip_id"].isin(mine)], frequencies)
        seated = with_vehicles(written, trips, transfers, places)
        rides.append(rides_of(seated, shift=shift * DAY_SECONDS))
    kept = pd.concat(rides, ignore_index=True)
    kept = kept[kept["departure"] < DAY_SECONDS + AFTER_MIDNIGHT_SECONDS]
    if kept.empty:
        raise InputError([TIMETABLE_EMPTY(path.name)])
    return _timetable(used, kept, places, transfers, crs), findings


def _running_day(calendar: Calendar, day: date, path: Path) -> tuple[date, tuple[Finding, ...]]:
    """The day, or the same weekday with most trips; a remark where it is no usual day."""
    best = calendar.best_day(day.weekday())
    here = calendar.number_on(day)
    if here == 0 and best is None:
        raise InputError([TIMETABLE_EMPTY(path.name)])
    if here == 0 and best is not None:
        return best[0], (
            TIMETABLE_DAY(path.name, asked=wording.date(day), used=wording.date(best[0])),
        )
    if best is not None and here < USUAL_SHARE * best[1]:
        return day, (_unusual_day(path, day, here, best),)
    return day, ()


def _places(stops: DataFrame) -> DataFrame:
    """Stops with coordinates by id; a platform without its own lies at its station."""
    table = stops.assign(
        stop_id=stops["stop_id"].str.strip(),
        parent=stops["parent_station"].str.strip(),
        lat=pd.to_numeric(stops["stop_lat"], errors="coerce"),
        lon=pd.to_numeric(stops["stop_lon"], errors="coerce"),
    ).drop_duplicates("stop_id")
    table = table.set_index("stop_id")
    for name in ("lat", "lon"):
        station = table[name].reindex(table["parent"]).to_numpy()
        table[name] = table[name].fillna(Series(station, index=table.index))
    inside = table["lat"].abs().le(90) & table["lon"].abs().le(180)
    return table.loc[inside, ["stop_name", "parent", "lat", "lon"]]


def _timetable(
    day: date, rides: DataFrame, places: DataFrame, transfers: DataFrame, crs: str
) -> Timetable:
    """Number stops and trips, sort the rides, keep stops that something calls at."""
    from pyproj import Transformer

    called = places[places.index.isin(set(rides["from_id"]) | set(rides["to_id"]))]
    number = Series(np.arange(len(called)), index=called.index)
    rides = rides.sort_values(["departure", "arrival", "trip_id", "sequence"], kind="stable")
    turn = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = turn.transform(called["lon"].to_numpy(), called["lat"].to_numpy())
    change, ways = _transfers(transfers, number, called["parent"])
    return Timetable(
        day=day,
        stop_id=called.index.to_numpy(dtype=object),
        stop_name=called["stop_name"].to_numpy(dtype=object),
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
        foot_change_seconds=ways[:, 2],
        change_seconds=change,
    )


def _transfers(
    transfers: DataFrame, number: Series, parent: Series
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Least time to change at each stop, and ways between stops (−1 seconds: forbidden).

    What is said of a station holds for all its stops unless a stop says otherwise; rules
    for single routes or trips are left out.
    """
    change = np.full(len(number), CHANGE_SECONDS, dtype=np.int64)
    rows = _between_stops(transfers, number, parent)
    start, end = rows["start"].to_numpy(dtype=np.int64), rows["end"].to_numpy(dtype=np.int64)
    seconds = pd.to_numeric(rows["min_transfer_time"], errors="coerce").to_numpy(dtype=float)
    kind = rows["transfer_type"].str.strip().to_numpy()
    seconds = np.where(kind == "3", -1, np.where(kind == "1", np.nan_to_num(seconds), seconds))
    said = np.isfinite(seconds)
    same = said & (start == end)
    change[start[same]] = np.where(seconds[same] < 0, FORBIDDEN_SECONDS, seconds[same])
    other = said & (start != end)
    ways = np.column_stack([start[other], end[other], seconds[other].astype(np.int64)])
    return change, ways.reshape(-1, 3).astype(np.int64)


def _between_stops(transfers: DataFrame, number: Series, parent: Series) -> DataFrame:
    """Rules for changing by row numbers of stops, those of stations written out."""
    single = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")
    general = np.all([transfers[name].str.strip() == "" for name in single], axis=0)
    rows = transfers[general & ~transfers["transfer_type"].str.strip().isin(("4", "5"))]
    own = DataFrame({"stop": number.index, "row": number.to_numpy(), "own": 1})
    of_station = DataFrame({"stop": parent.to_numpy(), "row": number.to_numpy(), "own": 0})
    members = pd.concat([own, of_station[of_station["stop"] != ""]])
    start = members.rename(columns={"stop": "from_stop_id", "row": "start", "own": "own_start"})
    end = members.rename(columns={"stop": "to_stop_id", "row": "end", "own": "own_end"})
    found = rows.merge(start, on="from_stop_id").merge(end, on="to_stop_id")
    found["own"] = found["own_start"] + found["own_end"]
    found = found.sort_values("own", ascending=False, kind="stable")
    return found.drop_duplicates(["start", "end"])


def _unusual_day(path: Path, day: date, here: int, best: tuple[date, int]) -> Finding:
    trips, best_trips = (counted(n, "{n} Fahrt", "{n} Fahrten") for n in (here, best[1]))
    return TIMETABLE_UNUSUAL(
        path.name,
        day=wording.date(day),
        trips=trips,
        best_day=wording.date(best[0]),
        best_trips=best_trips,
    )
