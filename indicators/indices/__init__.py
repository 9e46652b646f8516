"""The one door to all composite indices: values of areas in, scores and classes out.

The six methods behind one signature: worse-up values of areas in, scores and classes out.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

from geo.arrays import Reals
from indicators.indices import _below_average_count as below_average_count
from indicators.indices import _headline as headline
from indicators.indices import _imd as imd
from indicators.indices import _rise as rise
from indicators.indices import _svi as svi
from indicators.indices import mss
from indicators.indices.types import (
    METHODS,
    WITH_DYNAMICS,
    DefinitionError,
    IndexDefinition,
    IndexInputs,
    IndexResult,
    Method,
    faults,
    with_method,
)
from indicators.standardise import ranks, worse_up
from wording import t

Score = Callable[[Reals], Reals]


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


def class_values(definition: IndexDefinition, scores: Reals) -> Reals:
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


def status_numbers(definition: IndexDefinition, scores: Reals) -> NDArray[np.int8]:
    """Class of each score, 1 (hoch) … 4 (sehr niedrig); shape as `scores`."""
    return mss.class_numbers(
        class_values(definition, scores),
        definition.status_limits,
        first_limit_belongs_above=definition.middle_holds_its_limits,
    )


def domains(definition: IndexDefinition) -> tuple[tuple[tuple[int, ...], ...], Reals]:
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


def worse_city(definition: IndexDefinition, inputs: IndexInputs) -> Reals:
    """City values with higher as worse, shape (indicators,)."""
    columns = list(definition.indicators)
    city = inputs.city if inputs.city is not None else Series(dtype=float)
    return (city.reindex(columns) * inputs.directions.loc[columns]).to_numpy(dtype=float)


__all__ = [
    "METHODS",
    "DefinitionError",
    "IndexDefinition",
    "IndexInputs",
    "IndexResult",
    "Method",
    "composite",
    "with_method",
]

#: Columns of the result and what stands there for areas that are not rated.
EMPTY: dict[str, object] = {
    "score": np.nan,
    "rank": np.nan,
    "status": "",
    "status_number": np.nan,
    "class_value": np.nan,
    "change_score": np.nan,
    "dynamics": "",
}


def composite(definition: IndexDefinition, inputs: IndexInputs) -> IndexResult:
    """Compute an index by its method.

    Parameters
    ----------
    definition : IndexDefinition
    inputs : IndexInputs

    Returns
    -------
    IndexResult
        All areas of `inputs.values`, in its order; not-rated ones without score and class.

    Raises
    ------
    DefinitionError
        If weights do not sum to 1, themes do not fit, or a needed figure is missing.

    Notes
    -----
    Means, deviations and ranks are taken over the rated areas alone.

    Examples
    --------
    >>> from pandas import Series
    >>> values = DataFrame({"sgb2": [10.0, 20.0, 60.0, 99.0]}, index=["a", "b", "c", "d"])
    >>> inputs = IndexInputs(values, Series({"sgb2": 1}), Series([True] * 3 + [False], values.index))
    >>> composite(IndexDefinition("x", "X", "mss", ("sgb2",)), inputs).table["status"].tolist()
    ['mittel', 'mittel', 'niedrig', '']
    """
    require_sound(definition, inputs)
    reason = reasons_not_rated(definition, inputs)
    rated = reason == ""
    worse = rated_values(definition, inputs, rated)
    parts = np.full((len(rated), worse.shape[1]), np.nan)
    columns = {
        name: np.full(len(rated), empty, dtype=object if empty == "" else float)
        for name, empty in EMPTY.items()
    }
    if rated.any():
        parts[rated] = contribution_function(definition, inputs)(worse)
        for name, filled in _status(definition, score_function(definition, inputs)(worse)).items():
            columns[name][rated] = filled
    known, dynamics = _dynamics(definition, inputs, rated)
    for name, filled in dynamics.items():
        columns[name][known] = filled
    columns |= _groups(columns["status"], columns["dynamics"], definition)
    areas = inputs.values.index
    table = DataFrame({**columns, "rated": rated, "reason": reason}, index=areas)
    shares = DataFrame(parts, index=areas, columns=Index(definition.indicators, dtype=object))
    return IndexResult(definition, inputs, table, shares, notes_of(definition, inputs))


def rated_values(
    definition: IndexDefinition, inputs: IndexInputs, rated: NDArray[np.bool_]
) -> Reals:
    """Values of the rated areas, shape (areas, indicators), with higher as worse."""
    columns = inputs.values.columns.get_indexer(list(definition.indicators))
    values = inputs.values.to_numpy(dtype=float)[rated][:, columns]
    return worse_up(values, directions_of(inputs, definition.indicators))


def directions_of(inputs: IndexInputs, names: Iterable[str]) -> Reals:
    """Directions of some indicators, +1 or −1, shape (indicators,)."""
    known = dict(zip(inputs.directions.index, inputs.directions.to_numpy(dtype=float), strict=True))
    return np.array([known[name] for name in names])


def reasons_not_rated(definition: IndexDefinition, inputs: IndexInputs) -> NDArray[np.object_]:
    """Why each area is not rated ("" = rated): excluded before too small before missing."""
    names, areas = list(definition.indicators), inputs.values.index
    columns = inputs.values.columns.get_indexer(names)
    unknown = np.isnan(inputs.values.to_numpy(dtype=float)[:, columns])
    reason = np.where(unknown.any(axis=1), "missing", "").astype(object)
    if inputs.reasons is not None:
        columns = inputs.reasons.columns.get_indexer(names)
        given = inputs.reasons.to_numpy(dtype=object)[:, columns]
        for why in ("not_applicable", "missing", "suppressed"):
            reason[((given == why) & unknown).any(axis=1)] = why
    same = inputs.rated.index is areas or inputs.rated.index.equals(areas)
    large = inputs.rated if same else inputs.rated.reindex(areas, fill_value=False)
    reason[~large.to_numpy(dtype=bool)] = "too_small"
    if definition.exclude:
        reason[areas.isin(definition.exclude)] = "excluded"
    return reason


def _status(definition: IndexDefinition, scores: Reals) -> dict[str, NDArray[Any]]:
    numbers = status_numbers(definition, scores)
    badness = scores if definition.low_is_worse else -scores
    return {
        "score": scores,
        "rank": ranks(badness.round(10), "min"),
        "status_number": numbers,
        "status": np.asarray(mss.STATUS, dtype=object)[numbers - 1],
        "class_value": class_values(definition, scores),
    }


def _dynamics(
    definition: IndexDefinition, inputs: IndexInputs, rated: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], dict[str, NDArray[Any]]]:
    """Index of the changes over the rated areas that have all of them, with its class."""
    changes = inputs.changes
    if definition.method not in WITH_DYNAMICS or changes is None or changes.empty:
        return rated, {}
    areas = inputs.values.index
    same = changes if changes.index is areas else changes.reindex(areas)
    values = same.to_numpy(dtype=float)
    known = rated & ~np.isnan(values).any(axis=1)
    directions = directions_of(inputs, changes.columns)
    scores = mss.standardised_sum(worse_up(values[known], directions))
    numbers = mss.class_numbers(scores, definition.dynamics_limits)
    labels = np.asarray(mss.DYNAMICS, dtype=object)[numbers - 1]
    return known, {"change_score": scores, "dynamics": labels}


def _groups(
    status: NDArray[np.object_], dynamics: NDArray[np.object_], definition: IndexDefinition
) -> dict[str, NDArray[Any]]:
    """Class of status and dynamics, and whether it needs special attention."""
    group = np.empty(len(status), dtype=object)
    group[:] = [mss.status_dynamics_class(*pair) for pair in zip(status, dynamics, strict=True)]
    attention = np.isin(group, definition.attention) | ((group == "") & (status == mss.STATUS[-1]))
    return {"group": group, "attention": attention}


def notes_of(definition: IndexDefinition, inputs: IndexInputs) -> tuple[str, ...]:
    """What a reader of the index must know."""
    notes = list(inputs.change_notes) if definition.method in WITH_DYNAMICS else []
    if definition.method == "rise":
        notes.append(t("Klassengrenzen nicht amtlich bestätigt"))
    if definition.method == "below_average_count":
        notes.append(t("Eigenes Verfahren, keine amtliche Formel"))
    if definition.classes_by_rank and "status" not in definition.thresholds:
        notes.append(
            t("Das Verfahren kennt keine Klassen: eingeteilt nach Rang (Anteil der Gebiete)")
        )
    return tuple(notes)


def require_sound(definition: IndexDefinition, inputs: IndexInputs) -> None:
    """Raise one `DefinitionError` with everything that is wrong with an index."""
    found = faults(definition, inputs)
    if found:
        raise DefinitionError(" ".join(found))
