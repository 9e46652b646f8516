"""Whether an index can be computed as it is defined: definition in, German sentences out."""

from collections.abc import Iterator
from math import isnan, nan

from pandas import Series

from indicators.index_types import METHODS, IndexDefinition, IndexInputs
from wording import number, t

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
