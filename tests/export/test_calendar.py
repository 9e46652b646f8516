"""Calendar files by the letter of RFC 5545."""

from datetime import UTC, date, datetime, time

import pytest

from export.calendar import WeeklyEvent, calendar_text, write_calendar

STAMP = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
TUESDAY = WeeklyEvent("Bücherbus", "Di", time(14, 0), time(16, 30), "Borsigplatz")


def lines(*events, **options):
    """The unfolded lines of a file."""
    text = calendar_text(events, name="Bus", first=date(2026, 11, 22), stamp=STAMP, **options)
    return text.replace("\r\n ", "").split("\r\n")


def test_the_first_day_is_the_next_such_weekday():
    """22 November 2026 is a Sunday: the first Tuesday is the 24th, the first Sunday the 22nd."""
    found = lines(TUESDAY, WeeklyEvent("Treff", "So", time(10), time(11)))
    assert "DTSTART;TZID=Europe/Berlin:20261124T140000" in found
    assert "DTEND;TZID=Europe/Berlin:20261124T163000" in found
    assert "RRULE:FREQ=WEEKLY;BYDAY=TU" in found
    assert "DTSTART;TZID=Europe/Berlin:20261122T100000" in found
    assert "DTSTAMP:20261101T120000Z" in found


def test_the_last_day_is_the_end():
    found = lines(TUESDAY, until=date(2027, 7, 31))
    (rule,) = [line for line in found if line.startswith("RRULE:FREQ=WEEKLY")]
    assert set(rule.removeprefix("RRULE:").split(";")) == {
        "FREQ=WEEKLY",
        "BYDAY=TU",
        "UNTIL=20270731T225959Z",
    }


def test_texts_cannot_break_out_of_their_line():
    event = WeeklyEvent("a;b,c\\d\r\nBEGIN:VEVENT\x07", "Mo", time(9), time(10))
    found = lines(event)
    assert "SUMMARY:a\\;b\\,c\\\\d\\nBEGIN:VEVENT" in found
    assert found.count("BEGIN:VEVENT") == 1


def test_long_lines_are_folded_by_octets_and_never_inside_a_character():
    event = WeeklyEvent("ä💡" * 60, "Mo", time(9), time(10))
    text = calendar_text([event], name="x", first=date(2026, 1, 1), stamp=STAMP)
    raw = text.encode("utf-8").split(b"\r\n")
    assert max(map(len, raw)) <= 75
    assert all(part.decode("utf-8") is not None for part in raw)
    assert "SUMMARY:" + "ä💡" * 60 in text.replace("\r\n ", "")
    assert "\n" not in text.replace("\r\n", "")


def test_the_same_stop_keeps_its_identifier():
    uids = [
        [line for line in lines(event) if line.startswith("UID")] for event in (TUESDAY, TUESDAY)
    ]
    other = WeeklyEvent("Bücherbus", "Mi", time(14, 0), time(16, 30), "Borsigplatz")
    assert uids[0] == uids[1] != [line for line in lines(other) if line.startswith("UID")]


def test_places_are_latitude_first():
    event = WeeklyEvent("x", "Mo", time(9), time(10), lon=7.47, lat=51.51)
    assert "GEO:51.51;7.47" in lines(event)


@pytest.mark.parametrize(
    "event",
    [WeeklyEvent("x", "Montag", time(9), time(10)), WeeklyEvent("x", "Mo", time(10), time(9))],
)
def test_impossible_events_are_refused(event):
    with pytest.raises(ValueError, match="No weekly event"):
        lines(event)


def test_the_file_is_the_text(tmp_path):
    text = calendar_text([TUESDAY], name="Bus", first=date(2026, 1, 1), stamp=STAMP)
    write_calendar(tmp_path / "bus.ics", text)
    assert (tmp_path / "bus.ics").read_bytes() == text.encode("utf-8")
