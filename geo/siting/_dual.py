"""A siting instance in, a proven lower bound and the columns that can still matter out."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats, Ints
from geo.siting._start import interchange
from geo.siting.instance import (
    Instance,
    dearest_entries,
    keep_columns,
    near_entries,
    open_columns,
    value_of,
)

#: Relative slack within which a bound counts as reaching a value (rounding of sums).
ROUNDING = 1e-9
#: Length of the first step (Polyak's factor), of the last one, and how it shrinks after
#: PATIENCE steps without a bound that is better by PROGRESS.
LONGEST, SHORTEST, SHRINK, PATIENCE, PROGRESS = 1.5, 2e-3, 0.6, 12, 1e-5
#: Part of the last direction that is kept, and weight of a step in the average choice.
KEEP, SHARE = 0.3, 0.1
#: Every so many steps the average choice is tried as a start of the interchange.
TRY_EVERY = 25
#: Columns are taken out of the arrays when this share of them no longer matters.
DROP_FROM = 0.1


@dataclass(frozen=True)
class Choice:
    """A choice of sites: the caller's column numbers (with the open ones) and its value."""

    sites: Ints
    value: float


@dataclass(frozen=True)
class Dual:
    """What the Lagrangian dual says of an instance.

    Attributes
    ----------
    instance : Instance
        The instance without the columns that no better choice can hold, and with
        those open that each better choice must hold.
    bound : float
        No choice of columns has a lower value.
    multipliers : ndarray
        Best multipliers, by row of the first instance.
    ceiling : ndarray
        Highest multipliers that were allowed, likewise.
    best : Choice
        Best choice seen.
    """

    instance: Instance
    bound: float
    multipliers: Floats
    ceiling: Floats
    best: Choice


@dataclass
class _Ascent:
    """Where the subgradient method stands."""

    multipliers: Floats
    direction: Floats
    shares: Floats
    at_best: Floats
    scale: Floats
    bound: float = -np.inf
    length: float = LONGEST
    idle: int = 0


def choice(instance: Instance, positions: Ints) -> Choice:
    """Return a choice of column positions as sites with their value."""
    sites = np.concatenate([instance.opened, instance.columns[positions]])
    return Choice(np.sort(sites), value_of(instance, positions))


def threshold(instance: Instance, value: float) -> float:
    """Return the bound from which nothing better than `value` can exist."""
    slack = ROUNDING * max(1.0, abs(value))
    return value - max(instance.step - slack, slack)


def lagrangian(
    instance: Instance,
    best: Choice,
    start: Floats,
    ceiling: Floats,
    *,
    steps: int,
    length: float = LONGEST,
    try_every: int = TRY_EVERY,
    deadline: float = np.inf,
) -> Dual:
    """Bound the value from below by subgradient steps, and improve the choice on the way.

    Parameters
    ----------
    instance : Instance
    best : Choice
        A choice to begin with.
    start : ndarray
        First multipliers, by row of the first instance.
    ceiling : ndarray
        Highest multipliers, likewise.
    steps : int
        Most steps.
    length : float
        Polyak's factor of the first step.
    try_every : int
        Steps between two tries to turn the dual's choices into a better choice.
    deadline : float
        `time.perf_counter` at which to stop.

    Notes
    -----
    Relaxing "each row is served once" with multipliers λ (0 <= λ <= base) gives
    L(λ) = Σ λ_i + the sum of the `count` least of ρ_j = −Σ_i max(0, λ_i − c_ij).
    Every L(λ) is a proven bound [1]_. The step is Polyak's, along a direction that keeps a
    part of the last one [2]_. A column whose ρ would lift the bound to the best value is
    dropped. Where the dual is tight no λ_i exceeds the cost of the second-nearest open
    column, so a ceiling somewhat above it costs nothing and spares the dearer entries.

    References
    ----------
    .. [1] Cornuéjols, G., Fisher, M. & Nemhauser, G. (1977). Location of bank accounts to
       optimize float. Management Science 23.
    .. [2] Barahona, F. & Anbil, R. (2000). The volume algorithm. Mathematical Programming 87.
    """
    near = near_entries(instance, ceiling[instance.rows])
    first = start[instance.rows].clip(0, near.base)
    ascent = _Ascent(
        first, np.zeros(len(first)), np.zeros(near.size), first, _scale(instance), length=length
    )
    for step in range(steps):
        keep = _ascend(near, ascent, best.value)
        closed = ascent.bound >= threshold(instance, best.value)
        if closed or ascent.length < SHORTEST or time.perf_counter() > deadline:
            break
        if keep.sum() < (1 - DROP_FROM) * len(keep):
            near, instance = keep_columns(near, keep), keep_columns(instance, keep)
            ascent.shares = ascent.shares[keep]
        if step % try_every == try_every - 1:
            best = _try_shares(near, instance, ascent.shares, best, deadline)
    multipliers = start.copy()
    multipliers[instance.rows] = ascent.at_best
    keep, must = _settled_columns(near, ascent, best.value)
    left = open_columns(keep_columns(instance, keep), must[keep])
    return Dual(left, ascent.bound, multipliers, ceiling, best)


def _ascend(instance: Instance, ascent: _Ascent, value: float) -> NDArray[np.bool_]:
    """Take one step; return which columns can still be in a better choice."""
    multipliers = ascent.multipliers
    reduced = reduced_costs(instance, multipliers)
    taken = np.argpartition(reduced, instance.count - 1)[: instance.count]
    bound = float(instance.offset + multipliers.sum() + reduced[taken].sum())
    _note(ascent, bound)
    goal = threshold(instance, value)
    keep = bound + reduced - reduced[taken].max() < goal
    keep[taken] = True
    slack = 1.0 - _times_served(instance, taken, multipliers)
    ascent.direction = KEEP * ascent.direction + (1 - KEEP) * slack
    ascent.shares *= 1 - SHARE
    ascent.shares[taken] += SHARE
    uphill = ascent.scale * ascent.direction
    norm = max(float(uphill @ ascent.direction), ROUNDING)
    size = ascent.length * max(value - bound, 0.0) / norm
    ascent.multipliers = np.clip(multipliers + size * uphill, 0, instance.base)
    return keep


def _scale(instance: Instance) -> Floats:
    """Return how far each multiplier may move: rows of many persons further than others."""
    size = np.where(instance.required, dearest_entries(instance), instance.base)
    return (size / max(float(size.mean()), ROUNDING)) ** 2


def _note(ascent: _Ascent, bound: float) -> None:
    """Remember the best bound; shorten the steps when it no longer rises."""
    progress = bound > ascent.bound + PROGRESS * abs(ascent.bound)
    if bound > ascent.bound or not np.isfinite(ascent.bound):
        ascent.bound, ascent.at_best = bound, ascent.multipliers
    ascent.idle = 0 if progress else ascent.idle + 1
    if ascent.idle >= PATIENCE:
        ascent.idle = 0
        ascent.length *= SHRINK


def reduced_costs(instance: Instance, multipliers: Floats) -> Floats:
    """Return ρ_j = −Σ_i max(0, λ_i − c_ij) for each column."""
    saved = multipliers[instance.row]
    saved -= instance.cost
    np.maximum(saved, 0.0, out=saved)
    filled = np.flatnonzero(np.diff(instance.start))
    reduced = np.zeros(instance.size)
    if len(filled):
        reduced[filled] = -np.add.reduceat(saved, instance.start[filled])
    return reduced


def _times_served(instance: Instance, taken: Ints, multipliers: Floats) -> Floats:
    """Return how many of the taken columns each row would use at these multipliers."""
    parts = [slice(instance.start[j], instance.start[j + 1]) for j in taken]
    row = np.concatenate([instance.row[part] for part in parts])
    cost = np.concatenate([instance.cost[part] for part in parts])
    return np.bincount(row[cost < multipliers[row]], minlength=len(multipliers)).astype(float)


def _try_shares(
    near: Instance, instance: Instance, shares: Floats, best: Choice, deadline: float
) -> Choice:
    """Improve the columns that the dual chose most often of late; return the better choice."""
    favoured = np.argsort(-shares, kind="stable")[: near.count]
    tried = choice(instance, interchange(near, favoured, deadline=deadline))
    return tried if tried.value < best.value else best


def _settled_columns(
    instance: Instance, ascent: _Ascent, value: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say which columns can be in a better choice, and which must be, by their Lagrangian cost."""
    reduced = reduced_costs(instance, ascent.at_best)
    order = np.argsort(reduced, kind="stable")
    taken = np.zeros(instance.size, dtype=bool)
    if instance.count >= instance.size:
        return ~taken, taken
    last, next_one = reduced[order[instance.count - 1]], reduced[order[instance.count]]
    goal = threshold(instance, value)
    taken[order[: instance.count]] = True
    keep = taken | (ascent.bound + reduced - last < goal)
    return keep, taken & (ascent.bound - reduced + next_one >= goal)
