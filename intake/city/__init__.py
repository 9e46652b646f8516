"""A city folder in, a checked `City` out; the faults of all files show at once."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
from pandas import DataFrame

from geo.levels import Level
from intake.city._vintages import levels_of_vintage, read_crosswalks
from intake.city.levels import read_levels
from intake.city.settlement import read_settlement
from intake.config import CityConfig, OffersSection, named_files, read_config
from intake.config_links import config_faults, unknown_names
from intake.findings import Finding, InputError, Kind, gathered, require_none
from intake.guard import inside
from intake.model import OFFER_COLUMNS, City, Figures, Settlement
from wording import say

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import Series

Result = TypeVar("Result")

OFFER_ID_DOUBLED = Kind("offer_id_doubled", "Dieselbe Kennung steht in mehreren Angebotsdateien.", "Kennungen eindeutig machen.")  # fmt: skip
VALUES_CONTRADICT = Kind("values_contradict", "Zwei Tabellen nennen verschiedene Werte für „{variable}“.",
                         "Die Variable in einer der beiden Tabellen weglassen (columns).")  # fmt: skip


def read_city(folder: Path, *, places: bool = True) -> City:
    """Read a city folder with everything that its `city.toml` names.

    Parameters
    ----------
    folder : Path
        Folder with a `city.toml`.
    places : bool
        False leaves offers and settlement points unread, for jobs that need figures
        alone: the city then has none of them.

    Returns
    -------
    City
        Levels finest first; figures one per level, year and vintage.

    Raises
    ------
    InputError
        With every finding of every file, if any of them is an error.
    """
    folder = Path(folder)
    config = read_config(folder / "city.toml")
    require_none((*config_faults(config), *path_faults(folder, config)))
    levels, findings = read_levels(folder, config)
    finest = next(iter(levels.values()))
    faults = list(findings)
    crosswalks = _attempt(partial(read_crosswalks, folder, config, levels), faults)
    figures = _attempt(partial(_figures, folder, config, levels, crosswalks or {}), faults)
    read = config if places else config.model_copy(update={"offers": ()})
    offers = _attempt(partial(_offers, folder, read, finest), faults)
    people = partial(read_settlement, folder, config, finest) if places else _unread
    settlement = _attempt(people, faults)
    if figures is not None:
        known = {str(name) for part in figures for name in part.values.columns}
        faults += unknown_names(config, known)
    if figures is None or offers is None or settlement is None or crosswalks is None:
        raise InputError(faults)
    require_none(faults)
    return City(folder, config, levels, figures, *offers, settlement, crosswalks, tuple(faults))


def path_faults(folder: Path, config: CityConfig) -> tuple[Finding, ...]:
    """Return an error for every file that `city.toml` names outside its folder."""
    faults: list[Finding] = []
    for _, name in named_files(config):
        with gathered(faults):
            inside(folder, name)
    return tuple(faults)


def _unread() -> tuple[Settlement, tuple[Finding, ...]]:
    """No settlement points, because nobody asked for places."""
    points = DataFrame({name: pd.Series(dtype=float) for name in ("x", "y", "area", "weight")})
    return Settlement(points, DataFrame(), "area"), ()


def merge_figures(figures: Iterable[Figures]) -> tuple[tuple[Figures, ...], tuple[Finding, ...]]:
    """Put the figures of all tables together: one `Figures` per level, year and vintage.

    Parameters
    ----------
    figures : iterable of Figures
        From any number of tables; those of one level have the same index.

    Returns
    -------
    tuple of Figures
        In the order in which level, year and vintage first appear.
    tuple of Finding
        An error where two tables give the same variable different values for an area.
    """
    merged: dict[tuple[str, int, str], Figures] = {}
    findings: list[Finding] = []
    for part in figures:
        place = (part.level, part.year, part.vintage)
        if place in merged:
            findings += _contradictions(merged[place], part)
            merged[place] = _joined(merged[place], part)
        else:
            merged[place] = part
    return tuple(merged.values()), tuple(findings)


def _attempt(
    read: Callable[[], tuple[Result, tuple[Finding, ...]]], findings: list[Finding]
) -> Result | None:
    """Run one reader; its findings are gathered, and its errors do not keep the others from being read."""
    result = None
    with gathered(findings):
        result, found = read()
        findings += found
    return result


def _figures(
    folder: Path,
    config: CityConfig,
    levels: Mapping[str, Level],
    crosswalks: Mapping[tuple[str, str, str], DataFrame],
) -> tuple[tuple[Figures, ...], tuple[Finding, ...]]:
    from intake.city.figures import rate_findings, read_figures

    parts: list[Figures] = []
    faults: list[Finding] = []
    for section in config.table:
        then = levels_of_vintage(levels, section.level, section.vintage, crosswalks)
        parts += _attempt(partial(read_figures, folder, section, then), faults) or []
    merged, contradictions = merge_figures(parts)
    pairs = [
        (entry.numerator, entry.denominator)
        for entry in config.indicator
        if entry.numerator and entry.unit == "%"
    ]
    larger = [
        finding for figures in merged for finding in rate_findings(figures, pairs, file="city.toml")
    ]
    require_none([*faults, *contradictions, *larger])
    return merged, (*faults, *larger)


def _offers(
    folder: Path, config: CityConfig, finest: Level
) -> tuple[tuple["GeoDataFrame", "Series"], tuple[Finding, ...]]:
    """Offers of all files, and how many protected ones there are."""
    tables: list[GeoDataFrame] = []
    counts: list[Series] = []
    faults: list[Finding] = []
    for section in config.offers:
        read = _attempt(partial(_offers_of, folder, section, finest, config), faults)
        if read is not None:
            tables.append(read[0])
            counts.append(read[1])
    require_none(faults)
    offers = _united(tables, finest)
    double = offers.index[offers.index.duplicated()]
    if len(double):
        faults.append(OFFER_ID_DOUBLED("city.toml", ", ".join(map(str, double[:25]))))
    require_none(faults)
    total = pd.concat(counts).groupby(level=0).sum() if counts else pd.Series(dtype="int64")
    return (offers, total.rename("protected").rename_axis("category")), tuple(faults)


def _offers_of(
    folder: Path, section: OffersSection, finest: Level, config: CityConfig
) -> tuple[tuple["GeoDataFrame", "Series"], tuple[Finding, ...]]:
    from intake.offers import read_offers

    offers, protected, findings = read_offers(folder, section, finest=finest, config=config)
    return (offers, protected), findings


def _united(tables: list["GeoDataFrame"], finest: Level) -> "GeoDataFrame":
    from geopandas import GeoDataFrame

    if tables:
        return GeoDataFrame(pd.concat(tables), crs=finest.areas.crs)
    columns = {column: pd.Series(dtype="str") for column in OFFER_COLUMNS}
    return GeoDataFrame(
        columns, geometry=[], index=pd.Index([], name="id", dtype="str"), crs=finest.areas.crs
    )


def _contradictions(first: Figures, second: Figures) -> list[Finding]:
    """Say where two tables disagree on a value."""
    findings = []
    for variable in first.values.columns.intersection(second.values.columns):
        one, other = first.values[variable], second.values[variable].reindex(first.values.index)
        differ = one.notna() & other.notna() & (one != other)
        if differ.any():
            keys = ", ".join(map(str, differ.index[differ][:25]))
            findings.append(VALUES_CONTRADICT("city.toml", say("{variable} {year}, Gebiete {keys}", variable=variable, year=first.year, keys=keys), variable=variable))  # fmt: skip
    return findings


def _joined(first: Figures, second: Figures) -> Figures:
    """Columns of both; where both have a variable, the second table fills the first one's gaps."""
    index = first.values.index
    common = first.values.columns.intersection(second.values.columns)
    values, reasons = first.values.copy(), first.reasons.copy()
    for variable in common:
        filled = values[variable].isna() & second.values[variable].reindex(index).notna()
        values[variable] = values[variable].where(~filled, second.values[variable].reindex(index))
        reasons[variable] = reasons[variable].where(
            ~filled, second.reasons[variable].reindex(index)
        )
    values = pd.concat([values, second.values.drop(columns=common).reindex(index)], axis=1)
    reasons = pd.concat([reasons, second.reasons.drop(columns=common).reindex(index)], axis=1)
    return Figures(first.level, first.year, values, reasons, first.estimated | second.estimated,
                   first.released | second.released, first.vintage)  # fmt: skip
