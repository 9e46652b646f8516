"""The commands for indices, comparisons and development, on the embedded Dortmund."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cli import app

CITY = str(Path(__file__).resolve().parents[2] / "data" / "dortmund")


def run(*arguments, code=0):
    """Run a command; return what it printed."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result.output


def records(*arguments) -> pd.DataFrame:
    return pd.DataFrame(json.loads(run(*arguments, "--json")))


@pytest.fixture(scope="module", autouse=True)
def read_once(embedded_city, embedded_analysis):
    """The commands read Dortmund anew each time; here they find what was read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("intake.city.read_city", lambda _folder: embedded_city)
        patch.setattr("pipeline.analyse", lambda _city: embedded_analysis)
        yield


@pytest.fixture(scope="module")
def mss(read_once):
    """The index as JSON, with its ranges."""
    return records("index", CITY, "mss", "--robust")


def test_index_has_its_columns_and_rates_no_small_area(mss):
    columns = ["key", "name", "score", "status", "change_score", "dynamics", "rated", "reason"]
    assert mss.columns[:8].tolist() == columns
    assert len(mss) == 170
    assert (mss["rated"] == (mss["reason"] == "")).all()
    assert set(mss.loc[~mss["rated"], "reason"]) == {"too_small"}
    rated = mss[mss["rated"]]
    assert rated["score"].mean() == pytest.approx(0.0, abs=1e-9)
    assert rated["score"].std(ddof=0) == pytest.approx(1.0)


def test_ranges_hold_the_rank(mss):
    rated = mss[mss["rated"]]
    assert rated["own_class_share"].between(0, 1).all()
    assert (rated["rank_low"] <= rated["rank_high"]).all()
    assert (rated["safe"] == (rated["own_class_share"] >= 0.95)).all()


def test_robust_names_the_indicator_that_decides(mss):
    """Leaving out an indicator moves the rank, or it is named as not deciding."""
    rated = mss[mss["rated"]]
    assert (rated["rank_worst"] <= rated["rank_best"]).all()
    moved = rated["decisive"] != ""
    assert moved.any()
    assert (rated.loc[~moved, "rank_best"] == rated.loc[~moved, "rank"]).all()


def test_index_as_a_layer_for_gis(tmp_path):
    run("index", CITY, "mss", "--out", str(tmp_path / "mss.geojson"))
    layer = json.loads((tmp_path / "mss.geojson").read_text(encoding="utf-8"))
    assert len(layer["features"]) == 170
    assert "status" in layer["features"][0]["properties"]


def test_another_method_on_the_same_indicators():
    table = records("index", CITY, "mss", "--method", "headline")
    assert table["score"].dropna().between(0, 1).all()
    assert "imd" in run("index", CITY, "mss", "--method", "imdd", code=1)


def test_unknown_index_names_the_choices():
    assert "mss" in run("index", CITY, "mssss", code=1)


def test_why_prints_a_sentence_and_contributions_that_add_up(mss):
    worst = mss.sort_values("rank").iloc[0]
    output = run("why", CITY, "mss", worst["key"])
    assert "Status sehr niedrig" in " ".join(output.split())
    parts = records("why", CITY, "mss", worst["key"])
    assert parts["contribution"].sum() == pytest.approx(worst["score"])


def test_methods_side_by_side():
    table = records("methods", CITY, "rise")
    assert {"mss", "rise", "headline", "imd", "svi", "below_average_count"} <= set(table.columns)


def test_compare_similar_and_screen(mss):
    pair = records("compare", CITY, "001", "051")
    assert pair.columns[2:4].tolist() == ["001", "051"]
    alike = records("similar", CITY, "051", "--indicator", "transfer_payment_pct", "--count", "3")
    assert len(alike) == 3
    assert alike["distance"].is_monotonic_increasing
    found = records("screen", CITY, "transfer_payment_pct > stadt und transfer_payment_pct < 20")
    assert found["transfer_payment_pct"].between(15, 20).all()
    assert "keine Bedingung" in run("screen", CITY, "arm", code=1)


def test_change_is_refused_where_years_cannot_be_compared():
    table = records("change", CITY, "transfer_payment_pct", "--from", "2018")
    assert len(table) == 170
    refused = run("change", CITY, "single_households_over_65_pct", "--from", "2018", code=1)
    assert "verschieden erhoben" in refused


def test_targets_and_moran():
    targets = records("targets", CITY)
    assert set(targets["state"]) <= {"reached", "on_track", "off_track", ""}
    spots = records("moran", CITY, "transfer_payment_pct")
    assert {"hot", "none"} <= set(spots["spot"])
    assert "queen" in run("moran", CITY, "transfer_payment_pct", "--weights", "dame", code=1)
