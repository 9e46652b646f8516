"""Dortmund's offers: the city's lists and the programme's places in, one table out."""

import pandas as pd
from pandas import DataFrame
from pyproj import Transformer

COLUMNS = [
    "id",
    "name",
    "category",
    "address",
    "x",
    "y",
    "area",
    "valid_from",
    "valid_to",
    "confirmed_on",
    "source",
]
CITY_SOURCE = "Stadt Dortmund, Open Data"


def offers(official: DataFrame, programme: DataFrame) -> DataFrame:
    """One row per place; what stands in both lists is kept once, as the city lists it.

    Parameters
    ----------
    official : DataFrame
        `id`, `kategorie`, `name`, `anschrift`, `x`, `y` (EPSG:25832), `unterbezirk`.
    programme : DataFrame
        `kategorie`, `name`, `anschrift`, `breite`, `laenge` (degrees), `unterbezirk`,
        `von`, `bis`, `belegt` (year or year-month or empty), `quelle`.

    Returns
    -------
    DataFrame of str
        `COLUMNS`; coordinates in whole metres.
    """
    city = official.rename(columns=RENAMED).assign(source=CITY_SOURCE)
    ours = programme_offers(programme)
    same_place = pd.MultiIndex.from_frame(ours[["category", "address"]]).isin(
        pd.MultiIndex.from_frame(city[["category", "address"]])
    )
    return pd.concat([city, ours[~same_place]]).reindex(columns=COLUMNS).fillna("")


RENAMED = {
    "kategorie": "category",
    "anschrift": "address",
    "unterbezirk": "area",
    "quelle": "source",
}


def programme_offers(programme: DataFrame) -> DataFrame:
    """The programme's places with metric coordinates and dates."""
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True)
    x, y = to_metres.transform(programme["laenge"].astype(float), programme["breite"].astype(float))
    number = programme.groupby("kategorie").cumcount() + 1
    return programme.rename(columns=RENAMED).assign(
        id="programm-" + programme["kategorie"] + "-" + number.astype(str),
        x=[f"{value:.0f}" for value in x],
        y=[f"{value:.0f}" for value in y],
        valid_from=programme["von"].map(first_day),
        valid_to=programme["bis"].map(last_day),
        confirmed_on=programme["belegt"].map(last_day),
    )


def first_day(text: str) -> str:
    """First day of a year (`2014`) or month (`2019-12`); empty stays empty."""
    return "" if not text else pd.Period(text).start_time.date().isoformat()


def last_day(text: str) -> str:
    """Last day of a year or month; empty stays empty."""
    return "" if not text else pd.Period(text).end_time.date().isoformat()
