"""Crosswalks between vintages."""

from pathlib import Path

import pandas as pd
import pytest

from geo.levels import Level
from intake.city._vintages import read_crosswalks
from intake.config import CityConfig
from intake.findings import InputError


@pytest.fixture
def config() -> CityConfig:
    """A city with a crosswalk from 2020 to 2021."""
    crosswalk = {
        "file": "wechsel.csv",
        "level": "fein",
        "from_vintage": "2020",
        "to_vintage": "2021",
    }
    return CityConfig.model_validate(
        {
            "city": {"name": "M", "crs": "EPSG:25832"},
            "level": [{"id": "fein", "label": "F"}],
            "crosswalk": [crosswalk],
        }
    )


@pytest.fixture
def levels(squares) -> dict[str, Level]:
    return {
        "fein": Level(
            "fein", "Fein", squares, pd.Series(squares.index, index=squares.index), vintage="2021"
        )
    }


def test_shares_are_read_as_numbers_or_per_cent(
    tmp_path: Path, config: CityConfig, levels: dict[str, Level]
) -> None:
    (tmp_path / "wechsel.csv").write_text("old;new;share\n9;01;0,25\n9;02;75 %\n8;03;1\n")
    tables, findings = read_crosswalks(tmp_path, config, levels)
    table = tables["fein", "2020", "2021"]
    assert table.to_dict("list") == {
        "old": ["9", "9", "8"],
        "new": ["01", "02", "03"],
        "share": [0.25, 0.75, 1.0],
    }
    assert findings == ()


def test_without_shares_each_old_area_goes_into_one_new_one(
    tmp_path: Path, config: CityConfig, levels: dict[str, Level]
) -> None:
    (tmp_path / "wechsel.csv").write_text("old,new\n9,01\n8,01\n")
    assert read_crosswalks(tmp_path, config, levels)[0]["fein", "2020", "2021"][
        "share"
    ].tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("old,new,share\n9,01,0.5\n9,02,0.4\n", "crosswalk_sum", "9"),
        ("old,new,share\n9,01,1.5\n9,02,-0.5\n", "crosswalk_share", "9"),
        ("old,new,share\n9,01,halb\n", "crosswalk_share", "9"),
        ("old,new,share\n9,77,1\n", "join_crosswalk", "77"),
        ("old,new,share\n9,01,0.5\n9,01,0.5\n", "crosswalk_doubled", "9"),
        ("alt,neu\n9,01\n", "column_missing", "old, new"),
    ],
)
def test_faulty_crosswalk_is_refused(
    tmp_path: Path, config: CityConfig, levels: dict[str, Level], text: str, code: str, where: str
) -> None:
    (tmp_path / "wechsel.csv").write_text(text)
    with pytest.raises(InputError) as raised:
        read_crosswalks(tmp_path, config, levels)
    assert (code, where) in [(finding.code, finding.where) for finding in raised.value.findings]
