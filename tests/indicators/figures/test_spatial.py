"""Spatial statistics: laws on small grids, and what is published for Dortmund."""

import csv
import warnings

import geopandas as gpd
import numpy as np
import pytest
from pandas import Series
from shapely import box

from geo.crs import CrsError
from indicators.figures.spatial import (
    contiguity,
    discoveries,
    global_moran,
    graph_of,
    local_moran,
    nearest,
    within_distance,
)


def grid(size: int) -> gpd.GeoDataFrame:
    """Squares of 100 m in rows; key "row-column"."""
    cells = {
        f"{row}-{column}": box(100 * column, 100 * row, 100 * column + 100, 100 * row + 100)
        for row in range(size)
        for column in range(size)
    }
    return gpd.GeoDataFrame(geometry=list(cells.values()), index=list(cells), crs=25832)


def test_a_chessboard_is_perfectly_dispersed():
    """Every rook neighbour is the opposite: I = −1."""
    areas = grid(6)
    values = Series([(sum(map(int, key.split("-"))) % 2) for key in areas.index], areas.index)
    moran = global_moran(values.astype(float), contiguity(areas, rook=True))
    assert moran.statistic == pytest.approx(-1.0)
    assert moran.expected == pytest.approx(-1 / 35)


def test_two_halves_are_clustered_and_have_a_hot_and_a_cold_spot():
    areas = grid(8)
    noise = np.random.default_rng(1).normal(0, 0.1, len(areas))
    values = (
        Series([float(int(key.split("-")[1]) >= 4) for key in areas.index], areas.index) + noise
    )
    graph = contiguity(areas)
    assert global_moran(values, graph).statistic > 0.7
    assert global_moran(values, graph).p <= 0.001
    spots = local_moran(values, graph)["spot"]
    assert spots["4-7"] == "hot"
    assert spots["4-0"] == "cold"
    turned = local_moran(values, graph, direction=-1)["spot"]
    assert (turned["4-7"], turned["4-0"]) == ("cold", "hot")


def test_chance_alone_gives_no_spots():
    """Without the correction about 5 % of 400 areas would be marked."""
    areas = grid(20)
    values = Series(np.random.default_rng(8).normal(size=400), areas.index)
    table = local_moran(values, contiguity(areas))
    assert (table["p"] <= 0.05).sum() > 5
    assert (table["spot"] == "none").all()


def test_the_same_data_give_the_same_answer():
    areas = grid(5)
    values = Series(np.random.default_rng(2).normal(size=25), areas.index)
    graph = contiguity(areas)
    assert global_moran(values, graph) == global_moran(values, graph)
    assert local_moran(values, graph).equals(local_moran(values, graph))


def test_order_of_the_values_does_not_matter():
    areas = grid(5)
    values = Series(np.random.default_rng(2).normal(size=25), areas.index)
    graph = contiguity(areas)
    turned = values.iloc[::-1]
    assert global_moran(turned, graph).statistic == pytest.approx(
        global_moran(values, graph).statistic
    )
    assert local_moran(turned, graph).index.tolist() == turned.index.tolist()
    np.testing.assert_allclose(
        local_moran(turned, graph)["statistic"].loc[values.index],
        local_moran(values, graph)["statistic"],
    )


def test_areas_without_a_value_are_left_out():
    areas = grid(4)
    values = Series(np.arange(16.0), areas.index)
    values["0-0"] = np.nan
    graph = contiguity(areas)
    assert global_moran(values, graph).areas == 15
    table = local_moran(values, graph)
    assert table.loc["0-0", "spot"] == ""
    assert np.isnan(table.loc["0-0", "p"])


def test_an_island_is_not_tested():
    areas = grid(4)
    areas.loc["far"] = [box(9000, 9000, 9100, 9100)]
    values = Series(np.arange(17.0), areas.index)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = contiguity(areas)
    assert global_moran(values, graph).islands == 1
    assert local_moran(values, graph).loc["far", "spot"] == ""


def test_equal_values_have_no_moran():
    areas = grid(3)
    assert np.isnan(global_moran(Series(1.0, areas.index), contiguity(areas)).statistic)


def test_false_discoveries_are_limited_by_rank():
    """The second of four, 0.02, passes: 2/4 · 0.05 = 0.025; Bonferroni would refuse it."""
    p = np.array([0.02, 0.5, 0.01, 0.9])
    assert discoveries(p, 0.05).tolist() == [True, False, True, False]
    assert discoveries(np.array([0.02, 0.5]), 0.01).tolist() == [False, False]


def test_neighbourhoods_by_name():
    areas = grid(3)
    assert graph_of(areas, "rook").cardinalities["1-1"] == 4
    assert graph_of(areas, "queen").cardinalities["1-1"] == 8
    assert graph_of(areas, "knn3").cardinalities["1-1"] == 3
    assert graph_of(areas, "100").cardinalities["1-1"] == 4


def test_distances_need_metres():
    degrees = grid(3).to_crs(4326)
    with pytest.raises(CrsError):
        nearest(degrees)
    with pytest.raises(CrsError):
        within_distance(degrees, metres=100)


@pytest.mark.real
def test_published_values_of_dortmund(real_data):
    """Rook and queen on the polygons as delivered, the others on metric centroids."""
    areas = gpd.read_file(real_data / "dortmund" / "do_data2018.geojson").set_index("unbeznr")
    metric = areas.to_crs(25832)
    graphs = [
        contiguity(areas, rook=True),
        contiguity(areas),
        nearest(metric, k=4),
        within_distance(metric, metres=5000),
    ]
    files = {
        "average_age_years": "morans_avg_age_a.csv",
        "new_flats_1999_2016_pct": "morans_new_flats.csv",
    }
    for column, name in files.items():
        with (real_data / "dortmund" / "moran" / name).open(encoding="utf-8") as file:
            published = [float(line["Morans I"]) for line in csv.DictReader(file)]
        values = areas[column].astype(float)
        ours = [global_moran(values, graph, permutations=9).statistic for graph in graphs]
        assert [round(value, 4) for value in ours] == published
