"""What several tests stand on: three unit squares, the embedded Dortmund, the cities' own files."""

import os
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import settings
from shapely import box

ROOT = Path(__file__).resolve().parent.parent
REAL = Path(os.environ.get("AKTIONSRAUM_REAL_DATA", ROOT.parent / "shared" / "real"))

# `make test` gives the same answer twice; `make fuzz` searches on (`--hypothesis-profile=fuzz`).
settings.register_profile("test", derandomize=True, deadline=None, database=None)
settings.register_profile("fuzz", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("test")


@pytest.fixture(scope="session", autouse=True)
def _own_store(tmp_path_factory):
    """Keep what the person at this machine has entered out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AKTIONSRAUM_STORE", str(tmp_path_factory.mktemp("store")))
        yield


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


@pytest.fixture
def released_squares(squares):
    """Make released results on the three squares: `released_squares(poor=[…], all=[…], names=[…])`."""
    from geo.levels import Level
    from indicators.catalogue import Indicator
    from indicators.figures import concatenate, figures_of
    from indicators.figures.analysis import Analysis
    from indicators.figures.counts import Counts
    from indicators.secrecy.release import release

    def make(
        *, poor, everyone, names=("West", "Mitte", "Ost"), worse="higher", min_cases=3, **more
    ):
        areas = squares.assign(name=list(names))
        index = areas.index
        whole = gpd.GeoDataFrame(
            {"name": ["Musterstadt"]},
            geometry=[areas.union_all()],
            index=pd.Index(["city"], name="key"),
            crs=areas.crs,
        )
        levels = {
            "area": Level("area", "Gebiete", areas, pd.Series(index, index=index), "angenähert"),
            "city": Level("city", "Gesamtstadt", whole, pd.Series("city", index=index)),
        }
        catalogue = {
            "quote": Indicator(
                id="quote", label="Quote", numerator="poor", denominator="all", worse=worse,
                source="Musteramt",
            )
        }  # fmt: skip
        finest = pd.DataFrame({"poor": poor, "all": everyone}, index=index, dtype=float)
        tables = {"area": finest, "city": finest.sum(skipna=False).to_frame("city").T}
        figures, reasons = [], {}
        for id_, table in tables.items():
            why = table.isna().replace({True: "missing", False: ""})
            reasons[id_, 2024] = why
            rated = (table["all"] >= more.get("min_population", 0)).to_numpy()
            figures.append(
                figures_of(
                    levels[id_], 2024, Counts(table, why), tuple(catalogue.values()),
                    city={"quote": 100 * finest["poor"].sum() / finest["all"].sum()},
                    estimated=more.get("estimated", frozenset()), rated=rated,
                )
            )  # fmt: skip
        offers = gpd.GeoDataFrame(
            {"name": [], "category": [], "address": []}, geometry=[], crs=areas.crs
        )
        analysis = Analysis(
            name="Musterstadt", ags="", min_cases=min_cases, min_population=0, levels=levels,
            catalogue=catalogue, counts={(i, 2024): t for i, t in tables.items()},
            reasons=reasons, estimated={2024: more.get("estimated", frozenset())},
            released={2024: frozenset()}, figures=concatenate(figures),
            offers=more.get("offers", offers), protected=pd.Series(dtype=float), notes=(),
        )  # fmt: skip
        return release(analysis)

    return make
