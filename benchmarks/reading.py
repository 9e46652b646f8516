"""Files read with all checks, beside readers that check nothing.

Run: .venv/bin/python -m benchmarks.reading
"""

import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import shapely

from benchmarks._measuring import compared, seconds_in_turn
from benchmarks.areas import parts_of_a_city
from intake.files import read_table
from intake.files.shapes import read_areas


def numbers(rows: int) -> pd.DataFrame:
    """A key and ten columns of counts."""
    counts = np.random.default_rng(8).integers(0, 10_000, (rows, 10))
    table = pd.DataFrame(counts, columns=[f"groesse_{i}" for i in range(10)])
    table.insert(0, "key", [f"{i:06d}" for i in range(rows)])
    return table


def workbook(folder: Path) -> None:
    """20,000 rows of a workbook beside openpyxl."""
    path = folder / "zahlen.xlsx"
    numbers(20_000).to_excel(path, index=False, engine="xlsxwriter")

    def peer() -> int:
        return sum(1 for _ in openpyxl.load_workbook(path, read_only=True).active.values)

    assert peer() == len(read_table(path)[0]) + 1
    seconds = seconds_in_turn({"ours": lambda: read_table(path), "peer": peer}, times=3)
    compared("XLSX, 20,000 × 11", seconds["ours"], seconds["peer"], aim="at least 5 ×", name="openpyxl")  # fmt: skip


def text_table(folder: Path) -> None:
    """500,000 rows of text beside pandas."""
    path = folder / "zahlen.csv"
    numbers(500_000).to_csv(path, index=False)
    runs = {"ours": lambda: read_table(path), "peer": lambda: pd.read_csv(path, dtype={"key": str})}
    seconds = seconds_in_turn(runs, times=3)
    compared("CSV, 500,000 × 11", seconds["ours"], seconds["peer"], aim="the same", name="pandas")


def areas(folder: Path) -> None:
    """5,000 polygons with about 120 corners beside bare pyogrio."""
    path = folder / "gebiete.gpkg"
    shapes = shapely.transform(parts_of_a_city(5_000), lambda xy: xy + [390_000, 5_700_000])
    keys = [f"{i:05d}" for i in range(len(shapes))]
    gpd.GeoDataFrame({"key": keys}, geometry=shapes, crs=25832).to_file(path)
    runs = {"ours": lambda: read_areas(path), "peer": lambda: pyogrio.read_dataframe(path)}
    seconds = seconds_in_turn(runs)
    compared("5,000 polygons, GeoPackage", seconds["ours"], seconds["peer"], aim="at least 0.5 ×", name="pyogrio")  # fmt: skip


def main() -> None:
    """Run all comparisons in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        for job in (workbook, text_table, areas):
            job(Path(folder))


if __name__ == "__main__":
    main()
