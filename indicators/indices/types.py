"""What a composite index is made of: its definition, what goes in, what comes out.

Whether an index can be computed as it is defined: definition in, German sentences out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isnan, nan
from typing import Literal

from pandas import DataFrame, Series

from indicators.indices import _below_average_count as below_average_count
from indicators.indices import _rise as rise
from indicators.indices import _svi as svi
from indicators.indices import mss
from wording import number, t

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


#: How far the weights' sum may be from 1 (they are written with few digits).
WEIGHT_TOLERANCE = 1e-6

LIMIT_COUNTS = {"status": 3, "dynamics": 2}


def faults(definition: IndexDefinition, inputs: IndexInputs) -> tuple[str, ...]:
    """Everything that is wrong with an index, one sentence each; empty if it is sound."""
    checks = (_method, _indicators, _directions, _themes, _weights, _thresholds, _city_values)
    return tuple(sentence for check in checks for sentence in check(definition, inputs))


def _method(definition: IndexDefinition, _inputs: IndexInputs) -> Iterator[str]:
    if definition.method not in METHODS:
        known = ", ".join(METHODS)
        yield t("Das Verfahren „{method}“ gibt es nicht; möglich sind: {known}.",
                method=definition.method, known=known)  # fmt: skip


def _indicators(definition: IndexDefinition, inputs: IndexInputs) -> Iterator[str]:
    names = definition.indicators
    if not names:
        yield t("Der Index „{index}“ nennt keinen Indikator.", index=definition.id)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield t("Der Indikator „{name}“ ist doppelt genannt.", name=name)
    for name in names:
        if name not in inputs.values.columns:
            yield t("Für den Indikator „{name}“ gibt es hier keine Werte.", name=name)


def _directions(definition: IndexDefinition, inputs: IndexInputs) -> Iterator[str]:
    changes = () if inputs.changes is None else tuple(inputs.changes.columns)
    for name in (*definition.indicators, *changes):
        if abs(inputs.directions.get(name, 0)) != 1:
            yield t("Der Indikator „{name}“ hat keine ungünstige Seite (worse) und kann in keinen Index.",
                    name=name)  # fmt: skip


def _themes(definition: IndexDefinition, _inputs: IndexInputs) -> Iterator[str]:
    if not definition.themes:
        return
    members = [name for names in definition.themes.values() for name in names]
    for name in definition.indicators:
        if members.count(name) != 1:
            yield t("Der Indikator „{name}“ muss in genau einem Thema stehen, steht aber in {n}.",
                    name=name, n=members.count(name))  # fmt: skip
    for name in sorted(set(members) - set(definition.indicators)):
        yield t("Das Thema nennt „{name}“, das kein Indikator des Index ist.", name=name)


def _weights(definition: IndexDefinition, _inputs: IndexInputs) -> Iterator[str]:
    weights = definition.weights
    if not weights:
        return
    if definition.method != "imd":
        yield t("Das Verfahren „{method}“ gewichtet gleich; Gewichte sind nur bei „imd“ möglich.",
                method=definition.method)  # fmt: skip
        return
    expected = tuple(definition.themes or definition.indicators)
    if set(weights) != set(expected):
        yield t("Die Gewichte müssen genau diese Teile nennen: {parts}.", parts=", ".join(expected))
    total = sum(weights.values())
    if abs(total - 1.0) > WEIGHT_TOLERANCE:
        yield t(
            "Die Gewichte müssen zusammen 1 ergeben, ergeben aber {total}.", total=number(total, 4)
        )
    if any(weight < 0 for weight in weights.values()):
        yield t("Ein Gewicht darf nicht negativ sein.")


def _thresholds(definition: IndexDefinition, _inputs: IndexInputs) -> Iterator[str]:
    for name, limits in definition.thresholds.items():
        expected = LIMIT_COUNTS.get(name)
        if expected is None:
            yield t(
                "Klassengrenzen gibt es für „status“ und „dynamics“, nicht für „{name}“.", name=name
            )
        elif len(limits) != expected or list(limits) != sorted(set(limits)):
            yield t("Die Klassengrenzen „{name}“ müssen {n} aufsteigende Zahlen sein.",
                    name=name, n=expected)  # fmt: skip


def _city_values(definition: IndexDefinition, inputs: IndexInputs) -> Iterator[str]:
    if definition.method != "below_average_count":
        return
    city = inputs.city if inputs.city is not None else Series(dtype=float)
    for name in definition.indicators:
        if isnan(city.get(name, nan)):
            yield t("Für den Indikator „{name}“ gibt es keinen Stadtwert, mit dem verglichen werden kann.",
                    name=name)  # fmt: skip
