"""Masks over the difference of two coverages: persons that change sides in, what is secret out."""

from collections.abc import Mapping

import numpy as np
from pandas import DataFrame

from geo.levels import Level
from indicators.count_tables import CountTable, rows_of
from indicators.coverage import Coverage
from indicators.coverage_change import moved_persons
from indicators.secret_cells import is_small


def withheld_changes(
    first: Coverage, second: Coverage, levels: Mapping[str, Level], *, min_cases: int
) -> DataFrame:
    """Areas of all levels whose change from the first coverage to the second is secret.

    Parameters
    ----------
    first, second : Coverage
    levels : Mapping of str to Level
        All levels of the city, finest first.
    min_cases : int
        Changes of 1 to `min_cases` − 1 persons are secret.

    Returns
    -------
    DataFrame
        `level`, `key`: small changes and their partners, the same whichever level is
        asked for; empty where the counts are published or the target groups differ (a
        change from one group to another counts nobody).

    Notes
    -----
    Persons gained and persons lost are counts that add up over areas: secondary secrecy
    is that of all other counts (`suppression.suppress`). A small balance of a large gain
    and a large loss counts as small too: a reader cannot tell it from a small count.
    """
    if first.published and second.published or first.target_group != second.target_group:
        return DataFrame({"level": [], "key": []}, dtype=object)
    rows = rows_of(levels, next(iter(levels)))
    finest = levels[next(iter(levels))].areas.index
    moved = moved_persons(first, second).reindex(finest).fillna(0.0)
    values = rows.members @ moved[["gained", "lost"]].to_numpy(dtype=float)
    balance = np.abs(values[:, 0] - values[:, 1])
    table = CountTable(
        level=rows.level,
        key=rows.key,
        members=rows.members,
        variables=("gained", "lost"),
        values=values,
        pairs=(),
        fixed=np.zeros(2, dtype=bool),
        concealed=np.repeat(is_small(balance, min_cases)[:, None], 2, axis=1),
        relations=np.empty((0, 2)),
    )
    from indicators.suppression import suppress

    hidden = suppress(table, min_cases).hidden.any(axis=1)
    return DataFrame({"level": rows.level[hidden], "key": rows.key[hidden]})
