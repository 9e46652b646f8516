"""Counts at every level: sums upwards, shares never summed, unknown parts named."""

from dataclasses import replace

import numpy as np
from geopandas import GeoDataFrame
from pandas import DataFrame, Index, Series

from geo.levels import Level
from indicators.catalogue import Indicator
from indicators.figures.counts import city_values, counts_by_level

POOR = Indicator("poor", "Leistungsbezug", numerator="poor", denominator="persons")
AGE = Indicator("age", "Durchschnittsalter", value="age", weight="persons", unit="Jahre")
RATE = Indicator("rate", "Veröffentlichter Anteil", value="rate")


def level(id_, members):
    keys = Index(sorted(set(members.values())), name="key")
    areas = GeoDataFrame({"name": keys}, geometry=[None] * len(keys), index=keys, crs=25832)
    return Level(id_, id_, areas, Series(members))


LEVELS = {
    "fine": level("fine", {"01": "01", "02": "02", "03": "03"}),
    "coarse": level("coarse", {"01": "A", "02": "A", "03": "B"}),
    "some": level("some", {"03": "P"}),
    "city": level("city", {"01": "city", "02": "city", "03": "city"}),
}


def delivered(**columns):
    values = DataFrame(columns, index=Index(["01", "02", "03"], name="key"), dtype=float)
    reasons = values.isna().replace({True: "suppressed", False: ""}).astype(object)
    return {"fine": (values, reasons)}


def test_counts_reach_every_level():
    counts = counts_by_level(LEVELS, delivered(persons=[100, 20, 40]), [POOR])
    assert counts["coarse"].values["persons"].to_dict() == {"A": 120.0, "B": 40.0}
    assert counts["some"].values["persons"].to_dict() == {"P": 40.0}
    assert counts["city"].values["persons"].to_dict() == {"city": 160.0}


def test_a_share_with_a_weight_is_averaged_by_it_not_plainly():
    """40 years × 300 persons and 50 × 100: 42.5, the plain mean would be 45."""
    table = delivered(age=[40, 50, 30], persons=[300, 100, 50])
    counts = counts_by_level(LEVELS, table, [AGE])
    assert counts["coarse"].values["age"].to_dict() == {"A": 42.5, "B": 30.0}


def test_a_share_without_a_weight_is_not_raised_and_says_why():
    counts = counts_by_level(LEVELS, delivered(rate=[10, 20, 30]), [RATE])
    assert counts["coarse"].values["rate"].isna().all()
    assert counts["coarse"].reasons["rate"].tolist() == ["not_applicable", "not_applicable"]


def test_a_suppressed_part_makes_the_sum_suppressed():
    counts = counts_by_level(LEVELS, delivered(persons=[100, np.nan, 40]), [POOR])
    assert counts["coarse"].reasons["persons"].to_dict() == {"A": "suppressed", "B": ""}
    assert np.isnan(counts["coarse"].values.loc["A", "persons"])


def test_delivered_figures_of_a_coarser_level_win_over_sums():
    coarse = DataFrame({"persons": [500.0, 41.0]}, index=Index(["A", "B"], name="key"))
    blank = DataFrame({"persons": ["", ""]}, index=coarse.index)
    table = {**delivered(persons=[100, np.nan, 40]), "coarse": (coarse, blank)}
    counts = counts_by_level(LEVELS, table, [POOR])
    assert counts["coarse"].values["persons"].to_dict() == {"A": 500.0, "B": 41.0}
    assert counts["city"].values["persons"].to_dict() == {"city": 541.0}


def test_the_city_value_is_summed_over_the_finest_level_that_has_both_counts():
    """Keys of two levels may be equal: "A" of one must not meet "A" of the other."""
    coarse = DataFrame({"poor": [30.0, 4.0]}, index=Index(["A", "B"], name="key"))
    blank = DataFrame({"poor": ["", ""]}, index=coarse.index)
    table = {**delivered(persons=[100, 20, 40]), "coarse": (coarse, blank)}
    counts = counts_by_level(LEVELS, table, [POOR])
    assert city_values(counts, [POOR], 2024) == {"poor": 100 * 34 / 160}


def test_the_city_value_of_a_share_is_weighted_published_or_missing():
    counts = counts_by_level(LEVELS, delivered(age=[40, 50, 30], persons=[300, 100, 50]), [AGE])
    assert city_values(counts, [AGE], 2024) == {"age": (12000 + 5000 + 1500) / 450}
    published = replace(AGE, city_values={2024: 41.5})
    assert city_values(counts, [published], 2024) == {"age": 41.5}
    assert np.isnan(city_values(counts, [replace(AGE, weight="")], 2024)["age"])
