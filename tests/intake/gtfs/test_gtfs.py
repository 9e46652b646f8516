"""Odd but lawful timetables, each worked out by hand: gaps, blocks, stations, nights, damage."""

import zipfile
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.reach import nearest_straight, within_straight
from geo.reach.timetable import Timetable
from geo.reach.transit import Window, transit_reach
from intake.findings import InputError
from intake.gtfs import read_timetable
from tests.builders.journeys import earliest_arrival

CRS = "EPSG:25832"
TUESDAY = date(2026, 11, 24)
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,parent_station\n"
    "A,A,51.50,7.40,\nB,B,51.50,7.45,HBF\nB2,B2,51.5005,7.45,HBF\nC,C,51.50,7.50,\nHBF,Hbf,51.50,7.45,\n"
)
CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "w,1,1,1,1,1,0,0,20260101,20261231\n"
)
TIMES = "trip_id,stop_id,arrival_time,departure_time,stop_sequence\n"


def clock(text: str) -> int:
    hours, minutes = text.split(":")
    return 3600 * int(hours) + 60 * int(minutes)


def trip(name: str, *calls: str) -> str:
    """Stop times of "A 8:00", one call after another."""
    rows = []
    for number, call in enumerate(calls):
        stop, _, time = call.partition(" ")
        at = f"{time}:00" if time else ""
        rows.append(f"{name},{stop},{at},{at},{number}\n")
    return "".join(rows)


def feed(folder: Path, *, inside: str = "", **tables: str) -> Path:
    names = {line.split(",")[0] for line in tables["stop_times"].splitlines()[1:]}
    trips = "trip_id,service_id\n" + "".join(f"{name},w\n" for name in sorted(names))
    path = folder / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in ({"stops": STOPS, "calendar": CALENDAR, "trips": trips} | tables).items():
            archive.writestr(f"{inside}{name}.txt", text)
    return path


def arrives(path: Path, start: str, end: str, at: str, day: date = TUESDAY) -> str:
    timetable, _ = read_timetable(path, day=day, crs=CRS)
    number = {stop: i for i, stop in enumerate(timetable.stop_id)}
    found = earliest_arrival(
        timetable, from_stop=number[start], to_stop=number[end], departure=clock(at)
    )
    return "" if found is None else f"{found // 3600}:{found // 60 % 60:02d}"


def test_stops_without_times_lie_between_their_neighbours(tmp_path: Path) -> None:
    """A 8:00, two stops without times, C 8:30: the first of them at 8:10."""
    path = feed(tmp_path, stop_times=TIMES + trip("t", "A 8:00", "B", "B2", "C 8:30"))
    assert arrives(path, "A", "B", "8:00") == "8:10"
    assert arrives(path, "B2", "C", "8:20") == "8:30"
    assert arrives(path, "B2", "C", "8:21") == ""


def test_a_stop_that_the_feed_does_not_place_is_passed_through(tmp_path: Path) -> None:
    """X is in no table of stops: from A one still gets to C."""
    path = feed(tmp_path, stop_times=TIMES + trip("t", "A 8:00", "X 8:10", "C 8:30"))
    assert arrives(path, "A", "C", "8:00") == "8:30"


TWO = TIMES + trip("t", "A 8:00", "B 8:10") + trip("u", "B 8:10", "C 8:20")


@pytest.mark.parametrize(
    ("blocks", "rule", "expected"),
    [
        (("", ""), "", ""),
        (("1", "1"), "", "8:20"),
        (("1", "2"), "", ""),
        (("", ""), "B,B,4,,t,u", "8:20"),
        (("1", "1"), "B,B,5,,t,u", ""),
        (("", ""), "B,B,2,0,,", "8:20"),
        (("", ""), "B,B,2,0,t,u", ""),
    ],
)
def test_staying_seated_in_a_block(
    tmp_path: Path, blocks: tuple[str, str], rule: str, expected: str
) -> None:
    """No time to change at B; a rule for two trips is none for all who change there."""
    trips = "trip_id,service_id,block_id\n" + f"t,w,{blocks[0]}\nu,w,{blocks[1]}\n"
    head = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id,to_trip_id\n"
    path = feed(tmp_path, stop_times=TWO, trips=trips, transfers=head + rule)
    assert arrives(path, "A", "C", "8:00") == expected


def test_nobody_stays_seated_where_the_block_goes_on_elsewhere(tmp_path: Path) -> None:
    """The vehicle runs empty from B to A before its next trip."""
    trips = "trip_id,service_id,block_id\nt,w,1\nu,w,1\n"
    times = TIMES + trip("t", "A 8:00", "B 8:10") + trip("u", "A 8:30", "C 8:50")
    path = feed(tmp_path, stop_times=times, trips=trips)
    assert arrives(path, "B", "C", "8:00") == ""
    assert arrives(path, "A", "C", "8:00") == "8:50"


LATER = TIMES + trip("t", "A 8:00", "B 8:10") + trip("u", "B2 8:12", "C 8:20") + trip(
    "v", "B2 8:16", "C 8:40"
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("HBF,HBF,2,120", "8:20"), ("HBF,HBF,2,300", "8:40"), ("HBF,HBF,3,", ""),
     ("HBF,HBF,3,\nB,B2,2,60", "8:20"), ("HBF,B2,2,240", "8:40")],
)  # fmt: skip
def test_a_rule_for_a_station_holds_for_its_platforms(
    tmp_path: Path, rule: str, expected: str
) -> None:
    """From platform B to B2; what a platform says itself wins."""
    head = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
    path = feed(tmp_path, stop_times=LATER, transfers=head + rule)
    assert arrives(path, "A", "C", "8:00") == expected


def test_changing_can_be_forbidden_at_one_stop(tmp_path: Path) -> None:
    """Type 3 at B itself, although there would be an hour."""
    times = TIMES + trip("t", "A 8:00", "B 8:10") + trip("u", "B 9:10", "C 9:20")
    head = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
    assert arrives(feed(tmp_path, stop_times=times), "A", "C", "8:00") == "9:20"
    path = feed(tmp_path, stop_times=times, transfers=head + "B,B,3,")
    assert arrives(path, "A", "C", "8:00") == ""


def test_the_first_hours_of_the_next_day_count(tmp_path: Path) -> None:
    """Out at 23:50, home by the 0:20 of Wednesday; on Saturday nothing runs."""
    path = feed(tmp_path, stop_times=TIMES + trip("t", "A 0:20", "B 0:30"))
    assert arrives(path, "A", "B", "23:50") == "24:30"
    assert arrives(path, "A", "B", "23:50", day=date(2026, 11, 27)) == ""


def test_a_loop_calls_twice_at_one_stop(tmp_path: Path) -> None:
    """A–B–C–A: from B to A over C, from A to C without getting off at B."""
    path = feed(tmp_path, stop_times=TIMES + trip("t", "A 8:00", "B 8:10", "C 8:20", "A 8:30"))
    assert arrives(path, "B", "A", "8:05") == "8:30"
    assert arrives(path, "A", "C", "8:00") == "8:20"


def test_a_later_express_overtakes(tmp_path: Path) -> None:
    """The slow train leaves at 8:00 and arrives at 9:00, the express 8:10 and 8:40."""
    times = TIMES + trip("t", "A 8:00", "C 9:00") + trip("u", "A 8:10", "C 8:40")
    path = feed(tmp_path, stop_times=times)
    assert arrives(path, "A", "C", "8:00") == "8:40"
    assert arrives(path, "A", "C", "8:05") == "8:40"


def test_calendar_dates_alone_name_the_days(tmp_path: Path) -> None:
    """Only one Tuesday in another year is in the feed: it is taken, and named."""
    path = feed(
        tmp_path,
        stop_times=TIMES + trip("t", "A 8:00", "B 8:10"),
        calendar="service_id\n",
        calendar_dates="service_id,date,exception_type\nw, 20250304,1 \n",
    )
    timetable, findings = read_timetable(path, day=TUESDAY, crs=CRS)
    assert timetable.day == date(2025, 3, 4)
    assert "24.11.2026" in findings[0].message
    assert "04.03.2025" in findings[0].message


@pytest.mark.parametrize(
    ("first", "last"),
    [("20261124", "20261124"), ("20261101", "20261124"), ("20261124", "20261231")],
)
def test_the_first_and_the_last_day_of_a_service_belong_to_it(
    tmp_path: Path, first: str, last: str
) -> None:
    """The asked Tuesday is the only day, the last, the first."""
    calendar = CALENDAR.replace("20260101", first).replace("20261231", last)
    path = feed(tmp_path, stop_times=TIMES + trip("t", "A 8:00", "B 8:10"), calendar=calendar)
    timetable, findings = read_timetable(path, day=TUESDAY, crs=CRS)
    assert timetable.day == TUESDAY
    assert findings == ()


@pytest.mark.parametrize("day", [date(2026, 11, 17), date(2026, 12, 1)])
def test_before_its_first_and_after_its_last_day_a_service_does_not_run(
    tmp_path: Path, day: date
) -> None:
    calendar = CALENDAR.replace("20260101", "20261124").replace("20261231", "20261130")
    path = feed(tmp_path, stop_times=TIMES + trip("t", "A 8:00", "B 8:10"), calendar=calendar)
    timetable, (finding,) = read_timetable(path, day=day, crs=CRS)
    assert (timetable.day, finding.code) == (TUESDAY, "timetable_day")


def test_a_day_with_hardly_any_trips_is_named(tmp_path: Path) -> None:
    """One of three trips runs on the last days of the feed."""
    trips = "trip_id,service_id\nt,w\nu,x\nv,x\n"
    calendar = CALENDAR + "x,1,1,1,1,1,0,0,20260101,20260630\n"
    times = TIMES + "".join(trip(name, "A 8:00", "B 8:10") for name in "tuv")
    path = feed(tmp_path, stop_times=times, trips=trips, calendar=calendar)
    timetable, findings = read_timetable(path, day=TUESDAY, crs=CRS)
    assert timetable.day == TUESDAY
    assert "nur 1 Fahrt, am 06.01.2026 3 Fahrten" in findings[0].message
    assert read_timetable(path, day=date(2026, 3, 3), crs=CRS)[1] == ()


def test_a_feed_in_a_folder_with_marks_and_old_tables(tmp_path: Path) -> None:
    """A byte order mark, a folder in the archive, another folder with old stops."""
    times = "\ufeff" + TIMES + trip("t", "A 8:00", "B 8:10")
    path = feed(tmp_path, inside="stadt/gtfs/", stop_times=times, stops="\ufeff" + STOPS)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("zz_alt/stops.txt", "stop_id\nalt\n")
        archive.writestr("liesmich.txt", "kein Fahrplan")
    assert arrives(path, "A", "B", "8:00") == "8:10"


def test_damaged_archives_are_sentences(tmp_path: Path) -> None:
    """Any changed byte gives a timetable or an error with a sentence, never a traceback."""
    path = feed(tmp_path, stop_times=TIMES + trip("t", "A 8:00", "B 8:10"))
    with zipfile.ZipFile(path) as archive:
        tables = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in tables.items():
            archive.writestr(name, content)
    whole = path.read_bytes()
    refused = 0
    for place in range(0, len(whole), 29):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x15]) + whole[place + 1 :])
        try:
            read_timetable(path, day=TUESDAY, crs=CRS)
        except InputError as error:
            refused += bool(error.findings)
    assert refused > 5


def test_an_archive_whose_names_are_no_utf8_is_a_sentence(tmp_path: Path) -> None:
    """It says that its names are UTF-8, and they are not."""
    path = feed(tmp_path, stop_times=TIMES + trip("t", "A 8:00", "B 8:10"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("liesmüch.txt", "")
    path.write_bytes(path.read_bytes().replace("liesmüch".encode(), b"liesm\xff\xffch"))
    with pytest.raises(InputError, match="kein ZIP-Archiv"):
        read_timetable(path, day=TUESDAY, crs=CRS)


WALK = partial(nearest_straight, kmh=5, detour=1.3)
WITHIN = partial(within_straight, kmh=5, detour=1.3)


def minutes(timetable: Timetable, window: Window) -> np.ndarray:
    """From beside A and C to a place at B."""
    places = timetable.stop_xy + 30.0
    stops = list(timetable.stop_id)
    here, there = places[[stops.index("A"), stops.index("C")]], places[[stops.index("B")]]
    return transit_reach(timetable, window, walk=WALK, walk_within=WITHIN)(here, there).minutes


trips_of_a_day = st.lists(
    st.tuples(
        st.permutations(["A", "B", "C"]),
        st.integers(7 * 60, 9 * 60),
        st.integers(1, 30),
        st.integers(1, 30),
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(trips_of_a_day)
def test_laws_of_travelling(tmp_path: Path, found: list) -> None:
    """Never slower than on foot; one more trip never makes it slower."""
    every = "".join(trip(f"alle{stop}", f"{stop} 5:00", f"{stop} 5:01") for stop in "ABC")
    rows = [
        trip(f"t{n}", *(f"{stop} {at // 60}:{at % 60:02d}" for stop, at in zip(order, times, strict=True)))
        for n, (order, start, one, two) in enumerate(found)
        for times in [(start, start + one, start + one + two)]
    ]  # fmt: skip
    fewer, more = (
        read_timetable(
            feed(tmp_path, stop_times=TIMES + every + "".join(some)), day=TUESDAY, crs=CRS
        )[0]
        for some in (rows[:-1], rows)
    )
    window = Window(clock("7:30"))
    with_more = minutes(more, window)
    assert (with_more <= minutes(fewer, window) + 1e-9).all()
    places = more.stop_xy + 30.0
    stops = list(more.stop_id)
    on_foot = WALK(places[[stops.index("A"), stops.index("C")]], places[[stops.index("B")]]).minutes
    assert (with_more <= on_foot + 1e-9).all()
