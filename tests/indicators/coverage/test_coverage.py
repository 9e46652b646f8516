"""Coverage on three squares with hand-computed persons."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from pandas import DataFrame, Series
from shapely import Point, box

from geo.levels import Level
from geo.reach import nearest_straight
from indicators.coverage import COVERAGE_COLUMNS, Terms, coverage_of, covered_by_area
from indicators.coverage._gaps import Rule, gap_table
from indicators.coverage.demand import persons_at
from indicators.coverage.difference import difference_of
from indicators.coverage.question import Question
from indicators.coverage.standards import Standard

CRS = "EPSG:25832"
X0, Y0 = 390_000.0, 5_700_000.0
STANDARD = Standard("kita", "u6", "walk", max_minutes=6)
# 6 km/h = 100 m per minute; detour 1.5: six minutes are 400 m of straight line.
WALK = partial(nearest_straight, kmh=6, detour=1.5)
ASKED = Question("kita", target_group="u6", mode="walk", max_minutes=STANDARD.minutes(6))


def level(id_: str = "ubz", members: dict[str, str] | None = None) -> Level:
    members = members or {"01": "01", "02": "02", "03": "03"}
    keys = sorted(set(members.values()))
    areas = GeoDataFrame(
        {"name": [f"Gebiet {k}" for k in keys]},
        geometry=[
            box(X0 + 1000 * i, Y0, X0 + 1000 * i + 1000, Y0 + 1000) for i in range(len(keys))
        ],
        index=pd.Index(keys, name="key"),
        crs=CRS,
    )
    return Level(id_, id_, areas, Series(members))


def settlement() -> DataFrame:
    """Area 01: 2 points, weights 1 and 3; 02: 3 equal points; 03: none."""
    return DataFrame(
        {
            "x": X0 + np.array([100.0, 500, 1100, 1200, 1900]),
            "y": Y0 + np.full(5, 500.0),
            "area": ["01", "01", "02", "02", "02"],
            "weight": [1.0, 3.0, 2.0, 2.0, 2.0],
        }
    )


def offers(*rows: tuple[float, str]) -> GeoDataFrame:
    return GeoDataFrame(
        {"name": [f"Kita {i}" for i in range(len(rows))], "why_not": [why for _, why in rows]},
        geometry=[Point(X0 + x, Y0 + 500) for x, _ in rows],
        index=pd.Index([f"k{i}" for i in range(len(rows))], name="id"),
        crs=CRS,
    )


def cover(counts: dict[str, float], places: GeoDataFrame, at: Level | None = None):
    demand = persons_at(settlement(), Series(counts), places=level().areas.geometry)
    terms = Terms("Kita", "Kinder unter 6", STANDARD.sentence("Kinder unter 6"), "Luftlinie × 1,5")
    return coverage_of(demand, places, at or level(), reach=WALK, question=ASKED, terms=terms)


COUNTS = {"01": 80.0, "02": 90.0, "03": 30.0}


def test_persons_by_hand() -> None:
    """An offer at x = 100: only the point with a quarter of area 01 and nobody else is near."""
    areas = cover(COUNTS, offers((50, ""))).areas
    assert tuple(areas.columns) == COVERAGE_COLUMNS
    assert areas["target_persons"].tolist() == [80, 90, 30]
    assert areas["covered_persons"].tolist() == [20, 0, 0]
    assert areas["gap_persons"].tolist() == [60, 90, 30]
    assert areas["city_share"].unique() == pytest.approx([20 / 200])
    assert areas["covered_share"].tolist() == pytest.approx([0.25, 0, 0])
    assert areas["below_average"].tolist() == [False, True, True]


def test_a_share_equal_to_the_citys_is_not_below_it() -> None:
    """A third is covered everywhere, in odd numbers too, whose sums and steps are rounded."""
    persons = [10.0, 20.0, 0.1, 0.2, 3.3, 6.6]
    points = DataFrame(
        {"area": ["01", "01", "02", "02", "03", "03"], "persons": persons, "minutes": 1.0}
    ).assign(covered=[True, False] * 3)
    areas = covered_by_area(points, level())
    assert areas["covered_share"].tolist() == pytest.approx([1 / 3] * 3, abs=1e-5)
    assert areas["below_average"].tolist() == [False, False, False]
    fewer = covered_by_area(points.assign(persons=[10.0, 20.5, 0.1, 0.2, 3.3, 6.6]), level())
    assert fewer["below_average"].tolist() == [True, False, False]


def test_detour_decides() -> None:
    """400 m of straight line are just six minutes with the detour, 401 m are not."""
    assert cover(COUNTS, offers((900, ""))).areas.loc["01", "covered_persons"] == 60
    assert cover(COUNTS, offers((901, ""))).areas.loc["01", "covered_persons"] == 0


def test_nearest_minutes_are_the_persons_median() -> None:
    """Three quarters of area 01 live 450 m away: 6.75 minutes, not the mean of both points."""
    assert cover(COUNTS, offers((50, ""))).areas.loc["01", "nearest_minutes"] == pytest.approx(6.75)


def test_coarser_level_sums_and_unassigned_areas_count_for_the_city() -> None:
    """Area 03 belongs to no Sozialraum; the city's share still counts its 30 persons."""
    found = cover(COUNTS, offers((50, "")), level("sr", {"01": "A", "02": "A"})).areas
    assert found.loc["A", ["target_persons", "covered_persons"]].tolist() == [170, 20]
    assert found.loc["A", "city_share"] == pytest.approx(20 / 200)


def test_area_without_points_stands_at_its_representative_point() -> None:
    """Area 03's middle is at x = 2,500: an offer there covers its 30 persons."""
    assert cover(COUNTS, offers((2500, ""))).areas.loc["03", "covered_persons"] == 30


def test_unknown_count_stays_unknown_and_is_said() -> None:
    """A missing count makes the area missing, never 0, and leaves the city's share to the others."""
    found = cover(COUNTS | {"02": float("nan")}, offers((50, "")))
    assert found.areas.loc["02", ["target_persons", "covered_persons", "gap_persons"]].isna().all()
    assert found.areas["below_average"].isna().tolist() == [False, True, False]
    assert found.areas.loc["01", "city_share"] == pytest.approx(20 / 110)
    assert "ein Gebiet fehlt" in found.notes[-1]


def test_no_offer_at_all() -> None:
    """Nobody is covered, nothing is near, every gap says so."""
    found = cover(COUNTS, offers())
    assert found.areas["covered_persons"].tolist() == [0, 0, 0]
    assert found.areas["nearest_minutes"].isna().all()
    assert set(found.gaps["reason"]) == {"kein Angebot erreichbar"}


def test_offer_that_does_not_count_covers_nobody_but_gives_the_reason() -> None:
    """The offer next door is closed: the gap names it and says why."""
    found = cover(COUNTS, offers((450, "dann geschlossen")))
    assert found.areas["covered_persons"].sum() == 0
    gap = found.gaps[found.gaps["key"] == "01"].iloc[0]
    assert (gap["nearest_offer"], gap["reason"]) == ("Kita 0", "dann geschlossen")
    assert gap["nearest_minutes"] == pytest.approx(0.75)


def test_gaps_join_neighbours_and_sum_to_the_gap() -> None:
    """Points 100 m apart are one gap, points 700 m or a border apart are two."""
    found = cover(COUNTS, offers((5000, "")))
    assert found.gaps["persons"].tolist() == [60, 60, 30, 30, 20]
    assert found.gaps["rank"].tolist() == [1, 2, 3, 4, 5]
    assert found.gaps["persons"].sum() == pytest.approx(found.areas["gap_persons"].sum())
    assert found.gaps["key"].tolist() == ["01", "02", "02", "03", "01"]
    assert found.gaps.crs == CRS


@pytest.mark.parametrize(
    ("places", "areas", "persons"),
    [
        ([(0, 0), (100, 0)], ["01", "01"], [30]),  # cells side by side
        ([(0, 0), (100, 100)], ["01", "01"], [30]),  # cells that touch by a corner
        ([(0, 0), (100, 0), (200, 100)], ["01", "01", "01"], [60]),  # a chain
        ([(0, 0), (200, 0)], ["01", "01"], [20, 10]),  # a cell between them
        ([(0, 0), (100, 0)], ["01", "02"], [20, 10]),  # a border between them
    ],
)
def test_cells_that_touch_inside_one_area_are_one_gap(places, areas, persons) -> None:
    uncovered = DataFrame(places, columns=["x", "y"], dtype=float).assign(
        area=areas,
        persons=[10.0, 20, 30][: len(places)],
        minutes=20.0,
        nearest_offer="K",
        why_not="",
    )
    found = gap_table(uncovered, level(), rule=Rule(15, "walk"))
    assert found["persons"].tolist() == persons
    assert found["rank"].tolist() == list(range(1, len(persons) + 1))


def test_covered_and_gap_make_the_target_to_the_last_bit() -> None:
    """Odd counts and weights: covered + gap equals target without any tolerance."""
    rng = np.random.default_rng(3)
    n = 500
    points = DataFrame(
        {
            "x": X0 + rng.uniform(0, 3000, n),
            "y": Y0 + rng.uniform(0, 1000, n),
            "weight": rng.uniform(0, 7, n),
        }
    )
    points["area"] = ["0" + str(int((x - X0) // 1000) + 1) for x in points["x"]]
    counts = Series({"01": 1234.0, "02": 77.123, "03": 1 / 3})
    demand = persons_at(points, counts, places=level().areas.geometry)
    terms = Terms("Kita", "u6", "", "")
    places = offers((500, ""), (2100, ""))
    areas = coverage_of(demand, places, level(), reach=WALK, question=ASKED, terms=terms).areas
    assert (areas["covered_persons"] + areas["gap_persons"] == areas["target_persons"]).all()
    assert areas["target_persons"].tolist() == pytest.approx(counts.tolist())
    assert (areas["covered_persons"] > 0).all()
    assert (areas["gap_persons"] > 0).all()


def test_row_order_does_not_matter_and_inputs_stay() -> None:
    """The same areas from shuffled points; the tables given are not changed."""
    demand = persons_at(settlement(), Series(COUNTS), places=level().areas.geometry)
    terms = Terms("Kita", "u6", "", "")
    before, places = demand.copy(), offers((50, ""), (1950, ""))
    run = partial(
        coverage_of, offers=places, level=level(), reach=WALK, question=ASKED, terms=terms
    )
    assert run(demand).areas.equals(run(demand.sample(frac=1, random_state=1)).areas)
    assert demand.equals(before)


def test_all_covered_leaves_no_crumb() -> None:
    """Counts with decimals, everybody within reach: share exactly 1, gap exactly 0."""
    counts = {"01": 511.9, "02": 1 / 3, "03": 0.1}
    areas = cover(counts, offers((300, ""), (1500, ""), (2500, ""))).areas
    assert areas["gap_persons"].tolist() == [0, 0, 0]
    assert areas["covered_share"].tolist() == [1, 1, 1]


def test_two_coverages_side_by_side() -> None:
    """Without the second offer area 02 loses its 60; other groups and levels are not compared."""
    both, one = cover(COUNTS, offers((50, ""), (1150, ""))), cover(COUNTS, offers((50, "")))
    found = difference_of(both, one)
    assert found["difference_persons"].tolist() == [0, -60, 0]
    assert found["difference_share"].tolist() == pytest.approx([0, -60 / 90, 0])
    assert found["first_persons"].tolist() == [20, 60, 0]
    other = replace(one, target_group="schulkinder")
    assert difference_of(both, other)["difference_persons"].isna().all()
    assert difference_of(both, other)["difference_share"].notna().all()
    with pytest.raises(ValueError, match="cannot be compared"):
        difference_of(both, cover(COUNTS, offers(), level("sr", {"01": "A", "02": "A"})))
