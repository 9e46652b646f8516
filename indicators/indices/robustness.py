"""How much an index depends on the method and on the choice of its indicators.

Results of several methods, or the inputs of one index, in; classes that change out.
What chance does is in `indicators/indices/draws.py`.
"""

from collections.abc import Mapping
from dataclasses import replace

from pandas import DataFrame

from indicators.indices import IndexDefinition, IndexResult, composite


def methods_side_by_side(results: Mapping[str, IndexResult]) -> DataFrame:
    """Status of each area by each method.

    Parameters
    ----------
    results : mapping
        Method (or any name) → index over the same areas.

    Returns
    -------
    DataFrame
        Index `key`; one column of status labels per method; `methods_agree` (all rated ones
        say the same); `classes_apart` (largest distance in classes).
    """
    table = DataFrame({name: result.table["status"] for name, result in results.items()})
    numbers = DataFrame({name: r.table["status_number"] for name, r in results.items()})
    apart = numbers.max(axis=1) - numbers.min(axis=1)
    return table.assign(methods_agree=apart.eq(0).where(apart.notna()), classes_apart=apart)


def classes_that_change(first: IndexResult, second: IndexResult) -> DataFrame:
    """Areas that two methods put into different classes.

    Returns
    -------
    DataFrame
        Index `key`; `from_status`, `to_status`, `from_rank`, `to_rank`; only areas rated by
        both whose class differs, largest jump first.
    """
    a, b = first.table, second.table.reindex(first.table.index)
    differs = a["status_number"].notna() & b["status_number"].notna()
    differs &= a["status_number"] != b["status_number"]
    table = DataFrame(
        {
            "from_status": a["status"],
            "to_status": b["status"],
            "from_rank": a["rank"],
            "to_rank": b["rank"],
        }
    )[differs]
    jump = (table["from_rank"] - table["to_rank"]).abs().sort_values(ascending=False, kind="stable")
    return table.loc[jump.index]


def leave_one_out(result: IndexResult) -> DataFrame:
    """What each area's rank and class become when one indicator is left out.

    Parameters
    ----------
    result : IndexResult
        With at least two indicators.

    Returns
    -------
    DataFrame
        Index `key`; `rank`, `status`; `rank_best` (largest number), `rank_worst` (smallest),
        `classes` (how many classes occur), `decisive` (indicator whose leaving moves the
        class, else the rank, most; "" if none). Empty with fewer than two indicators.

    Notes
    -----
    The rated areas stay those of the whole index.
    """
    definition, whole = result.definition, result.table
    if len(definition.indicators) < 2:
        return DataFrame(
            columns=["rank", "status", "rank_best", "rank_worst", "classes", "decisive"]
        )
    fixed = replace(result.inputs, rated=whole["rated"])
    tables = {n: composite(without(definition, n), fixed).table for n in definition.indicators}
    rank = DataFrame({name: table["rank"] for name, table in tables.items()})
    number = DataFrame({name: table["status_number"] for name, table in tables.items()})
    all_numbers = number.assign(**{"": whole["status_number"]})
    moved = number.sub(whole["status_number"], axis=0).abs() * len(whole)
    moved += rank.sub(whole["rank"], axis=0).abs()
    return DataFrame(
        {
            "rank": whole["rank"],
            "status": whole["status"],
            "rank_best": rank.max(axis=1),
            "rank_worst": rank.min(axis=1),
            "classes": all_numbers.nunique(axis=1),
            "decisive": moved.fillna(0).idxmax(axis=1).where(moved.max(axis=1) > 0, ""),
        }
    )


def without(definition: IndexDefinition, indicator: str) -> IndexDefinition:
    """Return the index without one indicator; its domain's weight goes to the others."""
    themes = {
        name: tuple(member for member in members if member != indicator)
        for name, members in definition.themes.items()
    }
    themes = {name: members for name, members in themes.items() if members}
    left = tuple(name for name in definition.indicators if name != indicator)
    kept = {
        name: definition.weights[name] for name in (themes or left) if name in definition.weights
    }
    total = sum(kept.values())
    weights = {name: weight / total for name, weight in kept.items()} if total else {}
    return replace(definition, indicators=left, themes=themes, weights=weights)
