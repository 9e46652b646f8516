"""What people enter about offers: kept, applied on top, and never overwritten unseen."""

import multiprocessing
import sqlite3
from datetime import date, timedelta
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from store.offers import (
    ConflictError,
    Entry,
    OfferEntryError,
    Said,
    corrected,
    entries_of,
    entry_of,
    history_of,
    opened,
    record,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "neu" / "angebote.sqlite"


@pytest.fixture
def offers():
    """Two offers; the first was confirmed in March 2024."""
    return gpd.GeoDataFrame(
        {"name": ["Treff", "Kita"], "opening": ["", "Mo-Fr"], "valid_to": ["", ""],
         "capacity": [np.nan, 40.0], "confirmed_on": ["2024-03-01", ""]},
        geometry=[Point(1, 2), Point(3, 4)], index=pd.Index(["a", "b"], name="id"), crs=25832,
    )  # fmt: skip


def test_entries_of_all_kinds_add_up(path, offers):
    first = record(path, Entry("a"), Said(confirmed_on=date(2025, 5, 2)), editor="jk")
    second = record(path, first, Said({"opening": "Di 15:00-18:00", "capacity": "25"}), editor="jk")
    third = record(path, second, Said(note="Eingang im Hof"), editor="ml")
    last = record(path, third, Said(ends_on=date(2026, 12, 31)), editor="ml")
    assert entry_of(path, "a") == last
    assert last.version == 4
    assert [entry.version for entry in history_of(path, "a")] == [1, 2, 3, 4]
    assert history_of(path, "a")[1].note == ""
    before = offers.copy()
    result = corrected(offers, entries_of(path))
    assert result.loc["a", ["opening", "valid_to", "confirmed_on"]].tolist() == ["Di 15:00-18:00", "2026-12-31", "2025-05-02"]  # fmt: skip
    assert result.loc["a", "capacity"] == 25
    assert result.loc["b"].equals(offers.loc["b"])
    assert offers.equals(before)
    assert (result.dtypes == offers.dtypes).all()


def test_a_newer_confirmation_of_the_file_is_not_turned_back(path, offers):
    entries = {"a": record(path, Entry("a"), Said(confirmed_on=date(2023, 1, 1)), editor="jk")}
    assert corrected(offers, entries).loc["a", "confirmed_on"] == "2024-03-01"


def test_an_entry_on_an_offer_that_is_gone_changes_nothing(path, offers):
    entries = {"z": record(path, Entry("z"), Said({"name": "Weg"}), editor="jk")}
    assert corrected(offers, entries).equals(offers)
    assert corrected(offers.iloc[:0], entries).empty


def test_the_second_editor_sees_a_conflict_and_loses_nothing(path):
    seen_by_both = entry_of(path, "a")
    record(path, seen_by_both, Said({"name": "Treff am Markt"}), editor="jk")
    with pytest.raises(ConflictError, match="von jk geändert"):
        record(path, seen_by_both, Said({"name": "Anders"}), editor="ml")
    assert entry_of(path, "a").fields == {"name": "Treff am Markt"}
    again = record(path, entry_of(path, "a"), Said({"opening": "Mo"}), editor="ml")
    assert again.fields == {"name": "Treff am Markt", "opening": "Mo"}


def _save_once(path, number, results):
    try:
        record(path, Entry("a"), Said({"name": str(number)}), editor=str(number))
        results.put(number)
    except ConflictError:
        results.put(None)


def test_of_several_at_the_same_moment_one_wins(path):
    entry_of(path, "a")
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [context.Process(target=_save_once, args=(path, n, results)) for n in range(3)]
    for worker in workers:
        worker.start()
    winners = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    (winner,) = [number for number in winners if number is not None]
    assert entry_of(path, "a").fields == {"name": str(winner)}
    assert len(history_of(path, "a")) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"geometry": "POINT"}, "lassen sich nicht berichtigen"), ({"protected": "nein"}, "lassen sich nicht berichtigen"),
        ({"valid_to": "31.02.2026"}, "kein Datum"), ({"valid_to": "Ende 2026"}, "kein Datum"),
        ({"capacity": "viele"}, "keine Zahl"), ({"capacity": "2²"}, "keine Zahl"),
        ({"name": " "}, "nicht leer"), ({"contact": "x" * 2001}, "länger als"),
    ],
)  # fmt: skip
def test_impossible_corrections_are_refused_in_words(path, fields, words):
    with pytest.raises(OfferEntryError, match=words):
        record(path, Entry("a"), Said(fields), editor="jk")
    assert not path.exists()


def test_a_day_may_be_written_as_in_german_files(path):
    entry = record(path, Entry("a"), Said({"valid_to": "31.12.2026", "valid_from": "2025-01-02"}), editor="jk")  # fmt: skip
    assert entry.fields == {"valid_to": "2026-12-31", "valid_from": "2025-01-02"}


def test_all_that_is_said_at_once_is_one_version_or_none(path):
    said = Said({"name": "Haus"}, confirmed_on=date(2025, 5, 2), ends_on=date(2026, 1, 31), note=" neu ")  # fmt: skip
    saved = record(path, Entry("a"), said, editor="jk")
    assert (saved.version, saved.note, saved.confirmed_on) == (1, "neu", "2025-05-02")
    assert saved.fields == {"name": "Haus", "valid_to": "2026-01-31"}
    with pytest.raises(OfferEntryError, match="Zukunft"):
        record(path, saved, Said({"name": "X"}, confirmed_on=date.today() + timedelta(days=1)), editor="jk")  # fmt: skip
    assert entry_of(path, "a") == saved


def test_a_damaged_entry_is_said(path):
    record(path, Entry("a"), Said(confirmed_on=date(2025, 5, 2)), editor="jk")
    with opened(path) as connection:
        connection.execute("update entry set fields = '[1'")
    with pytest.raises(OfferEntryError, match="„a“ ist beschädigt"):
        entries_of(path)


def test_a_confirmation_needs_a_name_and_a_day_that_has_come(path):
    with pytest.raises(OfferEntryError, match="Name oder Kürzel"):
        record(path, Entry("a"), Said(confirmed_on=date.today()), editor=" ")
    with pytest.raises(OfferEntryError, match="Zukunft"):
        record(path, Entry("a"), Said(confirmed_on=date.today() + timedelta(days=1)), editor="jk")


def test_the_store_is_a_write_ahead_log_that_waits_for_the_disk(path):
    entry_of(path, "a")
    connection = sqlite3.connect(path)
    assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    connection.close()


def test_what_is_acknowledged_is_on_the_disk_however_sqlite_was_built(path, monkeypatch):
    """Some systems build it so that the log alone does not wait (`synchronous=normal`)."""

    class Hasty(sqlite3.Connection):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            self.execute("pragma synchronous=normal")

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Hasty))
    with opened(path) as connection:
        assert connection.execute("pragma synchronous").fetchone() == (2,)


def test_a_file_that_is_no_store_is_said(path):
    path.parent.mkdir()
    path.write_text("kein SQLite " * 100, encoding="utf-8")
    with pytest.raises(OfferEntryError, match="lassen sich nicht lesen"):
        entry_of(path, "a")


def test_a_store_whose_schema_is_no_utf8_is_told_of_in_german(path):
    with opened(path):
        pass
    whole = path.read_bytes()
    assert b"CREATE TABLE" in whole
    path.write_bytes(whole.replace(b"CREATE TABLE", b"CR\xffATE TABLE"))
    with pytest.raises(OfferEntryError, match="lassen sich nicht lesen"):
        entries_of(path)
