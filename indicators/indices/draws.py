"""How far chance could move an index: counts drawn anew, ranges of ranks and classes out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from geo.arrays import Reals
from indicators.figures.rates import is_binomial
from indicators.indices import class_values, score_function
from indicators.indices.mss import STATUS, class_numbers
from indicators.indices.types import IndexInputs, IndexResult
from indicators.standardise import ranks, worse_up

#: Indicator → drawn values, shape (draws, areas).
Drawn = dict[str, NDArray[np.float32]]

DRAWS = 1000

#: Fixed, so that the same data give the same intervals.
SEED = 2030

#: From this share of draws on an area is safely in its class.
SAFE = 0.95

#: From this variance on a count is drawn by its normal expansion: quantiles differ from
#: the exact ones by less than one person (tested), at a tenth of the time.
EXPANSION_VARIANCE = 25.0

#: Numbers handled at a time, so that they stay in the processor's cache.
CHUNK = 100_000


def draw_values(inputs: IndexInputs, *, draws: int = DRAWS, seed: int = SEED) -> Drawn:
    """Values as they could have come out by chance.

    Parameters
    ----------
    inputs : IndexInputs
        With numerators and denominators.
    draws : int
    seed : int
        The draws of an indicator depend on it and the indicator's name alone, so that two
        indices with the same indicator see the same draws of it.

    Returns
    -------
    dict of str to array of float32, shape (draws, areas)
        Indicator → drawn values in its unit, for all areas of `inputs.values`.

    Notes
    -----
    Counts are drawn anew, each on its own: binomially with the observed share where the
    numerator is a part of the denominator, else (births per women, say) from a Poisson
    distribution. Figures without counts stay as they are: their chance is unknown.
    """
    return {str(name): _drawn(inputs, str(name), draws, seed) for name in inputs.values.columns}


def _drawn(inputs: IndexInputs, name: str, draws: int, seed: int) -> NDArray[np.float32]:
    values = inputs.values[name].to_numpy(dtype=np.float32)
    sampled = np.repeat(values[None, :], draws, axis=0)
    if inputs.numerators is None or inputs.denominators is None or inputs.per is None:
        return sampled
    numerator = inputs.numerators[name].to_numpy(dtype=float)
    denominator = inputs.denominators[name].to_numpy(dtype=float)
    counted = (numerator >= 0) & (denominator > 0)
    generator = np.random.Generator(np.random.SFC64([seed, crc32(name.encode())]))
    counts = draw_counts(numerator[counted], denominator[counted], draws, generator)
    sampled[:, counted] = counts * (inputs.per[name] / denominator[counted]).astype(np.float32)
    return sampled


def draw_together(
    results: Mapping[str, IndexResult], *, draws: int = DRAWS, seed: int = SEED
) -> Drawn:
    """Draw the indicators of several indices over the same areas, each only once."""
    drawn: Drawn = {}
    for result in results.values():
        names = [name for name in result.definition.indicators if name not in drawn]
        drawn |= draw_values(_part(result.inputs, names), draws=draws, seed=seed)
    return drawn


def _part(inputs: IndexInputs, names: list[str]) -> IndexInputs:
    return replace(inputs, values=inputs.values[names])


def draw_counts(
    numerator: NDArray[np.float64],
    denominator: NDArray[np.float64],
    draws: int,
    generator: np.random.Generator,
) -> NDArray[np.float32]:
    """Draw counts anew around the observed ones.

    Parameters
    ----------
    numerator, denominator : array, shape (areas,)
        Counts; the denominators above 0.
    draws : int
    generator : numpy.random.Generator

    Returns
    -------
    array of float32, shape (draws, areas)

    Notes
    -----
    Binomial or Poisson. Counts of large variance by the Cornish-Fisher expansion of their
    quantiles: mean + sd · (z + skewness · (z² − 1) ÷ 6), rounded.
    """
    part = is_binomial(numerator, denominator)
    share = np.where(part, numerator / denominator, 0.0)
    variance = numerator * (1.0 - share)
    smooth = variance >= EXPANSION_VARIANCE
    drawn = np.empty((draws, len(numerator)), dtype=np.float32)
    drawn[:, smooth] = _expanded(
        numerator[smooth], variance[smooth], 1.0 - 2.0 * share[smooth], draws, generator
    )
    few = part & ~smooth
    trials = np.rint(denominator[few]).astype(np.int64)[:, None]
    size = (int(few.sum()), draws)
    drawn[:, few] = generator.binomial(trials, share[few][:, None], size=size).T
    rare = ~part & ~smooth
    drawn[:, rare] = generator.poisson(numerator[rare], size=(draws, int(rare.sum())))
    upper = np.where(part, denominator, np.inf).astype(np.float32)
    return np.clip(drawn, 0.0, upper, out=drawn)


def _expanded(
    mean: Reals, variance: Reals, asymmetry: Reals, draws: int, generator: np.random.Generator
) -> NDArray[np.float32]:
    z = generator.standard_normal((draws, len(mean)), dtype=np.float32)
    bend = np.square(z)
    bend -= 1.0
    bend *= (asymmetry / 6.0).astype(np.float32)
    z *= np.sqrt(variance).astype(np.float32)
    z += bend
    z += mean.astype(np.float32)
    return np.rint(z, out=z)


def rank_intervals(result: IndexResult, drawn: Drawn | None = None) -> DataFrame:
    """How far chance could move each area's rank and class.

    Parameters
    ----------
    result : IndexResult
        With counts in its inputs.
    drawn : dict, optional
        From `draw_values` or `draw_together`, so that several indices share their draws.

    Returns
    -------
    DataFrame
        Index `key`; `rank` (1 = worst), `rank_low`, `rank_high` (middle 95 % of the draws),
        `status`, `status_best`, `status_worst` (labels, middle 95 %), `own_class_share`
        (0–1), `safe` (own class in at least 95 % of the draws). Missing where not rated.
    """
    drawn = draw_values(result.inputs) if drawn is None else drawn
    rated = result.table["rated"].to_numpy()
    columns = {name: np.full(len(rated), np.nan, dtype=object) for name in TEXT_COLUMNS}
    columns |= {name: np.full(len(rated), np.nan) for name in NUMBER_COLUMNS}
    columns |= {name: result.table[name].to_numpy() for name in ("rank", "status")}
    if rated.any():
        for name, filled in _ranges(result, rated, *drawn_classes(result, rated, drawn)).items():
            columns[name][rated] = filled
    return DataFrame(columns, index=result.table.index)[INTERVAL_COLUMNS]


INTERVAL_COLUMNS = [
    "rank", "rank_low", "rank_high", "status", "status_best", "status_worst", "own_class_share", "safe",
]  # fmt: skip


TEXT_COLUMNS = ("status_best", "status_worst", "safe")
NUMBER_COLUMNS = ("rank_low", "rank_high", "own_class_share")


def drawn_classes(
    result: IndexResult, rated: NDArray[np.bool_], drawn: Drawn
) -> tuple[Reals, NDArray[np.int8]]:
    """Rank (1 = worst) and class (1–4) of each rated area in each draw, shape (areas, draws)."""
    definition = result.definition
    names = list(definition.indicators)
    directions = result.inputs.directions.loc[names].to_numpy(dtype=np.float32)
    score = score_function(definition, result.inputs)
    parts = [score(worse_up(part, directions)) for part in _chunks(drawn, names, rated)]
    scores = np.concatenate(parts, axis=-1)
    badness = scores if definition.low_is_worse else -scores
    numbers = class_numbers(
        class_values(definition, scores),
        definition.status_limits,
        first_limit_belongs_above=definition.middle_holds_its_limits,
    )
    return ranks(badness, "min"), numbers


def _chunks(drawn: Drawn, names: list[str], rated: NDArray[np.bool_]) -> Iterator[Reals]:
    """Rated areas and wanted indicators, some draws at a time, areas together in memory."""
    step = max(CHUNK // max(int(rated.sum()) * len(names), 1), 1)
    for start in range(0, len(drawn[names[0]]), step):
        part = np.stack([drawn[name][start : start + step] for name in names])
        yield np.moveaxis(part if rated.all() else part[..., rated], -1, 0)


def _ranges(
    result: IndexResult, rated: NDArray[np.bool_], drawn_ranks: Reals, numbers: NDArray[np.int8]
) -> dict[str, NDArray[Any]]:
    low, high = central_95(drawn_ranks)
    best, worst = central_95(numbers)
    own_class = result.table["status_number"].to_numpy()[rated][:, None]
    own = (numbers == own_class).mean(axis=1)
    labels = np.asarray(STATUS, dtype=object)
    return {
        "rank_low": low.astype(float),
        "rank_high": high.astype(float),
        "status_best": labels[best - 1],
        "status_worst": labels[worst - 1],
        "own_class_share": own,
        "safe": own >= SAFE,
    }


def central_95(draws: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Smallest and largest of the middle 95 % of each row's draws.

    Examples
    --------
    >>> low, high = central_95(np.arange(1, 1001)[None, :])
    >>> int(low[0]), int(high[0])
    (26, 975)
    """
    tail = int(0.025 * draws.shape[1])
    in_order = np.sort(draws, axis=1)
    return in_order[:, tail], in_order[:, draws.shape[1] - 1 - tail]
