"""What a composite index is made of: its definition, what goes in, what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pandas import DataFrame, Series

from indicators import below_average_count, mss, rise, svi

Method = Literal["mss", "rise", "headline", "imd", "svi", "below_average_count"]
METHODS: tuple[Method, ...] = ("mss", "rise", "headline", "imd", "svi", "below_average_count")

#: Methods whose dynamics are defined; the others look at one year.
WITH_DYNAMICS = ("mss", "rise")

#: Classes where a method has none of its own, by share of the ranked areas: the best fifth,
#: the middle, the second worst tenth, the worst tenth. Ours.
RANK_LIMITS = (0.2, 0.8, 0.9)

STATUS_LIMITS: Mapping[str, tuple[float, ...]] = {
    "mss": mss.STATUS_LIMITS,
    "rise": rise.STATUS_LIMITS,
    "headline": RANK_LIMITS,
    "imd": RANK_LIMITS,
    "svi": svi.STATUS_LIMITS,
    "below_average_count": below_average_count.STATUS_LIMITS,
}


class DefinitionError(ValueError):
    """An index that cannot be computed as it is defined; the message says why, in German."""


@dataclass(frozen=True)
class IndexDefinition:
    """One composite index, as `[[index]]` in `city.toml` defines it.

    Attributes
    ----------
    method : str
        One of `METHODS`.
    indicators, changes : tuple of str
        Indicators of the status; published changes (percentage points) of the dynamics.
    exclude : tuple of str
        Areas that are not rated although they are large enough.
    weights : mapping
        Weights of the domains (`imd`), summing to 1; empty = equal.
    themes : mapping
        Theme or domain → its indicators (`svi`, `imd`); empty = all in one theme (`svi`),
        each its own domain (`imd`).
    thresholds : mapping
        "status": three limits; "dynamics": two limits; empty = the method's own.
    aggregation : {"geometric", "arithmetic", "minimum"}
        For `headline`.
    change_years : int, optional
        Years between the two values of a computed change.
    attention : tuple of str
        Classes that need special attention, for example "4-".
    """

    id: str
    label: str
    method: Method
    indicators: tuple[str, ...]
    label_en: str = ""
    changes: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    thresholds: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    aggregation: Literal["geometric", "arithmetic", "minimum"] = "geometric"
    level: str = ""
    change_years: int | None = None
    attention: tuple[str, ...] = mss.ATTENTION

    @property
    def status_limits(self) -> tuple[float, ...]:
        """Limits of the status classes."""
        return tuple(self.thresholds.get("status", STATUS_LIMITS[self.method]))

    @property
    def dynamics_limits(self) -> tuple[float, ...]:
        """Limits of the dynamics classes."""
        return tuple(self.thresholds.get("dynamics", mss.DYNAMICS_LIMITS))

    @property
    def low_is_worse(self) -> bool:
        """Whether a low score is the unfavourable one."""
        return self.method == "headline"

    @property
    def middle_holds_its_limits(self) -> bool:
        """Whether a value on the first limit belongs to the class above (Berlin's −1 … 1)."""
        return self.method in WITH_DYNAMICS

    @property
    def classes_by_rank(self) -> bool:
        """Whether classes are shares of the ranking, because the method has none."""
        return self.method in ("headline", "imd")


@dataclass(frozen=True)
class IndexInputs:
    """What an index is computed from.

    Attributes
    ----------
    values : DataFrame
        Index `key`, one column per indicator, in the indicator's unit; NaN = missing.
    directions : Series
        Indicator (and published change) → +1 where higher is worse, −1 where lower is.
    rated : Series
        Areas large enough to be rated (True).
    changes : DataFrame, optional
        Areas × indicators: change in the indicator's unit.
    city : Series, optional
        Indicator → city value; needed by `below_average_count`.
    reasons : DataFrame, optional
        Like `values`: "" or why a value is missing.
    numerators, denominators : DataFrame, optional
        Counts behind the values; for draws and for persons.
    per : Series, optional
        Indicator → what numerator ÷ denominator is multiplied with.
    names : Series, optional
        Area → name.
    change_notes : tuple of str
        Which years the changes refer to, or why there are none.
    """

    values: DataFrame
    directions: Series
    rated: Series
    changes: DataFrame | None = None
    city: Series | None = None
    reasons: DataFrame | None = None
    numerators: DataFrame | None = None
    denominators: DataFrame | None = None
    per: Series | None = None
    names: Series | None = None
    change_notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndexResult:
    """A computed index.

    Attributes
    ----------
    definition : IndexDefinition
    inputs : IndexInputs
        What it was computed from; reasons and draws start from here.
    table : DataFrame
        Index `key`; `score`; `rank` (1 = worst); `status`; `status_number` (1 = hoch … 4 =
        sehr niedrig); `class_value` (what the classes are cut on: the score, or the share of
        the ranking); `change_score`; `dynamics`; `group` ("2+/-"); `attention`; `rated`;
        `reason` ("", `excluded`, `too_small`, `missing`, `suppressed`, `not_applicable`).
    contributions : DataFrame
        Areas × indicators: part of each indicator in the score (see the method).
    notes : tuple of str
        What a reader must know of this index.
    """

    definition: IndexDefinition
    inputs: IndexInputs
    table: DataFrame
    contributions: DataFrame
    notes: tuple[str, ...] = ()


def with_method(definition: IndexDefinition, method: Method) -> IndexDefinition:
    """Return the same index by another method, with that method's own classes."""
    weights = definition.weights if method == "imd" else {}
    return replace(definition, method=method, thresholds={}, weights=weights)
