"""Bus and train: hand-made timetables, and five journeys in the real timetable of Heidelberg."""

import csv
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.reach import nearest_straight, within_straight
from geo.reach.timetable import Timetable, between, with_ways_on_foot
from geo.reach.transit import Window, transit_reach
from intake.findings import InputError
from intake.gtfs import read_timetable
from tests.builders.journeys import Ride, Walk, earliest_arrival, forwards, timetable_of

ROOT = Path(__file__).resolve().parent.parent.parent.parent
REAL = Path(os.environ.get("AKTIONSRAUM_REAL_DATA", ROOT.parent / "shared" / "real"))
FEED = REAL / "heidelberg" / "vrn_gtfs_cut.zip"
CRS = "EPSG:25832"
DAY = date(2022, 9, 20)  # a Tuesday
WALK = partial(within_straight, kmh=5, detour=1.3)

needs_feed = pytest.mark.skipif(not FEED.is_file(), reason=f"no file {FEED}")


def clock(text: str) -> int:
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + sum(seconds)


# --- five journeys on a Tuesday, with the rows of the timetable that prove them ---------------

BURGSTRASSE, JAHN_TRAM, ROHRBACH_SUED = (
    "de:08221:1133:2:TrRiS",
    "de:08221:1229:2:TrRiS",
    "de:08221:1278:1:TrRiS",
)
JAHN_BUS, SCHWIMMBAD, ALTSTADT = (
    "de:08221:1229:5:BuRiW",
    "de:08221:1240:0:12",
    "de:08221:1166:2:12",
)
MOMBERTPLATZ, BRUECKE_BUS, BRUECKE_TRAM = (
    "de:08221:1130:0:A",
    "de:08221:1260:0:RiN",
    "de:08221:1260:0:RiS",
)

#: from, to, one stands at the stop, arrival, and the rides: (stop, departure, stop, arrival).
JOURNEYS = {
    "tram 24 without a change: five minutes' wait": (
        BURGSTRASSE, ROHRBACH_SUED, "14:45", "15:20",
        [(BURGSTRASSE, "14:50:00", ROHRBACH_SUED, "15:20:00")],
    ),
    "bus 20, every twenty minutes": (
        ALTSTADT, SCHWIMMBAD, "14:41", "15:27",
        [(ALTSTADT, "15:00:00", SCHWIMMBAD, "15:27:00")],
    ),
    # 59 m × 1.3 between the platforms at Jahnstraße: 56 s, from 14:58 to 15:00
    "tram 24, 59 m on foot, bus 20": (
        BURGSTRASSE, SCHWIMMBAD, "14:45", "15:07",
        [
            (BURGSTRASSE, "14:50:00", JAHN_TRAM, "14:58:00"),
            (JAHN_BUS, "15:00:00", SCHWIMMBAD, "15:07:00"),
        ],
    ),
    # the tram at 15:00 reaches Jahnstraße at 15:08: the bus of 15:00 is gone
    "the same a few minutes later: the next bus": (
        BURGSTRASSE, SCHWIMMBAD, "14:55", "15:27",
        [
            (BURGSTRASSE, "15:00:00", JAHN_TRAM, "15:08:00"),
            (JAHN_BUS, "15:20:00", SCHWIMMBAD, "15:27:00"),
        ],
    ),
    # from the bus stop at Brückenstraße over the road: 50 s on foot
    "bus 39A, then on foot": (
        MOMBERTPLATZ, BRUECKE_TRAM, "14:45", "15:17:50",
        [(MOMBERTPLATZ, "14:50:00", BRUECKE_BUS, "15:17:00")],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def heidelberg() -> Timetable:
    timetable, findings = read_timetable(FEED, day=DAY, crs=CRS)
    assert findings == ()
    return with_ways_on_foot(timetable, WALK)


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, tuple[str, str]]]:
    """By trip of the day: stop → (arrival, departure), read without any code of ours."""
    with zipfile.ZipFile(FEED) as archive:

        def table(name: str) -> Iterator[dict[str, str]]:
            return csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))

        services = {r["service_id"] for r in table("calendar_dates.txt") if r["date"] == "20220920"}
        trips = {r["trip_id"] for r in table("trips.txt") if r["service_id"] in services}
        found: dict[str, dict[str, tuple[str, str]]] = {}
        for r in table("stop_times.txt"):
            if r["trip_id"] in trips:
                times = (r["arrival_time"], r["departure_time"])
                found.setdefault(r["trip_id"], {})[r["stop_id"]] = times
    return found


@pytest.mark.real
@needs_feed
@pytest.mark.parametrize("name", JOURNEYS)
def test_journey_checked_by_hand(
    name: str, heidelberg: Timetable, rows: dict[str, dict[str, tuple[str, str]]]
) -> None:
    """The rides stand in the feed, and the scan finds just that arrival."""
    start, end, stands, arrives, rides = JOURNEYS[name]
    for stop, departure, other, arrival in rides:
        assert any(
            calls.get(stop, ("", ""))[1] == departure and calls.get(other, ("", ""))[0] == arrival
            for calls in rows.values()
        )
    number = {stop: i for i, stop in enumerate(heidelberg.stop_id)}
    found = earliest_arrival(
        heidelberg, from_stop=number[start], to_stop=number[end], departure=clock(stands)
    )
    assert found == clock(arrives)


@pytest.mark.real
@needs_feed
def test_after_the_last_bus_there_is_no_journey(heidelberg: Timetable) -> None:
    """Schatthausen at 23:59: nothing runs any more."""
    number = {stop: i for i, stop in enumerate(heidelberg.stop_id)}
    start, end = number["de:08226:4247:0:RiN"], number[BURGSTRASSE]
    assert earliest_arrival(heidelberg, from_stop=start, to_stop=end, departure=86_340) is None


@pytest.mark.real
@needs_feed
def test_never_slower_than_walking_and_often_faster(heidelberg: Timetable) -> None:
    """500 random places and three offers."""
    rng = np.random.default_rng(1)
    low, high = heidelberg.stop_xy.min(axis=0), heidelberg.stop_xy.max(axis=0)
    origins, offers = rng.uniform(low, high, (500, 2)), rng.uniform(low, high, (3, 2))
    walk = partial(nearest_straight, kmh=5, detour=1.3)
    reach = transit_reach(heidelberg, Window(clock("15:00")), walk=walk, walk_within=WALK)
    by_bus, on_foot = reach(origins, offers), walk(origins, offers)
    assert (by_bus.minutes <= on_foot.minutes + 1e-9).all()
    assert (by_bus.minutes < on_foot.minutes - 10).sum() > 20


@pytest.mark.real
@needs_feed
def test_another_year_takes_the_same_weekday_and_says_so() -> None:
    """The feed ends in 2022; asked for a Tuesday in 2026."""
    timetable, findings = read_timetable(FEED, day=date(2026, 11, 24), crs=CRS)
    assert timetable.day.weekday() == 1
    assert timetable.day.year == 2022
    assert [finding.code for finding in findings] == ["timetable_day"]


# --- hand-made timetables ---------------------------------------------------------------------

STOPS = "stop_id,stop_name,stop_lat,stop_lon\nA,A,51.50,7.40\nB,B,51.50,7.45\nC,C,51.50,7.50\n"
CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "w,1,1,1,1,1,0,0,20260101,20261231\n"
)
TIMES = "trip_id,stop_id,arrival_time,departure_time,stop_sequence\n"
TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)


def feed(folder: Path, **tables: str) -> Path:
    tables = {"stops": STOPS, "calendar": CALENDAR, "trips": "trip_id,service_id\nt,w\n"} | tables
    path = folder / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.txt", text)
    return path


def arrival(timetable: Timetable, start: str, end: str, at: str) -> int | None:
    number = {stop: i for i, stop in enumerate(timetable.stop_id)}
    return earliest_arrival(
        timetable, from_stop=number[start], to_stop=number[end], departure=clock(at)
    )


def test_exceptions_of_the_calendar_win(tmp_path: Path) -> None:
    """A Tuesday switched off by calendar_dates: another Tuesday is taken, and it is said."""
    path = feed(
        tmp_path,
        stop_times=TIMES + "t,A,8:00:00,8:00:00,1\nt,B,8:10:00,8:10:00,2\n",
        calendar_dates="service_id,date,exception_type\nw,20261124,2\nw,20261128,1\n",
    )
    assert read_timetable(path, day=TUESDAY, crs=CRS)[0].day != TUESDAY
    assert read_timetable(path, day=SATURDAY, crs=CRS)[0].day == SATURDAY


def test_frequencies_are_written_out(tmp_path: Path) -> None:
    """Every 20 minutes from 8 to 9: at 8:01 one leaves at 8:20 and arrives at 8:30."""
    path = feed(
        tmp_path,
        stop_times=TIMES + "t,A,5:00:00,5:00:00,1\nt,B,5:10:00,5:10:00,2\n",
        frequencies="trip_id,start_time,end_time,headway_secs\nt,08:00:00,09:00:00,1200\n",
    )
    timetable, _ = read_timetable(path, day=TUESDAY, crs=CRS)
    assert len(timetable.trip) == 3
    assert arrival(timetable, "A", "B", "8:01") == clock("8:30")
    assert arrival(timetable, "A", "B", "8:41") is None


def test_trips_past_midnight_run_on_the_next_day(tmp_path: Path) -> None:
    """25:30 of Monday is 1:30 on Tuesday."""
    path = feed(tmp_path, stop_times=TIMES + "t,A,25:30:00,25:30:00,1\nt,B,25:40:00,25:40:00,2\n")
    timetable, _ = read_timetable(path, day=TUESDAY, crs=CRS)
    assert arrival(timetable, "A", "B", "1:00") == clock("1:40")


CHANGE = TIMES + (
    "t,A,8:00:00,8:00:00,1\nt,B,8:10:00,8:10:00,2\n"
    "u,B,8:10:30,8:10:30,1\nu,C,8:20:00,8:20:00,2\nv,B,8:15:00,8:15:00,1\nv,C,8:40:00,8:40:00,2\n"
)
THREE = "trip_id,service_id\nt,w\nu,w\nv,w\n"


def test_changing_takes_a_minute_unless_the_timetable_says_otherwise(tmp_path: Path) -> None:
    """30 seconds are too short by default; with a named time of 10 seconds they do."""
    path = feed(tmp_path, trips=THREE, stop_times=CHANGE)
    assert arrival(read_timetable(path, day=TUESDAY, crs=CRS)[0], "A", "C", "8:00") == clock("8:40")
    transfers = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nB,B,2,10\n"
    path = feed(tmp_path, trips=THREE, stop_times=CHANGE, transfers=transfers)
    assert arrival(read_timetable(path, day=TUESDAY, crs=CRS)[0], "A", "C", "8:00") == clock("8:20")


def test_staying_aboard_needs_no_change(tmp_path: Path) -> None:
    """A through trip that stops for no time."""
    times = TIMES + "t,A,8:00:00,8:00:00,1\nt,B,8:10:00,8:10:00,2\nt,C,8:20:00,8:20:00,3\n"
    timetable, _ = read_timetable(feed(tmp_path, stop_times=times), day=TUESDAY, crs=CRS)
    assert arrival(timetable, "A", "C", "8:00") == clock("8:20")


def test_stops_where_one_may_not_get_on_or_off(tmp_path: Path) -> None:
    """No boarding at A, no alighting at B."""
    head = "trip_id,stop_id,arrival_time,departure_time,stop_sequence,pickup_type,drop_off_type\n"
    times = head + "t,A,8:00:00,8:00:00,1,0,0\nt,B,8:10:00,8:10:00,2,1,1\nt,C,8:20:00,8:20:00,3,,\n"
    timetable, _ = read_timetable(feed(tmp_path, stop_times=times), day=TUESDAY, crs=CRS)
    assert arrival(timetable, "A", "B", "8:00") is None
    assert arrival(timetable, "A", "C", "8:00") == clock("8:20")
    assert arrival(timetable, "B", "C", "8:00") is None


def test_median_over_the_window_counts_waiting(tmp_path: Path) -> None:
    """One bus at 8:30, ten minutes' ride, door to door at the stops.

    Setting out at 8:00 … 8:30 takes 40 … 10 minutes, from 8:31 to 8:59 the whole way on
    foot (about 54 minutes): the median of the sixty lies among the waits, not at the walk.
    """
    times = TIMES + "t,A,8:30:00,8:30:00,1\nt,B,8:40:00,8:40:00,2\n"
    timetable, _ = read_timetable(feed(tmp_path, stop_times=times), day=TUESDAY, crs=CRS)
    number = {stop: i for i, stop in enumerate(timetable.stop_id)}
    here, there = timetable.stop_xy[[number["A"]]], timetable.stop_xy[[number["B"]]]
    walk = partial(nearest_straight, kmh=5, detour=1.3)
    reach = transit_reach(timetable, Window(clock("8:00")), walk=walk, walk_within=WALK)
    on_foot = walk(here, there).minutes[0]
    minutes = sorted([10.0 + i for i in range(31)] + [on_foot] * 29)
    assert reach(here, there).minutes[0] == pytest.approx((minutes[29] + minutes[30]) / 2)
    assert reach(here, there).destination.tolist() == [0]


@pytest.mark.parametrize(
    ("tables", "match"),
    [
        ({"stop_times": "trip_id,stop_id\nt,A\n"}, "stop_times.txt.*arrival_time"),
        ({}, "stop_times.txt: Die Tabelle fehlt"),
        ({"stop_times": TIMES, "calendar": CALENDAR.replace("1", "0")}, "fährt nichts"),
    ],
)
def test_unusable_feed_is_a_sentence(tmp_path: Path, tables: dict[str, str], match: str) -> None:
    """Missing columns, missing tables, nothing on that weekday."""
    with pytest.raises(InputError, match=match):
        read_timetable(feed(tmp_path, **tables), day=TUESDAY, crs=CRS)


def test_no_feed_or_no_zip(tmp_path: Path) -> None:
    """A missing file and a file that is no archive."""
    with pytest.raises(InputError, match="Der Fahrplan fehlt"):
        read_timetable(tmp_path / "nirgends.zip", day=TUESDAY, crs=CRS)
    (tmp_path / "kein.zip").write_text("no archive")
    with pytest.raises(InputError, match="kein ZIP-Archiv"):
        read_timetable(tmp_path / "kein.zip", day=TUESDAY, crs=CRS)


# --- drawn timetables -------------------------------------------------------------------------

STOP = st.integers(0, 4)
FLAG = st.integers(0, 3).map(bool)


@st.composite
def rides(draw: st.DrawFn) -> list[Ride]:
    """Up to eight trips of up to four stops, some of which one passes or may not use."""
    found = []
    for trip in range(draw(st.integers(1, 8))):
        time = draw(st.integers(0, 3600))
        stops = draw(st.lists(STOP, min_size=2, max_size=4))
        for start, end in zip(stops, stops[1:], strict=False):
            leaves = time + draw(st.integers(0, 120))
            time = leaves + draw(st.integers(1, 900))
            if start != end:
                found.append(Ride(leaves, time, start, end, trip, draw(FLAG), draw(FLAG)))
    return found


@st.composite
def walks(draw: st.DrawFn) -> list[Walk]:
    """Some ways on foot; from one stop to the next but not on to the one after."""
    pairs = draw(st.lists(st.tuples(STOP, STOP), max_size=5, unique=True))
    seconds, more = st.integers(0, 300), st.integers(0, 180)
    found = [(start, end, draw(seconds), draw(more)) for start, end in pairs if start != end]
    return [Walk(start, end, way, way + extra) for start, end, way, extra in found]


@settings(max_examples=150)
@given(
    rides(),
    walks(),
    st.lists(st.integers(0, 180), min_size=5, max_size=5),
    st.permutations(range(5)),
    st.integers(0, 3600),
)
# From 1 one walks to 3, not on to 2, to which one could walk from 3 for a later ride.
@example(
    [Ride(120, 240, 3, 2, 0), Ride(240, 300, 2, 0, 0)], [Walk(1, 3, 0, 0), Walk(3, 2, 0, 0)],
    [0] * 5, [1, 0, 2, 3, 4], 0,
)  # fmt: skip
# 31 seconds are 0.516… minutes, and 60 times that is a little more than 31.
@example([Ride(0, 60, 0, 3, 0)], [Walk(3, 1, 31, 31)], [0] * 5, [0, 1, 2, 3, 4], 0)
def test_backwards_over_profiles_equals_forwards_in_time(
    rides: list[Ride], walks: list[Walk], change: list[int], order: list[int], at: int
) -> None:
    """Random rides among five stops, changing times of 0 to 3 minutes, some ways on foot."""
    timetable = timetable_of(rides, walks, change)
    asked = {"from_stop": order[0], "to_stop": order[1], "departure": at}
    assert earliest_arrival(timetable, **asked) == forwards(timetable, **asked)


def test_ways_on_foot_are_added_only_where_the_timetable_says_nothing() -> None:
    """Stops every 100 m, a minute each: 0 → 1 is forbidden, 0 → 2 takes 10 seconds as named."""
    named = timetable_of([], [Walk(0, 1, -1, -1), Walk(0, 2, 10, 15)], [60] * 3)
    placed = replace(named, stop_xy=np.array([[0.0, 0], [100, 0], [200, 0]]))
    found = with_ways_on_foot(placed, partial(within_straight, kmh=6, detour=1), max_minutes=1.5)
    columns = (found.foot_from, found.foot_to, found.foot_seconds, found.foot_change_seconds)
    ways = sorted(zip(*(column.tolist() for column in columns), strict=True))
    assert ways == [(0, 2, 10, 15), (1, 0, 60, 120), (1, 2, 60, 120), (2, 1, 60, 120)]


def test_rides_at_either_end_of_a_period_belong_to_it() -> None:
    """From 100 to 400: the rides that begin or end a second outside are gone."""
    times = [(99, 200), (100, 200), (300, 400), (300, 401)]
    drawn = [Ride(leaves, arrives, 0, 1, trip) for trip, (leaves, arrives) in enumerate(times)]
    kept = between(timetable_of(drawn, [], [0, 0]), 100, 400)
    assert list(zip(kept.departure.tolist(), kept.arrival.tolist(), strict=True)) == times[1:3]


@pytest.mark.parametrize(("stands", "arrives"), [(0, 160), (40, 160), (41, 360)])
def test_who_comes_when_the_bus_leaves_still_gets_it(stands: int, arrives: int) -> None:
    """20 seconds on foot to the stop; buses at 60 and 260 take 100 seconds."""
    drawn = [Ride(60, 160, 1, 2, 0), Ride(260, 360, 1, 2, 1)]
    timetable = timetable_of(drawn, [Walk(0, 1, 20, 80)], [60] * 3)
    assert earliest_arrival(timetable, from_stop=0, to_stop=2, departure=stands) == arrives


@pytest.mark.parametrize(("change", "arrives"), [(60, 300), (61, 500)])
def test_a_change_that_takes_just_as_long_as_there_is_succeeds(change: int, arrives: int) -> None:
    """Off at 140, on at 200 or 400."""
    drawn = [Ride(0, 140, 0, 1, 0), Ride(200, 300, 1, 2, 1), Ride(400, 500, 1, 2, 2)]
    timetable = timetable_of(drawn, [], [0, change, 0])
    assert earliest_arrival(timetable, from_stop=0, to_stop=2, departure=0) == arrives
