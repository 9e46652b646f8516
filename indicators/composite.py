"""The one door to all composite indices: values of areas in, scores and classes out."""

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from indicators import mss
from indicators.index_checks import faults
from indicators.index_types import (
    METHODS,
    WITH_DYNAMICS,
    DefinitionError,
    IndexDefinition,
    IndexInputs,
    IndexResult,
    Method,
    with_method,
)
from indicators.methods import class_values, contribution_function, score_function, status_numbers
from indicators.standardise import Floats, ranks, worse_up
from wording import t

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

SCORED = ["score", "rank", "status_number", "status", "class_value"]


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
    >>> values = DataFrame({"sgb2": [10.0, 20.0, 60.0, 99.0]}, index=["a", "b", "c", "d"])
    >>> inputs = IndexInputs(values, Series({"sgb2": 1}), Series([True] * 3 + [False], values.index))
    >>> composite(IndexDefinition("x", "X", "mss", ("sgb2",)), inputs).table["status"].tolist()
    ['mittel', 'mittel', 'niedrig', '']
    """
    require_sound(definition, inputs)
    reason = reasons_not_rated(definition, inputs)
    rated = (reason == "").to_numpy()
    areas, chosen = inputs.values.index, inputs.values.index[rated]
    worse = rated_values(definition, inputs, rated)
    scored, parts = DataFrame(columns=SCORED), np.empty_like(worse)
    if rated.any():
        scored = _status(definition, score_function(definition, inputs)(worse))
        parts = contribution_function(definition, inputs)(worse)
    table = DataFrame({"rated": rated, "reason": reason}, index=areas)
    table = table.join(scored.set_index(chosen)).join(_dynamics(definition, inputs, rated))
    shares = DataFrame(parts, index=chosen, columns=list(definition.indicators)).reindex(areas)
    return IndexResult(
        definition, _finished(table, definition), shares, notes_of(definition, inputs)
    )


def rated_values(
    definition: IndexDefinition, inputs: IndexInputs, rated: NDArray[np.bool_]
) -> Floats:
    """Values of the rated areas, shape (areas, indicators), with higher as worse."""
    columns = list(definition.indicators)
    values = inputs.values.loc[rated, columns].to_numpy(dtype=float)
    return worse_up(values, inputs.directions.loc[columns].to_numpy(dtype=float))


def reasons_not_rated(definition: IndexDefinition, inputs: IndexInputs) -> Series:
    """Why each area is not rated ("" = rated): excluded before too small before missing."""
    values = inputs.values[list(definition.indicators)]
    reason = Series("", index=values.index, dtype=object)
    reason[values.isna().any(axis=1)] = "missing"
    if inputs.reasons is not None:
        for why in ("not_applicable", "missing", "suppressed"):
            stands = (inputs.reasons[values.columns] == why) & values.isna()
            reason[stands.any(axis=1)] = why
    reason[~inputs.rated.reindex(values.index).fillna(False).astype(bool)] = "too_small"
    reason[reason.index.isin(definition.exclude)] = "excluded"
    return reason


def _status(definition: IndexDefinition, scores: Floats) -> DataFrame:
    numbers = status_numbers(definition, scores)
    labels = np.asarray(mss.STATUS, dtype=object)
    badness = scores if definition.low_is_worse else -scores
    return DataFrame(
        {
            "score": scores,
            "rank": ranks(np.round(badness, 10), "min"),
            "status_number": numbers,
            "status": labels[numbers - 1],
            "class_value": class_values(definition, scores),
        }
    )


def _dynamics(
    definition: IndexDefinition, inputs: IndexInputs, rated: NDArray[np.bool_]
) -> DataFrame:
    """Index of the changes over the rated areas that have all of them, with its class."""
    empty = DataFrame(index=inputs.values.index, columns=["change_score", "dynamics"])
    if definition.method not in WITH_DYNAMICS or inputs.changes is None:
        return empty
    changes = inputs.changes
    known = rated & changes.notna().all(axis=1).to_numpy()
    directions = inputs.directions.loc[list(changes.columns)].to_numpy(dtype=float)
    worse = worse_up(changes.loc[known].to_numpy(dtype=float), directions)
    if not known.any() or not changes.shape[1]:
        return empty
    scores = mss.standardised_sum(worse)
    numbers = mss.class_numbers(scores, definition.dynamics_limits)
    labels = np.asarray(mss.DYNAMICS, dtype=object)[numbers - 1]
    filled = DataFrame({"change_score": scores, "dynamics": labels}, index=changes.index[known])
    return filled.reindex(inputs.values.index)


def _finished(table: DataFrame, definition: IndexDefinition) -> DataFrame:
    """Blank texts where not rated, the class of both, and what needs attention."""
    text = ["status", "dynamics"]
    table[text] = table[text].astype(object).where(table[text].notna(), "")
    table["change_score"] = table["change_score"].astype(float)
    pairs = zip(table["status"], table["dynamics"], strict=True)
    table["group"] = [mss.status_dynamics_class(*pair) for pair in pairs]
    table["attention"] = table["group"].isin(definition.attention) | (
        table["group"].eq("") & table["status"].eq(mss.STATUS[-1])
    )
    order = ["score", "rank", "status", "status_number", "class_value", "change_score"]
    return table[[*order, "dynamics", "group", "attention", "rated", "reason"]]


def notes_of(definition: IndexDefinition, inputs: IndexInputs) -> tuple[str, ...]:
    """What a reader of the index must know."""
    notes = list(inputs.notes)
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
