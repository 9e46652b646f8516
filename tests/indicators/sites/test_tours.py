"""Tours of a mobile offer against brute force and worked examples."""

import itertools

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from geo.reach import Ways
from indicators.hours.moments import read_schedule
from indicators.sites._tour_model import Legs, best_week, day_tours
from indicators.sites.tours import Vehicle, clock, plan_week, schedule_text, week_sentence


def within(origins, destinations, max_minutes):
    """A minute for every 100 metres."""
    minutes = np.hypot(*(origins[:, None] - destinations[None]).transpose(2, 0, 1)) / 100
    origin, destination = np.nonzero(minutes <= max_minutes)
    return Ways(origin, destination, minutes[origin, destination])


def street(persons, covered=()):
    x = np.arange(len(persons)) * 1000.0
    return DataFrame({"x": x, "y": 0.0, "area": [f"a{n}" for n in range(len(x))],
                      "persons": persons, "covered": [n in covered for n in range(len(x))]})  # fmt: skip


def stops(*kilometres):
    return DataFrame({"name": [f"Halt {k}" for k in kilometres],
                      "x": [1000.0 * k for k in kilometres], "y": 0.0},
                     index=pd.Index([f"s{k}" for k in kilometres], name="id"))  # fmt: skip


def shortest_day(stops_, legs):
    """Hours of driving of the best order, by trying all."""
    return min(
        legs.depot[order[0]] + legs.depot[order[-1]]
        + sum(legs.between[a, b] for a, b in itertools.pairwise(order))
        for order in itertools.permutations(stops_)
    )  # fmt: skip


def brute_force(reaches, persons, legs, *, most, stop_hours, day_hours, days, hours):
    """Most persons over every set of day tours."""
    sets = [
        s
        for size in range(1, most + 1)
        for s in itertools.combinations(range(len(legs.depot)), size)
    ]
    length = {s: shortest_day(s, legs) + len(s) * stop_hours for s in sets}
    sets = [s for s in sets if length[s] <= day_hours + 1e-9]
    best = 0.0
    for count in range(days + 1):
        for week in itertools.combinations(sets, count):
            if sum(length[s] for s in week) <= hours + 1e-9:
                used = sorted({stop for s in week for stop in s})
                best = max(best, persons[reaches[:, used].any(axis=1)].sum())
    return best


@pytest.mark.parametrize("seed", range(200))
def test_the_best_week_agrees_with_brute_force(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 5))
    places = rng.uniform(0, 20, (count, 2))
    between = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) / 20
    legs = Legs(between, np.hypot(*places.T) / 20 if seed % 2 else np.zeros(count))
    reaches = rng.random((8, count)) < 0.4
    persons = rng.integers(0, 9, 8).astype(float)
    limits = {"day_hours": float(rng.uniform(2, 6)), "days": int(rng.integers(1, 3)),
              "hours": float(rng.uniform(2, 9))}  # fmt: skip
    tours = day_tours(legs, 3, 1.5, limits["day_hours"])
    found = best_week(
        reaches, persons, tours, days=limits["days"], hours=limits["hours"], seconds=30
    )
    best = brute_force(reaches, persons, legs, most=3, stop_hours=1.5, **limits)
    assert found.persons == found.bound == best
    assert found.proven
    assert len(found.tours) <= limits["days"]
    assert found.hours <= limits["hours"] + 1e-9


def test_persons_with_a_fixed_offer_are_not_reached_again():
    """Kilometre 0 has most persons but a fixed offer: the one stop goes to kilometre 4."""
    week = plan_week(street([90, 0, 0, 0, 7, 5], covered=[0]), stops(0, 4, 5), within=within,
                     max_minutes=5, vehicle=Vehicle(hours=2, weekdays=("Mi",), stops_per_day=1))  # fmt: skip
    assert week.stops[["weekday", "id", "persons"]].to_numpy().tolist() == [["Mi", "s4", 7]]
    assert (week.persons, week.proven, week.hours) == (7, True, 2)
    assert week.sources == {"s4": frozenset({"a4"})}


def test_driving_counts_and_is_in_the_timetable():
    """25 km at 25 km/h, detour 1, are 1 hour: 2 h + 1 h + 2 h fit into 5 hours, not into 4.9."""
    points, places = street([7.0, *[0.0] * 24, 9.0]), stops(0, 25)
    vehicle = Vehicle(hours=5, weekdays=("Di",), stops_per_day=2, detour=1, start=9)
    week = plan_week(points, places, within=within, max_minutes=5, vehicle=vehicle)
    assert sorted(week.stops["persons"]) == [7, 9]
    assert week.stops[["arrival", "departure"]].to_numpy().tolist() == [[9, 11], [12, 14]]
    less = Vehicle(hours=4.9, weekdays=("Di",), stops_per_day=2, detour=1)
    assert plan_week(points, places, within=within, max_minutes=5, vehicle=less).persons == 9


def test_the_way_from_and_to_the_depot_counts():
    """From a depot at kilometre 10 a stop at 0 costs 2 × 24 minutes, rounded up to quarters."""
    vehicle = Vehicle(
        hours=3, weekdays=("Mo",), stops_per_day=1, detour=1, depot=(10_000, 0), start=10
    )
    week = plan_week(street([5, 0]), stops(0), within=within, max_minutes=5, vehicle=vehicle)
    assert week.hours == 3
    assert week.stops["arrival"].tolist() == [10.5]


def test_a_person_near_two_stops_counts_once():
    week = plan_week(street([8, 8]), stops(0, 1), within=within, max_minutes=10,
                     vehicle=Vehicle(hours=40))  # fmt: skip
    assert week.persons == 16
    assert week.stops["persons"].sum() == 16


def test_nobody_to_reach_makes_an_empty_week():
    week = plan_week(street([8], covered=[0]), stops(0), within=within, max_minutes=5,
                     vehicle=Vehicle(hours=40))  # fmt: skip
    assert week.stops.empty
    assert (week.persons, week.bound, week.proven) == (0, 0, True)


def test_impossible_vehicles_are_refused():
    for wrong in (
        Vehicle(0),
        Vehicle(10, weekdays=("Xx",)),
        Vehicle(10, stops_per_day=9),
        Vehicle(10, detour=0.5),
    ):
        with pytest.raises(ValueError, match=r"Halte|Wochentage|größer|Umweg"):
            plan_week(street([1]), stops(0), within=within, max_minutes=5, vehicle=wrong)


def test_the_schedule_can_be_read_back():
    week = plan_week(street([8, 0, 0, 6]), stops(0, 3), within=within, max_minutes=5,
                     vehicle=Vehicle(hours=40, stops_per_day=1, start=9.25))  # fmt: skip
    text = schedule_text(week.stops, [(7.47, 51.51), (7.48, 51.52)])
    read = read_schedule(text)
    assert [(stop.hours, stop.place, stop.label) for stop in read] == [
        ("Mo 09:15-11:15", (51.51, 7.47), "Halt 0"), ("Di 09:15-11:15", (51.52, 7.48), "Halt 3"),
    ]  # fmt: skip
    assert "Bewiesen" in week_sentence(week, Vehicle(hours=40))


def test_the_clock():
    assert [clock(hour) for hour in (9.25, 0, 13.5)] == ["09:15", "00:00", "13:30"]
