"""What several tests stand on: three unit squares, the embedded Dortmund, the cities' own files."""

import os
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

ROOT = Path(__file__).resolve().parent.parent
REAL = Path(os.environ.get("AKTIONSRAUM_REAL_DATA", ROOT.parent / "shared" / "real"))


@pytest.fixture
def squares():
    """Three unit squares of 1 km side by side, keys 01, 02, 03."""
    boxes = [box(x, 5_700_000, x + 1000, 5_701_000) for x in (390_000, 391_000, 392_000)]
    index = pd.Index(["01", "02", "03"], name="key")
    return gpd.GeoDataFrame(
        {"name": ["West", "Mitte", "Ost"]}, geometry=boxes, index=index, crs=25832
    )


@pytest.fixture(scope="session")
def embedded_city():
    """The embedded Dortmund, read once."""
    from intake.city import read_city

    return read_city(ROOT / "data" / "dortmund")


@pytest.fixture(scope="session")
def embedded_analysis(embedded_city):
    """All figures of the embedded Dortmund, computed once."""
    from pipeline import analyse

    return analyse(embedded_city)


@pytest.fixture(scope="session")
def real_data():
    """The folder with the cities' own files; tests that need it skip where it is absent."""
    if not REAL.is_dir():
        pytest.skip(f"the cities' own files are not at {REAL} (AKTIONSRAUM_REAL_DATA)")
    return REAL
