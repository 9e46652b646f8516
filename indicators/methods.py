"""The six methods behind one signature: worse-up values of areas in, scores and classes out."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray
from pandas import Series

from indicators import below_average_count, headline, imd, mss, rise, svi
from indicators.index_types import IndexDefinition, IndexInputs
from indicators.standardise import Floats, ranks

Score = Callable[[Floats], Floats]


def score_function(definition: IndexDefinition, inputs: IndexInputs) -> Score:
    """Return the method as a function: worse (areas, indicators, …) → score (areas, …)."""
    functions: dict[str, Score] = {
        "mss": mss.standardised_sum,
        "rise": rise.standardised_sum,
        "headline": partial(headline.headline_score, aggregation=definition.aggregation),
    }
    if definition.method == "imd":
        groups, weights = domains(definition)
        return partial(imd.imd_score, groups=groups, weights=weights)
    if definition.method == "svi":
        return partial(svi.svi_score, groups=themes(definition))
    if definition.method == "below_average_count":
        return partial(below_average_count.unfavourable_share, city=worse_city(definition, inputs))
    return functions[definition.method]


def contribution_function(definition: IndexDefinition, inputs: IndexInputs) -> Score:
    """Return the method's parts of each indicator as a function of the worse-up values."""
    if definition.method == "imd":
        groups, weights = domains(definition)
        return partial(imd.contributions, groups=groups, weights=weights)
    if definition.method == "below_average_count":
        return partial(below_average_count.contributions, city=worse_city(definition, inputs))
    return {
        "mss": mss.contributions,
        "rise": rise.contributions,
        "headline": headline.contributions,
        "svi": svi.contributions,
    }[definition.method]


def class_values(definition: IndexDefinition, scores: Floats) -> Floats:
    """What the classes are cut on, higher is worse: the score, or the share of the ranking.

    Notes
    -----
    Share of the ranking = (rank from the best − ½) ÷ number of areas, so that above 0.9 lie
    as many areas as below 0.1.
    """
    if not definition.classes_by_rank:
        return scores
    badness = -scores if definition.low_is_worse else scores
    if badness.dtype == np.float64:
        badness = badness.round(10)
    return (ranks(badness) - 0.5) / len(scores)


def status_numbers(definition: IndexDefinition, scores: Floats) -> NDArray[np.int8]:
    """Class of each score, 1 (hoch) … 4 (sehr niedrig); shape as `scores`."""
    return mss.class_numbers(
        class_values(definition, scores),
        definition.status_limits,
        first_limit_belongs_above=definition.middle_holds_its_limits,
    )


def domains(definition: IndexDefinition) -> tuple[tuple[tuple[int, ...], ...], Floats]:
    """Columns and weights of the domains; without themes each indicator is one."""
    named = definition.themes or {name: (name,) for name in definition.indicators}
    equal = 1.0 / len(named)
    weights = [definition.weights.get(name, equal) for name in named]
    return _columns(definition, named), np.asarray(weights)


def themes(definition: IndexDefinition) -> tuple[tuple[int, ...], ...]:
    """Columns of the themes; without any all indicators form one."""
    return _columns(definition, definition.themes or {"": definition.indicators})


def _columns(
    definition: IndexDefinition, named: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[int, ...], ...]:
    place = {name: column for column, name in enumerate(definition.indicators)}
    return tuple(tuple(place[name] for name in members) for members in named.values())


def worse_city(definition: IndexDefinition, inputs: IndexInputs) -> Floats:
    """City values with higher as worse, shape (indicators,)."""
    columns = list(definition.indicators)
    city = inputs.city if inputs.city is not None else Series(dtype=float)
    return (city.reindex(columns) * inputs.directions.loc[columns]).to_numpy(dtype=float)
