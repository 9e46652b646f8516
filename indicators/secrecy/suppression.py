"""Secondary secrecy: counts of one year in, the cells that must be withheld out.

Small counts are withheld first, then the cheapest further cells, until the interval that
a reader can compute for each small count contains at least `min_cases` whole numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from highspy import Highs

from geo.arrays import Bools, Floats, Ints
from indicators.secrecy._blocks import Block, block_of
from indicators.secrecy._cells import SAME_COUNT
from indicators.secrecy._displacement import (
    cell_prices,
    cheapest_displacement,
    chooser_of,
    farthest,
    hide_more,
    reader_of,
)
from indicators.secrecy.count_tables import CountTable, primary_cells
from indicators.secrecy.relations import linked, wholes_first


@dataclass(frozen=True)
class Target:
    """A secret number: a sum of counts (or a whole less its part) and what it amounts to."""

    row: int
    variable: int
    columns: Ints
    signs: Floats
    value: float


@dataclass(frozen=True)
class Suppression:
    """Which cells of a `CountTable` are withheld.

    Attributes
    ----------
    primary : array of bool, shape (rows, variables)
        Small counts, counts whose rest is small, and what the source withholds.
    hidden : array of bool, shape (rows, variables)
        These and their partners.
    exposed : tuple of (int, int)
        Primary cells that figures already published by others give away.
    """

    primary: Bools
    hidden: Bools
    exposed: tuple[tuple[int, int], ...]


def suppress(table: CountTable, min_cases: int, *, secondary: bool = True) -> Suppression:
    """Choose the cells of one year's counts to withhold.

    Parameters
    ----------
    table : CountTable
    min_cases : int
        Counts from 1 to `min_cases` − 1 are secret.
    secondary : bool
        False: primary secrecy alone, for tests of the audit. Never for publication.

    Returns
    -------
    Suppression

    Notes
    -----
    Variables are treated one after the other, wholes before their parts, linked
    variables together; all others are taken as they are, which only narrows the
    intervals: what is safe so is safe for a reader of the whole.
    """
    primary = primary_cells(table, min_cases)
    hidden = primary.copy()
    if not (secondary and primary.any()):
        return Suppression(primary, hidden, ())
    groups = linked(len(table.variables), table.relations)
    left: list[tuple[int, int]] = []
    for variables in wholes_first(groups, table.pairs):
        if primary[:, variables].any():
            left += protect(table, variables, primary, hidden, min_cases)
    exposed = [
        cell for cell in left if not _protect_widely(table, cell, primary, hidden, min_cases)
    ]
    return Suppression(primary, hidden, tuple(exposed))


def protect(
    table: CountTable, variables: Ints, primary: Bools, hidden: Bools, min_cases: int
) -> list[tuple[int, int]]:
    """Withhold partners for the secret cells of linked variables, in `hidden`.

    Returns
    -------
    list of (row, variable)
        Secret cells that stay too narrow.
    """
    block = block_of(table, variables.tolist(), min_cases)
    targets = list(_targets(table, block, variables, primary))
    if not block.laws.nnz:
        targets = _pair_up(block, targets, hidden, min_cases)
    if not targets:
        return []
    return _choose_partners(table, block, targets, hidden, min_cases)


def _targets(table: CountTable, block: Block, variables: Ints, primary: Bools) -> Iterator[Target]:
    """Secret numbers of a block: counts, and rests of wholes that move with their parts."""
    for row, at in zip(*np.nonzero(primary[:, variables]), strict=True):
        variable = int(variables[at])
        columns = block.functional(_members(table, int(row)), variable)
        if len(columns) and not abs(table.values[row, variable]) < SAME_COUNT:
            value = float(np.nan_to_num(table.values[row, variable]))
            yield Target(int(row), variable, columns, np.ones(len(columns)), value)
    for part, whole in table.pairs:
        if part in variables and whole in variables:
            for row in np.flatnonzero(primary[:, part]):
                yield from _rest(table, block, int(row), part, whole)


def _rest(table: CountTable, block: Block, row: int, part: int, whole: int) -> Iterator[Target]:
    """What a whole has beyond its part, where both may move."""
    members = _members(table, row)
    plus, minus = block.functional(members, whole), block.functional(members, part)
    value = float(table.values[row, whole] - table.values[row, part])
    if value > 0:
        signs = np.concatenate([np.ones(len(plus)), -np.ones(len(minus))])
        yield Target(row, part, np.concatenate([plus, minus]), signs, value)


def _members(table: CountTable, row: int) -> Ints:
    return table.members.indices[table.members.indptr[row] : table.members.indptr[row + 1]]


def _pair_up(
    block: Block, targets: Sequence[Target], hidden: Bools, min_cases: int
) -> list[Target]:
    """Withhold a neighbour in the same areas of all levels, where there is a large enough one.

    Counts that belong to the same published sums can be exchanged for one another
    without anybody noticing.

    Returns
    -------
    list of Target
        Those that found no such neighbour.
    """
    signature = _signatures(block, hidden)
    return [t for t in targets if not _paired(block, t, signature, hidden, min_cases)]


def _paired(block: Block, target: Target, signature: Floats, hidden: Bools, min_cases: int) -> bool:
    """Whether a secret count has hidden neighbours enough, or one could be hidden."""
    if len(target.columns) > 1:
        return False
    column = int(target.columns[0])
    fellows = np.flatnonzero(signature == signature[column])
    fellows = fellows[fellows != column]
    is_hidden = hidden[block.area[fellows], target.variable]
    partners, open_ones = fellows[is_hidden], fellows[~is_hidden]
    if _exchangeable(block, column, partners) >= min_cases - 1:
        return True
    for fellow in open_ones[np.argsort(-block.lower[open_ones], kind="stable")]:
        if _exchangeable(block, column, np.append(partners, fellow)) >= min_cases - 1:
            hidden[block.area[fellow], target.variable] = True
            return True
    return False


def _exchangeable(block: Block, column: int, fellows: Ints) -> int:
    """How many other whole numbers a count can be by exchange with hidden fellows."""
    up = min(block.upper[column], -block.lower[fellows].sum())
    down = min(-block.lower[column], block.upper[fellows].sum())
    return int(up + SAME_COUNT) + int(down + SAME_COUNT)


def _signatures(block: Block, hidden: Bools) -> Floats:
    """One number per count of a single variable: equal where the published sums are the same."""
    published = ~hidden[block.sum_row, block.sum_variable]
    names = np.random.default_rng(0).random(len(block.sum_row)) * published
    return np.round(block.sums.T @ names, 9) + block.variable


def _choose_partners(
    table: CountTable, block: Block, targets: Sequence[Target], hidden: Bools, min_cases: int
) -> list[tuple[int, int]]:
    """Withhold the cheapest cells that widen each interval; return the targets left narrow."""
    reader, chooser = reader_of(block, hidden), None
    sizes = np.diff(table.members.indptr)
    left = []
    for target in targets:
        up = farthest(reader, target.columns, target.signs)
        if int(up + SAME_COUNT) >= min_cases - 1:
            continue
        down = farthest(reader, target.columns, -target.signs)
        if is_wide(target.value - down, target.value + up, min_cases):
            continue
        if chooser is None:
            chooser = chooser_of(block, hidden, sizes, table.values)
        ways = _ways(chooser, block, target, (-down, up), min_cases)
        if not ways:
            left.append((target.row, target.variable))
            ways = _widest(chooser, block, target, min_cases)
        for amounts in ways:
            _withhold(block, amounts, hidden)
        hide_more(reader, block, hidden)
        prices = cell_prices(block, hidden, sizes, table.values)
        chooser.changeColsCost(len(prices), np.arange(len(prices), dtype=np.int32), prices)
    return left


def is_wide(low: float, high: float, min_cases: int) -> bool:
    """Whether an interval contains at least `min_cases` whole numbers.

    Examples
    --------
    >>> is_wide(0.4, 3.0, 3), is_wide(0.4, 2.9, 3)
    (True, False)
    """
    return int(np.floor(high + SAME_COUNT) - np.ceil(low - SAME_COUNT)) + 1 >= min_cases


def _ways(
    chooser: Highs, block: Block, target: Target, span: tuple[float, float], min_cases: int
) -> list[Floats]:
    """Cheapest displacement that makes an interval wide enough: upwards, else downwards."""
    lowest = np.ceil(target.value + span[0] - SAME_COUNT)
    highest = np.floor(target.value + span[1] + SAME_COUNT)
    for end in (lowest + min_cases - 1, highest - min_cases + 1):
        amounts = _moved(chooser, block, target, end - target.value)
        if amounts is not None:
            return [amounts]
    return []


def _widest(chooser: Highs, block: Block, target: Target, min_cases: int) -> list[Floats]:
    """Displacements that move a count as far as it can go, where that is not far enough."""
    found = []
    for direction in (1, -1):
        for step in range(min_cases - 1, 0, -1):
            amounts = _moved(chooser, block, target, direction * step)
            if amounts is not None:
                found.append(amounts)
                break
    return found


def _moved(chooser: Highs, block: Block, target: Target, by: float) -> Floats | None:
    return cheapest_displacement(
        chooser, target.columns, target.signs, by=by, width=len(block.area)
    )


def _withhold(block: Block, amounts: Floats, hidden: Bools) -> None:
    """Hide every cell that a displacement moves."""
    width, n_sums = len(block.area), len(block.sum_row)
    areas = np.abs(amounts[:width] - amounts[width : 2 * width]) > SAME_COUNT
    up, down = amounts[2 * width : 2 * width + n_sums], amounts[2 * width + n_sums :]
    sums = np.abs(up - down) > SAME_COUNT
    hidden[block.area[areas], block.variable[areas]] = True
    hidden[block.sum_row[sums], block.sum_variable[sums]] = True


def _protect_widely(
    table: CountTable, cell: tuple[int, int], primary: Bools, hidden: Bools, min_cases: int
) -> bool:
    """Protect a cell together with its wholes and parts; return whether it worked."""
    near = {cell[1]}
    for part, whole in table.pairs:
        if cell[1] in (part, whole):
            near |= {part, whole}
    groups = linked(len(table.variables), table.relations)
    variables = np.flatnonzero(np.isin(groups, groups[sorted(near)]))
    alone = np.zeros_like(primary)
    alone[cell] = primary[cell]
    return not protect(table, variables, alone, hidden, min_cases)
