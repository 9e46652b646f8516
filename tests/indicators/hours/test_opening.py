"""Opening hours and moments: texts with hours worked out by hand."""

from datetime import date, datetime

import pytest

from indicators.hours.moments import Moment, MomentError, read_moment, read_schedule
from indicators.hours.opening import OpeningError, hours_on, is_open
from indicators.hours.text import read_opening

MONDAY = date(2026, 11, 23)  # the fourth Monday of the month, ISO week 48
H = 60


def week(text: str) -> list[list[tuple[int, int]]]:
    """Hours of Monday to Sunday as (from hour, to hour)."""
    rules = read_opening(text)
    days = [date(2026, 11, 23 + i) for i in range(7)]
    return [[(a // H, b // H) for a, b in hours_on(rules, day)] for day in days]


N: list[tuple[int, int]] = []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24/7", [[(0, 24)]] * 7),
        ("Mo-Fr 08:00-12:00,14:00-17:00", [[(8, 12), (14, 17)]] * 5 + [N, N]),
        ("Mo-Fr 08:00-12:00; We off", [[(8, 12)], [(8, 12)], N, [(8, 12)], [(8, 12)], N, N]),
        ("Mo-Fr 08:00-12:00; We 14:00-18:00", [[(8, 12)], [(8, 12)], [(14, 18)], [(8, 12)], [(8, 12)], N, N]),
        ("Mo-Fr 08:00-12:00, We 14:00-18:00", [[(8, 12)], [(8, 12)], [(8, 12), (14, 18)], [(8, 12)], [(8, 12)], N, N]),
        ("Mo,We,Fr 10:00-12:00", [[(10, 12)], N, [(10, 12)], N, [(10, 12)], N, N]),
        ("Fr-Mo 10:00-12:00", [[(10, 12)], N, N, N] + [[(10, 12)]] * 3),
        ("Di, Do 9–12 Uhr", [N, [(9, 12)], N, [(9, 12)], N, N, N]),
        ("Dienstag 15:00 bis 17:00 Uhr", [N, [(15, 17)], N, N, N, N, N]),
        ("Mo[4] 10:00-12:00", [[(10, 12)]] + [N] * 6),
        ("Mo[1,3] 10:00-12:00", [N] * 7),
        ("We[-1] 10:00-12:00", [N, N, [(10, 12)], N, N, N, N]),
        ("Apr-Sep Mo 10:00-12:00", [N] * 7),
        ("Oct-Mar: Mo 10:00-12:00", [[(10, 12)]] + [N] * 6),
        ("Nov 25-Nov 27 10:00-12:00", [N, N] + [[(10, 12)]] * 3 + [N, N]),
        ("week 2-52/2 Mo 10:00-12:00", [[(10, 12)]] + [N] * 6),
        ("week 1-53/2 Mo 10:00-12:00", [N] * 7),
        ("2025 Mo 10:00-12:00", [N] * 7),
        ("2026+ Mo 10:00-12:00", [[(10, 12)]] + [N] * 6),
        ("Mo-Su,PH 10:00-12:00; PH off", [[(10, 12)]] * 7),
        ("Fr 22:00-02:00", [N, N, N, N, [(22, 26)], N, N]),
        ("Mo 17:00+", [[(17, 24)]] + [N] * 6),
        ('Mo 10:00-12:00 "nur mit Termin"; "sonst nach Vereinbarung"', [[(10, 12)]] + [N] * 6),
        ("Mo-Fr 10:00-12:00 || Sa,Su 14:00-16:00", [[(10, 12)]] * 5 + [[(14, 16)]] * 2),
        ("sunrise-sunset", [[(6, 18)]] * 7),
        ("Mo-Fr 08:00-18:00; Mo-Fr 12:00-13:00 off", [[(8, 12), (13, 18)]] * 5 + [N, N]),
        ("Mo-Fr 08:00-16:00; Tu 07:00-09:00 off", [[(8, 16)], [(9, 16)]] + [[(8, 16)]] * 3 + [N, N]),
        ("SH Mo-Fr 10:00-12:00; Mo 14:00-16:00", [[(14, 16)]] + [N] * 6),
        ("SH,Mo 10:00-12:00", [[(10, 12)]] + [N] * 6),
        ("Mo-Fr 08:00-16:00 Sa 10:00-12:00", [[(8, 16)]] * 5 + [[(10, 12)], N]),
        ("Mo–Fr 8–16 Uhr, Mi bis 18 Uhr", [[(8, 16)], [(8, 16)], [(8, 18)], [(8, 16)], [(8, 16)], N, N]),
        ("Mo-Do 8-16 Uhr, Mi 8-12 Uhr", [[(8, 16)], [(8, 16)], [(8, 12)], [(8, 16)], N, N, N]),
        ("Mo-Fr 8-12 Uhr, Mi 14-18 Uhr", [[(8, 12)], [(8, 12)], [(8, 12), (14, 18)], [(8, 12)], [(8, 12)], N, N]),
        ("Montag bis Donnerstag 8.00–16.00 Uhr, Freitag 8.00–13.00 Uhr", [[(8, 16)]] * 4 + [[(8, 13)], N, N]),
        ("Montag bis Freitag: 9:00 - 12:00 Uhr und 14:00 - 16:00 Uhr", [[(9, 12), (14, 16)]] * 5 + [N, N]),
        ("Di. und Do. 14.00 - 17.00 Uhr", [N, [(14, 17)], N, [(14, 17)], N, N, N]),
        ("Di/Do 14-17 Uhr", [N, [(14, 17)], N, [(14, 17)], N, N, N]),
        ("täglich 9-18 Uhr", [[(9, 18)]] * 7),
        ("werktags 9-17", [[(9, 17)]] * 6 + [N]),
        ("Montags bis freitags von 9 bis 12 Uhr", [[(9, 12)]] * 5 + [N, N]),
        ("4. Montag im Monat 15–17 Uhr", [[(15, 17)]] + [N] * 6),
        ("1. und 4. Mittwoch im Monat 10-12 Uhr", [N, N, [(10, 12)], N, N, N, N]),
        ("jeden letzten Freitag im Monat 14-16 Uhr", [N, N, N, N, [(14, 16)], N, N]),
        ("1. Montag im Monat 15–17 Uhr", [N] * 7),
        ("Mo 9-12 Uhr\nDi 14-16 Uhr", [[(9, 12)], [(14, 16)]] + [N] * 5),
        ("Mo-Fr 8-12 Uhr; We off, We 14:00-16:00", [[(8, 12)], [(8, 12)], [(14, 16)], [(8, 12)], [(8, 12)], N, N]),
        ("Mo-Fr 08:00-12:00, We off", [[(8, 12)], [(8, 12)], N, [(8, 12)], [(8, 12)], N, N]),
        ("Mo 08:00-10:00 || Tu 10:00-12:00; Mo 14:00-16:00", [[(14, 16)], [(10, 12)]] + [N] * 5),
        ("Nov 01-Nov 24 10:00-12:00", [[(10, 12)]] * 2 + [N] * 5),
        ("Mo-Su 08:00-20:00; Dec 25-26 off", [[(8, 20)]] * 7),
        ("Nov 25-26 10:00-12:00", [N, N, [(10, 12)], [(10, 12)], N, N, N]),
        ("Nov 10-12 Uhr", [[(10, 12)]] * 7),
        ("Nov 24,27 10:00-12:00", [N, [(10, 12)], N, N, [(10, 12)], N, N]),
        ("Mo-Su 08:00-20:00; Nov 25-26 off", [[(8, 20)]] * 2 + [N] * 2 + [[(8, 20)]] * 3),
        ("Mo-Fr 8-16 Uhr und nach Vereinbarung", [[(8, 16)]] * 5 + [N, N]),
    ],
)  # fmt: skip
def test_hours_of_a_week(text: str, expected: list[list[tuple[int, int]]]) -> None:
    """Each text gives the hours that its meaning says."""
    assert week(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nach Vereinbarung",
        "Mo 25:00-70:00",
        "easter 10:00-12:00",
        '"Termin"',
        "Mo-",
        "täglich",
        "mittags 12-14 Uhr",
        "PH off",
        "Mo off",
        "SH Mo-Fr 10:00-12:00",
        "Mo-Do 8-16 Fr 8-12",
        "Mo ab 14 Uhr",
        "alle 14 Tage Di 15-17 Uhr",
        "Di 15-17 Uhr (außer Ferien)",
        "siehe Website",
        "wochentags 9-17 Uhr",
        "Mo-Fr 10:00-12:00; Sa nach Vereinbarung",
        "0231 50-0",
    ],
)
def test_what_is_not_understood_is_said(text: str) -> None:
    """No guess: an error that names the part."""
    with pytest.raises(OpeningError, match="„"):
        read_opening(text)


@pytest.mark.parametrize(
    ("text", "on_holiday"),
    [
        ("Mo-Fr 08:00-16:00", [(8, 16)]),  # no rule for holidays: as usual
        ("Mo-Fr 08:00-16:00; PH off", []),
        ("Mo-Fr 08:00-16:00; PH 10:00-14:00", [(10, 14)]),
        ("Mo-Fr 08:00-16:00, PH 18:00-20:00", [(8, 16), (18, 20)]),
        ("Sa,Su,PH 11:00-17:00", [(11, 17)]),
        ("Mo-Fr 08:00-16:00; PH Mo-We off", [(8, 16)]),  # the holiday is a Thursday
        ("Mo-Fr 08:00-16:00; PH We-Th off", []),
        ("Mo-Fr 08:00-16:00; SH off", [(8, 16)]),
        ("Mo-Fr 08:00-16:00; SH,PH off", []),
        ("Mo-Fr 8-16 Uhr; feiertags geschlossen", []),
    ],
)
def test_rules_for_holidays_count_on_holidays_only(
    text: str, on_holiday: list[tuple[int, int]]
) -> None:
    """4 June 2026 is Corpus Christi, a Thursday."""
    rules, day = read_opening(text), date(2026, 6, 4)
    hours = [(a // H, b // H) for a, b in hours_on(rules, day, {day})]
    assert hours == on_holiday
    usual = hours_on(rules, day)
    assert usual == hours_on(rules, day, {date(2026, 6, 3), date(2026, 6, 5)})
    assert bool(usual) == ("Mo-Fr" in text)


@pytest.mark.parametrize(
    ("day", "name", "laender"),
    [
        (date(2026, 6, 4), "Fronleichnam", {"05"}),
        (date(2026, 11, 1), "Allerheiligen", {"05"}),
        (date(2026, 3, 8), "Frauentag", {"11"}),
        (date(2026, 10, 3), "Tag der Deutschen Einheit", {"05", "11"}),
        (date(2026, 10, 31), "", set()),  # Reformation Day is one in Brandenburg, not here
        (date(2026, 6, 3), "", set()),
    ],
)
def test_each_land_has_its_own_holidays(day: date, name: str, laender: set[str]) -> None:
    """By the laws on holidays of North Rhine-Westphalia (05) and Berlin (11)."""
    for land in ("05", "11", ""):
        expected = name if land in laender else ""
        assert Moment(day, ags=f"{land}913000" if land else "").holiday() == expected


def test_the_night_before_a_holiday_reaches_into_it_and_not_the_other_way_round() -> None:
    """New Year's Eve is no holiday: what opens on it stays open until 2 o'clock on New Year."""
    rules = read_opening("Mo-Su 22:00-02:00; PH off")
    new_year = Moment(date(2026, 1, 1), 60, ags="05913000")
    assert new_year.is_open(rules)
    assert not Moment(date(2026, 1, 1), 23 * 60, ags="05913000").is_open(rules)
    assert not Moment(date(2026, 1, 2), 60, ags="05913000").is_open(rules)


def test_closing_minute_is_closed_and_night_belongs_to_the_day_before() -> None:
    """Open from 22:00, closed at 2:00 sharp on the next day."""
    rules = read_opening("Fr 22:00-02:00")
    moments = [(27, 21, 59), (27, 22, 0), (28, 1, 59), (28, 2, 0)]
    opened = [is_open(rules, datetime(2026, 11, d, h, m)) for d, h, m in moments]
    assert opened == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Di 15:00", Moment(date(2026, 11, 24), 900)),
        ("dienstags 15 Uhr", Moment(date(2026, 11, 24), 900)),
        ("Tu 15.30", Moment(date(2026, 11, 24), 930)),
        ("So", Moment(date(2026, 11, 22))),
        ("Samstag, 9:05", Moment(date(2026, 11, 28), 545)),
        ("2026-12-24 10:00", Moment(date(2026, 12, 24), 600)),
        ("24.12.2026", Moment(date(2026, 12, 24))),
    ],
)
def test_moments(text: str, moment: Moment) -> None:
    """A weekday is the first one on or after the day asked on (a Sunday)."""
    assert read_moment(text, on=date(2026, 11, 22)) == moment


@pytest.mark.parametrize("text", ["", "bald", "Di 25:00", "Di 15:75", "31.02.2026", "15:00"])
def test_no_moment(text: str) -> None:
    """A sentence with examples."""
    with pytest.raises(MomentError, match="Beispiele"):
        read_moment(text, on=MONDAY)


def test_mobile_schedule_by_its_grammar() -> None:
    """Three stops: in degrees, in metres, without a place."""
    first, second, third = read_schedule(
        "Mo 14:00-16:00 51.5123,7.4567 Borsigplatz; Mi,Fr 10:00-12:00 @393700,5707600\nDo 9:00-10:00 am Markt"
    )
    assert (first.place, first.in_degrees, first.label) == ((51.5123, 7.4567), True, "Borsigplatz")
    assert (second.place, second.in_degrees) == ((393700.0, 5707600.0), False)
    assert second.hours == "Mi,Fr 10:00-12:00"
    assert (third.place, third.label) == (None, "am Markt")
    assert hours_on(third.rules, date(2026, 11, 26)) == ((540, 600),)


def test_mobile_schedule_with_german_hours_and_names_with_numbers() -> None:
    """The name begins behind the last time of day; a number of a house is none."""
    stops = read_schedule("Do 9–10 Uhr Hof 3-5; Di 14.00 bis 16.00 Uhr Markt; Mi 10:00-11:00")
    assert [stop.label for stop in stops] == ["Hof 3-5", "Markt", ""]
    assert [hours_on(stop.rules, date(2026, 11, 26)) for stop in stops] == [((540, 600),), (), ()]


@pytest.mark.parametrize(
    "place",
    ["51.5123,7.4567", "@51.5123, 7.4567", "(51.5123, 7.4567)", "51,5123 7,4567", "51.5123 7.4567",
     "51.5123/7.4567", "7.4567,51.5123"],
)  # fmt: skip
def test_places_of_stops_in_other_spellings(place: str) -> None:
    """The same place each time, never taken for the stop's name."""
    stop = read_schedule(f"Di 15-17 Uhr {place} Markt")[0]
    assert (stop.place, stop.in_degrees, stop.label) == ((51.5123, 7.4567), True, "Markt")


def test_a_place_that_is_not_understood_is_no_name() -> None:
    """Half a pair would put the stop at the offer's own place."""
    with pytest.raises(OpeningError, match="kein Ort"):
        read_schedule("Di 15-17 Uhr N51.5123 E7.4567")


def test_mobile_schedule_that_is_not_understood() -> None:
    """The stop's text stands in the error."""
    with pytest.raises(OpeningError, match="irgendwann"):
        read_schedule("irgendwann 51.5,7.4")
