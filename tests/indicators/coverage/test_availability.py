"""Which offers count on a day and at a moment."""

from datetime import date

import pandas as pd
import pytest
from geopandas import GeoDataFrame, GeoSeries
from shapely import Point

from indicators.coverage.availability import with_reasons
from indicators.coverage.question import Question
from indicators.hours.moments import read_moment

ON = date(2026, 11, 22)
TUESDAY = read_moment("Di 15:00", on=ON)
CRS = "EPSG:25832"
COLUMNS = (
    "name",
    "opening",
    "mobile_schedule",
    "valid_from",
    "valid_to",
    "confirmed_on",
    "step_free",
)


def offers(*rows: dict[str, object]) -> GeoDataFrame:
    table = pd.DataFrame([{c: row.get(c, "") for c in COLUMNS} for row in rows])
    table["name"] = [f"A{i}" for i in range(len(rows))]
    table.index = pd.Index([f"a{i}" for i in range(len(rows))], name="id")
    return GeoDataFrame(table, geometry=[Point(390_000, 5_700_000)] * len(rows), crs=CRS)


def why(question: Question, *rows: dict[str, object]) -> list[str]:
    when = read_moment(question.when, on=ON) if question.when else None
    return with_reasons(offers(*rows), question, when)[0]["why_not"].tolist()


def test_validity_counts_on_its_last_day_and_not_after() -> None:
    """Dates as text, as date, as Timestamp, in German; missing ones are no limit."""
    assert why(
        Question(on=ON),
        {"valid_to": "2026-11-22"},
        {"valid_to": "2026-11-21"},
        {"valid_to": date(2026, 11, 21)},
        {"valid_to": pd.Timestamp("2026-11-21")},
        {"valid_to": "21.11.2026"},
        {"valid_from": "2026-11-23"},
        {"valid_to": pd.NaT},
        {},
    ) == ["", *["beendet am 21.11.2026"] * 4, "beginnt erst am 23.11.2026", "", ""]


def test_left_out_offer_is_left_out() -> None:
    """The offer named does not count, the other does."""
    assert why(Question(on=ON, without=("a1",)), {}, {}) == ["", "ohne dieses Angebot gerechnet"]


def test_opening_hours_at_a_moment() -> None:
    """Open, closed, unknown and not understood: the last two count, and it is said."""
    found, notes = with_reasons(
        offers(
            {"opening": "Mo-Fr 14:00-16:00"},
            {"opening": "Mo-Fr 08:00-12:00"},
            {},
            {"opening": "nach Vereinbarung"},
        ),
        Question(on=ON),
        TUESDAY,
    )
    assert found["why_not"].tolist() == ["", "Di 15:00 geschlossen", "", ""]
    assert notes == ("2 von 4 Angeboten ohne bekannte Öffnungszeit; sie zählen als geöffnet.",)


@pytest.mark.parametrize(("ags", "closed"), [("05913000", True), ("11000000", False)])
def test_a_holiday_of_the_land_closes_and_is_said(ags: str, closed: bool) -> None:
    """Corpus Christi is a holiday in North Rhine-Westphalia, not in Berlin."""
    day = date(2026, 6, 4)
    when = read_moment("2026-06-04 10:00", on=day, ags=ags)
    hours = ("Mo-Fr 08:00-16:00; PH off", "Mo-Fr 08:00-16:00")
    table, notes = with_reasons(
        offers(*({"opening": text} for text in hours)), Question(on=day), when
    )
    assert [reason != "" for reason in table["why_not"]] == [closed, False]
    assert any("04.06.2026 ist ein Feiertag (Fronleichnam)" in note for note in notes) == closed


def test_mobile_offer_is_where_its_schedule_says() -> None:
    """On Tuesdays at the second stop only; without a moment at both."""
    schedule = "Mo 14:00-16:00 51.50,7.40 Nord; Di 14:00-16:00 51.51,7.41 Süd"
    found, _ = with_reasons(offers({"mobile_schedule": schedule}), Question(on=ON), TUESDAY)
    assert found["name"].tolist() == ["A0 (Nord)", "A0 (Süd)"]
    assert found["why_not"].tolist() == ["Di 15:00 nicht hier, sondern Mo 14:00-16:00", ""]
    place = GeoSeries([found.geometry.iloc[1]], crs=CRS).to_crs("EPSG:4326").iloc[0]
    assert (place.x, place.y) == (pytest.approx(7.41), pytest.approx(51.51))
    assert why(Question(on=ON), {"mobile_schedule": schedule}) == ["", ""]


@pytest.mark.parametrize(
    "crs", ["EPSG:25832", "EPSG:31466", "EPSG:31467", "EPSG:4647"]
)  # fmt: skip
def test_stops_in_metres_say_their_zone(crs: str) -> None:
    """Gauß-Krüger and UTM with the zone in front are told by their first figures."""
    place = GeoSeries.from_xy([7.41], [51.51], crs="EPSG:4326").to_crs(crs).iloc[0]
    schedule = f"Di 14-16 Uhr {place.x:.2f},{place.y:.2f} Süd"
    found, _ = with_reasons(offers({"mobile_schedule": schedule}), Question(on=ON), None)
    back = GeoSeries([found.geometry.iloc[0]], crs=CRS).to_crs("EPSG:4326").iloc[0]
    assert (back.x, back.y) == (pytest.approx(7.41, abs=5e-5), pytest.approx(51.51, abs=5e-5))


def test_three_stops_of_one_offer_on_one_day() -> None:
    """At 11:30 only the second; on Tuesdays as such all three."""
    schedule = "Di 9-10 Uhr 51.50,7.40 A; Di 11-12 Uhr 51.51,7.41 B; Di 15-16 Uhr 51.52,7.42 C"
    at = Question(on=ON, when="Di 11:30")
    assert [not reason for reason in why(at, {"mobile_schedule": schedule})] == [False, True, False]
    day = Question(on=ON, when="Di")
    assert why(day, {"mobile_schedule": schedule}) == ["", "", ""]


def test_confirmation_older_than_a_year_counts_only_if_not_asked_for() -> None:
    """365 days ago is still fresh, 366 are not, never is not."""
    rows = ({"confirmed_on": "2025-11-22"}, {"confirmed_on": "2025-11-21"}, {})
    stale = "seit über einem Jahr nicht bestätigt"
    assert why(Question(on=ON, confirmed_only=True), *rows) == ["", stale, stale]
    assert why(Question(on=ON), *rows) == ["", "", ""]


def test_step_free_must_be_known() -> None:
    """Yes in German or English, as text or boolean; unknown is not step-free."""
    said = why(
        Question(on=ON, step_free_only=True),
        {"step_free": "ja"},
        {"step_free": True},
        {"step_free": "nein"},
        {},
    )
    assert said == ["", "", *["nicht als stufenlos bekannt"] * 2]


def test_no_offers_and_input_unchanged() -> None:
    """An empty table stays an empty table with the column."""
    empty = offers({})[:0]
    assert with_reasons(empty, Question(on=ON), TUESDAY)[0]["why_not"].tolist() == []
    table = offers({"mobile_schedule": "Di 9:00-10:00 51.5,7.4"})
    before = table.copy()
    with_reasons(table, Question(on=ON), None)
    assert table.equals(before)
