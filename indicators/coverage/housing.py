"""A new quarter: dwellings and their residents' ages in, the coverage it needs out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame

from geo.reach import Nearest
from indicators.coverage.standards import Standard
from wording import say

NEED_COLUMNS = (
    "category", "target_group", "persons", "nearest_minutes", "limit_minutes", "covered",
    "uncovered_persons", "places_needed",
)  # fmt: skip


@dataclass(frozen=True)
class Quarter:
    """A planned quarter.

    Attributes
    ----------
    dwellings : int
    x, y : float
        Its middle, in the city's CRS (metres).
    shares : mapping
        Target group → share of the residents (0–1); groups may overlap.
    persons_per_dwelling : float
    """

    dwellings: int
    x: float
    y: float
    shares: Mapping[str, float]
    persons_per_dwelling: float = 2.0

    @property
    def residents(self) -> float:
        """Number of residents."""
        return self.dwellings * self.persons_per_dwelling


def persons_of_quarter(quarter: Quarter) -> pd.Series:
    """Persons by target group.

    Raises
    ------
    ValueError
        If a number is negative or a share is not between 0 and 1.

    Examples
    --------
    >>> persons_of_quarter(Quarter(100, 0, 0, {"u6": 0.1}, 2.5)).to_dict()
    {'u6': 25.0}
    """
    wrong = [group for group, share in quarter.shares.items() if not 0 <= share <= 1]
    if wrong or quarter.dwellings < 0 or not quarter.persons_per_dwelling > 0:
        said = "Anteile müssen zwischen 0 und 1 liegen ({names})."
        raise ValueError(say(said, names=", ".join(wrong) or "Wohnungen, Personen"))
    return pd.Series({group: quarter.residents * share for group, share in quarter.shares.items()},
                     dtype=float)  # fmt: skip


def needed_coverage(
    quarter: Quarter,
    standards: Mapping[str, tuple[Standard, float]],
    nearest: Mapping[str, Nearest],
) -> DataFrame:
    """What a new quarter needs of each category of offers.

    Parameters
    ----------
    quarter : Quarter
    standards : mapping
        Category → its standard and the limit in minutes.
    nearest : mapping
        Category → way from the quarter (one origin) to the nearest offer that counts.

    Returns
    -------
    DataFrame
        `NEED_COLUMNS`, one row per category whose target group the quarter has:
        `nearest_minutes` NaN if none can be reached; `places_needed` by the standard's
        places per 100 persons, rounded up (NaN: the standard names none).

    Notes
    -----
    The quarter counts as one place: its middle is covered or not.
    """
    persons = persons_of_quarter(quarter)
    rows = [
        _need(category, standard, limit, persons[standard.target_group], nearest[category])
        for category, (standard, limit) in standards.items()
        if standard.target_group in persons and category in nearest
    ]
    return DataFrame(rows, columns=list(NEED_COLUMNS))


def _need(
    category: str, standard: Standard, limit: float, persons: float, nearest: Nearest
) -> tuple[object, ...]:
    minutes = float(nearest.minutes[0])
    is_covered = minutes <= limit
    per_100 = standard.places_per_100
    places = np.ceil(persons * per_100 / 100 - 1e-9) if per_100 else np.nan
    return (
        category, standard.target_group, persons, minutes if np.isfinite(minutes) else np.nan,
        limit, is_covered, 0.0 if is_covered else persons, places,
    )  # fmt: skip
