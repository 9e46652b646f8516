"""The catalogue of indicators: what each counts, of whom, and which side is worse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wording import language


@dataclass(frozen=True)
class Indicator:
    """One indicator: a rate (numerator / denominator) or a published share (`value`).

    Attributes
    ----------
    numerator, denominator, value, weight : str
        Names of variables; a rate has the first two, a published share `value` and,
        if it may be averaged, `weight`.
    unit : str
        "%", "je 1.000", "Jahre", "" (ratio) …
    per : float
        What numerator / denominator is multiplied with: 100 for per cent.
    worse : {"higher", "lower", "neither"}
        The side on which an area's situation is worse than the city's.
    comparable : bool
        Whether years may be compared.
    city_values : Mapping of int to float
        Published city values by year, for shares without counts.
    """

    id: str
    label: str
    label_en: str = ""
    numerator: str = ""
    denominator: str = ""
    value: str = ""
    weight: str = ""
    unit: str = "%"
    per: float = 100.0
    decimals: int = 1
    worse: Literal["higher", "lower", "neither"] = "higher"
    field_of_action: str = ""
    source: str = ""
    definition: str = ""
    caveat: str = ""
    comparable: bool = True
    city_values: Mapping[int, float] = field(default_factory=dict)

    @property
    def is_rate(self) -> bool:
        """Whether the indicator is computed from counts."""
        return bool(self.numerator)

    @property
    def direction(self) -> int:
        """+1 where higher is worse, −1 where lower is worse, 0 where neither is."""
        return {"higher": 1, "lower": -1, "neither": 0}[self.worse]


PER_BY_UNIT = {"%": 100.0, "je 1.000": 1000.0, "je 10.000": 10000.0}


def per_of_unit(unit: str) -> float:
    """Return what a ratio is multiplied with to be in `unit` (1 for other units)."""
    return PER_BY_UNIT.get(unit, 1.0)


def label_of(indicator: Indicator) -> str:
    """Name of an indicator in the reader's language."""
    return (indicator.label_en if language() == "en" else "") or indicator.label
