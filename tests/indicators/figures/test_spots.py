"""Clusters, indices and coverage as layers."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.figures import figures_of
from indicators.figures.analysis import Analysis
from indicators.figures.counts import Counts
from indicators.secrecy.release import release
from layers import colours
from layers.index import STATUS_COLOURS, index_layer, index_table
from layers.spots import SPOTS, spot_layer


@pytest.fixture(scope="module")
def chessless():
    """A city of 10 × 10 squares: the west is poor, the east is not."""
    keys = pd.Index([f"{x}{y}" for x in range(10) for y in range(10)], name="key")
    shapes = [box(x, y, x + 1, y + 1) for x in range(10) for y in range(10)]
    scaled = gpd.GeoSeries(shapes, crs=25832).affine_transform(
        [1000, 0, 0, 1000, 390_000, 5_700_000]
    )
    areas = gpd.GeoDataFrame({"name": keys}, geometry=scaled.to_numpy(), index=keys, crs=25832)
    counts = pd.DataFrame(
        {"poor": [400.0 if k[0] < "5" else 50.0 for k in keys], "all": 1000.0}, keys
    )
    entry = Indicator(id="quote", label="Quote", numerator="poor", denominator="all")
    level = Level("area", "Gebiete", areas, pd.Series(keys, index=keys))
    why = counts.isna().replace({True: "missing", False: ""})
    figures = figures_of(
        level, 2024, Counts(counts, why), (entry,), city={"quote": 22.5},
        estimated=frozenset(), rated=np.ones(100, dtype=bool),
    )  # fmt: skip
    return release(
        Analysis(
            name="X", ags="", min_cases=3, min_population=0, levels={"area": level},
            catalogue={"quote": entry}, counts={("area", 2024): counts},
            reasons={("area", 2024): why}, estimated={2024: frozenset()},
            released={2024: frozenset({"poor", "all"})}, figures=figures,
            offers=gpd.GeoDataFrame({"category": []}, geometry=[], crs=25832),
            protected=pd.Series(dtype=float), notes=(),
        )
    )  # fmt: skip


def test_the_inner_west_is_a_hot_spot_and_the_inner_east_a_cold_one(chessless):
    layer = spot_layer(chessless, level="area", indicator="quote", year=2024)
    kinds = list(SPOTS)
    named = layer.table["class"].map(dict(enumerate(kinds)))
    assert named["15"] == "hot"
    assert named["85"] == "cold"
    assert sum(entry.count for entry in layer.classes) == 100
    assert layer.table.loc["15", "colour"] == colours.WORSE[1]


def test_colours_of_spots_and_classes_keep_their_order_in_grey():
    for palette in (STATUS_COLOURS, [SPOTS[k][1] for k in ("cold", "worse_among_better", "hot")]):
        grey = [colours.luminance(colour) for colour in palette]
        assert grey == sorted(grey, reverse=True)


def test_an_index_becomes_four_classes_with_attention_areas(chessless):
    from indicators.indices import IndexDefinition, composite
    from indicators.indices.inputs import index_inputs

    definition = IndexDefinition("mss", "Index", "mss", ("quote",))
    inputs = index_inputs(
        chessless.figures, definition, chessless.catalogue, level="area", year=2024
    )
    result = composite(definition, inputs)
    layer = index_layer(result, chessless, level="area", year=2024)
    assert [entry.count for entry in layer.classes] == [0, 100, 0, 0]
    assert layer.missing == ()
    table = index_table(result, layer)
    assert table["rank"].is_monotonic_increasing
    assert set(table["status"]) == {"mittel"}
