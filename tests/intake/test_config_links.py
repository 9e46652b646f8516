"""Faults that `city.toml` shows by itself: nothing is taken for something else in silence."""

from pathlib import Path
from typing import Any

import pytest

from intake.config import CityConfig, read_config
from intake.config_links import config_faults, unknown_names
from intake.findings import InputError

LEVEL = {"id": "bezirk", "label": "Bezirke", "file": "b.geojson", "key": "nr"}


def config(crs: str = "EPSG:25832", **entries: Any) -> CityConfig:
    """A small city."""
    return CityConfig.model_validate(
        {"city": {"name": "A", "crs": crs, "population": "einwohner"}, "level": [LEVEL], **entries}
    )


def test_a_sound_city_has_no_faults():
    assert config_faults(config()) == ()
    assert unknown_names(config(), {"einwohner"}) == ()


@pytest.mark.parametrize("crs", ["EPSG:4326", "Quatsch", "EPSG:4839999", "EPSG:2263"])
def test_a_system_without_metres_is_refused(crs):
    """EPSG:2263 is projected, in feet."""
    assert [finding.code for finding in config_faults(config(crs))] == ["config_crs"]


def test_ids_given_twice_are_refused_but_vintages_of_a_level_are_not():
    twice = [{"id": "kita", "label": "Kitas"}, {"id": "kita", "label": "Krippen"}]
    (fault,) = config_faults(config(category=twice))
    assert (fault.severity, fault.where) == ("error", "category, id")
    assert "„kita“ steht 2-mal" in fault.message
    assert config_faults(config(level=[LEVEL, {**LEVEL, "vintage": "2018"}])) == ()
    assert len(config_faults(config(level=[LEVEL, LEVEL]))) == 1


def test_impossible_years_are_refused():
    table = [{"file": "a.csv", "level": "bezirk", "year": year} for year in (2024, 20240, 24)]
    assert [fault.where for fault in config_faults(config(table=table))] == ["table, a.csv"] * 2


def test_what_is_named_but_not_there_is_told():
    indicator = [{"id": "q", "label": "Q", "numerator": "katzen", "denominator": "einwohner"}]
    group = [{"id": "alle", "label": "Alle", "variable": "einwohner"}]
    standard = [{"category": "kita", "target_group": "kinder", "max_minutes": 5}]
    category = [{"id": "treff", "label": "Treff"}]
    city = config(indicator=indicator, target_group=group, standard=standard, category=category)
    told = [(finding.severity, finding.where) for finding in unknown_names(city, {"einwohner"})]
    assert told == [
        ("warning", "indicator q, numerator"),
        ("warning", "standard, category"),
        ("warning", "standard, target_group"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("[city]\nname = 5\n", "config_entry_wrong", "erwartet wird ein Text in Anführungszeichen"),
        ('[city]\nname = "A"\nname = "B"\n', "config_syntax", "Zeile 3, Spalte 11"),
        ("x = " + "[" * 5000, "config_too_deep", "verschachtelt"),
    ],
)  # fmt: skip
def test_faults_of_writing_are_told_in_german(tmp_path: Path, text: str, code: str, said: str):
    path = tmp_path / "city.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        read_config(path)
    assert code in {finding.code for finding in caught.value.findings}


def test_the_mark_of_windows_editors_is_no_fault(tmp_path: Path):
    path = tmp_path / "city.toml"
    path.write_text(
        '[city]\nname = "A"\ncrs = "EPSG:25832"\n[[level]]\nid = "b"\nlabel = "B"\n',
        encoding="utf-8-sig",
    )
    assert read_config(path).city.name == "A"
