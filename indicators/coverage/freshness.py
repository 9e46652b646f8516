"""Freshness of offers: dates of confirmation and end in, what must be asked about again out."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from indicators.coverage.availability import CONFIRMED_FOR
from indicators.hours.moments import to_dates

#: An end within this time is soon.
SOON = timedelta(days=180)

#: States by urgency.
STATES = ("beendet", "endet bald", "nicht bestätigt", "nie bestätigt", "aktuell")


def freshness_of(offers: GeoDataFrame, on: date, *, soon: timedelta = SOON) -> DataFrame:
    """State of each offer: ended, ending soon, not confirmed within a year, never, up to date.

    Parameters
    ----------
    offers : GeoDataFrame
        Index id; `name`, `category`, `confirmed_on`, `valid_to`.
    on : date
        Day of the question.
    soon : timedelta
        An end within this time counts as soon.

    Returns
    -------
    DataFrame
        Index id; `name`, `category`, `address` ("" where offers have none), `confirmed_on`,
        `valid_to` (dates), `state` (one of `STATES`, the most urgent), `days` (until the
        end, or since the confirmation; NaN where neither is known); the most urgent first.
    """
    day = pd.Timestamp(on)
    confirmed = to_dates(offers["confirmed_on"]).to_numpy()
    ends = to_dates(offers["valid_to"]).to_numpy()
    until_end = (ends - day.to_datetime64()) / np.timedelta64(1, "D")
    since = (day.to_datetime64() - confirmed) / np.timedelta64(1, "D")
    conditions = [
        until_end < 0,
        until_end <= soon.days,
        since > CONFIRMED_FOR.days,
        np.isnan(since),
    ]
    state = np.select(conditions, STATES[:4], default=STATES[4])
    table = DataFrame(
        {
            "name": offers["name"],
            "category": offers["category"],
            "address": offers.get("address", ""),
            "confirmed_on": confirmed,
            "valid_to": ends,
            "state": state,
            "days": np.where(until_end <= soon.days, until_end, since),
        },
        index=offers.index,
    )
    urgency = table["state"].map({name: i for i, name in enumerate(STATES)})
    return (
        table.assign(urgency=urgency)
        .sort_values(["urgency", "name"], kind="stable")
        .drop(columns="urgency")
    )


def doubtful(offers: GeoDataFrame, on: date, *, soon: timedelta = SOON) -> tuple[str, ...]:
    """Ids of offers that end soon or whose confirmation is missing or older than a year.

    Coverage with and without them shows how much stands on shaky ground.
    """
    states = freshness_of(offers, on, soon=soon)["state"]
    return tuple(states.index[~states.isin(["aktuell", "beendet"])].astype(str))
