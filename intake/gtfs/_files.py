"""The tables of a GTFS feed: a zip file or folder in, checked tables of text out."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

import pandas as pd
from pandas import DataFrame

from intake.findings import InputError, Kind, UnsafeFileError

#: By table: columns without which nothing can be computed.
NEEDED = {
    "stops": ("stop_id", "stop_lat", "stop_lon"),
    "trips": ("trip_id", "service_id"),
    "stop_times": ("trip_id", "stop_id", "arrival_time", "departure_time", "stop_sequence"),
}
#: By table: further columns that are used where they are there.
USED = {
    "stops": ("stop_name", "parent_station"),
    "trips": ("block_id",),
    "stop_times": ("pickup_type", "drop_off_type"),
    "calendar": ("service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
                 "sunday", "start_date", "end_date"),
    "calendar_dates": ("service_id", "date", "exception_type"),
    "frequencies": ("trip_id", "start_time", "end_time", "headway_secs"),
    "transfers": ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time",
                  "from_route_id", "to_route_id", "from_trip_id", "to_trip_id"),
}  # fmt: skip

#: Larger tables are not a city's timetable (bytes, unpacked).
MAX_BYTES = 6 * 1024**3
#: A zip member that unpacks to more than this many times its size is an attack.
MAX_RATIO = 200
ROWS_AT_ONCE = 1_000_000

_WHOLE_FEED = "Einen vollständigen GTFS-Fahrplan verwenden."
TABLE_MISSING = Kind("timetable_unusable", "Die Tabelle fehlt.", _WHOLE_FEED)
TABLE_UNREADABLE = Kind("timetable_unusable", "Die Tabelle ist nicht lesbar ({why}).", _WHOLE_FEED)
COLUMNS_MISSING = Kind("timetable_unusable", "Spalten fehlen: {columns}.", _WHOLE_FEED)
NO_ZIP = Kind("timetable_unusable", "Die Datei ist kein ZIP-Archiv.", "Einen GTFS-Fahrplan als .zip verwenden.")  # fmt: skip
ZIP_BOMB = Kind("zip_bomb", "Die Datei im Archiv ist ausgepackt unglaubhaft groß.", "Den Fahrplan aus der Quelle neu herunterladen.")  # fmt: skip


class Feed:
    """An opened feed; tables are read on demand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._archive = _opened(path) if path.is_file() else None

    def names(self) -> dict[str, str]:
        """Table name → file in the feed; at the top or in the folder with the stop times."""
        if self._archive is None:
            files = [p.name for p in sorted(self.path.iterdir()) if p.is_file()]
        else:
            files = [m for m in self._archive.namelist() if "__MACOSX" not in m]
        tables = [PurePosixPath(file) for file in files if file.lower().endswith(".txt")]
        main = [table.parent for table in tables if table.stem.lower() == "stop_times"]
        folder = min(main, key=lambda parent: len(parent.parts), default=PurePosixPath())
        return {table.stem.lower(): str(table) for table in tables if table.parent == folder}

    @contextmanager
    def opened(self, table: str) -> Iterator[IO[bytes]]:
        """Open the file of a table."""
        member = self.names()[table]
        if self._archive is None:
            with (self.path / member).open("rb") as file:
                yield file
        else:
            with self._archive.open(member) as file:
                yield file

    def read(self, table: str, *, trips: frozenset[str] | None = None) -> DataFrame:
        """Read a table as text ("" = nothing); an optional table that is absent is empty.

        Parameters
        ----------
        table : str
        trips : frozenset of str, optional
            Keep only rows of these trips (large tables are read in pieces).

        Raises
        ------
        InputError
            If the table or one of its needed columns is missing, or it is no table.
        """
        columns = [*NEEDED.get(table, ()), *USED.get(table, ())]
        if table not in self.names():
            if table in NEEDED:
                raise InputError([TABLE_MISSING(self.path.name, f"{table}.txt")])
            return DataFrame(columns=columns, dtype=str)
        try:
            with self.opened(table) as file:
                pieces = [_of_trips(piece, trips) for piece in _pieces(file, columns)]
        except (
            ValueError,
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            RuntimeError,
            EOFError,
        ) as error:
            fault = TABLE_UNREADABLE(self.path.name, f"{table}.txt", why=str(error)[:120])
            raise InputError([fault]) from error
        rows = pd.concat(pieces, ignore_index=True) if pieces else DataFrame()
        missing = [c for c in NEEDED.get(table, ()) if c not in rows.columns]
        if missing:
            raise InputError(
                [COLUMNS_MISSING(self.path.name, f"{table}.txt", columns=", ".join(missing))]
            )
        return rows.reindex(columns=columns, fill_value="").fillna("")


def _opened(path: Path) -> zipfile.ZipFile:
    """Open a zip file after looking at what it would unpack to."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError([NO_ZIP(path.name)]) from error
    for member in archive.infolist():
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > MAX_BYTES or (member.file_size > 1e8 and ratio > MAX_RATIO):
            archive.close()
            raise UnsafeFileError([ZIP_BOMB(path.name, member.filename[:80])])
    return archive


def _pieces(file: IO[bytes], columns: list[str]) -> Iterator[DataFrame]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    wanted = set(columns)
    yield from pd.read_csv(
        text, dtype=str, keep_default_na=False, skipinitialspace=True, chunksize=ROWS_AT_ONCE,
        usecols=lambda name: name.strip() in wanted,
    )  # fmt: skip


def _of_trips(piece: DataFrame, trips: frozenset[str] | None) -> DataFrame:
    piece = piece.rename(columns=str.strip)
    return piece if trips is None or "trip_id" not in piece else piece[piece["trip_id"].isin(trips)]
