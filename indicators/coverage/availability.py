"""Which offers count: offers and a moment in, each stop with the reason why it does not count out."""

from collections.abc import Collection
from datetime import date, timedelta

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame, Series

from indicators.coverage.question import Question
from indicators.hours.moments import Moment, Stop, read_schedule, to_dates
from indicators.hours.opening import OpeningError
from indicators.hours.text import read_opening
from wording import count, say
from wording import date as german_date

#: A confirmation older than this is no longer one.
CONFIRMED_FOR = timedelta(days=365)

#: Metres east that begin with their zone (Gauß-Krüger 2 to 5, UTM 32 and 33), and the system.
ZONES = {(2_300_000, 2_800_000): "EPSG:31466", (3_300_000, 3_800_000): "EPSG:31467",
         (4_300_000, 4_800_000): "EPSG:31468", (5_300_000, 5_800_000): "EPSG:31469",
         (32_200_000, 33_000_000): "EPSG:4647", (33_200_000, 34_000_000): "EPSG:5650"}  # fmt: skip


def with_reasons(
    offers: GeoDataFrame, question: Question, when: Moment | None
) -> tuple[GeoDataFrame, tuple[str, ...]]:
    """Offers with the reason why they do not count; mobile ones stop by stop.

    Parameters
    ----------
    offers : GeoDataFrame
        Index id; columns as in `City.offers`; of one category.
    question : Question
        Which of them count.
    when : Moment or None
        When they must be open, from the question's `when` in the city's Land; None: at any time.

    Returns
    -------
    GeoDataFrame
        Index id (repeated for the stops of a mobile offer); the columns of `offers`,
        with `geometry` at the stop and its name added to `name`; `why_not`: "" = counts,
        else a German reason.
    tuple of str
        What was assumed: unknown opening hours count as open.

    Notes
    -----
    Reasons are looked for in this order, the first one is given: left out, ended, not
    yet begun, not step-free, closed then (mobile: elsewhere then), not confirmed.
    """
    stops = expand_stops(offers)
    closed, notes = _closed(stops, when)
    reasons = [
        _left_out(stops, question.without),
        _out_of_time(stops, question.day),
        _not_step_free(stops) if question.step_free_only else None,
        closed,
        _unconfirmed(stops, question.day) if question.confirmed_only else None,
    ]
    why_not = np.full(len(stops), "", dtype=object)
    for reason in reasons:
        if reason is not None:
            why_not = np.where(why_not == "", reason.to_numpy(dtype=object), why_not)
    kept = Series(why_not, index=stops.index, dtype=object)  # as sentences, not as plain text
    return stops.assign(why_not=kept).drop(columns="stop"), notes


def expand_stops(offers: GeoDataFrame) -> GeoDataFrame:
    """One row per stop of a mobile offer, one per other offer; column `stop` (a `Stop` or None).

    A schedule that cannot be read leaves the offer at its own place, always.
    """
    stops = [_stops(text) for text in offers["mobile_schedule"]]
    rows = np.repeat(np.arange(len(offers)), [len(s) for s in stops])
    flat = [stop for group in stops for stop in group]
    table = offers.iloc[rows].copy()
    table["stop"] = Series(flat, index=table.index, dtype=object)
    table["name"] = [
        f"{name} ({stop.label})" if stop is not None and stop.label else name
        for name, stop in zip(table["name"], flat, strict=True)
    ]
    return table.set_geometry(_stop_places(table, flat))


def _stops(text: object) -> "tuple[Stop | None, ...]":
    if not isinstance(text, str) or not text.strip():
        return (None,)
    try:
        return read_schedule(text)
    except OpeningError:
        return (None,)


def _stop_places(table: GeoDataFrame, stops: "list[Stop | None]") -> GeoSeries:
    """Geometry of each row: the stop's place in the table's CRS, else the offer's own."""
    own = table.geometry
    systems = [_system(s, str(table.crs)) if s and s.place else "" for s in stops]
    for system in sorted(set(systems) - {""}):
        rows = [row for row, mine in enumerate(systems) if mine == system]
        pairs = np.array([stops[i].place for i in rows])  # type: ignore[union-attr]
        x, y = (pairs[:, 1], pairs[:, 0]) if system == "EPSG:4326" else (pairs[:, 0], pairs[:, 1])
        placed = GeoSeries.from_xy(x, y, crs=system).to_crs(table.crs)
        geometry = own.to_numpy().copy()
        geometry[rows] = placed.to_numpy()
        own = GeoSeries(geometry, index=table.index, crs=table.crs)
    return own


def _system(stop: Stop, city: str) -> str:
    """System of a stop's place: degrees, metres with a zone in the number, else the city's."""
    if stop.in_degrees or stop.place is None:
        return "EPSG:4326"
    east = stop.place[0]
    zones = (system for (low, high), system in ZONES.items() if low <= east < high)
    return next(zones, city)


def _left_out(offers: DataFrame, without: Collection[str]) -> Series:
    out = offers.index.isin(list(without))
    return _said(out, say("ohne dieses Angebot gerechnet"))


def _out_of_time(offers: DataFrame, on: date) -> Series:
    """Ended before, or begins after the day."""
    day = pd.Timestamp(on)
    ended = to_dates(offers["valid_to"])
    begins = to_dates(offers["valid_from"])
    said = [
        say("beendet am {day}", day=german_date(end))
        if end < day
        else say("beginnt erst am {day}", day=german_date(begin))
        if begin > day
        else ""
        for begin, end in zip(begins, ended, strict=True)
    ]
    return Series(said, dtype=object)


def _said(where: NDArray[np.bool_], reason: str) -> Series:
    """Return the reason where it holds, "" elsewhere."""
    return Series([reason if here else "" for here in where], dtype=object)


def _closed(offers: DataFrame, when: Moment | None) -> tuple[Series, tuple[str, ...]]:
    """Closed at the moment, by opening hours or by a mobile offer's schedule."""
    said = Series("", index=range(len(offers)), dtype=object)
    if when is None:
        return said, ()
    unknown = 0
    for row, (stop, opening) in enumerate(zip(offers["stop"], offers["opening"], strict=True)):
        if stop is not None:
            elsewhere = say("{when} nicht hier, sondern {hours}", when=when.label(), hours=stop.hours)  # fmt: skip
            said[row] = "" if when.is_open(stop.rules) else elsewhere
            continue
        is_open = open_by_text(opening, when)
        unknown += is_open is None
        said[row] = say("{when} geschlossen", when=when.label()) if is_open is False else ""
    notes = []
    if unknown:
        note = "{n} von {all} Angeboten ohne bekannte Öffnungszeit; sie zählen als geöffnet."
        notes.append(say(note, n=count(unknown), all=count(len(offers))))
    if holiday := when.holiday():
        note = "Der {day} ist ein Feiertag ({holiday}); wo keine Zeiten für Feiertage stehen, gelten die üblichen."
        notes.append(say(note, day=german_date(when.day), holiday=holiday))
    return said, tuple(notes)


def open_by_text(opening: object, when: Moment) -> bool | None:
    """Whether an opening text is open at a moment; None if there is none or it is not understood."""
    if not isinstance(opening, str) or not opening.strip():
        return None
    try:
        return when.is_open(read_opening(opening))
    except OpeningError:
        return None


def _unconfirmed(offers: DataFrame, on: date) -> Series:
    confirmed = to_dates(offers["confirmed_on"])
    fresh = (confirmed >= pd.Timestamp(on - CONFIRMED_FOR)).to_numpy()
    return _said(~fresh, say("seit über einem Jahr nicht bestätigt"))


def _not_step_free(offers: DataFrame) -> Series:
    words = offers["step_free"].astype(str).str.strip().str.lower()
    free = words.isin({"yes", "ja", "true", "1", "1.0", "j", "x"}).to_numpy()
    return _said(~free, say("nicht als stufenlos bekannt"))
