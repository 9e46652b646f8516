"""Which cells go with a small count, worked out by hand for towns of a few areas."""

import numpy as np
import pytest
from scipy import sparse

from indicators.secrecy._cells import counted_variables, is_small, parts_of_wholes
from indicators.secrecy.count_tables import CountTable
from indicators.secrecy.relations import linear_relations, wholes_first
from indicators.secrecy.suppression import is_wide, suppress
from tests.builders.invented_city import RATE


def table(counts, sums=(), *, pairs=(), fixed=(), concealed=(), relations=None):
    """Areas × variables and, as lists of areas, the larger areas that are published too."""
    counts = np.array(counts, dtype=float).T
    n, variables = counts.shape
    coarse = [[float(area in members) for area in range(n)] for members in sums]
    members = np.vstack([np.eye(n), *coarse])
    values = members @ np.nan_to_num(counts)
    values[:n] = counts
    hidden = np.zeros(values.shape, dtype=bool)
    for cell in concealed:
        hidden[cell] = True
    return CountTable(
        level=np.full(len(members), "", dtype=object),
        key=np.arange(len(members)).astype(object),
        members=sparse.csr_array(members),
        variables=tuple(f"v{number}" for number in range(variables)),
        values=values,
        pairs=tuple(pairs),
        fixed=np.isin(np.arange(variables), fixed),
        concealed=hidden,
        relations=np.zeros((0, variables)) if relations is None else np.array(relations, float),
    )


def hidden_rows(counts, sums=(), min_cases=3, variable=0, **options):
    """Rows (areas, then sums) whose count of a variable is withheld."""
    chosen = suppress(table(counts, sums, **options), min_cases)
    assert chosen.exposed == ()
    return np.flatnonzero(chosen.hidden[:, variable]).tolist()


def test_small_is_from_one_to_one_below_the_limit():
    assert is_small(np.array([0, 1, 2, 3, np.nan]), 3).tolist() == [False, True, True, False, False]


def test_nothing_small_nothing_withheld():
    assert hidden_rows([[3, 4, 0]], [[0, 1, 2]]) == []


def test_of_two_children_the_sibling_goes_too():
    # 12 − 10 = 2: without its sibling the small count is a subtraction away.
    assert hidden_rows([[2, 10]], [[0, 1]]) == [0, 1]


def test_the_smallest_sibling_that_is_large_enough_goes():
    # 3 leaves 1 … 4 possible for the 2; 40 would hide more persons than needed.
    assert hidden_rows([[2, 40, 3]], [[0, 1, 2]]) == [0, 2]


def test_two_possibilities_are_not_three():
    # All four counts of poor are hidden. If both sums {0, 1, 3} = 6 and {0, 2, 3} = 5 stayed,
    # area 1 would have one more than area 2; of 3 inhabitants that is 2 or 3, no third number.
    counts, sums = [[1, 2, 1, 3], [5, 3, 3, 5]], [[0, 1, 3], [0, 2, 3], [2]]
    chosen = suppress(table(counts, sums, pairs=[(0, 1)]), 3)
    assert chosen.hidden[:4, 0].all()
    assert chosen.hidden[4:6, 0].any()
    assert not chosen.hidden[:, 1].any()


def test_zero_stays_and_hides_nobody():
    # The 0 is shown, so it cannot make up for the 1: the 9 must go.
    assert hidden_rows([[1, 0, 9]], [[0, 1, 2]]) == [0, 2]


def test_two_small_counts_may_keep_each_other_secret_or_not():
    # 2 + 2 = 4: each is 1, 2 or 3. 1 + 1 = 2 is small itself, its parent hides with its 9.
    assert hidden_rows([[2, 2, 30]], [[0, 1], [2], [0, 1, 2]]) == [0, 1]
    assert hidden_rows([[1, 2, 30]], [[0, 1, 2]]) == [0, 1, 2]


def test_an_only_child_takes_its_parent_and_the_parents_sibling_along():
    # Quarter 3 is area 0 alone. City − quarter 4 = quarter 3, so quarter 4 goes, and then
    # one of its areas, from which it could be summed up again; not the 8, not the city.
    rows = hidden_rows([[2, 5, 8]], [[0], [1, 2], [0, 1, 2]])
    assert rows == [0, 1, 3, 4]


def test_three_levels_keep_the_exchange_inside_the_smallest_area():
    # Areas 0, 1 in quarter 4; 2, 3 in quarter 5; both in the city: only the sibling goes.
    assert hidden_rows([[2, 6, 7, 8]], [[0, 1], [2, 3], [0, 1, 2, 3]]) == [0, 1]


def test_overlapping_divisions_need_a_rectangle():
    # Rows {0, 1}, {2, 3} and columns {0, 2}, {1, 3} are published: 2 up means 1 down,
    # so 3 up, so 2 down. One partner alone would be given away by its column.
    sums = [[0, 1], [2, 3], [0, 2], [1, 3]]
    assert hidden_rows([[2, 6, 7, 8]], sums) == [0, 1, 2, 3]


def test_a_small_rest_is_as_secret_as_a_small_count():
    # 99 of 100 unemployed tell the one who is not; 98 leave 2.
    chosen = suppress(table([[98, 40, 30], [100, 90, 80]], pairs=[(0, 1)]), 3)
    assert chosen.primary[:, 0].tolist() == [True, False, False]
    assert not chosen.hidden[:, 1].any()


def test_the_whole_of_a_place_is_no_small_rest():
    assert not suppress(table([[100, 40], [100, 90]], pairs=[(0, 1)]), 3).hidden.any()


def test_a_part_is_kept_secret_although_its_whole_is_hidden_too():
    # Area 0: 1 poor of 1 inhabitant. Both hide with area 1; a reader who knows that the
    # poor are no more than the inhabitants must still be left with three possibilities.
    counts = [[1, 9, 9], [1, 20, 20]]
    chosen = suppress(table(counts, [[0, 1, 2]], pairs=[(0, 1)]), 3)
    assert chosen.exposed == ()
    assert chosen.hidden[0].all()
    assert chosen.hidden[1:3, 0].any()
    assert chosen.hidden[1:3, 1].any()


def test_a_sum_of_variables_gives_nothing_away():
    # Young + old = all in each area, and the city's totals. Hiding "young" alone: 30 − 28.
    young, old = [2, 10, 20], [28, 30, 40]
    everyone = [30, 40, 60]
    relations = linear_relations(np.array([young, old, everyone], dtype=float).T)
    assert relations.tolist() == [[1.0, 1.0, -1.0]]
    chosen = suppress(table([young, old, everyone], [[0, 1, 2]], relations=relations), 3)
    hidden = chosen.hidden
    assert hidden[0, 0]
    assert hidden[0].sum() >= 2, "in the area itself another variable must go"
    assert all(hidden[:, v].sum() != 1 for v in range(3)), "in no column may one cell go alone"


def test_what_is_published_already_is_neither_secret_nor_a_partner():
    chosen = suppress(table([[2, 10, 20], [1, 5, 5]], [[0, 1, 2]], fixed=[0]), 3)
    assert not chosen.hidden[:, 0].any()
    assert chosen.hidden[0, 1]


def test_counts_that_published_sums_give_away_are_named():
    # Young + old = all; all and old are published: the 2 young are no secret any more.
    young, old, everyone = [2, 10, 20], [28, 30, 40], [30, 40, 60]
    relations = [[1, 1, -1]]
    chosen = suppress(table([young, old, everyone], fixed=[1, 2], relations=relations), 3)
    assert not chosen.primary.any()


def test_what_the_source_withholds_is_protected_too():
    # The source hides area 0; its total 30 is delivered besides: 30 − 10 − 12 = 8.
    given = table([[np.nan, 10, 12]], [[0, 1, 2]], concealed=[(0, 0)])
    given.values[3, 0] = 30
    chosen = suppress(given, 3)
    assert chosen.hidden[:3, 0].sum() >= 2 or chosen.hidden[3, 0]


def test_estimated_counts_need_not_be_whole():
    assert hidden_rows([[1.7, 10.2, 11.9]], [[0, 1, 2]]) == [0, 1]


@pytest.mark.parametrize("min_cases", [3, 4, 5])
def test_the_interval_holds_as_many_whole_numbers_as_asked(min_cases):
    # 1 and its partner x: 1 … x; x must be at least min_cases.
    assert hidden_rows([[1, min_cases, 50]], [[0, 1, 2]], min_cases) == [0, 1]


def test_an_interval_is_wide_by_its_whole_numbers():
    assert is_wide(1.0, 3.0, 3)
    assert not is_wide(1.1, 3.9, 3)  # 2 and 3 alone


def test_without_partners_only_the_small_count_goes():
    chosen = suppress(table([[2, 10]], [[0, 1]]), 3, secondary=False)
    assert chosen.hidden[:, 0].tolist() == [True, False, False]


def test_the_input_is_not_changed():
    given = table([[2, 10, 4]], [[0, 1, 2]])
    before = given.values.copy()
    suppress(given, 3)
    assert (given.values == before).all()


def test_hectares_and_published_shares_are_no_counts():
    import pandas as pd

    frame = pd.DataFrame({"persons": [2.0, 5], "hectares": [1.5, 20.7], "guessed": [1.5, 2.5]})
    assert counted_variables(frame, [], frozenset({"guessed"})) == ["persons", "guessed"]


@pytest.mark.parametrize(
    ("poor", "pairs"),
    [([9, 100], (("poor", "all"),)), ([9, 101], ()), ([0, 0], (("poor", "all"),))],
)
def test_what_is_once_larger_than_the_other_is_no_part_of_it(poor, pairs):
    """Offers per 100 inhabitants count no inhabitants, though mostly they are fewer."""
    import pandas as pd

    frame = pd.DataFrame({"poor": poor, "all": [20, 100]}, dtype=float)
    assert parts_of_wholes(frame, [RATE]) == pairs


def test_wholes_come_before_their_parts():
    order = wholes_first(np.array([0, 1, 2]), [(0, 1), (1, 2)])
    assert [variables.tolist() for variables in order] == [[2], [1], [0]]


def test_few_areas_prove_no_relation():
    assert len(linear_relations(np.array([[1.0, 2, 3]]))) == 0
    assert len(linear_relations(np.zeros((0, 3)))) == 0


def test_among_few_known_inhabitants_even_zero_is_withheld():
    # Everybody knows that areas 0 and 1 have 2 inhabitants each; 1 and 0 of them are poor.
    # If zeros were shown, the dot of area 0 would be 1 or 2.
    counts, people = [[1, 0, 30, 40], [2, 2, 300, 400]], 1
    chosen = suppress(table(counts, [[0, 1, 2, 3]], pairs=[(0, people)], fixed=[people]), 3)
    assert chosen.hidden[:2, 0].all()
    assert not chosen.hidden[:, people].any()
    assert chosen.exposed == ()


def test_what_nobody_can_protect_is_named():
    # One inhabitant, known to all: poor or not, two possibilities are all there are.
    chosen = suppress(
        table([[1, 30, 40], [1, 300, 400]], [[0, 1, 2]], pairs=[(0, 1)], fixed=[1]), 3
    )
    assert chosen.exposed == ((0, 0),)
    assert chosen.hidden[0, 0]
    assert chosen.hidden[1:3, 0].any(), "it is hidden as well as it can be"
