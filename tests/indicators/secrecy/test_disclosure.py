"""The release gate: what its audiences may see of a small invented city."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue import Indicator
from indicators.secrecy._withheld import withheld_cells
from indicators.secrecy.release import ReleasedAnalysis, ReleasedTable, mark, release, release_table
from tests.builders.invented_city import RATE, areas, city_of


def test_a_small_count_and_all_that_rests_on_it_is_withheld():
    city = city_of({2024: areas(poor=[2, 30, 40], all=[100, 300, 400])}, {})
    released = release(city)
    assert np.isnan(released.counts["area", 2024].loc["a", "poor"])
    assert released.counts["area", 2024].loc["a", "all"] == 100
    assert released.reasons["area", 2024].loc["a", "poor"] == "suppressed"
    row = released.figures.query("level == 'area' and key == 'a'").iloc[0]
    numbers = ["numerator", "value", "low", "high", "difference", "probability", "below_average"]
    assert row[numbers].isna().all()
    assert (row["reason"], row["denominator"]) == ("suppressed", 100)


def test_the_input_stays_as_it_was():
    city = city_of({2024: areas(poor=[2, 30, 40], all=[100, 300, 400])}, {})
    before = city.figures.copy(), city.counts["area", 2024].copy()
    release(city)
    pd.testing.assert_frame_equal(city.figures, before[0])
    pd.testing.assert_frame_equal(city.counts["area", 2024], before[1])


def test_zero_and_the_limit_itself_are_shown():
    released = release(city_of({2024: areas(poor=[0, 3, 40], all=[100, 300, 400])}, {}))
    assert released.counts["area", 2024]["poor"].tolist() == [0, 3, 40]
    assert released.suppressed.empty


def test_what_the_statistics_office_has_published_is_not_withheld_again():
    counts = {2024: areas(poor=[2, 30, 40], all=[100, 300, 400])}
    assert release(city_of(counts, {}, released={"poor", "all"})).suppressed.empty


def test_the_public_is_not_told_which_cells_are_small_themselves():
    city = city_of({2024: areas(poor=[2, 30, 40], all=[100, 300, 400])}, {})
    assert set(release(city).suppressed["why"]) == {"secret"}
    assert "primary" in set(release(city, "internal").suppressed["why"])


def test_internal_results_show_small_counts_and_say_so():
    city = city_of({2024: areas(poor=[2, 30, 40], all=[100, 300, 400])}, {})
    released = release(city, "internal")
    assert released.counts["area", 2024].loc["a", "poor"] == 2
    assert any("Dienstgebrauch" in note for note in released.notes)


def test_released_types_are_made_at_the_gate_only():
    released = release(city_of({2024: areas(poor=[9, 30], all=[100, 300])}, {}))
    with pytest.raises(TypeError, match="release gate"):
        replace(released, audience="internal")
    with pytest.raises(TypeError, match="release gate"):
        ReleasedTable(pd.DataFrame(), "public", pd.DataFrame())
    assert isinstance(released, ReleasedAnalysis)


def test_other_tables_lose_the_numbers_of_rows_with_small_counts():
    persons = {"persons": [2.0, 30.0, 0.0, 9.0], "rank": [1, 2, 3, 4]}
    table = pd.DataFrame({"name": ["A", "B", "C", "D"], **persons})
    released = release_table(table, counts=["persons"], min_cases=3).table
    assert released["name"].tolist() == ["A", "B", "C", "D"]
    # D goes with A: from the sum and the 30 of B one could compute the 2.
    assert released["persons"].isna().tolist() == [True, False, False, True]
    assert released["rank"].isna().tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("persons", "gone"),
    [
        ([1, 1, 30, 50], [True, True, True, False]),  # 1 + 1 = 2: each of them is 1
        ([1, 2, 30, 50], [True, True, True, False]),  # 3: 1 and 2 or 2 and 1, two possibilities
        ([2, 2, 30, 50], [True, True, False, False]),  # 4: each is 1, 2 or 3
        ([1, 3, 30, 50], [True, True, False, False]),  # 3 joins as the smallest: 1, 2 or 3
        ([2, 30, 50, 0], [True, True, False, False]),  # alone it would be the rest of the sum
        ([2, 0, 0, 0], [True, False, False, False]),  # no other count is there to join
    ],
)
def test_hidden_rows_of_a_known_sum_leave_three_possibilities(persons, gone):
    table = pd.DataFrame({"persons": np.array(persons, dtype=float)})
    released = release_table(table, counts=["persons"], min_cases=3).table
    assert released["persons"].isna().tolist() == gone


HOMES = Indicator(id="homes", label="Mieten", numerator="rented", denominator="homes")


def test_whether_an_area_is_rated_does_not_tell_how_few_live_there():
    """Two inhabitants of area a are secret, so nothing may say that they are too few to rate."""
    counts = areas(poor=[0, 30, 40], all=[2, 300, 400], rented=[20, 50, 60], homes=[90, 80, 70])
    city = replace(city_of({2024: counts}, {}, catalogue=(RATE, HOMES)), population="all")
    released = release(city)
    rows = released.figures.query("level == 'area'").set_index(["indicator", "key"])
    hidden = released.counts["area", 2024]["all"].isna()
    assert hidden.tolist() == [True, True, False]
    for indicator in ("quote", "homes"):
        here = rows.loc[indicator]
        assert here["rated"].tolist() == [False, False, True]
        assert here["value"].isna().tolist() == hidden.tolist()
        assert here["reason"].tolist() == ["suppressed", "suppressed", ""]
    assert rows.loc["homes"]["denominator"].tolist() == [90, 80, 70]


def test_published_shares_and_means_go_with_the_persons_whom_they_are_of():
    """Two voters of area a: beside the city's mean, its own would tell how few they are."""
    turnout = Indicator(id="turnout", label="Wahl", value="turnout", weight="voters", unit="%")
    rent = Indicator(id="rent", label="Miete", value="rent", weight="voters", unit="€")
    counts = areas(turnout=[0, 40, 30], rent=[7.5, 8.2, 9.1], voters=[2, 300, 400],
                   poor=[9, 30, 40], all=[90, 300, 400])  # fmt: skip
    catalogue = {"quote": RATE, "turnout": turnout, "rent": rent}
    cells = withheld_cells(replace(city_of({2024: counts}, {}), catalogue=catalogue))
    hidden = set(zip(cells["key"], cells["what"], strict=True))
    # b's voters go as partners of a's.
    assert hidden == {(area, what) for area in "ab" for what in ("voters", "turnout", "rent")}


def test_marks_of_official_statistics():
    shown = [mark("suppressed", np.nan), mark("", 0.0), mark("missing", np.nan), mark("", 7.0)]
    assert shown == ["•", "–", ".", ""]
