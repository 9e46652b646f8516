"""Two coverages of the same persons in (two times, two modes, with and without an offer), the difference out."""

from typing import Protocol

from pandas import DataFrame


class HasAreas(Protocol):
    """A `Coverage`, or a `ReleasedCoverage` behind the gate."""

    @property
    def level(self) -> str: ...  # noqa: D102
    @property
    def target_group(self) -> str: ...  # noqa: D102
    @property
    def areas(self) -> DataFrame: ...  # noqa: D102


def difference_of(first: HasAreas, second: HasAreas) -> DataFrame:
    """Covered persons and shares of two coverages side by side, and what the second adds.

    Parameters
    ----------
    first, second : Coverage or ReleasedCoverage
        Of the same level and target group; missing stays missing.

    Returns
    -------
    DataFrame
        Index `key`; `name`, `target_persons`, `first_persons`, `second_persons`,
        `difference_persons`, `first_share`, `second_share`, `difference_share`,
        `first_minutes`, `second_minutes`.

    Raises
    ------
    ValueError
        If level or target group differ: their persons are not the same.
    """
    if (first.level, first.target_group) != (second.level, second.target_group):
        msg = (
            f"Coverages of {first.level}/{first.target_group} and "
            f"{second.level}/{second.target_group} cannot be compared."
        )
        raise ValueError(msg)
    a, b = first.areas, second.areas.reindex(first.areas.index)
    return DataFrame(
        {
            "name": a["name"],
            "target_persons": a["target_persons"],
            "first_persons": a["covered_persons"],
            "second_persons": b["covered_persons"],
            "difference_persons": b["covered_persons"] - a["covered_persons"],
            "first_share": a["covered_share"],
            "second_share": b["covered_share"],
            "difference_share": b["covered_share"] - a["covered_share"],
            "first_minutes": a["nearest_minutes"],
            "second_minutes": b["nearest_minutes"],
        }
    )
