"""Which trips of a GTFS feed run on a day: calendar, exceptions and trips in, trip ids out."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame

Texts = NDArray[np.str_]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: A longer period than this is not looked through for a day that serves instead.
MOST_DAYS = 3 * 366
#: A day with a smaller share of the trips of its best weekday is no usual day.
USUAL_SHARE = 0.5


@dataclass(frozen=True)
class Calendar:
    """When the services of a feed run.

    Attributes
    ----------
    regular, exceptions, trips : DataFrame of text
        The tables `calendar`, `calendar_dates` (either may be empty) and `trips`.
    """

    regular: DataFrame
    exceptions: DataFrame
    trips: DataFrame

    @cached_property
    def added(self) -> dict[str, set[str]]:
        """Services that run on a date (YYYYMMDD) in addition."""
        return self._excepted("1")

    @cached_property
    def removed(self) -> dict[str, set[str]]:
        """Services that do not run on a date."""
        return self._excepted("2")

    @cached_property
    def trips_by_service(self) -> dict[str, int]:
        """Number of trips of each service."""
        return dict(self.trips["service_id"].value_counts())

    @cached_property
    def periods(self) -> tuple[Texts, NDArray[np.bool_], Texts, Texts]:
        """Services with their weekdays, first and last days (YYYYMMDD)."""
        columns = (
            self.regular[name].to_numpy(dtype=str)
            for name in ("service_id", "start_date", "end_date")
        )
        service, first, last = columns
        return service, (self.regular[list(WEEKDAYS)] == "1").to_numpy(dtype=bool), first, last

    def services_on(self, day: date) -> set[str]:
        """Services by weekday and period, with the exceptions of the day."""
        text = day.strftime("%Y%m%d")
        service, weekdays, first, last = self.periods
        runs = weekdays[:, day.weekday()] & (first <= text) & (last >= text)
        regular = set(service[runs].tolist())
        return (regular | self.added.get(text, set())) - self.removed.get(text, set())

    def trips_on(self, day: date) -> list[str]:
        """Ids of the trips that run on a day."""
        mine = self.trips["service_id"].isin(self.services_on(day))
        return self.trips.loc[mine, "trip_id"].tolist()

    def number_on(self, day: date) -> int:
        """Return how many trips run on a day."""
        return int(sum(self.trips_by_service.get(name, 0) for name in self.services_on(day)))

    def days(self) -> list[date]:
        """All days from the first to the last that the feed names."""
        named = pd.concat(
            [self.regular["start_date"], self.regular["end_date"], self.exceptions["date"]]
        )
        days = pd.to_datetime(named, format="%Y%m%d", errors="coerce").dropna()
        if days.empty:
            return []
        return [d.date() for d in pd.date_range(days.min(), days.max())[:MOST_DAYS]]

    def best_day(self, weekday: int) -> tuple[date, int] | None:
        """Return the first day with most trips of a weekday and their number; None if none runs."""
        counts = {day: self.number_on(day) for day in self.days() if day.weekday() == weekday}
        best = max(counts, key=lambda day: counts[day], default=None)
        return None if best is None or counts[best] == 0 else (best, counts[best])

    def _excepted(self, kind: str) -> dict[str, set[str]]:
        mine = self.exceptions[self.exceptions["exception_type"] == kind]
        return {str(day): set(rows) for day, rows in mine.groupby("date")["service_id"]}


def calendar_of(regular: DataFrame, exceptions: DataFrame, trips: DataFrame) -> Calendar:
    """Return the calendar of a feed from its tables of text, spaces around values gone."""

    def plain(table: DataFrame) -> DataFrame:
        return table.apply(lambda column: column.str.strip())

    return Calendar(plain(regular), plain(exceptions), plain(trips))
