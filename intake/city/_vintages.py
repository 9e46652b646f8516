"""Boundary vintages: a table of old and new areas in, a checked crosswalk out."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from geo.levels import Level
from intake.config import CityConfig, CrosswalkSection
from intake.features import listing
from intake.findings import Finding, Kind, require_none
from intake.guard import inside

#: The shares of one old area must add up to 1 within this.
SHARE_TOLERANCE = 0.005

COLUMN_MISSING = Kind("column_missing", "Die Spalte oder Ebene fehlt; es gibt: {columns}.", "In city.toml unter [[crosswalk]] berichtigen.")  # fmt: skip
SHARE_WRONG = Kind("crosswalk_share", "Der Anteil ist keine Zahl von 0 bis 1.", "Anteil berichtigen.")  # fmt: skip
SUM_WRONG = Kind("crosswalk_sum", "Die Anteile des alten Gebiets ergeben zusammen nicht 1.", "Anteile ergänzen oder berichtigen.")  # fmt: skip
NEW_UNKNOWN = Kind("join_crosswalk", "Diese neuen Schlüssel gibt es auf der Ebene „{level}“ nicht.", "Schlüssel berichtigen.")  # fmt: skip
PAIR_DOUBLED = Kind("crosswalk_doubled", "Das Paar aus altem und neuem Gebiet steht mehrfach in der Tabelle.", "Doppelte Zeilen löschen.")  # fmt: skip


def read_crosswalks(
    folder: Path, config: CityConfig, levels: dict[str, Level]
) -> tuple[dict[tuple[str, str, str], DataFrame], tuple[Finding, ...]]:
    """Read every crosswalk table of a city.

    Returns
    -------
    dict of (level, from_vintage, to_vintage) to DataFrame
        Columns `old`, `new` (text), `share` (0–1; the shares of each old area add up to 1).
    tuple of Finding

    Raises
    ------
    InputError
        If columns are missing, shares are no shares, or new keys are unknown.
    """
    tables: dict[tuple[str, str, str], DataFrame] = {}
    findings: list[Finding] = []
    for section in config.crosswalk:
        table, found = read_crosswalk(
            inside(folder, section.file), section, levels.get(section.level)
        )
        tables[section.level, section.from_vintage, section.to_vintage] = table
        findings += found
    require_none(findings)
    return tables, tuple(findings)


def read_crosswalk(
    path: Path, section: CrosswalkSection, level: Level | None
) -> tuple[DataFrame, tuple[Finding, ...]]:
    """Read one crosswalk table; its faults come back as findings.

    Parameters
    ----------
    path : Path
        Table with the columns that `section` names; a missing share column means that
        each old area goes into one new area.
    section : CrosswalkSection
    level : Level or None
        The level whose keys are the new ones, if its vintage is `to_vintage`.
    """
    from intake.files import read_table

    table, findings = read_table(path)
    missing = [column for column in (section.old, section.new) if column not in table.columns]
    if missing or level is None:
        fault = COLUMN_MISSING(section.file, listing(missing) or section.level, columns=listing(table.columns))  # fmt: skip
        return DataFrame(columns=["old", "new", "share"]), (*findings, fault)
    share = (
        _shares(table[section.share])
        if section.share in table.columns
        else pd.Series(1.0, index=table.index)
    )
    crosswalk = DataFrame(
        {
            "old": table[section.old].str.strip(),
            "new": table[section.new].str.strip(),
            "share": share,
        }
    )
    return crosswalk.reset_index(drop=True), (*findings, *_faults(crosswalk, section, level))


def _shares(text: pd.Series) -> pd.Series:
    """Shares as numbers 0–1; "33,3 %" counts as 0.333, anything else as NaN."""
    percent = text.str.contains("%", regex=False)
    plain = text.str.replace("%", "", regex=False).str.strip().str.replace(",", ".", regex=False)
    values = pd.to_numeric(plain, errors="coerce")
    return values.where(~percent, values / 100)


def _faults(crosswalk: DataFrame, section: CrosswalkSection, level: Level) -> tuple[Finding, ...]:
    share = crosswalk["share"]
    sums = share.groupby(crosswalk["old"]).sum()
    uneven = sums[(sums - 1).abs() > SHARE_TOLERANCE]
    wrong = crosswalk.loc[~np.isfinite(share) | (share < 0) | (share > 1), "old"]
    unknown = (
        crosswalk.loc[~crosswalk["new"].isin(level.areas.index), "new"]
        if level.vintage in {"", section.to_vintage}
        else []
    )
    double = crosswalk.loc[crosswalk.duplicated(["old", "new"]), "old"]
    found = (
        (SHARE_WRONG, wrong),
        (SUM_WRONG, uneven.index),
        (NEW_UNKNOWN, unknown),
        (PAIR_DOUBLED, double),
    )
    return tuple(
        kind(section.file, listing(dict.fromkeys(map(str, keys))), level=section.level)
        for kind, keys in found
        if len(keys)
    )


def levels_of_vintage(
    levels: Mapping[str, Level],
    level: str,
    vintage: str,
    crosswalks: Mapping[tuple[str, str, str], DataFrame],
) -> Mapping[str, Level]:
    """Levels as they were when a table was made: with the old areas, where a crosswalk names them.

    Parameters
    ----------
    levels : Mapping of str to Level
    level, vintage : str
        What the table refers to.
    crosswalks : Mapping of (level, from_vintage, to_vintage) to DataFrame

    Returns
    -------
    Mapping of str to Level
        Unchanged, unless the table's vintage is an older one that a crosswalk leads from;
        then that level has the crosswalk's old keys as areas (without shapes).
    """
    today = levels.get(level)
    if today is None or vintage in ("", today.vintage):
        return levels
    crosswalk = crosswalks.get((level, vintage, today.vintage))
    if crosswalk is None:
        return levels
    keys = pd.Index(crosswalk["old"].unique(), name="key")
    names = today.areas["name"].reindex(keys).fillna(pd.Series(keys, index=keys))
    areas = GeoDataFrame(
        {"name": names}, geometry=[None] * len(keys), index=keys, crs=today.areas.crs
    )
    members = pd.Series(keys, index=keys)
    then = replace(today, areas=areas, members=members, vintage=vintage)
    return {**levels, level: then}
