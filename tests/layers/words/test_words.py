"""Words, rows and charts beside the maps, on figures that can be said by hand."""

import numpy as np
import pandas as pd
import pytest

from indicators.figures.change import Change
from indicators.figures.targets import TargetDefinition
from layers.charts import line_chart, slope_chart
from layers.choropleth import indicator_layer
from layers.layer import paled
from layers.words.comparison import found_rows, side_by_side_rows
from layers.words.development import change_rows, change_words, line_rows, slope_rows
from layers.words.profile import neighbours_of, situation_rows
from layers.words.selection import figures_long, figures_wide, withheld_words
from layers.words.summary import all_figures, area_figures, area_table, key_figures

ASKED = {"level": "area", "indicator": "quote", "year": 2024}


@pytest.fixture
def released(released_squares):
    """City 90 of 400 = 22.5 %; the eastern square is worse (29.5 %)."""
    return released_squares(poor=[10, 21, 59], everyone=[100, 100, 200])


@pytest.fixture
def change():
    """One area better beyond chance, one worse by chance, one unknown."""
    table = pd.DataFrame(
        {
            "name": ["West", "Mitte", "Ost"],
            "value_from": [20.0, 10.0, np.nan],
            "value_to": [10.0, 11.0, 5.0],
            "change": [-10.0, 1.0, np.nan],
            "low": [-12.0, -1.0, np.nan],
            "high": [-8.0, 3.0, np.nan],
            "significant": pd.array([True, False, None], dtype="boolean"),
            "direction": ["better", "worse", ""],
            "reason": ["", "", "missing"],
        },
        index=pd.Index(["01", "02", "03"], name="key"),
    )
    return Change(table, 2018, 2024)


def test_key_figures_count_persons_in_flagged_areas_only(released):
    """200 of 400 live in the eastern square."""
    figures = key_figures(released, indicator_layer(released, **ASKED), population="all")
    assert (figures.city, figures.flagged, figures.rated) == ("22,5\u00a0%", 1, 3)
    assert figures.persons == "200 (50\u00a0%)"


def test_without_a_population_variable_no_persons_are_invented(released):
    assert key_figures(released, indicator_layer(released, **ASKED), population="").persons == "."


def test_the_table_says_how_far_and_how_sure(released):
    table = area_table(released, indicator_layer(released, **ASKED), indicator="quote")
    assert table.index.tolist() == ["03", "02", "01"]
    assert table.loc["03", "difference"] == pytest.approx(7.0)
    assert table.loc["03", "certainty"] != ""
    assert table.loc["01", "certainty"] == ""


def test_one_area_is_told_with_value_city_and_reason(released):
    figures = area_figures(released, key="03", **ASKED)
    assert (figures.value, figures.city, figures.flagged) == ("29,5\u00a0%", "22,5\u00a0%", True)
    assert "+7,0 Prozentpunkte" in figures.sentence


def test_a_missing_value_is_told_as_missing(released_squares):
    released = released_squares(poor=[10, np.nan, 60], everyone=[100, 100, 200])
    assert area_figures(released, key="02", **ASKED).value == "."
    assert all_figures(released, level="area", key="02", year=2024).loc["quote", "value"] == "."


def test_long_rows_keep_source_unit_and_reason(released_squares):
    released = released_squares(poor=[10, np.nan, 60], everyone=[100, 100, 200])
    rows = figures_long(released, level="area", years=[2024], indicators=["quote"])
    assert rows["source"].unique().tolist() == ["Musteramt"]
    assert rows.set_index("key")["reason"].to_dict() == {"01": "", "02": "missing", "03": ""}


def test_wide_rows_have_one_row_per_area_and_a_column_per_year(released):
    wide = figures_wide(released, level="area", years=[2024], indicators=["quote"])
    assert wide["key"].tolist() == ["01", "02", "03"]
    assert wide["quote_2024"].tolist() == [10.0, 21.0, 29.5]
    assert wide["quote_2024_flag"].tolist() == [False, False, True]
    assert wide.geometry.area.tolist() == [1e6] * 3


def test_what_is_withheld_is_counted_in_words(released_squares):
    released = released_squares(poor=[2, 20, 60], everyone=[100, 100, 200])
    sentence = withheld_words(released.suppressed, released, "area")[0]
    assert "unterdrückt" in sentence
    assert "1 bis 2" in sentence


def test_nothing_withheld_is_said_too(released):
    assert "Nichts" in withheld_words(released.suppressed, released, "area")[0]


def test_neighbours_share_a_border(released):
    assert neighbours_of(released, level="area", key="01") == ["02"]
    assert set(neighbours_of(released, level="area", key="02")) == {"01", "03"}


def test_the_profile_tells_value_city_and_flag(released):
    row = situation_rows(released, level="area", key="03").loc["quote"]
    assert (row["value"], row["city"], row["flagged"], row["past"]) == (
        "29,5\u00a0%", "22,5\u00a0%", True, "",
    )  # fmt: skip


def test_areas_stand_side_by_side_with_marks(released):
    table = side_by_side_rows(released, ["03", "01"], level="area", year=2024)
    assert table.loc["quote", "03"] == "▲ 29,5\u00a0%"
    assert table.loc["quote", "01"] == "10,0\u00a0%"


def test_unknown_areas_are_told_apart_from_those_that_fail():
    values = pd.DataFrame({"x": [1.0, 2.0, np.nan]}, index=["a", "b", "c"])
    meets = pd.DataFrame(
        {"meets": pd.array([True, False, None], dtype="boolean")}, index=values.index
    )
    rows, remark = found_rows(values, meets, pd.Series({"a": "A"}))
    assert rows.index.tolist() == ["a"]
    assert remark.startswith("1 ")


def test_lines_run_for_city_area_and_the_way_to_the_target(released):
    target = TargetDefinition(
        indicator="quote", level="city", keys=(), base_year=2024, year=2030, value=15.0, source=""
    )
    rows = line_rows(released, level="area", key="03", indicator="quote", target=target)
    path = rows[rows["series"] == "Weg zum Ziel"]
    assert path["value"].tolist() == [22.5, 15.0]
    assert rows.loc[rows["series"] == "Ost", "value"].tolist() == [29.5]
    spec = line_chart(
        rows, unit="%", area="Ost", city="Musterstadt insgesamt", target="Weg zum Ziel"
    )
    dashes = spec["layer"][1]["encoding"]["strokeDash"]["scale"]["range"]
    assert len({tuple(dash) for dash in dashes}) == 3


def test_only_changes_beyond_chance_stand_out(change, released):
    rows = slope_rows(change, released.catalogue["quote"], selected="02")
    assert rows.groupby("key")["kind"].first().to_dict() == {"01": "better", "02": "selected"}
    assert sorted(rows["year"].unique()) == [2018, 2024]
    assert slope_chart(rows, unit="%")["encoding"]["color"]["scale"]["domain"]


def test_changes_are_listed_from_worse_to_better_with_how_sure(change, released):
    table = change_rows(change)
    assert table.index.tolist() == ["02", "01", "03"]
    assert table["certain"].tolist() == ["kann Zufall sein", "mehr als Zufall", ""]
    assert "−10,0 Prozentpunkte; mehr als Zufall" in change_words(
        change, "01", released.catalogue["quote"]
    )
    assert change_words(change, "03", released.catalogue["quote"]) == ""


def test_paler_colours_keep_classes_and_order(released):
    layer = indicator_layer(released, **ASKED)
    ground = paled(layer)
    assert ground.table["class"].tolist() == layer.table["class"].tolist()
    assert set(ground.table["colour"]) == {entry.colour for entry in ground.classes if entry.count}
